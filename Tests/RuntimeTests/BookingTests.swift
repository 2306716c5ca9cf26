// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation
import Testing

/// What is asked of the calendar is shown at once, and a sync confirms it, or it is rolled back with its cause.
@Suite("Changes of the calendar, in virtual time")
struct BookingTests {
    private static let walkUp = VirtualRoom.bookingID(1)

    /// At 08:02 of a free morning, with a calendar that may be written to.
    private func room(_ meetings: (VirtualRoom) -> Void = { _ in }) throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.shareForWriting()
        meetings(room)
        try room.start()
        room.run(to: 2)
        return room
    }

    /// So many minutes after the morning.
    private func minute(_ minutes: Int) -> Instant { VirtualRoom.morning + .minutes(minutes) }

    private func book(_ start: Int, lasting minutes: Int = 30) -> BookingRequest {
        .book(title: Private("Title of walk-up"), start: minute(start), end: minute(start + minutes))
    }

    @Test("a booking is shown at once, before anything was sent, and confirmed by the sync that brings it")
    func booked() throws {
        let room = try room()
        let sent = room.google.requests.count
        room.request(book(2))
        #expect(room.google.requests.count - sent <= 1)
        #expect(room.state == "busy")
        #expect(room.line.contains("walk-up"))
        #expect(room.titles == ["walk-up"])
        #expect(room.keeper?.window.meetings.isEmpty == true)
        #expect(room.outcomes.isEmpty)
        room.loop.run(for: .seconds(2))
        #expect(room.outcomes.map(\.outcome) == [.confirmed(Self.walkUp)])
        #expect(room.keeper?.pending == [])
        #expect(room.keeper?.window.meetings.keys.sorted() == [Self.walkUp])
        #expect(room.state == "busy")
        room.loop.run(for: .minutes(10))
        #expect(room.titles == ["walk-up"])
    }

    @Test("a booking of time that somebody else took first is rolled back as a conflict, and nothing is left of it")
    func conflict() throws {
        let room = try room()
        // Nobody has told the room yet.
        room.add("first", at: 10)
        room.request(book(5))
        #expect(room.titles == ["walk-up"])
        room.loop.run(for: .seconds(1))
        #expect(room.outcomes.map(\.outcome) == [.rolledBack(.conflict)])
        #expect(room.keeper?.pending == [])
        room.loop.run(for: .minutes(2))
        #expect(room.titles == ["first"])
    }

    @Test("a booking during an outage is shown for a minute, tried meanwhile, and rolled back with the cause")
    func outage() throws {
        let room = try room()
        room.google.inject(CloudFault(.unreachable, times: nil))
        let sent = room.google.requests.count
        room.request(book(2))
        room.loop.run(for: .seconds(40))
        #expect(room.state == "busy")
        room.loop.run(for: .seconds(20))
        #expect(room.state == "free")
        guard case .rolledBack(.failed(let failure))? = room.outcomes.first?.outcome else {
            Issue.record("\(room.outcomes)")
            return
        }
        #expect(failure.reason == .unreachable)
        #expect(room.outcomes.allSatisfy { $0.after <= PendingChange.longest })
        // After 0, 2, 6, 14, 30 and 46 seconds, and some polls.
        #expect((6...12).contains(room.google.requests.count - sent))
        room.google.clearFaults()
        room.loop.run(for: .minutes(20))
        #expect(room.titles == [])
    }

    @Test("an outage that ends in time costs nothing but time")
    func shortOutage() throws {
        let room = try room()
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.request(book(2))
        room.loop.run(for: .seconds(20))
        room.google.clearFaults()
        room.loop.run(for: .seconds(20))
        #expect(room.outcomes.map(\.outcome) == [.confirmed(Self.walkUp)])
        #expect(room.titles == ["walk-up"])
    }

    @Test("a booking whose reply was lost is one booking")
    func lostReply() throws {
        let room = try room()
        // Free/busy goes well, the reply to the insert breaks off, and no poll tells before the second attempt.
        room.google.inject(CloudFault(.cut, on: .edits, after: 1))
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .events))
        room.request(book(2))
        room.loop.run(for: .seconds(15))
        #expect(room.outcomes.map(\.outcome) == [.confirmed(Self.walkUp)])
        #expect(room.titles == ["walk-up"])
    }

    @Test("a booking whose reply was lost is confirmed by the sync that brings it, whatever the next attempts meet")
    func broughtBySync() throws {
        let room = try room()
        room.google.inject(CloudFault(.cut, on: .edits, after: 1))
        room.google.inject(CloudFault(.unreachable, on: .edits, times: nil))
        room.request(book(2))
        room.loop.run(for: .seconds(4))
        room.keeper?.syncNow { _ in }
        room.loop.run(for: .seconds(1))
        #expect(room.outcomes.map(\.outcome) == [.confirmed(Self.walkUp)])
    }

    @Test("a calendar that is only read is not written to, and says so")
    func notAllowed() throws {
        let room = try VirtualRoom()
        try room.start()
        room.run(to: 2)
        room.request(book(2))
        room.loop.run(for: .seconds(1))
        #expect(room.outcomes.map(\.outcome) == [.rolledBack(.notAllowed(detail: "403 requiredAccessLevel"))])
        #expect(room.state == "free")
    }

    @Test("what Google took and no list brings within a minute is shown no more, and taken back once Google answers")
    func lag() throws {
        let room = try room()
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .events, times: nil))
        room.request(book(2))
        room.loop.run(for: .seconds(59))
        #expect(room.state == "busy")
        #expect(room.outcomes.isEmpty)
        room.loop.run(for: .seconds(2))
        #expect(room.outcomes.map(\.outcome) == [.unconfirmed(Self.walkUp)])
        #expect(room.outcomes.first?.after == PendingChange.longest)
        #expect(room.state == "free")
        #expect(room.outcomes.first?.outcome.cause == "unconfirmed")
        room.google.clearFaults()
        var states: Set<String> = []
        for _ in 0..<600 {
            room.loop.run(for: .seconds(1))
            states.insert(room.state)
        }
        #expect(states == ["free"])
        #expect(room.google.calendars[VirtualRoom.calendar]?.spans(titled: "Title of walk-up") == [])
        #expect(room.keeper?.pending == [])
    }

    @Test("a write that is still under way after a minute is shown no more, and once it is done it is taken back")
    func late() throws {
        let room = try room()
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.request(book(2))
        // The attempt after 46 s: free/busy is known after 54, and the event is there after 62.
        room.loop.run(for: .seconds(40))
        room.google.clearFaults()
        room.google.inject(CloudFault(.slow(.seconds(8)), on: .edits, times: nil))
        room.loop.run(for: .seconds(19))
        #expect(room.state == "busy")
        #expect(room.outcomes.isEmpty)
        room.loop.run(for: .milliseconds(1500))
        #expect(room.keeper?.pending == [])
        #expect(room.outcomes.isEmpty)
        room.loop.run(for: .seconds(4))
        #expect(room.outcomes.map(\.outcome) == [.unconfirmed(Self.walkUp)])
        #expect(room.titles == [])
        room.google.clearFaults()
        room.loop.run(for: .minutes(5))
        #expect(room.titles == [])
        #expect(room.google.calendars[VirtualRoom.calendar]?.spans(titled: "Title of walk-up") == [])
    }

    @Test("the sync is asked for again where the first one brought nothing")
    func secondLook() throws {
        let room = try room()
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .events, times: 1))
        room.request(book(2))
        room.loop.run(for: .seconds(8))
        #expect(room.outcomes.map(\.outcome) == [.confirmed(Self.walkUp)])
    }

    @Test("an extension and an early end are shown at once, and stand in the calendar")
    func moved() throws {
        let room = try room { $0.add("review", at: -10, link: nil) }
        #expect(room.state == "busy")
        room.request(.extend(MeetingID("review"), to: minute(40)))
        #expect(end(of: "review", room) == minute(40))
        room.loop.run(for: .seconds(2))
        #expect(room.outcomes.map(\.outcome) == [.confirmed(MeetingID("review"))])
        #expect(end(of: "review", room) == minute(40))

        room.request(.end(MeetingID("review"), at: room.loop.now.wall))
        #expect(room.state == "free")
        room.loop.run(for: .seconds(2))
        #expect(room.outcomes.map(\.outcome).last == .confirmed(MeetingID("review")))
        #expect(room.keeper?.pending == [])
        room.loop.run(for: .minutes(5))
        #expect(room.state == "free")
    }

    @Test("an extension into what was booked meanwhile is a conflict")
    func extendedIntoBooking() throws {
        let room = try room { $0.add("review", at: -10, link: nil) }
        room.add("next", at: 20, link: nil)
        room.request(.extend(MeetingID("review"), to: minute(30)))
        #expect(end(of: "review", room) == minute(30))
        room.loop.run(for: .seconds(1))
        #expect(room.outcomes.map(\.outcome) == [.rolledBack(.conflict)])
        #expect(end(of: "review", room) == minute(20))
    }

    @Test("a meeting that somebody moved, or cancelled, meanwhile is left as it is")
    func movedByOthers() throws {
        let room = try room {
            $0.add("review", at: -10, link: nil)
            $0.add("lunch", at: 240)
        }
        room.edit { calendar, now in
            calendar.change("review", at: now) {
                $0.span = .timed(start: VirtualRoom.morning, end: VirtualRoom.morning + .minutes(60))
            }
            calendar.cancel("lunch", at: now)
        }
        room.request(.end(MeetingID("review"), at: room.loop.now.wall))
        room.request(.extend(MeetingID("lunch"), to: minute(300)))
        room.loop.run(for: .seconds(1))
        #expect(Set(room.outcomes.map(\.outcome)) == [.rolledBack(.conflict), .rolledBack(.gone)])
        room.loop.run(for: .minutes(2))
        #expect(end(of: "review", room) == minute(60))
        #expect(room.titles == ["review"])
    }

    @Test("a title that somebody changed between reading and writing does not stand in the way of an early end")
    func readAgain() throws {
        let room = try room { $0.add("review", at: -10, link: nil) }
        room.google.inject(CloudFault(.refusal(status: 412, reason: "conditionNotMet"), on: .edits, after: 1))
        room.request(.end(MeetingID("review"), at: room.loop.now.wall))
        room.loop.run(for: .seconds(2))
        #expect(room.outcomes.map(\.outcome) == [.confirmed(MeetingID("review"))])
    }

    @Test("of two bookings of the same time, the second is refused while the first is pending")
    func twice() throws {
        let room = try room()
        room.request(book(2))
        room.request(book(10))
        #expect(room.outcomes.map(\.outcome) == [.rolledBack(.conflict)])
        room.loop.run(for: .seconds(2))
        #expect(room.outcomes.map(\.outcome) == [.rolledBack(.conflict), .confirmed(Self.walkUp)])
    }

    @Test("an agent that stops waits for nothing that is pending, and none of it is there at the next start")
    func restart() throws {
        let room = try room()
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.request(book(2))
        room.stop()
        guard case .rolledBack(.failed)? = room.outcomes.first?.outcome else {
            Issue.record("\(room.outcomes)")
            return
        }
        try room.start()
        #expect(room.titles == [])
    }

    private func end(of id: String, _ room: VirtualRoom) -> Instant? {
        room.agent?.assumeIsolated { $0.agendaItems(on: nil) }.first { $0.meeting.id == MeetingID(id) }?.end
    }
}
