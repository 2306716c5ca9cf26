// SPDX-License-Identifier: Apache-2.0
import CurlHTTP
import Glibc
import LinuxEventLoop
import PushIntake
import RoomCore
import TestSupport
import Testing

/// `[push] subscribe` against the real nginx with nchan, under the configuration that is shipped.
@Suite("A relay's stream", .serialized)
struct RelayTests {
    /// Holds a stream to the relay until `until` says that enough was told; then, or after 30 s, returns what it was.
    private static func follow(
        _ relay: RelayServer, key: String = RelayServer.key, idleLimit: Duration = .seconds(65),
        _ react: @escaping @Sendable (_ said: [String]) -> Bool
    ) throws -> [String] {
        let tally = Tally()
        let (address, ca) = ("\(relay.root)/subscribe/\(key)", relay.folder.file("server.pem"))
        try onRealLoop { loop in
            let subscriber = RelaySubscriber(
                loop: loop,
                transport: try CurlTransport(
                    loop: loop, options: CurlOptions(caFile: ca, userAgent: "room-agent/test")),
                address: Private(address), random: { 0.1 }, idleLimit: idleLimit)
            let signal = LoopSignal(loop: loop)
            var isEnough = false
            subscriber.begin { event in
                switch event {
                case .ready: tally.add("ready")
                case .lost(let why): tally.add(why)
                case .notice: tally.add("notice")
                }
                if react(tally.words) {
                    isEnough = true
                    signal.raise()
                }
            }
            let end = loop.now.uptime + .seconds(30)
            while !isEnough, loop.now.uptime < end { await signal.wait(until: end, tolerance: .zero) }
            subscriber.close()
        }
        return tally.words
    }

    @Test("nginx takes the configuration that is shipped, with Redis too")
    func configuration() {
        #expect(RelayServer(in: TemporaryFolder(), redis: 6379).complaint().isEmpty)
        let folder = TemporaryFolder()
        let relay = RelayServer(in: folder)
        #expect(relay.complaint().isEmpty)
        folder.write("server_name {", to: "relay.conf")
        #expect(!relay.complaint().isEmpty)
    }

    @Test("a notice that is posted with the token comes down the stream with the key; nobody else posts or hears")
    func notice() throws {
        // Sound: used by one thread at a time.
        nonisolated(unsafe) let relay = RelayServer(in: TemporaryFolder())
        try #require(relay.start())
        #expect(relay.publish(method: "GET") == "405")
        #expect(relay.publish(RelayServer.key) == "404")
        let said = try Self.follow(relay) { said in
            if said == ["ready"] { _ = relay.publish() }
            return said.last == "notice"
        }
        #expect(said == ["ready", "notice"])
        for key in ["", "wrong", RelayServer.token] {
            let refused = try Self.follow(relay, key: key) { !$0.isEmpty }
            #expect(refused == ["the relay answers 404"])
        }
    }

    @Test("a relay that is started anew is found again, and tells of what comes then")
    func restart() throws {
        // Sound: used by one thread at a time.
        nonisolated(unsafe) let relay = RelayServer(in: TemporaryFolder())
        try #require(relay.start())
        let said = try Self.follow(relay) { said in
            if said == ["ready"] {
                relay.stop()
                _ = relay.start()
            }
            if said.last == "ready", said.count > 1 { _ = relay.publish() }
            return said.last == "notice"
        }
        #expect(said.first == "ready")
        #expect(said.suffix(2) == ["ready", "notice"])
        #expect(said.dropFirst().dropLast(2).allSatisfy { $0.hasPrefix("the relay c") }, "\(said)")
    }

