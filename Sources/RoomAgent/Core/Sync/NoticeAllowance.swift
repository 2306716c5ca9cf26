// SPDX-License-Identifier: Apache-2.0

/// How many looks at the calendar notices may cause. Ordinary days never meet the limit; it is there for whoever sends
/// notices that are none, and for a calendar that changes without end: then notices wait, and none is forgotten.
package struct NoticeAllowance: Sendable {
    /// Looks that may follow each other, as `leastPause` allows.
    private let burst: Double
    /// How long it takes until one more may follow.
    private let interval: Duration
    private var saved: Double
    private var savedAt: Duration?

    /// Between two looks: an edit that somebody makes in several steps is one.
    package static let leastPause = Duration.seconds(1)

    /// A fifth of the day's requests at once, then one each six minutes where the day has 100.
    package init(perDay: Int) {
        burst = max(Double(perDay) / 5, 1)
        interval = .days(1) / (2.4 * Double(max(perDay, 1)))
        saved = burst
    }

    /// When a notice may cause a look, where the last look began at `look`; times since boot.
    package func next(after look: Duration, at now: Duration) -> Duration {
        let have = filled(at: now)
        // A time that does not move with the clock: who asks later than now finds it passed.
        if have >= 1 { return look + Self.leastPause }
        return max(look + Self.leastPause, now + interval * (1 - have))
    }

    /// Counts a look that a notice caused.
    package mutating func spend(at now: Duration) {
        saved = max(filled(at: now) - 1, 0)
        savedAt = now
    }

    private func filled(at now: Duration) -> Double {
        guard let savedAt else { return burst }
        return min(saved + (now - savedAt) / interval, burst)
    }
}
