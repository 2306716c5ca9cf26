// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import JoinActions
import Kernel
import LinuxEventLoop
import LocalSockets
import RoomCore
import TestSupport
import Testing

@Suite("The agent and the joiner over a real socket", .serialized)
struct JoinerSocketTests {
    /// The agent's side with what it heard.
    private final class Client {
        private let action: JoinerClient
        private(set) var availability: [Bool] = []
        private(set) var progress: [JoinProgress] = []
        private var session: (any JoinSession)?

        private let request: JoinRequest

        init(_ bench: JoinBench) {
            request = bench.request()
            action = JoinerClient(loop: bench.loop, path: bench.folder.file("join.sock"))
            action.begin { [unowned self] isAvailable in availability.append(isAvailable) }
        }

        func start() {
            session = action.start(request) { [unowned self] in progress.append($0) }
        }

        func resume() {
            session = action.resume(request.token) { [unowned self] in progress.append($0) }
        }

        func leave() { session?.leave() }
    }

    private static func serve(_ bench: JoinBench, findings: [JoinFinding] = []) throws -> JoinerServer {
        try JoinerServer(
            loop: bench.loop, source: .made(path: bench.folder.file("join.sock")), joiner: bench.joiner
        ) { findings }
    }

    @Test("a push is started, followed, left, and told; the connection is there only as long as it is needed")
    func wholeWay() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [bench.script("exec sleep 60"), "{url}"]
            let server = try Self.serve(bench)
            let client = Client(bench)
            #expect(try await bench.comesTo { client.availability == [true] })
            client.start()
            #expect(try await bench.comesTo { client.progress == [.connecting] })
            #expect(try await bench.comesTo { client.progress.last == .connected(isElsewhere: false) })
            client.leave()
            #expect(try await bench.comesTo { client.progress.last == .ended(.left(detail: "signal 15")) })
            #expect(client.progress.count == 3)
            await withCheckedContinuation { done in server.close { done.resume() } }
            #expect(access(bench.folder.file("join.sock"), F_OK) != 0)
        }
    }

    @Test("a program that ends within three seconds, however well, has joined nothing")
    func endsAtOnce() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [bench.script("exit 0"), "{url}"]
            let server = try Self.serve(bench)
            let client = Client(bench)
            client.start()
            let failure = JoinFailure(.endedAtOnce, detail: "exit code 0")
            #expect(try await bench.comesTo { client.progress == [.connecting, .ended(.failed(failure))] })
            try await loop.sleep(for: JoinerClient.settle, tolerance: .zero)
            #expect(client.progress.count == 2)
            await withCheckedContinuation { done in server.close { done.resume() } }
        }
    }

    @Test("what a script has handed over is joined elsewhere, at once")
    func handsOver() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.session = .handedOver
            bench.join.commands[.kind(.video)] = [bench.script("exit 0"), "{url}"]
            let server = try Self.serve(bench)
            let client = Client(bench)
            client.start()
            #expect(try await bench.comesTo { client.progress == [.connected(isElsewhere: true)] })
            client.leave()
            #expect(try await bench.comesTo { client.progress.last == .ended(.left(detail: "nobody knows how")) })
            await withCheckedContinuation { done in server.close { done.resume() } }
        }
    }

    @Test("an agent that was started again hears that the meeting is joined, or that it is over")
    func resumes() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [bench.script("exec sleep 60"), "{url}"]
            let server = try Self.serve(bench)
            let first = Client(bench)
            first.start()
            #expect(try await bench.comesTo { first.progress == [.connecting] })
            let second = Client(bench)
            second.resume()
            #expect(try await bench.comesTo { second.progress == [.connected(isElsewhere: false)] })
            second.leave()
            #expect(try await bench.comesTo { second.progress.last == .ended(.left(detail: "signal 15")) })
            let third = Client(bench)
            third.resume()
            #expect(try await bench.comesTo { third.progress == [.ended(.left(detail: "signal 15"))] })
            await withCheckedContinuation { done in server.close { done.resume() } }
        }
    }

    @Test(
        "without a joiner a push fails at once, and the warning is there from the start; it goes when the joiner comes")
    func noJoiner() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let path = bench.folder.file("join.sock")
            bench.join.commands[.kind(.video)] = [bench.script("exec sleep 60"), "{url}"]
            let client = Client(bench)
            #expect(try await bench.comesTo { client.availability == [false] })
            client.start()
            #expect(
                try await bench.comesTo {
                    client.progress == [.ended(.failed(JoinFailure(.noJoiner, detail: path)))]
                })
            let server = try Self.serve(bench)
            #expect(try await bench.comesTo { client.availability == [false, true] })
            // The push that failed is not carried out later.
            #expect(bench.joiner.isIdle)
            await withCheckedContinuation { done in server.close { done.resume() } }
        }
    }

    @Test("a joiner that is killed and started again in the meeting keeps it: the agent asks, and the program is found")
    func restart() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [
                bench.script("echo > \(bench.folder.file("up")); exec sleep 60"), "{url}",
            ]
            var server: JoinerServer? = try Self.serve(bench)
            let client = Client(bench)
            client.start()
            #expect(try await bench.comesTo { client.progress == [.connecting] })
            _ = try await bench.text("up")
            // As the kernel does it: sockets closed, programs alone.
            server?.abandon()
            server = nil
            bench.restart()
            let again = try Self.serve(bench)
            #expect(
                try await bench.comesTo { client.progress == [.connecting, .connected(isElsewhere: false)] },
                "\(client.progress)")
            client.leave()
            #expect(
                try await bench.comesTo {
                    if case .ended(.left) = client.progress.last { true } else { false }
                })
            await withCheckedContinuation { done in again.close { done.resume() } }
        }
    }

    @Test("a stop of the joiner ends the program; the agent hears how")
    func stop() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [bench.script("exec sleep 60"), "{url}"]
            let server = try Self.serve(bench)
            let client = Client(bench)
            client.start()
            #expect(try await bench.comesTo { client.progress == [.connecting] })
            await withCheckedContinuation { done in server.close { done.resume() } }
            #expect(
                try await bench.comesTo {
                    client.progress == [.connecting, .ended(.failed(JoinFailure(.endedAtOnce, detail: "signal 15")))]
                })
        }
    }

    @Test(
        "nonsense, an endless line and a token of another form end the connection, and start nothing",
        arguments: [
            "HELP\n", "START\n", "START x zoom https://zoom.us/j/123456789\n", "\n",
            "START 0123456789abcdef0123456789abcdeg zoom https://zoom.us/j/123456789\n",
            "START 0123456789abcdef0123456789abcdef zoom ftp://zoom.us/j/123456789\n",
            "START 0123456789abcdef0123456789abcdef zoom https://zoom.us/j/123456789 --flag\n",
            String(repeating: "x", count: 5000),
        ])
    func nonsense(text: String) throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [bench.script("echo > \(bench.folder.file("up"))"), "{url}"]
            let server = try Self.serve(bench)
            let socket = try UnixSocket.connect(bench.folder.file("join.sock"), isBlocking: false)
            let client = socket.number
            #expect(send(client, text, text.utf8.count, 0) == text.utf8.count)
            var received: [UInt8] = []
            var isClosed = false
            #expect(
                try await bench.comesTo {
                    var buffer = [UInt8](repeating: 0, count: 256)
                    let count = recv(client, &buffer, buffer.count, 0)
                    if count > 0 { received += buffer[..<count] }
                    isClosed = count == 0 || (count < 0 && errno == ECONNRESET)
                    return isClosed
                })
            #expect(isClosed)
            #expect(bench.joiner.isIdle)
            #expect(bench.folder.read("up").isEmpty)
            await withCheckedContinuation { done in server.close { done.resume() } }
        }
    }

    @Test("what lies at the socket's place and is no dead socket of ours is left alone")
    func occupied() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.folder.write("precious", to: "join.sock")
            #expect(throws: SocketFailure.self) { try Self.serve(bench) }
            #expect(bench.folder.read("join.sock") == "precious")
            unlink(bench.folder.file("join.sock"))
            let first = try Self.serve(bench)
            #expect(throws: SocketFailure.self) { try Self.serve(bench) }
            await withCheckedContinuation { done in first.close { done.resume() } }
        }
    }
}
