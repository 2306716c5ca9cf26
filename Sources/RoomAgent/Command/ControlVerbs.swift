// SPDX-License-Identifier: Apache-2.0
import AgentFaces
import AgentHost
import CalendarKeeping
import JSON
import RoomCore
import RoomRuntime

/// The agent's side of the verbs that talk to it. Runs on the loop, as the socket and the agent do.
final class ControlVerbs {
    /// Nil until the agent is there.
    var agent: RoomAgent?
    /// It knows the names of meetings. Nil until the agent is put together.
    var vault: Vault?
    /// Nil until the agent is put together.
    var accounts: AccountDesk?
    /// Nil where nobody is watched.
    var people: PeopleKeeper?
    /// Has the agent stop, wipe the device, and then reply.
    var wipe: (any ControlReply) -> Void = { _ in }

    func handle(_ request: ControlRequest, _ reply: any ControlReply) {
        guard let agent, let known = vault?.names else {
            return reply.fail(code: ExitCode.unavailable.rawValue, "the agent is starting")
        }
        if Self.ofOwner.contains(request.verb) { return change(request, reply) }
        // Sound: the socket, its replies and the actor live on the same thread, the loop's.
        nonisolated(unsafe) let reply = reply
        // Sound: they too.
        nonisolated(unsafe) let names = known
        agent.assumeIsolated { agent in
            let status = agent.status()
            let json = StatusJSON(
                version: AgentVersion.version, naming: names.name(of:), rules: status.rules, language: status.language)
            switch (request.verb, request.words) {
            case ("status", let words):
                Self.status(status, words, json, reply)
            case ("agenda", let words): Self.agenda(agent, words, json, reply)
            case ("press", []): reply.answer(agent.press())
            case ("press", ["hold"]): reply.answer(agent.hold())
            case ("book", _), ("extend", _), ("end", _): Self.book(agent, request, reply)
            case ("presence", let words): Self.presence(agent, words, reply)
            case ("events", []): Self.events(agent, json, reply)
            case ("sync", []):
                agent.syncNow { outcome in agent.assumeIsolated { reply.answer(outcome, $0.facts) } }
            default:
                reply.fail(code: ExitCode.usage.rawValue, "the agent does not know '\(Printable.ascii(request.verb))'")
            }
        }
    }

    /// Verbs that are not for the socket's group.
    private static let ofOwner = ["keys", "wipe", "account"]

    private func change(_ request: ControlRequest, _ reply: any ControlReply) {
        guard reply.isForOwner else {
            return reply.fail(code: ExitCode.permission.rawValue, "only root and the agent's user may do this")
        }
        let asked: KeyRequest
        switch (request.verb, request.words) {
        case ("wipe", []): return wipe(reply)
        case ("account", let words):
            accounts?.handle(words, reply)
            return
        case ("keys", ["status"]): asked = .status
        case ("keys", ["rotate"]): asked = .rotate
        case ("keys", ["rotate", "wrapping"]): asked = .rewrap
        default: return reply.fail(code: ExitCode.usage.rawValue, "keys are asked for their status, or rotated")
        }
        vault?.ask(asked) { answer in
            switch answer {
            case .done(let text): reply.succeed(text)
            case .failed(let code, let why): reply.fail(code: code.rawValue, why)
            }
        }
    }

    private static func status(
        _ status: RoomStatus, _ words: [String], _ json: StatusJSON, _ reply: any ControlReply
    ) {
        switch words {
        case []: reply.succeed(StatusText.status(status))
        case ["json"]: reply.succeed(json.status(status).text + "\n")
        case ["check"]: reply.succeed(StatusCheck(status).answer)
        default: reply.fail(code: ExitCode.usage.rawValue, "status is asked for as text, as json, or as check")
        }
    }

    private static func agenda(
        _ agent: isolated RoomAgent, _ words: [String], _ json: StatusJSON, _ reply: any ControlReply
    ) {
        var day: CivilDate?
        for word in words where word != "json" {
            guard let date = Self.day(word, agent.status()) else {
                return reply.fail(code: ExitCode.usage.rawValue, "a day is today, tomorrow, or written YYYY-MM-DD")
            }
            day = date
        }
        let items = agent.agendaItems(on: day)
        let status = agent.status()
        // No answer is better than an empty one, which a script takes for a free room.
        guard status.sync.syncedAt != nil || !items.isEmpty else {
            return reply.fail(code: ExitCode.unavailable.rawValue, Self.nothingKnown)
        }
        reply.succeed(
            words.contains("json") ? json.agenda(items).text + "\n" : StatusText.agenda(items, status))
    }

    /// A day as a person writes it, in the room's zone.
    static var nothingKnown: String {
        "nothing is known of the calendar: it was never read, or its account is inactive. See: room-agent status"
    }

    private static func day(_ word: String, _ status: RoomStatus) -> CivilDate? {
        let today = status.zone.civilTime(at: status.now).date
        switch word {
        case "today": return today
        case "tomorrow":
            // Noon is on the same day whatever summer time does.
            let noon = status.zone.startOfDay(today) + .hours(12)
            return status.zone.civilTime(at: noon + .hours(24)).date
        default: return RFC3339.date(word)
        }
    }

    private static func events(_ agent: isolated RoomAgent, _ json: StatusJSON, _ reply: any ControlReply) {
        // Sound: as above, everything is on the loop's thread.
        nonisolated(unsafe) let send = { (report: RoomReport) in
            reply.send(line: json.event(report).text)
        }
        let number = agent.subscribe(send)
        reply.stream { agent.assumeIsolated { $0.unsubscribe(number) } }
        for report in agent.standing() { send(report) }
    }
}

extension ControlReply {
    /// What came of a press, in its stable word.
    fileprivate func answer(_ outcome: PressOutcome?) { succeed(outcome.map { "\($0.rawValue)\n" } ?? "") }

    func answer(_ outcome: SyncOutcome, _ facts: WarningFacts) {
        switch outcome {
        case .synced: succeed("synced\n")
        case .refused(let failure):
            let sentence = failure.sentence(facts)
            let remedy = WarningCode(failure.reason).map { Warning(code: $0, facts: facts).remedy(in: .en) }
            fail(code: ExitCode.unavailable.rawValue, [sentence, remedy].compactMap(\.self).joined(separator: " "))
        case .notStored(let failure):
            let warning = Warning(code: .storeNotWritable)
            fail(
                code: ExitCode.unavailable.rawValue,
                "\(warning.code.rawValue): \(warning.sentence(in: .en)) (\(Printable.ascii(failure.detail))) "
                    + warning.remedy(in: .en))
        }
    }
}
