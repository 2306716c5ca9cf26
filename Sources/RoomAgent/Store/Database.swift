// SPDX-License-Identifier: Apache-2.0
internal import CSQLite

/// One SQLite connection to one file. One owner, one call at a time.
final class Database {
    private let handle: OpaquePointer
    private var isClosed = false

    /// The longest value that anything here has, a body with its seal, takes less than 200 KiB.
    private static let maximumValueBytes: CInt = 4 * 1024 * 1024

    /// Opens an existing file for reading and writing. The path may hold no symbolic link.
    /// - Parameter gathers: pages are gathered (`PageWrites`), and are all in the file after `flush` only. Default:
    ///   each is written at once.
    convenience init(path: String, gathers: Bool = false) throws(DatabaseFailure) {
        // Without it something of old rows could stay in the file.
        guard let system = gathers ? PageWrites.gatheringName : PageWrites.name else {
            throw DatabaseFailure(SQLITE_NOMEM, in: "open")
        }
        try self.init(name: path, SQLITE_OPEN_READWRITE, by: system)
    }

    /// Opens an existing file that nobody writes to: no lock, no log, on a medium that takes no byte
    /// (https://www.sqlite.org/uri.html, "immutable").
    convenience init(readingImmutable path: String) throws(DatabaseFailure) {
        var name = "file:"
        for byte in path.utf8 {
            let isPlain = byte == 0x2F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            if isPlain || (0x61...0x7A).contains(byte) {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                name += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        try self.init(name: name + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    }

    /// Once for the process, before its first connection.
    private static let isPrepared = sqlite_without_memory_statistics() == SQLITE_OK

    private init(name: String, _ mode: CInt, by system: String? = nil) throws(DatabaseFailure) {
        _ = Self.isPrepared
        var opened: OpaquePointer?
        // No mutex: the store's actor makes one call at a time. Extended codes tell I/O errors apart.
        let flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
        var status = sqlite3_open_v2(name, &opened, flags, system)
        if status == SQLITE_OK { status = sqlite_without_programs(opened) }
        guard status == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw DatabaseFailure(status, in: "open")
        }
        sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, Self.maximumValueBytes)
        handle = opened
    }

    deinit { close() }

    /// Closes now, if all statements are finished; else with the last of them. No other call may follow.
    func close() {
        if !isClosed { sqlite3_close_v2(handle) }
        isClosed = true
    }

    /// Runs statements of ours that give no row and take no value. Throws what SQLite answers to the first that fails.
    func run(_ sql: String) throws(DatabaseFailure) {
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw DatabaseFailure(status, in: sql) }
    }

    /// A statement that can be run many times; it has to be finished before `close` closes the file.
    func prepare(_ sql: String) throws(DatabaseFailure) -> Statement { try Statement(handle, sql) }

    /// The first column of the first row, nil where there is none.
    func integer(_ sql: String) throws(DatabaseFailure) -> Int64? {
        try prepare(sql).first([]) { row in row.integer(0) }
    }

    /// As `integer`; empty where the column is NULL.
    func text(_ sql: String) throws(DatabaseFailure) -> String? {
        try prepare(sql).first([]) { row in row.text(0) }
    }

    /// The write-ahead log, by SQLite's name for it.
    static let log = "wal"

    /// Sets where pages are kept while a transaction runs (`PRAGMA journal_mode`). Throws `SQLITE_NOTADB` where SQLite
    /// keeps to another.
    func setJournal(_ mode: String) throws(DatabaseFailure) {
        let sql = "PRAGMA journal_mode = \(mode)"
        guard try text(sql) == mode else { throw DatabaseFailure(SQLITE_NOTADB, in: sql) }
    }

    /// Ends the gathering of what was written until now.
    func flush() throws(DatabaseFailure) {
        let status = PageWrites.flush(handle)
        guard status == SQLITE_OK else { throw DatabaseFailure(status, in: "flush") }
    }

    /// Inserted, changed and deleted rows since the connection was opened.
    var totalChanges: Int64 { sqlite3_total_changes64(handle) }

    /// The file may not be written: by its permissions, or because its header asks for a newer SQLite.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Between BEGIN and its end, which some failures bring about by themselves.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Copies all of the log into the file, and leaves the log as it is.
    func copyLog() throws(DatabaseFailure) {
        var (logged, copied): (CInt, CInt) = (0, 0)
        let status = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &logged, &copied)
        guard status == SQLITE_OK, logged == copied else {
            throw DatabaseFailure(status == SQLITE_OK ? SQLITE_BUSY : status, in: "checkpoint")
        }
    }

    /// Copies all of the log into the file and cuts the log to nothing.
    func checkpoint() throws(DatabaseFailure) {
        let status = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard status == SQLITE_OK else { throw DatabaseFailure(status, in: "checkpoint") }
    }

    /// The page cache while little is written.
    static let cacheKiB = 1024

    /// The same while all rows are read, each page once: a few pages take turns, where each would else go into memory
    /// of its own, a third of all that a start touches for the first time.
    private static let readingCacheKiB = 64

    /// Makes the page cache small; `releaseMemory` ends that.
    func readInTurn() { try? run("PRAGMA cache_size = -\(Self.readingCacheKiB)") }

    /// Gives the page cache back to the heap, and makes it `cacheKiB` again where it was another.
    func releaseMemory() {
        try? run("PRAGMA cache_size = -\(Self.cacheKiB)")
        sqlite3_db_release_memory(handle)
    }
}

/// What SQLite answered. The operation is SQL of ours, in which values are never written.
struct DatabaseFailure: Error, Equatable {
    /// The extended result code.
    var code: CInt
    /// The statement, or the call.
    var operation: String

    init(_ code: CInt, in operation: String) {
        self.code = code
        self.operation = operation
    }

    /// `code` without what it says in detail: SQLITE_IOERR for each of its kinds.
    var primaryCode: CInt { code & 0xFF }

    /// The file is no database, or not a sound one. (Nothing that is written here can break a constraint of sound
    /// rows, and no value of ours is as long as ``Database/maximumValueBytes``: a longer one stands in a damaged file,
    /// which is all that `SQLITE_TOOBIG` can mean at a read.)
    var isDamage: Bool {
        [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT, SQLITE_CONSTRAINT, SQLITE_TOOBIG].contains(primaryCode)
    }

    /// While a file is being opened, a statement of ours that doesn't fit its tables says the same.
    var isDamageAtOpening: Bool { isDamage || primaryCode == SQLITE_ERROR }

    /// A sentence for a journal, without paths and values.
    var text: String { "\(String(cString: sqlite3_errstr(code))) (SQLite \(code))" }
}
