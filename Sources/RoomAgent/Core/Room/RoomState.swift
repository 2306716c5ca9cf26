// SPDX-License-Identifier: Apache-2.0

/// The room's state as people see it.
package enum RoomState: Sendable, Equatable {
    /// The calendar has never been read: nobody knows whether the room is free.
    case unknown
    /// No meeting can be joined now, and none keeps the room busy.
    case free
    /// A press joins this meeting. Of several that can be joined the display shows one after the other: this one is
    /// `index` (from 0) of `count`.
    case joinable(AgendaItem, index: Int, count: Int)
    /// This meeting is on, and a press cannot join it.
    case busy(AgendaItem)
    /// A press was made, and the session is not connected yet.
    case joining(SessionView)
    /// The session is connected.
    case inMeeting(SessionView)
    /// The session was asked to end, and has not ended yet.
    case leaving(SessionView)
    /// The last press joined nothing, for this reason; shown for `RoomLimits.failureShown`, or until the meeting can be
    /// joined no more.
    case couldNotJoin(SessionView, JoinFailure.Code)

    /// A stable word for status and scripts.
    package var name: String {
        switch self {
        case .unknown: "unknown"
        case .free: "free"
        case .joinable: "joinable"
        case .busy: "busy"
        case .joining: "joining"
        case .inMeeting: "in-meeting"
        case .leaving: "leaving"
        case .couldNotJoin: "could-not-join"
        }
    }
}

/// A join session, and the meeting that it belongs to.
package struct SessionView: Sendable, Equatable {
    /// Names the session.
    package var token: JoinToken
    /// The meeting that it joined.
    package var key: MeetingKey
    /// The meeting as it was last seen; nil for a session that an earlier run of the agent started, and whose meeting
    /// is not in the window any more.
    package var meeting: Meeting?
    /// When the meeting ends; nil while that is not known.
    package var end: Instant?
}

/// Something said for a few seconds in answer to a press.
package enum RoomNotice: Sendable, Equatable {
    /// Pressed in a free room: says what comes next, which the agenda knows.
    case nextMeeting
    /// Pressed in a room that knows nothing: says why.
    case whyUnknown
    /// Pressed in a meeting without a join address.
    case nothingToJoin
    /// Pressed in such a meeting, and that shows that it is held.
    case checkedIn
    /// A second press does this.
    case offer(BookingOffer)
    /// The booking was taken, and is not shown yet.
    case asking
    /// What the room showed as done did not come about.
    case undone(BookingDeed, BookingTrouble)
}
