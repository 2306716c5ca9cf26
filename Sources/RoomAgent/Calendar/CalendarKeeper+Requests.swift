// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension CalendarKeeper {
    package func request(_ request: BookingRequest) async -> BookingOutcome {
        guard let desk = parts.desk else { return .rolledBack(.notAllowed(detail: "nothing writes to this calendar")) }
        let outcome = await desk.carryOut(
            request, in: days, changed: { [self] in report(.windowChanged(isNews: false)) },
            sync: { [self] in
                // Not where the service asked for a pause.
                if state.lastFailure?.retryAfter == nil { ask() }
            })
        countEdits()
        switch outcome {
        case .confirmed: set(.calendarReadOnly, false)
        case .rolledBack(.notAllowed(let detail)):
            // What belongs to another organiser is no matter of rights.
            if !detail.hasSuffix("forbiddenForNonOrganizer") { set(.calendarReadOnly, true) }
            parts.journal.warning("the calendar was not changed", ("cause", "not-allowed"), ("detail", detail))
        case .rolledBack(let failure):
            parts.journal.info("the calendar was not changed", ("cause", failure.word))
        case .unconfirmed: parts.journal.info("the calendar was not changed", ("cause", "unconfirmed"))
        }
        // Once the calendar can be asked, what may stand there is taken back.
        if desk.owes { ask() }
        return outcome
    }

    /// Takes back what was rolled back and stands in the calendar all the same.
    func takeBack() async {
        guard let desk = parts.desk, desk.owes else { return }
        let isAny = await desk.takeBack()
        countEdits()
        // The window has it until then.
        if isAny { ask() }
    }

    /// Counts what the desk asked against the day's requests.
    private func countEdits() {
        guard let desk = parts.desk else { return }
        turnDay()
        budget.spend(desk.requests - editsCounted)
        editsCounted = desk.requests
    }
}
