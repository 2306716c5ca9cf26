// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// How often each thing was tried, and when: a failure is tried again after two minutes, then after twice as long each
/// time, up to four hours. Times are since boot.
struct Attempts<Key: Hashable> {
    private var made: [Key: (count: Int, at: Duration)] = [:]

    private static var firstPause: Duration { .minutes(2) }
    private static var longestPause: Duration { .hours(4) }

    /// Whether it was never tried, or long enough ago.
    func isDue(_ key: Key, at uptime: Duration) -> Bool {
        guard let (count, at) = made[key] else { return true }
        return uptime - at >= min(Self.firstPause * (1 << min(count - 1, 8)), Self.longestPause)
    }

    /// Counts a try that begins.
    mutating func begin(_ key: Key, at uptime: Duration) { made[key] = ((made[key]?.count ?? 0) + 1, uptime) }

    /// Forgets the others: they are done, or somebody else's matter.
    mutating func keep(where isOpen: (Key) -> Bool) { made = made.filter { isOpen($0.key) } }
}
