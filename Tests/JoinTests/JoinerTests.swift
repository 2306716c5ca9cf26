// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import JoinActions
import LinuxEventLoop
import RoomCore
import TestSupport
import Testing

@Suite("The joiner and its programs", .serialized)
struct JoinerTests {
    static let link = "https://zoom.us/j/123456789?pwd=a1B2&x=$(x);'y'"
    /// What a program gets for `link`.
    static let encodedLink = "https://zoom.us/j/123456789?pwd=a1B2&x=%24%28x%29%3B%27y%27"

    @Test("each word is an argument of its own, the address in its place, and no shell looks at it")
    func arguments() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let program = bench.script(
                "printf '%s|' \"$@\" > \(bench.folder.file("words")); echo >> \(bench.folder.file("words"))")
            bench.join.commands[.kind(.video)] = [program, "--app={url}", "two words", "$HOME"]
            bench.joiner.start(bench.request())
            #expect(try await bench.text("words") == "--app=\(Self.encodedLink)|two words|$HOME|\n")
            #expect(try await bench.next() == .started(bench.token))
            #expect(try await bench.next() == .ended(bench.token, .exited(code: 0)))
        }
    }

    @Test(
        "a browser gets a page that leads to the meeting, in a file for its owner: the address is on no command line",
        arguments: ["chromium --app={url}", "firefox --kiosk {url}", "anything {page}"])
    func page(command: String) throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let words = command.split(separator: " ").map(String.init)
            let name = words[0]
            bench.folder.write(
                "#!/bin/sh\necho \"$*\" > \(bench.folder.file("words"))\nexec sleep 60\n", to: name, mode: 0o700)
            bench.join.commands[.kind(.video)] = [bench.folder.file(name)] + words.dropFirst()
            bench.joiner.start(bench.request())
            let said = try await bench.text("words")
            let page = bench.folder.file("pages/\(bench.token.value).html")
            #expect(said.hasSuffix("file://\(page)\n"))
            #expect(!said.contains("zoom"))
            let status = Program.run(["stat", "-c", "%a %F", page]).output
            #expect(status == "600 regular file\n")
            #expect(Program.run(["stat", "-c", "%a", bench.folder.file("pages")]).output == "700\n")
            let text = TemporaryFolder.contents(page)
            #expect(text.contains("content=\"0; url=\(Self.encodedLink.replacing("&", with: "&amp;"))\""))
            bench.joiner.leave(bench.token)
            #expect(try await bench.until { $0 == .ended(bench.token, .killed(signal: SIGTERM)) })
            #expect(access(page, F_OK) != 0)
        }
    }

    @Test(
        "a program's end is told with its code or its signal",
        arguments: [
            ("exit 0", RoomCore.ExitStatus.exited(code: 0)), ("exit 7", .exited(code: 7)),
            ("kill -9 $$", .killed(signal: 9)),
        ])
    func ends(text: String, expected: RoomCore.ExitStatus) throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [bench.script(text), "{url}"]
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .started(bench.token))
            #expect(try await bench.next() == .ended(bench.token, expected))
            // A restarted agent may ask later.
            bench.joiner.resume(bench.token)
            #expect(try await bench.next() == .ended(bench.token, expected))
        }
    }

    @Test(
        "leaving asks the whole session to end, and ends by force what doesn't, also what made a session of its own",
        arguments: [false, true])
    func leave(isStubborn: Bool) throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.leaveGrace = .milliseconds(300)
            let trap = isStubborn ? "trap '' TERM; " : ""
            let own = isStubborn ? "setsid " : ""
            let child = "\(trap)echo $$ > \(bench.folder.file("child")); while :; do sleep 0.1; done"
            bench.join.commands[.kind(.video)] = [
                bench.script("\(trap)\(own)sh -c '\(child.replacing("'", with: "'\\''"))' & wait; sleep 9"), "{url}",
            ]
            bench.joiner.start(bench.request())
            let number = pid_t(try await bench.text("child").split(separator: "\n").first ?? "") ?? 0
            #expect(number > 1)
            #expect(kill(number, 0) == 0)
            bench.joiner.leave(bench.token)
            let signal = isStubborn ? SIGKILL : SIGTERM
            #expect(
                try await bench.until {
                    $0 == .ended(bench.token, .killed(signal: signal)) || $0 == .ended(bench.token, .exited(code: 143))
                })
            #expect(try await bench.isGone(number))
            #expect(try await bench.comesTo { bench.joiner.isIdle })
        }
    }

    @Test("what a program leaves behind when it ends is ended too: nothing of a session outlives it")
    func leftovers() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [
                bench.script("sh -c 'echo $$ > \(bench.folder.file("child")); sleep 60' & sleep 0.3; exit 0"), "{url}",
            ]
            bench.joiner.start(bench.request())
            let number = pid_t(try await bench.text("child").split(separator: "\n").first ?? "") ?? 0
            #expect(number > 1)
            #expect(try await bench.until { $0 == .ended(bench.token, .exited(code: 0)) })
            #expect(try await bench.isGone(number))
        }
    }

    @Test("a second join ends what is left of the first by force, and starts when that is gone, never beside it")
    func oneAtATime() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.leaveGrace = .seconds(60)
            bench.join.commands[.kind(.video)] = [
                bench.script("trap '' TERM; echo start >> \(bench.folder.file("log")); while :; do sleep 0.05; done"),
                "{url}",
            ]
            bench.joiner.start(bench.request())
            _ = try await bench.text("log")
            bench.joiner.leave(bench.token)
            bench.joiner.start(bench.request(bench.other))
            #expect(try await bench.until { $0 == .started(bench.other) })
            #expect(bench.reports.contains(.ended(bench.token, .killed(signal: SIGKILL))))
            #expect(try await bench.comesTo { bench.folder.read("log") == "start\nstart\n" })
            bench.joiner.leave(bench.other)
            bench.joiner.start(bench.request(JoinBench.newToken()))
            #expect(try await bench.until { $0 == .ended(bench.other, .killed(signal: SIGKILL)) })
            bench.end()
        }
    }

    @Test("a join that waits and is replaced by a newer one is told to be over")
    func replaced() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [
                bench.script("trap '' TERM; while :; do sleep 0.05; done"), "{url}",
            ]
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .started(bench.token))
            let newest = JoinBench.newToken()
            bench.joiner.start(bench.request(bench.other))
            bench.joiner.start(bench.request(newest))
            #expect(try await bench.next() == .ended(bench.other, nil))
            #expect(try await bench.until { $0 == .started(newest) })
            #expect(!bench.reports.contains(.started(bench.other)))
            bench.end()
        }
    }

    @Test("the same token is never started twice, nor after somebody has asked what became of it")
    func onceOnly() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [bench.script("echo >> \(bench.folder.file("log"))"), "{url}"]
            bench.joiner.resume(bench.other)
            #expect(try await bench.next() == .ended(bench.other, nil))
            bench.joiner.start(bench.request(bench.other))
            #expect(try await bench.next() == .ended(bench.other, nil))
            bench.joiner.start(bench.request())
            #expect(try await bench.until { $0 == .ended(bench.token, .exited(code: 0)) })
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .ended(bench.token, .exited(code: 0)))
            #expect(bench.folder.read("log") == "\n")
        }
    }

    // MARK: Handed over

    @Test("a program that hands over and returns 0 has joined; the leave command ends it, and has the token")
    func handedOver() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.session = .handedOver
            bench.join.commands[.kind(.video)] = [bench.script("exit 0"), "{url}"]
            bench.folder.write(
                "#!/bin/sh\necho \"$ROOM_AGENT_SESSION\" > \(bench.folder.file("left"))\n", to: "hang-up", mode: 0o700)
            bench.join.leaveCommand = [bench.folder.file("hang-up")]
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .handedOver(bench.token))
            bench.joiner.resume(bench.token)
            #expect(try await bench.next() == .handedOver(bench.token))
            #expect(!bench.joiner.isIdle)
            bench.joiner.leave(bench.token)
            #expect(try await bench.next() == .ended(bench.token, .exited(code: 0)))
            #expect(bench.folder.read("left") == "\(bench.token.value)\n")
            #expect(bench.joiner.isIdle)
        }
    }

    @Test("a program that should hand over and fails has not joined")
    func notHandedOver() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.sessions[.video] = .handedOver
            bench.join.commands[.kind(.video)] = [bench.script("exit 3"), "{url}"]
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .ended(bench.token, .exited(code: 3)))
        }
    }

    @Test("the room is done with it: a session that was handed over is forgotten, and nothing ends the meeting")
    func forgotten() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.sessions[.video] = .handedOver
            bench.join.commands[.kind(.video)] = [bench.script("exit 0"), "{url}"]
            bench.join.leaveCommands[.video] = [bench.script("echo > \(bench.folder.file("left"))", "hang-up")]
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .handedOver(bench.token))
            bench.joiner.forget(bench.token)
            #expect(bench.joiner.isIdle)
            try await loop.sleep(for: .milliseconds(200), tolerance: .zero)
            #expect(bench.folder.read("left").isEmpty)
        }
    }

    @Test("a joiner that was killed and started again knows what was handed over, and leaves it")
    func handedOverAcrossRestart() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.sessions[.sip] = .handedOver
            bench.join.commands[.kind(.sip)] = [bench.script("exit 0"), "{url}"]
            bench.join.leaveCommands[.sip] = [bench.script("echo > \(bench.folder.file("left"))", "hang-up")]
            bench.joiner.start(bench.request(service: "sip", kind: .sip, "sip:room@video.example.com"))
            #expect(try await bench.next() == .handedOver(bench.token))
            bench.restart()
            bench.joiner.resume(bench.token)
            #expect(try await bench.next() == .handedOver(bench.token))
            bench.joiner.leave(bench.token)
            #expect(try await bench.next() == .ended(bench.token, .exited(code: 0)))
            #expect(bench.folder.read("left") == "\n")
        }
    }

    // MARK: Refusing

    @Test("a program that isn't there, isn't one, or can't be run is told, and nothing is started")
    func missing() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let noProgram = bench.folder.write("text", to: "text", mode: 0o600)
            for word in ["/no/such/program", "no-such-program-anywhere", noProgram, "/tmp"] {
                let token = JoinBench.newToken()
                bench.join.commands[.kind(.video)] = [word, "{url}"]
                bench.joiner.start(bench.request(token))
                #expect(try await bench.next() == .failed(token, JoinFailure(.programMissing, detail: word)))
            }
            bench.join.commands = [:]
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .failed(bench.token, JoinFailure(.notConfigured, detail: "zoom")))
            bench.configurationFault = JoinFailure(.configuration, detail: "room-agent.conf:3")
            bench.joiner.start(bench.request(bench.other))
            #expect(
                try await bench.next() == .failed(bench.other, JoinFailure(.configuration, detail: "room-agent.conf:3"))
            )
        }
    }

    @Test(
        "an address that is none of the service's, or could be anything else, is refused, whoever sends it",
        arguments: [
            (JoinKind.video, "http://zoom.us/j/123456789"), (.video, "--gpu-launcher=xterm"),
            (.video, "https://zoom.us/j/123456789 --x"), (.video, ""), (.video, "https://evil.example/j/123456789"),
            (.video, "https://zoom.us/\u{1B}"), (.video, "file:///etc/passwd"), (.video, "sip:a@b"),
            (.video, "https://meet.google.com/abc-defg-hij"), (.sip, "https://zoom.us/j/1"), (.phone, "sip:a@b"),
            (.video, "https://zoom.us/é"),
            (.video, "https://" + String(repeating: "x", count: JoinAddress.maximumBytes)),
        ])
    func refused(kind: JoinKind, text: String) throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            for kind in [JoinKind.video, .sip, .phone] { bench.join.commands[.kind(kind)] = ["/bin/true", "{url}"] }
            bench.joiner.start(bench.request(kind: kind, text))
            guard case .failed(_, let failure) = try await bench.next() else {
                Issue.record("started")
                return
            }
            #expect(failure.code == .addressRefused)
            #expect(text.isEmpty || !failure.detail.contains(text))
        }
    }

    @Test(
        "the program gets three descriptors, an empty input, no blocked signal, and no word of the service manager"
    )
    func surroundings() throws {
        let ours = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "CREDENTIALS_DIRECTORY", "LISTEN_FDS", "JOURNAL_STREAM"]
        // As a library might leave it: not closed on exec.
        let left = open("/dev/null", O_RDONLY)
        defer { close(left) }
        try onRealLoop { (loop) async throws in
            _ = try loop.onSignal(SIGTERM) {}
            let bench = JoinBench(loop)
            bench.environment = Environment(ours.map { "\($0)=x" } + ["PATH=/bin:/usr/bin", "LANG=fi_FI.UTF-8"])
            bench.restart()
            let file = bench.folder.file("env")
            let program = bench.script(
                """
                {
                    env; grep SigBlk /proc/self/status; readlink /proc/self/fd/0
                    for n in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$n ] && echo fd $n; done; true
                } > \(file)
                """
            )
            bench.join.commands[.kind(.video)] = [program, "{url}"]
            bench.joiner.start(bench.request())
            #expect(try await bench.until { $0 == .ended(bench.token, .exited(code: 0)) })
            let text = bench.folder.read("env")
            for name in ours { #expect(!text.contains(name + "="), "\(name)") }
            #expect(text.contains("LANG=fi_FI.UTF-8\n"))
            #expect(text.contains("ROOM_AGENT_SESSION=\(bench.token.value)\n"))
            #expect(text.contains("ROOM_AGENT_SERVICE=zoom\n"))
            #expect(text.contains("SigBlk:\t0000000000000000"))
            #expect(text.contains("/dev/null"))
            #expect(text.split(separator: "\n").filter { $0.hasPrefix("fd ") } == ["fd 0", "fd 1", "fd 2"])
        }
    }

    @Test("another joiner finds a running session by its token, follows it to its end, and can leave it")
    func adopt() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            bench.join.commands[.kind(.video)] = [
                bench.script("echo > \(bench.folder.file("up")); exec sleep 60"), "{url}",
            ]
            bench.joiner.start(bench.request())
            _ = try await bench.text("up")
            bench.restart()
            bench.joiner.resume(bench.other)
            #expect(try await bench.next() == .ended(bench.other, nil))
            bench.joiner.resume(bench.token)
            #expect(try await bench.next() == .started(bench.token))
            bench.joiner.leave(bench.token)
            #expect(try await bench.next().map { if case .ended(bench.token, _) = $0 { true } else { false } } == true)
            #expect(try await bench.comesTo { bench.joiner.isIdle })
        }
    }
}
