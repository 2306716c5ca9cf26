// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Timestamps and dates of RFC 3339.
package enum RFC3339 {
    /// An instant in UTC, to the second.
    package static func utc(_ instant: Instant) -> String {
        let time = FixedOffset().civilTime(at: instant)
        return "\(date(time.date))T\(two(time.hour)):\(two(time.minute)):\(two(time.second))Z"
    }

    /// A date as `2026-11-24`; years before 1000 with zeros in front.
    package static func date(_ date: CivilDate) -> String {
        let year = String(date.year)
        return String(repeating: "0", count: max(0, 4 - year.utf8.count))
            + "\(year)-\(two(date.month))-\(two(date.day))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
