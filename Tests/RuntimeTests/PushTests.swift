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

    @Test("a device that leaves the room ends its channels, also where the answer to one was lost; what fails is kept")
    func leaving() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        let live = try #require(room.channels.kept.first)
        room.stop()
        let lost = PushChannel(id: live.id + "-2", endsAt: live.endsAt)
        let gone = PushChannel(id: "long-ago", resource: "r", endsAt: room.loop.now.wall - .days(2))
        let other = PushChannel(id: "of-another", endsAt: live.endsAt)
        room.channels.kept += [lost, gone, other]
        room.google.inject(CloudFault(.unreachable, on: .edits, times: nil))
        #expect(room.endChannels() == [live.id, lost.id, other.id])
        #expect(room.channels.kept.map(\.id) == [live.id, lost.id, other.id])
        #expect(room.google.channels.count == 1)
        room.google.clearFaults()
        // Nobody waits for a service that does not answer.
        room.google.inject(CloudFault(.slow(.seconds(100)), on: .edits, times: nil))
        let began = room.loop.now.uptime
        #expect(room.endChannels().count == 3)
        #expect(room.loop.now.uptime - began <= .seconds(15))
        room.google.clearFaults()
        #expect(room.endChannels() == [other.id])
        #expect(room.google.channels.isEmpty)
        #expect(room.channels.kept.map(\.id) == [other.id])
    }

    @Test("a notice does not shorten a wait that Google asked for")
    func waits() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        let fault = CloudFault.Kind.refusalWithWait(status: 503, reason: "backendError", retryAfter: "1800")
        room.google.inject(CloudFault(fault, on: .events))
        room.add("review", at: 200)
        room.run(to: 11)
        #expect(room.status?.sync.failuresInARow == 1)
        let before = Self.asked(room)
        room.add("stand-up", at: 300)
        room.run(to: 39)
        #expect(Self.asked(room) == before)
        room.run(to: 42)
        #expect(room.titles == ["review", "stand-up"])
        #expect(room.warnings == [])
    }

    @Test("a stream that breaks has the room poll as without push, and look once when it is back, in two minutes")
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
        let before = Self.asked(room)
        room.push?.restore()
        // Nor does every room of the relay look at once.
        room.loop.run(for: .seconds(2))
        #expect(Self.asked(room) == before)
        room.run(to: 77)
        #expect(room.titles == ["review", "stand-up"])
        #expect(Self.asked(room) == before + 1)
        #expect(room.warnings == [])
    }

    @Test("an outage during which notices come, and no look succeeds, is not taken for push that misses changes")
    func outage() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 60)
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .events, times: nil))
        room.add("review", at: 300)
        room.run(to: 75)
        #expect(room.titles == [])
        room.google.clearFaults()
        room.run(to: 100)
        #expect(room.titles == ["review"])
        #expect(room.warnings == [])
        #expect(room.google.requests.filter { $0.path.last == "watch" }.count == 1)
    }

    @Test("where notices have spent what they may, the calendar is looked at each hour, and a lost one is found in it")
    func lastFifth() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 16 * 60 + 1)
        for number in 0..<120 {
            room.add("m\(number)", at: 26 * 60 + number, lasting: 1)
            room.loop.run(for: .seconds(300))
        }
        let spent = try #require(room.status?.sync.requestsSpent)
        #expect((75...85).contains(spent), "\(spent)")
        let titles = room.titles.count
        room.push?.fate = .lost
        room.add("review", at: 39 * 60)
        for hour in 27...37 {
            room.run(to: hour * 60)
            let looked = try #require(room.status?.sync.syncedAt)
            #expect(room.loop.now.wall - looked <= .minutes(67), "\(hour)")
        }
        #expect(room.titles.count > titles)
        #expect(room.titles.contains("review"))
        #expect(Self.asked(room) <= 200)
    }

    @Test("what is never shown is never told of: an entry of Google's own kind causes no look")
    func types() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        let before = Self.asked(room)
        room.edit { calendar, now in
            var event = SimulatedEvent("Focus", from: now + .minutes(10), lasting: .hours(1))
            event.eventType = "focusTime"
            calendar.add("focus", event, at: now)
        }
        room.loop.run(for: .seconds(10))
        #expect(Self.asked(room) == before)
        #expect(room.status?.sync.push?.notices == 1)
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
