// SPDX-License-Identifier: Apache-2.0
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
    private static let token = JoinerTests.token

    /// The agent's side with what it heard.
    private final class Client {
        let performer: JoinerClient
        private(set) var reports: [JoinReport] = []

        init(_ loop: EventLoop, _ path: String) {
            performer = JoinerClient(loop: loop, path: path)
            performer.begin { [unowned self] report in reports.append(report) }
        }
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
            let client = Client(loop, bench.folder.file("join.sock"))
            #expect(try await bench.comesTo { client.reports == [.isAvailable(true)] })
            client.performer.start(JoinerTests.request())
            #expect(try await bench.comesTo { client.reports.last == .started(Self.token) })
            client.performer.leave(Self.token)
            #expect(try await bench.comesTo { client.reports.last == .ended(Self.token, .killed(signal: SIGTERM)) })
            #expect(client.reports.count == 3)
            await withCheckedContinuation { done in server.close { done.resume() } }
            #expect(access(bench.folder.file("join.sock"), F_OK) != 0)
        }
    }

    @Test(
        "without a joiner a push fails at once, and the warning is there from the start; it goes when the joiner comes")
    func noJoiner() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let path = bench.folder.file("join.sock")
            bench.join.commands[.kind(.video)] = [bench.script("exec sleep 60"), "{url}"]
            let client = Client(loop, path)
            #expect(try await bench.comesTo { client.reports == [.isAvailable(false)] })
            client.performer.start(JoinerTests.request())
            #expect(
                try await bench.comesTo {
                    client.reports.last == .failed(Self.token, JoinFailure(.noJoiner, detail: path))
                })
            let server = try Self.serve(bench)
            #expect(try await bench.comesTo { client.reports.last == .isAvailable(true) })
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
            let client = Client(loop, bench.folder.file("join.sock"))
            client.performer.start(JoinerTests.request())
            #expect(try await bench.comesTo { client.reports.contains(.started(Self.token)) })
            _ = try await bench.text("up")
            // As the kernel does it: sockets closed, programs alone.
            server?.abandon()
            server = nil
            bench.restart()
            let again = try Self.serve(bench)
            #expect(
                try await bench.comesTo { client.reports.filter { $0 == .started(Self.token) }.count == 2 },
                "\(client.reports)")
            client.performer.leave(Self.token)
            #expect(
                try await bench.comesTo {
                    client.reports.contains { if case .ended(Self.token, _) = $0 { true } else { false } }
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
            let client = Client(loop, bench.folder.file("join.sock"))
            client.performer.start(JoinerTests.request())
            #expect(try await bench.comesTo { client.reports.contains(.started(Self.token)) })
            await withCheckedContinuation { done in server.close { done.resume() } }
            #expect(try await bench.comesTo { client.reports.last == .ended(Self.token, .killed(signal: SIGTERM)) })
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
            #expect(isClosed && bench.joiner.isIdle && bench.folder.read("up").isEmpty)
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
