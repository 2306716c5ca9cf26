// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// The real agent with marked texts: through a sync, a join, an export and an abort nothing of them stands in any file of
/// its own, and the Python reader that was written from the format's paper finds all of them in the window.
@Suite("Nothing in clear, on the real agent", .serialized)
struct ClearTextTests {
    private static let title = "Zebraquartz layoffs"

    /// What the texts look like in a file: UTF-8, UTF-16 of both orders, and base64 at each of the three places in a group.
    private static func forms(of text: String) -> [String: [UInt8]] {
        let bytes = Array(text.utf8)
        var forms = ["UTF-8": bytes]
        forms["UTF-16"] = bytes.flatMap { [$0, 0] }.dropLast()
        forms["UTF-16, big end first"] = Array(bytes.flatMap { [0, $0] }.dropFirst())
        for shift in 0..<3 {
            // Whole groups of three alone look the same whatever stands before and behind.
            let whole = bytes.dropFirst(shift)
            forms["base64 \(shift)"] = base64(Array(whole.prefix(whole.count / 3 * 3)))
        }
        return forms
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return stride(from: 0, to: bytes.count - 2, by: 3).flatMap { place -> [UInt8] in
            let group = Int(bytes[place]) << 16 | Int(bytes[place + 1]) << 8 | Int(bytes[place + 2])
            return [18, 12, 6, 0].map { digits[group >> $0 & 63] }
        }
    }

