// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@Suite("The agent as a process", .serialized)
struct AgentTests {
    @Test("from start to join: the frame, the push, one program with the address as one argument, a clean end")
    func wholeWay() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.panel { $0.lamps["button"] == "slow" })
        bench.press()
        #expect(bench.shows("Joining"))
        #expect(bench.shows("Hold to leave"))
        #expect(bench.joins == ["--app=\(AgentBench.link)"])
        #expect((1...2).contains(bench.kernel("Threads")))
        bench.press()
        #expect(bench.panel { $0.lamps["button"] == "flicker" })
        #expect(bench.end(SIGTERM) == 0)
        #expect(bench.shows("Out of order"))
        #expect(bench.joins.count == 1)
    }

    @Test("killed in a meeting, and started again without a network: it takes the meeting over; a hold leaves it")
    func killed() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        bench.start()
        #expect(bench.shows("Press to join"))
        bench.press()
        #expect(bench.shows("Hold to leave"))
        #expect(bench.end(SIGKILL) == 137)
        bench.cloud?.signal(SIGKILL)
        bench.start()
        #expect(bench.shows("Design review"))
        #expect(bench.status("$.state.name") == "in-meeting")
        #expect(bench.verb("press", "--hold").code == 0)
        #expect(bench.shows("Press to join"))
        #expect(bench.joins.count == 1)
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("the verbs tell what the display shows, and press the button")
    func verbs() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review"), (7200, 600, "Lunch")])
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.status("$.state.name") == "joinable")
        #expect(bench.status("$.state.meeting.title") == "Design review")
        #expect(bench.status("$.sync.storage") == "encrypted")
        let agenda = bench.verb("agenda")
        #expect(agenda.code == 0)
        #expect(agenda.output.contains("Design review"))
        #expect(agenda.output.contains("Lunch"))
        #expect(bench.verb("agenda", "--day", "1999-01-01").output.contains("Design") == false)
        #expect(bench.verb("agenda", "--day", "yesterday").code == 64)
        #expect(bench.verb("agenda", "--day", "today").code == 0)
        #expect(bench.verb("agenda", "--day", "tomorrow").output.contains("Design") == false)
        #expect(bench.verb("status").output.contains("Design review"))
        #expect(bench.verb("sync").output == "synced\n")
        let events = Program([AgentBench.agent, "events", "--config", bench.configuration])
        #expect(bench.verb("status").code == 0)
        #expect(bench.verb("press").output == "joining\n")
        #expect(bench.verb("press").output == "too-soon\n")
        #expect(bench.shows("Hold to leave"))
        #expect(bench.verb("press", "--hold").output == "leaving\n")
        let expected = [
            (#""event":"State""#, #""state":"joinable","standing":true"#),
            (#""event":"Pressed""#, #""outcome":"joining""#), (#""event":"Joining""#, ""),
            (#""event":"State""#, #""state":"joining"}"#),
            (#""event":"Pressed""#, #""outcome":"too-soon""#), (#""event":"Joined""#, ""),
            (#""event":"State""#, #""state":"in-meeting"}"#),
            (#""event":"Pressed""#, #""outcome":"leaving""#), (#""event":"State""#, #""state":"leaving"}"#),
            (#""event":"Left""#, ""), (#""event":"State""#, #""state":"joinable"}"#),
        ]
        for (event, outcome) in expected {
            let line = events.line() ?? ""
            #expect(line.contains(event), "\(event) \(outcome): \(line)")
            #expect((outcome.isEmpty || line.contains(outcome)), "\(event) \(outcome): \(line)")
        }
        bench.cloud?.signal(SIGKILL)
        let failed = bench.verb("sync")
        #expect(failed.code == 69)
        #expect(failed.errors.contains("network-down: The calendar service cannot be reached."))
        #expect(bench.end(SIGTERM) == 0)
        let gone = bench.verb("status")
        #expect(gone.code == 69)
        #expect(gone.errors.contains("is the agent running?"))
    }

    @Test("a changed configuration is taken with SIGHUP, in place; a broken one is refused and the old one kept")
    func reload() {
        let bench = AgentBench()
        bench.start()
        #expect(bench.shows("Aalto"))
        let process = bench.process?.identifier ?? 0
        bench.configure(name: "Sibelius")
        bench.process?.signal(SIGHUP)
        #expect(bench.shows("Sibelius"))
        #expect(kill(process, 0) == 0)
        bench.configure(name: "Broken", extra: "[nonsense]\nx = y")
        bench.process?.signal(SIGHUP)
        #expect(bench.panel { $0.log.contains("is not used") })
        // The verbs read it too, to find the socket, and need no more than that line.
        #expect(bench.verb("status").code == 0)
        #expect(bench.status("$.room") == "Sibelius")
        #expect(bench.status("$.warnings[0].code") == "configuration-reload-failed")
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a hundred reloads leave no descriptor behind, and the meeting alone")
    func reloads() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        bench.start()
        #expect(bench.shows("Press to join"))
        bench.press()
        #expect(bench.shows("Hold to leave"))
        func descriptors() -> Int {
            let number = bench.process?.identifier ?? 0
            return Program.run(["ls", "/proc/\(number)/fd"]).output.split(separator: "\n").count
        }
        var counts: [Int] = []
        for number in 0..<100 {
            // Each reload has the calendar looked at, and a day whose requests are spent has no connection to it.
            bench.configure(name: "Room \(number)", extra: "[google]\nrequests-per-day = 10000")
            bench.process?.signal(SIGHUP)
            var isNew = false
            for _ in 0..<500 where !isNew {
                isNew = bench.status("$.room") == "Room \(number)"
                if !isNew { usleep(10_000) }
            }
            #expect(isNew, "\(number)")
            if number == 9 || number == 99 {
                usleep(500_000)
                counts.append(descriptors())
            }
        }
        #expect(counts.count == 2)
        #expect(counts.first == counts.last, "\(counts)")
        #expect(bench.status("$.state.name") == "in-meeting")
        #expect(bench.joins.count == 1)
        #expect(bench.end(SIGTERM) == 0)
    }

    /// The tracer sends the signal at the moment at which the agent opens its configuration.
    @Test("a signal that comes before the agent has started waits for it", arguments: ["HUP", "TERM"])
    func earlySignal(signal: String) {
        let bench = AgentBench()
        let call = "openat"
        bench.start(before: [
            "strace", "-D", "-qq", "-o", bench.folder.file("trace"), "-P", bench.configuration, "-e", "trace=\(call)",
            "-e", "inject=\(call):signal=\(signal):when=1",
        ])
        if signal == "TERM" {
            #expect(bench.process?.wait() == 0)
        } else {
            #expect(bench.panel { $0.log.split(separator: "\n").count { $0.hasPrefix("started ") } == 2 })
            #expect(bench.end(SIGTERM) == 0)
        }
        // A reload looks at the files first, and then starts anew with them.
        let readings = bench.folder.read("trace").split(separator: "\n").count { $0.contains("openat") }
        #expect(readings == (signal == "HUP" ? 3 : 1))
    }

    @Test("who asks it to stop during a reload is heard, and nothing is started anew", arguments: [SIGTERM, SIGINT])
    func stopDuringReload(signal: CInt) {
        let bench = AgentBench()
        bench.start()
        #expect(bench.shows("Aalto"))
        for each in [SIGSTOP, SIGHUP, signal] { bench.process?.signal(each) }
        #expect(bench.end(SIGCONT) == 0)
        #expect(bench.log.split(separator: "\n").count { $0.hasPrefix("started ") } == 1)
    }

    @Test("a second agent on the same control socket doesn't start")
    func second() {
        let bench = AgentBench()
        bench.start()
        #expect(bench.shows("Aalto"))
        let second = bench.verb("run")
        #expect(second.code == 69)
        #expect(second.errors.contains("another room-agent runs"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a second agent with its own socket on the same store writes nothing, and takes over when the first ends")
    func secondOnStore() {
        let bench = AgentBench(meetings: [(7200, 600, "Lunch")])
        bench.start()
        #expect(bench.panel { $0.log.contains("synced stored") })
        let second = bench.configureSecond()
        let files = ["window.db", "window.keys", "window.lock", "data.key"].map { bench.folder.file("store/\($0)") }
        let before = Program.run(["sha256sum"] + files).output
        let agent = Program([AgentBench.agent, "run", "--config", second], errors: bench.folder.file("log2"))
        func log() -> String { bench.folder.read("log2") }
        func verb(_ words: String...) -> String {
            Program.run([AgentBench.agent] + words + ["--config", second]).output
        }
        #expect(bench.panel { _ in log().contains("synced stored") }, "\(log())")
        // It shows the calendar, from memory, and says so; what is stored is the first one's.
        #expect(verb("agenda").contains("Lunch"))
        #expect(verb("status").contains("stored memory"), "\(verb("status")) \(log())")
        #expect(Program.run(["sha256sum"] + files).output == before)
        #expect(bench.status("$.sync.storage") == "encrypted")
        #expect(bench.end(SIGTERM) == 0)
        for _ in 0..<1500 where !log().contains("the window can be stored again") { usleep(10_000) }
        #expect(verb("status").contains("stored encrypted"), "\(log())")
        agent.signal(SIGTERM)
        #expect(agent.wait() == 0)
        #expect(bench.verb("keys", "status").output.contains(", 1 meetings\n"))
    }

    @Test(
        "whoever is neither root, nor the agent's user, nor in its group gets no word, however open the socket's file is",
        .enabled(if: geteuid() == 0, "only root can become somebody else"))
    func stranger() {
        let bench = AgentBench()
        bench.start()
        #expect(bench.shows("Aalto"))
        let socket = bench.folder.file("control.sock")
        #expect(chmod(socket, 0o777) == 0)
        #expect(chmod(bench.folder.path, 0o755) == 0)
        let client = """
            import socket
            s = socket.socket(socket.AF_UNIX)
            s.connect("\(socket)")
            try:
                s.send(b"status\\n")
                print(len(s.recv(4096)))
            except OSError:
                print(0)
            """
        let stranger = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        let refused = Program.run(stranger + ["/usr/bin/python3", "-c", client])
        #expect(refused.output == "0\n", "\(refused.errors)")
        let own = Program.run(["/usr/bin/python3", "-c", client]).output
        #expect(own != "0\n")
        #expect(!own.isEmpty)
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test(
        "a member of the control group reads how things stand, and is refused what is for root and the agent's user alone",
        .enabled(if: geteuid() == 0, "only root can become somebody else"))
    func member() {
        let bench = AgentBench()
        bench.folder.write(
            bench.folder.read("room-agent.conf").replacing("[control]", with: "[control]\ngroup = nogroup"),
            to: "room-agent.conf")
        bench.start()
        #expect(bench.shows("Aalto"))
        #expect(chmod(bench.folder.path, 0o755) == 0)
        let client = """
            import socket
            for request in ("status", "status json", "keys status", "keys rotate", "keys rotate wrapping", "wipe",
                            "account list", "account deactivate"):
                s = socket.socket(socket.AF_UNIX)
                s.connect("\(bench.folder.file("control.sock"))")
                s.sendall(request.encode() + b"\\n")
                print(request + ":", s.recv(4096).decode().split("\\n")[0])
            """
        let member = ["setpriv", "--reuid=1", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", client]
        let told = Program.run(member)
        let lines = told.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 8, "\(told.output)\(told.errors)")
        for line in lines.prefix(2) { #expect(line.contains(": OK"), "\(line)") }
        for line in lines.dropFirst(2) {
            #expect(line.hasSuffix(": ERROR 77 only root and the agent's user may do this"), "\(line)")
        }
        // Nothing of it was done.
        #expect(access(bench.folder.file("store/window.db"), F_OK) == 0)
        #expect(bench.verb("keys", "status").code == 0)
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a display that lacks some letters gets rows that were fitted in those it has")
    func charset() {
        let bench = AgentBench(meetings: [(-60, 3600, "Ärger … über Œuvres und Straßen")], extra: "")
        bench.folder.write(
            bench.folder.read("room-agent.conf").replacing("[display]", with: "[display]\ncharset = ascii"),
            to: "room-agent.conf")
        bench.start()
        #expect(bench.shows("Arger ... uber oeuv~"))
        #expect(bench.shows("Press to join"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("the panel is unplugged and plugged in again while the agent runs")
    func replug() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")], extra: "")
        let link = bench.folder.file("panel")
        #expect(symlink(bench.panel.path, link) == 0)
        bench.folder.write(
            bench.folder.read("room-agent.conf").replacing(bench.panel.path, with: link), to: "room-agent.conf")
        bench.start()
        #expect(bench.shows("Press to join"))
        bench.panel.hangUp()
        unlink(link)
        let other = Pty()
        #expect(symlink(other.path, link) == 0)
        var text = ""
        for _ in 0..<300 where !text.contains("Press to join") { text += other.received(milliseconds: 50) }
        #expect(text.contains("LINE 3 Press to join"))
        #expect(text.contains("LAMP button slow"))
        other.send("DOWN\n")
        for _ in 0..<300 where bench.joins.isEmpty { text += other.received(milliseconds: 20) }
        #expect(bench.joins.count == 1)
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a hostile title is text on the display and in the agenda, and nowhere else")
    func hostileTitle() {
        let title = "\u{1B}[2J\u{1B}]0;x\u{07}evil\u{202E}\u{9B}31m $(reboot) LAMP"
        let bench = AgentBench(meetings: [(-60, 3600, title)])
        bench.start()
        #expect(bench.shows("[2J]0;xevil31m"))
        bench.press()
        #expect(bench.shows("Hold to leave"))
        #expect(
            !bench.wire.unicodeScalars.contains {
                $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E
            })
        #expect(bench.joins == ["--app=\(AgentBench.link)"])
        for output in [bench.verb("status").output, bench.verb("agenda").output, bench.verb("status", "--json").output]
        {
            #expect(
                !output.unicodeScalars.contains {
                    $0.value == 0x1B || $0.value == 7 || $0.value == 0x9B || $0.value == 0x202E
                })
        }
        #expect(!bench.log.contains("evil"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test(
        "no file and no log line holds a title, a name, an address or a link in clear; files are for their owner alone")
    func privacy() throws {
        let bench = AgentBench(meetings: [(-60, 3600, "Merger with Initech"), (600, 600, "Dismissals")])
        bench.start()
        #expect(bench.shows("Press to join"))
        bench.press()
        #expect(bench.shows("Hold to leave"))
        let files = Program.run([
            "find", bench.folder.file("store"), bench.folder.path, "-type", "f", "-newer", bench.configuration,
        ]).output
        let names = files.split(separator: "\n").map(String.init).filter {
            !$0.hasSuffix("/joins") && !$0.hasSuffix("google.json")
        }
        #expect(names.contains { $0.contains("/store/") })
        #expect(names.contains { $0.hasSuffix("/log") })
        for name in names {
            for word in [
                "Merger", "Initech", "Dismissals", "alice@example.com", "Alice", "meet.google.com", "abc-defg-hij",
            ] {
                #expect(Program.run(["grep", "-qa", word, name]).code == 1, "\(name) holds \(word)")
            }
            var status = stat()
            #expect(stat(name, &status) == 0, "\(name)")
            #expect(status.st_mode & 0o077 == 0, "\(name)")
        }
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test(
        "without its key, or without its store, the room joins as ever, from memory, and says what is missing",
        arguments: [("none", "store", "key-missing"), ("key", "no-folder", "store-not-writable")])
    func brokenStore(key: String, directory: String, warning: String) {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        bench.folder.write(String(repeating: "a1", count: 32), to: "key")
        bench.folder.write("", to: "no-folder")
        bench.folder.write(
            bench.folder.read("room-agent.conf").replacing(
                "directory = \(bench.folder.file("store"))",
                with: "directory = \(bench.folder.file(directory))\nkey = file:\(bench.folder.file(key))"),
            to: "room-agent.conf")
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.status("$.sync.storage") == "memory")
        #expect(bench.status("$.warnings[0].code") == warning)
        #expect(bench.status("$.warnings[1].code") == "")
        bench.press()
        #expect(bench.shows("Hold to leave"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("without its join program a room says so, to who pressed and to who looks after it")
    func brokenProgram() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        unlink(bench.folder.file("join"))
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.status("$.warnings[0].code") == "")
        bench.press()
        #expect(bench.shows("Program missing"))
        #expect(bench.status("$.warnings[0].code") == "join-program-missing")
        #expect(bench.verb("status").output.contains("The program that joins is not there."))
        #expect(bench.end(SIGTERM) == 0)
    }
}

@Suite("The command line")
struct CommandLineTests {
    private func run(_ words: String..., input: String = "") -> (code: Int32, output: String, errors: String) {
        Program.run([AgentBench.agent] + words, input: input)
    }

    @Test("help names every verb, and version says the version")
    func help() {
        for words in [["help"], ["--help"], []] {
            let result = Program.run([AgentBench.agent] + words)
            #expect(result.code == 0)
            for verb in [
                "run", "joiner", "check", "status", "agenda", "events", "press", "sync", "links", "version", "help",
            ] {
                #expect(result.output.contains("\n  \(verb) "), "\(verb)")
            }
        }
        #expect(run("version").output.contains("0.1.0"))
    }

    @Test(
        "what isn't understood is told, with what was meant",
        arguments: [
            (["statsu"], "status"), (["status", "--jsn"], "--json"), (["press", "--hodl"], "--hold"),
            (["run", "--config"], "FILE"), (["agenda", "--day"], "DAY"), (["help", "chekc"], "check"),
            (["provision", "screen"], "kiosk"), (["provision", "certificate", "--print"], "--name"),
            (["provision", "kiosk", "--name", "x"], "--allow"),
            (["provision", "google", "--uri", "x"], "--uri belong"),
            (["provision", "certificate", "--uri", "aalto"], "spiffe://"),
        ])
    func mistakes(words: [String], hint: String) {
        let result = Program.run([AgentBench.agent] + words)
        #expect(result.code == 64, "\(result.errors)")
        #expect(result.errors.contains(hint), "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test("a configuration with a typo is refused with its place and what to write instead")
    func typo() {
        let folder = TemporaryFolder()
        let path = folder.write(
            "[room]\nname = Aalto\ncalender = x@example.com\n[google]\nkey-file = /x\n", to: "room.conf")
        for verb in ["run", "check"] {
            let result = run(verb, "--config", path)
            #expect(result.code == 78, "\(verb)")
            #expect((result.errors + result.output).contains("\(path):3: "), "\(result.errors)\(result.output)")
            #expect((result.errors + result.output).contains("calendar"))
        }
        #expect(run("check", "--config", folder.file("none")).code == 78)
    }

    @Test("links answers a line for a line, refuses noise with its number, and takes a megabyte of hostile body")
    func links() {
        let body = String(repeating: "<a href=\\\"https://evil.example/\\\">\\u001b[2J\\u202e", count: 20_000)
        let input = """
            {"location":"https://zoom.us/j/123456789"}
            noise
            {"description":"\(body) https://meet.jit.si/Quiet"}

            {"description":"\\u0000\\ud800"}
            []
            "text"
            {"location":"https://zoom.us/j/987654321"}
            """
        let result = run("links", input: input)
        let lines = result.output.split(separator: "\n")
        #expect(result.code == 65)
        #expect(result.errors.contains("line 2: "))
        #expect(result.errors.contains("line 6: not an event"))
        #expect(result.errors.contains("line 7: not an event"))
        #expect(lines.count == 4)
        #expect(lines.last?.contains("987654321") == true)
        #expect(
            lines.first
                == #"{"best":{"service":"zoom","kind":"video","address":"https://zoom.us/j/123456789"},"others":[],"ignored":[],"keyword":null}"#
        )
        #expect(lines.dropFirst().first?.contains("https://meet.jit.si/Quiet") == true)
        #expect(!result.output.unicodeScalars.contains { $0.value == 0x1B })
    }

    /// The library names that the program needs (DT_NEEDED).
    private static func needed() -> [String] {
        Program.run([
            "sh", "-c", "readelf -d '\(AgentBench.agent)' | sed -n 's/.*NEEDED.*\\[\\(.*\\)\\]/\\1/p'",
        ]).output.split(separator: "\n").map(String.init)
    }

    @Test("a standard stream that the agent was started without is /dev/null, and no file of its own gets its number")
    func standardStreams() {
        let bench = AgentBench()
        let script = """
            "$0" run --config "$1" 0<&- 2>&- & agent=$!
            for i in $(seq 200); do [ -S "$2" ] && break; sleep 0.05; done
            readlink /proc/$agent/fd/0 /proc/$agent/fd/2
            kill $agent; wait $agent
            """
        let result = Program.run([
            "sh", "-c", script, AgentBench.agent, bench.configuration, bench.folder.file("control.sock"),
        ])
        #expect(result.output == "/dev/null\n/dev/null\n")
        #expect(result.code == 0)
    }

    @Test("the program links what it may link")
    func linked() {
        let needed = Self.needed()
        let allowed = [
            "libcrypto", "libsqlite3", "libcurl", "libm", "libstdc++", "libssl", "libgcc_s", "libc", "ld-linux-x86-64",
            "libswift", "lib_",
        ]
        #expect(needed.contains { $0.hasPrefix("libsqlite3") })
        for name in needed { #expect(allowed.contains { name.hasPrefix($0) }, "\(name)") }
    }

    @Test(
        "the release links no Swift library, Foundation and dispatch least of all, and is small",
        .enabled(if: AgentBench.isRelease, "ROOM_AGENT is no release build; `make unit` has one"))
    func released() {
        let needed = Self.needed()
        #expect(needed.contains { $0.hasPrefix("libsqlite3") })
        #expect(!needed.contains { $0.hasPrefix("libswift") || $0.hasPrefix("lib_") }, "\(needed)")
        var status = stat()
        #expect(stat(AgentBench.agent, &status) == 0)
        #expect(status.st_size < 9_000_000)
    }
}
