// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation
import Testing

/// Booking at the room, from the push or the script to the calendar and back to the display.
@Suite("Walk-up booking, in virtual time")
struct WalkUpTests {
    /// At 08:02 of a free morning, in a room that may be booked.
    private func room(
        scheduler: String? = nil, _ prepare: (VirtualRoom) -> Void = { _ in }
    ) throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.shareForWriting()
        room.books = true
        room.scheduler = scheduler
        prepare(room)
        try room.start()
        room.run(to: 2)
        return room
    }

    private func minute(_ minutes: Int) -> Instant { VirtualRoom.morning + .minutes(minutes) }

    private func spans(_ room: VirtualRoom, _ title: String = "Walk-up", on calendar: String = VirtualRoom.calendar)
        -> [MeetingSpan]
    {
        room.google.calendars[calendar]?.spans(titled: title) ?? []
    }

    private func shows(_ room: VirtualRoom, _ text: String) -> Bool {
        room.devices.screen.contains { $0.contains(text: text) }
    }

    @Test("two pushes book: the first is answered by an offer, the second is shown at once, and the calendar has it")
    func books() throws {
        let room = try room()
        _ = room.drainEvents()
        room.press()
        #expect(shows(room, "Book 30 min?"))
        #expect(shows(room, "Press again"))
        #expect(spans(room) == [])
        room.loop.run(for: .seconds(2))
        room.press()
        #expect(room.state == "busy")
        #expect(room.devices.light.color == .red)
        #expect(shows(room, "Walk-up"))
        room.loop.run(for: .seconds(2))
        #expect(spans(room) == [.timed(start: minute(2) + .seconds(2), end: minute(32))])
        #expect(room.drainEvents() == ["Pressed", "Pressed", "Start", "Updated", "Booked"])
        room.run(to: 40)
        #expect(room.state == "free")
    }

    @Test("a push near the end extends, as far as the next meeting lets it")
    func extends() throws {
        let room = try room {
            $0.add("review", at: -10, lasting: 20, link: nil)
            $0.add("next", at: 22, link: nil)
        }
        room.run(to: 6)
        room.press()
        #expect(shows(room, "Extend 12 min?"))
        room.loop.run(for: .seconds(1))
        room.press()
        #expect(shows(room, "until 08:22"))
        room.loop.run(for: .seconds(2))
        #expect(spans(room, "Title of review") == [.timed(start: minute(-10), end: minute(22))])
        #expect(room.drainEvents().last == "Extended")
    }

    @Test("what somebody else took first is not booked: the room says so, and why")
    func conflict() throws {
        let room = try room()
        room.press()
        room.loop.run(for: .seconds(1))
        // Nobody has told the room yet.
        room.add("first", at: 10, link: nil)
        room.press()
        room.loop.run(for: .seconds(2))
        #expect(spans(room) == [])
        #expect(shows(room, "Not booked: taken"))
        #expect(room.reports.last { $0.kind == .rolledBack }?.cause == "conflict")
        room.loop.run(for: .seconds(40))
        #expect(!shows(room, "Not booked"))
    }

    @Test("a room whose calendar may only be read offers, says that it is not allowed, and warns until it is")
    func readOnly() throws {
        let room = try VirtualRoom()
        room.books = true
        try room.start()
        room.run(to: 2)
        room.press()
        room.loop.run(for: .seconds(1))
        room.press()
        room.loop.run(for: .seconds(2))
        #expect(shows(room, "Not booked"))
        #expect(room.warnings == ["calendar-read-only"])
        room.shareForWriting()
        room.loop.run(for: .seconds(40))
        room.ask(.book(minutes: 15))
        room.loop.run(for: .seconds(2))
        #expect(room.warnings == [])
    }

    @Test("a script books, extends and ends, and hears what the calendar has")
    func script() throws {
        let room = try room()
        room.ask(.book(minutes: 45))
        #expect(room.state == "busy")
        #expect(room.answers == [])
        room.loop.run(for: .seconds(2))
        #expect(room.answers == [.done(.booking, start: minute(2), end: minute(47))])
        room.ask(.extend(minutes: 10))
        room.loop.run(for: .seconds(2))
        #expect(room.answers.last == .done(.extending, start: minute(2), end: minute(57)))
        room.run(to: 20)
        room.ask(.end)
        #expect(room.state == "free")
        room.loop.run(for: .seconds(2))
        #expect(room.answers.last == .done(.ending, start: minute(2), end: minute(20)))
        // Who listens is told of which meeting, though it is over.
        let told = room.reports.last { $0.kind == .endedEarly }
        #expect(told?.meeting?.span == .timed(start: minute(2), end: minute(20)))
        #expect(spans(room) == [.timed(start: minute(2), end: minute(20))])
        room.ask(.end)
        #expect(room.answers.last == .refused(.nothingOn))
    }

    @Test(
        "a booking that is ended in its first minute is taken back: neither the agenda nor the calendar has it any more",
        arguments: [Duration.milliseconds(500), .seconds(8), .seconds(59)])
    func endedAtOnce(after pause: Duration) throws {
        let room = try room()
        room.ask(.book(minutes: 45))
        room.loop.run(for: pause)
        room.ask(.end)
        #expect(room.state == "free")
        room.loop.run(for: .seconds(2))
        let end = max(minute(2) + .seconds(1), minute(2) + .seconds(pause.components.seconds))
        #expect(room.answers.last == .done(.ending, start: minute(2), end: end))
        #expect(room.state == "free")
        #expect(spans(room) == [])
        #expect(room.keeper?.window.meetings.isEmpty == true)
        #expect(room.keeper?.pending == [])
        #expect(room.reports.last { $0.kind == .endedEarly }?.meeting?.title.exposed == "Walk-up")
    }

    @Test("what is ended after a minute, or is somebody else's, stays as what took place")
    func endedLater() throws {
        let own = try room()
        own.ask(.book(minutes: 45))
        own.loop.run(for: .seconds(60))
        own.ask(.end)
        own.loop.run(for: .seconds(2))
        #expect(spans(own) == [.timed(start: minute(2), end: minute(3))])
        let other = try room { $0.add("review", at: 2, link: nil) }
        other.loop.run(for: .seconds(8))
        other.ask(.end)
        other.loop.run(for: .seconds(2))
        #expect(spans(other, "Title of review") == [.timed(start: minute(2), end: minute(2) + .seconds(8))])
    }

    @Test("a booking in its first minute that the calendar does not let go, or that somebody moved, is shown again")
    func notTakenBack() throws {
        let room = try room()
        room.ask(.book(minutes: 45))
        room.loop.run(for: .seconds(2))
        // Nobody has told the room yet.
        let id = try #require(room.google.calendars[VirtualRoom.calendar]?.events.first?.id)
        let later = MeetingSpan.timed(start: minute(20), end: minute(40))
        room.google.edit(VirtualRoom.calendar) { $0.move(id, to: later, at: $1) }
        room.ask(.end)
        room.loop.run(for: .seconds(2))
        #expect(room.reports.last { $0.kind == .rolledBack }?.cause == "conflict")
        #expect(spans(room) == [later])
    }

    @Test("what cannot be is refused before anybody is asked")
    func refused() throws {
        let room = try room { $0.add("review", at: 15, link: nil) }
        let asked = room.google.requests.count
        room.ask(.book(minutes: 20))
        room.ask(.sentence(" "))
        room.ask(.extend(minutes: 5))
        #expect(room.answers == [.refused(.conflict), .refused(.unclear), .refused(.nothingOn)])
        room.run(to: 16)
        room.ask(.book(minutes: 5))
        #expect(room.answers.last == .refused(.conflict))
        #expect(room.google.requests.allSatisfy { $0.method == "GET" || $0.path == ["token"] })
        #expect(asked > 0)

        let other = try VirtualRoom()
        try other.start()
        other.ask(.book(minutes: 20))
        #expect(other.answers == [.refused(.off)])
    }

    @Test("a sentence is shown at once where it can be read, and Google makes the event")
    func sentence() throws {
        let room = try room()
        room.ask(.sentence("Retro 08:00-08:30"))
        #expect(shows(room, "Retro"))
        room.loop.run(for: .seconds(2))
        #expect(room.answers == [.done(.booking, start: minute(0), end: minute(30))])
        #expect(room.google.requests.contains { $0.path.last == "quickAdd" })
        #expect(spans(room, "Retro").count == 1)
        #expect(room.keeper?.pending == [])
    }

    @Test("a sentence whose reply was lost is one meeting, and is never sent twice")
    func lostSentence() throws {
        let room = try room()
        // Free/busy goes well, and the reply to quickAdd breaks off.
        room.google.inject(CloudFault(.cut, on: .edits, after: 1))
        room.ask(.sentence("Retro 09:00-09:30"))
        room.loop.run(for: .seconds(70))
        #expect(room.answers == [.done(.booking, start: minute(60), end: minute(90))])
        #expect(room.google.requests.count { $0.path.last == "quickAdd" } == 1)
        #expect(spans(room, "Retro").count == 1)
    }

    @Test("a sentence that Google did not take is rolled back with what it said, and is not shown any more")
    func refusedSentence() throws {
        let room = try room()
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .edits, after: 1, times: 1))
        room.ask(.sentence("Retro 09:00-09:30"))
        room.loop.run(for: .seconds(70))
        guard case .undone(.rolledBack(.failed(let failure)))? = room.answers.first else {
            Issue.record("\(room.answers)")
            return
        }
        #expect(failure.reason == .serverError)
        #expect(room.titles == [])
        #expect(spans(room, "Retro") == [])
    }

    @Test("a sentence without a time is nobody's to guess, and one that Google sets on another meeting is taken back")
    func unclearSentence() throws {
        let room = try room { $0.add("review", at: 60, lasting: 60, link: nil) }
        room.ask(.sentence("Retro"))
        room.loop.run(for: .seconds(2))
        #expect(room.answers == [.undone(.rolledBack(.unclear))])
        #expect(spans(room, "Retro") == [])
        // At two minutes past eight: Google makes an event of a time that is over.
        room.ask(.sentence("Retro 07:00-07:30"))
        room.loop.run(for: .seconds(5))
        #expect(room.google.requests.count { $0.path.last == "quickAdd" } == 2)
        #expect(room.answers.last == .undone(.rolledBack(.unclear)))
        #expect(spans(room, "Retro") == [])
        // We take the word for a day, and Google's answer is this morning.
        room.ask(.sentence("Monday retro 09:30-10:00"))
        room.loop.run(for: .seconds(5))
        #expect(room.answers.last == .undone(.rolledBack(.conflict)))
        room.loop.run(for: .minutes(3))
        #expect(spans(room, "Monday retro") == [])
        #expect(room.titles == ["review"])
    }

    @Test("on another account's calendar the room is invited, accepts by its own policy, and its booking can be moved")
    func scheduler() throws {
        let scheduler = "rooms@example.com"
        let room = try room(scheduler: scheduler) { room in
            let roles = room.google.calendars[VirtualRoom.calendar]?.roles ?? [:]
            room.google.calendars[scheduler] = SimulatedCalendar(scheduler, roles: roles)
        }
        room.ask(.book(minutes: 30))
        room.loop.run(for: .seconds(2))
        #expect(room.answers == [.done(.booking, start: minute(2), end: minute(32))])
        #expect(spans(room, on: scheduler).count == 1)
        room.run(to: 28)
        room.press()
        room.loop.run(for: .seconds(1))
        room.press()
        room.loop.run(for: .seconds(2))
        let longer = [MeetingSpan.timed(start: minute(2), end: minute(47))]
        #expect(spans(room) == longer)
        #expect(spans(room, on: scheduler) == longer)
    }

    @Test("a booking that the room itself declines is a conflict, and does not stay on the other account's calendar")
    func declined() throws {
        let scheduler = "rooms@example.com"
        let room = try room(scheduler: scheduler) { room in
            let roles = room.google.calendars[VirtualRoom.calendar]?.roles ?? [:]
            room.google.calendars[scheduler] = SimulatedCalendar(scheduler, roles: roles)
        }
        // Free/busy says that it is free, and somebody books between the two requests.
        room.google.inject(CloudFault(.slow(.seconds(3)), on: .edits))
        room.ask(.book(minutes: 30))
        room.loop.run(for: .seconds(1))
        room.add("first", at: 10, link: nil)
        room.loop.run(for: .seconds(10))
        #expect(room.answers == [.undone(.rolledBack(.conflict))])
        room.loop.run(for: .minutes(3))
        #expect(spans(room, on: scheduler) == [])
        #expect(room.titles == ["first"])
    }

    /// A room that another account invites.
    private func invited(_ prepare: @escaping (VirtualRoom) -> Void = { _ in }) throws -> VirtualRoom {
        try room(scheduler: Self.scheduler) { room in
            let roles = room.google.calendars[VirtualRoom.calendar]?.roles ?? [:]
            room.google.calendars[Self.scheduler] = SimulatedCalendar(Self.scheduler, roles: roles)
            prepare(room)
        }
    }

    private static let scheduler = "rooms@example.com"
    /// We take the word for a day, and Google's answer is this morning.
    private static let untimed = "Monday retro 09:30-10:00"

    private func retros(_ room: VirtualRoom) -> [[MeetingSpan]] {
        [spans(room, "Monday retro", on: Self.scheduler), spans(room, "Monday retro")]
    }

    @Test("a sentence that only Google understands is a booking of the other account's, which can be moved and ended")
    func schedulerSentence() throws {
        let room = try invited()
        room.ask(.sentence(Self.untimed))
        room.loop.run(for: .seconds(3))
        #expect(room.answers == [.done(.booking, start: minute(90), end: minute(120))])
        let retro = [MeetingSpan.timed(start: minute(90), end: minute(120))]
        #expect(retros(room) == [retro, retro])
        room.run(to: 100)
        room.ask(.end)
        room.loop.run(for: .seconds(3))
        #expect(room.answers.last == .done(.ending, start: minute(90), end: minute(100)))
        #expect(retros(room)[0] == [.timed(start: minute(90), end: minute(100))])
    }

    @Test("such a sentence without a time, or of a time that is taken, leaves nothing on either calendar")
    func schedulerRefusals() throws {
        let room = try invited { $0.add("review", at: 60, lasting: 60, link: nil) }
        room.ask(.sentence("Monday retro"))
        room.loop.run(for: .seconds(3))
        #expect(room.answers == [.undone(.rolledBack(.unclear))])
        #expect(room.devices.screen.contains { $0.contains("Not booked: unclear") })
        room.ask(.sentence(Self.untimed))
        room.loop.run(for: .seconds(3))
        #expect(room.answers.last == .undone(.rolledBack(.conflict)))
        room.loop.run(for: .minutes(3))
        #expect(retros(room) == [[], []])
        #expect(room.titles == ["review"])
    }

    @Test("a sentence of which Google makes a series is refused, and the series is gone", arguments: [false, true])
    func repeatingSentence(isInvited: Bool) throws {
        let room = isInvited ? try invited() : try room()
        for fault in [nil, CloudFault(.cut, on: .edits, after: 1, times: 1)] {
            if let fault, isInvited { room.google.inject(fault) }
            room.ask(.sentence("Monday retro weekly 09:30-10:00"))
            room.loop.run(for: .seconds(61))
            #expect(room.answers.last == .undone(.rolledBack(.unclear)), "\(room.answers)")
            room.loop.run(for: .minutes(5))
            #expect(spans(room, "Monday retro") == [])
            if isInvited { #expect(spans(room, "Monday retro", on: Self.scheduler) == []) }
            #expect(room.titles == [])
        }
    }

    @Test("each reply of such a sentence may get lost: it is one booking, or none and the cause")
    func lostSchedulerSentence() throws {
        let retro = [MeetingSpan.timed(start: minute(90), end: minute(120))]
        for skip in 0..<4 {
            for fault in [CloudFault.Kind.cut, .refusal(status: 503, reason: "backendError")] {
                let room = try invited()
                room.google.inject(CloudFault(fault, on: .edits, after: skip))
                room.ask(.sentence(Self.untimed))
                room.loop.run(for: .seconds(61))
                #expect(room.answers.count == 1, "\(fault) \(skip)")
                room.loop.run(for: .minutes(20))
                let isBooked = room.answers == [.done(.booking, start: minute(90), end: minute(120))]
                // What quickAdd never made is not there to be found.
                #expect(isBooked == !(skip == 0 && fault.isRefusal), "\(fault) \(skip) \(room.answers)")
                #expect(retros(room) == (isBooked ? [retro, retro] : [[], []]), "\(fault) \(skip)")
                #expect(room.google.requests.count { $0.path.last == "quickAdd" } == 1)
                #expect(room.titles.count == (isBooked ? 1 : 0))
            }
        }
    }

    @Test("a sentence whose outcome nobody can learn within the minute is rolled back, and deleted once Google answers")
    func lateSchedulerSentence() throws {
        let room = try invited()
        room.google.inject(CloudFault(.cut, on: .edits))
        room.google.inject(CloudFault(.unreachable, on: .events, times: nil))
        room.ask(.sentence(Self.untimed))
        room.loop.run(for: .seconds(61))
        guard case .undone(.rolledBack(.failed))? = room.answers.first else {
            Issue.record("\(room.answers)")
            return
        }
        #expect(retros(room)[0].count == 1)
        room.google.clearFaults()
        room.loop.run(for: .minutes(20))
        #expect(retros(room) == [[], []])
        #expect(room.titles == [])
    }

    @Test("requests for bookings count, and a room whose day is spent still books")
    func budget() throws {
        let room = try VirtualRoom()
        room.shareForWriting()
        room.books = true
        room.requestsPerDay = 40
        try room.start()
        room.run(to: 2)
        let before = room.status?.sync.requestsSpent ?? 0
        room.ask(.book(minutes: 5))
        room.loop.run(for: .seconds(3))
        // Free/busy, the booking, and the sync.
        #expect(room.status?.sync.requestsSpent == before + 3)
        for _ in 0..<60 {
            room.keeper?.syncNow { _ in }
            room.loop.run(for: .seconds(1))
        }
        #expect(room.status?.sync.requestsSpent ?? 0 >= 40)
        room.run(to: 20)
        room.ask(.book(minutes: 15))
        room.loop.run(for: .seconds(3))
        #expect(room.answers.last == .done(.booking, start: minute(20), end: minute(35)))
    }

    @Test("an agent that stops answers who waits")
    func stops() throws {
        let room = try room()
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.ask(.book(minutes: 30))
        room.loop.run(for: .seconds(5))
        room.stop()
        #expect(room.answers.count == 1)
        try room.start()
        #expect(room.state == "free")
    }
}

extension CloudFault.Kind {
    /// The request was not carried out.
    fileprivate var isRefusal: Bool { if case .refusal = self { true } else { false } }
}
