// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
import RoomCore

/// Starts programs: one argv element per word, no shell, a session and process group of their own, no descriptor but
/// standard input, output and error, no signal blocked or ignored.
struct ProgramLauncher {
    private let environment: [String]

    /// Takes the environment that this process has now.
    init() { environment = Self.cleanEnvironment() }

    /// The process number, which is its group's too.
    func start(_ words: [String], token: JoinToken, service: String) throws(JoinFailure) -> Int32 {
        guard let name = words.first, let program = Self.find(name) else {
            throw JoinFailure(.programMissing, detail: words.first ?? "no program")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The joiner blocks the signals that it reads from a descriptor; the program gets none of that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Self.newSession
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { (word: String) in strdup(word) } + [nil]
        let variables =
            environment + ["\(ProcessTable.tokenVariable)=\(token.value)", "\(Self.serviceVariable)=\(service)"]
        var pairs: [UnsafeMutablePointer<CChar>?] = variables.map { (pair: String) in strdup(pair) } + [nil]
        defer { for pointer in arguments + pairs { free(pointer) } }
        // Whatever this process has open, also what a library left open, stays here.
        SystemCall.succeeds("close_range") { linux_close_on_exec_from(3) }
        var process = pid_t()
        let result = posix_spawn(&process, program, &actions, &attributes, &arguments, &pairs)
        guard result == 0 else {
            let code: JoinFailure.Code = result == ENOENT || result == EACCES ? .programMissing : .couldNotStart
            throw JoinFailure(code, detail: CallFailure(program, errno: result).text)
        }
        return process
    }

    /// The name of the address's service, for scripts that do different things for different ones.
    static let serviceVariable = "ROOM_AGENT_SERVICE"

    /// POSIX_SPAWN_SETSID of spawn.h (glibc 2.26), which Swift does not see: a session and group of its own, so that no
    /// terminal's hang-up and no signal to our group reaches it.
    private static let newSession: CInt = 0x80

    /// The program's path: as configured if it has a slash, else looked for on PATH.
    static func find(_ name: String) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
    }

    private static func isProgram(_ path: String) -> Bool {
        Path.isExecutable(path) && (try? Path.status(path)).map { $0.st_mode & S_IFMT } == S_IFREG
    }

    /// What the joiner's own supervisor told it is none of the program's business.
    private static func cleanEnvironment() -> [String] {
        let ours = [
            "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "CREDENTIALS_DIRECTORY", "INVOCATION_ID",
            "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "RUNTIME_DIRECTORY", "STATE_DIRECTORY", "MEMORY_PRESSURE_WATCH",
            "MEMORY_PRESSURE_WRITE", ProcessTable.tokenVariable, serviceVariable,
        ]
        var variables: [String] = []
        var next = environ
        while let variable = next.pointee {
            let text = String(cString: variable)
            let name = String(text.prefix { $0 != "=" })
            if !ours.contains(name) && !name.hasPrefix("LISTEN_") { variables.append(text) }
            next += 1
        }
        return variables
    }
}
