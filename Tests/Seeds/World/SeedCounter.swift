// SPDX-License-Identifier: Apache-2.0
import RoomCore
import SecureStore

/// The count of a TPM, which nobody who has the storage can set back, and a thief who puts an older copy of the window
/// in the place of the one that is there.
final class SeedCounter {
    private var value: UInt64?
    private var isThere = true
    private var copied: (folder: String, value: UInt64?)?
    private unowned let room: SeedRoom
    let judge = OracleCounter()

    init(_ room: SeedRoom) { self.room = room }

    /// One agent's hold on it.
    func line(_ effects: SeedEffects) -> any RollbackCounter { Line(self, effects) }

    // Sound: everything here is on the one thread, which is the virtual loop's.
    private final class Line: RollbackCounter, @unchecked Sendable {
        private unowned let counter: SeedCounter
        private let effects: SeedEffects

        init(_ counter: SeedCounter, _ effects: SeedEffects) {
            self.counter = counter
            self.effects = effects
        }

        func value() throws(CounterFailure) -> UInt64? {
            try counter.answer()
            return counter.value
        }

        func advance() throws(CounterFailure) -> UInt64 {
            try counter.answer()
            var next: UInt64?
            effects.happen(.written) {
                counter.value = (counter.value ?? 0) + 1
                next = counter.value
                counter.judge.counted()
            }
            guard let next else { throw CounterFailure("the agent is dead") }
            return next
        }
    }

    private func answer() throws(CounterFailure) {
        // What is done after the power has gone is not done.
        guard isThere, !room.powerIsOut else { throw CounterFailure("the TPM does not answer") }
    }

    func perform(_ action: CounterAction) {
        switch action {
        case .copied:
            guard room.isUp, !room.isDying, isThere, FaultyMedium.trouble == nil,
                room.status?.sync.storage == .encrypted, !room.transport.isAsking,
                // A window that nothing was written to was never counted.
                room.status?.sync.isKnown ?? false,
                // Nor was one that was begun while the TPM was away.
                !judge.mayBeUncounted
            else { return }
            let folder = "\(room.folder.root)/copy"
            SeedFolder.copy(room.folder.store, folder)
            copied = (folder, value)
        case .restored:
            guard let copied, copied.value != value, isThere, room.isUp, !room.isDying, FaultyMedium.trouble == nil
            else { return }
            room.kill()
            for name in Self.names(room.folder.store) { SeedFolder.remove(file: "\(room.folder.store)/\(name)") }
            for name in Self.names(copied.folder) {
                guard let bytes = SeedFolder.read("\(copied.folder)/\(name)") else { continue }
                SeedFolder.write("\(room.folder.store)/\(name)", bytes)
            }
            room.oracle.restored()
            judge.restored()
            room.start()
        case .there(let isThere):
            self.isThere = isThere
            judge.turned(isThere)
        case .cleared:
            value = nil
            // The next count may come to what the copy has.
            copied = nil
            judge.cleared()
        }
    }

    private static func names(_ folder: String) -> [String] {
        SeedFolder.names(folder).filter { $0.hasPrefix("window.db") }
    }
}
