// SPDX-License-Identifier: Apache-2.0
import Glibc
package import RoomCore

/// Joins by starting a program: one argv element per word, no shell, a process group and session of its own. The
/// session lives as long as the program.
package final class CommandJoiner: JoinPerformer {
    private let loop: any AgentLoop
    private let leaveGrace: Duration
    private let environment: [String]
    private var exits: [JoinToken: any LoopRegistration] = [:]

    /// How often a group that was told to end is looked at, until it has or the grace is over.
    private static let leaveInterval = Duration.milliseconds(100)

    /// `leaveGrace` is how long a session may take to end after it was asked to, before it is ended by force.
    package init(loop: any AgentLoop, leaveGrace: Duration) {
        self.loop = loop
        self.leaveGrace = leaveGrace
        environment = Self.cleanEnvironment()
    }

    package func start(
        _ request: JoinRequest, ended: @escaping (JoinEnd) -> Void
    ) throws(JoinFailure) -> JoinHandle {
        if let refusal = CommandLineTemplate.refusal(request.address) {
            throw JoinFailure(.addressRefused, detail: refusal)
        }
        let arguments = CommandLineTemplate.arguments(request.command, address: request.address.address.exposed)
        guard let name = request.command.first, let program = Self.find(name) else {
            throw JoinFailure(.programNotFound, detail: request.command.first ?? "no program")
        }
        let process = try spawn(program, arguments, token: request.token)
        let handle = JoinHandle(token: request.token, process: process)
        do throws(LoopFailure) {
            try follow(handle, ended)
        } catch {
            // Not followed, it could never be left: better no session than one that nobody can end.
            kill(-process, SIGKILL)
            throw JoinFailure(.spawnFailed, detail: "\(error.operation): \(String(cString: strerror(error.errno)))")
        }
        return handle
    }

    package func adopt(_ token: JoinToken, ended: @escaping (JoinEnd) -> Void) -> JoinHandle? {
        guard let process = ProcessTable.leader(of: token) else { return nil }
        let handle = JoinHandle(token: token, process: process)
        do throws(LoopFailure) { try follow(handle, ended) } catch { return nil }
        return handle
    }

    package func leave(_ handle: JoinHandle) {
        kill(-handle.process, SIGTERM)
        endByForce(handle, at: loop.now.uptime + leaveGrace)
    }

    /// Programs leave children behind that outlive the leader: the grace is for the whole group.
    private func endByForce(_ handle: JoinHandle, at deadline: Duration) {
        _ = loop.schedule(at: loop.now.uptime + Self.leaveInterval, tolerance: .zero) { [self] in
            guard ProcessTable.groupLives(handle.process) else { return }
            if loop.now.uptime >= deadline { kill(-handle.process, SIGKILL) } else { endByForce(handle, at: deadline) }
        }
    }

    private func follow(_ handle: JoinHandle, _ ended: @escaping (JoinEnd) -> Void) throws(LoopFailure) {
        exits[handle.token] = try loop.onExit(of: handle.process) { [self] status in
            exits[handle.token] = nil
            switch status {
            case .exited(let code): ended(.exited(code))
            case .killed(let signal): ended(.killed(signal: signal))
            case nil: ended(.gone)
            }
        }
    }

    // MARK: Starting

    private func spawn(_ program: String, _ arguments: [String], token: JoinToken) throws(JoinFailure) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The agent blocks the signals that it reads from a descriptor; the program gets none of that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Self.newSession
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { (word: String) in strdup(word) } + [nil]
        let variables = environment + ["\(ProcessTable.tokenVariable)=\(token.value)"]
        var pairs: [UnsafeMutablePointer<CChar>?] = variables.map { (pair: String) in strdup(pair) } + [nil]
        defer { for pointer in words + pairs { free(pointer) } }
        var process = pid_t()
        let result = posix_spawn(&process, program, &actions, &attributes, &words, &pairs)
        guard result == 0 else {
            let code: JoinFailure.Code = result == ENOENT || result == EACCES ? .programNotFound : .spawnFailed
            throw JoinFailure(code, detail: "\(program): \(String(cString: strerror(result)))")
        }
        return process
    }

    /// POSIX_SPAWN_SETSID of spawn.h (glibc 2.26), which Swift does not see: a session and group of its own, so that no
    /// terminal's hang-up and no signal to our group reaches it.
    private static let newSession: CInt = 0x80

    /// The program's path: as configured if it has a slash, else looked for on PATH.
    package static func find(_ name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// What the agent's own supervisor told it is none of the program's business.
    private static func cleanEnvironment() -> [String] {
        let ours = [
            "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "CREDENTIALS_DIRECTORY", "INVOCATION_ID",
            "JOURNAL_STREAM",
        ]
        var variables: [String] = []
        var next = environ
        while let variable = next.pointee {
            let text = String(cString: variable)
            let name = String(text.prefix { $0 != "=" })
            let isOurs = ours.contains(name) || name.hasPrefix("LISTEN_") || name == ProcessTable.tokenVariable
            if !isOurs { variables.append(text) }
            next += 1
        }
        return variables
    }
}
