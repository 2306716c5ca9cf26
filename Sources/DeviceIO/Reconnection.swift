// SPDX-License-Identifier: Apache-2.0

/// When to try a device again that is not there: half a second later, then twice as long each time, up to ten seconds.
public struct Reconnection: Sendable {
    private var failures = 0

    /// Soon enough for a cable that had a loose contact.
    public static let first = Duration.milliseconds(500)
    /// Seldom enough to cost nothing, and often enough for who stands there and plugs it in.
    public static let longest = Duration.seconds(10)

    /// Without a failure yet.
    public init() {}

    /// The delay before the next attempt.
    public mutating func failed() -> Duration {
        failures = min(failures + 1, 16)
        return min(Self.first * (1 << (failures - 1)), Self.longest)
    }

    /// The device is there: the next failure is a first one again.
    public mutating func succeeded() { failures = 0 }
}
