// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Glibc
import LinuxEventLoop
import LocalSockets
import RoomCore
import Simulation
import TestSupport
import Testing

@Suite("The control socket")
struct ControlSocketTests {
    /// A socket with a few verbs, and a client on a thread of its own.
    private static func ask(
        _ request: ControlRequest, path: String? = nil,
        serve: @escaping @Sendable (ControlRequest, any ControlReply) -> Void
    ) throws -> ControlAnswer {
        let folder = TemporaryFolder()
        let path = path ?? folder.file("control.sock")
        nonisolated(unsafe) var answer = ControlAnswer.broken  // written on the client's thread, read after its end
        try onRealLoop { loop in
            let socket = try ControlSocket(loop: loop, path: path) { serve($0, $1) }
            let client = Background {
                answer = (try? ControlClient.ask(request, path: path, timeoutSeconds: 10)) ?? .broken
            }
            try await client.end(on: loop)
            socket.close()
        }
        return answer
    }

    @Test("a request is its verb and words; the answer comes whole, also a large one")
    func answers() throws {
        let large = String(repeating: "ä", count: 1_000_000)
        let answer = try Self.ask(ControlRequest(verb: "agenda", words: ["--json", "x"])) { request, reply in
            reply.succeed(request == ControlRequest(verb: "agenda", words: ["--json", "x"]) ? large : "wrong")
        }
        #expect(answer == .payload(large))
        #expect(try Self.ask(ControlRequest(verb: "x")) { _, reply in reply.succeed("") } == .payload(""))
    }

    @Test("a refusal is its exit code and one line of words")
    func refusals() throws {
        let answer = try Self.ask(ControlRequest(verb: "x")) { _, reply in reply.fail(code: 64, "no such\nverb") }
        #expect(answer == .refused(code: 64, message: "no such verb"))
    }

    @Test("a stream lasts until its end, line by line; a second answer to one request is nothing")
    func streams() throws {
        let answer = try Self.ask(ControlRequest(verb: "events")) { _, reply in
            reply.stream {}
            reply.succeed("too late")
            for number in 0..<3 { reply.send(line: "{\"n\":\(number)}") }
            // The agent goes: so does the stream.
            reply.send(line: String(repeating: "x", count: 100_000))
        }
        #expect(answer == .streamEnded)
    }

