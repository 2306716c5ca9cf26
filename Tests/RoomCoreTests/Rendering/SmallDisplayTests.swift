// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

/// What holds on every display, whatever is shown on it.
@Suite("Small displays")
struct SmallDisplayTests {
    private static let sizes = [(16, 1), (16, 2), (16, 3), (16, 4), (20, 2), (20, 4), (40, 2), (40, 8)].map {
        TextSize(columns: $0.0, rows: $0.1)
    }

    /// Calls `body` for every state, language, clock, size, character set and turn.
    private func eachFrame(
        title: String, _ body: (TextFrame, _ uses24Hours: Bool, TextSize, DisplayCharset, _ what: String) -> Void
    ) {
        for language in Language.allCases {
            let scenes = Scenes.all(language) { meeting in
                var meeting = meeting
                meeting.title = Private(title)
                meeting.organizer = Private(title)
                return meeting
            }
            for (name, scene) in scenes {
                var scene = scene
                scene.roomName = title
                for uses24Hours in [true, false] {
                    scene.uses24HourClock = uses24Hours
                    for size in Self.sizes {
                        for charset in DisplayCharset.allCases {
                            for turn in 0..<[1: 8, 2: 2, 3: 2][size.rows, default: 1] {
                                scene.now.uptime = FrameCycle.turnLength * turn
                                let what = "\(name), \(language), \(size), \(charset), turn \(turn)"
                                body(scene.frame(size, charset), uses24Hours, size, charset, what)
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("nothing is cut but titles and names: no time, no word of ours")
    func wholeTimes() {
        for title in [String(repeating: "x", count: 60), "xx xxxx xxx xxxxxxxx xxxx xx xxxxxxxxxx xxxxx xxxxxx", "x"] {
            eachFrame(title: title) { frame, uses24Hours, _, charset, what in
                for row in frame.rows {
                    let fault = FrameRules.fault(row, uses24Hours: uses24Hours, cutMark: charset.cutMark)
                    #expect(fault == nil, "\(what): |\(row)|")
                }
            }
        }
    }

    @Test("a row has as many letters of the character set as the display has cells, whatever stands in titles")
    func letters() {
        let titles = [
            "Æß… Œuvre €€€ – ßß æææææææ …… œ", "🚀🎉 漢字 Привет ♥ Åäö “Øre” «ß»", "🚀",
        ]
        for title in titles {
            eachFrame(title: title) { frame, uses24Hours, size, charset, what in
                for row in frame.rows {
                    #expect(DisplayText.width(row) == size.columns, "\(what): |\(row)|")
                    if charset == .utf8 { continue }
                    let limit: UInt32 = charset == .ascii ? 0x7f : 0xfe
                    let fits = row.unicodeScalars.allSatisfy { $0.value < limit && !(0x7f..<0xa1).contains($0.value) }
                    #expect(fits, "\(what): |\(row)|")
                    #expect(row.unicodeScalars.count == size.columns, "\(what): |\(row)|")
                }
                #expect(frame.rows.contains { $0.contains { $0 != " " } }, "\(what)")
            }
        }
    }

    @Test(
        "a display's own letters are counted before the text is cut, and a cut is no full stop",
        arguments: [
            (DisplayCharset.utf8, "Æther … weekly s… 2/2"), (.latin1, "Æther ... weekly~ 2/2"),
            (.ascii, "aether ... weekl~ 2/2"),
        ])
    func beforeCutting(charset: DisplayCharset, row: String) {
        let meetings = ["10:00", "10:01"].map { Meeting.make("Æther … weekly steering", $0, "11:00") }
        let scene = Scenes.scene(
            { .joinable($0.joinable[0], index: 1, count: 2) }, at: "10:20", [meetings[0]])
        #expect(scene.frame(TextSize(columns: 21, rows: 4), charset).rows[0] == row)
    }

    @Test(
        "what an ASCII display lacks is left out; the tentative mark stays",
        arguments: [
            ("🚀 Launch – Überraschung", false, "Launch - Uberraschung"), ("Maybe 🚀 later", true, "? Maybe later"),
            ("会議", false, "Meeting"), ("会議", true, "? Meeting"), ("!", false, "!"),
        ])
    func leftOut(title: String, isTentative: Bool, shown: String) {
        let meeting = Meeting.make(title) { $0.isTentative = isTentative }
        let scene = Scenes.scene(Scenes.joinable(), at: "10:00", [meeting])
        #expect(scene.frame(TextSize(columns: 24, rows: 4), .ascii).rows[0] == DisplayText.fit(shown, 24))
    }

    @Test(
        "likenesses",
        arguments: [
            ("Työ", DisplayCharset.utf8, "Työ"), ("Työ", .latin1, "Työ"), ("Työ", .ascii, "Tyo"),
            ("10–11 …", .latin1, "10-11 ..."), ("ŠĀ", .latin1, "SA"), ("e\u{301}", .ascii, "e"),
            ("€5", .latin1, "EUR5"),
            ("þÿ", .latin1, "thy"), ("a 漢 b", .ascii, "a b"),
        ])
    func likenesses(text: String, charset: DisplayCharset, shown: String) { #expect(charset.shown(text) == shown) }

    @Test("lines that share a place change every four seconds; a frame of its own room has no turn")
    func turns() {
        let session = Scenes.session(Scenes.review, until: "10:45")
        var scene = Scenes.scene({ _ in .inMeeting(session) }, at: "10:01", [Scenes.review])
        scene.now.uptime = .seconds(8)
        let (one, two, four) = (TextSize(columns: 16, rows: 1), TextSize(columns: 16, rows: 2), TextSize.standard)
        #expect(scene.nextTurn(four) == nil)
        #expect(scene.nextTurn(two) == .seconds(12))
        #expect(scene.nextTurn(one) == .seconds(12))
        let first = scene.frame(two)
        scene.now.uptime = .seconds(12)
        #expect(scene.frame(two).rows == [first.rows[0], "Hold to leave   "])
        #expect(scene.nextTurn(two) == .seconds(16))
        scene.state = .joining(session)
        #expect(scene.nextTurn(one) == nil)
        #expect(scene.frame(one).rows == ["Joining …       "])
    }

    @Test("on a single row the most important line is there every other time, and each other line in between")
    func singleRow() {
        var scene = Scenes.scene(Scenes.joinable(), at: "10:00", [Scenes.review], warnings: [.networkDown])
        let rows = (0..<6).map { turn in
            scene.now.uptime = FrameCycle.turnLength * turn
            return scene.frame(TextSize(columns: 16, rows: 1)).rows[0]
        }
        #expect(
            rows == [
                "» Design review ", "Press to join   ", "» Design review ", "10:00–10:45     ", "» Design review ",
                "! No network    ",
            ])
    }

    @Test(
        "from ten minutes before a press joins, the display says from when",
        arguments: [
            ("9:44", false), ("9:45", true), ("9:54", true),
        ])
    func joinFrom(time: String, isSaid: Bool) {
        let scene = Scenes.scene(Scenes.free, at: time, [Scenes.review])
        #expect(scene.frame(.standard).rows.contains("Join from 09:55     ") == isSaid)
        let noLink = Scenes.scene(Scenes.free, at: time, [Scenes.lunch])
        #expect(!noLink.frame(.standard).rows.contains { $0.hasPrefix("Join") })
    }

    @Test("the next group is said to wait from its start, not before, and not for the session's own meeting")
    func nextGroup() {
        let board = Meeting.make("Board", "10:45", "12:00")
        let session = Scenes.session(Scenes.review, until: "10:45")
        func first(_ time: String, _ meetings: [Meeting]) -> [String] {
            Array(Scenes.scene({ _ in .inMeeting(session) }, at: time, meetings).frame(.standard).rows.prefix(2))
        }
        #expect(first("10:44:59", [Scenes.review, board])[0] == "Design review       ")
        #expect(first("10:45", [Scenes.review, board]) == ["Next group waiting  ", "Board               "])
        #expect(first("10:50", [Scenes.review])[0] == "Design review       ")
        let free = Meeting.make("Note", "10:45", "12:00") { $0.blocksTime = false }
        #expect(first("10:50", [Scenes.review, free])[0] == "Design review       ")
    }

    @Test(
        "an organiser that is the room or another calendar is no name",
        arguments: [
            ("c_1881aalto@resource.calendar.google.com", false), ("Room@Example.com", false), ("Aalto", false),
            ("c_1@group.calendar.google.com", false), ("bob@example.com", true), ("Aalto Alvar", true),
        ])
    func organizer(name: String, isShown: Bool) {
        let meeting = Meeting.make("Plan") { $0.organizer = Private(name) }
        let scene = Scenes.scene(Scenes.joinable(), at: "10:00", [meeting]) {
            $0.roomAddress = Private("room@example.com")
        }
        #expect(scene.frame(TextSize(columns: 40, rows: 8)).rows.contains { $0.hasPrefix(name) } == isShown)
    }

    @Test(
        "an end on another day has its date; the midnight of today has none",
        arguments: [("23:00", 0, "until 23:00"), ("0:00", 1, "until 00:00"), ("0:01", 1, "until 25.11. 00:01")])
    func otherDay(end: String, days: Int, text: String) {
        let meeting = Meeting.make("Plan", join: []) {
            $0.span = .timed(start: Day.at("10:00"), end: Day.at(end, plus: days))
        }
        let scene = Scenes.scene(Scenes.busy, at: "10:10", [meeting])
        #expect(scene.frame(.standard).rows[1].hasPrefix(text))
    }

    @Test(
        "the age of a calendar of another day is said as fully as the display can",
        arguments: [
            (40, "Calendar from 23.11. 11:12 pm"), (20, "As of 23.11. 11:12pm"), (16, "As of 23.11."),
        ])
    func oldCalendar(columns: Int, text: String) {
        let scene = Scenes.scene(Scenes.free, at: "9:00", [Scenes.review]) {
            $0.uses24HourClock = false
            $0.isStale = true
            $0.syncedAt = Day.at("23:12", plus: -1)
        }
        #expect(scene.frame(TextSize(columns: columns, rows: 4)).rows[3] == DisplayText.fit(text, columns))
    }

    @Test("the farewell is for guests")
    func farewell() {
        let scene = Scenes.scene(Scenes.free, at: "9:00", [])
        #expect(scene.farewell(TextSize(columns: 16, rows: 2)).rows == ["Aalto           ", "Out of order    "])
        #expect(scene.farewell(TextSize(columns: 16, rows: 1)).rows == ["Out of order    "])
    }
}
