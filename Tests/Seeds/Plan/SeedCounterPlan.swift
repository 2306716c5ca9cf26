// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What happens to the counter of a room's TPM, and to its storage.
enum CounterAction {
    /// Somebody takes a copy of the window.
    case copied
    /// The copy is put in its place, if it is an older one by now, while no agent runs.
    case restored
    /// The TPM answers, or does not.
    case there(Bool)
    /// The TPM is cleared, or another one.
    case cleared
}

/// A room whose window is counted in a TPM.
enum SeedCounterPlan {
    /// By dice of its own: the rooms of the other seeds stay as they are. Nil: nothing counts.
    static func draw(_ seed: UInt64, days: Int) -> [SeedPlan.Step]? {
        var dice = Dice(seed &+ 0x74_706d_636e_74)
        guard dice.happens(15) else { return nil }
        func time() -> Duration {
            .milliseconds(dice.number(600_000...Int(Duration.days(days).wholeMilliseconds)))
        }
        var steps: [SeedPlan.Step] = []
        for _ in 0..<dice.number(0...3) {
            let at = time()
            steps.append(.init(at: at, action: .counter(.copied)))
            // An opening or a whole window lies between them, or the copy is as good as what is there.
            let later = at + dice.seconds(3600...100_000)
            if dice.happens(70) { steps.append(.init(at: later - .seconds(60), action: .restart)) }
            steps.append(.init(at: later, action: .counter(.restored)))
        }
        if dice.happens(30) {
            let at = time()
            steps.append(.init(at: at, action: .counter(.there(false))))
            if dice.happens(50) { steps.append(.init(at: at + .seconds(30), action: .restart)) }
            let back = at + dice.seconds(60...dice.pick([600, 40_000]))
            steps.append(.init(at: back, action: .counter(.there(true))))
        }
        if dice.happens(20) {
            let at = time()
            steps.append(.init(at: at, action: .counter(.cleared)))
            steps.append(.init(at: at + .seconds(30), action: .restart))
        }
        return steps
    }
}
