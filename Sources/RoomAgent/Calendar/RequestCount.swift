// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Counts what one calendar costs its service against the day's budget, and remembers it over restarts: some requests
/// ahead of what is spent, so that the medium is written to some forty times a day and a power cut forgets none.
final class RequestCount {
    /// The days as they are counted now.
    private(set) var budget: RequestBudget
    private let record: (any SpendingRecord)?
    private let journal: any AgentJournal
    /// What the record has.
    private var kept: [RequestBudget.Day]
    private var hasFailed = false

    /// So many requests are written down at a time. What an agent did not spend of them when its power went is lost to
    /// that day.
    private static let step = 3

    /// Goes on with what the record has; nil for one that forgets.
    init(_ budget: RequestBudget, _ record: (any SpendingRecord)?, _ journal: any AgentJournal) {
        kept = record?.load() ?? []
        self.budget = RequestBudget(perDay: budget.perDay, days: kept)
        self.record = record
        self.journal = journal
    }

    /// Where another civil day has begun in this zone, its requests begin anew. `now` is the civil time; the window
    /// says how the day's requests are spread.
    func turn(to now: Instant, _ window: MeetingWindow, in zone: any TimeZoneRules) {
        budget.turn(to: now, window, in: zone)
    }

    /// Counts requests that were made. Writes nothing: `reserve` does.
    func spend(_ count: Int) { budget.spend(count) }

    /// Writes down that so many more may be spent, where the record does not have them yet.
    func reserve(_ count: Int) async {
        guard let today = budget.days.last else { return }
        if let last = kept.last, last.date == today.date, last.spent >= today.spent + count { return }
        await keep(ahead: max(count, Self.step))
    }

    /// Writes down what is spent, and no more.
    func close() async {
        if budget.days != kept { await keep(ahead: 0) }
    }

    private func keep(ahead count: Int) async {
        guard let record, var today = budget.days.last else { return }
        today.spent += count
        kept = budget.days.dropLast() + [today]
        let isKept = await record.keep(kept)
        if !isKept, !hasFailed { journal.warning("what the calendar costs cannot be remembered") }
        hasFailed = !isKept
    }
}
