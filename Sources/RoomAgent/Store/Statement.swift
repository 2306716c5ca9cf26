// SPDX-License-Identifier: Apache-2.0
internal import CSQLite

/// One prepared statement, kept for as long as its connection.
final class Statement {
    /// Nil once finished.
    private var handle: OpaquePointer?
    private let sql: String

    /// Prepares one statement; further ones in the text are passed over.
    init(_ database: OpaquePointer, _ sql: String) throws(DatabaseFailure) {
        var prepared: OpaquePointer?
        let status = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard status == SQLITE_OK, let prepared else { throw DatabaseFailure(status, in: sql) }
        handle = prepared
        self.sql = sql
    }

    deinit { finish() }

    /// Lets the connection close before the last reference is gone; no call may follow.
    func finish() {
        sqlite3_finalize(handle)
        handle = nil
    }

    /// Runs the statement to its end and passes over its rows.
    func run(_ values: [[UInt8]]) throws(DatabaseFailure) {
        try each(values) { _ in true }
    }

    /// What `body` makes of the first row, nil where there is none.
    func first<Result>(_ values: [[UInt8]], _ body: (Row) -> Result?) throws(DatabaseFailure) -> Result? {
        var result: Result?
        try each(values) { row in
            result = body(row)
            return false
        }
        return result
    }

    /// Calls `body` with each row until it returns false.
    func each(_ values: [[UInt8]], _ body: (Row) -> Bool) throws(DatabaseFailure) {
        guard let handle else { preconditionFailure("a statement of a file that was closed") }
        try bind(values[...], handle) { () throws(DatabaseFailure) in try step(handle, body) }
    }

    /// Runs the statement with a row's name as its value.
    func run(_ name: RowName) throws(DatabaseFailure) { try each(name, nil) { _ in true } }

    /// Runs the statement with a row's name and its box as its values.
    func run(_ name: RowName, _ box: UnsafeRawBufferPointer) throws(DatabaseFailure) {
        try each(name, box) { _ in true }
    }

    /// The same.
    func run(_ name: RowName, _ box: [UInt8]) throws(DatabaseFailure) {
        try box.withUnsafeBufferPointer { (box) throws(DatabaseFailure) in
            try run(name, UnsafeRawBufferPointer(box))
        }
    }

    /// What `body` makes of the first row that the statement finds for a name, nil where there is none.
    func first<Result>(_ name: RowName, _ body: (Row) -> Result?) throws(DatabaseFailure) -> Result? {
        var result: Result?
        try each(name, nil) { row in
            result = body(row)
            return false
        }
        return result
    }

    /// As `each` of an array of values, which would be three allocations for each row of a window.
    private func each(
        _ name: RowName, _ box: UnsafeRawBufferPointer?, _ body: (Row) -> Bool
    ) throws(DatabaseFailure) {
        guard let handle else { preconditionFailure("a statement of a file that was closed") }
        try name.withBytes { (name) throws(DatabaseFailure) in
            try name.withUnsafeBytes { (name) throws(DatabaseFailure) in
                try bind(name, 1, handle)
                if let box { try bind(box, 2, handle) }
                try step(handle, body)
            }
        }
    }

    /// Binds a value where it lies, for as long as the caller has it.
    private func bind(
        _ value: UnsafeRawBufferPointer, _ index: CInt, _ handle: OpaquePointer
    ) throws(DatabaseFailure) {
        let status = sqlite3_bind_blob(handle, index, value.baseAddress, CInt(value.count), nil)
        guard status == SQLITE_OK else { throw DatabaseFailure(status, in: sql) }
    }

    /// Binds the values from the first one on, for as long as `work` runs: SQLite reads them where they lie.
    private func bind(
        _ values: ArraySlice<[UInt8]>, _ handle: OpaquePointer, _ work: () throws(DatabaseFailure) -> Void
    ) throws(DatabaseFailure) {
        guard let value = values.first else { return try work() }
        try value.withUnsafeBufferPointer { (bytes) throws(DatabaseFailure) in
            let index = CInt(values.startIndex + 1)
            let status =
                bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob(handle, index, bytes.baseAddress, CInt(bytes.count), nil)
            guard status == SQLITE_OK else { throw DatabaseFailure(status, in: sql) }
            try bind(values.dropFirst(), handle, work)
        }
    }

    private func step(_ handle: OpaquePointer, _ body: (Row) -> Bool) throws(DatabaseFailure) {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        while true {
            let status = sqlite3_step(handle)
            switch status {
            case SQLITE_ROW: if !body(Row(handle: handle)) { return }
            case SQLITE_DONE: return
            default: throw DatabaseFailure(status, in: sql)
            }
        }
    }

    /// The columns of the row a statement stands on; for the length of one call.
    struct Row {
        fileprivate let handle: OpaquePointer

        /// 0 where the value is NULL or no number.
        func integer(_ column: CInt) -> Int64 { sqlite3_column_int64(handle, column) }

        /// Empty where the value is NULL; ends at a zero byte.
        func text(_ column: CInt) -> String {
            sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
        }

        /// Lends the value, nothing where it is no blob.
        func withBlob<Result>(_ column: CInt, _ body: (RawSpan) -> Result) -> Result {
            guard sqlite3_column_type(handle, column) == SQLITE_BLOB, let start = sqlite3_column_blob(handle, column)
            else { return body(RawSpan()) }
            let count = Int(sqlite3_column_bytes(handle, column))
            return body(UnsafeRawBufferPointer(start: start, count: count).bytes)
        }

        /// Empty where the value is no blob.
        func blob(_ column: CInt) -> [UInt8] {
            guard sqlite3_column_type(handle, column) == SQLITE_BLOB, let start = sqlite3_column_blob(handle, column)
            else {
                return []
            }
            return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
        }
    }
}
