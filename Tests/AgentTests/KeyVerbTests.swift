// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// `keys` and `wipe` as processes, on a window that an agent without wrapped keys wrote; and killed by the kernel at each of
/// their effects: strace(1) injects SIGKILL at the n-th call, before it is carried out.
@Suite("Keys and wipe on the command line", .serialized)
struct KeyVerbTests {
    private let folder = TemporaryFolder()
    private var store: String { folder.file("store") }

    init() {
        folder.write(
            """
            [room]
            name = Aalto
            calendar = room@example.com
            [google]
            key-file = \(folder.file("google.json"))
            [join]
            video = /bin/true {url}
            [store]
            directory = \(folder.file("store"))
            [control]
            socket = \(folder.file("control.sock"))
            """, to: "room-agent.conf")
        restore()
    }

    private func restore() {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        _ = Program.run(["rm", "-rf", store])
        _ = Program.run(["cp", "-r", "/\(tests)/StoreTests/Vectors/before-wrapped-keys", store])
        _ = Program.run(["rm", "\(store)/expect.txt"])
        _ = Program.run(["chmod", "700", store])
        _ = Program.run(["sh", "-c", "chmod 600 '\(store)'/*"])
    }

    private func verb(_ words: String..., before: [String] = []) -> (code: Int32, output: String, errors: String) {
        Program.run(before + [AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")])
    }

    private var files: [String] {
        Program.run(["ls", store]).output.split(separator: "\n").map(String.init)
    }

    @Test("rotate moves an older window to a new key, rewrapping makes a new wrapping key, and status tells both")
    func rotate() {
        let rotated = verb("keys", "rotate")
        #expect(rotated.code == 0, "\(rotated.errors)")
        #expect(rotated.output.contains(": 3 meetings; older keys are destroyed\n"))
        let status = verb("keys", "status").output
        #expect(status.hasPrefix("wrapping key: file \(store)/data.key\ndata key "))
        #expect(status.split(separator: "\n").count == 2)
        #expect(status.contains(", 0 days old, wrapped by local "))
        #expect(status.hasSuffix(", 3 meetings\n"))
        let old = folder.read("store/data.key")
        #expect(verb("keys", "rotate", "--wrapping").code == 0)
        #expect(folder.read("store/data.key") != old)
        #expect(verb("keys", "status").output.hasSuffix(", 3 meetings\n"))
        #expect(files == ["data.key", "window.db", "window.keys", "window.lock"])
    }

    @Test(
        "killed at each effect of a change of keys: the next one goes on, and nothing is lost",
        arguments: ["pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "link", "openat", "write"],
        [["keys", "rotate"], ["keys", "rotate", "--wrapping"]])
    func rotateKilled(call: String, words: [String]) {
        var kills = 0
        var number = 1
        while number < 400 {
            restore()
            let tracer = ["strace", "-D", "-f", "-qq", "-e", "signal=none", "-o", "/dev/null", "-e", "trace=\(call)"]
            let killed = Program.run(
                tracer + ["-e", "inject=\(call):signal=KILL:when=\(number)", AgentBench.agent] + words
                    + ["--config", folder.file("room-agent.conf")])
            let next = verb("keys", "rotate")
            let isWhole = next.output.contains(": 3 meetings; older keys are destroyed\n")
            #expect(isWhole, "\(call) \(number) \(next.errors)")
            #expect(files == ["data.key", "window.db", "window.keys", "window.lock"], "\(call) \(number)")
            if killed.code == 0 { break }
            kills += 1
            number += call == "openat" ? 10 : 1
        }
        #expect(kills > 0 || call == "write", "\(call): nothing was killed")
    }

    /// A verb that the kernel stops after its n-th such call; nil where it made fewer.
    private func stopped(_ words: [String], after call: String, _ number: Int, with configuration: String) -> Program? {
        let trace = folder.file("trace")
        unlink(trace)
        let tracer = ["strace", "-D", "-f", "-o", trace, "-e", "trace=\(call)"]
        let program = Program(
            tracer + ["-e", "inject=\(call):signal=STOP:when=\(number)", AgentBench.agent] + words
                + ["--config", configuration])
        while !folder.read("trace").contains("stopped by SIGSTOP") {
            if program.isOver { return nil }
            usleep(1000)
        }
        return program
    }

    /// Lets a stopped one go on to its end, and returns its exit code. Each of its threads has its own n-th call.
    private func goOn(_ program: Program) -> Int32 {
        while !program.isOver {
            program.signal(SIGCONT)
            usleep(5000)
        }
        return program.wait()
    }

    @Test(
        "two first starts that meet make one data key, wherever one of them stands still: the other waits or finds it",
        arguments: ["flock", "openat", "write", "fsync", "link", "rename", "unlink", "pwrite64"])
    func firstStartsMeet(call: String) {
        let configuration = folder.file("room-agent.conf")
        var stops = 0
        var number = 1
        while let first = stopped(["keys", "rotate"], after: call, number, with: configuration) {
            let second = verb("keys", "rotate")
            let code = goOn(first)
            let last = verb("keys", "rotate")
            let at = "\(call) \(number): \(code), \(second), \(last)"
            // Whoever comes second is told that the other has the store, or does it again; nobody fails otherwise.
            #expect(code == 0 || second.code == 0, "\(at)")
            #expect(second.code == 0 || second.errors.contains("another process has the store"), "\(at)")
            #expect(last.output.contains(": 3 meetings; older keys are destroyed\n"), "\(at)")
            #expect(files == ["data.key", "window.db", "window.keys", "window.lock"], "\(at) \(files)")
            restore()
            stops += 1
            number += call == "openat" ? 4 : call == "pwrite64" ? 3 : 1
        }
        #expect(stops > 0, "\(call): nothing was stopped")
    }

    @Test("an agent that starts in the middle of a verb's first start works in memory, and then with the verb's key")
    func startMeetsVerb() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        let store = bench.folder.file("store")
        #expect(mkdir(store, 0o700) == 0)
        // The wrapping key is written, the book is not.
        let verb = stopped(["keys", "rotate"], after: "fsync", 1, with: bench.configuration)
        bench.start()
        #expect(bench.panel { $0.log.contains("working in memory") }, "\(bench.log)")
        #expect(bench.shows("Press to join"))
        #expect(verb.map { goOn($0) } == 0)
        #expect(bench.panel { $0.log.contains("the window can be stored again") }, "\(bench.log)")
        #expect(bench.panel { $0.status("$.sync.storage") == "encrypted" })
        #expect(bench.verb("keys", "status").output.hasSuffix(", 1 meetings\n"))
        #expect(bench.end(SIGKILL) == 137)
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.log.contains("started meetings=1"), "\(bench.log)")
        let files = Program.run(["ls", store]).output.split(separator: "\n")
        #expect(files.allSatisfy { !$0.contains("set-aside") }, "\(files)")
    }

    @Test(
        "a key book that cannot be read at the moment is left as it is, and check leaves also a damaged one",
        arguments: ["EMFILE", "ENFILE", "ENOMEM", "EIO", "EACCES"])
    func unreadableBook(errno: String) {
        #expect(verb("keys", "rotate").code == 0)
        let book = "\(store)/window.keys"
        let tracer = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-P", book, "-e", "trace=openat"]
        let failed = verb("keys", "status", before: tracer + ["-e", "inject=openat:error=\(errno)"])
        #expect(failed.code == 69, "\(failed)")
        #expect(failed.errors.contains("cannot be read"), "\(failed)")
        #expect(verb("keys", "status").output.hasSuffix(", 3 meetings\n"))
        folder.write("no book", to: "store/window.keys", mode: 0o600)
        _ = verb("check")
        #expect(folder.read("store/window.keys") == "no book")
        #expect(files == ["data.key", "window.db", "window.keys", "window.lock"])
    }

    @Test(
        "killed at each effect of a wipe: what is left opens nothing, and the next start ends the wipe and refuses",
        arguments: ["pwrite64", "write", "fsync", "unlink", "openat", "ftruncate"])
    func wipeKilled(call: String) {
        var kills = 0
        for number in 1..<200 {
            restore()
            #expect(verb("keys", "rotate").code == 0)
            let tracer = ["strace", "-D", "-f", "-qq", "-e", "signal=none", "-o", "/dev/null", "-e", "trace=\(call)"]
            let killed = Program.run(
                tracer + ["-e", "inject=\(call):signal=KILL:when=\(number)", AgentBench.agent] + ["wipe", "--yes"]
                    + ["--config", folder.file("room-agent.conf")])
            let hasBegun = files.contains("wiped")
            if hasBegun {
                let started = verb("run")
                #expect(started.code == 78, "\(call) \(number)")
                #expect(started.errors.contains("this device was wiped; to use it again: rm \(store)/wiped"))
                #expect(files == ["window.lock", "wiped"], "\(call) \(number)")
            } else {
                #expect(verb("keys", "status").output.hasSuffix(", 3 meetings\n"), "\(call) \(number)")
            }
            if killed.code == 0 { break }
            kills += 1
        }
        #expect(kills > 0, "\(call): nothing was killed")
    }

    @Test(
        "a verb that reads a key leaves no core dump, and nobody but root reads its memory",
        arguments: [
            ["check"], ["keys", "status"], ["keys", "rotate"], ["wipe", "--yes"], ["provision", "certificate"],
        ])
    func undumpable(words: [String]) throws {
        let trace = folder.file("trace")
        let tracer = ["strace", "-f", "-qq", "-o", trace, "-e", "trace=prctl,openat"]
        _ = Program.run(tracer + [AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")])
        let lines = folder.read("trace").split(separator: "\n")
        let hidden = try #require(lines.firstIndex { $0.contains("prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE)") })
        // The configuration is no secret, and is read after it.
        let opened = try #require(lines.firstIndex { $0.contains(folder.path) })
        #expect(hidden < opened, "\(lines[opened])")
    }

    @Test("wipe asks once, and without a yes it touches nothing")
    func asks() {
        let refused = verb("wipe")
        #expect(refused.code == 64)
        #expect(refused.output == "Erase all keys and meetings of Aalto on this device? Write yes: ")
        #expect(files == ["data.key", "window.db", "window.lock"])
        let wiped = verb("wipe", "--yes")
        #expect(wiped.code == 0)
        #expect(wiped.output.hasPrefix("keys destroyed: "))
        #expect(wiped.output.contains("to see it: ls -la \(store)\n"))
        #expect(wiped.output.hasSuffix("to use this device again: rm \(store)/wiped\n"))
        #expect(files == ["window.lock", "wiped"])
        #expect(verb("keys", "status").errors == "room-agent: this device was wiped: there are no keys\n")
    }

    @Test("a running agent changes keys and goes on; a wipe ends it, and its display shows nothing more")
    func running() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review"), (7200, 600, "b")])
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.panel { $0.log.contains("synced stored") })
        #expect(bench.verb("keys", "rotate").output.contains(": 2 meetings; older keys are destroyed\n"))
        #expect(bench.verb("keys", "rotate", "--wrapping").code == 0)
        #expect(bench.verb("keys", "status").output.hasSuffix(", 2 meetings\n"))
        #expect(bench.verb("sync").output == "synced\n")
        #expect(bench.status("$.sync.storage") == "encrypted")
        #expect(bench.status("$.warnings[0].code") == "")
        #expect(bench.end(SIGKILL) == 137)
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.verb("wipe", "--yes").output.hasPrefix("keys destroyed: "))
        #expect(bench.process?.wait() == 78)
        #expect(Program.run(["ls", bench.folder.file("store")]).output == "window.lock\nwiped\n")
    }
}
