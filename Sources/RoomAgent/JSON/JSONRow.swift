// SPDX-License-Identifier: Apache-2.0

/// The values of one element, by the index of their path. It lives only within the closure that gets it.
///
/// The typed readings return nil where nothing is there or it is null, and throw `.wrongType` for anything else, so
/// that a reply that changed its shape is seen.
package struct JSONRow: ~Copyable {
    private let document: JSONDocument
    private let paths: JSONPaths
    /// The node of each path.
    private let found: [Int32]

    init(_ document: JSONDocument, _ paths: JSONPaths, _ found: [Int32]) {
        self.document = document
        self.paths = paths
        self.found = found
    }

    /// The type of the value at the path with this index; nil where nothing is there.
    package func kind(_ index: Int) -> JSONKind? {
        found[index] == JSONPaths.nothing ? nil : document.kind(Int(found[index]))
    }

    /// The value at the path with this index, whatever its type; nil where nothing is there.
    package func value(_ index: Int) -> JSONValue? {
        let node = Int(found[index])
        return switch kind(index) {
        case nil: nil
        case .null: .null
        case .bool: .bool(isTrue(index))
        case .integer: Int64(document.raw(node)).map { .integer($0) }
        case .real: .real(Double(document.raw(node)) ?? .nan)
        case .text: .text(string(index, maximumBytes: .max))
        case .object: .object(document.raw(node))
        case .array: .array(document.raw(node))
        }
    }

    /// The whole text. Nil where nothing is there or it is null; throws `.wrongType` for every other type.
    package func text(_ index: Int) throws(JSONFailure) -> String? {
        try isThere(index, as: .text) ? string(index, maximumBytes: .max) : nil
    }

    /// The truth value. Nil where nothing is there or it is null; throws `.wrongType` for every other type.
    package func bool(_ index: Int) throws(JSONFailure) -> Bool? {
        try isThere(index, as: .bool) ? isTrue(index) : nil
    }

    /// The whole number. Nil where nothing is there or it is null; throws `.wrongType` for every other type, and so for
    /// a number with a fraction or beyond 64 bits.
    package func integer(_ index: Int) throws(JSONFailure) -> Int64? {
        try isThere(index, as: .integer) ? Int64(document.raw(Int(found[index]))) : nil
    }

    /// The text's UTF-8 as it stands, cut to whole characters within `maximumBytes`, without making a longer String
    /// first. Nil where there is no value, or `null`. Throws `.wrongType` for a value that is no text.
    package func text(_ index: Int, maximumBytes: Int) throws(JSONFailure) -> String? {
        try isThere(index, as: .text) ? string(index, maximumBytes: maximumBytes) : nil
    }

    /// Calls `body` for each element of the array at the path with that index, as `JSONDocument.rows`. Nothing is
    /// called where there is no value, or `null`. Throws `.wrongType` for one that is no array, and what `body` throws.
    package func rows(
        _ index: Int, paths: JSONPaths, _ body: (borrowing JSONRow) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        try document.rows(at: found[index], named: self.paths.texts[index], paths: paths, body)
    }

    private func isThere(_ index: Int, as kind: JSONKind) throws(JSONFailure) -> Bool {
        switch self.kind(index) {
        case nil, .null: return false
        case kind: return true
        default: throw JSONFailure(.wrongType, at: paths.texts[index])
        }
    }

    private func isTrue(_ index: Int) -> Bool {
        document.bytes[document.nodes[Int(found[index])].start] == UInt8(ascii: "t")
    }

    private func string(_ index: Int, maximumBytes: Int) -> String {
        let node = document.nodes[Int(found[index])]
        let place = node.start + 1..<node.end - 1
        if node.hasEscapes {
            return JSONString.unescaped(document.bytes[place]).withUnsafeBufferPointer { Self.string($0, maximumBytes) }
        }
        // In place: a slice would count one more reference to the document for each string of a page.
        return document.bytes.withUnsafeBufferPointer {
            Self.string(UnsafeBufferPointer(rebasing: $0[place]), maximumBytes)
        }
    }

    private static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ maximumBytes: Int) -> String {
        var end = bytes.count
        if end > maximumBytes {
            end = max(0, maximumBytes)
            while end > 0, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
        }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[..<end]), as: UTF8.self)
    }
}
