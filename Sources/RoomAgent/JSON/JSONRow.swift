// SPDX-License-Identifier: Apache-2.0
internal import CSQLite
internal import Glibc

/// The values of one element, by the index of their path. It lives only within the closure that gets it.
///
/// The typed readings return nil where nothing is there or it is null, and throw `.wrongType` for anything else, so
/// that a reply that changed its shape is seen.
package struct JSONRow: ~Copyable {
    private let handle: OpaquePointer
    private let paths: [String]
    private let reader: JSONReader

    init(_ handle: OpaquePointer, paths: [String], reader: JSONReader) {
        self.handle = handle
        self.paths = paths
        self.reader = reader
    }

    /// Nil where nothing is at the path.
    package func kind(_ index: Int) -> JSONKind? {
        precondition(paths.indices.contains(index), "a row has the values of its paths, and no others")
        // Each column is the value as JSON (SQLite's `->`), so its first byte tells what it is.
        guard let text = sqlite3_column_text(handle, CInt(index)) else { return nil }
        switch text[0] {
        case UInt8(ascii: "\""): return .text
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        default: return Int64(raw(index)) == nil ? .real : .integer
        }
    }

    /// Nil where nothing is at the path.
    package func value(_ index: Int) -> JSONValue? {
        switch kind(index) {
        case nil: nil
        case .null: .null
        case .bool: .bool(isTrue(index))
        case .integer: .integer(sqlite3_column_int64(handle, CInt(index)))
        case .real: .real(sqlite3_column_double(handle, CInt(index)))
        case .text: .text(string(index))
        case .object: .object(raw(index))
        case .array: .array(raw(index))
        }
    }

    package func text(_ index: Int) throws(JSONFailure) -> String? {
        try isThere(index, as: .text) ? string(index) : nil
    }

    package func bool(_ index: Int) throws(JSONFailure) -> Bool? {
        try isThere(index, as: .bool) ? isTrue(index) : nil
    }

    package func integer(_ index: Int) throws(JSONFailure) -> Int64? {
        try isThere(index, as: .integer) ? sqlite3_column_int64(handle, CInt(index)) : nil
    }

    /// The text's UTF-8 as it stands, cut to whole characters within `maximumBytes`, without making a longer String
    /// first.
    package func text(_ index: Int, maximumBytes: Int) throws(JSONFailure) -> String? {
        try isThere(index, as: .text) ? string(index, maximumBytes: maximumBytes) : nil
    }

    /// Calls `body` for each element of the array at the path with that index, as `JSONReader.rows`.
    package func rows(
        _ index: Int, paths: [String], _ body: (borrowing JSONRow) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        guard try isThere(index, as: .array) else { return }
        guard let text = sqlite3_column_text(handle, CInt(index)) else {
            throw JSONFailure(.library, at: self.paths[index])
        }
        try text.withMemoryRebound(to: CChar.self, capacity: 1) { (text) throws(JSONFailure) in
            try reader.rows(inText: text, list: "$", paths: paths, body)
        }
    }

    private func isThere(_ index: Int, as kind: JSONKind) throws(JSONFailure) -> Bool {
        switch self.kind(index) {
        case nil, .null: return false
        case kind: return true
        default: throw JSONFailure(.wrongType, at: paths[index])
        }
    }

    private func isTrue(_ index: Int) -> Bool {
        sqlite3_column_text(handle, CInt(index)).map { $0[0] == UInt8(ascii: "t") } ?? false
    }

    /// The value as JSON.
    private func raw(_ index: Int) -> String {
        sqlite3_column_text(handle, CInt(index)).map { String(cString: $0) } ?? ""
    }

    private func string(_ index: Int, maximumBytes: Int = .max) -> String {
        guard let start = sqlite3_column_text(handle, CInt(index)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, CInt(index)))
        // Between its quotes. What has no escape in it is the text itself.
        let bytes = UnsafeBufferPointer(start: start + 1, count: max(0, count - 2))
        if memchr(start, CInt(UInt8(ascii: "\\")), count) == nil { return Self.string(bytes, maximumBytes) }
        return reader.unescaped(start) { text in
            // Whether `\u0000` ends a text or stands within it depends on SQLite's version; here it always ends it.
            Self.string(UnsafeBufferPointer(start: text.baseAddress, count: Self.length(text)), maximumBytes)
        }
    }

    private static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ maximumBytes: Int) -> String {
        var bytes = bytes
        if bytes.count > maximumBytes {
            var end = max(0, maximumBytes)
            while end > 0, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
            bytes = UnsafeBufferPointer(rebasing: bytes[..<end])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Up to a NUL, if there is one.
    private static func length(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let start = text.baseAddress, let end = memchr(start, 0, text.count) else { return text.count }
        return UnsafeRawPointer(end) - UnsafeRawPointer(start)
    }
}
