// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime
import Simulation

/// Holds what opens against what was stored: before a wipe nothing is lost, after it nothing opens, and while there is
/// no key the room says nothing that it cannot know.
final class OracleKeys {
    /// What the store may hold when it opens next; empty where nobody can tell.
    private var expected: [Set<String>] = []
    /// The same, as the agent before left it.
    private var left: [Set<String>] = []
    private var found: StoredRoom?
    private var isJudged = false
    private var isWiped = false
    /// The window has opened for this agent.
    private(set) var hasOpened = false
    private var startedAt = Duration.zero
    private var mayForget = false
    private var hasStarted = false
    /// A file that was lost is told as lost at each start until a full sync has ended.
    private var wasHarmed = false

    var knowsSessions: Bool { hasOpened && !mayForget }

    // MARK: Lives

    func starts() { (hasOpened, hasStarted, found, isJudged) = (false, false, nil, false) }

    func started(_ oracle: Oracle, _ room: SeedRoom, _ expected: [Set<String>], isSound: Bool) {
        startedAt = room.loop.now.uptime
        hasStarted = true
        if !isSound { wasHarmed = true }
        self.expected = isWiped ? [[]] : isSound ? (expected.isEmpty ? left : expected) : []
        (left, isWiped) = ([], false)
        if hasOpened {
            if room.keys?.keepsCopy ?? false, room.keys?.service.mood == .away { oracle.situations.saw(.openedByCopy) }
            return compare(oracle)
        }
        oracle.situations.saw(.startedLocked)
        mayForget = room.joiner.running.contains { !$0.isForgotten }
    }

    func opened(_ room: SeedRoom, _ stored: StoredRoom) {
        if hasStarted, !hasOpened { room.oracle.situations.saw(.openedLate) }
        hasOpened = true
        guard found == nil else { return }
        found = stored
        if FaultyMedium.trouble != nil { expected = [] }
        compare(room.oracle)
    }

    private func compare(_ oracle: Oracle) {
        guard !isJudged, let found, !expected.isEmpty else { return }
        isJudged = true
        let names = OracleWindow.names(found.window)
        if !expected.contains(names) {
            let lost = expected[0].subtracting(names)
            let made = names.subtracting(expected[0])
            return oracle.breaks("not-back-with-key", "lost \(lost.sorted()), more \(made.sorted())")
        }
        if let damage = found.damage, !wasHarmed { oracle.breaks("damaged-by-keys", "\(damage)") }
    }

    /// The agent ends, and leaves this. What never opened is as it was.
    func ends(_ windows: [Set<String>]) {
        guard hasStarted || !windows.isEmpty else { return }
        left = hasOpened ? windows : windows.isEmpty ? expected : windows
        expected = []
    }

    func wiped() { isWiped = true }

    /// What a copy of the store has instead of what the agent left; nil where it has that, or nobody can tell.
    func missing(in names: Set<String>) -> [String]? {
        left.isEmpty || left.contains(names) ? nil : names.sorted()
    }

    // MARK: What is shown meanwhile

    /// The service is asked again after six minutes at the latest.
    private static let longestPause = Duration.minutes(15)

    func check(_ oracle: Oracle, _ room: SeedRoom, _ keys: SeedKeys) {
        if room.joiner.running.allSatisfy(\.isForgotten) { mayForget = false }
        let now = room.loop.now.uptime
        guard room.isUp, !room.isDying, !room.powerIsOut, let status = room.status, now - startedAt >= .seconds(1)
        else { return }
        let codes = Set(status.warnings.map(\.code.rawValue))
        if codes.contains("key-service-unreachable") { oracle.situations.saw(.keyServiceAway) }
        if codes.contains("key-service-denied") { oracle.situations.saw(.keyServiceDenied) }
        if codes.contains("key-service-wrong") { oracle.situations.saw(.keyServiceWrong) }
        if !hasOpened, status.sync.syncedAt == nil, ["free", "busy"].contains(status.state.name) {
            return oracle.breaks("known-without-key", "\(status.state.name), and nothing was read")
        }
        let since = now - Self.longestPause
        guard startedAt < since else { return }
        if keys.isSound(since: since) {
            if !hasOpened, keys.diskSeenAt < startedAt {
                return oracle.breaks("key-not-used", "in memory, and the service is well")
            }
            if let code = Self.codes.first(where: codes.contains), status.sync.storage == .encrypted {
                return oracle.breaks("warning-stays", "\(code), and the service is well")
            }
        }
        guard !hasOpened, keys.moodSince < since, let expected = Self.code(of: keys.service.mood),
            !codes.contains(expected), !codes.contains("store-not-writable"), !codes.contains("network-down")
        else { return }
        oracle.breaks("no-key-warning", "\(keys.service.mood), and only \(codes.sorted())")
    }

    private static let codes = ["key-service-unreachable", "key-service-denied", "key-service-wrong", "key-missing"]

    private static func code(of mood: KeyMood) -> String? {
        switch mood {
        case .sound, .slow, .tokenEnds: nil
        case .away, .stalled, .trouble, .busy, .garbage: "key-service-unreachable"
        case .denies: "key-service-denied"
        case .otherKey, .swapped: "key-service-wrong"
        }
    }
}
