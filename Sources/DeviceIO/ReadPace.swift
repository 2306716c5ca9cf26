// SPDX-License-Identifier: Apache-2.0

/// How often a device may be read: whatever a person, a bouncing contact or a display does goes through at once, and
/// what a broken or hostile device sends without end is left in the kernel's buffer most of the time.
///
/// It is a leaky bucket: each read costs its share of a second, and `burst` reads may be owed. Together with the bytes
/// that one read takes at most (`maximumReadBytes`) it bounds the work that a device can make.
public struct ReadPace: Sendable {
    /// Reads a second that can go on for ever. A person makes two a press.
    public static let perSecond = 32
    /// Reads at once that a quiet device has saved up: more than the edges of a contact that bounces badly.
    public static let burst = 128
    /// How long a device that has used them up is not looked at. Long enough to be cheap, and short enough that nobody
    /// takes the device for dead.
    public static let rest = Duration.milliseconds(250)
    /// What one read of a line takes from the kernel: some thirty messages of the serial protocol.
    public static let maximumReadBytes = 128

    private static let share = Duration.seconds(1) / perSecond
    /// When everything that was read so far is paid for, as time since boot.
    private var paidUntil = Duration.zero

    /// Of a device that has been quiet.
    public init() {}

    /// Notes a read. Nil if the device may be read again at once, else the time since boot until which the caller has
    /// to leave it alone: not even watch its descriptor, which is ready all the time.
    public mutating func read(at now: Duration) -> Duration? {
        paidUntil = max(paidUntil, now) + Self.share
        return paidUntil - now > Self.share * Self.burst ? now + Self.rest : nil
    }
}
