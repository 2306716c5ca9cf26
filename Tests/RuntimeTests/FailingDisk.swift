// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore

/// A store whose commits can fail, as on a medium that has no space left, or on a file that turns out to be damaged.
/// What it holds is in memory.
actor FailingDisk: WindowStore {
    private let store: MemoryWindowStore
    private let executor: any SerialExecutor
    private var failuresLeft = 0
    private var damage: StoreDamage?
    private(set) var commits = 0

    init(executor: any SerialExecutor) {
        self.executor = executor
        store = MemoryWindowStore(executor: executor)
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The next so many commits fail. With damage, a new file is begun after each.
    func fail(_ times: Int, damage: StoreDamage? = nil) { (failuresLeft, self.damage) = (times, damage) }

    func load() -> StoredRoom { store.assumeIsolated { $0.load() } }
    func begin(_ scope: WriteScope) -> WriteTicket { store.assumeIsolated { $0.begin(scope) } }

    func stage(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules, for ticket: WriteTicket
    ) throws(StoreFailure) {
        try store.assumeIsolated { store in
            Result { () throws(StoreFailure) in try store.stage(changes, within: bounds, zone: zone, for: ticket) }
        }.get()
    }

    func commit(
        _ ticket: WriteTicket, _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) -> WindowDelta {
        commits += 1
        if failuresLeft > 0 {
            failuresLeft -= 1
            store.assumeIsolated { $0.discard(ticket) }
            guard let damage else {
                throw StoreFailure(.medium, operation: "commit", detail: "no space left on device")
            }
            throw StoreFailure(.medium, operation: "commit", detail: "malformed", damage: damage)
        }
        return try store.assumeIsolated { store in
            Result { () throws(StoreFailure) in try store.commit(ticket, mark, within: bounds, zone: zone) }
        }.get()
    }

    func discard(_ ticket: WriteTicket) { store.assumeIsolated { $0.discard(ticket) } }
    func refill(with window: MeetingWindow) {}
    func details(of meeting: MeetingID) -> MeetingDetails? { store.assumeIsolated { $0.details(of: meeting) } }
    func erase() { store.assumeIsolated { $0.erase() } }
}
