// SPDX-License-Identifier: Apache-2.0

/// Plays a pattern by the caller's clock. A pattern that plays once goes back to the one before it.
struct BlinkPlayer {
    private(set) var pattern = BlinkPattern.off
    private(set) var isLit = false
    private var underneath = BlinkPattern.off
    private var start = Duration.zero
    private var now = Duration.zero

    /// Begins a pattern. Returns true if the caller has to set the lamp: false where this pattern is playing already,
    /// or where one that plays once has to end first.
    mutating func begin(_ pattern: BlinkPattern, at now: Duration) -> Bool {
        if pattern.length == nil {
            underneath = pattern
            // What is played once is played to its end.
            if self.pattern == pattern || self.pattern.length != nil { return false }
        }
        restart(pattern, now)
        return true
    }

    /// Moves on to `now`. Returns true if the caller has to set the lamp.
    mutating func advance(to now: Duration) -> Bool {
        if let length = pattern.length, now - start >= length {
            restart(underneath, now)
            return true
        }
        self.now = now
        let wasLit = isLit
        isLit = pattern.isLit(after: now - start)
        return isLit != wasLit
    }

    /// When the lamp changes next by itself.
    var nextDeadline: Duration? {
        let changes = pattern.nextChange(after: now - start).map { start + $0 }
        return [changes, pattern.length.map { start + $0 }].compactMap { $0 }.min()
    }

    private mutating func restart(_ pattern: BlinkPattern, _ now: Duration) {
        self.pattern = pattern
        start = now
        self.now = now
        isLit = pattern.isLit(after: .zero)
    }
}
