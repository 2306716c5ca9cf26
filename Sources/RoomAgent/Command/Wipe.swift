// SPDX-License-Identifier: Apache-2.0
import AgentFaces
import AgentHost
import CalendarKeeping
import Configuration
import GoogleCalendar
import LinuxEventLoop
import RoomCore
import SecureStore

/// What a wipe did, for the terminal.
struct Wipe {
    private let code: ExitCode
    private let text: String

    /// Google is asked to end channels for so long. It is asked when the window is erased, and before this device's key
    /// is, with which it may have to sign in.
    private static let patience = Duration.seconds(15)

    /// Erases what a room keeps on this device, and ends its channels of push. Nothing else may have the store open.
    static func perform(_ assembly: AgentAssembly) async -> Wipe {
        let configuration = assembly.configuration
        let keys = AgentAssembly.keys(configuration, assembly.environment)
        let directory = configuration.store.directory
        let session = assembly.runtimeDirectory + "/session"
        // Channels are read once more, to be ended.
        let records = RecordName.allCases.filter { $0 != .channels }
            .flatMap { RecordFile.paths(of: $0, in: directory) }
        do throws(StoreFailure) {
            var left = try StoreEraser.wipe(
                directory: directory, provider: keys.provider, local: keys.local,
                remains: [session, session + ".new"] + records)
            left += await endChannels(assembly)
            left += StoreEraser.destroy(privateKeys(configuration, assembly.environment), as: "The private key")
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
            let signIn = [configuration.google.credential, configuration.vault.tokenFile ?? ""]
            if signIn.contains(where: { $0.hasPrefix("/run/credentials/") }) {
                text += "left to do: /run/credentials has systemd's copy, which goes by itself; the file to delete is"
                text += " the one that LoadCredential= names: systemctl cat room-agent\n"
            }
            text += "to use this device again: rm \(directory)/\(StoreEraser.markerName)\n"
            return Wipe(code: .ok, text: text)
        } catch {
            let remedy =
                error.code == .inUse
                ? "stop the agent first: systemctl stop room-agent" : "nothing else was touched; try again as root"
            return Wipe(code: .unavailable, text: "nothing is wiped for certain (\(error.detail)); \(remedy)")
        }
    }

    /// Ends what push asked Google for. What is left for somebody to do.
    private static func endChannels(_ assembly: AgentAssembly) async -> [String] {
        let (directory, loop) = (assembly.configuration.store.directory, assembly.loop)
        let file = ChannelFile(directory: directory, executor: loop)
        var channels = file.load()
        if !channels.isEmpty {
            let source = LateSource(
                make: { () throws(AssemblyFailure) in
                    let credential = try assembly.credential()
                    let google = try assembly.google(assembly.linkFinder(), credential)
                    return LateSource.Made(
                        source: google.source, editor: google.editor, sharing: google.sharing, account: nil,
                        certificateEnd: { nil })
                }, failed: { _ in })
            channels = await ChannelEnding.endAll(file, source, loop: loop, limit: patience)
        }
        guard let last = channels.map(\.endsAt).max() else {
            return StoreEraser.destroy(RecordFile.paths(of: .channels, in: directory))
        }
        return [
            "\(channels.count) of push's channels could not be ended at Google. With a network, write the wipe again;"
                + " else they end by themselves, the last at \(RFC3339.utc(last)), and lead nowhere until then."
        ]
    }

    /// The same for a process that has no loop yet.
    static func perform(_ configuration: RoomConfiguration, _ environment: Environment) -> Wipe {
        guard let loop = try? EventLoop() else {
            return Wipe(code: .system, text: "nothing is wiped: there is no event loop; try again")
        }
        // Sound: used on this thread alone, which is the loop's.
        final class Outcome: @unchecked Sendable { var wipe: Wipe? }
        let outcome = Outcome()
        // Sound: used on this thread alone, which is the loop's.
        nonisolated(unsafe) let assembly = AgentAssembly(
            configuration: configuration, environment: environment, loop: loop,
            journal: Journal(environment: environment, clock: { loop.now.uptime }))
        loop.run { outcome.wipe = await perform(assembly) }
        return outcome.wipe ?? Wipe(code: .software, text: "the wipe did not end; try again")
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
