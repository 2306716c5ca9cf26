// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Who helps")
struct SupportTests {
    private static let sizes = [(20, 4), (16, 2), (16, 1), (40, 2)]

    /// As the other golden frames: 20×4; 16×2, now and 4 s later; 16×1, each row 4 s after the one above it; 40×2,
    /// now and 4 s later.
    private func picture(_ language: Language) -> String {
        Scenes.helpless(language).map { name, scene in
            func row(_ columns: Int, _ rows: Int, _ index: Int) -> String {
                var scene = scene
                scene.support = "Call 1234"
                scene.now.uptime = FrameCycle.turnLength * (index / rows)
                return scene.frame(TextSize(columns: columns, rows: rows)).rows[index % rows]
            }
            return "\(name)\n"
                + (0..<4).map { "|\(row(20, 4, $0))|\(row(16, 2, $0))|\(row(16, 1, $0))|\(row(40, 2, $0))|\n" }.joined()
        }.joined()
    }

    @Test("is named where the room cannot help itself, on every usual display")
    func golden() {
        #expect(picture(.en) == GoldenFrames.support)
        #expect(picture(.fi) == GoldenFrames.supportFinnish)
    }

    @Test("takes turns with the warning that nobody in the room can mend, where that has a row")
    func turns() throws {
        var scene = try #require(Scenes.helpless(.en).first { $0.name == "joinable, out of order" }).scene
        scene.support = "Call 1234"
        scene.now.uptime = .zero
        #expect(scene.frame(.standard).rows[3].hasPrefix("! Out of order"))
        scene.now.uptime = FrameCycle.turnLength
        #expect(scene.frame(.standard).rows[3].hasPrefix("Call 1234"))
        #expect(scene.nextTurn(.standard) == FrameCycle.turnLength * 2)
    }

    @Test("stands on the display when the agent has stopped")
    func farewell() {
        var scene = Scenes.scene(Scenes.free, at: "9:00", [])
        scene.support = "Call 1234"
        func rows(_ columns: Int, _ rows: Int) -> [String] {
            scene.farewell(TextSize(columns: columns, rows: rows)).rows.map { row in
                var row = row
                while row.last == " " { row.removeLast() }
                return row
            }
        }
        #expect(rows(20, 4) == ["Aalto", "Out of order", "Call 1234", ""])
        #expect(rows(16, 2) == ["Out of order", "Call 1234"])
        #expect(rows(16, 1) == ["Out of order"])
        #expect(rows(40, 1) == ["Out of order. Call 1234"])
        scene.support = ""
        #expect(rows(16, 2) == ["Aalto", "Out of order"])
    }

    @Test("is nowhere while the room works, and nowhere where it is not configured")
    func nowhere() {
        for language in Language.allCases {
            for (name, scene) in Scenes.all(language) where !name.contains("fault") && !name.contains("could not join")
            {
                if name.contains("unknown") || scene.warnings.contains(where: \.needsSomebody) { continue }
                var scene = scene
                scene.support = "Call 1234"
                for turn in 0..<4 {
                    scene.now.uptime = FrameCycle.turnLength * turn
                    for (columns, rows) in Self.sizes {
                        let frame = scene.frame(TextSize(columns: columns, rows: rows))
                        #expect(!frame.rows.contains { $0.contains("1234") }, "\(name)")
                    }
                }
            }
        }
    }

    @Test("a long or hostile one is shown whole or not at all, and never breaks a row")
    func hostile() {
        let texts = [
            "Call 040 123 4567 or 040 123 4568", "\u{1B}[2JCall\u{7} 1234", "Call \u{202E}1234\u{9B}31m",
            String(repeating: "9", count: 40), "📞 1234", "\u{0}",
        ]
        for (_, scene) in Scenes.helpless(.en) {
            for text in texts {
                var scene = scene
                scene.support = text
                for charset in DisplayCharset.allCases {
                    for columns in [16, 20, 40] {
                        for rows in 1...5 {
                            for turn in 0..<4 {
                                scene.now.uptime = FrameCycle.turnLength * turn
                                let size = TextSize(columns: columns, rows: rows)
                                let shown = scene.frame(size, charset).rows + scene.farewell(size, charset).rows
                                for row in shown {
                                    #expect(DisplayText.width(row) == columns)
                                    #expect(
                                        !row.unicodeScalars.contains {
                                            $0.value < 32 || (0x7f...0x9f).contains($0.value)
                                        })
                                    // No number of which a part is missing.
                                    let digits = row.split(separator: " ").filter {
                                        $0.allSatisfy(\.isNumber) && $0.count > 4
                                    }
                                    #expect(digits.allSatisfy { $0.count == 40 }, "\(row)")
                                    if row.contains("040") { #expect(row.contains("4568"), "\(row)") }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
