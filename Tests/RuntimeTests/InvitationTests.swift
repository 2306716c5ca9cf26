// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation
import Testing

/// A room that answers what it is invited to.
@Suite("Invitations, in virtual time")
struct InvitationTests {
    private func room(_ prepare: (VirtualRoom) -> Void = { _ in }) throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.shareForWriting()
        room.answersInvitations = .accepted
        prepare(room)
        try room.start()
        room.run(to: 2)
        return room
    }

    /// Invites the room to so many minutes after the morning.
    private func invite(_ room: VirtualRoom, _ id: String, at minutes: Int, _ response: String = "needsAction") {
        room.edit { calendar, now in
            var event = SimulatedEvent(
                "Title of \(id)", from: VirtualRoom.morning + .minutes(minutes), lasting: .minutes(30))
            event.attendees = [
                .init("alice@example.com"), .init(VirtualRoom.calendar, response: response, isResource: true),
            ]
            calendar.add(id, event, at: now)
        }
    }

    private func response(_ room: VirtualRoom, _ id: String) -> String? {
        let event = room.google.calendars[VirtualRoom.calendar]?.event(id)
        return event?.attendees.first { $0.email == VirtualRoom.calendar }?.response
    }

    private func writes(_ room: VirtualRoom) -> Int { room.google.requests.count { $0.method == "PATCH" } }

    @Test("what is free is accepted, what collides is declined, and what has an answer is left alone")
    func answers() throws {
        let room = try room {
            $0.add("taken", at: 60)
            invite($0, "collides", at: 75)
            invite($0, "free", at: 120)
            invite($0, "after", at: 90)
            invite($0, "refused", at: 180, "declined")
            invite($0, "perhaps", at: 60, "tentative")
        }
        #expect(response(room, "collides") == "declined")
        #expect(response(room, "free") == "accepted")
        #expect(response(room, "after") == "accepted")
        #expect(response(room, "refused") == "declined")
        #expect(response(room, "perhaps") == "tentative")
        #expect(writes(room) == 3)
        #expect(!room.titles.contains("collides"))
        room.loop.run(for: .hours(1))
        #expect(writes(room) == 3)
        // Nobody else's answer was touched.
        let event = room.google.calendars[VirtualRoom.calendar]?.event("free")
        #expect(event?.attendees.map(\.response) == ["accepted", "accepted"])
    }

    @Test("where somebody else decides, what is free is tentative and keeps its time, and what collides is declined")
    func tentative() throws {
        let room = try room {
            $0.answersInvitations = .tentative
            $0.add("taken", at: 60)
            invite($0, "collides", at: 75)
            invite($0, "free", at: 120)
            invite($0, "later", at: 135)
        }
        #expect(response(room, "collides") == "declined")
        #expect(response(room, "free") == "tentative")
        #expect(response(room, "later") == "declined")
        room.loop.run(for: .hours(1))
        #expect(writes(room) == 3)
        #expect(room.titles.contains("free"))
    }

    @Test("of two invitations to one time the sooner has it")
    func twoAtOnce() throws {
        let room = try room {
            invite($0, "second", at: 70)
            invite($0, "first", at: 60)
        }
        #expect(response(room, "first") == "accepted")
        #expect(response(room, "second") == "declined")
    }

    @Test("somebody who changes the event meanwhile is seen: it is read and decided again")
    func changedMeanwhile() throws {
        let room = try room()
        invite(room, "moved", at: 120)
        room.google.inject(CloudFault(.refusal(status: 412, reason: "conditionNotMet"), on: .edits, after: 2, times: 1))
        room.keeper?.syncNow { _ in }
        room.loop.run(for: .seconds(5))
        #expect(response(room, "moved") == "accepted")
        #expect(writes(room) == 2)
    }

    @Test("an answer whose reply was lost is given once")
    func lostReply() throws {
        let room = try room()
        invite(room, "a", at: 120)
        room.google.inject(CloudFault(.cut, on: .edits, after: 2))
        room.keeper?.syncNow { _ in }
        room.loop.run(for: .minutes(30))
        #expect(response(room, "a") == "accepted")
        #expect(writes(room) == 1)
    }

    @Test("a room that may not answer warns, and asks seldom")
    func notAllowed() throws {
        let room = try VirtualRoom()
        room.answersInvitations = .accepted
        invite(room, "a", at: 1200)
        try room.start()
        room.run(to: 60)
        #expect(room.warnings == ["calendar-read-only"])
        #expect(writes(room) < 8)
        room.shareForWriting()
        room.run(to: 300)
        #expect(response(room, "a") == "accepted")
        #expect(room.warnings == [])
    }

    @Test("many invitations are answered a few at a time, and not out of the day's last requests")
    func many() throws {
        let room = try room { room in for index in 0..<12 { invite(room, "i\(index)", at: 60 + index * 30) } }
        room.run(to: 30)
        #expect((0..<12).allSatisfy { response(room, "i\($0)") == "accepted" })
        let other = try VirtualRoom()
        other.shareForWriting()
        other.answersInvitations = .accepted
        other.requestsPerDay = 40
        for index in 0..<40 { invite(other, "i\(index)", at: 60 + index * 30) }
        try other.start()
        other.run(to: 60)
        #expect(other.status?.sync.requestsSpent ?? 99 < 40 - 40 / 5 + 16)
    }

    @Test("without the key nothing is answered")
    func off() throws {
        let room = try VirtualRoom()
        room.shareForWriting()
        invite(room, "a", at: 60)
        try room.start()
        room.run(to: 30)
        #expect(response(room, "a") == "needsAction")
        #expect(writes(room) == 0)
    }
}
