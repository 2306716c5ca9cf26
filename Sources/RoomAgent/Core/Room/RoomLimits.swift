// SPDX-License-Identifier: Apache-2.0

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
    /// How long a booking or an extension is offered: the time for the second press. Default: 5 s.
    package var offerShown = Duration.seconds(5)
    /// How long the display says that a booking, an extension or an early end did not come about. Default: 30 s.
    package var undoneShown = Duration.seconds(30)
    /// How long each of several joinable meetings is shown before the next one. Default: 4 s.
    package var alternation = Duration.seconds(4)

    package init() {}
}
