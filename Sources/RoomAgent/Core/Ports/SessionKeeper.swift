// SPDX-License-Identifier: Apache-2.0

/// Remembers the running join session across a restart of the agent, but not of the machine. `SessionRecord` is the
/// real one.
///
/// The session is written before its effect runs, so that one push never starts two: whatever is found at start was,
/// or may have been, started already, and is adopted or forgotten, never repeated.
package protocol SessionKeeper: AnyObject {
    /// Keeps this session in place of the one that was kept. Throws when it cannot be kept: the join goes on all the
    /// same, and a restart then forgets it.
    func save(_ session: KeptSession) throws(StoreFailure)
    /// The session that an earlier run kept. Nil where there is none, or none that can be read.
    func load() -> KeptSession?
    /// Forgets the kept session. Does nothing where there is none. One that cannot be removed is refused, or found to
    /// be over, at the next start.
    func remove()
}

/// What is remembered of a session.
package struct KeptSession: Hashable, Sendable {
    /// Names the session to the joiner.
    package var token: JoinToken
    /// On the room's own calendar, which the record is bound to.
    package var meeting: MeetingID
    /// When the meeting was to end as it was joined, for where it is in the window no more; nil where nobody knows.
    package var end: Instant?

    package init(token: JoinToken, meeting: MeetingID, end: Instant? = nil) {
        self.token = token
        self.meeting = meeting
        self.end = end
    }
}
