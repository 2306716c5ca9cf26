// SPDX-License-Identifier: Apache-2.0

/// What a button did. `ButtonMachine` returns these, oldest first.
public enum ButtonEvent: Equatable, Sendable {
    /// The button went down, and the contact has settled. A button that is ignored (`heldAtStart`, `stuck`,
    /// `chattering`) is not pressed.
    case pressed
    /// The button has been down for `Timing.hold`, and still is. Told once a press.
    case held
    /// The button came up, and the contact has settled. Told after `pressed`, and also when a button that was down at
    /// the start comes up. Not told while the button is stuck or chatters.
    case released
    /// The button was down at the first look. It is ignored until it comes up, since nobody knows when it was pressed.
    case heldAtStart
    /// The button has been down for `Timing.stuck`: no person holds it. It is ignored until `unstuck`.
    case stuck
    /// The stuck button came up, and stayed up for `Timing.rest`. It counts again.
    case unstuck
    /// The level changed more often than a person can for `Timing.chatterTime`: a broken contact, or a long wire. The
    /// button is ignored until `settled`.
    case chattering
    /// The chattering button has been quiet for `Timing.chatterTime`. It counts again, from its next press on.
    case settled
}

/// A push button over (level, time). It filters bounce, recognises a long press, and finds out what is wrong with a
/// contact. Pure: levels and times go in, events come out. Times are since boot. The caller calls `advance` when
/// `nextDeadline` has come.
public struct ButtonMachine: Sendable {
    /// The times that make a press. Nothing checks them: keep `debounce` < `hold` < `stuck`.
    public struct Timing: Sendable, Equatable {
        /// How long a level has to stay the same to be believed. Default: 25 ms, longer than good contacts bounce, and
        /// too short for a person to notice. Zero: the source has filtered bounce out already.
        public var debounce = Duration.milliseconds(25)
        /// How long after it went down a button that still is down counts as held. Default: 2 s, which nobody does by
        /// accident.
        public var hold = Duration.seconds(2)
        /// How long after it went down a button that still is down counts as stuck. Default: 30 s, longer than anybody
        /// has patience for.
        public var stuck = Duration.seconds(30)
        /// How long a stuck button has to be up to count again. Default: 1 s.
        public var rest = Duration.seconds(1)
        /// More changes of level than this in a second are no person's. Default: 20, which is ten presses a second.
        public var chatterEdges = 20
        /// How long that has to go on to count as chattering, and how long a chattering button has to be quiet to count
        /// again. Default: 5 s.
        public var chatterTime = Duration.seconds(5)

        /// The defaults.
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

    /// A machine that has seen no level yet. The first level that it sees is not a press. Default of `timing`: that of
    /// a contact whose bounce nobody has filtered out.
    public init(timing: Timing = Timing()) { self.timing = timing }

    /// Takes a level that was seen at `now`. The time may lie a little before that of the last call, where an edge was
    /// read late. Returns what came of it, oldest first.
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

    /// Tells the machine that it is `now`. A call before `nextDeadline` returns nothing. Returns what came of the time
    /// that passed, oldest first.
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

    /// When `advance` has something to do, as time since boot. Nil: only the next level can change anything.
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
