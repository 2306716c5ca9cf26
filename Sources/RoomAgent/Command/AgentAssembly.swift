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

    /// The Google client that asks with this credential; throws what is wrong with it, or with the set-up of HTTP.
    func google(_ finder: LinkFinder, _ credential: GoogleCredential) throws(AssemblyFailure) -> GoogleCalendarSource {
        let google = configuration.google
        let loop = self.loop
        let (transport, tokens) = try tokens(
            of: credential, for: GoogleNeeds(configuration).scopes, actingAs: google.actAs?.exposed)
        return GoogleCalendarSource(
            calendar: configuration.room.calendar.exposed, apiRoot: google.api ?? EventsQuery.defaultRoot,
            transport: transport, tokens: tokens, linkFinder: finder, now: { loop.now.wall })
    }

    /// Tokens by this credential, and the way on which they are asked for.
    func tokens(
        of credential: GoogleCredential, for scopes: [String], actingAs subject: String?
    ) throws(AssemblyFailure) -> (transport: CurlTransport, tokens: AccessTokenSource) {
        let google = configuration.google
        let loop = self.loop
        do {
            let transport = try transport()
            let files = CredentialFiles(environment)
            let tokens = try AccessTokenSource(
                credential, actingAs: subject, scopes: scopes, api: google.api,
                proof: { () throws(CredentialFailure) in try files.proof(of: credential) }, transport: transport,
                now: { loop.now.wall })
            return (transport, tokens)
        } catch let failure as CredentialFailure {
            throw AssemblyFailure("[google] credential \(google.credential): \(failure)", failure.remedy)
        } catch {
            throw AssemblyFailure("the HTTP client cannot be set up", "check [network] ca-file")
        }
    }

    /// What speaks HTTP to everybody outside.
    func transport() throws(HTTPFailure) -> CurlTransport {
        try transport(caFile: configuration.network.caFile, proxy: configuration.network.proxy)
    }

    /// The same with another trust store or proxy.
    func transport(caFile: String?, proxy: String?) throws(HTTPFailure) -> CurlTransport {
        try CurlTransport(
            loop: loop,
            options: CurlOptions(caFile: caFile, proxy: proxy, userAgent: "room-agent/\(AgentVersion.version)"))
    }

    /// What the device signs in with; throws what is wrong with its file.
    func credential() throws(AssemblyFailure) -> GoogleCredential { try Self.credential(configuration) }

    /// The same where nothing else is put together.
    static func credential(_ configuration: RoomConfiguration) throws(AssemblyFailure) -> GoogleCredential {
        let path = configuration.google.credential
        do {
            return try GoogleCredential(
                json: BoundedFile.readSecret(path, maximumBytes: GoogleCredential.maximumBytes + 1))
        } catch let failure as FileFailure {
            throw AssemblyFailure("[google] credential: \(failure.sentence)", CredentialFiles.remedy(for: failure))
        } catch let failure as CredentialFailure {
            throw AssemblyFailure("[google] credential \(path): \(failure)", failure.remedy)
        } catch {
            throw AssemblyFailure("[google] credential \(path) cannot be used", "check the file")
        }
    }

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
        guard let file = keys.provider as? FileKey else { return false }
        return file.isMadeOnFirstStart && !Path.exists(file.path)
    }
}
