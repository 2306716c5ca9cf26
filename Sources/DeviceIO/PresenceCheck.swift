// SPDX-License-Identifier: Apache-2.0

/// When to look whether a device is still there that wouldn't tell. All devices look at the same moments, so that one
/// wake-up serves them all.
enum PresenceCheck {
    static let interval = Duration.seconds(20)

    /// The next moment of looking after this time since boot.
    static func next(after now: Duration) -> Duration {
        interval * (now.components.seconds / interval.components.seconds + 1)
    }
}
