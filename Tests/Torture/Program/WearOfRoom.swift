// SPDX-License-Identifier: Apache-2.0
import CMedium
import CalendarKeeping
import GoogleCalendar
import JoinLinks
import RoomCore
import SecureStore
import Simulation

/// The same room with all of its files: the whole calendar half with a simulated Google, on a virtual loop, for a week
/// and a day on which nobody changes anything. Each hour it deletes what has fallen out of the window, and at the other
/// end meetings come into it; beside the window it keeps what the day's requests were, and what the calendar's user has
/// chosen.
struct WearOfRoom {
    private static let workingDays = 7
    private static let changesADay = 12
    private static let meetingsADay = 8
    /// No day may write more, in all files: a card of 8 GB is written through once in seventeen years by it.
    private static let mostADay = 1_250_000

    /// What one day has written.
    private struct Day {
        var window = 0
        var records = 0
        /// How often one of the small records was written.
        var keeps = 0
        var syncs = 0

        /// Of the calls that are written down since the day began.
        init() {
            guard let calls = medium_calls() else { return }
            var recordFiles: Set<UInt32> = []
            for number in 0..<medium_count() {
                let call = calls[number]
                switch Int(call.kind) {
                case Int(MEDIUM_CREATE):
                    // A record is made anew each time, under its name with `.new` behind it.
                    let name = withUnsafeBytes(of: call.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                    if name.hasSuffix(".new") { recordFiles.insert(call.file) }
                case Int(MEDIUM_WRITE):
                    let isRecord = recordFiles.contains(call.file)
                    if isRecord { records += Int(call.count) } else { window += Int(call.count) }
                case Int(MEDIUM_SYNC), Int(MEDIUM_SYNC_FOLDER): syncs += 1
                default: break
                }
            }
            keeps = recordFiles.count
        }
    }

    /// Whether no day wrote more than it may, and the small records were among what was counted.
    func run() throws -> Bool {
        medium_seed(2)
        let folder = Folder("room")
        defer { folder.clear() }
        medium_begin(folder.path)
        defer { medium_end() }
        let loop = VirtualLoop(wall: Room.noon)
        let google = SimulatedGoogle(now: { loop.now.wall })
        let account = try SimulatedServiceAccount()
        google.register(account)
        google.calendars[Room.id] = SimulatedCalendar(Room.id, roles: [account.email: .reader])
        google.edit(Room.id) { calendar, now in
            for day in -9..<Self.workingDays + 40 {
                for slot in 0..<Self.meetingsADay {
                    let start = Room.noon + .days(day) + .hours(slot)
                    let event = SimulatedEvent("Stand-up", from: start, lasting: .minutes(25))
                    calendar.add("m\(day)-\(slot)", event, at: now)
                }
            }
        }
        let keeper = try keeper(folder, google, account, loop)
        // Sound: all of it is on the one thread of the loop.
        nonisolated(unsafe) let ours = keeper
        let living = Task(executorPreference: loop) {
            await ours.open { _ in }
            await ours.keep()
        }
        // The first full sync is no day's work.
        loop.run(for: .hours(1))
        var days: [Day] = []
        for day in 0...Self.workingDays {
            medium_forget()
            for change in 1...Self.changesADay {
                loop.run(for: .hours(1))
                guard day < Self.workingDays else { continue }
                google.edit(Room.id) { calendar, now in
                    let id = "m\(day + change % 20)-\(change % Self.meetingsADay)"
                    calendar.change(id, at: now) { $0.title = "Stand-up \(day)-\(change)" }
                }
            }
            loop.run(for: .hours(24 - Self.changesADay))
            days.append(Day())
        }
        living.cancel()
        loop.drain()
        let (working, idle) = (days.dropLast(), days[days.count - 1])
        func mean(_ value: (Day) -> Int) -> Int { working.reduce(0) { $0 + value($1) } / working.count }
        print(
            "a whole room, a day: \(mean(\.window)) bytes into the window, \(mean(\.records)) in \(mean(\.keeps)) small"
                + " records, \(mean(\.syncs)) syncs")
        print(
            "the same, a day without a change: \(idle.window) bytes into the window, \(idle.records) in \(idle.keeps)"
                + " small records, \(idle.syncs) syncs")
        let most = days.map { $0.window + $0.records }.max() ?? 0
        print("all files on the day with the most: \(most) bytes, of \(Self.mostADay) that a day may write")
        let names = folder.names
        let isCounted = ["requests", "settings"].allSatisfy(names.contains) && mean(\.keeps) > 0
        if most > Self.mostADay { print("FAILED: a day wrote \(most) bytes, and may write \(Self.mostADay)") }
        if !isCounted { print("FAILED: \(names) are not all that a room keeps") }
        return most <= Self.mostADay && isCounted
    }

    private func keeper(
        _ folder: Folder, _ google: SimulatedGoogle, _ account: SimulatedServiceAccount, _ loop: VirtualLoop
    ) throws -> CalendarKeeper {
        let transport = SimulatedTransport(google, loop: loop)
        let clock = { [loop] in loop.now.wall }
        let key = try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI))
        let tokens = AccessTokenSource(
            key: key, actingAs: nil, scopes: [EventsQuery.scope], transport: transport, now: clock)
        let source = GoogleCalendarSource(
            calendar: Room.id, transport: transport, tokens: tokens, linkFinder: LinkFinder(), now: clock)
        var dice = Dice(3)
        var parts = KeeperParts(
            calendar: CalendarID(Room.id), loop: loop, source: source, journal: Silence(),
            openStore: {
                guard let room = try? await Room(folder, loop), let stored = try? await room.load() else {
                    fatalError("the store does not open")
                }
                return .ready(room.store, stored)
            },
            plan: WindowPlan(), schedule: SyncSchedule(), budget: RequestBudget(), zoneName: nil,
            zone: { _ in FixedOffset() }, machineZone: FixedOffset(),
            random: { Double(dice.number(0...999)) / 1000 })
        parts.spending = SpendingFile(directory: folder.path, executor: loop)
        parts.settings = SettingsParts(
            source: ChosenSettings(), record: SettingsFile(directory: folder.path, executor: loop),
            wanted: [.locale, .format24HourTime])
        return CalendarKeeper(parts)
    }

    /// A user who has chosen a language and a clock.
    private final class ChosenSettings: AccountSettingsSource {
        private(set) var settingsRequests = 0

        func value(of setting: AccountSetting) async throws(CalendarFailure) -> String? {
            settingsRequests += 1
            return switch setting {
            case .locale: "fi"
            case .format24HourTime: "true"
            case .timezone: nil
            }
        }
    }

    private struct Silence: AgentJournal {
        func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)]) {}
    }
}
