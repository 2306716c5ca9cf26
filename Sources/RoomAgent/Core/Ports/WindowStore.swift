// SPDX-License-Identifier: Apache-2.0

/// The room's encrypted window on disk. `SecureWindowStore` is the real one: an actor with a thread of its own,
/// because a write on an SD card can stall.
package protocol WindowStore: Actor {
    /// Reads everything the room needs at start. Rows that don't open are set aside, counted in the result, and
    /// fetched again by a full sync (the cursor is then nil).
    func load() throws(StoreFailure) -> StoredRoom

    /// Begins a write and returns its ticket. Nothing is written before `commit`. A write that began earlier is over:
    /// its ticket is stale.
    func begin(_ scope: WriteScope) throws(StoreFailure) -> WriteTicket

    /// Keeps what a page changes until the commit. Meetings outside `bounds` are treated as removed.
    ///
    /// Throws `.superseded` for a stale ticket, and `.tooLarge` beyond `WindowLimits`; after any failure but the first
    /// the write is over.
    func stage(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules, for ticket: WriteTicket
    ) throws(StoreFailure)

    /// Writes what was staged, and removes what lies outside `bounds`, and for `.replaceAll` and `.replaceFrom` what
    /// the pages no longer had: rows and mark in one transaction, which begins and ends within this call. Where
    /// nothing differs from what is stored, nothing is written. Throws as `stage` does; the write is over either way.
    func commit(
        _ ticket: WriteTicket, _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) -> WindowDelta

    /// Ends a write without a trace. For a stale ticket it does nothing.
    func discard(_ ticket: WriteTicket)

    /// Where a failure made the store begin a new file: adds the meetings that the old one no longer gave and the
    /// caller still shows, without their details, so that a crash shows all of them. Else it does nothing.
    func refill(with window: MeetingWindow) throws(StoreFailure)

    /// The rest of a stored meeting. Nil where no such meeting is stored, or only its head is (`refill`).
    func details(of meeting: MeetingID) throws(StoreFailure) -> MeetingDetails?

    /// Erases every row and the cursor, and overwrites their space.
    func erase() throws(StoreFailure)

    /// What a counter outside of the file said of it at the last whole window that was committed: `.olderCopy` or
    /// `.notCounted`; nil where it counted, and where nothing counts.
    var doubt: StoreDamage? { get }
}

extension WindowStore {
    /// Nothing counts.
    package var doubt: StoreDamage? { nil }
}

/// What the pages of a write stand for, and so which rows a commit drops.
package enum WriteScope: Hashable, Sendable {
    /// The pages are all there is: rows that are not among them go.
    case replaceAll
    /// The pages are all there is from this instant on: rows that start at it or later and are not among them go. (A
    /// full sync up to an instant has no meeting that starts at it, so only the edge from there on tells of one.)
    case replaceFrom(Instant)
    /// The pages are changes.
    case merge

    /// Whether a stored meeting goes that the pages did not have.
    package func drops(_ span: MeetingSpan, in zone: any TimeZoneRules) -> Bool {
        switch self {
        case .merge: false
        case .replaceAll: true
        case .replaceFrom(let start): span.start(in: zone) >= start
        }
    }
}

/// Names one write of a store between `begin` and `commit`; equal to itself only.
package final class WriteTicket: Sendable {
    package init() {}
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

    /// What is stored where `old` was, when this is committed with `scope`. A cursor says "all up to here", so it is
    /// kept only on a window that had all: after the pages of a replacing write, or where a cursor already was.
    package func following(_ old: SyncMark?, _ scope: WriteScope) -> SyncMark {
        var next = self
        next.cursor = scope == .merge && old?.cursor == nil ? nil : cursor ?? old?.cursor
        return next
    }
}

/// What was known when the agent last wrote.
package struct StoredRoom: Sendable {
    /// The meetings that could be read; empty at the first start.
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

/// What was wrong with the stored window. What is missing is fetched again.
package enum StoreDamage: Hashable, Sendable {
    /// That many rows did not open and were dropped.
    case rows(Int)
    /// The file is no database, or cut, or of another format; it was moved to the named file beside it.
    case fileSetAside(String)
    /// No row opens: the file belongs to another key or another room. It was set aside.
    case wrongKey(String)
    /// A window was stored here, and its file is gone or has nothing in it.
    case lost
    /// By the counter outside of the file it is an older copy, or the counter is another. Its meetings are shown.
    case olderCopy
    /// Nobody can tell whether it is an older copy: the counter cannot be asked, for this reason. Nothing is missing.
    case notCounted(String)
}

/// Why the store could not do it. Messages carry paths and codes, never content.
package struct StoreFailure: Error, Hashable {
    /// The kinds of failure. The raw values are for the journal.
    package enum Code: String, Sendable {
        /// The directory or file cannot be created, read or written.
        case notAccessible
        /// No space, read-only medium, I/O error on writing.
        case medium
        /// The medium does not give what lies there: an I/O error on reading.
        case unreadable
        /// Another process has the store open.
        case inUse
        /// The write of this ticket is over: it was committed or discarded, or another began since.
        case superseded
        /// More meetings or bytes than `WindowLimits` allows; nothing of the write was stored.
        case tooLarge
        /// A call that makes no sense: our bug.
        case misuse
    }

    /// What kind of failure it is.
    package var code: Code
    /// What the store was doing, such as `load` or `commit`.
    package var operation: String
    /// A path, an errno or a code of SQLite; may be empty.
    package var detail: String
    /// What was wrong with the file, where the store has begun a new one since, without a cursor: `refill` gives it
    /// what the caller still shows. Nil: the store is as it was.
    package var damage: StoreDamage?

    package init(_ code: Code, operation: String, detail: String = "", damage: StoreDamage? = nil) {
        self.code = code
        self.operation = operation
        self.detail = detail
        self.damage = damage
    }
}
