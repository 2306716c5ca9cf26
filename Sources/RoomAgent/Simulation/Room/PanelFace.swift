// SPDX-License-Identifier: Apache-2.0
import DeviceIO

/// What a serial panel shows: rows of text and lamps with their rhythms, as the agent's lines tell it. A rhythm that is
/// played once leaves the lamp's steady one as it was (docs/serial-protocol.md). Times are since boot.
package struct PanelFace: Sendable {
    /// A rhythm that is played once: the answer to a press.
    package struct OneShot: Sendable, Equatable {
        /// Its word on the line: `flicker` or `double`.
        package let pattern: String
        /// When the panel was told to play it, as time since boot.
        package let at: Duration
    }

    private struct Lamp: Sendable {
        var steady = BlinkPattern.off
        var since = Duration.zero
        var once: (pattern: BlinkPattern, since: Duration)?
    }

    /// What each row shows, by the number that the line names it with. A row that was never told has no entry.
    package private(set) var rows: [Int: String] = [:]
    /// The last answer that any lamp gave.
    package private(set) var lastOneShot: OneShot?
    private var lamps: [String: Lamp] = [:]

    package init() {}

    /// One line of the agent's side. What isn't known is passed over, as a panel does it.
    package mutating func read(_ line: String, at now: Duration) {
        let line = line.last == "\r" ? String(line.dropLast()) : line
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        switch words.first {
        case "LAMP" where words.count == 3: set(String(words[1]), to: String(words[2]), at: now)
        case "LINE" where words.count >= 2:
            guard let number = Int(words[1]) else { return }
            rows[number] = words.count == 3 ? String(words[2]) : ""
        default: return
        }
    }

    private mutating func set(_ name: String, to word: String, at now: Duration) {
        guard let pattern = BlinkPattern.all.first(where: { $0.name == word }) else { return }
        var lamp = lamps[name] ?? Lamp()
        if pattern.length != nil {
            lamp.once = (pattern, now)
            lastOneShot = OneShot(pattern: word, at: now)
        } else if lamp.steady != pattern {
            lamp.steady = pattern
            lamp.since = now
        }
        lamps[name] = lamp
    }

    /// The agent is gone: a panel sees that nobody has its line open, and lets no lamp promise anything.
    package mutating func turnLampsOff(at now: Duration) {
        lamps = lamps.mapValues { _ in Lamp(since: now) }
    }

    /// The word of what the lamp does until it is told otherwise; `off` where it was never told anything.
    package func steady(_ lamp: String) -> String { lamps[lamp]?.steady.name ?? BlinkPattern.off.name }

    /// Whether this lamp is lit at `now`; false for one that was never told anything.
    package func isLit(_ name: String, at now: Duration) -> Bool {
        guard let lamp = lamps[name] else { return false }
        guard let once = lamp.once, let length = once.pattern.length else {
            return lamp.steady.isLit(after: now - lamp.since)
        }
        if now - once.since < length { return once.pattern.isLit(after: now - once.since) }
        return lamp.steady.isLit(after: now - max(lamp.since, once.since + length))
    }
}
