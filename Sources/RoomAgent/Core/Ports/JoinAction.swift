// SPDX-License-Identifier: Apache-2.0

/// A way of joining meetings. `JoinerClient` is today's: it asks the joiner, a service with a user of its own, to run a
/// program. A softphone or a codec's own interface would be another conformer.
///
/// Every call returns at once. What comes of it is reported later, on the loop and never from within the call, so that
/// no report reaches the room while it still carries out the effects of an earlier one.
package protocol JoinAction: AnyObject {
    /// Has the action say whether it can carry anything out at all: when that becomes known, and when it changes.
    /// Called once, before anything else.
    func begin(_ availability: @escaping (_ isAvailable: Bool) -> Void)

    /// Starts joining. The closure hears `connecting`, then `connected`, then `ended`; each may be missing but the
    /// last, and after that it hears nothing.
    func start(_ request: JoinRequest, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession

    /// Asks about a session that an earlier run of the agent may have started. `connected` tells that it lives, `ended`
    /// that it doesn't; from then on the token is never started any more.
    func resume(_ token: JoinToken, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession
}

/// A push of the button on its way into a meeting, in it, or on its way out.
package protocol JoinSession: AnyObject {
    /// Asks the session to end: politely first, by force after `[join] leave-grace`. `ended` follows. Asking again, or
    /// asking one that has ended, changes nothing.
    func leave()

    /// The room is done with the session, and hears no more of it. A meeting that goes on elsewhere does so by itself.
    func forget()
}

/// What a join session says of itself.
package enum JoinProgress: Hashable, Sendable {
    /// It is being tried: the program runs, the call rings.
    case connecting
    /// The meeting is joined. Where it goes on elsewhere, on a codec say, nobody tells its end: it is over for the room
    /// at the meeting's end in the calendar.
    case connected(isElsewhere: Bool)
    /// The session is over, and how. Nothing follows.
    case ended(JoinEnd)
}

/// How a session ended.
package enum JoinEnd: Hashable, Sendable {
    /// It is over, after it had been joined or because the room asked for that. The detail is for the journal: an exit
    /// code, a signal.
    case left(detail: String)
    /// It was never joined.
    case failed(JoinFailure)
}

/// Names one push of the button, also across a restart: 16 random bytes as 32 hex digits.
package struct JoinToken: Hashable, Sendable {
    /// The 32 hex digits.
    package let value: String
    /// Checks nothing: `value` comes from the runtime directory or from random bytes of ours.
    package init(_ value: String) { self.value = value }
}

/// What the room wants joined. Which command or call that takes is for the action to know.
package struct JoinRequest: Hashable, Sendable {
    /// Names the session, if there is one of it. Never used before.
    package var token: JoinToken
    /// Where the meeting is.
    package var address: JoinAddress

    package init(token: JoinToken, address: JoinAddress) {
        self.token = token
        self.address = address
    }
}
