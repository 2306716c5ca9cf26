// SPDX-License-Identifier: Apache-2.0

/// Remembers the running join session across a restart of the agent, but not of the machine. `SessionRecord` is the
/// real one.
///
/// The session is written before its effect runs, so that one push never starts two: whatever is found at start was,
/// or may have been, started already, and is adopted or forgotten, never repeated.
package protocol SessionKeeper: AnyObject {
    /// Throws when nothing could be kept; the join goes on all the same.
    func save(_ session: KeptSession) throws(StoreFailure)
    /// Nil where there is none, or none that can be read.
    func load() -> KeptSession?
    func remove()
}

package struct KeptSession: Hashable, Sendable {
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
