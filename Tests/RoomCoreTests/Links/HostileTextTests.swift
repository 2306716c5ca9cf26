// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Testing

@testable import JoinLinks

@Suite("Bodies that mean harm")
struct HostileTextTests {
    private static let size = 256 * 1024

    /// What a scanner that looks back or ahead too far would take hours for.
    static let patterns = [
        "<", "<a ", "<a \"", "<a '<a \"", "<!--", "<!", "&", "&#", "&amp;amp;", "https://", "https://a,", "<https://",
        "<https://\n", "+", "+1", "+1 555 123 4567 pin ", "@", "a@", "(((((", ")))))", "https://zoom.us/j/", "%25",
        "....",
        "https://www.google.com/url?q=", "<style>", "</a>",
        "<a href=\"https://zoom.us/j/123456789\">", "\u{200B}", "é",
        "=3D\n",
        "https://meet.jit.si/a ", "https://zoom.us/u/", "<<<<a>", "sip:", "tel:+1", "](https://", "(https://a](",
        "[x](https://a)",
        "zoom ", "video id: 1", "vtc conference id ", "%2e%2e/", "https://meet.jit.si/#jwt=a&", "_",
        "https://urldefense.com/v3/__*",
    ]

    @Test(
        "a quarter of a megabyte of each is gone through, and an address before it is still found", arguments: patterns)
    func endless(pattern: String) {
        let body = String(repeating: pattern, count: Self.size / pattern.utf8.count)
        let found = LinkFinder().find(in: EventText(body: "https://zoom.us/j/987654321 \n" + body))
        #expect(found.best?.address.exposed == "https://zoom.us/j/987654321")
        #expect(found.others.count <= LinkFinder.maximumOthers)
        #expect(found.ignored.count <= LinkFinder.maximumIgnored)
        #expect(BodyText.plain(fromHTML: body).utf8.count <= body.utf8.count)
    }

    @Test("whatever comes, what goes out is printable ASCII of bounded length, and passes the recheck")
    func printable() {
        var random = SystemRandomNumberGenerator()
        let finder = LinkFinder()
        let parts = [
            "https://zoom.us/j/123456789?pwd=", "https://meet.jit.si/", "\u{1B}[2J", "\u{0}", "\u{202E}", "\r\n", "é",
            "漢", "\"", "'", "`",
            "$(reboot)", ";", "|", "<b>", "&lt;", "%00", "%0a", "sip:a@b.example;", "tel:+15551234567,", "@", "?", "#",
            "\u{7F}", " ", "x", "//", "..",
        ]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 1...8, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }.joined()
            let found = finder.find(in: EventText(title: text, location: text, body: text, hangoutLink: text))
            for address in ([found.best].compactMap { $0 } + found.others) {
                #expect(
                    address.address.exposed.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "\(text.debugDescription)")
                #expect(address.address.exposed.utf8.count <= JoinAddress.maximumBytes)
                #expect(finder.recheck(address), "\(text.debugDescription)")
            }
            for ignored in found.ignored {
                #expect(ignored.address.exposed.utf8.allSatisfy { (0x21...0x7E).contains($0) })
            }
        }
    }

    @Test("an address is never an option of the program that opens it")
    func noOptions() {
        for text in ["--app=https://zoom.us/j/123456789", "-https://zoom.us/j/123456789"] {
            let best = LinkFinder().find(in: EventText(location: text)).best?.address.exposed
            #expect(best == nil || best?.hasPrefix("https://zoom.us/") == true)
        }
    }
}

@Suite("Bodies as readable text")
struct BodyTextTests {
    @Test(
        "tags go, blocks are lines, entities are decoded once",
        arguments: [
            ("<p>One</p><p>Two</p>", "One\n\nTwo"), ("a<br>b<br/>c", "a\nb\nc"),
            ("<b>Agenda</b>:&nbsp;tea &amp; cake", "Agenda: tea & cake"),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"), ("1 < 2 > 0", "1 < 2 > 0"),
            ("plain\r\ntext  \n\n\n\nend\n", "plain\ntext\n\nend"),
            ("<ul><li>x</li><li>y</li></ul>", "x\n\ny"), ("Mail <alice@example.com>", "Mail <alice@example.com>"),
            ("<script>alert(1)</script>ok", "ok"), ("<a href=\"https://x\">link</a> text", "link text"),
            ("&#228;&#xE4;&auml;", "äää"),
            ("<!-- hidden -->shown", "shown"), ("", ""), ("<", "<"), ("a\u{0}b", "ab"), ("<p", "<p"),
        ])
    func plain(html: String, text: String) {
        #expect(BodyText.plain(fromHTML: html) == text)
    }
}
