// SPDX-License-Identifier: Apache-2.0
internal import CSQLite

/// Reads JSON texts by SQLite's JSON functions, on a private connection without a file. One owner, one thread.
///
/// Paths are SQLite's (`$.start.dateTime`, `$.items[0]`, `$."a.b"`); a path that SQLite can't read is our bug and
/// traps. The order of keys is irrelevant; of a key that stands twice, the first value is read. A list is parsed once
/// and its elements one at a time, so beside the text itself a read of N bytes takes about 2 N for as long as it lasts.
package final class JSONReader {
    private let database: OpaquePointer
    private let lists: JSONStatementPool
    private let picks: JSONStatementPool
    private let types: JSONStatementPool
    private let texts: JSONStatementPool

    package init() throws(JSONFailure) {
        _ = Self.prepared
        var opened: OpaquePointer?
        // No mutex: the reader isn't Sendable, so there is never a second thread.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        let status = sqlite3_open_v2(":memory:", &opened, flags, nil)
        guard status == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw JSONFailure(.library, at: "open")
        }
        database = opened
        lists = JSONStatementPool(opened)
        picks = JSONStatementPool(opened)
        types = JSONStatementPool(opened)
        texts = JSONStatementPool(opened)
    }

    /// Once for the process.
    private static let prepared = sqlite_without_memory_statistics()

    // With v2 the statements, which the pools finalize after this, keep the connection until then.
    deinit { sqlite3_close_v2(database) }

    /// Calls `body` for each element of the array at `list`, with the values at `paths` in it. A list that is missing,
    /// null or empty has no rows; any other type throws `.wrongType`. What `body` throws ends the reading.
    package func rows(
        in document: JSONDocument, list: String, paths: [String],
        _ body: (borrowing JSONRow) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        try document.withCString { (text) throws(JSONFailure) in
            try checkStrictly(text)
            // An empty object has no elements either.
            if try kind(in: text, path: list) == "object" { throw JSONFailure(.wrongType, at: list) }
            try rows(inText: text, list: list, paths: paths, body)
        }
    }

    /// Calls `body` once with the values at `paths`.
    package func values<Result>(
        in document: JSONDocument, paths: [String],
        _ body: (borrowing JSONRow) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        try document.withCString { (text) throws(JSONFailure) -> Result in
            try checkStrictly(text)
            return try values(inText: text, paths: paths, body)
        }
    }

    /// The value at `path`, nil where nothing is there.
    package func value(in document: JSONDocument, path: String) throws(JSONFailure) -> JSONValue? {
        try values(in: document, paths: [path]) { (row) throws(JSONFailure) in row.value(0) }
    }

    func rows(
        inText text: UnsafePointer<CChar>, list: String, paths: [String],
        _ body: (borrowing JSONRow) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        let shape = [list] + paths
        let elements = try lists.take(shape) { _ in Self.eachElement(count: paths.count) }
        defer { lists.give(back: elements, shape) }
        let (element, key) = (CInt(paths.count), CInt(paths.count + 1))
        try elements.bindBorrowed(1, text)
        while try elements.step(at: list) {
            // Elements of an array have a number for a key, members of an object a text, and a lone value has none.
            guard sqlite3_column_type(elements.handle, key) == SQLITE_INTEGER else {
                if sqlite3_column_type(elements.handle, key) == SQLITE_NULL, Self.isNull(elements.handle, element) {
                    continue
                }
                throw JSONFailure(.wrongType, at: list)
            }
            try body(JSONRow(elements.handle, paths: paths, reader: self))
        }
    }

    func values<Result>(
        inText text: UnsafePointer<CChar>, paths: [String],
        _ body: (borrowing JSONRow) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        let pick = try takePick(paths)
        defer { picks.give(back: pick, paths) }
        return try run(pick, on: text, paths: paths, body)
    }

    private func run<Result>(
        _ pick: JSONStatement, on text: UnsafePointer<CChar>, paths: [String],
        _ body: (borrowing JSONRow) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        try pick.bindBorrowed(1, text)
        guard try pick.step(at: paths.first ?? "$") else { throw JSONFailure(.library, at: "values") }
        return try body(JSONRow(pick.handle, paths: paths, reader: self))
    }

    /// One statement for all elements: choosing it for each would cost more than small elements themselves.
    private func takePick(_ paths: [String]) throws(JSONFailure) -> JSONStatement {
        try picks.take(paths) { paths in
            "SELECT " + Self.columns(of: "?1", paths.count, first: 2)
        }
    }

    /// The values at the paths in each element, then the element as JSON text, and its key. (`value` gives booleans as
    /// numbers.) The offset keeps SQLite from working the element out anew for each value.
    private static func eachElement(count: Int) -> String {
        "SELECT " + columns(of: "element", count, first: 3) + """
            , element, key FROM (
                SELECT key,
                    CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE json_quote(value) END AS element
                FROM json_each(?1, ?2) LIMIT -1 OFFSET 0)
            """
    }

    /// The value at each path as JSON, of which the first is the parameter `first`.
    private static func columns(of json: String, _ count: Int, first: Int) -> String {
        (first..<first + count).map { "\(json) -> ?\($0)" }.joined(separator: ", ")
    }

    /// Calls `body` with the text that a JSON string, quotes and escapes included, stands for.
    func unescaped(
        _ string: UnsafePointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> String
    ) -> String {
        let paths = ["$"]
        guard let statement = try? texts.take(paths, { _ in "SELECT json_extract(?1, ?2)" }) else { return "" }
        defer { texts.give(back: statement, paths) }
        return string.withMemoryRebound(to: CChar.self, capacity: 1) { text in
            guard (try? statement.bindBorrowed(1, text)) != nil, (try? statement.step(at: "$")) == true,
                let start = sqlite3_column_text(statement.handle, 0)
            else { return "" }
            let count = Int(sqlite3_column_bytes(statement.handle, 0))
            return body(UnsafeBufferPointer(start: start, count: count))
        }
    }

    private static func isNull(_ row: OpaquePointer, _ column: CInt) -> Bool {
        guard let text = sqlite3_column_text(row, column) else { return true }
        return text[0] == UInt8(ascii: "n")
    }

    /// The type of the value at `path`, as `json_type` names it; nil where nothing is there.
    private func kind(in text: UnsafePointer<CChar>, path: String) throws(JSONFailure) -> String? {
        let statement = try types.take([path]) { _ in "SELECT json_type(?1, ?2)" }
        defer { types.give(back: statement, [path]) }
        try statement.bindBorrowed(1, text)
        guard try statement.step(at: path), let name = sqlite3_column_text(statement.handle, 0) else { return nil }
        return String(cString: name)
    }

    /// From 3.42 on SQLite's functions also read JSON5; `json_valid` alone stays with RFC 8259. Older versions need no
    /// second look.
    private func checkStrictly(_ text: UnsafePointer<CChar>) throws(JSONFailure) {
        guard sqlite3_libversion_number() >= 3_042_000 else { return }
        let check = try lists.take([]) { _ in "SELECT json_valid(?1)" }
        defer { lists.give(back: check, []) }
        try check.bindBorrowed(1, text)
        guard try check.step(at: "document"), sqlite3_column_int(check.handle, 0) == 1 else {
            throw JSONFailure(.notJSON, at: "document")
        }
    }
}
