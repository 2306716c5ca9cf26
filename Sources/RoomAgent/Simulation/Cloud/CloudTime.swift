// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Times as the simulated Google writes and reads them. It shares nothing with the client's parser, so that the two
/// can't be wrong together.
package enum CloudTime {
    /// `2026-11-24T10:00:00+02:00`.
    static func rfc3339(_ instant: Instant, in zone: any TimeZoneRules) -> String {
        let civil = zone.civilTime(at: instant)
        let local = civil.date.daysSince1970 * 86400 + civil.hour * 3600 + civil.minute * 60 + civil.second
        let offset = local - Int(instant.secondsSince1970)
        let minutes = abs(offset) / 60
        let suffix = offset == 0 ? "Z" : "\(offset < 0 ? "-" : "+")\(padded(minutes / 60)):\(padded(minutes % 60))"
        return "\(date(civil.date))T\(padded(civil.hour)):\(padded(civil.minute)):\(padded(civil.second))\(suffix)"
    }

    static func date(_ date: CivilDate) -> String {
        let year = String(date.year)
        let zeros = String(repeating: "0", count: max(0, 4 - year.count))
        return "\(zeros)\(year)-\(padded(date.month))-\(padded(date.day))"
    }

    /// `20261124T080000Z`, as an occurrence's ID has it; `20261124` for whole days.
    static func occurrenceSuffix(_ span: MeetingSpan) -> String {
        switch span {
        case .timed(let start, _): rfc3339(start, in: FixedOffset()).filter { $0 != "-" && $0 != ":" }
        case .allDay(let first, _): date(first).filter { $0 != "-" }
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func httpDate(_ instant: Instant) -> String {
        let civil = FixedOffset().civilTime(at: instant)
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = "\(padded(civil.date.day)) \(months[civil.date.month - 1]) \(civil.date.year)"
        let time = "\(padded(civil.hour)):\(padded(civil.minute)):\(padded(civil.second))"
        return "\(weekdays[civil.date.weekday]), \(day) \(time) GMT"
    }

    /// Reads an RFC 3339 timestamp whose offset is mandatory; milliseconds are ignored, as Google documents.
    package static func instant(_ text: String) -> Instant? {
        let separator = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard separator.count == 2, let date = parseDate(separator[0]) else { return nil }
        var clock = separator[1]
        var offset = 0
        if clock.last == "Z" {
            clock.removeLast()
        } else {
            guard let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
            let parts = numbers(clock[clock.index(after: sign)...], count: 2)
            guard let parts, parts[0] < 24, parts[1] < 60 else { return nil }
            offset = (clock[sign] == "-" ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60)
            clock = clock[..<sign]
        }
        let fraction = clock.split(separator: ".", omittingEmptySubsequences: false)
        guard fraction.count <= 2, fraction.dropFirst().allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }),
            let time = numbers(fraction[0], count: 3), time[0] < 24, time[1] < 60, time[2] < 60
        else { return nil }
        let seconds = date.daysSince1970 * 86400 + time[0] * 3600 + time[1] * 60 + time[2] - offset
        return Instant(secondsSince1970: Int64(seconds))
    }

    /// The instant at which the zone's clocks show this; in an hour that doesn't exist, the one an hour later.
    static func instant(_ date: CivilDate, _ civil: CivilTime, in zone: any TimeZoneRules) -> Instant {
        let wanted = civil.hour * 3600 + civil.minute * 60 + civil.second
        let guess = zone.startOfDay(date) + .seconds(wanted)
        let shown = zone.civilTime(at: guess)
        let days = shown.date.daysSince1970 - date.daysSince1970
        return guess + .seconds(wanted - (days * 86400 + shown.hour * 3600 + shown.minute * 60 + shown.second))
    }

    private static func parseDate(_ text: Substring) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy(\.isNumber) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `hh:mm[:ss]`, each of two digits.
    private static func numbers(_ text: Substring, count: Int) -> [Int]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == count, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == count ? numbers : nil
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
