// SPDX-License-Identifier: Apache-2.0

/// What can happen to a room.
package enum RoomEvent: Sendable {
    /// Time passed, or the calendar changed.
    case ticked
    /// A press; `fresh` names the session that it may start.
    case pressed(fresh: JoinToken)
    /// The button is held long enough to mean "leave".
    case held
    /// A join session says how far it is.
    case join(JoinToken, JoinProgress)
    /// An earlier run of the agent started a session. It counts as running until its end is told.
    case adopted(JoinToken, meeting: MeetingKey)
}

/// What the room wants done.
package enum RoomEffect: Sendable, Equatable {
    case join(JoinToken, AgendaItem, JoinAddress)
    case leave(JoinToken)
    /// The room is done with the session: drop its record.
    case forget(JoinToken)
    /// Programs ended at once time after time, or one now didn't.
    case programFails(Bool)
    /// A short answer by the lamp: seen, nothing done.
    case flicker
    case doubleBlink
    case report(RoomReport)
}

/// Something that others may want to know: the events of `room-agent events`.
package struct RoomReport: Sendable, Equatable {
    /// Names as room systems use them.
    package enum Kind: String, Sendable, CaseIterable {
        /// Somebody pushed the button, or a script did; `RoomReport.press` says what came of it.
        case pressed = "Pressed"
        case start = "Start"
        case end = "End"
        case joinOpened = "JoinOpened"
        case joining = "Joining"
        case joined = "Joined"
        case joinFailed = "JoinFailed"
        case left = "Left"
        case checkedIn = "CheckedIn"
        case updated = "Updated"
        /// The room's state is another; `RoomReport.state` is its stable name.
        case state = "State"
        /// A warning is shown from now on; `RoomReport.warning` is which.
        case warning = "Warning"
        /// A warning is shown no more: it ended, or another explains it.
        case warningEnded = "WarningEnded"
    }

    package var kind: Kind
    package var at: Instant
    package var meeting: Meeting?
    /// With `.pressed`.
    package var press: PressOutcome?
    /// With `.state`.
    package var state: String?
    /// With `.warning` and `.warningEnded`.
    package var warning: Warning?
    /// No news: how things stood when somebody began to listen.
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

/// Limits of the join session and of notices. Measured in time since boot.
package struct RoomLimits: Sendable, Equatable {
    /// After a press that did something, or a hold that leaves, presses are answered and not acted on for so long.
    package var cooldown = Duration.seconds(4)
    /// From when a display has another meeting's row until a hand that saw the row before it has pushed: the wire to a
    /// slow display, and a person's reaction.
    package var reaction = Duration.milliseconds(300)
    /// Once may be the meeting's fault; so often in a row it is the program's or its set-up's.
    package var endedAtOnceIsFault = 2
    /// A session that was asked to end is forgotten after this long: `[join] leave-grace`, after which the joiner ends
    /// it by force, and `leaveSlack`.
    package var leaveTimeout = Duration.seconds(15)
    /// What the joiner may take to say that it ended a session by force.
    package static let leaveSlack = Duration.seconds(10)
    /// How long a failure stays on the display.
    package var failureShown = Duration.minutes(5)
    package var noticeShown = Duration.seconds(5)
    /// How long each of several joinable meetings is shown.
    package var alternation = Duration.seconds(4)

    package init() {}
}
