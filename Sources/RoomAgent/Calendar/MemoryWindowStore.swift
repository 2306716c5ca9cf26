// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The window without a disk: what the agent falls back to when its directory cannot be written, so that the room
/// goes on working. Nothing survives a restart.
package actor MemoryWindowStore: WindowStore {
    private let executor: any SerialExecutor
    private var rows: [MeetingID: Row] = [:]
    private var mark: SyncMark?
    private var write: Write?

    fileprivate struct Row {
        var meeting: Meeting
        /// Nil in rows that were taken over from elsewhere.
        var details: MeetingDetails?
    }

    fileprivate struct Write {
        let ticket = WriteTicket()
        let scope: WriteScope
        var seen: Set<MeetingID> = []
        var stored: [MeetingID: Row] = [:]
        var removed: Set<MeetingID> = []
        var bytes = 0
    }

    /// - Parameter seed: what the room already shows.
    package init(executor: any SerialExecutor, seed: MeetingWindow = MeetingWindow()) {
        self.executor = executor
        rows = seed.meetings.mapValues { Row(meeting: $0) }
    }

    /// What the store runs on: in this store the loop's thread, since no call waits.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// What is in memory: the seed, or what was committed since. Ends a write that began.
    package func load() -> StoredRoom {
        write = nil
        return StoredRoom(window: MeetingWindow(rows.values.map(\.meeting)), mark: mark)
    }

    /// As the port says.
    package func begin(_ scope: WriteScope) -> WriteTicket {
        let begun = Write(scope: scope)
        write = begun
        return begun.ticket
    }

    /// As the port says; a meeting that is stored just like that counts as seen, and is not written again.
    package func stage(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules, for ticket: WriteTicket
    ) throws(StoreFailure) {
        var begun = try claim(ticket, "stage")
        for change in changes {
            switch change {
            case .stored(let meeting, let details) where bounds.contains(meeting.span, in: zone):
                begun.seen.insert(meeting.id)
                begun.removed.remove(meeting.id)
                begun.stored[meeting.id] = nil
                if let row = rows[meeting.id], row.meeting == meeting, row.details ?? details == details { continue }
                begun.stored[meeting.id] = Row(meeting: meeting, details: details)
                begun.bytes += WindowLimits.bytes(of: meeting, details)
            case .stored(let meeting, _): begun.remove(meeting.id)
            case .removed(let id): begun.remove(id)
            }
            try refuse(max(begun.stored.count, begun.scope == .merge ? 0 : begun.seen.count), begun.bytes)
        }
        write = begun
    }

    /// As the port says, in memory.
    package func commit(
        _ ticket: WriteTicket, _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) -> WindowDelta {
        let begun = try claim(ticket, "commit")
        var next = rows
        for id in begun.removed { next[id] = nil }
        next.merge(begun.stored) { _, new in new }
        for (id, row) in next {
            let span = row.meeting.span
            let isGone = !begun.seen.contains(id) && begun.scope.drops(span, in: zone)
            if isGone || !bounds.contains(span, in: zone) { next[id] = nil }
        }
        try refuse(next.count, 0)
        let delta = WindowDelta(
            stored: begun.stored.values.map(\.meeting).filter { next[$0.id] != nil }.sorted { $0.id < $1.id },
            removed: rows.keys.filter { next[$0] == nil }.sorted())
        rows = next
        self.mark = mark.following(self.mark, begun.scope)
        return delta
    }

    /// As the port says.
    package func discard(_ ticket: WriteTicket) {
        if write?.ticket === ticket { write = nil }
    }

    private func claim(_ ticket: WriteTicket, _ operation: String) throws(StoreFailure) -> Write {
        guard let begun = write, begun.ticket === ticket else {
            throw StoreFailure(.superseded, operation: operation, detail: "the write is over, or another began since")
        }
        write = nil
        return begun
    }

    private func refuse(_ meetings: Int, _ bytes: Int) throws(StoreFailure) {
        if let refusal = WindowLimits.refusal(meetings: meetings, stagedBytes: bytes) {
            throw StoreFailure(.tooLarge, operation: "write", detail: refusal)
        }
    }

    /// Does nothing: this store never begins a new file.
    package func refill(with window: MeetingWindow) {}

    /// Nil also for meetings of the seed, which came without details.
    package func details(of meeting: MeetingID) -> MeetingDetails? { rows[meeting]?.details }

    /// Forgets everything. What the memory held is not overwritten.
    package func erase() {
        rows = [:]
        mark = nil
        write = nil
    }
}

extension MemoryWindowStore.Write {
    fileprivate mutating func remove(_ id: MeetingID) {
        stored[id] = nil
        removed.insert(id)
    }
}
