// SPDX-License-Identifier: Apache-2.0
import AgentFaces
import AgentHost
import CalendarKeeping
import Configuration
import GoogleCalendar
import JSON
import RoomCore

/// The agent's side of the verb `account`: the accounts that the configuration names, and what is done with them.
final class AccountDesk {
    private let keeper: CalendarKeeper
    let address: Private<String>
    private let ownAccount: () -> String?
    private let actor: () -> String?
    private let delegates: Bool
    private let writes: Bool
    let people: PeopleKeeper?

    /// - Parameters:
    ///   - address: the room's calendar.
    ///   - writes: a feature that is on writes to it.
    ///   - ownAccount: the address of the agent's own account; nil until its credential could be read, and where it is
    ///     a user's.
    ///   - actor: the address of the account that the calendar is asked as; nil as above.
    ///   - people: whose vacation responders are watched; nil for nobody.
    ///   - delegates: `[google] act-as` is set.
    init(
        _ keeper: CalendarKeeper, address: Private<String>, writes: Bool, delegates: Bool,
        ownAccount: @escaping () -> String?, actor: @escaping () -> String?, people: PeopleKeeper? = nil
    ) {
        self.people = people
        self.writes = writes
        self.keeper = keeper
        self.address = address
        self.delegates = delegates
        self.ownAccount = ownAccount
        self.actor = actor
    }

    /// `words` are those behind the verb.
    func handle(_ words: [String], _ reply: any ControlReply) {
        let isSwitch = words.count == 2 && ["activate", "deactivate"].contains(words[0])
        if isSwitch, change(words[1], to: words[0] == "activate", reply) { return }
        switch (words.first, words.count) {
        case ("list", 1): reply.succeed(([text] + watched.map(text)).joined())
        case ("list", 2) where words[1] == "json":
            reply.succeed(JSONText.array([json] + watched.map(json)).text + "\n")
        case ("activate", 1...2): if isKnown(words, reply) { activate(reply) }
        case ("deactivate", 1...2): if isKnown(words, reply) { deactivate(reply) }
        case ("grant", 2...3): grant(words, reply)
        case ("revoke", 2): revoke(Private(words[1]), reply)
        default:
            reply.fail(
                code: ExitCode.usage.rawValue,
                "accounts are listed, activated, deactivated, or given a role on the room's calendar")
        }
    }

    /// Whether the account, which is the room's where none is named, is one that the configuration names.
    private func isKnown(_ words: [String], _ reply: any ControlReply) -> Bool {
        if words.count == 1 || words[1].lowercased() == address.exposed.lowercased() { return true }
        reply.fail(
            code: ExitCode.data.rawValue, "the configuration names no such account; see: room-agent account list")
        return false
    }

    // MARK: Activation

    private var state: AccountState { keeper.state.account ?? AccountState() }

    private var facts: WarningFacts {
        var facts = WarningFacts()
        facts.account = actor()
        facts.delegates = delegates
        facts.clockLead = keeper.state.clockLead
        return facts
    }

    private var text: String {
        let state = state
        var text = "\(address.exposed)\n  room, \(state.phase.rawValue)"
        if let since = state.activatedAt { text += " since \(RFC3339.utc(since))" }
        if let refusal = state.refusal, state.phase == .error {
            text += " since \(RFC3339.utc(refusal.at)): \(refusal.condition.rawValue)\n  \(sentence(refusal.failure))"
        } else if !state.isWanted {
            text += "\n  \(sentence(CalendarFailure(.notActivated)))"
        }
        return text + "\n"
    }

    private var json: JSONText {
        let state = state
        let refusal = state.phase == .error ? state.refusal : nil
        let warning = refusal.flatMap { WarningCode($0.failure.reason) }.map { Warning(code: $0, facts: facts) }
        return .object([
            "address": .text(address.exposed), "kind": .text("room"), "state": .text(state.phase.rawValue),
            "since": .text((state.activatedAt ?? refusal?.at).map(RFC3339.utc)),
            "condition": .text(refusal?.condition.rawValue), "code": .text(warning?.code.rawValue),
            "sentence": .text(warning?.sentence(in: .en)), "remedy": .text(warning?.remedy(in: .en)),
            "granted": .bool(state.hasOwnGrant),
        ])
    }

    /// Code, sentence, detail and remedy.
    private func sentence(_ failure: CalendarFailure) -> String {
        let remedy = WarningCode(failure.reason).map { Warning(code: $0, facts: facts).remedy(in: .en) }
        return [failure.sentence(facts), remedy].compactMap(\.self).joined(separator: " ")
    }

