// SPDX-License-Identifier: Apache-2.0

/// The room's state as people see it.
package enum RoomState: Sendable, Equatable {
    /// The calendar has never been read: nobody knows whether the room is free.
    case unknown
    case free
    /// `index` of `count`, from 0: which of several joinable meetings is shown now, and joined by a press.
    case joinable(AgendaItem, index: Int, count: Int)
    case busy(AgendaItem)
    case joining(SessionView)
    case inMeeting(SessionView)
    case leaving(SessionView)
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

/// A join session beside the meeting that it belongs to.
package struct SessionView: Sendable, Equatable {
    package var token: JoinToken
    /// The meeting that it joined.
    package var key: MeetingKey
    /// Nil when the meeting of an adopted session isn't in the window any more.
    package var meeting: Meeting?
    /// The meeting's end in civil time, if it is known.
    package var end: Instant?
}

/// Something said for a few seconds in answer to a press.
package enum RoomNotice: Sendable, Equatable {
    /// Pressed in a free room: says what comes next.
    case nextMeeting(AgendaItem?)
    /// Pressed in a room that knows nothing: says why.
    case whyUnknown
    /// Pressed in a meeting without a join address.
    case nothingToJoin
}
