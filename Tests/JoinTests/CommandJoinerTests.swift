// SPDX-License-Identifier: Apache-2.0
import Glibc
import JoinActions
import LinuxEventLoop
import RoomCore
import TestSupport
import Testing

@Suite("Joining by starting a program", .serialized)
struct CommandJoinerTests {
    private static let address = JoinAddress(
        service: "zoom", kind: .video, address: Private("https://zoom.us/j/123456789?a=1&b=$(x)"))
    private static let token = JoinToken("0123456789abcdef0123456789abcdef")

    private static func request(_ command: [String], _ address: JoinAddress = address) -> JoinRequest {
        JoinRequest(token: token, address: address, command: command)
    }

    /// A shell script that stands for a browser; it is given by its path and run as a program.
    private static func script(_ folder: TemporaryFolder, _ text: String) -> String {
        folder.write("#!/bin/sh\n\(text)\n", to: "browser", mode: 0o700)
    }

    /// Waits for a file's text.
    private static func text(_ folder: TemporaryFolder, _ name: String, on loop: EventLoop) async throws -> String {
        for _ in 0..<500 where !folder.read(name).hasSuffix("\n") {
            try await loop.sleep(for: .milliseconds(10), tolerance: .zero)
        }
        return folder.read(name)
    }

    private final class End {
        var value: JoinEnd?
        func wait(_ loop: EventLoop) async throws -> JoinEnd? {
            for _ in 0..<1000 where value == nil { try await loop.sleep(for: .milliseconds(10), tolerance: .zero) }
            return value
        }
    }

    @Test("each word is an argument of its own, the address in its place, and no shell looks at it")
    func arguments() throws {
        let folder = TemporaryFolder()
        let program = Self.script(
            folder, "printf '%s|' \"$@\" > \(folder.file("words")); echo >> \(folder.file("words"))")
        try onRealLoop { loop in
            let joiner = CommandJoiner(loop: loop, leaveGrace: .seconds(1))
            let end = End()
            _ = try joiner.start(Self.request([program, "--app={url}", "two words", "{url}{url}", "$HOME"])) {
                end.value = $0
            }
            let url = Self.address.address.exposed
            #expect(try await Self.text(folder, "words", on: loop) == "--app=\(url)|two words|\(url)\(url)|$HOME|\n")
            #expect(try await end.wait(loop) == .exited(0))
        }
    }

    @Test(
        "a program's end is told with its code or its signal",
        arguments: [
            ("exit 0", JoinEnd.exited(0)), ("exit 7", .exited(7)), ("kill -9 $$", .killed(signal: 9)),
        ])
    func ends(text: String, expected: JoinEnd) throws {
        let folder = TemporaryFolder()
        let program = Self.script(folder, text)
        try onRealLoop { loop in
            let joiner = CommandJoiner(loop: loop, leaveGrace: .seconds(1))
            let end = End()
            _ = try joiner.start(Self.request([program, "{url}"])) { end.value = $0 }
            #expect(try await end.wait(loop) == expected)
        }
    }

    @Test("leaving asks the whole group to end, and ends by force what doesn't")
    func leave() throws {
        for isStubborn in [false, true] {
            let folder = TemporaryFolder()
            let trap = isStubborn ? "trap '' TERM; " : ""
            let program = Self.script(
                folder,
                "\(trap)sh -c '\(trap)echo $$ > \(folder.file("child")); while :; do sleep 0.1; done' & wait; sleep 9")
            try onRealLoop { loop in
                let joiner = CommandJoiner(loop: loop, leaveGrace: .milliseconds(300))
                let end = End()
                let handle = try joiner.start(Self.request([program, "{url}"])) { end.value = $0 }
                let child =
                    pid_t(try await Self.text(folder, "child", on: loop).split(separator: "\n").first ?? "") ?? 0
                #expect(child > 1 && kill(child, 0) == 0)
                joiner.leave(handle)
                let ended = try await end.wait(loop)
                #expect(ended == .killed(signal: isStubborn ? SIGKILL : SIGTERM) || ended == .exited(143))
                for _ in 0..<300 where kill(child, 0) == 0 && !Self.isZombie(child) {
                    try await loop.sleep(for: .milliseconds(10), tolerance: .zero)
                }
                #expect(kill(child, 0) != 0 || Self.isZombie(child))
            }
        }
    }

