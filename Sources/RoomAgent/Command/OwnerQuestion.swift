// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import Glibc
import LocalSockets
import RoomCore

/// A verb that the running agent carries out, or this process itself where none runs: as the user that owns the store.
struct OwnerQuestion {
    let configuration: RoomConfiguration

    /// Sealing a full window anew can take minutes on a slow card.
    private static let patienceSeconds = 600

    /// Nil where the configuration cannot be used: what is wrong was printed.
    init?(_ path: String?) {
        guard let parsed = try? ConfigurationFiles.load(path) else {
            Console.error("room-agent: the configuration cannot be read; run it as root")
            return nil
        }
        guard let configuration = parsed.configuration else {
            for problem in parsed.problems { Console.error("\(problem)") }
            return nil
        }
        self.configuration = configuration
    }

    /// The running agent's answer, printed; nil where no agent runs.
    func ask(_ request: ControlRequest) -> ExitCode? {
        do throws(SocketFailure) {
            let answer = try ControlClient.ask(
                request, path: configuration.control.socket, timeoutSeconds: Self.patienceSeconds)
            switch answer {
            case .payload(let text):
                Console.print(text)
                return .ok
            case .refused(let code, let message):
                Console.error("room-agent: \(message)")
                return ExitCode(rawValue: code) ?? .software
            case .streamEnded, .broken:
                Console.error("room-agent: the agent went away; try again")
                return .unavailable
            }
        } catch {
            if error.errno != EACCES, error.errno != EPERM { return nil }
            Console.error("room-agent: only root and the agent's user may do this")
            return .permission
        }
    }

    /// Whether the wrapping key is a file outside of the store's directory.
    var isKeyElsewhere: Bool {
        guard case .file(let path) = configuration.store.key else { return false }
        return !path.hasPrefix(configuration.store.directory + "/")
    }

    /// Turns this process into the user that the store belongs to, so that no file of root's gets among its files.
    /// False, and printed, where that is not to be had.
    func becomeOwner() -> Bool {
        guard let owner = ServiceUser(owning: configuration.store.directory) else {
            Console.error("room-agent: there is no store in \(configuration.store.directory)")
            return false
        }
        if owner.user == geteuid() { return true }
        guard ServiceUser.isRoot, owner.become() else {
            Console.error("room-agent: only root and the user \(owner.name) may do this")
            return false
        }
        return true
    }
}
