// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import Configuration
import CurlHTTP
import Glibc
import GoogleCalendar
import JoinLinks
import Kernel
import RoomCore
import RoomRuntime
import SecureStore

/// Puts the agent together from a configuration: the one place where ports meet their adapters.
struct AgentAssembly {
    let configuration: RoomConfiguration
    let environment: Environment
    let loop: any AgentLoop
    let journal: any AgentJournal

    /// The Google client that asks as the key's account; throws what is wrong with the set-up of HTTP.
    func google(_ finder: LinkFinder, _ key: ServiceAccountKey) throws(AssemblyFailure) -> GoogleCalendarSource {
        let google = configuration.google
        let loop = self.loop
        do {
            let transport = try CurlTransport(
                loop: loop,
                options: CurlOptions(
                    caFile: configuration.network.caFile, proxy: configuration.network.proxy,
                    userAgent: "room-agent/\(AgentVersion.version)"))
            let tokens = AccessTokenSource(
                key: key, actingAs: google.actAs?.exposed, scopes: [EventsQuery.scope], transport: transport,
                now: { loop.now.wall })
            return GoogleCalendarSource(
                calendar: configuration.room.calendar.exposed, apiRoot: google.api ?? EventsQuery.defaultRoot,
                transport: transport, tokens: tokens, linkFinder: finder, now: { loop.now.wall })
        } catch {
            throw AssemblyFailure("the HTTP client cannot be set up", "check [network] ca-file")
        }
    }

    /// The service account's key; throws what is wrong with its file.
    func serviceAccountKey() throws(AssemblyFailure) -> ServiceAccountKey {
        let path = configuration.google.keyFile
        do {
            return try ServiceAccountKey(
                json: BoundedFile.readSecret(path, maximumBytes: ServiceAccountKey.maximumBytes + 1))
        } catch let failure as FileFailure {
            throw AssemblyFailure("[google] key-file: \(failure.sentence)", Self.remedy(for: failure))
        } catch let failure as ServiceAccountKeyFailure {
            throw AssemblyFailure("[google] key-file \(path): \(failure)", failure.remedy)
        } catch {
            throw AssemblyFailure("[google] key-file \(path) cannot be used", "check the file")
        }
    }

    private static func remedy(for failure: FileFailure) -> String {
        let rights = "Run: chown root:room-agent '\(failure.path)'; chmod 0640 '\(failure.path)'"
        if failure.exposure != nil {
            return rights + ". If others may have read it, make a new key and delete this one in Google Cloud."
        }
        switch failure.errno {
        case EACCES, EPERM: return rights
        case ENOENT where failure.path.hasPrefix("/run/credentials/"):
            return "Add LoadCredential= to the service (systemctl edit room-agent); the file is there while it runs."
        case ENOENT: return "Put the service account's JSON key there: room-agent(8) names the steps."
        default: return "Download the service account's JSON key again."
        }
    }

    /// What wraps the data key, as the configuration says.
    var keyProvider: any KeyProvider { Self.keyProvider(configuration, environment) }

    /// The same where nothing else is put together.
    static func keyProvider(_ configuration: RoomConfiguration, _ environment: Environment) -> any KeyProvider {
        let directory = environment["CREDENTIALS_DIRECTORY"]
        switch configuration.store.key {
        case .file(let path): return FileKey(path: path)
        case .credential(let name): return CredentialKey(name: name, directory: directory)
        case .automatic:
            let credential = CredentialKey(name: credentialName, directory: directory)
            if credential.isThere { return credential }
            return FileKey(path: "\(configuration.store.directory)/data.key", isMadeOnFirstStart: true)
        }
    }

    /// The systemd credential that is looked for when `[store] key` is not set.
    private static let credentialName = "room-agent-key"

    /// Where the session record lives: beside the control socket, in memory.
    var runtimeDirectory: String { Self.runtimeDirectory(configuration) }

    /// The same where nothing else is put together.
    static func runtimeDirectory(_ configuration: RoomConfiguration) -> String {
        let socket = configuration.control.socket
        return socket.lastIndex(of: "/").map { String(socket[..<$0]) } ?? "/run/room-agent"
    }

    func linkFinder() -> LinkFinder { LinkFinder(configuration) }
}

/// Why the agent cannot be put together, and what to do.
struct AssemblyFailure: Error, Equatable {
    var cause: String
    var remedy: String

    init(_ cause: String, _ remedy: String) {
        self.cause = cause
        self.remedy = remedy
    }
}

extension AgentAssembly {
    /// There is no key yet, and the first start makes one.
    var keyWillBeMade: Bool {
        guard let file = keyProvider as? FileKey else { return false }
        return file.isMadeOnFirstStart && !Path.exists(file.path)
    }
}
