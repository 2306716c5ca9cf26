// SPDX-License-Identifier: Apache-2.0
internal import CSQLite

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
        guard let name = sqlite3_column_text(handle, typeColumn(index)) else { return nil }
        switch name[0] {
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "t"): return name[1] == UInt8(ascii: "r") ? .bool : .text
        case UInt8(ascii: "i"):
            // An integer beyond 64 bits is of type "integer" and comes as a real.
            return sqlite3_column_type(handle, valueColumn(index)) == SQLITE_INTEGER ? .integer : .real
        case UInt8(ascii: "r"): return .real
        case UInt8(ascii: "a"): return .array
        case UInt8(ascii: "o"): return .object
        default: preconditionFailure("json_type names one of eight types")
        }
    }

    /// Nil where nothing is at the path.
    package func value(_ index: Int) -> JSONValue? {
        switch kind(index) {
        case nil: nil
        case .null: .null
        case .bool: .bool(sqlite3_column_int(handle, valueColumn(index)) != 0)
        case .integer: .integer(sqlite3_column_int64(handle, valueColumn(index)))
        case .real: .real(sqlite3_column_double(handle, valueColumn(index)))
        case .text: .text(string(index))
        case .object: .object(string(index))
        case .array: .array(string(index))
        }
    }

    package func text(_ index: Int) throws(JSONFailure) -> String? {
        try isThere(index, as: .text) ? string(index) : nil
    }

    package func bool(_ index: Int) throws(JSONFailure) -> Bool? {
        try isThere(index, as: .bool) ? sqlite3_column_int(handle, valueColumn(index)) != 0 : nil
    }

    package func integer(_ index: Int) throws(JSONFailure) -> Int64? {
        try isThere(index, as: .integer) ? sqlite3_column_int64(handle, valueColumn(index)) : nil
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
        guard let text = sqlite3_column_text(handle, valueColumn(index)) else {
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

    private func string(_ index: Int, maximumBytes: Int = .max) -> String {
        guard let start = sqlite3_column_text(handle, valueColumn(index)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, valueColumn(index)))
        var bytes = UnsafeBufferPointer(start: start, count: count)
        // Whether `\u0000` ends a text or stands within it depends on SQLite's version; here it always ends it.
        if let end = bytes.firstIndex(of: 0) { bytes = UnsafeBufferPointer(rebasing: bytes[..<end]) }
        if bytes.count > maximumBytes {
            var end = max(0, maximumBytes)
            while end > 0, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
            bytes = UnsafeBufferPointer(rebasing: bytes[..<end])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func typeColumn(_ index: Int) -> CInt { CInt(2 * index) }
    private func valueColumn(_ index: Int) -> CInt { CInt(2 * index + 1) }
}
