// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@Suite("Lists of JSON objects")
struct JSONRowTests {
    @Test("rows come in order, with missing values as nil")
    func order() throws {
        let document = try JSONDocument(#"{"items":[{"id":"a","n":1},{"n":null,"id":"b"},{"id":"c","x":{"y":true}}]}"#)
        var seen: [String] = []
        try document.rows(in: "$.items", paths: ["$.id", "$.n", "$.x.y"]) { (row) throws(JSONFailure) in
            let id = try row.text(0) ?? "-"
            let number = try row.integer(1).map { "\($0)" } ?? "-"
            let flag = try row.bool(2).map { "\($0)" } ?? "-"
            seen.append("\(id) \(number) \(flag)")
        }
        #expect(seen == ["a 1 -", "b - -", "c - true"])
    }

    @Test("a list that is missing, null or empty has no rows", arguments: ["{}", #"{"items":null}"#, #"{"items":[]}"#])
    func noRows(text: String) throws {
        var count = 0
        try JSONDocument(text).rows(in: "$.items", paths: ["$.id"]) { _ in count += 1 }
        #expect(count == 0)
    }

    @Test(
        "a list of another type is refused",
        arguments: [
            #"{"items":{"a":1}}"#, #"{"items":"a"}"#, #"{"items":1}"#, #"{"items":true}"#, #"{"items":"null"}"#,
        ])
    func wrongList(text: String) throws {
        #expect(throws: JSONFailure(.wrongType, at: "$.items")) {
            try JSONDocument(text).rows(in: "$.items", paths: ["$.id"]) { _ in }
        }
    }

    @Test("a wrong type is an error with the path and without the value")
    func wrongType() throws {
        let document = try JSONDocument(#"{"title":{"secret":"salary"},"n":"1","t":5}"#)
        let paths: JSONPaths = ["$.title", "$.n", "$.t"]
        for (index, path) in paths.texts.enumerated() {
            #expect(throws: JSONFailure(.wrongType, at: path)) {
                try document.values(at: paths) { (row) throws(JSONFailure) in
                    if index == 1 { _ = try row.integer(index) } else { _ = try row.text(index) }
                }
            }
        }
        #expect(throws: JSONFailure(.wrongType, at: "$.n")) {
            try document.values(at: paths) { (row) throws(JSONFailure) in _ = try row.bool(1) }
        }
    }

    @Test("lists within lists are read, also with the same paths at both depths")
    func nested() throws {
        let document = try JSONDocument(
            #"[{"id":"1","list":[{"id":"a"},{"id":"b","list":[{"id":"x"}]}]},{"id":"2"},{"id":"3","list":[{"id":"c"}]}]"#
        )
        let paths: JSONPaths = ["$.id", "$.list"]
        var seen: [String] = []
        try document.rows(in: "$", paths: paths) { (outer) throws(JSONFailure) in
            let name = try outer.text(0) ?? ""
            try outer.rows(1, paths: paths) { (inner) throws(JSONFailure) in
                seen.append(name + (try inner.text(0) ?? ""))
                try inner.rows(1, paths: paths) { (innermost) throws(JSONFailure) in
                    seen.append(name + (try innermost.text(0) ?? ""))
                }
            }
        }
        #expect(seen == ["1a", "1b", "1x", "3c"])
    }

    @Test("elements that are no objects keep their type")
    func scalars() throws {
        var seen: [JSONValue?] = []
        let document = try JSONDocument(#"[1,"1",true,false,null,[2],{"a":1},2.5,"tr\"ue"]"#)
        try document.rows(in: "$", paths: ["$"]) { row in seen.append(row.value(0)) }
        #expect(
            seen == [
                .integer(1), .text("1"), .bool(true), .bool(false), .null, .array("[2]"), .object(#"{"a":1}"#),
                .real(2.5),
                .text("tr\"ue"),
            ])
    }

    @Test("an error of the closure ends the reading, and the next one goes on")
    func closureError() throws {
        let document = try JSONDocument("[1,2,3]")
        var count = 0
        #expect(throws: JSONFailure(.wrongType, at: "$")) {
            try document.rows(in: "$", paths: ["$"]) { (row) throws(JSONFailure) in
                count += 1
                _ = try row.text(0)
            }
        }
        #expect(count == 1)
        count = 0
        try document.rows(in: "$", paths: ["$"]) { _ in count += 1 }
        #expect(count == 3)
    }

    @Test(
        "a bounded text is cut between characters",
        arguments: [(0, ""), (1, "a"), (2, "a"), (3, "aä"), (5, "aä"), (7, "aä😀"), (99, "aä😀")])
    func bounded(limit: Int, expected: String) throws {
        let text = try JSONDocument(#"{"a":"aä😀"}"#).values(at: ["$.a"]) { (row) throws(JSONFailure) in
            try row.text(0, maximumBytes: limit)
        }
        #expect(text == expected)
    }

    @Test(
        "paths that share their first steps, that end within another, and that go through lists are found in one look")
    func sharedSteps() throws {
        let document = try JSONDocument(
            #"{"a":{"b":[{"c":1},{"c":2}],"d":"x","b":0},"e\u006e":3,"a b":4,"a":5}"#)
        let paths: JSONPaths = ["$.a.b[1].c", "$.a.b", "$.a.d", "$", "$.en", #"$."a b""#, "$.a.b[2]", "$.a.d.e", "$.b"]
        let values = try document.values(at: paths) { row throws(JSONFailure) in
            (0..<paths.texts.count).map { row.value($0) }
        }
        #expect(values[0] == .integer(2))
        #expect(values[1] == .array(#"[{"c":1},{"c":2}]"#))
        #expect(values[2] == .text("x"))
        #expect(values[3]?.kind == .object)
        #expect(values[4] == .integer(3))
        #expect(values[5] == .integer(4))
        #expect(values[6...] == [nil, nil, nil])
    }

    @Test("descriptions show no content")
    func descriptions() throws {
        let document = try JSONDocument(#"{"a":"salary"}"#)
        let value = document.value(at: "$")
        for text in [
            "\(document)", String(reflecting: document), "\(value as Any)", String(reflecting: value),
            "\(JSONText.text("salary"))",
        ] {
            #expect(!text.contains("salary"))
        }
    }
}
