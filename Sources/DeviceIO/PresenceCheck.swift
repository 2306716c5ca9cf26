// SPDX-License-Identifier: Apache-2.0

/// When to look whether a device is still there, for devices that would not say so themselves. All devices look at the
/// same moments, so that the machine wakes up once for all of them.
enum PresenceCheck {
    /// How far the moments lie apart.
    static let interval = Duration.seconds(20)

    /// The first of those moments after `now`, both as time since boot.
    static func next(after now: Duration) -> Duration {
        interval * (now.components.seconds / interval.components.seconds + 1)
    }
}
