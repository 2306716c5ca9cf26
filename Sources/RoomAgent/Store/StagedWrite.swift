// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// One write of the window. Staging compares with what is stored and keeps what differs, sealed, and the names that the
/// pages had; SQLite's transaction begins and ends in `commit`. What the store knows of the file is changed in a copy,
/// which takes the place of the original only after the commit.
struct StagedWrite {
    /// What the caller names this write by.
    let ticket = WriteTicket()
    private let scope: WriteScope
    /// As it was at the beginning, and after `commit` as it is.
    private(set) var window: OpenWindow
    /// The commit's delta lists every staged meeting, not only those that differ from the file: the caller's window is
    /// not what the file held.
    private let tellsAll: Bool
    private let boxes: StagedBoxes
    private let place: WindowPlace
    /// Where all of a window comes to a file that holds none; made with the first row.
    private var draft: WindowDraft?
    private var bytes = 0
    private var seen: Set<RowName> = []
    private var stored: [RowName: Row] = [:]
    /// What `stored` points to, and what was staged again since.
    private var meetings: [Meeting] = []
    /// With their IDs, where the caller named them.
    private var removed: [RowName: MeetingID?] = [:]
    /// What `writeRows` changed in `window.rows`, which the caller's window shares until `applyRows`.
    private var written: [(name: RowName, span: RowSpan?)] = []

    /// Small, for there is one for each row of a window, and the meeting lies beside it: each copy of a meeting counts
    /// references to its texts. `WindowLimits` keeps all numbers far within 32 bits.
    private struct Row {
        /// The body that its head names.
        var body = BodyMark.none
        /// Its place among `meetings`.
        var meeting: UInt32
        /// Where the box of its body lies; none where it is stored already, or is in the draft.
        var place: UInt32 = 0
        var bodyBytes: UInt32 = 0
        /// Its head is not stored yet. It is sealed by the commit, out of the meeting.
        var needsHead = false

        /// Nothing of it is to be written.
        var isStored: Bool { !needsHead && bodyBytes == 0 }
    }

    /// - Parameter tellsAll: only of a write of the whole window.
    init(_ scope: WriteScope, on window: OpenWindow, tellsAll: Bool, in place: WindowPlace) {
        self.scope = scope
        self.window = window
        self.tellsAll = tellsAll && scope == .replaceAll
        self.place = place
        boxes = StagedBoxes(directory: place.directory)
    }

    /// One page: what differs from the file is kept, sealed. Throws `.tooLarge` beyond `WindowLimits`.
    mutating func stage(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreProblem) {
        for change in changes {
            switch change {
            case .removed(let id): try remove(window.file.keys.name(of: id), id)
            case .stored(let meeting, let details):
                let name = window.file.keys.name(of: meeting.id)
                if let meeting = MeetingCode.bounded(meeting), bounds.contains(meeting.span, in: zone) {
                    try store(meeting, DetailsCode.bounded(details), name)
                } else {
                    try remove(name, meeting.id)
                }
            }
        }
    }

    /// It brings all of a window.
    var isWhole: Bool { scope == .replaceAll }

    /// The mark gets this count when it is written.
    mutating func count(_ next: UInt64) { window.count = next }

    /// The mark is written when rows changed, or when something in it did that a restart would miss (`differs`).
    mutating func commit(
        _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreProblem) -> WindowDelta {
        for (name, row) in stored where !bounds.contains(meetings[Int(row.meeting)].span, in: zone) {
            try remove(name, meetings[Int(row.meeting)].id)
        }
        for name in staleRows(bounds, zone) where stored[name] == nil && removed[name] == nil {
            removed[name] = .some(nil)
        }
        let next = successor(of: window.mark, mark)
        if removed.isEmpty, stored.values.allSatisfy(\.isStored), !differs(next) {
            window.file.database.releaseMemory()
        } else if let draft {
            try draft.complete { (file) throws(StoreProblem) in
                try writeRows(to: file)
                try file.putMark(StoredMark(next, rows: window.sum, count: window.count))
            }
            window.mark = next
        } else {
            try window.file.inTransaction { () throws(StoreProblem) in
                try writeRows(to: window.file)
                try window.file.putMark(StoredMark(next, rows: window.sum, count: window.count))
            }
            window.mark = next
        }
        return WindowDelta(
            replacesAll: tellsAll, stored: storedMeetings(), removed: removed.values.compactMap { $0 }.sorted())
    }

    /// In the order in which they came: to sort texts would take as long as to seal them.
    private func storedMeetings() -> [Meeting] {
        // Nearly always all of them, and then there is no second list of a window's meetings.
        if stored.count == meetings.count { return meetings }
        return stored.values.map { Int($0.meeting) }.sorted().map { meetings[$0] }
    }

    /// After `commit`, where the window was written beside the file: puts it in the file's place, which the caller does
    /// not use any more.
    mutating func replaceWindow(_ ring: KeyRing, room: String) throws(StoreProblem) {
        if let draft { window.file = try draft.replace(window.file, ring, room: room) }
    }

    /// Whether the window was written beside the file.
    var hasDraft: Bool { draft != nil }

