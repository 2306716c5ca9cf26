// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@Suite("Writing JSON")
struct JSONTextTests {
    @Test("objects and arrays keep their order")
    func building() {
        let text = JSONText.object([
            "b": .integer(1), "a": .array([.null, .bool(true), .real(1.5), .text("x")]), "empty": .object([]),
        ])
        #expect(text.text == #"{"b":1,"a":[null,true,1.5,"x"],"empty":{}}"#)
    }

    @Test("characters that end strings, lines or scripts are escaped")
    func escaping() {
        let text = JSONText.text("\"\\\u{0}\u{1F}\n\u{7F}\u{2028}\u{2029}ä😀</")
        #expect(text.text == #""\"\\\u0000\u001f\n\u007f\u2028\u2029ä😀</""#)
    }

    @Test("numbers that JSON has no form for are null", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) {
        #expect(JSONText.real(value).text == "null")
    }

    @Test("a missing text is null")
    func missing() {
        #expect(JSONText.text(String?.none).text == "null")
    }

    @Test("what is written reads back, for every character of the first two planes' borders and for keys too")
    func roundTrip() throws {
        for code in Array(UInt32(1)...0x2FF) + [
            0x2027, 0x2028, 0x2029, 0x202A, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF,
        ] {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let string = "a\(scalar)b"
            let document = try JSONDocument(JSONText.object(["k": .text(string), "n": .real(0.1)]).text)
            #expect(document.value(at: "$.k") == .text(string))
            let keys = try JSONDocument(JSONText.object([(key: string, value: .null)]).text)
            #expect(keys.value(at: "$")?.kind == .object)
        }
    }
}
