// SPDX-License-Identifier: Apache-2.0

/// What a room asks of its calendar. Times are taken in whole seconds, rounded down, as calendars keep them.
package enum BookingRequest: Hashable, Sendable {
    /// A new meeting. `end` is after `start`.
    case book(title: Private<String>, start: Instant, end: Instant)
    /// A new meeting, in words that the calendar's service takes apart.
    case sentence(BookingSentence)
    /// The meeting lasts until `to`, which is after its end.
    case extend(MeetingID, to: Instant)
    /// The meeting is over at `at`, which is after its start and before its end.
    case end(MeetingID, at: Instant)
    /// Nobody came: the room declines the meeting, or ends it at `at` where it stands on the room's calendar directly.
    case release(MeetingID, at: Instant)

    /// The meeting that is to be another; nil for a new one.
    package var meeting: MeetingID? {
        switch self {
        case .book, .sentence: nil
        case .extend(let id, _), .end(let id, _), .release(let id, _): id
        }
    }

    /// What kind of change it is, for the display.
    package var deed: BookingDeed {
        switch self {
        case .book, .sentence: .booking
        case .extend: .extending
        case .end: .ending
        case .release: .releasing
        }
    }
}

/// The kinds of change that a room asks for. The raw values are stable: events tell them.
package enum BookingDeed: String, Sendable, CaseIterable {
    /// A new meeting in the room.
    case booking
    /// A later end of the meeting that is on.
    case extending
    /// An end now of the meeting that is on.
    case ending
    /// The room is given back, because nobody came.
    case releasing
}

/// What came of a request.
package enum BookingOutcome: Hashable, Sendable {
    /// It stands in the calendar: a sync has brought it.
    case confirmed(MeetingID)
    /// The calendar took it, but no sync has brought it within `PendingChange.longest`. It is not shown any more. A
    /// booking is taken back; another end of a meeting is shown again once a sync brings it.
    case unconfirmed(MeetingID)
    /// It is not shown any more, and why. A booking that the calendar may have taken all the same, its reply being
    /// lost, is taken back as soon as the calendar can be reached.
    case rolledBack(EditFailure)
}

extension BookingOutcome {
    /// Why it is not so, in a stable word; nil where it is so.
    package var cause: String? {
        switch self {
        case .confirmed: nil
        case .unconfirmed: "unconfirmed"
        case .rolledBack(let failure): failure.word
        }
    }

    /// The same for people in the room.
    package var trouble: BookingTrouble? {
        switch self {
        case .confirmed: nil
        case .rolledBack(.conflict): .taken
        case .rolledBack(.gone), .rolledBack(.notAllowed): .refused
        case .rolledBack(.unclear): .unclear
        case .unconfirmed, .rolledBack(.failed): .noAnswer
        }
    }
}

/// Why the room could not do what it was asked for, as people see it.
package enum BookingTrouble: Sendable, CaseIterable {
    /// Somebody else has the time.
    case taken
    /// The calendar does not let the room do that.
    case refused
    /// Nobody can tell from the sentence when the meeting is to be.
    case unclear
    /// The calendar did not answer in time.
    case noAnswer
}

extension EditFailure {
    /// A stable word for scripts.
    package var word: String {
        switch self {
        case .conflict: "conflict"
        case .gone: "gone"
        case .notAllowed: "not-allowed"
        case .unclear: "unclear"
        case .failed(let failure): WarningCode(failure.reason)?.rawValue ?? "failed"
        }
    }

    /// It may have been done, for all that is known: the reply was lost, or makes no sense.
    package var mayBeDone: Bool {
        guard case .failed(let failure) = self else { return false }
        return switch failure.reason {
        case .unreachable, .serverError, .malformedReply, .cancelled: true
        default: false
        }
    }
}
