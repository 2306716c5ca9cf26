// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension CalendarKeeper {
    package func request(_ request: BookingRequest) async -> BookingOutcome {
        guard let desk = parts.desk else { return .rolledBack(.notAllowed(detail: "nothing writes to this calendar")) }
        guard account?.isActive ?? true else { return .rolledBack(.failed(CalendarFailure(.notActivated))) }
        let outcome = await desk.carryOut(
            request, in: days, changed: { [self] in report(.windowChanged(isNews: false)) },
            sync: { [self] in ask() })
        await countEdits()
        switch outcome {
        case .confirmed: set(.calendarReadOnly, false)
        case .rolledBack(.notAllowed(let detail)):
            set(.calendarReadOnly, true)
            parts.journal.warning("the calendar was not changed", ("cause", "not-allowed"), ("detail", detail))
        case .rolledBack(let failure):
            parts.journal.info("the calendar was not changed", ("cause", failure.word))
        case .unconfirmed: parts.journal.info("the calendar was not changed", ("cause", "unconfirmed"))
        }
        // Once the calendar can be asked, what may stand there is taken back.
        if desk.owes { ask() }
        return outcome
    }

    /// Writes what events ask for. Returns when to look again for it.
    func writeKeywords() async -> Duration? {
        guard let desk = parts.keywords else { return nil }
        let mayAsk = budget.left > budget.perDay / 5 && state.failuresInARow == 0
        let due = await spending {
            await desk.act(on: engine.takeAsks(), mayAsk: mayAsk, today: today, perDay: budget.perDay)
        }
        set(.keywordRefused, desk.isRefused)
        return mayAsk ? due : nil
    }

    /// Takes back what was rolled back and stands in the calendar all the same.
    func takeBack() async {
        guard let desk = parts.desk, desk.owes else { return }
        let isAny = await desk.takeBack()
        await countEdits()
        // The window has it until then.
        if isAny { ask() }
    }

    /// Counts what the desk asked against the day's requests.
    private func countEdits() async {
        guard let desk = parts.desk else { return }
        turnDay()
        count.spend(desk.requests - editsCounted)
        editsCounted = desk.requests
        state.requestsSpent = budget.spent
        await count.reserve(0)
    }
}
