// SPDX-License-Identifier: Apache-2.0
import RoomCore
import SecureStore

/// The session record as the room keeps it. The token alone finds the session again: it stands in the environment of
/// the program, so that a record that was written before the program had a process ID is as good as one written after.
final class KeptSessions: SessionKeeper {
    private let record: SessionRecord

    init(_ record: SessionRecord) { self.record = record }

    func save(_ session: KeptSession) throws(StoreFailure) {
        try record.write(
            RunningJoin(
                token: session.token, process: 0, processStartTicks: 0, meeting: session.meeting, bootID: ""))
    }

    func load() -> KeptSession? {
        record.read().map { KeptSession(token: $0.token, meeting: $0.meeting) }
    }

    func remove() { record.remove() }
}

/// Where nothing can be kept: a restart then forgets the session.
final class UnkeptSessions: SessionKeeper {
    func save(_ session: KeptSession) throws(StoreFailure) {}
    func load() -> KeptSession? { nil }
    func remove() {}
}