    private static func isZombie(_ process: pid_t) -> Bool {
        TemporaryFolder.contents("/proc/\(process)/stat").contains(") Z ")
    }

    @Test("a program that isn't there, isn't one, or can't be run is told before anything is started")
    func missing() throws {
        let folder = TemporaryFolder()
        let noProgram = folder.write("text", to: "text", mode: 0o600)
        try onRealLoop { loop in
            let joiner = CommandJoiner(loop: loop, leaveGrace: .seconds(1))
            for word in ["/no/such/program", "no-such-program-anywhere", noProgram, ""] {
                do throws(JoinFailure) {
                    _ = try joiner.start(Self.request([word, "{url}"])) { _ in }
                    Issue.record("\(word) started")
                } catch { #expect(error.code == .programNotFound, "\(word)") }
            }
        }
        #expect(CommandJoiner.find("sh") != nil)
        #expect(CommandJoiner.find("/bin/sh") == "/bin/sh")
    }

    @Test(
        "an address that could be anything but an address is refused, whoever found it",
        arguments: [
            (JoinKind.video, "http://zoom.us/j/1"), (.video, "--gpu-launcher=xterm"),
            (.video, "https://zoom.us/j/1 --x"), (.video, ""),
            (.video, "https://zoom.us/\u{1B}"), (.video, "file:///etc/passwd"), (.video, "sip:a@b"),
            (.sip, "https://zoom.us/j/1"), (.phone, "sip:a@b"),
            (.video, "https://zoom.us/é"),
            (.video, "https://" + String(repeating: "x", count: JoinAddress.maximumBytes)),
        ])
    func refused(kind: JoinKind, text: String) throws {
        let address = JoinAddress(service: "x", kind: kind, address: Private(text))
        try onRealLoop { loop in
            do throws(JoinFailure) {
                _ = try CommandJoiner(loop: loop, leaveGrace: .seconds(1)).start(
                    Self.request(["/bin/true", "{url}"], address)
                ) { _ in }
                Issue.record("started")
            } catch {
                #expect(error.code == .addressRefused)
                #expect(text.isEmpty || !error.detail.contains(text))
            }
        }
    }

    @Test(
        "what the service manager told the agent is not told to the program; its signals are not blocked, its input is empty"
    )
    func environment() throws {
        let folder = TemporaryFolder()
        let program = Self.script(
            folder,
            "{ env; grep SigBlk /proc/self/status; readlink /proc/self/fd/0; ls /proc/self/fd | wc -l; } > \(folder.file("env")); echo >> \(folder.file("env"))"
        )
        let ours = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "CREDENTIALS_DIRECTORY", "LISTEN_FDS", "JOURNAL_STREAM"]
        for name in ours { setenv(name, "x", 1) }
        defer { for name in ours { unsetenv(name) } }
        try onRealLoop { loop in
            _ = try loop.onSignal(SIGTERM) {}
            let joiner = CommandJoiner(loop: loop, leaveGrace: .seconds(1))
            let end = End()
            _ = try joiner.start(Self.request([program, "{url}"])) { end.value = $0 }
            _ = try await end.wait(loop)
        }
        let text = folder.read("env")
        for name in ours { #expect(!text.contains(name + "="), "\(name)") }
        #expect(text.contains("ROOM_AGENT_SESSION=\(Self.token.value)"))
        #expect(text.contains("SigBlk:\t0000000000000000") && text.contains("/dev/null"))
    }

    @Test("another agent finds a running session by its token, follows it to its end, and can leave it")
    func adopt() throws {
        let folder = TemporaryFolder()
        let program = Self.script(folder, "echo > \(folder.file("up")); exec sleep 60")
        try onRealLoop { loop in
            let first = CommandJoiner(loop: loop, leaveGrace: .seconds(1))
            let started = try first.start(Self.request([program, "{url}"])) { _ in }
            _ = try await Self.text(folder, "up", on: loop)
            let second = CommandJoiner(loop: loop, leaveGrace: .seconds(1))
            let end = End()
            let stranger = second.adopt(JoinToken("ffff")) { _ in }
            #expect(stranger == nil)
            let adopted = second.adopt(Self.token) { end.value = $0 }
            #expect(adopted == started)
            if let adopted { second.leave(adopted) }
            #expect(try await end.wait(loop) != nil)
            let again = second.adopt(Self.token) { _ in }
            #expect(again == nil)
        }
    }
}
