// SPDX-License-Identifier: Apache-2.0
import CSQLite
import JSON
import Testing

/// SQLite's JSON functions, as somebody else's reading of the same texts.
private final class SQLiteJSON {
    private let database: OpaquePointer

    init() throws {
        var opened: OpaquePointer?
        try #require(sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nil) == SQLITE_OK)
        database = try #require(opened)
    }

    deinit { sqlite3_close_v2(database) }

    func isValid(_ text: [UInt8]) -> Bool { answer("SELECT json_valid(?1)", text, nil) == "1" }

    /// The value at the path as JSON text without spaces; nil where nothing is there.
    func value(_ text: [UInt8], _ path: String) -> String? { answer("SELECT ?1 -> ?2", text, path) }

    private func answer(_ sql: String, _ text: [UInt8], _ path: String?) -> String? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { return nil }
        defer { sqlite3_finalize(statement) }
        // Sound: -1 is what SQLITE_TRANSIENT is, and makes SQLite copy.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        text.withUnsafeBytes {
            _ = sqlite3_bind_text(
                statement, 1, $0.bindMemory(to: CChar.self).baseAddress, CInt($0.count), transient)
        }
        if let path { sqlite3_bind_text(statement, 2, path, -1, transient) }
        guard sqlite3_step(statement) == SQLITE_ROW else { return nil }
        return sqlite3_column_text(statement, 0).map { String(cString: $0) }
    }
}

@Suite("Our reading of JSON against SQLite's")
struct JSONOracleTests {
    private static let paths = ["$", "$.a", "$.b.c", "$.items[0]", "$.items[1].id", "$.items[2].n[1]", "$.x y"]

    /// A text in JSON's grammar, most of the time, of what parsers trip over.
    private static func text(_ random: inout Generator, depth: Int = 0) -> String {
        let space = ["", "", " ", "\n\t"].randomElement(using: &random) ?? ""
        func string() -> String {
            let parts = [
                "", "id", "a", "b", "c", "n", "items", "ä", "😀", "\\n", "\\u0041", "\\\"", "\\/", "x y",
                "longer than eight",
            ]
            return "\""
                + (0..<Int.random(in: 0...2, using: &random)).map { _ in
                    parts.randomElement(using: &random) ?? ""
                }.joined() + "\""
        }
        let key = ["a", "b", "c", "id", "n", "items", "x y"]
        switch Int.random(in: 0..<(depth > 5 ? 5 : 9), using: &random) {
        case 0: return space + "null"
        case 1: return space + (Bool.random(using: &random) ? "true" : "false")
        case 2:
            return ["0", "-1", "12.5", "1e3", "-0.25E-2", "9223372036854775807"].randomElement(using: &random) ?? "0"
        case 3, 4: return space + string() + space
        case 5, 6:
            let elements = (0..<Int.random(in: 0...3, using: &random)).map { _ in text(&random, depth: depth + 1) }
            return "[" + space + elements.joined(separator: ",") + "]" + space
        default:
            let members = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                "\"\(key.randomElement(using: &random) ?? "a")\"" + space + ":" + text(&random, depth: depth + 1)
            }
            return "{" + members.joined(separator: ",") + space + "}"
        }
    }

    @Test("what one takes for JSON the other does, and each path leads to the same value", arguments: 0..<20)
    func sameReading(seed: UInt64) throws {
        let sqlite = try SQLiteJSON()
        var random = Generator(state: seed)
        var compared = 0
        for _ in 0..<500 {
            var text = Array(Self.text(&random).utf8)
            if Int.random(in: 0..<4, using: &random) == 0, !text.isEmpty {
                text[Int.random(in: text.indices, using: &random)] = UInt8.random(in: 0x20..<0x7F, using: &random)
            }
            let document = try? JSONDocument(text)
            // SQLite before 3.45 takes an object or a list for a key, and from 3.42 on its arrow also reads JSON5.
            guard let document else {
                #expect(!sqlite.isValid(text) || Self.hasCompositeKey(text), "\(String(decoding: text, as: UTF8.self))")
                continue
            }
            #expect(sqlite.isValid(text), "\(String(decoding: text, as: UTF8.self))")
            for path in Self.paths {
                let ours = Self.compact(document.value(at: path == "$.x y" ? #"$."x y""# : path))
                let theirs = sqlite.value(text, path == "$.x y" ? #"$."x y""# : path)
                #expect(try ours == theirs.map { Self.compact(try JSONDocument($0).value(at: "$")) ?? "" }, "\(path)")
                if theirs != nil { compared += 1 }
            }
        }
        #expect(compared > 300)
    }

    private static func hasCompositeKey(_ text: [UInt8]) -> Bool {
        let signs = text.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return zip(signs, signs.dropFirst()).contains { first, second in
            (first == UInt8(ascii: "{") || first == UInt8(ascii: ","))
                && (second == UInt8(ascii: "{") || second == UInt8(ascii: "["))
        }
    }

    /// A value in a form that does not depend on spaces or on how a string was escaped.
    private static func compact(_ value: JSONValue?) -> String? {
        switch value {
        case nil: return nil
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .real(let value): return "\(value)"
        case .text(let text): return JSONText.text(text).text
        case .array(let text), .object(let text):
            // Both are texts of JSON; SQLite's has lost its spaces.
            var isInString = false
            var isEscaped = false
            return String(
                text.filter { character in
                    defer { isEscaped = isInString && character == "\\" && !isEscaped }
                    if character == "\"", !isEscaped { isInString.toggle() }
                    return isInString || !character.isWhitespace
                })
        }
    }
}
