// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// The date format of HTTP headers.
enum HTTPDate {
    /// The instant that an IMF-fixdate (RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`) names; nil for
    /// anything else. Servers no longer send the two obsolete forms; where a date cannot be read, the agent goes on as
    /// if the header were not there.
    static func instant(_ text: String) -> Instant? {
        guard let comma = text.utf8.firstIndex(of: UInt8(ascii: ",")), weekdays.contains(String(text[..<comma])) else {
            return nil
        }
        var scanner = ByteScanner(String(text[comma...]))
        guard scanner.skip(", "), let day = scanner.number(digits: 2), scanner.skip(" "),
            let month = month(&scanner), scanner.skip(" "), let year = scanner.number(digits: 4), scanner.skip(" "),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.skip(":"),
            let second = scanner.number(digits: 2), second <= 60, scanner.skip(" GMT"), scanner.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        return Instant(secondsSince1970: Int64(date.daysSince1970 * 86400 + hour * 3600 + minute * 60 + second))
    }

    private static let weekdays: Set<String> = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func month(_ scanner: inout ByteScanner) -> Int? {
        for (index, name) in months.enumerated() where scanner.skip(name) { return index + 1 }
        return nil
    }
}
