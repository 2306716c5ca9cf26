// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import JoinLinks
import RoomCore
import Simulation

/// The calendar half of one room of a fleet: the real keeper, budget, push and Google client. Its window lies in
/// memory, and outlives the agent as a disk does.
final class FleetRoom {
    private let number: Int
    let calendar: String
    let plan: FleetPlan
    let address: String
    private let loop: VirtualLoop
    private let scenario: FleetScenario
    private let account: SimulatedServiceAccount
    private let key: ServiceAccountKey
    private let transport: FleetTransport
    private let disk: MemoryWindowStore
    private let channels = Channels()
    let spending = Spending()
    private let push: SimulatedPush
    private var dice: FleetDice
    private var power: PowerSwitch?
    private var keeper: CalendarKeeper?
    private var secrets = 0
    private var hasStream = true
    /// What was changed and is not seen yet, by event: the title, and when.
    private var pending: [String: (title: String, at: Duration)] = [:]
    private(set) var delays: [Int] = []

    init(
        _ number: Int, _ scenario: FleetScenario, _ google: SimulatedGoogle, _ loop: VirtualLoop,
        _ account: SimulatedServiceAccount, _ key: ServiceAccountKey
    ) {
        self.number = number
        self.loop = loop
        self.scenario = scenario
        self.account = account
        self.key = key
        dice = FleetDice(UInt64(number))
        plan = FleetPlan(scenario, &dice)
        calendar = "c_\(number)@resource.calendar.google.com"
        address = "https://site.example.com/push/\(number)"
        transport = FleetTransport(SimulatedTransport(google, loop: loop), loop)
        disk = MemoryWindowStore(executor: loop)
        push = SimulatedPush(google, loop: loop, address: address)
        google.calendars[calendar] = SimulatedCalendar(calendar, roles: [account.email: .reader])
        google.edit(calendar) { calendar, now in
            for booked in plan.meetings {
                calendar.add(booked.id, Self.event("Stand-up", booked.start, booked.length), at: now)
            }
        }
    }

    private static func event(_ title: String, _ start: Duration, _ length: Duration) -> SimulatedEvent {
        SimulatedEvent(title, from: FleetScenario.midnight + start, lasting: length)
    }

    /// When it is switched on, before the first midnight.
    lazy var startsAt: Duration = .zero - dice.time(.seconds(1)...FleetScenario.warmUp)

    var requests: [Int: Int] { transport.minutes }
    var unseen: Int { pending.count }

    // MARK: The agent's life

    /// - Parameter isBoot: its machine has just started.
    func start(isBoot: Bool) {
        let power = PowerSwitch(loop)
        self.power = power
        let clock = { [loop] in loop.now.wall }
        let tokens = AccessTokenSource(
            key: key, actingAs: nil, scopes: [EventsQuery.scope], transport: transport, now: clock)
        let source = GoogleCalendarSource(
            calendar: calendar, transport: transport, tokens: tokens, linkFinder: LinkFinder(), now: clock)
        // Sound: a fleet's rooms are on the one thread of their loop.
        nonisolated(unsafe) let room = self
        let disk = self.disk
        var parts = KeeperParts(
            calendar: CalendarID(calendar), loop: power, source: source, journal: Silence(),
            openStore: { .ready(disk, await disk.load()) }, plan: WindowPlan(), schedule: scenario.schedule,
            budget: scenario.budget, zoneName: nil, zone: { _ in FixedOffset() }, machineZone: FixedOffset(),
            random: { room.dice.share() })
        parts.spending = spending
        parts.startSpan = SyncSchedule.startSpan(at: isBoot ? .seconds(40) : .days(1))
        if scenario.looks == .push {
            parts.push = PushParts(
                service: source, receiver: push, address: Private(address), record: channels,
                fresh: { room.nextSecret() })
        }
        let keeper = CalendarKeeper(parts)
        self.keeper = keeper
        _ = Task(executorPreference: power) {
            await room.keeper?.open { report in if case .windowChanged = report { room.look() } }
            await room.keeper?.keep()
        }
        loop.drain()
    }

    func cutPower() { power?.off() }

    private func nextSecret() -> String {
        secrets += 1
        return "fresh-\(number)-\(secrets)"
    }

    func receive(_ notice: PushNotice) { if hasStream { push.post(notice) } }

    /// Whether notices can come.
    func stream(_ isThere: Bool) {
        hasStream = isThere
        if isThere { push.restore() } else { push.interrupt() }
    }

    // MARK: Edits

    func perform(_ edit: FleetPlan.Edit, _ google: SimulatedGoogle) {
        pending[edit.id] = (edit.title, loop.now.uptime)
        google.edit(calendar) { calendar, now in
            if edit.isNew {
                calendar.add(edit.id, Self.event(edit.title, edit.start, .minutes(30)), at: now)
            } else {
                calendar.change(edit.id, at: now) { $0.title = edit.title }
            }
        }
    }

    /// The display shows the window in the same turn of the loop.
    private func look() {
        guard let window = keeper?.window else { return }
        for (id, change) in pending where window.meetings[MeetingID(id)]?.title.exposed == change.title {
            delays.append(Int((loop.now.uptime - change.at).wholeMilliseconds))
            pending[id] = nil
        }
    }

    // MARK: What outlives it

    /// Remembers as a file does.
    final class Channels: ChannelRecord {
        private var kept: [PushChannel] = []
        func load() -> [PushChannel] { kept.map { PushChannel(id: $0.id, resource: $0.resource, endsAt: $0.endsAt) } }
        func keep(_ channels: [PushChannel]) async -> Bool {
            kept = channels
            return true
        }
    }

    /// The same.
    final class Spending: SpendingRecord {
        private var kept: [RequestBudget.Day] = []
        private(set) var writes = 0
        func load() -> [RequestBudget.Day] { kept }
        func keep(_ days: [RequestBudget.Day]) async -> Bool {
            kept = days
            writes += 1
            return true
        }
    }

    private struct Silence: AgentJournal {
        func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)]) {}
    }
}

/// The way to the simulated cloud. It counts what the Calendar API answers.
final class FleetTransport: HTTPTransport {
    private let inner: SimulatedTransport
    private let loop: any AgentLoop
    private(set) var minutes: [Int: Int] = [:]

    init(_ inner: SimulatedTransport, _ loop: any AgentLoop) {
        self.inner = inner
        self.loop = loop
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let response = try await inner.send(request)
        if request.url.utf8.count > 40, !request.url.hasSuffix("/token") {
            let minute = (loop.now.wall - FleetScenario.midnight) / .minutes(1)
            minutes[Int(minute.rounded(.down)), default: 0] += 1
        }
        return response
    }
}
