// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@Suite("A room with push, in virtual time")
struct PushTests {
    private static func room() throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        room.push = SimulatedPush(room.google, loop: room.loop, address: "https://site.example.com/push/aalto")
        return room
    }

    private static func asked(_ room: VirtualRoom) -> Int { room.google.requests.filter { $0.path != ["token"] }.count }

    @Test("a change is on the display within two seconds")
    func seen() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        #expect(room.status?.sync.push?.phase == .live)
        for number in 0..<10 {
            room.add("m\(number)", at: 60 + 40 * number)
            room.loop.run(for: .seconds(2))
            #expect(room.titles.contains("m\(number)"))
            room.run(to: 13 + 3 * number)
        }
        #expect(room.warnings == [])
        #expect(room.google.channels.count == 1)
    }

    @Test("a whole day with push costs half of its requests, thirty changes among them, each seen within two seconds")
    func day() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 16 * 60)
        let before = Self.asked(room)
        for number in 0..<30 {
            room.run(to: 24 * 60 + 20 * number)
            room.add("m\(number)", at: 25 * 60 + 20 * number, lasting: 10)
            room.loop.run(for: .seconds(2))
            #expect(room.titles.contains("m\(number)"), "\(number)")
        }
        room.run(to: 40 * 60 - 1)
        let asked = Self.asked(room) - before
        #expect((40...60).contains(asked), "\(asked)")
        #expect(room.status?.sync.requestsSpent == asked)
        #expect(room.status?.sync.push?.notices == 30)
        #expect(room.warnings == [])
    }

    @Test("a fortnight with renewals: never without a channel, and none is left behind")
    func fortnight() throws {
        let room = try Self.room()
        try room.start()
        for hour in 1...(14 * 24) {
            room.run(to: hour * 60)
            #expect((1...2).contains(room.google.channels.count), "\(hour)")
            #expect(room.status?.sync.push?.phase == .live, "\(hour)")
        }
        #expect(room.google.channels.count == 1)
        #expect(room.google.requests.filter { $0.path.last == "stop" }.count >= 2)
    }

    @Test("what push loses, polling finds; the room says that push misses changes, until it tells of one again")
    func lost() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        room.push?.fate = .lost
        room.add("review", at: 200)
        room.run(to: 75)
        #expect(room.titles == ["review"])
        #expect(room.warnings == ["push-missed"])
        room.push?.fate = .delivered
        room.run(to: 80)
        room.add("stand-up", at: 300)
        room.run(to: 81)
        #expect(room.titles == ["review", "stand-up"])
        room.run(to: 140)
        #expect(room.warnings == [])
    }

    @Test("doubled and late notices do no harm")
    func doubled() throws {
        for fate in [SimulatedPush.Fate.doubled, .late(.seconds(45))] {
            let room = try Self.room()
            try room.start()
            room.run(to: 10)
            room.push?.fate = fate
            room.add("review", at: 200)
            room.run(to: 60)
            #expect(room.titles == ["review"])
            #expect(room.warnings == [])
        }
    }

    @Test("an address that Google's notices do not reach is told of, and costs few requests")
    func unreachable() throws {
        let room = try Self.room()
        room.push?.fate = .lost
        try room.start()
        room.run(to: 15)
        #expect(room.warnings == ["push-down"])
        room.run(to: 16 * 60)
        #expect(room.google.requests.filter { $0.path.last == "watch" }.count <= 12)
        #expect(room.google.channels.isEmpty)
        #expect(Self.asked(room) <= 100)
        room.push?.fate = .delivered
        room.run(to: 22 * 60)
        #expect(room.warnings == [])
        #expect(room.google.channels.count == 1)
    }

    @Test("an address that Google refuses is told of in Google's word")
    func refused() throws {
        let room = try VirtualRoom()
        room.push = SimulatedPush(room.google, loop: room.loop, address: "http://site.example.com/push/aalto")
        try room.start()
        room.run(to: 15)
        #expect(room.warnings == ["push-down"])
        #expect(room.status?.sync.push?.failure == "401 webhookUrlNotHttps")
    }

    @Test("after a power cut, and after push is taken out of the configuration, the old channel is ended")
    func restart() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        room.kill()
        try room.start()
        room.run(to: 20)
        #expect(room.google.channels.count == 1)
        #expect(room.status?.sync.push?.phase == .live)
        room.stop()
        room.push = nil
        try room.start()
        room.run(to: 30)
        #expect(room.google.channels.isEmpty)
        #expect(room.channels.kept.isEmpty)
        #expect(room.status?.sync.push == nil)
    }

    @Test("a stream that breaks has the room poll as without push, and look once when it is back")
    func broken() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 60)
        room.push?.interrupt()
        room.push?.fate = .lost
        room.add("review", at: 200)
        room.run(to: 75)
        #expect(room.titles == ["review"])
        #expect(room.warnings == ["push-down"])
        room.add("stand-up", at: 300)
        room.push?.restore()
        room.loop.run(for: .seconds(2))
        #expect(room.titles == ["review", "stand-up"])
        room.run(to: 76)
        #expect(room.warnings == [])
    }

    @Test("notices that somebody makes up are not believed, and cost nothing")
    func strangers() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        let before = Self.asked(room)
        let id = try #require(room.google.channels.keys.first)
        for number in 0..<1000 {
            room.push?.post(PushNotice(channel: id, resource: "r", token: "guess\(number)", number: 100 + number))
        }
        room.loop.run(for: .seconds(10))
        #expect(Self.asked(room) == before)
        #expect(room.status?.sync.push?.refused == 1000)
    }
}
