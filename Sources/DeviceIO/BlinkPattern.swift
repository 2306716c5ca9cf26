// SPDX-License-Identifier: Apache-2.0

/// What a lamp does over time. Durations are in milliseconds.
public struct BlinkPattern: Hashable, Sendable {
    /// The word for it on the serial line protocol.
    public let name: String
    /// On and off in turn, beginning with on; empty for a steady lamp.
    let steps: [Int]
    let isSteadilyOn: Bool
    /// Played once, and then off.
    let isOnce: Bool

    private init(_ name: String, steps: [Int] = [], isSteadilyOn: Bool = false, isOnce: Bool = false) {
        self.name = name
        self.steps = steps
        self.isSteadilyOn = isSteadilyOn
        self.isOnce = isOnce
    }

    /// Dark.
    public static let off = BlinkPattern("off")
    /// Lit.
    public static let on = BlinkPattern("on", isSteadilyOn: true)
    /// A second on, a second off: come here.
    public static let slow = BlinkPattern("slow", steps: [1000, 1000])
    /// A quarter of a second each: something is going on.
    public static let fast = BlinkPattern("fast", steps: [250, 250])
    /// Three blinks and a pause of a second and a half: it did not work.
    public static let three = BlinkPattern("three", steps: [200, 200, 200, 200, 200, 1500])
    /// On, with two short gaps.
    public static let gaps = BlinkPattern("gaps", steps: [1500, 150, 150, 150])
    /// A short flash every ten seconds.
    public static let flash = BlinkPattern("flash", steps: [150, 9850])
    /// Two short blinks, once: a press was seen and does nothing now.
    public static let flicker = BlinkPattern("flicker", steps: [60, 60, 60, 60], isOnce: true)
    /// Two longer blinks, once: there is nothing to do.
    public static let double = BlinkPattern("double", steps: [150, 150, 150, 150], isOnce: true)

    /// Every pattern there is.
    public static let all: [BlinkPattern] = [off, on, slow, fast, three, gaps, flash, flicker, double]

    /// Whether the lamp is lit so long after the pattern began.
    public func isLit(after elapsed: Duration) -> Bool {
        guard let place = step(after: elapsed) else { return isSteadilyOn }
        return place.index % 2 == 0
    }

    /// How long after the pattern began the lamp changes next; nil if it never does.
    public func nextChange(after elapsed: Duration) -> Duration? {
        step(after: elapsed).map { .milliseconds($0.end) }
    }

    /// How long a pattern that is played once takes; nil for the others.
    public var length: Duration? { isOnce ? .milliseconds(period) : nil }

    private var period: Int { steps.reduce(0, +) }

    private func step(after elapsed: Duration) -> (index: Int, end: Int)? {
        guard !steps.isEmpty else { return nil }
        let milliseconds = max(0, Int(elapsed / .milliseconds(1)))
        if isOnce && milliseconds >= period { return nil }
        var end = milliseconds / period * period
        for (index, length) in steps.enumerated() {
            end += length
            if milliseconds < end { return (index, end) }
        }
        return nil
    }
}
