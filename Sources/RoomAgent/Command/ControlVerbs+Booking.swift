// SPDX-License-Identifier: Apache-2.0
import AgentFaces
import AgentHost
import RoomCore
import RoomRuntime

extension ControlVerbs {
    /// `book minutes N`, `book text SENTENCE`, `extend N` and `end`. The answer comes when the calendar has it, or has
    /// not.
    static func book(_ agent: isolated RoomAgent, _ request: ControlRequest, _ reply: any ControlReply) {
        guard let wish = BookingWish(request) else {
            return reply.fail(
                code: ExitCode.usage.rawValue, "it is: book minutes N, book text SENTENCE, extend N, or end")
        }
        agent.ask(wish) { answer in
            switch answer {
            case .done(let deed, let start, let end):
                let zone = agent.assumeIsolated { $0.status().zone }
                reply.succeed(sentence(deed, StatusText.time(start, zone), StatusText.time(end, zone)))
            case .refused(let refusal): reply.fail(refusal)
            case .undone(let outcome): reply.fail(outcome, agent.assumeIsolated { $0.facts })
            }
        }
    }

    /// `presence in-use SECONDS NAME`.
    static func presence(_ agent: isolated RoomAgent, _ words: [String], _ reply: any ControlReply) {
        let range = 1...Int(Presence.longest.wholeSeconds)
        guard words.count == 3, words[0] == "in-use", let seconds = Int(words[1]), range.contains(seconds),
            Presence.isName(words[2])
        else { return reply.fail(code: ExitCode.usage.rawValue, "it is: presence in-use SECONDS NAME") }
        guard let until = agent.inUse(for: .seconds(seconds), source: words[2]) else {
            return reply.fail(
                code: ExitCode.unavailable.rawValue,
                "\(Presence.maximumCount) sources say so already; give each its own name, and no new one each time")
        }
        reply.succeed("in use until \(StatusText.time(until, agent.status().zone))\n")
    }

    private static func sentence(_ deed: BookingDeed, _ start: String, _ end: String) -> String {
        switch deed {
        case .booking: "booked \(start)-\(end)\n"
        case .extending: "extended until \(end)\n"
        case .ending, .releasing: "ended at \(end)\n"
        }
    }
}

extension BookingWish {
    fileprivate init?(_ request: ControlRequest) {
        func minutes(_ word: String) -> Int? {
            Int(word).flatMap { (1...RoomManners.most.count(of: .minutes(1))).contains($0) ? $0 : nil }
        }
        switch (request.verb, request.words.first, request.words.count) {
        case ("book", "minutes"?, 2):
            guard let minutes = minutes(request.words[1]) else { return nil }
            self = .book(minutes: minutes)
        case ("book", "text"?, 2...): self = .sentence(request.words.dropFirst().joined(separator: " "))
        case ("extend", let word?, 1):
            guard let minutes = minutes(word) else { return nil }
            self = .extend(minutes: minutes)
        case ("end", nil, 0): self = .end
        default: return nil
        }
    }
}

extension ControlReply {
    fileprivate func fail(_ refusal: BookingRefusal) {
        let (code, why): (ExitCode, String) =
            switch refusal {
            case .off:
                (.configuration, "booking at the room is switched off. Write under [manners]: book = yes")
            case .unknown: (.unavailable, ControlVerbs.nothingKnown)
            case .nothingOn: (.unavailable, "no meeting is on whose end could be moved. See: room-agent status")
            case .conflict: (.unavailable, Self.taken)
            case .unclear: (.data, Self.unclear)
            }
        fail(code: code.rawValue, "\(refusal.rawValue): \(why)")
    }

    fileprivate func fail(_ outcome: BookingOutcome, _ facts: WarningFacts) {
        let cause = outcome.cause ?? ""
        switch outcome {
        case .confirmed, .unconfirmed:
            fail(code: ExitCode.unavailable.rawValue, "\(cause): no sync has brought it. See: room-agent agenda")
        case .rolledBack(.conflict): fail(code: ExitCode.unavailable.rawValue, "\(cause): \(Self.taken)")
        case .rolledBack(.gone):
            fail(
                code: ExitCode.unavailable.rawValue, "\(cause): the meeting is not there any more. Try: room-agent sync"
            )
        case .rolledBack(.unclear): fail(code: ExitCode.data.rawValue, "\(cause): \(Self.unclear)")
        case .rolledBack(let failure) where failure.isOrganizersMatter:
            fail(code: ExitCode.permission.rawValue, "\(cause): \(Self.organizers)")
        case .rolledBack(.notAllowed(let detail)):
            let warning = Warning(code: .calendarReadOnly, facts: facts)
            fail(
                code: ExitCode.permission.rawValue,
                "\(cause): the calendar does not let the room do that (\(Printable.ascii(detail))). "
                    + warning.remedy(in: .en))
        case .rolledBack(.failed(let failure)): answer(.refused(failure), facts)
        }
    }

    private static var organizers: String {
        "only its organiser can change that meeting, in their own calendar (403 forbiddenForNonOrganizer)"
    }
    private static var taken: String { "another meeting has the time. See: room-agent agenda --day today" }
    private static var unclear: String {
        "nobody can tell when that is, or it is over, or repeats. Write it as: room-agent book \"Retro 14:00-14:30\""
    }
}
