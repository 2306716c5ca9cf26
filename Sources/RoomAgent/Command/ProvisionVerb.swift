// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import Glibc
import JSON
import JoinLinks
import Kernel
import RoomCore

/// `room-agent provision kiosk`: prepares this machine's own screen for meetings. It writes the browser's policy, which
/// nobody would write by hand, and says the lines that are left to type, so that whoever types them knows what was
/// done.
enum ProvisionVerb {
    static func run(_ arguments: CommandLineArguments) -> ExitCode {
        if arguments.subject == "certificate" { return CertificateRequest.run(arguments) }
        if arguments.subject == "google" { return GoogleSteps.run(arguments) }
        let policy: BrowserPolicy
        switch browserPolicy(arguments) {
        case .success(let made): policy = made
        case .failure(let problem): return problem.code
        }
        let text = policy.json.text + "\n"
        if arguments.options.contains(.print) {
            Console.print(text)
            return .ok
        }
        do throws(PathFailure) {
            try PolicyFile.write(text, to: BrowserPolicy.path)
        } catch {
            Console.error("room-agent: \(error.sentence)")
            if error.errno == EACCES { Console.error("run it as root; or see what it would write: --print") }
            return error.errno == EACCES ? .permission : .system
        }
        Console.print(
            """
            wrote \(BrowserPolicy.path):
              camera and microphone for \(policy.meetingHosts.count) meeting hosts, and for no other page
              nothing else opens, but \(policy.otherHosts.count) hosts that meetings lead through: sign-in, no robots
              no downloads, no printing, no passwords, no questions

            """)
        Console.print(nextSteps)
        return .ok
    }

    private struct Problem: Error { let code: ExitCode }

    /// Makes the policy, with the hosts of the organisation's own meeting servers where a configuration names them. A
    /// configuration with errors is refused, with what is wrong.
    private static func browserPolicy(_ arguments: CommandLineArguments) -> Result<BrowserPolicy, Problem> {
        var finder = LinkFinder()
        do throws(PathFailure) {
            let parsed = try ConfigurationFiles.load(arguments.configuration)
            guard let join = parsed.join else {
                for problem in parsed.problems { Console.error("\(problem)") }
                return .failure(Problem(code: .configuration))
            }
            finder = LinkFinder(ownHosts: join.ownHosts)
        } catch {
            guard error.errno == ENOENT, arguments.configuration == nil else {
                Console.error(error.sentence)
                return .failure(Problem(code: error.errno == EACCES ? .permission : .configuration))
            }
            Console.error("note: there is no configuration yet, so own meeting servers are not in the policy")
        }
        for host in arguments.allowedHosts where !isHost(host) {
            Console.error("room-agent: --allow takes a host name, as in --allow login.example.com")
            return .failure(Problem(code: .usage))
        }
        return .success(
            BrowserPolicy(
                meetingHosts: finder.meetingHosts, otherHosts: MeetingCompanions.hosts + arguments.allowedHosts))
    }

    private static func isHost(_ text: String) -> Bool {
        let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return name.utf8.count <= 253 && labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }

    // MARK: What is left

    private static var nextSteps: String {
        let packages = [("chromium", "/usr/bin/chromium"), ("seatd", "/usr/sbin/seatd"), ("sway", "/usr/bin/sway")]
        let missing = packages.filter { !Path.exists($0.1) }.map(\.0)
        var lines = missing.isEmpty ? [] : ["apt-get install --yes \(missing.joined(separator: " "))"]
        lines.append("systemctl enable --now room-kiosk")
        lines.append("room-agent check")
        return "next, type:\n" + lines.map { "  \($0)\n" }.joined()
            + "The screen is black then, and a push opens the meeting on it. Under X11: see kiosk.md.\n"
    }
}

/// A file that other programs read, in directories that may not be there.
enum PolicyFile {
    /// Mode 0644, whatever the umask; a crash leaves the old one or the new one.
    static func write(_ text: String, to path: String) throws(PathFailure) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/\(part)"
            do throws(CallFailure) {
                try Path.makeFolder(folder, mode: 0o755)
                try Path.setMode(folder, 0o755)
            } catch { if error.errno != EEXIST { throw PathFailure(path: folder, errno: error.errno) } }
        }
        let draft = path + ".new"
        try? Path.remove(draft)
        do throws(CallFailure) {
            try SmallFile.write(Array(text.utf8), to: draft, O_EXCL | O_NOFOLLOW, mode: 0o644)
            try Path.setMode(draft, 0o644)
        } catch {
            if error.errno != EEXIST { try? Path.remove(draft) }
            throw PathFailure(path: draft, errno: error.errno)
        }
        do throws(CallFailure) { try Path.rename(draft, to: path) } catch {
            throw PathFailure(path: path, errno: error.errno)
        }
    }
}
