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
    /// The room is free: the display offers to book it, and a second press does.
    case offeredBooking = "offered-booking"
    /// The room is being booked.
    case booking
    /// A meeting is about to end: the display offers to extend it, and a second press does.
    case offeredExtension = "offered-extension"
    /// The meeting is being extended.
    case extending
    /// A hold: the meeting is being left.
    case leaving
    /// Joining, in a meeting, or leaving: a press has nothing to do.
    case ignored
    /// Too soon after the last press.
    case tooSoon = "too-soon"
    /// A hold outside of a meeting.
    case nothingToLeave = "nothing-to-leave"
}
