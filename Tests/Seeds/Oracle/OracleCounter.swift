// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime

/// A window that is an older copy, by the count outside of it, is told of and read anew, and no other one is.
final class OracleCounter {
    /// The window that the next agent finds is an older copy.
    private var isNext = false
    /// The one that this agent found was.
    private var isOlder = false
    /// Something happened since which a window may count as older.
    private var mayBeOlder = false
    /// The window that lies there was begun with nothing, and nothing was counted since: a copy of it cannot be told.
    private(set) var mayBeUncounted = true
    private var isThere = true
    /// It was not there when this agent started.
    private var wasLost = false

    func restored() { (isNext, mayBeOlder) = (true, true) }
    func cleared() { mayBeOlder = true }
    func counted() { mayBeUncounted = false }
    func erased() { mayBeUncounted = true }
    func turned(_ isThere: Bool) { self.isThere = isThere }

    /// - Parameter isKnown: the agent found a window that was written to, or what was left of one.
    func started(isKnown: Bool) {
        if !isKnown { mayBeUncounted = true }
        isOlder = isNext && isThere
        isNext = false
        wasLost = !isThere
    }

    /// The agent is killed, perhaps after it has counted on.
    func died() { (isNext, isOlder) = (false, false) }

    func check(_ oracle: Oracle, _ status: RoomStatus) {
        let codes = Set(status.warnings.map(\.code))
        let isTold = codes.contains(.storeOlderCopy)
        if isTold, !mayBeOlder { return oracle.breaks("older-copy-made-up", "nobody touched the storage or the TPM") }
        if wasLost, codes.contains(.rollbackCounterLost) { oracle.situations.saw(.counterLost) }
        guard isOlder else { return }
        guard isTold else {
            return oracle.breaks("older-copy-not-told", "only \(codes.map(\.rawValue).sorted())")
        }
        oracle.situations.saw(.olderCopyTold)
        guard status.sync.successes > 0 else { return }
        if status.sync.fullSyncs == 0 { return oracle.breaks("older-copy-kept", "only changes were fetched") }
        oracle.situations.saw(.olderCopyFetched)
    }
}
