// SPDX-License-Identifier: Apache-2.0
import AgentHost
import JSON
import RoomCore
import RoomRuntime

/// The agent's side of the verbs that talk to it. Runs on the loop, as the socket and the agent do.
final class ControlVerbs {
    /// Nil until the agent is there.
    var agent: RoomAgent?

    func handle(_ request: ControlRequest, _ reply: any ControlReply) {
        guard let agent else { return reply.fail(code: ExitCode.unavailable.rawValue, "the agent is starting") }
        // Sound: the socket, its replies and the actor live on the same thread, the loop's.
        nonisolated(unsafe) let reply = reply
        agent.assumeIsolated { agent in
            switch (request.verb, request.words) {
            case ("status", let words):
                let status = agent.status()
                let json = words.contains("json")
                reply.succeed(json ? StatusJSON.status(status).text + "\n" : StatusText.status(status))
            case ("agenda", let words): Self.agenda(agent, words, reply)
            case ("press", []): reply.answer(agent.press())
            case ("press", ["hold"]): reply.answer(agent.hold())
            case ("events", []): Self.events(agent, reply)
            case ("sync", []): agent.syncNow { reply.answer($0) }
            default:
                reply.fail(code: ExitCode.usage.rawValue, "the agent does not know '\(Printable.ascii(request.verb))'")
            }
        }
    }

    private static func agenda(_ agent: isolated RoomAgent, _ words: [String], _ reply: any ControlReply) {
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
            return reply.fail(code: ExitCode.unavailable.rawValue, "the calendar has never been read yet; see: status")
        }
        reply.succeed(
            words.contains("json") ? StatusJSON.agenda(items, status).text + "\n" : StatusText.agenda(items, status))
    }

    /// A day as a person writes it, in the room's zone.
    private static func day(_ word: String, _ status: RoomStatus) -> CivilDate? {
        let today = status.zone.civilTime(at: status.now).date
        switch word {
        case "today": return today
        case "tomorrow":
            // Noon is on the same day whatever summer time does.
            let noon = status.zone.startOfDay(today) + .hours(12)
            return status.zone.civilTime(at: noon + .hours(24)).date
        default: return CivilDate(iso: word)
        }
    }

    private static func events(_ agent: isolated RoomAgent, _ reply: any ControlReply) {
        let status = agent.status()
        let number = agent.subscribe { report in
            reply.send(line: StatusJSON.event(report, rules: status.rules, language: status.language).text)
        }
        reply.stream { agent.assumeIsolated { $0.unsubscribe(number) } }
    }
}

extension ControlReply {
    /// What came of a press, in its stable word.
    fileprivate func answer(_ outcome: PressOutcome?) { succeed(outcome.map { "\($0.rawValue)\n" } ?? "") }

    fileprivate func answer(_ outcome: SyncOutcome) {
        switch outcome {
        case .synced: succeed("synced\n")
        case .refused(let failure):
            fail(code: ExitCode.unavailable.rawValue, "\(failure.reason): \(Printable.ascii(failure.detail))")
        case .notStored(let failure):
            fail(
                code: ExitCode.unavailable.rawValue,
                "the window cannot be stored (\(Printable.ascii(failure.detail))); the room goes on in memory")
        }
    }
}

extension CivilDate {
    /// YYYY-MM-DD.
    init?(iso text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}
