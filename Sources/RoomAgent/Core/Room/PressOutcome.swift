// SPDX-License-Identifier: Apache-2.0

/// What came of a press or a hold. The raw values are stable: events and `room-agent press` tell them.
package enum PressOutcome: String, Sendable, CaseIterable {
    /// A meeting is being joined.
    case joining
    /// A meeting is on and has no address: the press counts as a check-in.
    case checkedIn = "checked-in"
    /// Nothing is on and nothing can be joined yet: the display says what comes next.
    case showedNext = "showed-next"
    /// The calendar has never been read: the display says why.
    case saidWhy = "said-why"
    /// A hold: the meeting is being left.
    case leaving
    /// Joining, in a meeting, or leaving: a press has nothing to do.
    case ignored
    /// Too soon after the last press.
    case tooSoon = "too-soon"
    /// A hold outside of a meeting.
    case nothingToLeave = "nothing-to-leave"
}
