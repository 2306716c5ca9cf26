// SPDX-License-Identifier: Apache-2.0

/// What a room asks of its calendar. Times are taken in whole seconds, rounded down, as calendars keep them.
package enum BookingRequest: Hashable, Sendable {
    /// A new meeting, straight on the calendar. `end` is after `start`.
    case book(title: Private<String>, start: Instant, end: Instant)
    /// The meeting lasts until `to`, which is after its end.
    case extend(MeetingID, to: Instant)
    /// The meeting is over at `at`, which is after its start and before its end.
    case end(MeetingID, at: Instant)
}

/// What came of a request.
package enum BookingOutcome: Hashable, Sendable {
    /// It stands in the calendar: a sync has brought it.
    case confirmed(MeetingID)
    /// The calendar took it, but no sync has brought it within `PendingChange.longest`. It is not shown any more, until
    /// a sync brings it.
    case unconfirmed(MeetingID)
    /// It is not shown any more, and why. After `.failed` the calendar may have taken it all the same, its reply being
    /// lost: then a later sync brings it, as it brings anybody's.
    case rolledBack(EditFailure)
}
