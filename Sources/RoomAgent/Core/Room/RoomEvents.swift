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
    /// A join session says how far it is.
    case join(JoinToken, JoinProgress)
    /// An earlier run of the agent started this session. The room takes it for running until the session says that it
    /// ended. `end` is when its meeting was to end as it was joined; it holds where the meeting is in the window no
    /// more. Nil: nobody knows.
    case adopted(JoinToken, meeting: MeetingKey, end: Instant? = nil)
}

/// What the room wants done. The shell carries out the effects of one event in their order, before it brings the next
/// event.
package enum RoomEffect: Sendable, Equatable {
    /// Start a session with this token that joins the address of this meeting.
    case join(JoinToken, AgendaItem, JoinAddress)
    /// Ask the session to end.
    case leave(JoinToken)
    /// The room is done with the session: drop its record.
    case forget(JoinToken)
    /// True: raise the warning that the join program fails, because `RoomLimits.endedAtOnceIsFault` programs in a row
    /// ended at once. False: take it back, because a session is connected.
    case programFails(Bool)
    /// Answer with the lamp: the press was seen, and does nothing now.
    case flicker
    /// Answer with the lamp: the press was seen, and the display has the answer.
    case doubleBlink
    /// Ask the calendar again: the press found nothing to join, and who pressed may know better.
    case lookAtCalendar
    /// Tell everybody who listens to the room's events.
    case report(RoomReport)
}

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
        /// Somebody pressed during a meeting that has no address to join.
        case checkedIn = "CheckedIn"
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
    /// How long presses are answered but not acted on, after a press that did something or a hold that leaves. Default:
    /// 4 s.
    package var cooldown = Duration.seconds(4)
    /// How long a press still means the meeting that the display showed before the one it shows now. Default: 300 ms,
    /// for the wire to a slow display and a person's reaction.
    package var reaction = Duration.milliseconds(300)
    /// How many join programs in a row may end at once before that is a warning. Default: 2. One may be the meeting's
    /// fault; the second is the program's, or its set-up's.
    package var endedAtOnceIsFault = 2
    /// How long after the room asked a session to end it is forgotten, whatever the joiner says: `[join] leave-grace`,
    /// after which the joiner ends it by force, and `leaveSlack`. Default: 15 s, which is 5 s and `leaveSlack`.
    package var leaveTimeout = Duration.seconds(15)
    /// What the joiner may take, beyond `[join] leave-grace`, to say that it ended a session by force: 10 s.
    package static let leaveSlack = Duration.seconds(10)
    /// How long the display says that a meeting could not be joined. Default: 5 min.
    package var failureShown = Duration.minutes(5)
    /// How long the answer to a press stays on the display. Default: 5 s.
    package var noticeShown = Duration.seconds(5)
    /// How long each of several joinable meetings is shown before the next one. Default: 4 s.
    package var alternation = Duration.seconds(4)

    package init() {}
}