    @Test("two relays that share a real Redis: what is posted to one comes down the stream of the other")
    func redis() throws {
        let port = RelayServer.freePort()
        let store = Program(["redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", ""])
        for _ in 0..<500 where !RelayServer.takesConnections(port) && !store.isOver { usleep(10_000) }
        // Sound: used by one thread at a time.
        nonisolated(unsafe) let first = RelayServer(in: TemporaryFolder(), redis: port)
        let second = RelayServer(in: TemporaryFolder(), redis: port)
        try #require(first.start())
        try #require(second.start())
        // nginx listens before its connection to Redis stands; until then nchan answers 503, and the stream is asked for again.
        let waiting = "503"
        let said = try Self.follow(second) { said in
            if said.last == "ready" {
                var tries = 0
                while first.publish() == waiting, tries < 500 {
                    tries += 1
                    usleep(10_000)
                }
            }
            return said.last == "notice"
        }
        #expect(said.filter { $0 != "the relay answers \(waiting)" } == ["ready", "notice"])
        store.signal(SIGKILL)
    }

    @Test("a relay that stands still is given up, though its kernel keeps the connection; pings keep one that is quiet")
    func halfOpen() throws {
        // Sound: used by one thread at a time.
        nonisolated(unsafe) let relay = RelayServer(in: TemporaryFolder(), pingSeconds: 1)
        try #require(relay.start())
        let began = ContinuousClock.now
        let said = try Self.follow(relay, idleLimit: .seconds(3)) { said in
            if said == ["ready"] { relay.freeze() }
            return said.count == 2
        }
        #expect(said == ["ready", "the relay cannot be reached: timedOut"])
        #expect(ContinuousClock.now - began < .seconds(10))
        relay.thaw()
        let quiet = try Self.follow(relay, idleLimit: .seconds(3)) { said in
            if said == ["ready"] {
                // Longer than the idle limit, at the relay's own pace.
                _ = Program.run(["timeout", "5", "tail", "-f", "/dev/null"])
                _ = relay.publish()
            }
            return said.count == 2
        }
        #expect(quiet == ["ready", "notice"])
    }

    @Test("one relay holds the streams of 1,000 devices, and each hears its own notice once and no other's")
    func thousandDevices() throws {
        let count = 1000
        // Both ends of each stream are descriptors, ours and those of nginx, which inherits the limit.
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        let before = limit
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 4096))
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        defer {
            limit = before
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let relay = RelayServer(in: TemporaryFolder(), others: count)
        try #require(relay.start())
        let (root, ca) = (relay.root, relay.folder.file("server.pem"))
        // Sound: the loop's thread alone until it has ended.
        nonisolated(unsafe) var (ready, lost) = (0, [String]())
        nonisolated(unsafe) var heard = [Int](repeating: 0, count: count)
        nonisolated(unsafe) var answers: [Int] = []
        try onRealLoop { loop in
            let options = CurlOptions(caFile: ca, userAgent: "room-agent/test")
            let transport = try CurlTransport(loop: loop, options: options)
            let signal = LoopSignal(loop: loop)
            let devices = (0..<count).map { room in
                RelaySubscriber(
                    loop: loop, transport: transport,
                    address: Private("\(root)/subscribe/\(RelayServer.key(of: room))"), random: { 0.5 })
            }
            for (room, device) in devices.enumerated() {
                device.begin { event in
                    switch event {
                    case .ready: ready += 1
                    case .lost(let why): lost.append(why)
                    case .notice: heard[room] += 1
                    }
                    signal.raise()
                }
            }
            func wait(_ isReached: () -> Bool) async {
                let end = loop.now.uptime + .seconds(60)
                while !isReached(), loop.now.uptime < end { await signal.wait(until: end, tolerance: .zero) }
            }
            await wait { ready == count }
            // Of every other room something changes.
            for room in stride(from: 0, to: count, by: 2) {
                let notice = HTTPRequest(.post, "\(root)/publish/\(RelayServer.token(of: room))")
                answers.append(try await transport.send(notice).status)
            }
            await wait { heard.reduce(0, +) >= count / 2 }
            for device in devices { device.close() }
        }
        #expect(ready == count)
        #expect(lost.isEmpty, "\(Set(lost))")
        #expect(answers.count == count / 2)
        #expect(answers.allSatisfy { (200..<300).contains($0) }, "\(Set(answers))")
        #expect(heard == (0..<count).map { $0 % 2 == 0 ? 1 : 0 })
    }
}
