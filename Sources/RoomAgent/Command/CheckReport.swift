// SPDX-License-Identifier: Apache-2.0
import GoogleCalendar
import JoinActions
import RoomCore
import RoomRuntime

/// Lines of `check`, and whether any of them was bad.
struct CheckReport {
    private(set) var hasErrors = false
    /// What the sentences of warnings can say more exactly.
    var facts = WarningFacts()

    func good(_ what: String) { Console.print("ok    \(what)\n") }
    func addNote(_ what: String) { Console.print("note  \(what)\n") }
    mutating func bad(_ what: String, _ remedy: String) {
        hasErrors = true
        Console.print("bad   \(what)\n      \(remedy)\n")
    }

    /// In the words that `status`, `sync` and the journal have for it: its code, its sentence and what to do.
    mutating func bad(_ warning: Warning, _ detail: String) {
        var warning = warning
        warning.facts = facts
        let more = detail.isEmpty ? "" : " (\(Printable.ascii(detail, maximumBytes: 400)))"
        bad("\(warning.code.rawValue): \(warning.sentence(in: .en))\(more)", warning.remedy(in: .en))
    }

    mutating func add(_ finding: JoinFinding) {
        switch finding.verdict {
        case .good: good(finding.sentence)
        case .note: addNote(finding.sentence)
        case .bad: bad(finding.sentence, finding.remedy)
        }
    }

    /// What is to be granted for features that change the calendar.
    func add(_ needs: GoogleNeeds) {
        guard needs.writes else { return }
        let names = needs.scopes.compactMap { $0.split(separator: "/").last }.joined(separator: " ")
        addNote("\(needs.writers) changes the calendar: share it with \"\(needs.sharing)\"; scopes \(names)")
        if let scheduler = needs.scheduler {
            let writer = facts.account.map { " with \(Printable.ascii($0))" } ?? ""
            let calendar = "the calendar of \(Printable.ascii(scheduler))"
            addNote("[manners] book-as books on \(calendar): share that one\(writer), too")
        }
    }

    /// What the calendar of `[manners] book-as` says, where it says another thing than the room's own.
    mutating func addBookings(_ result: ProbeResult, _ needs: GoogleNeeds) {
        let title = "[manners] book-as: the calendar of \(Printable.ascii(needs.scheduler ?? ""))"
        let writer = facts.account.map { Printable.ascii($0) } ?? "the user who signed in"
        let remedy = "Share it with \(writer), with \"\(needs.sharing)\", or take book-as out."
        switch (result.step, result.outcome) {
        case (.calendar, .failed(let failure)):
            bad("\(title) cannot be read (\(Printable.ascii(failure.detail, maximumBytes: 200)))", remedy)
        case (_, .freeBusyOnly), (_, .role("reader"?)): bad("\(title) may only be read", remedy)
        case (_, .role(let role)): good("\(title) can be changed" + (role.map { " as \($0)" } ?? ""))
        default: break
        }
    }

    mutating func add(_ result: ProbeResult, _ needs: GoogleNeeds) {
        switch (result.step, result.outcome) {
        case (_, .failed(let failure)):
            guard let code = WarningCode(failure.reason) else {
                return bad("\(result.step.rawValue): it was not answered (\(failure.detail))", "Try it again.")
            }
            bad(Warning(code: code), failure.detail)
        // The line of the role says the same, and more.
        case (.delegation, .passed), (.calendar, .passed): break
        case (.delegation, .delegated):
            let warning = Warning(code: .delegationInUse)
            addNote("\(warning.code.rawValue): \(warning.sentence(in: .en))\n      \(warning.remedy(in: .en))")
        case (_, .freeBusyOnly) where needs.writes, (_, .role("reader"?)) where needs.writes:
            bad(Warning(code: .calendarReadOnly), needs.writers)
        case (_, .freeBusyOnly):
            addNote("role: only free and busy can be seen; share with \"See all event details\"")
        case (_, .role(let role)): good("calendar can be read" + (role.map { " as \($0)" } ?? ""))
        case (_, .clockOff(let lead)):
            facts.clockLead = lead
            bad(Warning(code: .clockWrong), "")
        case (_, .clockUnknown): addNote("clock: Google's reply told no time")
        case (.clock, _): good("clock: it agrees with Google's")
        case (let step, _): good(step.rawValue)
        }
    }
}
