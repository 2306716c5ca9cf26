// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Frames")
struct FrameTests {
    /// All states of a room on the usual displays: 20×4; 16×2, now and 4 s later; 16×1, each row 4 s after the one above
    /// it; 40×2, now and 4 s later.
    private func picture(_ language: Language, uses24Hours: Bool) -> String {
        Scenes.all(language).map { name, scene in
            func row(_ columns: Int, _ rows: Int, _ index: Int) -> String {
                var scene = scene
                scene.uses24HourClock = uses24Hours
                scene.now.uptime = FrameCycle.turnLength * (index / rows)
                return scene.frame(TextSize(columns: columns, rows: rows)).rows[index % rows]
            }
            return "\(name)\n"
                + (0..<4).map { "|\(row(20, 4, $0))|\(row(16, 2, $0))|\(row(16, 1, $0))|\(row(40, 2, $0))|\n" }.joined()
        }.joined()
    }

    @Test("every state on every usual display, in English")
    func english() {
        #expect(picture(.en, uses24Hours: true) == GoldenFrames.english)
        #expect(picture(.en, uses24Hours: false) == GoldenFrames.english12)
    }

    @Test("every state on every usual display, in Finnish")
    func finnish() {
        #expect(picture(.fi, uses24Hours: true) == GoldenFrames.finnish)
        #expect(picture(.fi, uses24Hours: false) == GoldenFrames.finnish12)
    }

    @Test("on a large display")
    func large() {
        let picture = Scenes.all(.en).map { name, scene in
            "\(name)\n" + scene.frame(TextSize(columns: 40, rows: 8)).rows.map { "|\($0)|\n" }.joined()
        }.joined()
        #expect(picture == GoldenFrames.large)
    }

