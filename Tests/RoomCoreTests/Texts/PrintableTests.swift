// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Text for a terminal or a log")
struct PrintableTests {
    @Test(
        "is printable ASCII, the rest as escapes of its bytes, and is cut by bytes",
        arguments: [
            ("plain ~ text", "plain ~ text"), ("", ""), ("a\nb", "a\\x0ab"), ("\u{1B}[2J", "\\x1b[2J"),
            ("\u{7F}", "\\x7f"),
            ("ä", "\\xc3\\xa4"), (String(repeating: "x", count: 100), String(repeating: "x", count: 80)),
        ])
    func ascii(text: String, shown: String) { #expect(Printable.ascii(text) == shown) }

    @Test("is as long as it is asked for")
    func length() { #expect(Printable.ascii("abcdef", maximumBytes: 3) == "abc") }

    @Test(
        "a text is found where it stands, byte by byte",
        arguments: [
            ("abcab", "ab", true), ("abcab", "cab", true), ("abcab", "abd", false), ("aab", "ab", true),
            ("", "a", false),
            ("abc", "", true),
        ])
    func search(text: String, part: String, isFound: Bool) { #expect(text.contains(text: part) == isFound) }
}
