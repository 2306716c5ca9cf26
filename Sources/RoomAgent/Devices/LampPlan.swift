// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import RoomCore

/// Which lamp does what, for the lamps that a room has.
enum LampPlan {
    static func patterns(
        lamp: LampPattern, light: StatusLight, has lamps: Set<LampName>
    ) -> [LampName: BlinkPattern] {
        var plan: [LampName: BlinkPattern] = [.button: pattern(lamp), .red: .off, .amber: .off, .green: .off]
        let shown = pattern(light.pattern)
        switch light.color {
        case .green: plan[.green] = shown
        case .red: plan[.red] = shown
        case .amber where lamps.contains(.amber): plan[.amber] = shown
        // Red and green together look amber where there is no amber one.
        case .amber:
            plan[.red] = shown
            plan[.green] = shown
        }
        if light.faultFlash, plan[.red] == .off { plan[.red] = .flash }
        return plan
    }

    private static func pattern(_ pattern: LampPattern) -> BlinkPattern {
        switch pattern {
        case .off: .off
        case .on: .on
        case .slow: .slow
        case .fast: .fast
        case .three: .three
        case .gaps: .gaps
        }
    }
}
