// SPDX-License-Identifier: Apache-2.0

/// What a button did, for those who act on it.
public enum ButtonEvent: Equatable, Sendable {
    /// On the press edge, once the contact has settled.
    case pressed
    /// Held long enough, while still held.
    case held
    /// Let go, once the contact has settled; not told of a press that was ignored.
    case released
    /// It was down when we came; nothing happens until it is released.
    case heldAtStart
    /// Down for too long to be a person.
    case stuck
    /// It was let go, and has rested; it is trusted again.
    case unstuck
    /// Changes all the time: a broken contact or a long wire.
    case chattering
    /// It has been quiet, and is trusted again.
    case settled
}

/// A push button over (level, time): debouncing, long press, and what can be wrong with a contact. Pure:
/// levels and times in, events out. Times are since boot.
public struct ButtonMachine: Sendable {
    /// The times that make a press.
    public struct Timing: Sendable, Equatable {
        /// How long a level has to stay the same to be believed; zero where the source has debounced it. Default:
        /// 25 ms, longer than good contacts bounce, and too short for a person to notice.
        public var debounce = Duration.milliseconds(25)
        /// From the press edge on, after which `held` is told, while it is still held. Default: 2 s, which nobody does
        /// by accident.
        public var hold = Duration.seconds(2)
        /// From the press edge on, after which it counts as stuck. Default: 30 s, longer than anybody has patience for.
        public var stuck = Duration.seconds(30)
        /// How long it has to be released to be trusted again after that. Default: 1 s.
        public var rest = Duration.seconds(1)
        /// More edges than this in each second of `chatterTime` are no person's. Default: 20, ten presses a second.
        public var chatterEdges = 20
        /// How long it takes to count as chattering, and how long it has to be quiet to be trusted again. Default: 5 s.
        public var chatterTime = Duration.seconds(5)

        public init() {}
    }

    private let timing: Timing
    /// The believed level; nil before the first.
    private var level: Bool?
    /// A level that is not believed yet, and since when it stands.
    private var candidate: (level: Bool, since: Duration)?
    private var pressedAt: Duration?
    private var isHoldReported = false
    /// Ignored until released: held at start, stuck or chattering.
    private var isIgnored = false
    private var isStuck = false
    private var releasedAt: Duration?
    private var chatter = Chatter()

    private struct Chatter: Sendable {
        var windowStart = Duration.zero
        var edges = 0
        var busySince: Duration?
        var isOn = false
    }

    /// A machine that has seen no level yet: what it sees first is no edge.
    public init(timing: Timing = Timing()) { self.timing = timing }

    /// A level was seen, at a time that may lie a little before that of the last call: an edge that was read late.
    /// Returns what came of it, in order.
    public mutating func handle(level: Bool, at now: Duration) -> [ButtonEvent] {
        var events = advance(to: now)
        guard let believed = self.level else {
            self.level = level
            if level {
                isIgnored = true
                pressedAt = now
                events.append(.heldAtStart)
            }
            return events
        }
        if level != (candidate?.level ?? believed) { events += count(edgeAt: now) }
        if level == believed {
            candidate = nil
        } else if candidate == nil {
            candidate = (level, now)
            events += advance(to: now)
        }
        return events
    }

    /// A whole press of a key that has no release.
    public mutating func click(at now: Duration) -> [ButtonEvent] {
        level = level ?? false
        return advance(to: now) + press(now) + release(now)
    }

    /// Time passed. Returns what came of that, in order.
    public mutating func advance(to now: Duration) -> [ButtonEvent] {
        var events: [ButtonEvent] = []
        if let candidate, now - candidate.since >= timing.debounce {
            self.candidate = nil
            level = candidate.level
            events += candidate.level ? press(now) : release(now)
        }
        if let pressedAt, level == true {
            if !isIgnored, !isHoldReported, now - pressedAt >= timing.hold {
                isHoldReported = true
                events.append(.held)
            }
            if !isStuck, now - pressedAt >= timing.stuck {
                isStuck = true
                isIgnored = true
                events.append(.stuck)
            }
        }
        if isStuck, let releasedAt, level == false, now - releasedAt >= timing.rest {
            isStuck = false
            isIgnored = false
            events.append(.unstuck)
        }
        if chatter.isOn, now - chatter.windowStart >= timing.chatterTime {
            chatter = Chatter()
            isIgnored = isStuck || level == true
            events.append(.settled)
        }
        return events
    }

    /// When `advance` has something to do; nil if only the next level can.
    public var nextDeadline: Duration? {
        var deadlines: [Duration] = []
        if let candidate { deadlines.append(candidate.since + timing.debounce) }
        if let pressedAt, level == true {
            if !isIgnored, !isHoldReported { deadlines.append(pressedAt + timing.hold) }
            if !isStuck { deadlines.append(pressedAt + timing.stuck) }
        }
        if isStuck, let releasedAt, level == false { deadlines.append(releasedAt + timing.rest) }
        if chatter.isOn { deadlines.append(chatter.windowStart + timing.chatterTime) }
        return deadlines.min()
    }

    private mutating func press(_ now: Duration) -> [ButtonEvent] {
        pressedAt = now
        isHoldReported = false
        releasedAt = nil
        return isIgnored ? [] : [.pressed]
    }

    private mutating func release(_ now: Duration) -> [ButtonEvent] {
        pressedAt = nil
        releasedAt = now
        // A stuck button has to rest first; a held one is trusted as soon as it is let go.
        if !isStuck && !chatter.isOn { isIgnored = false }
        return isIgnored ? [] : [.released]
    }

    /// Counts edges by the second; too many for long enough is a broken contact.
    private mutating func count(edgeAt now: Duration) -> [ButtonEvent] {
        if chatter.isOn {
            chatter.windowStart = now
            return []
        }
        if now - chatter.windowStart >= .seconds(1) {
            let wasBusy = chatter.edges > timing.chatterEdges && now - chatter.windowStart < .seconds(2)
            if !wasBusy { chatter.busySince = nil }
            chatter.windowStart = now
            chatter.edges = 0
        }
        chatter.edges += 1
        guard chatter.edges > timing.chatterEdges else { return [] }
        let since = chatter.busySince ?? chatter.windowStart
        chatter.busySince = since
        guard now - since >= timing.chatterTime else { return [] }
        chatter.isOn = true
        chatter.windowStart = now
        isIgnored = true
        return [.chattering]
    }
}
