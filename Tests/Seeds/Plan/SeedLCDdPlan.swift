// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What the display's server does until it does something else.
enum LCDdMood: CaseIterable {
    case sound
    /// Nobody listens.
    case away
    /// It ends, and another is there at once.
    case closes
    /// It says no hello, says it late, or too late.
    case silent, slow, tooSlow
    /// It knows no option and no key.
    case refusing
    /// Between its answers is what makes no sense.
    case noisy
    /// The size that it tells is none.
    case badSize
    /// It takes nothing, and the connection stays.
    case stalled
    /// It ends, and the next has another display.
    case resized
}

/// What happens to the server of a room whose display is behind LCDd.
enum SeedLCDdPlan {
    /// By dice of its own: the rooms of the other seeds stay as they are. Nil: the room has no such display.
    static func draw(_ seed: UInt64, days: Int) -> [SeedPlan.Step]? {
        var dice = Dice(seed &+ 0x6c_6364_6464)
        guard dice.happens(50) else { return nil }
        var steps: [SeedPlan.Step] = []
        for mood in LCDdMood.allCases where mood != .sound && dice.happens(40) {
            let at = Duration.milliseconds(dice.number(1000...Int(Duration.days(days).wholeMilliseconds)))
            steps.append(.init(at: at, action: .lcdd(mood)))
            let end = at + dice.seconds(1...dice.pick([10, 300, 7200, 40_000]))
            steps.append(.init(at: end, action: .lcdd(.sound)))
        }
        return steps
    }
}
