// SPDX-License-Identifier: Apache-2.0

/// Limits how often a device is read. What a person, a bouncing contact or a display sends goes through at once; a
/// broken or hostile device that sends without end is left to fill the kernel's buffer most of the time.
///
/// It is a leaky bucket: each read costs 1 / `perSecond` of a second, and the device may owe `burst` reads.
/// `maximumReadBytes` bounds one read, so the two together bound the work that a device can cause.
public struct ReadPace: Sendable {
    /// How many reads a second a device may cause for ever: 32. A person causes two a press.
    public static let perSecond = 32
    /// How many reads in a row a quiet device has saved up: 128, more than a contact that bounces badly causes.
    public static let burst = 128
    /// How long the caller leaves a device alone that has used up its reads: 250 ms, long enough to be cheap, and short
    /// enough that nobody takes the device for dead.
    public static let rest = Duration.milliseconds(250)
    /// How much one read of a serial line takes from the kernel: 128 bytes, some thirty messages of the serial
    /// protocol. A larger read would let a flood take more of each turn.
    public static let maximumReadBytes = 128

    private static let share = Duration.seconds(1) / perSecond
    /// When everything that was read so far is paid for, as time since boot.
    private var paidUntil = Duration.zero

    /// The pace of a device that has been quiet: all of `burst` is left.
    public init() {}

    /// Counts a read at `now`. Returns nil if the caller may read the device again at once. Else it returns the time
    /// since boot until which the caller leaves the device alone; it stops watching the descriptor too, which is ready
    /// all the time.
    public mutating func read(at now: Duration) -> Duration? {
        paidUntil = max(paidUntil, now) + Self.share
        return paidUntil - now > Self.share * Self.burst ? now + Self.rest : nil
    }
}
