// SPDX-License-Identifier: Apache-2.0

/// A point of civil time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
///
/// Arithmetic that overflows traps. Callers keep to the years 1 to 9999, which every parser here enforces.
package struct Instant: Hashable, Comparable, Sendable {
    /// Negative before 1970.
    package var millisecondsSince1970: Int64

    package init(millisecondsSince1970: Int64) { self.millisecondsSince1970 = millisecondsSince1970 }
    /// A whole second. Traps beyond what 64 bits of milliseconds hold.
    package init(secondsSince1970: Int64) { millisecondsSince1970 = secondsSince1970 * 1000 }

    /// Whole seconds, rounded down.
    package var secondsSince1970: Int64 {
        let (quotient, remainder) = millisecondsSince1970.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// True where the left one is earlier.
    package static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }
    /// The instant this much later; less than a millisecond is dropped.
    package static func + (left: Instant, right: Duration) -> Instant {
        Instant(millisecondsSince1970: left.millisecondsSince1970 + right.wholeMilliseconds)
    }
    /// The instant this much earlier; less than a millisecond is dropped.
    package static func - (left: Instant, right: Duration) -> Instant {
        Instant(millisecondsSince1970: left.millisecondsSince1970 - right.wholeMilliseconds)
    }
    /// How much later the left one is; negative where it is earlier.
    package static func - (left: Instant, right: Instant) -> Duration {
        .milliseconds(left.millisecondsSince1970 - right.millisecondsSince1970)
    }
}

extension Duration {
    /// Whole milliseconds, rounded toward zero.
    package var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Whole seconds, rounded toward zero.
    package var wholeSeconds: Int64 { components.seconds }

    /// How often `unit` goes into this, rounded toward zero. Both count in whole milliseconds; a unit below one traps.
    /// Swift's own division gives a Double, and of 120,060 s by 4 s one that is less than 30,015.
    package func count(of unit: Duration) -> Int { Int(wholeMilliseconds / unit.wholeMilliseconds) }

    /// Minutes of 60 s.
    package static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }
    /// Hours of 3,600 s.
    package static func hours(_ hours: Int) -> Duration { .seconds(hours * 3600) }
    /// Days of 24 h; a day of the calendar may be shorter or longer.
    package static func days(_ days: Int) -> Duration { .seconds(days * 86400) }
}

/// Both clocks, read together.
package struct Moment: Hashable, Sendable {
    /// Civil time. It may step in either direction, and before the clock is set it may be years off.
    package var wall: Instant
    /// Time since boot, sleep included (CLOCK_BOOTTIME). It never steps: presses, cooldowns, limits and rhythms use it.
    package var uptime: Duration

    package init(wall: Instant, uptime: Duration) {
        self.wall = wall
        self.uptime = uptime
    }
}
