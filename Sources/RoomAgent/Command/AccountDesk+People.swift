// SPDX-License-Identifier: Apache-2.0
import AgentFaces
import AgentHost
import CalendarKeeping
import JSON
import RoomCore

// The people whose vacation responders are watched are accounts, too.
extension AccountDesk {
    var watched: [PersonState] { people?.people ?? [] }

    /// Watches a person again, or no more. False: nobody of that address is watched, or the address is the room's, too.
    func change(_ address: String, to isWanted: Bool, _ reply: any ControlReply) -> Bool {
        guard address.lowercased() != self.address.exposed.lowercased(), let people else { return false }
        return people.want(address, isWanted) { [self] person, isRemembered in
            let isActive = person.account.phase == .active
            var left: [String] = []
            if isWanted, !isActive || person.failure != nil {
                let failure = person.failure ?? CalendarFailure(.notActivated)
                let step = isActive ? "active, but not read" : AccountCondition(failure.reason).rawValue
                left.append("\(step): \(sentence(ofPerson: failure))")
            }
            if !isRemembered { left.append((isWanted ? "wanted, but " : "inactive, but ") + Self.unwritten) }
            if left.isEmpty {
                return reply.succeed(isWanted ? "active\n" : "inactive: nothing is asked for, and nothing is known\n")
            }
            reply.fail(code: ExitCode.unavailable.rawValue, left.joined(separator: "; "))
        }
    }

    func text(_ person: PersonState) -> String {
        let account = person.account
        var text = "\(person.address.exposed)\n  person, \(account.phase.rawValue)"
        if let since = account.activatedAt { text += " since \(RFC3339.utc(since)), \(person.word)" }
        if let refusal = account.refusal, account.phase == .error {
            text += " since \(RFC3339.utc(refusal.at)): \(refusal.condition.rawValue)"
            text += "\n  \(sentence(ofPerson: refusal.failure))"
        } else if !account.isWanted {
            text += "\n  The account was deactivated. Run: room-agent account activate \(person.address.exposed)"
        } else if let failure = person.failure {
            text += "\n  \(sentence(ofPerson: failure))"
        }
        return text + "\n"
    }

    func json(_ person: PersonState) -> JSONText {
        let account = person.account
        let refusal = account.phase == .error ? account.refusal : nil
        let words = refusal.map { Self.words(ofPerson: $0.failure) }
        return .object([
            "address": .text(person.address.exposed), "kind": .text("person"), "state": .text(account.phase.rawValue),
            "since": .text((account.activatedAt ?? refusal?.at).map(RFC3339.utc)),
            "condition": .text(refusal?.condition.rawValue),
            "code": .text(refusal.flatMap { WarningCode($0.failure.reason)?.rawValue }),
            "sentence": .text(words?.sentence), "remedy": .text(words?.remedy), "granted": .bool(false),
        ])
    }

    private func sentence(ofPerson failure: CalendarFailure) -> String {
        let words = Self.words(ofPerson: failure)
        let detail = failure.detail.isEmpty ? "" : " (\(Printable.ascii(failure.detail, maximumBytes: 200)))"
        let code = WarningCode(failure.reason).map { "\($0.rawValue): " } ?? ""
        return "\(code)\(words.sentence)\(detail) \(words.remedy)"
    }

    /// The words of the calendar's warnings are about calendars where it is about rights.
    static func words(ofPerson failure: CalendarFailure) -> (sentence: String, remedy: String) {
        switch failure.reason {
        case .scopeNotGranted:
            (
                "The service account may not speak for this person.",
                "Grant it gmail.settings.basic by domain-wide delegation: room-agent provision google."
            )
        case .forbidden, .calendarNotFound, .requestRefused:
            (
                "Gmail does not give out this person's vacation responder.",
                "Correct the address in [presence] vacation, and see that the person has Gmail."
            )
        case .apiDisabled:
            (
                "The Gmail API is switched off in the project.",
                "Run: gcloud services enable gmail.googleapis.com."
            )
        case .outsideDomains:
            (
                "The address is in none of the domains of [google] domains.",
                "Correct [presence] vacation, or add its domain to [google] domains."
            )
        default:
            WarningCode(failure.reason).map { code in
                let warning = Warning(code: code)
                return (warning.sentence(in: .en), warning.remedy(in: .en))
            } ?? ("It could not be read.", "Run: room-agent account activate.")
        }
    }
}
