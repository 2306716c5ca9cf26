// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation
import Testing

/// The receiver hears each change once, whatever fails in between.
@Suite("Telling of presence, in virtual time")
struct PresenceTellerTests {
    private static let anna = PeopleTests.anna
    private static let morning = VirtualRoom.morning

    private static func room(_ vacation: SimulatedVacation = SimulatedVacation()) throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.watched = [anna]
        room.tells = true
        room.addPerson(anna, vacation)
        return room
    }

    /// Of the messages that came: numbers, and whether each says away.
    private static func told(_ room: VirtualRoom) -> [String] {
        room.receiver.messages.map { "\($0.message.number) \($0.message.absence == nil ? "in" : "away")" }
    }

    @Test("going, another end, and coming back are a message each; who was never out is no message")
    func changes() throws {
        let room = try Self.room(SimulatedVacation(isOn: false))
        try room.start()
        room.run(to: 70)
        #expect(Self.told(room) == [])
        let ends = [Self.morning + .minutes(200), Self.morning + .minutes(400)]
        for (place, end) in ends.enumerated() {
            room.google.vacations[Self.anna] = SimulatedVacation(until: end)
            room.run(to: 140 + 60 * place)
        }
        #expect(room.receiver.messages.map(\.message.absence?.until) == ends)
        room.run(to: 24 * 60)
        #expect(Self.told(room) == ["1 away", "2 away", "3 in"])
        let back = try #require(room.receiver.attempts.last?.at)
        #expect((ends[1]..<(ends[1] + .seconds(3))).contains(back))
        #expect(Set(room.receiver.messages.map(\.id)).count == 3)
    }

    @Test("a refused message is sent again under its ID: soon, then seldom, then no more, with a warning")
    func retries() throws {
        let room = try Self.room()
        room.receiver.refusals = Array(repeating: PresenceRefusal("500"), count: 1000)
        try room.start()
        room.run(to: 10)
        #expect(Set(room.receiver.attempts.map(\.id)).count == 1)
        let times = room.receiver.attempts.map(\.at)
        for (index, wait) in [5, 10, 20, 40].enumerated() {
            let passed = times[index + 1] - times[index]
            #expect((Duration.seconds(wait)...(.seconds(wait + 2))).contains(passed))
        }
        #expect(room.warnings.contains("presence-not-told"))
        room.run(to: 3 * 24 * 60)
        #expect(room.receiver.attempts.count == 30)
        #expect(Self.told(room) == [])
        // The next change begins anew, and goes through.
        room.receiver.refusals = []
        room.google.vacations[Self.anna] = SimulatedVacation(isOn: false)
        room.run(to: 3 * 24 * 60 + 120)
        #expect(Self.told(room) == ["2 in"])
        #expect(!room.warnings.contains("presence-not-told"))
    }

    @Test("Retry-After is obeyed")
    func retryAfter() throws {
        let room = try Self.room()
        room.receiver.refusals = [PresenceRefusal("429", retryAfter: .hours(2))]
        try room.start()
        room.run(to: 119)
        #expect(room.receiver.attempts.count == 1)
        room.run(to: 125)
        #expect(Self.told(room) == ["1 away"])
    }

    @Test("what was acknowledged is not sent again after a restart, and another change is")
    func restart() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        for _ in 0..<3 {
            room.kill()
            try room.start()
            room.loop.run(for: .minutes(90))
        }
        #expect(room.receiver.attempts.count == 1)
        room.google.vacations[Self.anna] = SimulatedVacation(isOn: false)
        room.kill()
        try room.start()
        room.loop.run(for: .minutes(5))
        #expect(Self.told(room) == ["1 away", "2 in"])
    }

    @Test("a message whose answer was lost has the same ID after a restart")
    func lost() throws {
        let room = try Self.room()
        room.receiver.losesAnswers = true
        try room.start()
        room.run(to: 1)
        room.kill()
        room.receiver.losesAnswers = false
        try room.start()
        room.loop.run(for: .minutes(5))
        #expect(Set(room.receiver.attempts.map(\.id)).count == 1)
        #expect(room.told.kept[Self.anna]?.isAcknowledged == true)
        let count = room.receiver.attempts.count
        room.loop.run(for: .hours(5))
        #expect(room.receiver.attempts.count == count)
    }

    @Test("who goes and comes back before a message got through is told to be back: it may have come")
    func overtaken() throws {
        let room = try Self.room(SimulatedVacation(until: Self.morning + .minutes(3)))
        room.receiver.losesAnswers = true
        try room.start()
        room.run(to: 2)
        #expect(Set(Self.told(room)) == ["1 away"])
        room.run(to: 4)
        room.receiver.losesAnswers = false
        room.run(to: 60)
        #expect(Self.told(room).last == "2 in")
        #expect(room.told.kept[Self.anna]?.isAcknowledged == true)
    }

    @Test("a record that cannot be written costs no message, and a key that comes late is waited for")
    func broken() throws {
        let room = try Self.room()
        room.told.isBroken = true
        room.receiver.hasKey = false
        try room.start()
        room.run(to: 5)
        #expect(room.receiver.attempts.isEmpty)
        #expect(room.warnings.contains("presence-not-told"))
        room.receiver.hasKey = true
        room.run(to: 3 * 60)
        #expect(Self.told(room) == ["1 away"])
    }

    @Test("nothing is told of somebody of whom nothing is known, nor of one who was deactivated")
    func unknown() throws {
        let room = try Self.room()
        room.google.inject(CloudFault(.refusal(status: 403, reason: "forbidden"), on: .people, times: nil))
        try room.start()
        room.run(to: 60)
        #expect(room.receiver.attempts.isEmpty)
        let other = try Self.room()
        try other.start()
        other.run(to: 1)
        #expect(try #require(other.people).want(Self.anna, false) { _, _ in })
        other.run(to: 60)
        #expect(Self.told(other) == ["1 away"])
    }
}
