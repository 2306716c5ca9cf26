// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport

/// A room in which a paper's commands are tried, one after the other, as somebody types them: with a browser by name, a
/// screen for it, and the joiner waiting. The agent runs once a command has started it.
final class PaperRoom {
    struct Result {
        var code: Int32
        /// Standard output; standard error where that is all there is.
        var lines: [String]
        var errors = ""
    }

    let bench: AgentBench
    private let screen: CInt
    /// Of the room with everything in it.
    private let configuration: String
    private var isRunning = false

    init() {
        bench = AgentBench(meetings: [(120, 1800, "Design review"), (90_000, 1800, "Lunch talk")])
        let folder = bench.folder
        folder.write("#!/bin/sh\nexec sleep \(bench.nap)\n", to: "chromium", mode: 0o700)
        configuration = folder.read("room-agent.conf").replacing("timezone = \(AgentBench.zone)\n", with: "")
            .replacing("\(folder.file("join")) ", with: "\(folder.file("chromium")) ")
        folder.write(configuration, to: "room-agent.conf")
        mkdir(folder.file("bin"), 0o700)
        folder.write(
            "#!/bin/sh\nexec '\(AgentBench.agent)' \"$@\" --config '\(bench.configuration)'\n", to: "bin/room-agent",
            mode: 0o700)
        folder.write("#!/bin/sh\nexec '\(AgentBench.demo)' \"$@\"\n", to: "bin/room-demo", mode: 0o700)
        screen = Self.listen(at: folder.file("wayland-0"))
        bench.startJoiner(before: ["env", "WAYLAND_DISPLAY=\(folder.file("wayland-0"))"])
    }

    deinit { close(screen) }

    private static func listen(at path: String) -> CInt {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        precondition(bound == 0 && Glibc.listen(descriptor, 8) == 0, "no socket at \(path)")
        return descriptor
    }

    // MARK: Commands

    /// As the service manager does; waits until there is a meeting to join.
    func start() {
        if isRunning { return }
        isRunning = true
        bench.start()
        _ = bench.shows("Press to join")
    }

    func stop() {
        if isRunning { _ = bench.end(SIGTERM) }
        isRunning = false
    }

    /// Makes the room one such as the claimed output of `check` tells of.
    func suit(_ claims: [String]) {
        func say(_ text: String) -> Bool { claims.contains { $0.contains(text) } }
        if say("the agent is not running") { stop() } else { start() }
        if say("will be made on the first start") {
            _ = Program.run(["rm", "-rf", bench.folder.file("store")])
        }
        let output = "[display]\noutput = serial:\(bench.panel.path)\n"
        bench.folder.write(
            say("no display ([display] output)") ? configuration.replacing(output, with: "") : configuration,
            to: "room-agent.conf")
    }

    /// Runs a command of `room-agent` or `room-demo` by a shell, with what it may be piped through.
    func run(_ command: Paper.Command) -> Result {
        if Self.needsAgent.contains(where: { command.text.contains("room-agent \($0)") }) { start() }
        let shell = ["env", "PATH=\(bench.folder.file("bin")):/usr/bin:/bin", "bash", "-o", "pipefail", "-c"]
        let words = shell + [command.text.replacing("sudo ", with: "")]
        if command.text.contains("room-agent events") { return follow(words, command) }
        var result = run(words)
        // Whoever types is slower than the cooldown that an earlier push began.
        for _ in 0..<50 where result.lines == ["too-soon"] && command.output != ["too-soon"] {
            usleep(200_000)
            result = run(words)
        }
        return result
    }

    private static let needsAgent = ["status", "agenda", "events", "press", "sync"]

    private func run(_ words: [String]) -> Result {
        let result = Program.run(words)
        let text = result.output.isEmpty ? result.errors : result.output
        return Result(code: result.code, lines: PaperText.lines(text), errors: result.errors)
    }

    /// As many lines as are claimed, of what a push and a hold bring about; then it is interrupted.
    private func follow(_ words: [String], _ command: Paper.Command) -> Result {
        let events = Program(words)
        let socket = bench.folder.file("control.sock")
        for _ in 0..<100 where TemporaryFolder.contents("/proc/net/unix").ranges(of: socket).count < 2 {
            usleep(10_000)
        }
        _ = bench.verb("press")
        _ = bench.shows("Hold to leave")
        _ = bench.verb("press", "--hold")
        _ = bench.shows("Press to join")
        let claims = command.output ?? []
        let wanted = claims.contains(where: PaperText.isAnything) ? 6 : max(1, claims.count)
        var lines: [String] = []
        while lines.count < wanted, let line = events.line(within: 2) { lines.append(line) }
        return Result(code: 0, lines: lines)
    }
}
