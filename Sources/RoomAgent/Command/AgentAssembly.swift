// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import CurlHTTP
import GoogleCalendar
import JoinActions
import RoomCore
import RoomRuntime
import SecureStore

/// Puts the agent together from a configuration: the one place where ports meet their adapters.
struct AgentAssembly {
    let configuration: RoomConfiguration
    let loop: any AgentLoop
    let journal: any AgentJournal

    /// The Google client; throws what is wrong with the key file.
    func google(_ finder: LinkFinder) throws(AssemblyFailure) -> GoogleCalendarSource {
        let google = configuration.google
        let loop = self.loop
        let key: ServiceAccountKey
        do {
            key = try ServiceAccountKey(
                json: BoundedFile.read(google.keyFile, maximumBytes: ServiceAccountKey.maximumBytes + 1))
        } catch let failure as FileFailure {
            throw AssemblyFailure(
                "[google] key-file: \(failure.sentence)", "download the service account's JSON key again")
        } catch let failure as ServiceAccountKeyFailure {
            throw AssemblyFailure("[google] key-file \(google.keyFile): \(failure)", failure.remedy)
        } catch {
            throw AssemblyFailure("[google] key-file \(google.keyFile) cannot be used", "check the file")
        }
        do {
            let transport = try CurlTransport(
                loop: loop,
                options: CurlOptions(
                    caFile: configuration.network.caFile, proxy: configuration.network.proxy,
                    userAgent: "room-agent/\(AgentVersion.version)"))
            let tokens = AccessTokenSource(
                key: key, actingAs: google.actAs?.exposed, scopes: [EventsQuery.scope], transport: transport,
                now: { loop.now.wall })
            return try GoogleCalendarSource(
                calendar: configuration.room.calendar.exposed, apiRoot: google.api ?? EventsQuery.defaultRoot,
                transport: transport, tokens: tokens, linkFinder: finder, now: { loop.now.wall })
        } catch {
            throw AssemblyFailure("the HTTP client cannot be set up", "check [network] ca-file")
        }
    }

    /// The data key, from where the configuration says.
    func dataKey() throws(KeyFailure) -> SecretBytes {
        try DataKey.load(from: keySource)
    }

    fileprivate var keySource: SecureStore.KeySource {
        switch configuration.store.key {
        case .file(let path): .file(path: path)
        case .credential(let name): .credential(name: name)
        case .automatic:
            DataKey.hasCredential(Self.credentialName)
                ? .credential(name: Self.credentialName)
                : .fileMadeOnFirstStart(path: "\(configuration.store.directory)/data.key")
        }
    }

    /// The systemd credential that is looked for when `[store] key` is not set.
    private static let credentialName = "room-agent-key"

    /// Where the session record lives: beside the control socket, in memory.
    var runtimeDirectory: String {
        let socket = configuration.control.socket
        return socket.lastIndex(of: "/").map { String(socket[..<$0]) } ?? "/run/room-agent"
    }

    func linkFinder() -> LinkFinder { LinkFinder(configuration) }

    func zone(_ name: String) -> (any TimeZoneRules)? { SystemZone(name) }
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
        if case .fileMadeOnFirstStart(let path) = keySource { return !BoundedFile.exists(path) }
        return false
    }
}

/// Programs as join actions find them.
enum ProgramPath {
    static func exists(_ name: String) -> Bool { CommandJoiner.find(name) != nil }
}
