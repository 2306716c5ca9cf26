// SPDX-License-Identifier: Apache-2.0

/// The room's encrypted window on disk. `SecureWindowStore` is the real one: an actor with a thread of its own,
/// because a write on an SD card can stall.
package protocol WindowStore: Actor {
    /// Reads everything the room needs at start. Rows that don't open are set aside, counted in the result, and
    /// fetched again by a full sync (the cursor is then nil).
    func load() throws(StoreFailure) -> StoredRoom

    /// Opens a transaction. At most one is open at a time; `begin` while one is open rolls that one back.
    func begin(_ scope: WriteScope) throws(StoreFailure)

    /// Adds a page's changes to the open transaction. Meetings outside `bounds` are treated as removed.
    func apply(_ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules) throws(StoreFailure)

    /// Removes what lies outside `bounds`, and for `.replaceAll` and `.replaceFrom` what the pages no longer had; then
    /// commits rows and mark together. Where nothing differs from what is stored, nothing is written.
    func commit(_ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules) throws(StoreFailure)
        -> WindowDelta

    func rollBack()

    func details(of meeting: MeetingID) throws(StoreFailure) -> MeetingDetails?

    /// Erases every row and the cursor, and overwrites their space.
    func erase() throws(StoreFailure)
}

package enum WriteScope: Hashable, Sendable {
    /// The pages are all there is: rows that are not among them go.
    case replaceAll
    /// The pages are all there is from this instant on: rows that start later and are not among them go.
    case replaceFrom(Instant)
    /// The pages are changes.
    case merge
}

/// What a sync leaves behind beside the rows.
package struct SyncMark: Hashable, Sendable {
    /// Nil leaves the stored cursor as it is.
    package var cursor: SyncCursor?
    /// When the source last answered in full.
    package var syncedAt: Instant
    /// When the last full sync ended.
    package var fullSyncAt: Instant
    /// The calendar's zone, as the source named it.
    package var timeZone: String?

    package init(cursor: SyncCursor?, syncedAt: Instant, fullSyncAt: Instant, timeZone: String?) {
        self.cursor = cursor
        self.syncedAt = syncedAt
        self.fullSyncAt = fullSyncAt
        self.timeZone = timeZone
    }
}

/// What was known when the agent last wrote.
package struct StoredRoom: Sendable {
    package var window: MeetingWindow
    /// Nil before the first sync, and after damage.
    package var mark: SyncMark?
    /// Rows that could not be opened, or a whole file that was set aside.
    package var damage: StoreDamage?

    package init(window: MeetingWindow = MeetingWindow(), mark: SyncMark? = nil, damage: StoreDamage? = nil) {
        self.window = window
        self.mark = mark
        self.damage = damage
    }
}

package enum StoreDamage: Hashable, Sendable {
    /// That many rows did not open and were dropped.
    case rows(Int)
    /// The file is no database, or cut, or of another format; it was moved to the named file beside it.
    case fileSetAside(String)
    /// No row opens: the file belongs to another key or another room. It was set aside.
    case wrongKey(String)
    /// A window was stored here, and its file is gone or has nothing in it.
    case lost
}

/// Why the store could not do it. Messages carry paths and codes, never content.
package struct StoreFailure: Error, Hashable {
    package enum Code: String, Sendable {
        /// The directory or file cannot be created, read or written.
        case notAccessible
        /// No space, read-only medium, I/O error.
        case medium
        /// Another process has the store open.
        case inUse
        /// `apply` or `commit` without `begin`, and other misuse: our bug.
        case misuse
    }

    package var code: Code
    package var operation: String
    package var detail: String

    package init(_ code: Code, operation: String, detail: String = "") {
        self.code = code
        self.operation = operation
        self.detail = detail
    }
}
