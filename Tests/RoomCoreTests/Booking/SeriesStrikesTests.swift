// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("No-shows of series")
struct SeriesStrikesTests {
    private static func day(_ number: Int) -> CivilDate { CivilDate(daysSince1970: 20_000 + number) }

    @Test("no-shows in a row add up, each series for itself, and an occurrence counts once")
    func counts() {
        var strikes = SeriesStrikes()
        let missed = [("a", "a1", 0), ("b", "b1", 0), ("a", "a1", 0), ("a", "a2", 7)]
        let counts = missed.map { series, occurrence, number in
            strikes.strike(series, occurrence: occurrence, on: Self.day(number))
        }
        #expect(counts == [1, 1, nil, 2])
        let cleared = [strikes.clear("a"), strikes.clear("a")]
        #expect(cleared == [true, false])
        let anew = strikes.strike("a", occurrence: "a3", on: Self.day(14))
        #expect(anew == 1)
        #expect(strikes.entries.map(\.series) == ["b", "a"])
    }

    @Test("what is too long ago is forgotten, also where a clock was wrong")
    func age() {
        let last = SeriesStrikes.longestDays
        for (passed, expected) in [(last, 2), (last + 1, 1), (-last, 2), (-last - 1, 1)] {
            var strikes = SeriesStrikes()
            _ = strikes.strike("a", occurrence: "a1", on: Self.day(0))
            let count = strikes.strike("a", occurrence: "a2", on: Self.day(passed))
            #expect(count == expected, "\(passed)")
        }
    }

    @Test("there are never more than so many, and the oldest go")
    func bounded() {
        var strikes = SeriesStrikes()
        for number in 0..<SeriesStrikes.maximumCount + 3 {
            _ = strikes.strike("s\(number)", occurrence: "o", on: Self.day(0))
        }
        #expect(strikes.entries.count == SeriesStrikes.maximumCount)
        #expect(strikes.entries.first?.series == "s3")
        for number in 0..<SeriesStrikes.most + 5 { _ = strikes.strike("x", occurrence: "\(number)", on: Self.day(0)) }
        #expect(strikes.entries.last?.count == SeriesStrikes.most)
    }
}
