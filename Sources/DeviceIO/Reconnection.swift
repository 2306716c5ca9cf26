// SPDX-License-Identifier: Apache-2.0

/// When to try again to open a device that is not there: after `first`, then after twice as long each time, up to
/// `longest`. There is no limit to the attempts: somebody may plug the device in at any time.
public struct Reconnection: Sendable {
    private var failures = 0

    /// The first delay: 500 ms, which is enough for a cable with a loose contact to be back.
    public static let first = Duration.milliseconds(500)
    /// The longest delay: 10 s, seldom enough to cost nothing, and often enough for the person who plugs the device in
    /// and waits.
    public static let longest = Duration.seconds(10)

    /// No attempt has failed yet.
    public init() {}

    /// Counts a failed attempt. Returns how long to wait before the next one.
    public mutating func failed() -> Duration {
        failures = min(failures + 1, 16)
        return min(Self.first * (1 << (failures - 1)), Self.longest)
    }

    /// The device is there: the delays begin with `first` again.
    public mutating func succeeded() { failures = 0 }
}