    /// Files of the folder that hold the text in any form, and the form. The join program's own notes, and what the test
    /// itself writes, are not the agent's.
    private func traces(of text: String, in folder: String) -> [String] {
        var words: [String] = []
        for (form, bytes) in Self.forms(of: text).sorted(by: { $0.key < $1.key }) {
            words += [form, bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()]
        }
        let script = """
            import os, sys
            count = int(sys.argv[1])
            forms = [(sys.argv[2 + 2 * n], bytes.fromhex(sys.argv[3 + 2 * n])) for n in range(count)]
            others = ("joins", "join", "google.json", "room-agent.conf")
            for path in [os.path.join(d, f) for d, _, fs in os.walk(sys.argv[-1]) for f in fs if f not in others]:
                content = open(path, "rb").read() if os.path.isfile(path) else b""
                for form, text in forms:
                    if text in content: print(path, "has it in", form)
            """
        let result = Program.run(["/usr/bin/python3", "-c", script, "\(words.count / 2)"] + words + [folder])
        #expect(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    /// Words before a program: it may leave a core, in a directory of its own.
    private static func withCores(in folder: TemporaryFolder) -> [String] {
        _ = Program.run(["mkdir", folder.file("core")])
        let script = "cd '\(folder.file("core"))'; ulimit -c unlimited; exec \"$@\""
        // A build for debugging would stop in the toolchain's own tracer, which no device has.
        return ["env", "SWIFT_BACKTRACE=enable=no", "bash", "-c", script, "bash"]
    }

    /// Whether this machine writes cores where the process was, and lets us have any.
    private static var hasCores: Bool {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        let pattern = TemporaryFolder.contents("/proc/sys/kernel/core_pattern")
        return limit.rlim_max > 0 && !pattern.contains("/") && !pattern.hasPrefix("|") && pattern.count > 1
    }

    @Test(
        "a program without the agent's protection, aborted in the same way, does leave a core",
        .enabled(if: hasCores, "core_pattern names a program or another directory, or cores are forbidden"))
    func unprotected() {
        let folder = TemporaryFolder()
        let program = Program(Self.withCores(in: folder) + ["sleep", "600"])
        for _ in 0..<500 where TemporaryFolder.contents("/proc/\(program.identifier)/comm") != "sleep\n" {
            usleep(10_000)
        }
        program.signal(SIGABRT)
        #expect(program.wait() == 128 + SIGABRT)
        #expect(Program.run(["ls", folder.file("core")]).output.hasPrefix("core"))
    }

    @Test("sync, join, booking, export and abort leave no title, link or name in a file, and the reader finds each")
    func agent() throws {
        let bench = AgentBench(
            meetings: [(-60, 3600, Self.title), (7200, 600, "Xylophone merger")], extra: "[manners]\nbook = yes",
            role: "writer")
        let texts = [Self.title, "Xylophone merger", AgentBench.link, "Alice Example", "Walrusamber interview"]
        bench.start(before: Self.withCores(in: bench.folder))
        #expect(bench.shows("Press to join"))
        bench.press()
        #expect(bench.shows("Hold to leave"))
        #expect(bench.status("$.state.name") == "in-meeting")
        #expect(bench.verb("agenda", "--json").output.contains(Self.title))
        let booked = bench.verb("book", "Walrusamber interview 23:58-23:59")
        #expect(booked.output == "booked 23:58-23:59\n", "\(booked.errors)")
        #expect(bench.panel { $0.verb("agenda").output.contains("Walrusamber") })
        let folder = bench.folder.path
        #expect(texts.flatMap { traces(of: $0, in: folder) } == [])
        #expect(bench.end(SIGABRT) == 128 + SIGABRT)
        #expect(Program.run(["ls", bench.folder.file("core")]).output == "", "a core dump")
        #expect(texts.flatMap { traces(of: $0, in: folder) } == [])
        // The search finds what is there.
        bench.folder.write(Self.title, to: "core/proof")
        #expect(traces(of: Self.title, in: folder).count == 1)

        let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let read = Program.run([
            "/usr/bin/python3", "/\(tests)/docs/window_reader.py", bench.folder.file("store"), AgentBench.calendar,
            bench.folder.file("store/data.key"),
        ])
        #expect(read.code == 0, "\(read.output)\(read.errors)")
        for text in texts { #expect(read.output.contains(text), "\(text)") }
    }

    /// With more meetings than one transaction of a change of keys seals again, so that the next window and its log hold
    /// whole ones when the kernel ends the verb.
    @Test("a change of keys that is killed at any of its writes leaves no title and no link in a file")
    func keyChangeKilled() throws {
        let bench = AgentBench(meetings: (0..<600).map { (3600 + $0 * 3600, 600, "\(Self.title) \($0)") })
        bench.start()
        #expect(bench.panel { $0.log.contains("synced stored=600") }, "\(bench.log)")
        #expect(bench.end(SIGTERM) == 0)
        let tracer = ["strace", "-D", "-f", "-qq", "-e", "signal=none", "-o", "/dev/null", "-e", "trace=pwrite64"]
        let verb = [AgentBench.agent, "keys", "rotate", "--config", bench.configuration]
        var sizes: [String: Int] = [:]
        var code: Int32 = 1
        for number in stride(from: 50, to: 20_000, by: 150) where code != 0 {
            code = Program.run(tracer + ["-e", "inject=pwrite64:signal=KILL:when=\(number)"] + verb).code
            for text in [Self.title, AgentBench.link] {
                #expect(traces(of: text, in: bench.folder.path) == [], "killed at write \(number)")
            }
            for name in ["window.db.next", "window.db.next-wal"] {
                var status = stat()
                guard lstat(bench.folder.file("store/\(name)"), &status) == 0 else { continue }
                sizes[name] = max(sizes[name] ?? 0, Int(status.st_size))
            }
        }
        #expect(code == 0)
        for name in ["window.db.next", "window.db.next-wal"] { #expect(sizes[name] ?? 0 > 256 * 1024, "\(sizes)") }
    }

    @Test("no field of an event stands in a file, through a start, a sync, an export and a kill; the reader finds each")
    func everyField() throws {
        let bench = try KeyServiceBench(.vault)
        bench.configure(only: "")
        let texts = [
            "marked1event", "zq-etag-1", Self.title, "Zebraquartz agenda", "Olga Zebraquartz", "olga.zq@example.com",
            "Pentti Zebraquartz", "pentti.zq@example.com", "https://meet.google.com/zqz-abcd-efg", "marked1series",
        ]
        bench.fill(
            #"""
            {"id": "\#(texts[0])", "etag": "\#(texts[1])", "summary": "\#(texts[2])", "description": "\#(texts[3])",
             "organizer": {"displayName": "\#(texts[4])", "email": "\#(texts[5])"}, "attendees": [
             {"displayName": "\#(texts[6])", "email": "\#(texts[7])", "responseStatus": "accepted"}],
             "hangoutLink": "\#(texts[8])", "recurringEventId": "\#(texts[9])",
             "originalStartTime": {"dateTime": "2026-01-01T00:00:00Z"}}
            """#)
        bench.start()
        let exported = bench.settles(Self.title, "agenda", "--json")
        #expect(exported.contains(Self.title), "\(exported)")
        #expect(bench.verb("keys", "rotate").code == 0)
        let folder = bench.folder.path
        #expect(texts.flatMap { traces(of: $0, in: folder) } == [])
        bench.end()
        #expect(texts.flatMap { traces(of: $0, in: folder) } == [])
        let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let read = Program.run([
            "/usr/bin/python3", "/\(tests)/docs/window_reader.py", bench.store, "c_1@resource.calendar.google.com",
            bench.folder.file("store/data.key"),
        ])
        #expect(read.code == 0, "\(read.errors)")
        // Of the organiser the name alone is kept.
        for text in texts where text != texts[5] {
            #expect(read.output.contains(text), "\(text) \(read.output) \(read.errors)")
        }
    }
}
