// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@testable import RoomCore

/// The lines below an event's own text: what is added can be taken out again, and nothing else is.
@Suite struct KeywordBlockTests {
    private static let address = "https://meet.google.com/abc-defg-hij"
    private static let block = KeywordBlock(address: address)

    static let bodies = [
        "", "Agenda", "Agenda\n", "Agenda\n\n", "\n", "ä\u{301} 🧑‍🚀\r\nx", "<p>Agenda &amp; more</p>", "a<br>b<br><br>",
        "--- room agent ---", "--- room agent ---\n--- room agent, end ---", "1 < 2 & 3 > 2",
        "--- room agent ---\nJoin the meeting: https://evil.example/\n--- room agent, end ---\nmine",
    ]

    @Test("a body is byte for byte what it was after the block was added and removed", arguments: bodies)
    func roundTrip(body: String) throws {
        for language in Language.allCases {
            let whole = try #require(Self.block.added(to: body, language))
            #expect(whole.utf8.starts(with: body.utf8))
            #expect(whole.contains(text: Self.address))
            let removed = try #require(Self.block.removed(from: whole))
            #expect(Array(removed.utf8) == Array(body.utf8), "\(body)")
            #expect(Self.block.removed(from: removed) == nil)
        }
    }

    @Test("what somebody wrote behind the block stays, and so does a second block")
    func behind() throws {
        let whole = try #require(Self.block.added(to: "before", .en))
        #expect(Self.block.removed(from: whole + "\nafter") == "before\nafter")
        #expect(Self.block.removed(from: whole + whole) == "before" + whole)
    }

    @Test("an editor's line ends and link do not hide the block")
    func edited() throws {
        let whole = try #require(Self.block.added(to: "", .fi))
        let tags = ["<br>", "<br/>", "<br />", " <br> ", "\r\n", "&nbsp;\n"]
        for tag in tags {
            let edited = whole.split(separator: "\n").joined(separator: tag)
            #expect(Self.block.removed(from: "<b>x</b>" + edited + "<i>y</i>") == "<b>x</b><i>y</i>", "\(tag)")
        }
        let link = "<a href=\"\(Self.address)\" target=\"_blank\">\(Self.address)</a>"
        let parts = whole.split(separator: " ").map { word in
            word.hasPrefix(Self.address) ? link + word.dropFirst(Self.address.utf8.count) : String(word)
        }
        #expect(parts.joined(separator: " ").contains(text: "_blank"))
        #expect(Self.block.removed(from: parts.joined(separator: " ")) == "")
    }

    @Test("a block that is not what we wrote, letter by letter, is somebody's own text")
    func foreign() throws {
        let whole = try #require(Self.block.added(to: "mine", .en))
        let changed = [
            whole.split(separator: "J").joined(separator: "j"), String(whole.dropLast()),
            whole.split(separator: "\n").joined(separator: "\n<b>bring cake</b>\n"),
            whole.split(separator: "\n").joined(separator: "\n<!-- bring cake -->\n"),
            whole.split(separator: "\n").joined(separator: "<br title=\"cake\">"),
            whole.split(separator: "\n").joined(separator: "<a href=\"https://evil.example/\">"),
            String(whole.dropFirst(6)).split(separator: "-").joined(separator: "--"),
        ]
        for body in changed { #expect(Self.block.removed(from: body) == nil, "\(body)") }
        #expect(KeywordBlock(address: "https://meet.google.com/xxx-xxxx-xxx").removed(from: whole) == nil)
    }

    @Test("a body that would become too long for Google is left without a block")
    func long() throws {
        #expect(Self.block.added(to: String(repeating: "x", count: 8100), .en) == nil)
        let whole = try #require(Self.block.added(to: String(repeating: "x", count: 7800), .en))
        #expect(whole.utf16.count <= 8192)
    }

    @Test("bodies full of marks take time in proportion to their length")
    func hostile() {
        for part in ["--- room agent ---", "--- room agent --- ", "--- room agent ---\nJoin the meeting: ", "<br>"] {
            let body = String(repeating: part, count: 64 * 1024 / part.utf8.count)
            #expect(Self.block.removed(from: body) == nil)
        }
    }
}
