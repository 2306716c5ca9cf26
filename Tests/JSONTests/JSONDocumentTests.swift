// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@Suite("Reading JSON")
struct JSONDocumentTests {
    private func value(_ text: String, _ path: String = "$") throws -> JSONValue? {
        try JSONDocument(text).value(at: path)
    }

    @Test(
        "each type is told from the others",
        arguments: [
            ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)), ("7", .integer(7)),
            ("-9223372036854775808", .integer(.min)), ("99999999999999999999", .real(1e20)), ("1.5", .real(1.5)),
            ("1e999", .real(.infinity)), ("\"7\"", .text("7")), ("\"true\"", .text("true")), ("\"\"", .text("")),
            ("{\"b\":[1]}", .object("{\"b\":[1]}")), ("[1,{}]", .array("[1,{}]")), ("[]", .array("[]")),
        ])
    func types(text: String, expected: JSONValue) throws {
        #expect(try value("{\"a\":\(text)}", "$.a") == expected)
        #expect(try value(text) == expected)
    }

    @Test("a path to nothing is nil, and a null is not")
    func missing() throws {
        #expect(try value("{\"a\":null}", "$.b") == nil)
        #expect(try value("{\"a\":null}", "$.a.b.c") == nil)
        #expect(try value("{\"a\":null}", "$.a") == .null)
    }

    @Test("the first of two equal keys is read, whatever their order among others")
    func duplicates() throws {
        #expect(try value("{\"a\":1,\"b\":2,\"a\":3}", "$.a") == .integer(1))
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "{", "{\"a\":}", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "// c\n1", "+1", "01", "1.", ".5", "0x10",
            "NaN",
            "Infinity", "\"\u{1}\"", "\"\\x41\"", "\"\\u12\"", "[1] 2", "<html></html>", "nul", "tru", "\"a",
            "\"line\nbreak\"",
        ])
    func notJSON(text: String) throws {
        #expect(throws: JSONFailure(.notJSON, at: "$")) { try value(text) }
    }

    @Test("a NUL byte is refused and does not hide what follows")
    func nulByte() {
        #expect(throws: JSONFailure(.notJSON, at: "$")) { try JSONDocument("{}\0<html>") }
    }

    @Test("a text longer than the limit is refused before it is parsed")
    func tooLarge() {
        #expect(throws: JSONFailure(.tooLarge, at: "document")) {
            try JSONDocument([UInt8](repeating: UInt8(ascii: " "), count: JSONDocument.maximumBytes + 1))
        }
    }

    @Test("nesting up to 900 levels is read, and 100,000 levels are refused without a crash")
    func depth() throws {
        let deep = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(try value(deep)?.kind == .array)
        for opening in ["[", "{\"a\":"] {
            #expect(throws: JSONFailure(.notJSON, at: "$")) { try value(String(repeating: opening, count: 100_000)) }
        }
    }

    @Test(
        "hostile strings come out well-formed",
        arguments: [
            ("\"a\\u0000b\"", "a"), ("\"\\u0000\"", ""), ("\"\\ud83d\\ude00\"", "😀"), ("\"\\u00e4\\n\\/\"", "ä\n/"),
            ("\"\\u202e\\u001b[2J\"", "\u{202e}\u{1b}[2J"),
        ])
    func strings(text: String, expected: String) throws {
        #expect(try value("{\"a\":\(text)}", "$.a") == .text(expected))
    }

    @Test(
        "lone surrogates become replacement characters",
        arguments: ["\\ud83d", "\\ude00", "x\\ud83dy", "\\ude00\\ud83d", "\\ud83d\\u0041"])
    func surrogates(text: String) throws {
        guard case .text(let read) = try value("\"\(text)\"") else { return #expect(Bool(false), "not a text") }
        #expect(read.unicodeScalars.contains("\u{FFFD}"))
        #expect(!read.unicodeScalars.contains { (0xD800...0xDFFF).contains($0.value) })
    }

    @Test(
        "invalid UTF-8 in a string is repaired",
        arguments: [[0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xC0, 0x80]])
    func invalidUTF8(bytes: [UInt8]) throws {
        let document = try JSONDocument(Array("{\"a\":\"x".utf8) + bytes + Array("y\"}".utf8))
        guard case .text(let read) = document.value(at: "$.a") else {
            return #expect(Bool(false), "not a text")
        }
        #expect(read.hasPrefix("x\u{FFFD}"))
        #expect(read.hasSuffix("y"))
    }

    @Test("random bytes and damaged JSON never crash")
    func garbage() throws {
        var random = Generator(state: 0x5EED)
        let good = Array(
            "{\"items\":[{\"id\":\"a\\u00e4\",\"n\":[1,2.5e3,true,null,{\"x\":\"\\ud83d\\ude00\"}]},{}]}".utf8)
        for round in 0..<4000 {
            var bytes = good
            if round % 4 == 0 {
                bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            }
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let document = try? JSONDocument(bytes) else { continue }
            try? document.rows(in: "$.items", paths: ["$.id", "$.n", "$.n[4].x"]) {
                (row) throws(JSONFailure) in
                _ = row.value(0)
                try row.rows(1, paths: ["$"]) { (inner) in _ = inner.value(0) }
            }
        }
        #expect(try JSONDocument(good).value(at: "$.items[0].n[1]") == .real(2500))
    }
}

/// A small generator with a fixed start (SplitMix64), so that each run tries the same inputs.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
