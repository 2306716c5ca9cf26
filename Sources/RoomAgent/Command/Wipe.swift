// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import GoogleCalendar
import RoomCore
import SecureStore

/// What a wipe did, for the terminal.
struct Wipe {
    private let code: ExitCode
    private let text: String

    /// Erases what a room keeps on this device. Nothing else may have the store open.
    static func perform(
        _ configuration: RoomConfiguration, _ provider: any KeyProvider, _ environment: Environment
    ) -> Wipe {
        let directory = configuration.store.directory
        let session = AgentAssembly.runtimeDirectory(configuration) + "/session"
        do throws(StoreFailure) {
            let left = try StoreEraser.wipe(
                directory: directory, provider: provider, privateKeys: privateKeys(configuration, environment),
                remains: [session, session + ".new"] + ChannelFile.paths(in: directory)
                    + SpendingFile.paths(in: directory))
            var text = """
                keys destroyed: the data key, and what wrapped it on this device (\(provider.name))
                window erased: every meeting, and the join session
                to see it: ls -la \(directory)

                """
            for sentence in left { text += "left to do: \(sentence)\n" }
            text += "left to do: Google's credential \(configuration.google.credential) is not the agent's: delete it"
            text += " there and in Google Cloud, or take the calendar's share back.\n"
            text += "to use this device again: rm \(directory)/\(StoreEraser.markerName)\n"
            return Wipe(code: .ok, text: text)
        } catch {
            let remedy =
                error.code == .inUse
                ? "stop the agent first: systemctl stop room-agent" : "nothing else was touched; try again as root"
            return Wipe(code: .unavailable, text: "nothing is wiped for certain (\(error.detail)); \(remedy)")
        }
    }

    /// The key of this device's own certificate, where it signs in with one.
    private static func privateKeys(_ configuration: RoomConfiguration, _ environment: Environment) -> [String] {
        let files = CredentialFiles(environment)
        guard let json = try? BoundedFile.readSecret(configuration.google.credential, maximumBytes: maximumBytes),
            case .federated(let account)? = try? GoogleCredential(json: json),
            let places = try? files.places(of: account)
        else { return [] }
        return [places.key]
    }

    private static let maximumBytes = GoogleCredential.maximumBytes + 1

    /// Why an agent does not start, printed, with its exit code: a wipe began here. One that was cut off is ended.
    static func refusal(_ configuration: RoomConfiguration, _ environment: Environment) -> ExitCode? {
        let directory = configuration.store.directory
        guard StoreEraser.isWiped(directory) else { return nil }
        _ = perform(configuration, AgentAssembly.keyProvider(configuration, environment), environment)
        Console.error("this device was wiped; to use it again: rm \(directory)/\(StoreEraser.markerName)")
        return .configuration
    }

    /// Tells a client of the control socket, and returns the code with which the agent ends: one after which the
    /// service manager does not start it again.
    func answer(_ reply: any ControlReply) -> ExitCode {
        if code == .ok { reply.succeed(text) } else { reply.fail(code: code.rawValue, text) }
        return code == .ok ? .configuration : code
    }

    /// Prints it, and returns the code.
    func print() -> ExitCode {
        if code == .ok { Console.print(text) } else { Console.error("room-agent: \(text)") }
        return code
    }
}
