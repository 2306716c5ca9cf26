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
    static func perform(_ configuration: RoomConfiguration, _ environment: Environment) -> Wipe {
        let keys = AgentAssembly.keys(configuration, environment)
        let directory = configuration.store.directory
        let session = AgentAssembly.runtimeDirectory(configuration) + "/session"
        let records = ChannelFile.paths(in: directory) + AccountFile.paths(in: directory)
        do throws(StoreFailure) {
            let left = try StoreEraser.wipe(
                directory: directory, provider: keys.provider, local: keys.local,
                privateKeys: privateKeys(configuration, environment),
                remains: [session, session + ".new"] + records)
            let wrapping = "what wrapped it on this device (\(keys.provider.name))"
            let destroyed = keys.local.map { "any copy of it (\($0.name))" } ?? wrapping
            var text = """
                keys destroyed: the data key, and \(destroyed)
                window erased: every meeting, and the join session
                to see it: ls -la \(directory)

                """
            for sentence in left { text += "left to do: \(sentence)\n" }
            if let token = configuration.vault.tokenFile {
                text += "left to do: Vault's token in \(token) is not the agent's: revoke it, and delete the file.\n"
            }
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

    /// The keys of this device's own certificates, where it signs in with one.
    private static func privateKeys(_ configuration: RoomConfiguration, _ environment: Environment) -> [String] {
        googleKey(configuration, environment) + (configuration.vault.certificateKey.map { [$0] } ?? [])
    }

    private static func googleKey(_ configuration: RoomConfiguration, _ environment: Environment) -> [String] {
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
        _ = perform(configuration, environment)
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
