// SPDX-License-Identifier: Apache-2.0

/// The date and time format of Google's APIs and of ours (RFC 3339, section 5.6): always with an offset, years 1 to
/// 9999.
package enum RFC3339 {
    /// The instant that `text` names; nil unless it is a whole, valid timestamp with an offset. Digits after the third
    /// of a fraction are dropped; a leap second counts as the second after it (POSIX time has no other place for it).
    package static func instant(_ text: String) -> Instant? {
        var scanner = ByteScanner(text)
        guard let date = fullDate(&scanner), scanner.skip(oneOf: UInt8(ascii: "T"), UInt8(ascii: "t")),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(UInt8(ascii: ":")),
            let minute = scanner.number(digits: 2), minute < 60, scanner.skip(UInt8(ascii: ":")),
            let second = scanner.number(digits: 2), second <= 60
        else { return nil }
        var milliseconds = 0
        if scanner.skip(UInt8(ascii: ".")) {
            guard let fraction = scanner.fraction() else { return nil }
            milliseconds = fraction
        }
        guard let offset = offsetSeconds(&scanner), scanner.isAtEnd else { return nil }
        let seconds = date.daysSince1970 * 86400 + hour * 3600 + minute * 60 + second - offset
        return Instant(millisecondsSince1970: Int64(seconds) * 1000 + Int64(milliseconds))
    }

    /// The day that `text` (`yyyy-mm-dd`) names.
    package static func date(_ text: String) -> CivilDate? {
        var scanner = ByteScanner(text)
        guard let date = fullDate(&scanner), scanner.isAtEnd else { return nil }
        return date
    }

    /// `instant` in UTC with whole seconds, rounded down: `2026-11-24T02:08:59Z`.
    package static func utc(_ instant: Instant) -> String {
        let time = FixedOffset().civilTime(at: instant)
        return date(time.date) + "T\(time.hour.twoDigits):\(time.minute.twoDigits):\(time.second.twoDigits)Z"
    }

    /// `date` as `2026-11-24`; years before 1000 with zeros in front.
    package static func date(_ date: CivilDate) -> String {
        let year = String(date.year)
        return String(repeating: "0", count: max(0, 4 - year.utf8.count))
            + "\(year)-\(date.month.twoDigits)-\(date.day.twoDigits)"
    }

    private static func fullDate(_ scanner: inout ByteScanner) -> CivilDate? {
        guard let year = scanner.number(digits: 4), scanner.skip(UInt8(ascii: "-")),
            let month = scanner.number(digits: 2), scanner.skip(UInt8(ascii: "-")),
            let day = scanner.number(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func offsetSeconds(_ scanner: inout ByteScanner) -> Int? {
        if scanner.skip(oneOf: UInt8(ascii: "Z"), UInt8(ascii: "z")) { return 0 }
        let isEast = scanner.skip(UInt8(ascii: "+"))
        guard isEast || scanner.skip(UInt8(ascii: "-")), let hours = scanner.number(digits: 2), hours < 24,
            scanner.skip(UInt8(ascii: ":")), let minutes = scanner.number(digits: 2), minutes < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
}
