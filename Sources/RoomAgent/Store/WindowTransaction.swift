// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// One write of the window: what differs goes into SQLite's open transaction at once, and everything the store keeps in
/// memory is changed in a copy, which takes the place of the original only after the commit.
struct WindowTransaction {
    let scope: WriteScope
    private(set) var window: OpenWindow
    /// Everything that was applied is told, for a caller whose window is not the file's.
    private let tellsAll: Bool
    private var seen: Set<RowName> = []
    private var stored: [RowName: Meeting] = [:]
    private var removed: [RowName: MeetingID] = [:]

    /// While the whole window is written. Afterwards the cache is small again, and its memory given back.
    private static let largeCacheKiB = 6144

    init(_ scope: WriteScope, on window: OpenWindow, tellsAll: Bool) throws(StoreProblem) {
        self.scope = scope
        self.window = window
        self.tellsAll = tellsAll && scope == .replaceAll
        try StoreProblem.database { () throws(DatabaseFailure) in
            // Names are hashes, so a whole window's rows land all over the file: what doesn't fit the cache is written
            // twice.
            if scope == .replaceAll { try window.file.database.run("PRAGMA cache_size = -\(Self.largeCacheKiB)") }
            try window.file.database.run("BEGIN IMMEDIATE")
        }
    }

    mutating func apply(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreProblem) {
        for change in changes {
            switch change {
            case .removed(let id): try remove(name(of: id), id)
            case .stored(let meeting, let details):
                let name = try name(of: meeting.id)
                if let meeting = MeetingCode.bounded(meeting), bounds.contains(meeting.span, in: zone) {
                    try store(meeting, DetailsCode.bounded(details), name)
                } else {
                    try remove(name, meeting.id)
                }
            }
        }
    }

    /// Ends the transaction. The mark is written when rows changed, or when something in it did that a restart would
    /// miss (`differs`).
    mutating func commit(
        _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreProblem) -> WindowDelta {
        for (name, row) in window.rows where isStale(name, row, bounds, zone) { try remove(name, nil) }
        let database = window.file.database
        let next = successor(of: window.mark, mark)
        let hasNewRows = !stored.isEmpty || !removed.isEmpty
        if hasNewRows || differs(next, from: window.mark) {
            try window.file.putMark(StoredMark(next, rows: window.sum))
            try StoreProblem.database { () throws(DatabaseFailure) in try database.run("COMMIT") }
            window.mark = next
            window.file.settle()
        } else {
            try StoreProblem.database { () throws(DatabaseFailure) in try database.run("ROLLBACK") }
            database.releaseMemory()
        }
        return WindowDelta(
            replacesAll: tellsAll, stored: stored.values.sorted { $0.id < $1.id }, removed: removed.values.sorted())
    }

    func rollBack() { window.file.rollBack() }

    private mutating func store(_ meeting: Meeting, _ details: MeetingDetails, _ name: RowName) throws(StoreProblem) {
        if scope != .merge { seen.insert(name) }
        let file = window.file
        let head = MeetingCode.encode(meeting)
        let body = DetailsCode.encode(details)
        var changed = tellsAll
        // What the window doesn't know is not there, or doesn't open: it is written either way.
        let isKnown = window.rows[name] != nil
        let (oldHead, oldBody) = try StoreProblem.database { () throws(DatabaseFailure) in
            isKnown ? (try file.head(name), try file.body(name)) : (.missing, .missing)
        }
        if case .found(let old) = oldHead, old.encoded == head {
        } else {
            // A row that did not open at the start was never counted.
            if let summand = oldHead.summand { window.sum.remove(summand) }
            window.sum.add(try file.putHead(head, name))
            changed = true
        }
        if case .found(let old) = oldBody, old == body {
        } else {
            try file.putBody(body, name)
            changed = true
        }
        guard changed else { return }
        window.rows[name] = RowSpan(meeting.span)
        stored[name] = meeting
        removed[name] = nil
    }

    /// Removes a row, which the caller names by its ID where it has one.
    private mutating func remove(_ name: RowName, _ id: MeetingID?) throws(StoreProblem) {
        let file = window.file
        let head = try StoreProblem.database { () throws(DatabaseFailure) in try file.head(name) }
        guard let summand = head.summand else { return }
        try StoreProblem.database { () throws(DatabaseFailure) in try file.drop(name) }
        if window.rows.removeValue(forKey: name) != nil { window.sum.remove(summand) }
        stored[name] = nil
        if let id = id ?? head.meetingID { removed[name] = id }
    }

    private func isStale(_ name: RowName, _ row: RowSpan, _ bounds: WindowBounds, _ zone: any TimeZoneRules) -> Bool {
        let span = row.span
        if !bounds.contains(span, in: zone) { return true }
        switch scope {
        case .merge: return false
        case .replaceAll: return !seen.contains(name)
        case .replaceFrom(let start): return span.start(in: zone) > start && !seen.contains(name)
        }
    }

    /// A cursor says "all up to here", so it is kept only on a window that had all: after the pages of a replacing
    /// write, or where a cursor already was.
    private func successor(of old: SyncMark?, _ new: SyncMark) -> SyncMark {
        var next = new
        if next.cursor == nil { next.cursor = old?.cursor }
        let isTooLong = next.cursor.map { $0.token.exposed.utf8.count > StoredMark.maximumTokenBytes } ?? false
        if isTooLong || (scope == .merge && old?.cursor == nil) { next.cursor = nil }
        return next
    }

    /// A newer token or `syncedAt` alone is not worth a write: the older token, used again, brings the same changes.
    private func differs(_ new: SyncMark, from old: SyncMark?) -> Bool {
        new.fullSyncAt != old?.fullSyncAt || new.timeZone != old?.timeZone || new.cursor?.bounds != old?.cursor?.bounds
    }

    private func name(of id: MeetingID) throws(StoreProblem) -> RowName {
        let keys = window.file.keys
        return try StoreProblem.crypto { () throws(CryptoFailure) in try keys.name(of: id) }
    }
}

extension WindowFile.Lookup<WindowFile.StoredHead> {
    /// Nil where there is no row.
    fileprivate var summand: [UInt8]? {
        switch self {
        case .missing: nil
        case .unreadable(let summand): summand
        case .found(let head): head.summand
        }
    }

    fileprivate var meetingID: MeetingID? {
        if case .found(let head) = self { head.meeting.id } else { nil }
    }
}
