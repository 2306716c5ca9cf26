// SPDX-License-Identifier: Apache-2.0
import AgentHost
import CalendarKeeping
import Configuration
import CurlHTTP
import GoogleCalendar
import RoomCore
import SecureStore

extension AgentAssembly {
    /// What watches people's vacation responders, as `[presence] vacation` says; nil where it says nothing.
    func people(_ vault: Vault) -> PeopleKeeper? {
        let presence = configuration.presence
        guard !presence.vacation.isEmpty else { return nil }
        let executor: any SerialExecutor = (try? vault.storeThread()) ?? loop
        let directory = configuration.store.directory
        var parts = PeopleParts(
            people: presence.vacation.map { PeopleParts.Person($0, LateVacation(of: $0, self)) }, loop: loop,
            journal: journal, domains: VerifiedDomains(configuration.google.domains),
            accounts: AccountFile(directory: directory, executor: executor),
            requestsPerDay: configuration.google.requestsPerDay, random: { Double.random(in: 0..<1) })
        parts.spending = SpendingFile(directory: directory, ofPeople: true, executor: executor)
        if let webhook = webhook() {
            parts.teller = PresenceTeller(
                webhook, PresenceFile(directory: directory, executor: executor), loop: loop, journal: journal,
                random: { Double.random(in: 0..<1) })
        }
        return PeopleKeeper(parts)
    }

    private func webhook() -> PresenceWebhook? {
        guard let address = configuration.presence.webhook, let path = configuration.presence.webhookKey else {
            return nil
        }
        let journal = self.journal
        var transport: CurlTransport?
        return PresenceWebhook(
            address, room: configuration.room.name,
            key: {
                do throws(PathFailure) {
                    let key = PresenceWebhook.key(
                        try BoundedFile.readSecret(path, maximumBytes: PresenceWebhook.maximumKeyBytes))
                    if key == nil { journal.error("the webhook's key has less than 16 bytes", ("file", path)) }
                    return key
                } catch {
                    journal.error("the webhook's key cannot be read", ("cause", error.sentence))
                    return nil
                }
            },
            transport: { () throws(HTTPFailure) in
                if let transport { return transport }
                let made = try self.transport()
                transport = made
                return made
            })
    }
}

/// One person's vacation responder, once the credential can be used.
final class LateVacation: VacationSource {
    private let person: Private<String>
    private let assembly: AgentAssembly
    private var made: GoogleVacation?

    init(of person: Private<String>, _ assembly: AgentAssembly) {
        self.person = person
        self.assembly = assembly
    }

    func responder() async throws(CalendarFailure) -> VacationResponder {
        if let made { return try await made.responder() }
        let vacation: GoogleVacation
        do throws(AssemblyFailure) {
            let credential = try assembly.credential()
            // A user's sign-in is that user's; everybody else is asked for in their own name.
            let isUser = if case .authorizedUser = credential { true } else { false }
            let (transport, tokens) = try assembly.tokens(
                of: credential, for: [GoogleVacation.scope], actingAs: isUser ? nil : person.exposed)
            let loop = assembly.loop
            vacation = GoogleVacation(
                of: person.exposed, apiRoot: assembly.configuration.google.api ?? GoogleVacation.defaultRoot,
                transport: transport, tokens: tokens, now: { loop.now.wall })
        } catch { throw CalendarFailure(.badCredentials, detail: error.cause) }
        made = vacation
        return try await vacation.responder()
    }
}
