// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
import RoomCore

/// Starts programs: one argv element per word, no shell, a session and process group of their own, no descriptor but
/// standard input, output and error, no signal blocked or ignored.
struct ProgramLauncher {
    private let environment: Environment

    /// Programs get `environment` but for what the service manager told the joiner itself in it.
    init(_ environment: Environment) { self.environment = Self.clean(environment) }

    /// The process number, which is its group's too.
    func start(_ words: [String], token: JoinToken, service: String) throws(JoinFailure) -> Int32 {
        guard let name = words.first, let program = Self.find(name, environment) else {
            throw JoinFailure(.programMissing, detail: words.first ?? "no program")
        }
        var start = ProgramStart(
            [program] + words.dropFirst(),
            environment: environment.pairs + [
                "\(ProcessTable.tokenVariable)=\(token.value)", "\(Self.serviceVariable)=\(service)",
            ])
        start.hasOwnSession = true
        // Whatever this process has open, also what a library left open, stays here.
        SystemCall.succeeds("close_range") { linux_close_on_exec_from(3) }
        do throws(CallFailure) { return try start.run() } catch {
            let isMissing = error.errno == ENOENT || error.errno == EACCES
            throw JoinFailure(
                isMissing ? .programMissing : .couldNotStart, detail: CallFailure(program, errno: error.errno).text)
        }
    }

    /// The name of the address's service, for scripts that do different things for different ones.
    static let serviceVariable = "ROOM_AGENT_SERVICE"

    /// The program's path: as configured if it has a slash, else looked for on PATH.
    static func find(_ name: String, _ environment: Environment) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
    }

    private static func isProgram(_ path: String) -> Bool {
        Path.isExecutable(path) && (try? Path.status(path)).map { $0.st_mode & S_IFMT } == S_IFREG
    }

    /// What the joiner's own supervisor told it is none of the program's business.
    private static func clean(_ environment: Environment) -> Environment {
        let ours = [
            "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "CREDENTIALS_DIRECTORY", "INVOCATION_ID",
            "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "RUNTIME_DIRECTORY", "STATE_DIRECTORY", "MEMORY_PRESSURE_WATCH",
            "MEMORY_PRESSURE_WRITE", ProcessTable.tokenVariable, serviceVariable,
        ]
        return Environment(
            environment.pairs.filter { pair in
                let name = String(pair.prefix { $0 != "=" })
                return !ours.contains(name) && !name.hasPrefix("LISTEN_")
            })
    }
}