    @Test("each row is exactly as wide as the display, on every size and in every language")
    func widths() {
        for language in Language.allCases {
            for (name, scene) in Scenes.all(language) {
                for columns in 16...40 {
                    for rows in 1...8 {
                        let frame = scene.frame(TextSize(columns: columns, rows: rows))
                        #expect(frame.rows.count == rows)
                        #expect(
                            frame.rows.allSatisfy { DisplayText.width($0) == columns }, "\(name) \(columns)x\(rows)")
                        #expect(!frame.rows[0].allSatisfy { $0 == " " }, "\(name) \(columns)x\(rows)")
                    }
                }
            }
        }
    }

    @Test("what the button does is said on every display of two rows or more")
    func buttonMeaning() {
        for rows in 2...8 {
            let size = TextSize(columns: 20, rows: rows)
            let scene = Scenes.scene(Scenes.joinable(), at: "9:57", [Scenes.review], warnings: [.networkDown]) {
                $0.isStale = true
            }
            #expect(scene.frame(size).rows.contains { $0.hasPrefix("Press to join") }, "\(rows)")
        }
    }

    @Test("all frames of one minute say the same of a day that is free")
    func wholeMinute() {
        let tomorrow = Meeting.make("Review") {
            $0.span = .timed(start: Day.at("10:00", plus: 1), end: Day.at("11:00", plus: 1))
        }
        func line(_ time: String) -> String {
            Scenes.scene(Scenes.free, at: time, [tomorrow]).frame(TextSize(columns: 40, rows: 4)).rows[1]
        }
        #expect(!line("9:59:59").hasPrefix("Free until"))
        #expect(line("10:00:00").hasPrefix("Free until"))
        #expect(line("10:00:20") == line("10:00:00"))
    }

    @Test("the same scene twice is the same frame; a minute later only the row with the clock differs")
    func minute() {
        let scene = Scenes.scene(Scenes.free, at: "9:00", [Scenes.review])
        let rows = scene.frame(.standard).rows
        #expect(scene.frame(.standard).rows == rows)
        var later = scene
        later.now = Day.moment("9:01")
        let laterRows = later.frame(.standard).rows
        #expect(rows.indices.filter { rows[$0] != laterRows[$0] } == [0])
    }

    @Test(
        "12-hour clocks",
        arguments: [("0:05", "12:05 am"), ("9:00", "9:00 am"), ("12:00", "12:00 pm"), ("23:59", "11:59 pm")])
    func twelveHours(time: String, text: String) {
        let scene = Scenes.scene(Scenes.free, at: time, []) { $0.uses24HourClock = false }
        #expect(scene.frame(.standard).rows[0].hasSuffix(text))
    }

    @Test(
        "a private meeting, a busy block and hidden titles show neutral words and no organiser; they can still be joined"
    )
    func privacy() {
        func rows(_ language: Language, _ change: (inout Meeting) -> Void, hide: Bool = false) -> String {
            let secret = Meeting.make("Merger", "10:00", "11:00") {
                $0.organizer = Private("Carol Boss")
                change(&$0)
            }
            let scene = Scenes.scene(Scenes.joinable(), at: "10:00", [secret], language: language) {
                $0.rules.hideTitles = hide
            }
            return scene.frame(TextSize(columns: 40, rows: 8)).rows.joined()
        }
        for language in Language.allCases {
            let shown = [
                rows(language) { $0.isPrivate = true },
                rows(
                    language,
                    {
                        $0.isBusyOnly = true
                        $0.isPrivate = true
                    }),
                rows(language, { _ in }, hide: true),
            ]
            for text in shown {
                #expect(!text.contains("Merger"))
                #expect(!text.contains("Carol"))
            }
            #expect(shown[0].contains(RoomText.privateMeeting.text(language)))
            #expect(shown[0].contains(RoomText.pressToJoin.text(language)))
            #expect(shown[1].contains(RoomText.busyMeeting.text(language)))
        }
        let scene = Scenes.scene(Scenes.joinable(), at: "10:00", [Scenes.review]) { $0.rules.hideOrganizer = true }
        #expect(!scene.frame(TextSize(columns: 40, rows: 8)).rows.joined().contains("Alice"))
    }

    @Test("tentative meetings carry a question mark")
    func tentative() {
        for change in [{ $0.isTentative = true }, { $0.ownResponse = .tentative }] as [(inout Meeting) -> Void] {
            let scene = Scenes.scene(Scenes.joinable(), at: "10:00", [.make("Plan", change: change)])
            #expect(scene.frame(.standard).rows[0].hasPrefix("? Plan"))
        }
    }

    @Test(
        "an hour or more is left: until when; less: how many minutes, rounded up",
        arguments: [
            ("9:44", "until 10:45"), ("9:45", "until 10:45"), ("9:46", "59 min left"), ("10:44:30", "1 min left"),
            ("10:45", "In meeting"),
        ])
    func timeLeft(time: String, text: String) {
        let scene = Scenes.scene({ _ in .inMeeting(Scenes.session(Scenes.review, until: "10:45")) }, at: time, [])
        #expect(scene.frame(.standard).rows[1].hasPrefix(text))
    }
}

@Suite("Lights")
struct LightTests {
    @Test(
        "each state has its lamp and its status light",
        arguments: [
            ("free", LampPattern.off, StatusLight(.green)), ("joinable", .slow, StatusLight(.green)),
            ("joinable, one of two", .slow, StatusLight(.amber, .slow)), ("busy", .off, StatusLight(.red)),
            ("joining", .fast, StatusLight(.amber, .fast)), ("in meeting", .on, StatusLight(.red)),
            ("in meeting, the next group waits", .gaps, StatusLight(.red)),
            ("leaving", .fast, StatusLight(.red)),
            ("could not join", .three, StatusLight(.amber, .slow)),
            ("free, a fault", .off, StatusLight(.green, faultFlash: true)), ("free, stale", .off, StatusLight(.green)),
        ])
    func lights(name: String, lamp: LampPattern, light: StatusLight) throws {
        let scene = try #require(Scenes.all(.en).first { $0.name == name }?.scene)
        #expect(scene.buttonLamp == lamp)
        #expect(scene.statusLight == light)
    }

