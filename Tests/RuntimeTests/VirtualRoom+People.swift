// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import RoomCore
import Simulation

extension VirtualRoom {
    /// What watches `watched`; nil where nobody is.
    func watchers(_ transport: SimulatedTransport, _ loop: any AgentLoop) throws -> PeopleKeeper? {
        guard !watched.isEmpty else { return nil }
        let clock = { loop.now.wall }
        // Sound: everything in a test is on the test's thread, which is the virtual loop's.
        nonisolated(unsafe) let room = self
        let key = try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI))
        var parts = PeopleParts(
            people: watched.map { address in
                let tokens = AccessTokenSource(
                    key: key, actingAs: address, scopes: [GoogleVacation.scope], transport: transport, now: clock)
                let source = GoogleVacation(of: address, transport: transport, tokens: tokens, now: clock)
                return PeopleParts.Person(Private(address), source)
            }, loop: loop, journal: journal, domains: VerifiedDomains(domains), accounts: accounts,
            requestsPerDay: 100, random: { room.random })
        parts.spending = peopleSpending
        if tells {
            parts.teller = PresenceTeller(receiver, told, loop: loop, journal: journal, random: { room.random })
        }
        return PeopleKeeper(parts)
    }

    /// A person with Gmail, in whose name the agent's account may speak.
    func addPerson(_ address: String, _ vacation: SimulatedVacation = SimulatedVacation(isOn: false)) {
        var account = self.account
        account.delegatedScopes = [GoogleVacation.scope]
        google.register(account)
        google.users.insert(address)
        google.vacations[address] = vacation
    }

    /// Who was told what, and when; refuses as often as it is asked to.
    final class ListedReceiver: PresenceReceiver {
        var messages: [(id: String, message: PresenceMessage)] = []
        var attempts: [(id: String, at: Instant)] = []
        var refusals: [PresenceRefusal] = []
        /// Takes the message, and its answer is lost.
        var losesAnswers = false
        var hasKey = true

        func id(of message: PresenceMessage) -> String? {
            let until = message.absence.map { "\($0.until?.secondsSince1970 ?? 0)" } ?? "in"
            return hasKey ? "msg-\(message.number)-\(message.person.exposed)-\(until)" : nil
        }

        func send(_ message: PresenceMessage, id: String, at now: Instant) async throws(PresenceRefusal) {
            attempts.append((id, now))
            if losesAnswers {
                messages.append((id, message))
                throw PresenceRefusal("timedOut")
            }
            if !refusals.isEmpty { throw refusals.removeFirst() }
            messages.append((id, message))
        }
    }

    /// Remembers as a file does.
    final class ListedPresence: PresenceRecord {
        var kept: [String: KeptMessage] = [:]
        var isBroken = false
        func load(_ person: Private<String>) -> KeptMessage? { kept[person.exposed] }
        func keep(_ message: KeptMessage, of person: Private<String>) async -> Bool {
            if !isBroken { kept[person.exposed] = message }
            return !isBroken
        }
    }
}
