// SPDX-License-Identifier: Apache-2.0

/// Something that others may want to know: the events of `room-agent events`.
package struct RoomReport: Sendable, Equatable {
    /// Names as room systems use them.
    package enum Kind: String, Sendable, CaseIterable {
        /// Somebody pushed the button, or a script did; `RoomReport.press` says what came of it.
        case pressed = "Pressed"
        /// A meeting began, by the calendar.
        case start = "Start"
        /// A meeting ended, by the calendar.
        case end = "End"
        /// A meeting can be joined from now on.
        case joinOpened = "JoinOpened"
        /// A press began to join.
        case joining = "Joining"
        /// The room is in the meeting.
        case joined = "Joined"
        /// The meeting could not be joined.
        case joinFailed = "JoinFailed"
        /// The meeting was left, or its session ended.
        case left = "Left"
        /// Somebody pressed during a meeting that has no address to join, or was seen in one that waits for a check-in.
        case checkedIn = "CheckedIn"
        /// A booking that was made at the room stands in the calendar.
        case booked = "Booked"
        /// A meeting was extended at the room.
        case extended = "Extended"
        /// A meeting was ended early at the room.
        case endedEarly = "EndedEarly"
        /// Nobody came to a meeting, and the room was given back.
        case released = "Released"
        /// Nobody came to a series several times in a row, and the rest of it was given back; `RoomReport.meeting` is
        /// the next of its meetings.
        case seriesReleased = "SeriesReleased"
        /// What the room asked the calendar for did not come about; `RoomReport.deed` and `cause` say what, and why.
        case rolledBack = "RolledBack"
        /// A watched person is out of office; `RoomReport.person` is who, and until when.
        case outOfOffice = "OutOfOffice"
        /// A watched person is back.
        case backInOffice = "BackInOffice"
        /// The calendar changed.
        case updated = "Updated"
        /// The room's state is another; `RoomReport.state` is its stable name.
        case state = "State"
        /// A warning is shown from now on; `RoomReport.warning` is which.
        case warning = "Warning"
        /// A warning is shown no more: it ended, or another explains it.
        case warningEnded = "WarningEnded"
    }

    /// What happened.
    package var kind: Kind
    /// When it happened, in civil time.
    package var at: Instant
    /// The meeting that it is about; nil where it is about none, or the meeting is not in the window any more.
    package var meeting: Meeting?
    /// What came of the press; nil but with `.pressed`.
    package var press: PressOutcome?
    /// The stable name of the new state; nil but with `.state`.
    package var state: String?
    /// The warning; nil but with `.warning` and `.warningEnded`.
    package var warning: Warning?
    /// What did not come about; nil but with `.rolledBack`. Default: nil.
    package var deed: BookingDeed?
    /// Why it did not, in a stable word; nil but with `.rolledBack`. Default: nil.
    package var cause: String?
    /// The person that it is about; nil but with `.outOfOffice` and `.backInOffice`. Default: nil.
    package var person: PersonState?
    /// True: this is no news, it tells a new listener how things stand. Default: false.
    package var isStanding = false

    package init(
        _ kind: Kind, at: Instant, meeting: Meeting? = nil, press: PressOutcome? = nil, state: String? = nil,
        warning: Warning? = nil
    ) {
        self.kind = kind
        self.at = at
        self.meeting = meeting
        self.press = press
        self.state = state
        self.warning = warning
    }
}
