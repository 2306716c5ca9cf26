// SPDX-License-Identifier: Apache-2.0
import AgentHost
import RoomCore
import Simulation
import Testing

/// The real control socket over a virtual network: what it takes from bad clients, minute by minute, in no time.
@Suite("The control socket in virtual time")
struct ControlScenarioTests {
    /// A client, and what it has had so far.
    final class Client {
        let stream: any ByteStream
        private(set) var text = ""
        private(set) var isClosed = false

        init(_ stream: any ByteStream) {
            self.stream = stream
            stream.begin { [unowned self] event in
                switch event {
                case .received(let bytes): text += String(decoding: bytes, as: UTF8.self)
                case .finished, .closed: isClosed = true
                case .drained: break
                }
            }
        }

        func say(_ text: String) {
            stream.maximumQueuedBytes = 1 << 24
            _ = stream.send(Array(text.utf8))
        }
    }

    final class World {
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
        let network: VirtualNetwork
        private(set) var socket: ControlSocket?
        private(set) var requests: [ControlRequest] = []
        private(set) var streams: [any ControlReply] = []
        private(set) var ended = 0
        private static let path = "/control.sock"

        init() throws {
            network = VirtualNetwork(loop: loop)
            socket = try ControlSocket(network: network, path: Self.path) { [unowned self] request, reply in
                requests.append(request)
                switch request.verb {
                case "events":
                    streams.append(reply)
                    reply.stream { [unowned self] in ended += 1 }
                case "sync":
                    _ = loop.schedule(at: loop.now.uptime + .seconds(60), tolerance: .zero) {
                        reply.succeed("synced\n")
                    }
                case "agenda": reply.succeed(String(repeating: "x", count: 2_000_000))
                default: reply.succeed("here\n")
                }
            }
        }

        func connect(as user: UInt32? = nil) throws -> Client {
            let address = StreamAddress.unix(path: Self.path)
            guard let user else { return Client(try network.connect(to: address)) }
            return Client(try network.connect(to: address, as: StreamPeer(user: user, groups: [user])))
        }

        /// The answer to a well-behaved client, right now.
        func isAnswering() throws -> Bool {
            let client = try connect()
            client.say("status\n")
            loop.run(for: .zero)
            return client.text == "OK 5\nhere\n" && client.isClosed
        }
    }

    @Test("a client that sends half a line and stays has five seconds, and takes nothing from the others")
    func halfLine() throws {
        let world = try World()
        let client = try world.connect()
        client.say("stat")
        world.loop.run(for: .milliseconds(4900))
        #expect(!client.isClosed)
        #expect(try world.isAnswering())
        world.loop.run(for: .milliseconds(1200))
        #expect(client.isClosed)
        #expect(client.text.isEmpty)
        #expect(world.requests.map(\.verb) == ["status"])
    }

    @Test("a client that floods is cut off at 8 KiB without a line end, and not kept for later")
    func flood() throws {
        let world = try World()
        let client = try world.connect()
        client.say(String(repeating: "A", count: 5_000_000))
        world.loop.run(for: .zero)
        #expect(client.isClosed)
        #expect(world.requests.isEmpty)
        #expect(try world.isAnswering())
        // A line end behind too much is no request, either.
        let late = try world.connect()
        late.say(String(repeating: "A", count: 9000) + "\n")
        world.loop.run(for: .zero)
        #expect(late.text.isEmpty || late.text.hasPrefix("ERROR 64 "))
        #expect(world.requests.map(\.verb) == ["status"])
    }

    @Test("what a client says after its request is dropped, for as long as it likes to talk")
    func talker() throws {
        let world = try World()
        let client = try world.connect()
        client.say("sync\nstatus\n" + String(repeating: "B", count: 1_000_000))
        world.loop.run(for: .seconds(59))
        #expect(!client.isClosed)
        world.loop.run(for: .seconds(2))
        #expect(client.text == "OK 7\nsynced\n")
        #expect(client.isClosed)
        #expect(world.requests.map(\.verb) == ["sync"])
    }

    @Test("a stream's client that stops reading is dropped when it is 64 KiB behind, or after five seconds")
    func slowStreams() throws {
        let world = try World()
        let lazy = try world.connect()
        let deaf = try world.connect()
        let good = try world.connect()
        for client in [lazy, deaf, good] { client.say("events\n") }
        world.loop.run(for: .zero)
        #expect(world.streams.count == 3)
        lazy.stream.isReceiving = false
        deaf.stream.isReceiving = false
        let line = String(repeating: "x", count: 999)
        // What the connection holds, and then the queue: the first of the two is full after this, and no more.
        for _ in 0..<220 { for stream in [world.streams[0], world.streams[2]] { stream.send(line: line) } }
        world.loop.run(for: .milliseconds(4900))
        #expect(world.ended == 0)
        world.loop.run(for: .milliseconds(1200))
        #expect(world.ended == 1)
        // The second is told so much at once that it does not have five seconds.
        for _ in 0..<400 { for stream in [world.streams[1], world.streams[2]] { stream.send(line: line) } }
        world.loop.run(for: .zero)
        #expect(world.ended == 3 || world.ended == 2)
        #expect(try world.isAnswering())
    }

    @Test("an answer has as long as its reader takes something of it; five seconds without are its end")
    func slowAnswers() throws {
        let world = try World()
        let slow = try world.connect()
        let lazy = try world.connect()
        for client in [slow, lazy] {
            client.say("agenda\n")
            client.stream.isReceiving = false
        }
        for _ in 0..<20 {
            world.loop.run(for: .seconds(4))
            slow.stream.isReceiving = true
            world.loop.run(for: .zero)
            slow.stream.isReceiving = false
        }
        slow.stream.isReceiving = true
        lazy.stream.isReceiving = true
        world.loop.run(for: .zero)
        #expect(slow.text.utf8.count == 2_000_000 + "OK 2000000\n".utf8.count)
        #expect(lazy.text.utf8.count < 1_000_000)
        #expect(lazy.isClosed)
    }

    @Test("sixteen who stay take sixteen places; the next is told why, root gets in, strangers never do")
    func places() throws {
        let world = try World()
        let own = try world.connect()
        own.say("events\n")
        let others = try (0..<15).map { _ in try world.connect() }
        for client in others { client.say("events\n") }
        world.loop.run(for: .zero)
        #expect(others.allSatisfy { $0.text == "STREAM\n" })
        let stranger = try world.connect(as: 65_534)
        stranger.say("status\n")
        world.loop.run(for: .zero)
        #expect(stranger.isClosed)
        #expect(stranger.text.isEmpty)
        let root = try world.connect(as: 0)
        root.say("status\n")
        world.loop.run(for: .zero)
        #expect(root.text == "OK 5\nhere\n")
        let holder = try world.connect(as: 0)
        holder.say("events\n")
        let late = try world.connect()
        world.loop.run(for: .zero)
        #expect(holder.text == "STREAM\n")
        #expect(late.text == "ERROR 69 16 clients are connected: try again later\n")
        #expect(late.isClosed)
        // Who leaves makes room.
        own.stream.close()
        holder.stream.close()
        world.loop.run(for: .zero)
        #expect(world.ended == 2)
        #expect(try world.isAnswering())
        world.socket?.close()
        world.loop.run(for: .zero)
        #expect(others.allSatisfy { $0.isClosed })
    }
}
