// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What happens to a panel besides its cable.
enum SeedPanelPlan {
    /// By dice of its own: the other steps of the seed stay as they are.
    static func draw(_ seed: UInt64, days: Int) -> [SeedPlan.Step] {
        var dice = Dice(seed &+ 0x6865_6c6c_6f)
        guard dice.happens(60) else { return [] }
        return (0..<dice.number(1...8)).map { _ in
            let at = Duration.milliseconds(dice.number(1000...Int(Duration.days(days).wholeMilliseconds)))
            return .init(at: at, action: .panelRestarts)
        }
    }
}
