// SPDX-License-Identifier: Apache-2.0
package import RoomCore

// What is written to the calendar, out of the same day's requests.
extension CalendarKeeper {
    /// Changes the calendar as somebody in the room asks: shown at once, and confirmed or rolled back when this
    /// returns, a minute later at the latest. It is never refused for the day's requests: somebody stands there and
    /// waits.
    package func request(_ request: BookingRequest) async -> BookingOutcome {
        guard let desk = parts.desk else { return .rolledBack(.notAllowed(detail: "nothing writes to this calendar")) }
        guard account?.isActive ?? true else { return .rolledBack(.failed(CalendarFailure(.notActivated))) }
        let outcome = await desk.carryOut(
            request, in: days, changed: { [self] in report(.windowChanged(isNews: false)) },
            sync: { [self] in askSoon() })
        await countEdits()
        if case .release(let meeting, _) = request, let series = desk.removeMissed(meeting), case .confirmed = outcome {
            await missed(meeting, of: series)
            if parts.series?.owes ?? false { askSoon() }
        }
        switch outcome {
        case .confirmed: set(.calendarReadOnly, false)
        case .rolledBack(.notAllowed(let detail)):
            if !EditFailure.notAllowed(detail: detail).isOrganizersMatter { set(.calendarReadOnly, true) }
            parts.journal.warning("the calendar was not changed", ("cause", "not-allowed"), ("detail", detail))
        case .rolledBack(let failure):
            parts.journal.info("the calendar was not changed", ("cause", failure.word))
        case .unconfirmed: parts.journal.info("the calendar was not changed", ("cause", "unconfirmed"))
        }
        // Once the calendar can be asked, what may stand there is taken back.
        if desk.owes { askSoon() }
        return outcome
    }

    /// Writes what events ask for (`[scheduling]`). Returns when to look at the calendar again for it, in time since
    /// boot; nil where nothing is left to do.
    func writeKeywords() async -> Duration? {
        guard let desk = parts.keywords else { return nil }
        let mayAsk = !budget.isScarce && state.failuresInARow == 0
        if let language = state.settings.language, parts.speaksUsersLanguage { desk.language = language }
        let before = desk.languageRequests
        let due = await spending {
            await desk.act(on: engine.drainAsks(), mayAsk: mayAsk, today: today, perDay: budget.perDay)
        }
        await spend(desk.languageRequests - before)
        set(.keywordRefused, desk.isRefused)
        return mayAsk ? due : nil
    }

    /// Looks at the calendar now, but not where the service asked for a pause.
    func askSoon() {
        if state.lastFailure?.retryAfter == nil { ask() }
    }

    /// What the room does to the calendar by itself, once it has looked at it.
    func afterSync() async {
        await withdrawBookings()
        await answerInvitations()
        await giveSeriesBack()
        await readSettings()
    }

    private func answerInvitations() async {
        guard let invitations = parts.invitations, !budget.isScarce else { return }
        let result = await invitations.answer(days, now: parts.loop.now.wall)
        await countEdits()
        if case .notAllowed(let detail)? = result.failure {
            set(.calendarReadOnly, true)
            parts.journal.warning("invitations could not be answered", ("detail", detail))
        }
        guard result.accepted + result.tentative + result.declined > 0 else { return }
        set(.calendarReadOnly, false)
        parts.journal.info(
            "answered invitations", ("accepted", "\(result.accepted)"), ("tentative", "\(result.tentative)"),
            ("declined", "\(result.declined)"))
        askSoon()
    }

    /// Takes back what was rolled back and stands in the calendar all the same.
    func withdrawBookings() async {
        guard let desk = parts.desk, desk.owes else { return }
        let isAny = await desk.withdrawBookings()
        await countEdits()
        // The window has it until then.
        if isAny { askSoon() }
    }

    /// Counts what the desk asked against the day's requests.
    func countEdits() async {
        // Both have one editor.
        guard let requests = parts.desk?.requests ?? parts.invitations?.requests else { return }
        let new = requests - editsCounted
        editsCounted = requests
        await spend(new)
    }
}
