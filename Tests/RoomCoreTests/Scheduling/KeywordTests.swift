// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@testable import RoomCore

/// Words in a location, and the addresses behind them.
@Suite struct KeywordTests {
    static let templates = [
        KeywordTemplate(.meet, word: "@meet"),
        KeywordTemplate(
            .webex, word: "@webex", myRoom: AddressTemplate("https://acme.webex.com/meet/{user}"),
            space: AddressTemplate("https://acme.webex.com/meet/s-{pair}")),
        KeywordTemplate(.jitsi, word: "@Kokous", space: AddressTemplate("https://meet.example.com/{space}")),
    ]

    @Test(
        "a word is found where it stands alone, with its modifiers, and nowhere else",
        arguments: [
            ("@meet", "meet"), ("Room 5, @meet", "meet"), ("@MEET:", "meet"), ("(@meet)", "meet"), ("@meet.", "meet"),
            ("@meet;", "meet"), ("[@Meet]", "meet"), ("a\t@meet\nb", "meet"), ("@meet:myroom:space", "meet"),
            ("@meet https://meet.google.com/abc-defg-hij", "meet"), ("@webex", "webex:myroom"),
            ("@webex:myroom", "webex:myroom"), ("@webex:SPACE", "webex:space"), ("@webex:x:space", "webex:space"),
            ("@webex:nonsense", "webex:myroom"), ("@kokous", "jitsi:space"), ("@kokous:myroom", "jitsi:myroom"),
            ("@webex @meet", "webex:myroom"), ("jane@meet", nil), ("@meeting", nil), ("@ meet", nil), ("@", nil),
            ("", nil), ("meet", nil), ("@@meet", nil), ("https://x.example/@meet", nil), ("@meet/1", nil),
            ("ä@meet", nil), ("＠meet", nil), ("@zoom", nil),
        ])
    func find(location: String, name: String?) {
        #expect(Self.templates.find(in: location)?.name == name)
    }

    @Test("the word's end is counted in the location's bytes")
    func end() throws {
        for location in ["@meet", "Ääni, (@meet:space), x", "  @meet."] {
            let end = try #require(Self.templates.find(in: location)?.end)
            let text = String(decoding: location.utf8.prefix(end), as: UTF8.self)
            #expect(text.hasSuffix("@meet") || text.hasSuffix("@meet:space"), "\(text)")
        }
    }

    @Test("of a long location, the beginning is searched")
    func long() {
        let padding = String(repeating: "x ", count: 4 * 1024)
        #expect(Self.templates.find(in: padding + "@meet") == nil)
        #expect(Self.templates.find(in: "@meet " + padding)?.name == "meet")
    }

    @Test(
        "a template has one place at most, and of a known name",
        arguments: [
            ("https://a.example/{user}", true), ("https://a.example/{space}x", true), ("https://a.example/", true),
            ("https://a.example/{pair}", true), ("https://a.example/{}", false), ("https://a.example/{User}", false),
            ("https://a.example/{user}{space}", false), ("https://a.example/{user", false),
            ("https://a.example/user}", false), ("https://a.example/{{user}}", false), ("}{", false),
        ])
    func template(text: String, isOne: Bool) {
        #expect((AddressTemplate(text) != nil) == isOne)
    }

    @Test("a place is filled with a name and nothing else, and only what came of a template is known again")
    func filling() throws {
        let template = try #require(AddressTemplate("https://a.example/{user}/x"))
        #expect(template.address("anna.maria+1") == "https://a.example/anna.maria+1/x")
        for name in ["", "a/b", "a b", "a?b", "ä", "..", ".", "a#", "%41", String(repeating: "a", count: 65)] {
            #expect(template.address(name) == nil, "\(name)")
            #expect(!template.gives("https://a.example/\(name)/x"), "\(name)")
        }
        #expect(template.gives("https://a.example/anna/x"))
        #expect(!template.gives("https://b.example/anna/x"))
        #expect(!template.gives("https://a.example/anna/y"))
        #expect(!template.gives("https://a.example/x"))
    }

    @Test("a record is read as it was written, and nothing else is one")
    func record() {
        let record = KeywordRecord(
            event: MeetingID("e"), keyword: "webex:space", isMade: true, address: "https://a.example/x")
        #expect(KeywordRecord(record.text) == record)
        #expect(record.isOf(MeetingID("e"), nil))
        #expect(record.isOf(MeetingID("e_1"), MeetingID("e")))
        #expect(!record.isOf(MeetingID("f"), nil))
        let digest = KeywordRecord.digest("e")
        #expect(digest.utf8.count == 16)
        for text in [
            "", "1", "2 \(digest) meet made https://a", "1 \(digest) meet other https://a", "1 \(digest) meet made ",
            "1 \(digest) meet made https://a b", "1 \(digest) meet made " + String(repeating: "a", count: 2000),
        ] { #expect(KeywordRecord(text) == nil, "\(text)") }
    }
}
