// SPDX-License-Identifier: Apache-2.0

/// What a lamp does over time. There are only the patterns below, since a panel on a serial line plays them itself and
/// knows them by `name`.
public struct BlinkPattern: Hashable, Sendable {
    /// The word for it in the serial line protocol; it stays.
    public let name: String
    /// How long the lamp is lit and dark in turn, in milliseconds, beginning with lit. Empty: the lamp does not blink.
    let steps: [Int]
    /// What a lamp without steps does: true is lit.
    let isSteadilyOn: Bool
    /// True: the steps play once, and the lamp then goes back to what it did before.
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
    /// A second lit, a second dark: come here.
    public static let slow = BlinkPattern("slow", steps: [1000, 1000])
    /// A quarter of a second each: something is going on.
    public static let fast = BlinkPattern("fast", steps: [250, 250])
    /// Three blinks of 200 ms, and a pause of a second and a half: it did not work.
    public static let three = BlinkPattern("three", steps: [200, 200, 200, 200, 200, 1500])
    /// Lit, with two gaps of 150 ms: on, and somebody waits.
    public static let gaps = BlinkPattern("gaps", steps: [1500, 150, 150, 150])
    /// A flash of 150 ms every ten seconds: something needs somebody.
    public static let flash = BlinkPattern("flash", steps: [150, 9850])
    /// Two blinks of 60 ms, played once: the press was seen, and does nothing now.
    public static let flicker = BlinkPattern("flicker", steps: [60, 60, 60, 60], isOnce: true)
    /// Two blinks of 150 ms, played once: the press was seen, and there is nothing to do.
    public static let double = BlinkPattern("double", steps: [150, 150, 150, 150], isOnce: true)

    /// Every pattern there is, each once.
    public static let all: [BlinkPattern] = [off, on, slow, fast, three, gaps, flash, flicker, double]

    /// Whether the lamp is lit this long after the pattern began. A negative time counts as zero; a pattern that plays
    /// once is dark after its end.
    public func isLit(after elapsed: Duration) -> Bool {
        guard let place = step(after: elapsed) else { return isSteadilyOn }
        return place.index % 2 == 0
    }

    /// When the lamp changes next, counted from the beginning of the pattern (not from `elapsed`). Nil: never again.
    public func nextChange(after elapsed: Duration) -> Duration? {
        step(after: elapsed).map { .milliseconds($0.end) }
    }

    /// How long a pattern that plays once takes; nil for a pattern that goes on.
    public var length: Duration? { isOnce ? .milliseconds(period) : nil }

    private var period: Int { steps.reduce(0, +) }

    private func step(after elapsed: Duration) -> (index: Int, end: Int)? {
        guard !steps.isEmpty else { return nil }
        let milliseconds = max(0, elapsed.count(of: .milliseconds(1)))
        if isOnce && milliseconds >= period { return nil }
        var end = milliseconds / period * period
        for (index, length) in steps.enumerated() {
            end += length
            if milliseconds < end { return (index, end) }
        }
        return nil
    }
}
