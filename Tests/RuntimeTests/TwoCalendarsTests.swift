// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import JoinLinks
import RoomCore
import Simulation
import Testing

/// A room's and a person's calendar in one process, which hold copies of the same events under the same IDs.
@Suite("Two calendars in one process, in virtual time")
struct TwoCalendarsTests {
    /// One cloud, one service account, and a keeper for each of two calendars in different zones.
    private final class Process {
        let loop = VirtualLoop(wall: VirtualRoom.morning)
        let google: SimulatedGoogle
        let room: CalendarKeeper
        let person: CalendarKeeper
        private var runs: [Task<Void, Never>] = []

        static let roomID = CalendarID("c_aalto@resource.calendar.google.com")
        static let personID = CalendarID("anna@example.com")

        init() throws {
            let loop = self.loop
            let account = try VirtualRoom.account.get()
            let google = SimulatedGoogle(now: { loop.now.wall })
            google.register(account)
            let zones = [Self.roomID: FixedOffset(), Self.personID: FixedOffset(secondsEast: 9 * 3600)]
            for (id, zone) in zones {
                google.calendars[id.value.exposed] = SimulatedCalendar(
                    id.value.exposed, zone: zone, roles: [account.email: .reader])
            }
            let transport = SimulatedTransport(google, loop: loop)
            func keeper(_ id: CalendarID) throws -> CalendarKeeper {
                let tokens = AccessTokenSource(
                    key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)), actingAs: nil,
                    scopes: [EventsQuery.scope], transport: transport, now: { loop.now.wall })
                let source = GoogleCalendarSource(
                    calendar: id.value.exposed, transport: transport, tokens: tokens, linkFinder: LinkFinder(),
                    now: { loop.now.wall })
                return CalendarKeeper(
                    KeeperParts(
                        calendar: id, loop: loop, source: source, journal: ListedJournal(),
                        openStore: { .ready(MemoryWindowStore(executor: loop), StoredRoom()) }, plan: WindowPlan(),
                        schedule: SyncSchedule(poll: .seconds(60)), budget: RequestBudget(perDay: 10_000),
                        zoneName: nil,
                        zone: { name in zones.values.first { $0.name == name } }, machineZone: FixedOffset(),
                        random: { 0.5 }))
            }
            self.google = google
            room = try keeper(Self.roomID)
            person = try keeper(Self.personID)
        }

        /// Changes both calendars' copies.
        func edit(_ change: (CalendarID, inout SimulatedCalendar, Instant) -> Void) {
            for id in [Self.roomID, Self.personID] {
                google.edit(id.value.exposed) { calendar, now in change(id, &calendar, now) }
            }
        }

        func start() {
            for keeper in [room, person] {
                // Sound: everything in a test is on the test's thread, which is the virtual loop's.
                nonisolated(unsafe) let keeper = keeper
                runs.append(
                    Task(executorPreference: loop) {
                        await keeper.open { _ in }
                        await keeper.keep()
                    })
            }
            loop.run(for: .minutes(2))
        }

        var agenda: Agenda {
            let rules = AgendaRules(joinPreferences: JoinPreferences(kinds: [.video]))
            return Agenda([room.days, person.days], rules: rules, now: loop.now.wall)
        }
    }

    private static let review = MeetingID("review")

    @Test("copies of one event live side by side, each as its own calendar has it, and are two meetings of an agenda")
    func copies() throws {
        let process = try Process()
        process.edit { id, calendar, now in
            let isRoom = id == Process.roomID
            calendar.add(
                "review",
                SimulatedEvent(
                    isRoom ? "Review" : "Review (Anna's copy)", from: VirtualRoom.morning, lasting: .hours(1),
                    location: isRoom ? "https://meet.google.com/abc-defg-hij" : "https://zoom.us/j/123456789"),
                at: now)
        }
        process.start()
        #expect(process.room.window.meetings[Self.review]?.title.exposed == "Review")
        #expect(process.person.window.meetings[Self.review]?.title.exposed == "Review (Anna's copy)")
        let keys = [MeetingKey(Process.personID, Self.review), MeetingKey(Process.roomID, Self.review)]
        #expect(process.agenda.joinable.map(\.key) == keys)
        #expect(process.agenda.joinable.map(\.joinPlan.best?.service) == ["zoom", "google-meet"])

        // One copy goes; the other stays as it was.
        process.google.edit(Process.personID.value.exposed) { calendar, now in calendar.cancel("review", at: now) }
        process.loop.run(for: .minutes(3))
        #expect(process.person.window.meetings.isEmpty)
        #expect(process.room.window.meetings[Self.review]?.title.exposed == "Review")
        #expect(process.agenda.joinable.map(\.key) == [MeetingKey(Process.roomID, Self.review)])
    }

    @Test("copies of one all-day event last as long as the day of their own calendar")
    func zones() throws {
        let process = try Process()
        // 2026-11-24.
        let day = CivilDate(daysSince1970: 20_781)
        process.edit { _, calendar, now in
            calendar.add("painters", SimulatedEvent("Painters", .allDay(first: day, end: day.adding(days: 1))), at: now)
        }
        process.start()
        // The later start first: in the east the day began at 15:00 of the day before, and ends at 15:00.
        #expect(process.agenda.current.map(\.calendar) == [Process.roomID, Process.personID])
        process.loop.run(for: .hours(7))
        #expect(process.agenda.current.map(\.calendar) == [Process.roomID])
        process.loop.run(for: .hours(9))
        #expect(process.agenda.current.isEmpty)
    }
}
