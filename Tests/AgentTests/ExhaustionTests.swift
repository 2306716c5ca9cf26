// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LocalSockets
import TestSupport
import Testing

/// The real agent and the real joiner where the kernel gives them no more descriptors, or refuses what they ask.
@Suite("Without descriptors", .serialized)
struct ExhaustionTests {
    /// The tracer writes a line for each call, so that what is counted is the agent's work, and not its time.
    private static func tracer(_ bench: AgentBench) -> [String] {
        ["strace", "-D", "-f", "-qq", "-o", bench.folder.file("trace"), "-e", "trace=accept,accept4"]
    }

    /// Lets a running process open four more descriptors, and no fifth: fewer than its socket has places for clients.
    private static func limit(_ process: Program?) {
        let number = process?.identifier ?? 0
        let open = Set(Program.run(["ls", "/proc/\(number)/fd"]).output.split(separator: "\n").compactMap { Int($0) })
        let free = (0...).lazy.filter { !open.contains($0) }.prefix(4)
        let highest = Array(free).last ?? 0
        #expect(Program.run(["prlimit", "--pid", "\(number)", "--nofile=\(highest + 1)"]).code == 0)
    }

    private static func connect(_ path: String) -> CInt {
        guard var socket = try? UnixSocket.connect(path) else { return -1 }
        return socket.release()
    }

    private static func refusals(_ bench: AgentBench) -> Int {
        let count = Program.run(["grep", "-c", "EMFILE", bench.folder.file("trace")]).output
        return Int(count.prefix { $0.isNumber }) ?? 0
    }

    private static func waits(_ isDone: () -> Bool) -> Bool {
        for _ in 0..<1000 where !isDone() { usleep(10_000) }
        return isDone()
    }

    @Test("the agent looks away for a second at a time, says it once, and takes the waiting client when it can")
    func agent() {
        let bench = AgentBench()
        bench.start(before: Self.tracer(bench))
        #expect(bench.shows("Aalto") && bench.panel { $0.log.contains("synced") })
        Self.limit(bench.process)
        let path = bench.folder.file("control.sock")
        let held = (0..<16).map { _ in Self.connect(path) }
        #expect(Self.waits { Self.refusals(bench) >= 3 })
        // A spinning listener is refused tens of thousands of times a second.
        #expect(Self.refusals(bench) < 10)
        for descriptor in held { close(descriptor) }
        #expect(bench.verb("status").code == 0)
        #expect(bench.log.split(separator: "\n").count { $0.contains("no descriptor is left") } == 1, "\(bench.log)")
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("so does the joiner")
    func joiner() {
        let bench = AgentBench()
        bench.startJoiner(before: Self.tracer(bench))
        Self.limit(bench.joiner)
        let path = bench.folder.file("join.sock")
        let held = (0..<8).map { _ in Self.connect(path) }
        #expect(Self.waits { Self.refusals(bench) >= 3 })
        #expect(Self.refusals(bench) < 10)
        for descriptor in held { close(descriptor) }
        let client = Self.connect(path)
        var buffer = [UInt8](repeating: 0, count: 256)
        #expect(waitForInput(client, milliseconds: 5000) && read(client, &buffer, buffer.count) > 0)
        close(client)
        let lines = bench.folder.read("joiner").split(separator: "\n")
        #expect(lines.count { $0.contains("no descriptor is left") } == 1, "\(lines)")
        #expect(bench.endJoiner(SIGTERM) == 0)
    }

    @Test("a reload that the kernel refuses ends in failure, so that the service manager starts the agent again")
    func reload() {
        let bench = AgentBench()
        bench.start(before: [
            "strace", "-D", "-qq", "-o", bench.folder.file("trace"), "-e", "trace=execve", "-e",
            "inject=execve:error=ENOMEM:when=1+",
        ])
        #expect(bench.shows("Aalto"))
        bench.process?.signal(SIGHUP)
        #expect(bench.panel { $0.isOver } && bench.process?.wait() == 71)
        #expect(bench.log.contains("execv: Cannot allocate memory"))
    }

    @Test("a verb that was started with its standard streams closed does its work all the same")
    func closedStreams() {
        let bench = AgentBench()
        let command = "exec '\(AgentBench.agent)' links <&- >&- 2>&-"
        #expect(Program.run(["/bin/sh", "-c", command]).code == 0)
        bench.start()
        #expect(bench.shows("Aalto"))
        let press = "exec '\(AgentBench.agent)' status --config '\(bench.configuration)' <&- 2>&-"
        let answer = Program.run(["/bin/sh", "-c", press])
        #expect(answer.code == 0)
        #expect(answer.output.contains("Aalto"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("no variable of the environment makes the agent write down the keys of its connections")
    func keyLog() {
        let bench = AgentBench()
        bench.configure(root: "https://127.0.0.1:1")
        let path = bench.folder.file("keys")
        bench.start(before: ["env", "SSLKEYLOGFILE=\(path)"])
        #expect(bench.panel { $0.log.contains("sync failed") })
        #expect(access(path, F_OK) != 0)
        #expect(bench.end(SIGTERM) == 0)
    }
}