    @Test("an empty request, an endless one and a silent client take nothing from the others")
    func badClients() throws {
        let folder = TemporaryFolder()
        let path = folder.file("control.sock")
        nonisolated(unsafe) var answer = ControlAnswer.broken  // as above
        try onRealLoop { loop in
            let socket = try ControlSocket(loop: loop, path: path) { _, reply in reply.succeed("still here") }
            let silent = (0..<5).map { _ in Self.connect(path) }
            let empty = Self.connect(path)
            _ = write(empty, "\n", 1)
            let endless = Self.connect(path)
            let noise = [UInt8](repeating: 0x41, count: 100_000)
            _ = send(endless, noise, noise.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            let client = Background {
                answer = (try? ControlClient.ask(ControlRequest(verb: "x"), path: path, timeoutSeconds: 10)) ?? .broken
            }
            try await client.end(on: loop)
            var reply = [UInt8](repeating: 0, count: 256)
            let count = read(empty, &reply, reply.count)
            #expect(String(decoding: reply.prefix(max(count, 0)), as: UTF8.self).hasPrefix("ERROR 64 "))
            for descriptor in silent + [empty, endless] { close(descriptor) }
            socket.close()
        }
        #expect(answer == .payload("still here"))
    }

    @Test("whoever takes nothing of an answer or a stream for five seconds loses its place; who reads has time")
    func slowReaders() throws {
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
        let folder = TemporaryFolder()
        let large = String(repeating: "x", count: 2_000_000)
        let socket = try ControlSocket(loop: loop, path: folder.file("control.sock")) { request, reply in
            guard request.verb == "events" else { return reply.succeed(large) }
            reply.stream {}
            for _ in 0..<250 { reply.send(line: String(repeating: "x", count: 1000)) }
        }
        func client(_ verb: String) -> CInt {
            let descriptor = Self.connect(folder.file("control.sock"))
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = write(descriptor, "\(verb)\n", verb.utf8.count + 1)
            return descriptor
        }
        /// All that can be had at the moment; nil at the end.
        func taken(_ descriptor: CInt, atMost limit: Int = .max) -> Int? {
            var buffer = [UInt8](repeating: 0, count: 65536)
            var sum = 0
            while sum < limit {
                let count = read(descriptor, &buffer, min(buffer.count, limit - sum))
                if count == 0 { return nil }
                if count < 0 { return errno == EAGAIN ? sum : nil }
                sum += count
            }
            return sum
        }
        let lazy = client("agenda")
        let deaf = client("events")
        let slow = client("agenda")
        var slowBytes = 0
        for _ in 0..<12 {
            loop.run(for: .seconds(4))
            slowBytes += taken(slow) ?? 0
        }
        loop.run(for: .seconds(1))
        #expect(slowBytes > 1_900_000)
        for descriptor in [lazy, deaf] {
            while let count = taken(descriptor), count > 0 {}
            #expect(taken(descriptor) == nil, "it is still connected")
        }
        for descriptor in [lazy, deaf, slow] { close(descriptor) }
        socket.close()
    }

    @Test(
        "a group that holds every place locks root out of nothing, and is told why it gets no more",
        .enabled(if: geteuid() == 0, "only root can become somebody else"))
    func placeForRoot() throws {
        let folder = TemporaryFolder()
        #expect(chmod(folder.path, 0o755) == 0)
        let path = folder.file("control.sock")
        let holders = """
            import os, socket, sys
            os.setgroups([]); os.setgid(65534); os.setuid(65534)
            held = []
            for number in range(20):
                s = socket.socket(socket.AF_UNIX)
                s.connect(sys.argv[1])
                s.settimeout(5)
                try:
                    s.send(b"events\\n")
                except OSError:
                    pass
                print(s.recv(4096).decode().strip(), flush=True)
                held.append(s)
            print("held", flush=True)
            sys.stdin.read()
            """
        nonisolated(unsafe) var answer = ControlAnswer.broken  // as above
        nonisolated(unsafe) var lines: [String] = []  // as above
        try onRealLoop { loop in
            let socket = try ControlSocket(loop: loop, path: path) { request, reply in
                if request.verb == "events" { reply.stream {} } else { reply.succeed("here") }
            }
            #expect(socket.give(toGroup: "nogroup"))
            let client = Background {
                let program = Program(["/usr/bin/python3", "-c", holders, path])
                while let line = program.line(), line != "held" { lines.append(line) }
                answer = (try? ControlClient.ask(ControlRequest(verb: "x"), path: path, timeoutSeconds: 10)) ?? .broken
            }
            try await client.end(on: loop)
            socket.close()
        }
        #expect(lines.prefix(16).allSatisfy { $0 == "STREAM" })
        #expect(lines.count == 20)
        #expect(lines.dropFirst(16).allSatisfy { $0.hasPrefix("ERROR 69 16 clients") }, "\(lines.suffix(4))")
        #expect(answer == .payload("here"))
    }

    @Test(
        "the socket is for owner and group from its birth, is taken from the dead alone, and goes at the end"
    )
    func file() throws {
        let folder = TemporaryFolder()
        let path = folder.file("control.sock")
        try onRealLoop { loop in
            let first = try ControlSocket(loop: loop, path: path) { _, reply in reply.succeed("") }
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o660)
            do throws(SocketFailure) {
                _ = try ControlSocket(loop: loop, path: path) { _, _ in }
                Issue.record("two agents on one socket")
            } catch { #expect(error.isInUse) }
            first.close()
            #expect(access(path, F_OK) != 0)
            // A file of somebody's is refused and kept; a socket that nobody listens on any more is replaced.
            folder.write("precious", to: "control.sock")
            do throws(SocketFailure) {
                _ = try ControlSocket(loop: loop, path: path) { _, _ in }
                Issue.record("took the place of a file")
            } catch { #expect(error.isOccupied) }
            #expect(folder.read("control.sock") == "precious")
            unlink(path)
            #expect(
                Program.run([
                    "python3", "-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path,
                ]).code == 0)
            let second = try ControlSocket(loop: loop, path: path) { _, reply in reply.succeed("") }
            // What took its place meanwhile is not ours to remove.
            unlink(path)
            folder.write("precious", to: "control.sock")
            second.close()
            #expect(folder.read("control.sock") == "precious")
        }
        #expect(throws: SocketFailure.self) { try ControlClient.ask(ControlRequest(verb: "x"), path: path) }
        #expect(throws: SocketFailure.self) {
            try ControlClient.ask(ControlRequest(verb: "x"), path: "/" + String(repeating: "x", count: 200))
        }
    }

