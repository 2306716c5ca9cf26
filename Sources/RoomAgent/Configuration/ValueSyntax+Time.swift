// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == Duration {
    /// A whole number with a unit, or without one in seconds.
    static func timeSpan(_ range: ClosedRange<Duration>) -> Self {
        let text = "\(range.lowerBound.written) to \(range.upperBound.written)"
        return Self(name: "time span", range: text, example: range.upperBound.written) {
            value throws(ConfigurationFault) in
            let digits = value.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { throw .notTimeSpan(value) }
            let unit = value.dropFirst(digits.count).drop { $0 == " " }
            guard unit.utf8.allSatisfy(ASCII.isLetter) else { throw .notTimeSpan(value) }
            guard digits.utf8.count <= 9, let number = Int(digits) else {
                throw .timeSpanOutOfRange(value, range: text, meant: nil)
            }
            guard let span = span(number, unit: unit) else {
                throw .unknownTimeUnit(value, closest: properUnit(for: unit).map { "\(number) \($0)" })
            }
            guard range.contains(span) else {
                throw .timeSpanOutOfRange(value, range: text, meant: unit.isEmpty ? meant(number, in: range) : nil)
            }
            return span
        }
    }

    private static func span(_ number: Int, unit: Substring) -> Duration? {
        switch unit {
        case "ms": .milliseconds(number)
        case "", "s": .seconds(number)
        case "min": .minutes(number)
        case "h": .hours(number)
        default: nil
        }
    }

    private static func properUnit(for unit: Substring) -> String? {
        switch ASCII.lowercased(unit) {
        case "ms", "msec", "msecs", "millisecond", "milliseconds": "ms"
        case "s", "sec", "secs", "second", "seconds": "s"
        case "m", "min", "mins", "minute", "minutes": "min"
        case "h", "hr", "hrs", "hour", "hours": "h"
        default: nil
        }
    }

    /// What somebody meant who left the unit out and missed the range.
    private static func meant(_ number: Int, in range: ClosedRange<Duration>) -> String? {
        ["ms", "min", "h"].first { unit in span(number, unit: unit[...]).map(range.contains) ?? false }.map {
            "\(number) \($0)"
        }
    }
}

extension Duration {
    /// As the configuration writes it, in the largest unit that leaves no fraction.
    var written: String {
        let milliseconds = wholeMilliseconds
        if milliseconds % 1000 != 0 { return "\(milliseconds) ms" }
        if milliseconds % 60_000 != 0 || milliseconds == 0 { return "\(milliseconds / 1000) s" }
        if milliseconds % 3_600_000 != 0 { return "\(milliseconds / 60_000) min" }
        return "\(milliseconds / 3_600_000) h"
    }
}

extension ValueSyntax where Value == String {
    /// The form of an IANA zone name (tz database, theory.html "Names of timezones"). Whether there is such a zone only
    /// the system's tables know.
    static var zoneName: Self {
        Self(name: "time zone", range: nil, example: "Europe/Helsinki") { value throws(ConfigurationFault) in
            let bytes = Array(value.utf8)
            let parts = value.split(separator: "/", omittingEmptySubsequences: false)
            let area = ASCII.lowercased(parts.first ?? "")
            if let first = bytes.first, first == 0x2B || first == 0x2D || ASCII.isDigit(first) { throw .zoneIsOffset }
            if parts.count == 1, area.hasPrefix("utc") || area.hasPrefix("gmt"), bytes.count > 3 { throw .zoneIsOffset }
            let isName = parts.allSatisfy { part in
                guard let first = part.utf8.first, ASCII.isLetter(first) else { return false }
                return part.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == 0x5F || $0 == 0x2D || $0 == 0x2B }
            }
            guard isName, parts.count <= 4, bytes.count <= 64 else { throw .notZoneName }
            return value
        }
    }
}
