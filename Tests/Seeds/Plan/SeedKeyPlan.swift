// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// How a room keeps its data key, where that is more than a key that is simply there.
struct SeedKeyPlan {
    enum Provider { case file, vault, cloud }

    var provider: Provider
    /// Beside the service a copy is kept on the device (`offline-unlock`).
    var keepsCopy: Bool
    /// For what is drawn while the room is played.
    var seed: UInt64

    /// What becomes of keys in a room's days. By dice of its own: the rooms of the other seeds stay as they are.
    static func draw(_ seed: UInt64, days: Int) -> (plan: SeedKeyPlan, steps: [SeedPlan.Step])? {
        var dice = Dice(seed &+ 0x6b65_7973)
        guard dice.happens(30) else { return nil }
        let provider = dice.pick([Provider.file, .vault, .vault, .cloud, .cloud])
        let plan = SeedKeyPlan(
            provider: provider, keepsCopy: provider != .file && dice.happens(50), seed: dice.next())
        var writer = Writer(dice: dice, days: days)
        writer.changes()
        writer.wipes()
        if provider != .file { writer.moods() }
        var late = Dice(seed &+ 0x6361_7264)
        if late.happens(50) { writer.newCard(&late) }
        var latest = Dice(seed &+ 0x7769_7065)
        if latest.happens(60) { writer.wipesRunning(&latest) }
        return (plan, writer.steps)
    }

    private struct Writer {
        var dice: Dice
        let days: Int
        var steps: [SeedPlan.Step] = []

        mutating func add(_ at: Duration, _ action: KeyAction) { steps.append(.init(at: at, action: .keys(action))) }

        mutating func time() -> Duration {
            .milliseconds(dice.number(60_000...Int(Duration.days(days).wholeMilliseconds)))
        }

        mutating func changes() {
            for _ in 0..<days {
                add(time(), .rotate(cut: nil))
                add(time(), .rotate(cut: dice.number(1...70)))
                add(time(), .rewrap(cut: dice.happens(50) ? dice.number(1...12) : nil))
                add(time(), .newVersion)
                add(time(), .verb(isRewrap: dice.happens(30), agentAfter: .milliseconds(dice.number(0...400))))
            }
        }

        mutating func wipes() {
            if dice.happens(40) { add(time(), .wipe(cut: nil)) }
            if dice.happens(40) { add(time(), .wipe(cut: dice.number(1...14))) }
        }

        /// By dice of its own as well. The restart shows whether what the room has stored opens.
        mutating func newCard(_ dice: inout Dice) {
            let at = Duration.milliseconds(dice.number(60_000...Int(Duration.days(days).wholeMilliseconds)))
            let pause = Duration.milliseconds(dice.number(0...dice.pick([5, 100, 7_000])))
            add(at, .newCard(isRewrap: dice.happens(30), agentAfter: pause))
            steps.append(.init(at: at + .minutes(15), action: .restart))
        }

        /// By dice of its own, too. A wipe of a room that runs ends what it is at; at any time, so in a sync, a meeting or
        /// a trouble, and half of them in a rotation.
        mutating func wipesRunning(_ dice: inout Dice) {
            let at = Duration.milliseconds(dice.number(60_000...Int(Duration.days(days).wholeMilliseconds)))
            let pause = Duration.milliseconds(dice.number(0...dice.pick([150, 10_000])))
            let rotation = dice.happens(50) ? pause : nil
            add(at, .wipeRunning(afterRotation: rotation, cut: dice.happens(30) ? dice.number(1...14) : nil))
        }

        /// The service has its moods, and the room starts, or changes its keys, in the middle of one.
        mutating func moods() {
            for mood in KeyMood.allCases where mood != .sound && dice.happens(40) {
                let at = time()
                add(at, .mood(mood))
                add(at + dice.seconds(60...dice.pick([300, 3600, 20_000])), .mood(.sound))
                let later = at + dice.seconds(1...50)
                switch dice.number(0...4) {
                case 0, 1: steps.append(.init(at: later, action: .restart))
                case 2: steps.append(.init(at: later, action: .powerCut(write: 0, torn: false)))
                case 3: add(later, .rotate(cut: nil))
                default: add(later, .rewrap(cut: nil))
                }
            }
        }
    }
}

/// One thing that happens to a room's keys. A cut is the power that goes at its so-and-so-many-th write or rename.
enum KeyAction {
    /// `room-agent keys rotate`.
    case rotate(cut: Int?)
    /// `room-agent keys rotate --wrapping`.
    case rewrap(cut: Int?)
    /// Whoever runs the service makes a new version of its key.
    case newVersion
    case mood(KeyMood)
    /// The verb while no agent runs; one is started in the middle of it.
    case verb(isRewrap: Bool, agentAfter: Duration)
    /// The agent has been stopped, as for an update of the package.
    case wipe(cut: Int?)
    /// The verb while the agent runs; so long after a rotation was asked for, which may be over by then.
    case wipeRunning(afterRotation: Duration?, cut: Int?)
    /// A card with nothing on it, and the verb's first start on it: an agent's is in the middle of that.
    case newCard(isRewrap: Bool, agentAfter: Duration)
}

/// How a key service answers.
enum KeyMood: CaseIterable {
    case sound
    /// It gives no answer: no way to it, after six seconds (which is one), after a minute, sealed or in trouble, busy.
    case away, slow, stalled, trouble, busy
    /// What answers is no key service.
    case garbage
    /// It says no; it has another key; it answers with another key.
    case denies, otherKey, swapped
    /// It no longer takes the token, and takes another one. Of the cloud alone: Vault's token is a file.
    case tokenEnds
}
