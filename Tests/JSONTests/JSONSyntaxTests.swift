// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@Suite("What is JSON") struct JSONSyntaxTests {
    private func isValid(_ text: [UInt8]) -> Bool { (try? JSONDocument(text)) != nil }

    @Test(
        "what RFC 8259 has is JSON",
        arguments: [
            "null", " true\t", "false\r\n", "0", "-0", "10", "-12.50", "1e9", "1E+9", "0.5e-10", "\"\"",
            "\"ä\\u00e4\\\\\\/\"",
            "[]", "[ ]", "{}", "{ }", "[1,[2,[]],{}]", #"{"a":1,"":{"b":[null]},"a":2}"#, #" { "a" : [ 1 , 2 ] } "#,
            #""\"\\\/\b\f\n\r\t\uD83D""#, "\"\u{7F}\"",
        ])
    func valid(text: String) { #expect(isValid(Array(text.utf8))) }

    @Test(
        "anything else is not",
        arguments: [
            "", " ", "nul", "nulls", "True", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "\"",
            "\"\\",
            "\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "\"\n\"", "\"\0\"", "'a'", "[", "]", "[1", "[1,", "[1,]", "[,1]",
            "[1 2]", "[1}",
            "{", "}", "{1:2}", "{a:1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1"#, #"{"a":1]"#, #"{,"a":1}"#,
            #"{"a" 1}"#,
            "[] []", "1 2", "{}x", "/* */1", "1//", "\u{FEFF}1", "\u{A0}1", "[1:2]",
        ])
    func invalid(text: String) { #expect(!isValid(Array(text.utf8))) }

    @Test(
        "an object or a list for a key, which SQLite before 3.45 takes for JSON and then reads beyond its memory",
        arguments: [
            #"{{"a":"b"}:1}"#, #"{["x"]:1}"#, #"{"a":1,{"b":"c"}:2}"#,
            #"{"items":[{"start":{"":"x"},{"id":"e","status":"c"}:"id","e":"s"}]}"#,
        ])
    func compositeKeys(text: String) {
        #expect(!isValid(Array(text.utf8)))
        #expect(throws: JSONFailure(.notJSON, at: "$")) { try JSONDocument(text) }
    }

    @Test("1,000 levels are JSON, and one more is not")
    func depth() {
        for (levels, expected) in [(1000, true), (1001, false), (100_000, false)] {
            let lists = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
            #expect(isValid(Array(lists.utf8)) == expected)
            let objects = String(repeating: #"{"a":"#, count: levels) + "0" + String(repeating: "}", count: levels)
            #expect(isValid(Array(objects.utf8)) == expected)
        }
    }

    @Test("bytes that are no UTF-8 are let through within strings, and nowhere else")
    func invalidUTF8() {
        #expect(isValid([0x22, 0xFF, 0xC3, 0x22]))
        #expect(!isValid([0x5B, 0xFF, 0x5D]))
    }

    @Test("every cut of a text is none")
    func cuts() {
        let whole = Array(#"{"a":[1.5e3,"x\u0041",true,null],"b":{"c":-0}}"#.utf8)
        #expect(isValid(whole))
        for end in whole.indices { #expect(!isValid(Array(whole[..<end]))) }
    }
}
