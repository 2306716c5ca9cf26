// SPDX-License-Identifier: Apache-2.0

/// A day of the proleptic Gregorian calendar, without a zone.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// 1 to 9999 where the date was checked; a date that was reckoned may lie outside.
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int

    /// Nil unless the day exists and the year is 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.daysInMonth(year: year, month: month)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that lies `daysSince1970` days after 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `civil_from_days`).
    package init(daysSince1970: Int) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01 (`days_from_civil` of the same paper).
    package var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 0 is Monday, 6 is Sunday (ISO 8601 order).
    package var weekday: Int {
        let remainder = (daysSince1970 + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    /// The date this many days later; earlier for a negative number.
    package func adding(days: Int) -> CivilDate { CivilDate(daysSince1970: daysSince1970 + days) }

    /// True where the left date is the earlier one.
    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// What a calendar and a wall clock show at some moment in some zone.
package struct CivilTime: Hashable, Sendable {
    /// The day.
    package var date: CivilDate
    /// 0 to 23.
    package var hour: Int
    /// 0 to 59.
    package var minute: Int
    /// 0 to 59: leap seconds do not exist here.
    package var second: Int

    package init(date: CivilDate, hour: Int, minute: Int, second: Int) {
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
    }
}

/// The rules of one time zone. `ZoneRules` has them from the IANA database; `FixedOffset` is a zone that never changes,
/// such as UTC.
package protocol TimeZoneRules: Sendable {
    /// The zone's IANA name, such as `Europe/Helsinki`.
    var name: String { get }

    /// What clocks show in the zone at this instant.
    func civilTime(at instant: Instant) -> CivilTime

    /// The first instant of a day in the zone. Days of 23 and 25 hours exist, and days that begin at 01:00.
    func startOfDay(_ date: CivilDate) -> Instant
}

/// A zone that stays the same number of seconds east of UTC.
package struct FixedOffset: TimeZoneRules {
    /// `UTC`, or `UTC+3600 s` for an hour east.
    package let name: String
    /// How many seconds local time is ahead of UTC; negative west of Greenwich.
    package let secondsEast: Int

    /// Default of `secondsEast`: UTC. Negative is west of Greenwich.
    package init(secondsEast: Int = 0) {
        self.secondsEast = secondsEast
        name = secondsEast == 0 ? "UTC" : "UTC\(secondsEast > 0 ? "+" : "")\(secondsEast) s"
    }

    /// The instant moved by the offset; with a fixed offset every civil time comes once.
    package func civilTime(at instant: Instant) -> CivilTime { Self.civilTime(at: instant, secondsEast) }

    /// The same without a zone, which has a name to be made.
    static func civilTime(at instant: Instant, _ secondsEast: Int) -> CivilTime {
        let seconds = Int(instant.secondsSince1970) + secondsEast
        let day = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let ofDay = seconds - day * 86400
        return CivilTime(
            date: CivilDate(daysSince1970: day), hour: ofDay / 3600, minute: ofDay / 60 % 60, second: ofDay % 60)
    }

    /// Midnight, which every day has here.
    package func startOfDay(_ date: CivilDate) -> Instant {
        Instant(secondsSince1970: Int64(date.daysSince1970 * 86400 - secondsEast))
    }
}