    private func activate(_ reply: any ControlReply) {
        // On a person's own device both are one account.
        people?.want(address.exposed, true) { _, _ in }
        keeper.activate { [self] outcome in
            var left: [String] = []
            if case .refused(let failure) = outcome {
                // Once it is active, the calendar can still be out of reach at the moment.
                let step = state.phase == .active ? "active, but not synced" : AccountCondition(failure.reason).rawValue
                left.append("\(step): \(sentence(failure))")
            }
            if !keeper.isAccountRemembered { left.append("wanted, but \(Self.unwritten)") }
            guard left.isEmpty else {
                return reply.fail(code: ExitCode.unavailable.rawValue, left.joined(separator: "; "))
            }
            let isStored = outcome == .synced
            reply.succeed(isStored ? "active\n" : "active, but the window cannot be stored; see: room-agent status\n")
        }
    }

    private func deactivate(_ reply: any ControlReply) {
        // On a person's own device both are one account, and neither waits for the other.
        var isPersonRemembered: Bool?
        var result: Deactivation?
        func answer() {
            guard let isPersonRemembered, var result else { return }
            result.isRemembered = result.isRemembered && isPersonRemembered
            self.answer(result, reply)
        }
        let isPerson = people?.want(address.exposed, false) { _, isRemembered in
            isPersonRemembered = isRemembered
            answer()
        }
        if isPerson != true { isPersonRemembered = true }
        keeper.deactivate {
            result = $0
            answer()
        }
    }

    private func answer(_ result: Deactivation, _ reply: any ControlReply) {
        var left: [String] = []
        if !result.isRemembered { left.append("inactive, but \(Self.unwritten)") }
        if let failure = result.eraseFailure {
            left.append("the stored rows could not be erased (\(Printable.ascii(failure.detail)))")
        }
        if let failure = result.grantFailure {
            left.append("the agent's role on the calendar could not be taken back: \(sharingSentence(failure))")
        }
        if result.openChannels > 0 {
            left.append("\(result.openChannels) push channels are ended later, or end by themselves in a week")
        }
        let isDone = result.isRemembered && result.eraseFailure == nil && result.grantFailure == nil
        let text = (["inactive: nothing is fetched, and nothing is kept"] + left).joined(separator: "\n")
        if isDone { return reply.succeed(text + "\n") }
        reply.fail(code: ExitCode.unavailable.rawValue, left.joined(separator: "; "))
    }

    /// What is ordered holds, but only in this run.
    static let unwritten =
        "this could not be written down, and a restart of the agent would know nothing of it (see that the store's"
        + " directory can be written and is not full, and run it again)"

    // MARK: Sharing

    /// The agent's own account gets what the features that are on need; a colleague reads, unless told otherwise. Only
    /// who names a role means no more than that.
    private func grant(_ words: [String], _ reply: any ControlReply) {
        let needed = writes && isOwn(words[1]) ? CalendarRole.writer : .reader
        let named = words.count == 3 ? CalendarRole(rawValue: words[2]) : needed
        guard let role = named, role != .writerWithoutPrivateAccess else {
            return reply.fail(
                code: ExitCode.usage.rawValue, "a role is freeBusyReader, reader, writer or owner")
        }
        guard MailAddress.isWellFormed(words[1]) else {
            return reply.fail(code: ExitCode.usage.rawValue, "'\(Printable.ascii(words[1]))' is no e-mail address")
        }
        let order = SharingOrder.grant(role, isLeast: words.count == 2)
        share(order, with: Private(words[1]), "granted: \(role.rawValue)", reply)
    }

    private func isOwn(_ address: String) -> Bool {
        ownAccount()?.utf8.equalsIgnoringCase(address.utf8) ?? false
    }

    private func revoke(_ address: Private<String>, _ reply: any ControlReply) {
        share(.revoke, with: address, "revoked", reply)
    }

    private func share(
        _ order: SharingOrder, with address: Private<String>, _ done: String, _ reply: any ControlReply
    ) {
        keeper.share(order, with: address) { [self] outcome in
            let code = ExitCode.unavailable.rawValue
            switch outcome {
            case .done:
                // Of its own role alone the agent remembers that it was granted: deactivating takes it back.
                if isOwn(address.exposed), !keeper.isAccountRemembered {
                    return reply.fail(code: code, "\(done), but \(Self.unwritten)")
                }
                reply.succeed(done + "\n")
            case .has(let role): reply.succeed("\(role.rawValue) already: nothing was changed\n")
            case .ofActor:
                reply.fail(
                    code: code,
                    "the room's calendar is asked as this account, and would be lost to the room. Deactivate the room"
                        + " (room-agent account deactivate), or take the right back in the calendar's settings.")
            case .failed(let failure): reply.fail(code: code, sharingSentence(failure))
            }
        }
    }

    /// The words of the calendar's warnings are about reading; who changes rules needs more.
    private func sharingSentence(_ failure: CalendarFailure) -> String {
        switch failure.reason {
        case .scopeNotGranted, .forbidden, .calendarNotFound:
            "sharing needs an account that owns the calendar, and the scope \(GoogleCalendarSharing.scope)"
                + " (\(failure.detail)). Set [google] act-as to an owner and grant the scope, or share the calendar in"
                + " its settings."
        default: sentence(failure)
        }
    }
}
