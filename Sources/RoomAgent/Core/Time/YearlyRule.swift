// SPDX-License-Identifier: Apache-2.0

/// What a zone does each year: the last line of its file, in the form of POSIX's `TZ` (RFC 8536, section 3.3; POSIX.1,
/// chapter 8.3), such as `EET-2EEST,M3.5.0/3,M10.5.0/4`.
struct YearlyRule: Hashable, Sendable {
    /// A moment of each year, by local clocks.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `Mm.w.d`: the w-th such weekday of a month, 5 for the last; 0 is Sunday.
            case weekday(Int, week: Int, month: Int)
            /// `Jn`: 1 to 365; 29 February is never counted.
            case ofOrdinaryYear(Int)
            /// `n`: 0 to 365; 29 February is counted.
            case ofYear(Int)
        }

        var day: Day
        /// Seconds after midnight; −167 to 167 hours (RFC 8536, section 3.3.1).
        var time: Int
    }

    /// Seconds east of UTC.
    var standard: Int
    /// Nil where clocks are never changed.
    var summer: Summer?

    /// The other half of the year. Its offset may be the lower one, as in Ireland.
    struct Summer: Hashable, Sendable {
        var offset: Int
        var start: Change
        var end: Change
    }

    /// The offset at an instant, when it began, and when it ends; in seconds since 1970.
    func span(at second: Int64) -> (offset: Int, from: Int64, until: Int64) {
        guard let summer else { return (standard, .min, .max) }
        let day = Int((second + Int64(standard)).quotientDown(86400))
        let year = CivilDate(daysSince1970: day).year
        var from = (offset: standard, at: Int64.min)
        var until = Int64.max
        // Each year's two changes, of three years in order, are enough for any instant of the one in the middle.
        for year in year - 1...year + 1 {
            let starts = (summer.offset, Self.second(of: summer.start, year) - Int64(standard))
            let ends = (standard, Self.second(of: summer.end, year) - Int64(summer.offset))
            // Of two that fall together the start wins: that is how summer time all year is written.
            for (offset, at) in starts.1 < ends.1 ? [starts, ends] : [ends, starts] {
                if at <= second {
                    if at >= from.at { from = (offset, at) }
                } else {
                    until = min(until, at)
                }
            }
        }
        return (from.offset, from.at, until)
    }

    /// By local clocks, in seconds since 1970.
    private static func second(of change: Change, _ year: Int) -> Int64 {
        let newYear = days(year, 1)
        let day: Int
        switch change.day {
        case .ofYear(let number): day = newYear + number
        case .ofOrdinaryYear(let number):
            let isLeap = days(year + 1, 1) - newYear == 366
            day = newYear + number - (isLeap && number >= 60 ? 0 : 1)
        case .weekday(let weekday, let week, let month):
            let first = days(year, month)
            let next = month == 12 ? days(year + 1, 1) : days(year, month + 1)
            // 1970-01-01 was a Thursday.
            let found = first + (weekday - (first + 4) % 7 + 14) % 7 + (week - 1) * 7
            day = found < next ? found : found - 7
        }
        return Int64(day) * 86400 + Int64(change.time)
    }

    /// The number of a month's first day.
    private static func days(_ year: Int, _ month: Int) -> Int {
        var date = CivilDate(daysSince1970: 0)
        date.year = year
        date.month = month
        return date.daysSince1970
    }
}

extension YearlyRule {
    /// Nil unless the whole text is such a rule.
    init?(_ text: some Collection<UInt8>) {
        var rest = Array(text)[...]
        guard Self.skipName(&rest), let west = Self.readTime(&rest, hours: 24) else { return nil }
        self.init(standard: -west)
        if rest.isEmpty { return }
        guard Self.skipName(&rest) else { return nil }
        var offset = standard + 3600
        if rest.first != UInt8(ascii: ",") {
            guard let west = Self.readTime(&rest, hours: 24) else { return nil }
            offset = -west
        }
        // Without its days a rule would mean whatever the reader likes.
        guard let start = Self.readChange(&rest), let end = Self.readChange(&rest), rest.isEmpty else { return nil }
        self.summer = Summer(offset: offset, start: start, end: end)
    }

    /// `EET`, or in angle brackets with digits and signs, `<+03>`.
    private static func skipName(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix { $0.isLetter }
        rest = rest[name.endIndex...]
        return name.count >= 3
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    private static func readTime(_ rest: inout ArraySlice<UInt8>, hours maximum: Int) -> Int? {
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let hours = readNumber(&rest, 0...maximum) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let number = readNumber(&rest, 0...59) else { return nil }
            seconds += number * unit
        }
        return isNegative ? -seconds : seconds
    }

    private static func readNumber(_ rest: inout ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { $0.isDigit }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return range.contains(number) ? number : nil
    }

    /// `,date[/time]`; two in the morning where no time is written.
    private static func readChange(_ rest: inout ArraySlice<UInt8>) -> Change? {
        guard rest.first == UInt8(ascii: ",") else { return nil }
        rest = rest.dropFirst()
        let day: Change.Day
        switch rest.first {
        case UInt8(ascii: "M"):
            rest = rest.dropFirst()
            guard let month = readNumber(&rest, 1...12), skipDot(&rest), let week = readNumber(&rest, 1...5),
                skipDot(&rest), let weekday = readNumber(&rest, 0...6)
            else { return nil }
            day = .weekday(weekday, week: week, month: month)
        case UInt8(ascii: "J"):
            rest = rest.dropFirst()
            guard let number = readNumber(&rest, 1...365) else { return nil }
            day = .ofOrdinaryYear(number)
        default:
            guard let number = readNumber(&rest, 0...365) else { return nil }
            day = .ofYear(number)
        }
        guard rest.first == UInt8(ascii: "/") else { return Change(day: day, time: 2 * 3600) }
        rest = rest.dropFirst()
        return readTime(&rest, hours: 167).map { Change(day: day, time: $0) }
    }

    private static func skipDot(_ rest: inout ArraySlice<UInt8>) -> Bool {
        defer { rest = rest.dropFirst() }
        return rest.first == UInt8(ascii: ".")
    }
}

extension Int64 {
    /// Divided and rounded down.
    fileprivate func quotientDown(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
