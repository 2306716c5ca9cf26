// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@testable import GoogleCalendar

@Suite struct FormatTests {
    @Test(
        "a timestamp with an offset is an instant",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-24T10:00:00+02:00", 1_795_507_200_000),
            ("2026-11-24T08:00:00.000Z", 1_795_507_200_000), ("2026-11-23T22:30:00-09:30", 1_795_507_200_000),
            ("2026-11-24t08:00:00z", 1_795_507_200_000), ("2026-11-24T08:00:00.5Z", 1_795_507_200_500),
            ("2026-11-24T08:00:00.123456789Z", 1_795_507_200_123), ("1969-12-31T23:59:59Z", -1000),
            ("2028-02-29T00:00:00Z", 1_835_395_200_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ])
    func timestamps(text: String, milliseconds: Int64) {
        #expect(RFC3339.instant(text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(
        "anything else is no timestamp",
        arguments: [
            "", "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00Z", "2026-11-24 10:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T10:60:00Z", "2026-11-24T10:00:61Z",
            "2026-11-24T10:00:00+2:00", "2026-11-24T10:00:00+0200", "2026-11-24T10:00:00+24:00",
            "2026-11-24T10:00:00.Z",
            "2026-11-24T10:00:00ZZ", " 2026-11-24T10:00:00Z", "٢٠٢٦-11-24T10:00:00Z", "-026-11-24T10:00:00Z",
            "0000-01-01T00:00:00Z", "12026-11-24T10:00:00Z", "2026-11-24T10:00:00Z\0",
        ])
    func badTimestamps(text: String) { #expect(RFC3339.instant(text) == nil) }

    @Test("a day is yyyy-mm-dd and nothing else")
    func days() {
        #expect(RFC3339.date("2026-11-24") == CivilDate(year: 2026, month: 11, day: 24))
        for text in ["2026-11-31", "2026-11-24T00:00:00Z", "26-11-24", "2026-1-2", ""] {
            #expect(RFC3339.date(text) == nil)
        }
    }

    @Test("an instant is written in UTC with whole seconds, rounded down, and reads back")
    func writing() {
        #expect(RFC3339.utc(Instant(millisecondsSince1970: 1_795_507_200_999)) == "2026-11-24T08:00:00Z")
        #expect(RFC3339.utc(Instant(millisecondsSince1970: -1)) == "1969-12-31T23:59:59Z")
        for day in stride(from: -700_000, to: 2_900_000, by: 9973) {
            let instant = Instant(secondsSince1970: Int64(day) * 86400 + Int64(abs(day)) % 86400)
            #expect(RFC3339.instant(RFC3339.utc(instant)) == instant)
        }
    }

    @Test("an HTTP date is read in its fixed form only")
    func httpDates() {
        #expect(HTTPDate.instant("Sun, 06 Nov 1994 08:49:37 GMT")?.secondsSince1970 == 784_111_777)
        for text in [
            "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Son, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT", "120",
            ",",
        ] {
            #expect(HTTPDate.instant(text) == nil)
        }
    }

    @Test(
        "Retry-After is seconds or a date, and never longer than a day",
        arguments: [
            ("120", 120), ("0", 0), ("100000", 86400), ("Mon, 23 Nov 2026 06:02:00 GMT", 120),
            ("Mon, 23 Nov 2026 05:00:00 GMT", 0),
            ("999999999999999999999999", 86400), ("Fri, 31 Dec 9999 23:59:59 GMT", 86400), ("-5", nil), ("soon", nil),
            ("", nil), ("1.5", nil), ("12 ", nil),
        ] as [(String, Int?)])
    func retryAfter(text: String, seconds: Int?) {
        let response = HTTPResponse(status: 429, headers: [("retry-after", text)])
        #expect(RetryAfter.wait(in: response, now: World.start) == seconds.map { .seconds($0) })
    }

    @Test("a Retry-After date is held against the server's clock, not ours")
    func retryAfterByServerClock() {
        let response = HTTPResponse(
            status: 503,
            headers: [("retry-after", "Mon, 23 Nov 2026 08:00:30 GMT"), ("date", "Mon, 23 Nov 2026 08:00:00 GMT")])
        #expect(RetryAfter.wait(in: response, now: World.start) == .seconds(30))
    }

    @Test("the bounds of a request are whole seconds that leave nothing out")
    func bounds() {
        let bounds = WindowBounds(
            earliest: Instant(millisecondsSince1970: 1_795_507_200_001),
            latest: Instant(millisecondsSince1970: 1_795_507_200_002))
        let url = EventsQuery(root: EventsQuery.defaultRoot, calendar: "x").url(for: CalendarPageRequest(.full(bounds)))
        #expect(url.contains("timeMin=2026-11-24T08%3A00%3A00Z&timeMax=2026-11-24T08%3A00%3A01Z"))
    }

    @Test("everything but unreserved characters is escaped")
    func escapes() {
        #expect(PercentEncoding.escaped("aZ09-._~") == "aZ09-._~")
        #expect(PercentEncoding.escaped("en.usa#holiday@group.v") == "en.usa%23holiday%40group.v")
        #expect(PercentEncoding.escaped("a/b?c&d=e+f g%ä\n") == "a%2Fb%3Fc%26d%3De%2Bf%20g%25%C3%A4%0A")
    }

    @Test("a cut never splits a character")
    func cutting() {
        #expect("abc".cut(toBytes: 3) == "abc")
        #expect("aäb".cut(toBytes: 2) == "a")
        #expect("aäb".cut(toBytes: 3) == "aä")
        #expect("👩‍💻x".cut(toBytes: 5) == "👩")
        #expect("äöü".cut(toBytes: 0) == "")
    }
}
