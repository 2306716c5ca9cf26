// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime
import Simulation
import Testing

/// Rooms that nobody came to, from the meeting's start to the calendar.
@Suite("No-show, in virtual time")
struct NoShowTests {
    private func room(_ prepare: (VirtualRoom) -> Void) throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.shareForWriting()
        room.releaseAfter = .minutes(5)
        prepare(room)
        try room.start()
        room.run(to: 2)
        return room
    }

    private func invite(_ room: VirtualRoom, _ id: String, at minutes: Int) {
        room.edit { calendar, now in
            var event = SimulatedEvent(
                "Title of \(id)", from: VirtualRoom.morning + .minutes(minutes), lasting: .minutes(30))
            event.attendees = [.init("alice@example.com"), .init(VirtualRoom.calendar, isResource: true)]
            calendar.add(id, event, at: now)
        }
    }

    private func response(_ room: VirtualRoom, _ id: String) -> String? {
        room.google.calendars[VirtualRoom.calendar]?.event(id)?.attendees.last?.response
    }

    @Test("an invited room declines, and is free at once; one that stands on the calendar directly is ended")
    func released() throws {
        let room = try room {
            invite($0, "invited", at: 10)
            $0.add("own", at: 60, link: nil)
        }
        room.run(to: 14)
        #expect(room.state == "busy")
        #expect(room.devices.screen.contains { $0.contains(text: "check in") })
        room.run(to: 16)
        #expect(room.state == "free")
        #expect(response(room, "invited") == "declined")
        #expect(room.drainEvents().contains("Released"))
        room.run(to: 70)
        let own = room.google.calendars[VirtualRoom.calendar]?.event("own")?.span
        #expect(own == .timed(start: VirtualRoom.morning + .minutes(60), end: VirtualRoom.morning + .minutes(65)))
        // Who listens is told which meeting was given back.
        let told = room.reports.filter { $0.kind == .released }.map { $0.meeting?.id.value.exposed }
        #expect(told == ["invited", "own"])
    }

    @Test("after the clock was set nothing is given back until the time is confirmed", arguments: [true, false])
    func clockSet(_ isConfirmed: Bool) throws {
        let room = try room { room in
            room.poll = .seconds(600)
            invite(room, "invited", at: 10)
        }
        room.run(to: 14)
        if !isConfirmed { room.google.inject(CloudFault(.unreachable, times: nil)) }
        room.loop.stepClock(by: .seconds(30))
        room.cloudClock.lead = .seconds(-30)
        room.run(to: 16)
        #expect(room.status?.isStale == false)
        #expect(response(room, "invited") == (isConfirmed ? "declined" : "accepted"))
        #expect(room.journal.lines.contains { $0.contains(text: "not given back") } == !isConfirmed)
    }

    @Test("a push keeps the room, and so does somebody who is seen")
    func kept() throws {
        let room = try room {
            invite($0, "pushed", at: 10)
            invite($0, "seen", at: 60)
            invite($0, "told", at: 120)
        }
        room.run(to: 11)
        room.press()
        #expect(room.line == "Checked in")
        room.run(to: 61)
        room.devices.cause(.presence(isSeen: true))
        #expect(room.status?.isInUse == true)
        room.devices.cause(.presence(isSeen: false))
        room.run(to: 121)
        #expect(room.status?.isInUse == false)
        let until = room.agent?.assumeIsolated { $0.inUse(for: .seconds(60), source: "door") }
        #expect(until == VirtualRoom.morning + .minutes(122))
        room.run(to: 140)
        for id in ["pushed", "seen", "told"] { #expect(response(room, id) == "accepted") }
    }

    @Test("a release whose reply was lost is one release, and one that Google refuses keeps the meeting")
    func faults() throws {
        let room = try room {
            invite($0, "lost", at: 10)
            invite($0, "refused", at: 60)
        }
        room.run(to: 14)
        room.google.inject(CloudFault(.cut, on: .edits, after: 1))
        room.run(to: 30)
        #expect(response(room, "lost") == "declined")
        #expect(room.google.requests.count { $0.method == "PATCH" } == 1)
        room.run(to: 64)
        room.google.inject(CloudFault(.refusal(status: 403, reason: "forbidden"), on: .edits, times: nil))
        room.run(to: 68)
        #expect(response(room, "refused") == "accepted")
        #expect(room.state == "busy")
    }

    @Test("nothing is given back where nobody could have shown that they came, or the calendar is old")
    func blind() throws {
        let room = try room { invite($0, "a", at: 10) }
        room.devices.cause(.warning(.buttonLost, subject: "gpio:X", isOn: true))
        room.run(to: 30)
        #expect(response(room, "a") == "accepted")
        let other = try self.room { invite($0, "a", at: 40) }
        other.google.inject(CloudFault(.unreachable, on: .events, times: nil))
        other.run(to: 60)
        #expect(response(other, "a") == "accepted")
    }

    @Test("an agent that was started during the meeting gives nothing back")
    func restarted() throws {
        let room = try room { invite($0, "a", at: 10) }
        room.run(to: 12)
        room.kill()
        try room.start()
        room.run(to: 30)
        #expect(response(room, "a") == "accepted")
    }
}
