// SPDX-License-Identifier: Apache-2.0

/// One JSON text (RFC 8259), read once from front to back: the bytes stay as they came, and an index of their values
/// says where each stands. Reading makes a `String` only of what is asked for. The index takes 12 bytes for each value
/// and key.
///
/// A class, so that each row of a list holds one reference to it. To keep one copy of a large body, give it away:
/// `JSONDocument(consume body)`. Invalid UTF-8 within strings is let through here and repaired where a string is read.
/// Of a key that stands twice, the first value counts.
package final class JSONDocument: Sendable {
    /// 64 MiB; a longer text is refused before anything is read.
    package static let maximumBytes = 64 << 20
    /// Values within values; a deeper text is refused.
    package static let maximumDepth = 1000

    let bytes: [UInt8]
    /// In the order of the text, the whole text's value first. A key stands before its value.
    let nodes: [JSONNode]

    /// Reads the whole text at once. Throws `.tooLarge` beyond `maximumBytes`, and `.notJSON` for what RFC 8259 does
    /// not allow or is deeper than `maximumDepth`.
    package init(_ bytes: consuming [UInt8]) throws(JSONFailure) {
        guard bytes.count <= Self.maximumBytes else { throw JSONFailure(.tooLarge, at: "document") }
        let nodes = bytes.withUnsafeBufferPointer { text in
            var parser = JSONParser(text)
            return parser.document()
        }
        guard let nodes else { throw JSONFailure(.notJSON, at: "$") }
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The same for a String, whose UTF-8 is copied.
    package convenience init(_ text: String) throws(JSONFailure) { try self.init(Array(text.utf8)) }

    /// Calls `body` for each element of the array at `list`, with the values at `paths` in it. A list that is missing,
    /// null or empty has no rows; any other type throws `.wrongType`. What `body` throws ends the reading.
    package func rows(
        in list: JSONPaths, paths: JSONPaths, _ body: (borrowing JSONRow) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        var found = [JSONPaths.nothing]
        list.find(in: self, at: 0, into: &found)
        try rows(at: found[0], named: list.texts[0], paths: paths, body)
    }

    /// Calls `body` once with the values at `paths`. Throws only what `body` does.
    package func values<Result>(
        at paths: JSONPaths, _ body: (borrowing JSONRow) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        var found = paths.empty
        paths.find(in: self, at: 0, into: &found)
        return try body(JSONRow(self, paths, found))
    }

    /// The value at `path`, nil where nothing is there.
    package func value(at path: String) -> JSONValue? {
        let paths = JSONPaths([path])
        var found = paths.empty
        paths.find(in: self, at: 0, into: &found)
        return JSONRow(self, paths, found).value(0)
    }

    func rows(
        at list: Int32, named name: String, paths: JSONPaths, _ body: (borrowing JSONRow) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        guard list != JSONPaths.nothing, kind(Int(list)) != .null else { return }
        guard kind(Int(list)) == .array else { throw JSONFailure(.wrongType, at: name) }
        var found = paths.empty
        var node = Int(list) + 1
        while node < nodes[Int(list)].next {
            for index in found.indices { found[index] = JSONPaths.nothing }
            paths.find(in: self, at: node, into: &found)
            try body(JSONRow(self, paths, found))
            node = nodes[node].next
        }
    }

    /// What the value is; a number counts as an integer where it fits 64 bits.
    func kind(_ node: Int) -> JSONKind {
        switch bytes[nodes[node].start] {
        case UInt8(ascii: "\""): .text
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: Int64(raw(node)) == nil ? .real : .integer
        }
    }

    /// The value as JSON.
    func raw(_ node: Int) -> String {
        String(decoding: bytes[nodes[node].start..<nodes[node].end], as: UTF8.self)
    }
}

extension JSONDocument: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹JSON, \(bytes.count) bytes›" }
    /// As the description: values may be private.
    package var debugDescription: String { description }
    /// Without children, for the same reason.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