    private static func connect(_ path: String) -> CInt {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return descriptor
    }
}

/// Blocking work beside a loop.
private final class Background: Sendable {
    private let tally = Tally()
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Background>.fromOpaque(argument).takeRetainedValue()
                work.body()
                work.tally.add("done")
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    func end(on loop: EventLoop) async throws {
        for _ in 0..<2000 where tally.words.isEmpty { try await loop.sleep(for: .milliseconds(5), tolerance: .zero) }
        #expect(tally.words == ["done"])
    }
}

@Suite("The journal")
struct JournalTests {
    /// What the journal writes, line by line.
    private func lines(
        seconds: [Int] = [0], _ environment: Environment = Environment(), _ body: (Journal) -> Void
    ) -> [String] {
        let folder = TemporaryFolder()
        let path = folder.write("", to: "log")
        let descriptor = open(path, O_WRONLY | O_APPEND)
        defer { close(descriptor) }
        nonisolated(unsafe) var now = Duration.zero  // of this thread alone
        let journal = Journal(descriptor: descriptor, environment: environment) { now }
        for second in seconds {
            now = .seconds(second)
            body(journal)
        }
        return folder.read("log").split(separator: "\n").map(String.init)
    }

    @Test("a line is a constant message and its values, quoted where they need it")
    func fields() {
        let written = lines {
            $0.write(.warning, "device lost", [("device", "gpio:X"), ("cause", "no such \"line\" \\"), ("empty", "")])
        }
        #expect(written == ["device lost device=gpio:X cause=\"no such \\\"line\\\" \\\\\" empty=\"\""])
    }

    @Test("whatever a value holds, it stays on its line: no escape, no newline, no raw byte")
    func hostile() {
        let written = lines { $0.write(.info, "x", [("value", "a\nfake line\r\u{1B}[2J\u{0}\u{202E}é")]) }
        #expect(written.count == 1)
        #expect(written[0].utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(written[0].contains("\\x0a"))
        #expect(written[0].contains("\\x1b"))
        #expect(
            lines { $0.write(.info, "x", [("value", String(repeating: "y", count: 100_000))]) }[0].utf8.count <= 1024)
    }

    @Test("a message that repeats without end is written ten times a minute, and then counted")
    func repeats() {
        let written = lines(seconds: Array(repeating: 0, count: 25) + [59, 61]) { $0.write(.error, "again", []) }
        #expect(written.count == 11)
        #expect(written.last == "again repeated=16")
    }

    @Test("priorities stand in front where the journal listens, and nowhere else")
    func priorities() {
        #expect(lines(Environment(["JOURNAL_STREAM=8:1"])) { $0.write(.error, "x", []) } == ["<3>x"])
        #expect(lines { $0.write(.error, "x", []) } == ["x"])
    }
}

