// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Did you mean")
struct SpellingTests {
    private static let words = ["calendar", "clock", "join-early", "join-late", "language", "name", "red"]

    @Test(
        "slips are recognised",
        arguments: [
            ("calender", "calendar"), ("calandar", "calendar"), ("claendar", "calendar"), ("calendars", "calendar"),
            ("Calendar", "calendar"), ("join_early", "join-early"), ("join early", "join-early"),
            ("join–late", "join-late"),
            ("nmae", "name"), ("rd", "red"), ("langauge", "language"),
        ])
    func near(word: String, meant: String) {
        #expect(Spelling.closest(to: word, among: Self.words) == meant)
    }

    @Test("other words are left alone", arguments: ["", "weather", "x", "blue", "timezone", "\u{1F4C5}"])
    func far(word: String) {
        #expect(Spelling.closest(to: word, among: Self.words) == nil)
    }

    @Test("of two as near, the first in the list is taken")
    func tie() {
        #expect(Spelling.closest(to: "join-eate", among: ["join-late", "join-date"]) == "join-late")
    }

    @Test("endless words get no suggestion and cost nothing")
    func endless() {
        #expect(Spelling.closest(to: String(repeating: "name", count: 100_000), among: Self.words) == nil)
    }
}
