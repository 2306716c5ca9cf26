// SPDX-License-Identifier: Apache-2.0
internal import CSQLite

/// One prepared statement. It keeps the connection open for as long as it lives (`sqlite3_close_v2`).
final class JSONStatement {
    let handle: OpaquePointer

    init(_ database: OpaquePointer, _ sql: String) throws(JSONFailure) {
        var prepared: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        guard sqlite3_prepare_v3(database, sql, -1, flags, &prepared, nil) == SQLITE_OK, let prepared else {
            throw JSONFailure(.library, at: "prepare")
        }
        handle = prepared
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds bytes that stay where they are, and end with a NUL, until `reset`.
    func bindBorrowed(_ index: CInt, _ text: UnsafePointer<CChar>) throws(JSONFailure) {
        // With -1 SQLite knows of the NUL and reads in place; with a count it would copy the text to append one.
        guard sqlite3_bind_text(handle, index, text, -1, nil) == SQLITE_OK else {
            throw JSONFailure(.library, at: "bind")
        }
    }

    func bindCopy(_ index: CInt, _ text: String) throws(JSONFailure) {
        guard sqlite3_bind_text(handle, index, text, -1, Self.transient) == SQLITE_OK else {
            throw JSONFailure(.library, at: "bind")
        }
    }

    /// True where a row is there, false at the end.
    func step(at place: @autoclosure () -> String) throws(JSONFailure) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        // The statements here can fail on their own account only by the text: paths were tried when they were prepared.
        case SQLITE_ERROR: throw JSONFailure(.notJSON, at: place())
        default: throw JSONFailure(.library, at: place())
        }
    }

    /// Ends the run and lets go of the borrowed text, and of SQLite's parse of it.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_bind_null(handle, 1)
    }

    /// `SQLITE_TRANSIENT`, a cast of -1 that Swift does not import: SQLite copies what is bound.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
