// SPDX-License-Identifier: Apache-2.0
package import Configuration
import Glibc
import Kernel
import LocalSockets
package import RoomCore

/// What `check` asks of the joiner: are the configured programs there, can they be started, and has a browser a screen,
/// as seen from inside the joiner's own service?
package enum JoinerSetUp {
    /// `environment` is the joiner's own, which its programs get.
    package static func findings(_ join: RoomConfiguration.Join, _ environment: Environment) -> [JoinFinding] {
        var findings: [JoinFinding] = []
        let commands = Array(join.commands.values) + Array(join.leaveCommands.values) + [join.leaveCommand ?? []]
        let programs = Set(commands.compactMap(\.first)).sorted()
        for program in programs { findings.append(finding(about: program, environment)) }
        if programs.contains(where: Browser.isOne) { findings.append(screen(environment)) }
        return findings
    }

    private static func finding(about program: String, _ environment: Environment) -> JoinFinding {
        guard let path = ProgramLauncher.find(program, environment) else {
            let isThere = program.contains("/") && Path.exists(program)
            return JoinFinding(
                .bad, "join program \(program): " + (isThere ? "may not be executed by the joiner" : "not found"),
                remedy: isThere
                    ? "Run: chmod 0755 \(program); its directories must be open to the user room-join, too."
                    : "Install it, or correct [join].")
        }
        let head = SmallFile.head(path, 256)
        if head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) || head.isEmpty {
            // A file that may be executed and not read is none of ours to judge.
            return JoinFinding(.good, "join program \(path)")
        }
        guard head.starts(with: Array("#!".utf8)) else {
            return JoinFinding(
                .bad, "join program \(path): the kernel cannot run it",
                remedy: "Begin the script with the line #!/bin/sh.")
        }
        let line = head.dropFirst(2).prefix { $0 != 0x0A }
        if line.last == 0x0D {
            return JoinFinding(
                .bad, "join program \(path): its lines end as on Windows (CR LF)",
                remedy: "Run: sed -i 's/\\r$//' \(path)")
        }
        let interpreter = String(
            decoding: line.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self)
        guard Path.isExecutable(interpreter) else {
            return JoinFinding(
                .bad, "join program \(path): its interpreter \(interpreter) is not there",
                remedy: "Install it, or correct the script's first line.")
        }
        return JoinFinding(.good, "join program \(path)")
    }

    // MARK: Screen

    /// Where a browser opens its window, by the variables that it would look at itself.
    private static func screen(_ environment: Environment) -> JoinFinding {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let remedy =
            "Run: room-agent provision kiosk; or, under X11, install room-agent-join-x11.conf, as provisioning.md says."
        if let name = variable("WAYLAND_DISPLAY") {
            let path = name.hasPrefix("/") ? name : (variable("XDG_RUNTIME_DIR") ?? "/run") + "/" + name
            if let problem = connect(path) {
                return JoinFinding(.bad, "screen: no Wayland display at \(path) (\(problem))", remedy: remedy)
            }
            return JoinFinding(.good, "screen: Wayland at \(path)")
        }
        guard let display = variable("DISPLAY") else {
            return JoinFinding(.bad, "screen: a browser is configured, and has no display", remedy: remedy)
        }
        guard display.hasPrefix(":") else { return JoinFinding(.note, "screen: X11 at \(display)") }
        let number = display.dropFirst().prefix { $0.isNumber }
        if let problem = connect("/tmp/.X11-unix/X\(number)") {
            return JoinFinding(.bad, "screen: no X11 display at \(display) (\(problem))", remedy: remedy)
        }
        if let cookie = variable("XAUTHORITY"), !Path.isReadable(cookie) {
            return JoinFinding(
                .bad, "screen: the joiner may not read XAUTHORITY, \(cookie)",
                remedy:
                    "Give the file to the user room-join, or run in the screen's session: xhost +SI:localuser:room-join"
            )
        }
        return JoinFinding(.good, "screen: X11 at \(display)")
    }

    /// Why nobody can connect there; nil if somebody can.
    private static func connect(_ path: String) -> String? {
        do throws(SocketFailure) {
            _ = try UnixSocket.connect(path)
            return nil
        } catch { return CallFailure(error.operation, errno: error.errno).reason }
    }
}

/// `check`'s side of the joiner's socket: one question, and its answers, blocking.
package enum JoinerQuestion {
    private static let patienceSeconds = 10
    private static let maximumAnswerBytes = 256 * 1024

    /// Throws if there is no joiner; ETIMEDOUT if it doesn't answer in time.
    package static func findings(path: String) throws(SocketFailure) -> [JoinFinding] {
        var connection = try BlockingConnection(path, patienceSeconds: patienceSeconds)
        try connection.send(line: JoinerRequest.check.line)
        var findings: [JoinFinding] = []
        var taken = 0
        while taken + connection.received.count < maximumAnswerBytes {
            while let line = connection.nextLine() {
                taken += line.utf8.count + 1
                switch JoinerReply(line: line) {
                case .checked?: return findings
                case .finding(let finding)?: findings.append(finding)
                default: break
                }
            }
            guard try connection.receive() else {
                throw SocketFailure(operation: "read", path: path, errno: ECONNRESET)
            }
        }
        throw SocketFailure(operation: "read", path: path, errno: EMSGSIZE)
    }
}