    @Test("the service manager's line has the state and the worst warning, and nothing private")
    func statusLine() {
        let scene = Scenes.scene(
            Scenes.joinable(), at: "10:00", [Scenes.review], warnings: [.buttonLost, .networkDown])
        #expect(scene.statusLine.hasPrefix("joinable; button-lost: "))
        #expect(!scene.statusLine.contains("Design"))
        #expect(Scenes.scene(Scenes.free, at: "9:00", []).statusLine == "free")
    }
}

@Suite("Text on a display")
struct DisplayTextTests {
    @Test(
        "what is no text is not shown",
        arguments: [
            ("plain", "plain"), ("  two   spaces ", "two spaces"), ("a\nb\tc\r\nd", "a b c d"),
            ("\u{1B}[2Jx\u{07}", "[2Jx"), ("a\u{0}b", "ab"),
            ("\u{202E}evil\u{202C}", "evil"), ("zero\u{200B}width\u{FEFF}", "zerowidth"),
            ("e\u{301}\u{302}\u{303}\u{304}x", "e\u{301}\u{302}x"),
            ("\u{301}x", "x"), ("\u{9B}31mx", "31mx"), ("a\u{2028}b", "a b"), ("\u{E000}x", "x"), ("ok\u{FE0F}", "ok"),
            ("", ""),
            ("a\u{A0}b", "a b"), (" ", ""), ("a ", "a"), (" a", "a"), ("a\u{7F}b", "ab"), ("a~!b", "a~!b"),
        ])
    func clean(text: String, shown: String) { #expect(DisplayText.clean(text) == shown) }

    @Test("invalid UTF-8 becomes replacement characters, and a megabyte costs no more than what is shown")
    func long() {
        #expect(DisplayText.clean(String(decoding: [0x61, 0xFF, 0xC3], as: UTF8.self)) == "a\u{FFFD}\u{FFFD}")
        #expect(DisplayText.clean(String(repeating: "x", count: 1 << 20)).utf8.count == 512)
    }

    @Test(
        "cut by display cells, with an ellipsis, never in the middle of a wide character",
        arguments: [
            ("short", 8, "short   "), ("exactly8", 8, "exactly8"), ("much too long", 8, "much to…"),
            ("漢字漢字漢字", 8, "漢字漢… "),
            ("ab cd efg", 4, "ab… "), ("e\u{301}e\u{301}e\u{301}", 3, "e\u{301}e\u{301}e\u{301}"),
        ])
    func fit(text: String, columns: Int, shown: String) {
        #expect(DisplayText.fit(text, columns) == shown)
        #expect(DisplayText.width(shown) == columns)
    }

    @Test("hostile titles stay inside their row on every size")
    func hostile() {
        let titles = [
            "\u{1B}]0;x\u{07}\u{1B}[31m", String(repeating: "a\u{301}", count: 4096), "\u{202E}\u{2066}x",
            "line\nline\r\nline", "\u{0}\u{1}\u{2}",
            String(repeating: "漢", count: 1000), "👩‍👩‍👧‍👦 family", "%s%n%x", "\u{FFFD}",
            String(repeating: "\u{300}", count: 99), "\u{200B}", "",
        ]
        for title in titles {
            for columns in [16, 20, 40] {
                for rows in [1, 2, 4, 8] {
                    let meeting = Meeting.make("x", "10:00", "11:00") {
                        $0.title = Private(title)
                        $0.organizer = Private(title)
                    }
                    let scene = Scenes.scene(Scenes.joinable(), at: "10:00", [meeting])
                    for row in scene.frame(TextSize(columns: columns, rows: rows)).rows {
                        #expect(DisplayText.width(row) == columns)
                        #expect(row.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
                        #expect(
                            !row.unicodeScalars.contains {
                                (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
                            })
                    }
                }
            }
        }
    }
}
