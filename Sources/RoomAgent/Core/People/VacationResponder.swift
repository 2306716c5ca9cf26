// SPDX-License-Identifier: Apache-2.0

/// A person's vacation responder, as their mail service has it.
package struct VacationResponder: Hashable, Sendable {
    /// Whether it replies at all.
    package var isOn: Bool
    /// From when on it replies; nil: since ever.
    package var start: Instant?
    /// From when on it replies no more; nil: nobody knows.
    package var end: Instant?

    package init(isOn: Bool, from start: Instant? = nil, until end: Instant? = nil) {
        self.isOn = isOn
        self.start = start
        self.end = end
    }

    /// Whether the person is away at that time; one that is switched on and over, or yet to begin, says that they are
    /// not.
    package func absence(at now: Instant) -> Absence? {
        guard isOn, start.map({ $0 <= now }) ?? true, end.map({ now < $0 }) ?? true else { return nil }
        return Absence(since: start, until: end)
    }

    /// When `absence` is another; nil where it stays.
    package func nextChange(after now: Instant) -> Instant? {
        guard isOn else { return nil }
        return [start, end].compactMap(\.self).filter { $0 > now }.min()
    }
}

/// A person is out of office.
package struct Absence: Hashable, Sendable {
    /// Since when; nil where the person said nothing of it.
    package var since: Instant?
    /// Until when; nil where nobody knows.
    package var until: Instant?

    package init(since: Instant? = nil, until: Instant? = nil) {
        self.since = since
        self.until = until
    }
}

/// How a person stands whose vacation responder is watched.
package struct PersonState: Hashable, Sendable {
    /// Their mail address.
    package var address: Private<String>
    /// Whether the account may be asked.
    package var account: AccountState
    /// The responder was read, and not too long ago. Nothing is known of anybody else.
    package var isKnown = false
    /// Nil where the person is not away, or nobody knows.
    package var absence: Absence?
    /// When the responder was last read, in civil time; nil where that is too long ago, or never was.
    package var readAt: Instant?
    /// Why the last attempt failed; nil before the first and after each success.
    package var failure: CalendarFailure?

    /// Nothing is known yet.
    package init(_ address: Private<String>, account: AccountState = AccountState()) {
        self.address = address
        self.account = account
    }

    /// The presence in a word, which is stable: `status --json` has it.
    package var word: String { isKnown ? absence == nil ? "in-office" : "out-of-office" : "unknown" }
}
