// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The window without a disk: what the agent falls back to when its directory cannot be written, so that the room
/// goes on working. Nothing survives a restart.
package actor MemoryWindowStore: WindowStore {
    private let executor: any SerialExecutor
    private var rows: [MeetingID: (meeting: Meeting, details: MeetingDetails)] = [:]
    private var mark: SyncMark?
    private var transaction: Transaction?

    private struct Transaction {
        var scope: WriteScope
        var rows: [MeetingID: (meeting: Meeting, details: MeetingDetails)]
        var seen: Set<MeetingID> = []
    }

    package init(executor: any SerialExecutor, seed: MeetingWindow = MeetingWindow()) {
        self.executor = executor
        rows = seed.meetings.mapValues { ($0, MeetingDetails()) }
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package func load() -> StoredRoom {
        StoredRoom(window: MeetingWindow(rows.values.map(\.meeting)), mark: mark)
    }

    package func begin(_ scope: WriteScope) { transaction = Transaction(scope: scope, rows: rows) }

    package func apply(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) {
        guard var open = transaction else { throw StoreFailure(.misuse, operation: "apply") }
        for change in changes {
            switch change {
            case .stored(let meeting, let details) where bounds.contains(meeting.span, in: zone):
                open.rows[meeting.id] = (meeting, details)
                open.seen.insert(meeting.id)
            case .stored(let meeting, _): open.rows[meeting.id] = nil
            case .removed(let id): open.rows[id] = nil
            }
        }
        transaction = open
    }

    package func commit(
        _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) -> WindowDelta {
        guard var open = transaction else { throw StoreFailure(.misuse, operation: "commit") }
        transaction = nil
        for (id, row) in open.rows {
            let isGone =
                switch open.scope {
                case .merge: false
                case .replaceAll: !open.seen.contains(id)
                case .replaceFrom(let start): row.meeting.span.start(in: zone) >= start && !open.seen.contains(id)
                }
            if isGone || !bounds.contains(row.meeting.span, in: zone) { open.rows[id] = nil }
        }
        let delta = WindowDelta(
            stored: open.rows.values.map(\.meeting).filter { rows[$0.id]?.meeting != $0 },
            removed: rows.keys.filter { open.rows[$0] == nil })
        rows = open.rows
        var mark = mark
        mark.cursor = mark.cursor ?? self.mark?.cursor
        self.mark = mark
        return delta
    }

    package func rollBack() { transaction = nil }

    package func details(of meeting: MeetingID) -> MeetingDetails? { rows[meeting]?.details }

    package func erase() {
        rows = [:]
        mark = nil
        transaction = nil
    }
}
