// SPDX-License-Identifier: Apache-2.0

/// What can happen to a room.
package enum RoomEvent: Sendable {
    /// Time passed, or the calendar changed.
    case ticked
    /// Somebody pushed the button. `fresh` is a token that was never used: it names the session, if the press starts
    /// one.
    case pressed(fresh: JoinToken)
    /// The button has been down for `[button] hold`, which means "leave".
    case held
    /// What came of a change that the calendar was asked for, by whomever, and the meeting that it was about; nil where
    /// that is none, or was none before.
    case answered(BookingDeed, BookingOutcome, Meeting? = nil)
    /// Somebody is in the room, until then, in time since boot; a time that is past says that nobody is known to be.
    case present(until: Duration)
    /// A join session says how far it is.
    case join(JoinToken, JoinProgress)
    /// An earlier run of the agent started this session. The room takes it for running until the session says that it
    /// ended. `end` is when its meeting was to end as it was joined; it holds where the meeting is in the window no
    /// more. Nil: nobody knows.
    case adopted(JoinToken, meeting: MeetingKey, end: Instant? = nil)
}
