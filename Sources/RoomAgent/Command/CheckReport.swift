// SPDX-License-Identifier: Apache-2.0
import GoogleCalendar
import JoinActions
import RoomCore
import RoomRuntime

/// Lines of `check`, and whether any of them was bad.
struct CheckReport {
    private(set) var hasErrors = false

    func good(_ what: String) { Console.print("ok    \(what)\n") }
    func note(_ what: String) { Console.print("note  \(what)\n") }
    mutating func bad(_ what: String, _ remedy: String) {
        hasErrors = true
        Console.print("bad   \(what)\n      \(remedy)\n")
    }

    mutating func add(_ finding: JoinFinding) {
        switch finding.verdict {
        case .good: good(finding.sentence)
        case .note: note(finding.sentence)
        case .bad: bad(finding.sentence, finding.remedy)
        }
    }

    mutating func add(_ result: ProbeResult) {
        switch (result.step, result.outcome) {
        case (_, .failed(let failure)):
            let warning = WarningCode(failure.reason).map { Warning(code: $0) }
            bad(
                "\(result.step.rawValue): \(warning?.sentence(in: .en) ?? "\(failure.reason)") (\(failure.detail))",
                warning?.remedy(in: .en) ?? "see the detail")
        // The line of the role says the same, and more.
        case (.delegation, .passed), (.calendar, .passed): break
        case (.delegation, .delegated):
            note("delegation: \(Warning(code: .delegationInUse).sentence(in: .en))")
            note("            \(Warning(code: .delegationInUse).remedy(in: .en))")
        case (_, .freeBusyOnly):
            note("role: only free and busy can be seen; share with \"See all event details\"")
        case (_, .role(let role)): good("calendar can be read" + (role.map { " as \($0)" } ?? ""))
        case (_, .clockOff(let lead)):
            let seconds = lead.wholeSeconds
            bad(
                "clock: it is \(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead of") Google's",
                "Set up a time service (timedatectl).")
        case (_, .clockUnknown): note("clock: Google's reply told no time")
        case (.clock, _): good("clock: it agrees with Google's")
        case (let step, _): good(step.rawValue)
        }
    }
}