    private mutating func writeRows(to file: WindowFile) throws(StoreProblem) {
        var count = window.rows.count
        // In the order of the file, so that each of its pages is written once, and the same write gives the same file.
        for name in removed.keys.sorted() {
            guard let id = removed[name] else { continue }
            let head = try StoreProblem.database { () throws(DatabaseFailure) in try file.head(name) }
            try StoreProblem.database { () throws(DatabaseFailure) in try file.drop(name) }
            if window.rows[name] != nil {
                if let summand = head.summand { window.sum.remove(summand) }
                written.append((name, nil))
                count -= 1
            }
            removed[name] = .some(id ?? head.meetingID)
        }
        // All heads before all bodies: a new file then has the heads in a row, and a start reads them without the rest.
        var rows: [(name: RowName, row: Row)] = []
        rows.reserveCapacity(stored.count)
        for (name, row) in stored where !row.isStored { rows.append((name, row)) }
        rows.sort { $0.name < $1.name }
        if draft != nil { window.rows.reserveCapacity(rows.count) }
        let meetings = meetings
        for (name, row) in rows {
            let span = RowSpan(meetings[Int(row.meeting)].span)
            // A row that did not open at the start was never counted.
            let isCounted = window.rows[name] != nil
            if !isCounted { count += 1 }
            if draft == nil {
                written.append((name, span))
            } else {
                window.rows[name] = span
            }
            guard row.needsHead else { continue }
            if isCounted {
                let old = try StoreProblem.database { () throws(DatabaseFailure) in try file.summand(of: name) }
                if let old { window.sum.remove(old) }
            }
            // Lent, and not copied: each copy of a meeting counts references to its texts.
            window.sum.add(try file.put(meetings.span[Int(row.meeting)], row.body, name, isNew: draft != nil))
        }
        for (name, row) in rows where row.bodyBytes > 0 {
            let box = try StoreProblem.files { () throws(FileFailure) in
                try boxes.box(at: Int(row.place), Int(row.bodyBytes))
            }
            try StoreProblem.database { () throws(DatabaseFailure) in try file.putBody(box: box, name) }
        }
        try refuse(count, 0)
    }

    /// After `commit`, when nobody else has the window any more: to change rows that it shares would copy all of them.
    mutating func applyRows() {
        for (name, span) in written { window.rows[name] = span }
        written = []
    }

    private mutating func store(_ meeting: Meeting, _ details: MeetingDetails, _ name: RowName) throws(StoreProblem) {
        let draft = try draftIfFirst()
        // A file without rows has none that the pages could leave out.
        if scope != .merge, draft == nil { seen.insert(name) }
        if !removed.isEmpty { removed[name] = nil }
        let isNew = stored.removeValue(forKey: name) == nil
        let file = window.file
        var row = Row(meeting: UInt32(meetings.count))
        if let draft {
            row.needsHead = true
            row.body = try draft.put(details, name, isNew: isNew)
        } else {
            let body = DetailsCode.encode(details)
            // What the window doesn't know is not there, or doesn't open: it is written either way.
            let isKnown = window.rows[name] != nil
            let old: (head: WindowFile.StoredHead, body: WindowFile.Lookup<WindowFile.StoredBody>)? =
                try StoreProblem.database { () throws(DatabaseFailure) in
                    guard isKnown, case .found(let head) = try file.head(name) else { return nil }
                    return (head, try file.body(name, of: head))
                }
            if case .found(let stored)? = old?.body, stored.content == body {
                row.body = stored.mark
            } else {
                let box = try file.seal(body, as: .body, name)
                row.place = UInt32(try StoreProblem.files { () throws(FileFailure) in try boxes.append(box) })
                row.bodyBytes = UInt32(box.count)
                row.body = BodyMark(ofBox: box)
            }
            row.needsHead = old?.head.encoded != MeetingCode.encode(meeting, row.body)
        }
        guard tellsAll || !row.isStored else { return }
        stored[name] = row
        meetings.append(meeting)
        bytes += WindowLimits.bytes(of: meeting, details)
        try refuse(max(seen.count, stored.count), bytes)
    }

    private mutating func draftIfFirst() throws(StoreProblem) -> WindowDraft? {
        if draft == nil, isWhole, window.rows.isEmpty, window.mark == nil {
            draft = try WindowDraft(inPlaceOf: window.file, place)
        }
        return draft
    }

    private func refuse(_ meetings: Int, _ bytes: Int) throws(StoreProblem) {
        if let refusal = WindowLimits.refusal(meetings: meetings, stagedBytes: bytes) { throw .tooLarge(refusal) }
    }

    private mutating func remove(_ name: RowName, _ id: MeetingID) throws(StoreProblem) {
        if stored.removeValue(forKey: name) != nil { try draft?.dropBody(name) }
        let file = window.file
        if try StoreProblem.database({ () throws(DatabaseFailure) in try file.summand(of: name) }) != nil {
            removed[name] = id
        }
    }

    private mutating func staleRows(_ bounds: WindowBounds, _ zone: any TimeZoneRules) -> [RowName] {
        let (scope, seen) = (scope, seen)
        return window.rows.names(
            where: { name, row in
                let span = row.span
                return !bounds.contains(span, in: zone) || scope.drops(span, in: zone) && !seen.contains(name)
            }, onlyOutside: scope == .merge ? bounds : nil)
    }

    private func successor(of old: SyncMark?, _ new: SyncMark) -> SyncMark {
        var next = new.following(old, scope)
        if let token = next.cursor?.token, token.exposed.utf8.count > StoredMark.maximumTokenBytes { next.cursor = nil }
        return next
    }

    /// A newer token or `syncedAt` alone is not worth a write: the older token, used again, brings the same changes.
    private func differs(_ new: SyncMark) -> Bool {
        let old = window.mark
        return new.fullSyncAt != old?.fullSyncAt || new.timeZone != old?.timeZone
            || new.cursor?.bounds != old?.cursor?.bounds
    }
}

extension WindowFile.Lookup<WindowFile.StoredHead> {
    /// Nil where there is no row.
    fileprivate var summand: ShortCode? {
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
