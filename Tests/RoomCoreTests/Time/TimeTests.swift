// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Time")
struct TimeTests {
    @Test("a day and its number are one, over eight thousand years")
    func days() throws {
        var previous = CivilDate(daysSince1970: -719_163)
        for number in stride(from: -719_162, through: 2_932_896, by: 1) {
            let date = CivilDate(daysSince1970: number)
            if date.daysSince1970 != number || date <= previous { Issue.record("\(number)") }
            previous = date
        }
        #expect(CivilDate(daysSince1970: 0) == CivilDate(year: 1970, month: 1, day: 1))
        #expect(CivilDate(daysSince1970: 20781) == CivilDate(year: 2026, month: 11, day: 24))
        #expect(CivilDate(daysSince1970: 20781).weekday == 1)
    }

    @Test(
        "days that don't exist are none",
        arguments: [
            (2026, 2, 29), (2100, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (0, 1, 1),
            (10000, 1, 1), (2026, 1, 32),
        ])
    func noDay(year: Int, month: Int, day: Int) { #expect(CivilDate(year: year, month: month, day: day) == nil) }

    @Test("leap days exist") func leap() {
        #expect(CivilDate(year: 2028, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
    }

    @Test(
        "civil time of a fixed zone, before 1970 too",
        arguments: [
            (0, 0, "1970-1-1 0:0:0"), (-1, 0, "1969-12-31 23:59:59"), (0, 7200, "1970-1-1 2:0:0"),
            (0, -3600, "1969-12-31 23:0:0"),
            (1_795_516_245, 0, "2026-11-24 10:30:45"),
        ])
    func civil(seconds: Int64, east: Int, text: String) {
        let time = FixedOffset(secondsEast: east).civilTime(at: Instant(secondsSince1970: seconds))
        #expect(
            "\(time.date.year)-\(time.date.month)-\(time.date.day) \(time.hour):\(time.minute):\(time.second)" == text)
    }

    @Test("instants round down to the second") func rounding() {
        #expect(Instant(millisecondsSince1970: -1).secondsSince1970 == -1)
        #expect(Instant(millisecondsSince1970: 1999).secondsSince1970 == 1)
        #expect(Duration.milliseconds(1999).wholeSeconds == 1)
        #expect(Duration.milliseconds(1999).wholeMilliseconds == 1999)
    }
}

@Suite("Private values")
struct PrivateTests {
    @Test("are in no description, however it is asked for")
    func hidden() {
        let meeting = Meeting.make("Merger") { $0.organizer = Private("carol@example.com") }
        var dumped = ""
        dump(meeting, to: &dumped)
        for text in [
            "\(meeting)", String(reflecting: meeting), dumped, "\(Private("Merger"))", "\([Private("Merger")])",
        ] {
            #expect(!text.contains("Merger"), "\(text)")
            #expect(!text.contains("carol"), "\(text)")
            #expect(!text.contains("zoom.us"), "\(text)")
        }
    }
}