@Suite("The service manager")
struct ServiceNotifierTests {
    /// What arrives at the socket that stands for systemd's.
    private static func received(
        _ variables: [String] = [],
        _ body: @escaping @Sendable (ServiceNotifier, EventLoop) async throws -> Void
    ) throws -> [String] {
        let folder = TemporaryFolder()
        let path = folder.file("notify")
        let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(receiver) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(receiver, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        let environment = Environment(variables + ["NOTIFY_SOCKET=\(path)"])
        try onRealLoop { loop in try await body(ServiceNotifier(environment), loop) }
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(receiver, &buffer, buffer.count, 0), count > 0 {
            messages.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
        return messages
    }

    @Test("is told readiness, status, reload and stop, each a datagram")
    func messages() throws {
        let messages = try Self.received { notifier, _ in
            notifier.ready()
            notifier.status("free\nSTOPPING=1")
            notifier.reloading()
            notifier.stopping()
        }
        #expect(messages.count == 4)
        #expect(messages[0] == "READY=1")
        #expect(messages[1] == "STATUS=freeSTOPPING=1")
        #expect(messages[3] == "STOPPING=1")
        #expect(messages[2].hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    }

    @Test("is pinged at half its interval, by this process alone")
    func watchdog() throws {
        let pings = try Self.received(["WATCHDOG_USEC=100000"]) { notifier, loop in
            notifier.keepWatchdog(on: loop)
            try await loop.sleep(for: .milliseconds(420), tolerance: .zero)
            notifier.stopWatchdog()
        }
        #expect((5...9).contains(pings.count))
        #expect(Set(pings) == ["WATCHDOG=1"])
        let foreign = try Self.received(["WATCHDOG_USEC=100000", "WATCHDOG_PID=1"]) { notifier, loop in
            notifier.keepWatchdog(on: loop)
            try await loop.sleep(for: .milliseconds(150), tolerance: .zero)
        }
        #expect(foreign == [])
    }

    @Test("hands a socket over to the process that it names, and to no other")
    func inheritedSockets() {
        let own = "LISTEN_PID=\(getpid())"
        let isThere = fcntl(3, F_GETFD) >= 0
        #expect(InheritedSockets.first(Environment([own, "LISTEN_FDS=1"])) == (isThere ? 3 : nil))
        #expect(InheritedSockets.first(Environment(["LISTEN_PID=1", "LISTEN_FDS=1"])) == nil)
        for count in ["0", "-1", "x", ""] {
            #expect(InheritedSockets.first(Environment([own, "LISTEN_FDS=\(count)"])) == nil)
        }
        #expect(InheritedSockets.first(Environment([own])) == nil)
        #expect(InheritedSockets.first(Environment()) == nil)
    }
}

@Suite("The environment")
struct EnvironmentTests {
    @Test("is a value: the first of a name counts, a value may hold '=' or nothing, and a name is matched whole")
    func variables() {
        let environment = Environment(["A=1", "A=2", "B=c=d", "C=", "nothing"])
        #expect(environment["A"] == "1")
        #expect(environment["B"] == "c=d")
        #expect(environment["C"] == "")
        for name in ["", "a", "D", "nothing"] { #expect(environment[name] == nil) }
        #expect(Environment.ofProcess()["PATH"] != nil)
    }
}

@Suite("Small files")
struct BoundedFileTests {
    @Test("are read whole, up to a limit; what is missing says its path and why")
    func read() throws {
        let folder = TemporaryFolder()
        let path = folder.write("abc", to: "x")
        #expect(try BoundedFile.read(path, maximumBytes: 3) == Array("abc".utf8))
        do throws(PathFailure) {
            _ = try BoundedFile.read(path, maximumBytes: 2)
            Issue.record("too large, and read")
        } catch {
            #expect(error.isTooLarge)
            #expect(error.sentence == "\(path) is too large")
        }
        do throws(PathFailure) {
            _ = try BoundedFile.read(folder.file("none"), maximumBytes: 2)
            Issue.record("missing, and read")
        } catch {
            #expect(error.errno == ENOENT)
            #expect(error.sentence.hasSuffix("none: No such file or directory"))
        }
        #expect(throws: PathFailure.self) { try BoundedFile.read("/dev/zero", maximumBytes: 1 << 16) }
        folder.write("", to: "b.conf")
        folder.write("", to: "a.conf")
        folder.write("", to: ".hidden.conf")
        #expect(BoundedFile.names(in: folder.path, ending: ".conf") == ["a.conf", "b.conf"])
        #expect(BoundedFile.names(in: folder.file("none"), ending: ".conf") == [])
    }
}

@Suite("The clock")
struct ClockStateTests {
    @Test("before this program was made, no clock is set")
    func early() {
        #expect(!ClockState.isSet(Instant(secondsSince1970: 0)))
        #expect(!ClockState.isSet(ClockState.earliest - .milliseconds(1)))
    }
}
