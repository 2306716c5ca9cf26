// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import CalendarKeeping
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
    func google(_ finder: LinkFinder, _ credential: GoogleCredential) throws(AssemblyFailure) -> GoogleParts {
        let loop = self.loop
        let calendar = configuration.room.calendar.exposed
        let root = configuration.google.api ?? EventsQuery.defaultRoot
        let subject = configuration.google.actAs?.exposed
        let (transport, tokens) = try tokens(of: credential, for: GoogleNeeds(configuration).scopes, actingAs: subject)
        let (_, owners) = try self.tokens(of: credential, for: [GoogleCalendarSharing.scope], actingAs: subject)
        let scheduler = GoogleNeeds(configuration).scheduler
        return GoogleParts(
            source: GoogleCalendarSource(
                calendar: calendar, apiRoot: root, transport: transport, tokens: tokens, linkFinder: finder,
                keywords: keywordPlan, now: { loop.now.wall }),
            bookings: scheduler.map { scheduler in
                GoogleCalendarSource(
                    calendar: scheduler, apiRoot: root, transport: transport, tokens: tokens, linkFinder: finder,
                    now: { loop.now.wall })
            },
            editor: GoogleCalendarEditor(
                calendar: calendar, apiRoot: root, transport: transport, tokens: tokens,
                scheduler: scheduler, linkFinder: finder, now: { loop.now.wall }),
            sharing: GoogleCalendarSharing(
                calendar: calendar, apiRoot: root, transport: transport, tokens: owners, now: { loop.now.wall }),
            settings: try settings(credential, tokens, transport))
    }

    /// Reads the settings of the user that the device signs in for; nil where it signs in as nobody but itself. A
    /// user's sign-in has the scopes that the user agreed to; with delegation the token is one of its own, so that a
    /// scope which was not granted takes nothing else with it.
    private func settings(
        _ credential: GoogleCredential, _ tokens: AccessTokenSource, _ transport: CurlTransport
    ) throws(AssemblyFailure) -> GoogleUserSettings? {
        let loop = self.loop
        let root = configuration.google.api ?? EventsQuery.defaultRoot
        let subject = configuration.google.actAs?.exposed
        var own = tokens
        if subject != nil {
            own = try self.tokens(of: credential, for: [GoogleUserSettings.scope], actingAs: subject).tokens
        } else {
            guard case .authorizedUser = credential else { return nil }
        }
        return GoogleUserSettings(apiRoot: root, transport: transport, tokens: own, now: { loop.now.wall })
    }

    /// What reads them for the keeper; nil where the configuration leaves nothing open but the zone.
    func settings(_ source: LateSource, _ vault: Vault) -> SettingsParts? {
        let wanted = GoogleNeeds(configuration).settings
        guard wanted.contains(where: { $0 != .timezone }) else { return nil }
        let executor: any SerialExecutor = (try? vault.storeThread()) ?? loop
        return SettingsParts(
            source: source, record: SettingsFile(directory: configuration.store.directory, executor: executor),
            wanted: wanted)
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

    /// What `[scheduling]` says; nil where it says nothing.
    private var keywordPlan: KeywordPlan? {
        let templates = configuration.scheduling.templates
        let domains = VerifiedDomains(configuration.google.domains)
        return templates.isEmpty
            ? nil
            : KeywordPlan(templates, language: configuration.room.language ?? .en, isOurOwn: { domains.contain($0) })
    }

    /// Writes the join details that `[scheduling]` asks for; nil where it asks for none.
    func keywordDesk(_ editor: any InvitationEditor, fresh: @escaping () -> String?) -> KeywordDesk? {
        guard let plan = keywordPlan else { return nil }
        let desk = KeywordDesk(
            plan: plan, editor: editor, calendar: CalendarID(configuration.room.calendar.exposed), loop: loop,
            journal: journal, fresh: fresh)
        if configuration.google.actAs != nil { desk.languages = organizers }
        return desk
    }

    /// Asks in organisers' names for their languages.
    private var organizers: OrganizerBook {
        OrganizerBook(domains: VerifiedDomains(configuration.google.domains), loop: loop, journal: journal) {
            organizer throws(CalendarFailure) in
            do throws(AssemblyFailure) {
                let (transport, tokens) = try tokens(
                    of: try credential(), for: [GoogleUserSettings.scope], actingAs: organizer.exposed)
                let loop = self.loop
                return GoogleUserSettings(
                    apiRoot: configuration.google.api ?? EventsQuery.defaultRoot, transport: transport,
                    tokens: tokens, now: { loop.now.wall })
            } catch { throw CalendarFailure(.badCredentials, detail: error.cause) }
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
        } catch let failure as PathFailure {
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

/// The room's calendar at Google: what reads it, and what changes it.
struct GoogleParts {
    var source: GoogleCalendarSource
    /// The calendar of `[manners] book-as`, to be looked at by `check`; nil where there is none.
    var bookings: GoogleCalendarSource?
    var editor: GoogleCalendarEditor
    /// Its scope is asked for when it is first used.
    var sharing: GoogleCalendarSharing
    /// Nil where the device signs in for no user.
    var settings: GoogleUserSettings?
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
