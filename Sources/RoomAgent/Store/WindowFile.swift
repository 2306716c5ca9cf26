// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import Glibc
internal import RoomCore

/// The open window file: sealed rows by name, and the mark. It knows no transactions' meaning and no deltas.
final class WindowFile {
    /// `user_version` of the file; also part of every key and of what every box is bound to.
    static let formatVersion: UInt8 = 2
    /// `application_id` of the file: "RoAg".
    static let applicationID: Int64 = 0x526F_4167

    let database: Database
    /// Derived for this file; the caller has them `rest`.
    let keys: WindowKeys
    /// `WindowHeader.bytes`.
    let header: [UInt8]
    /// The file itself, for `scrub`; nil where it is only read. It is closed after SQLite's own descriptor: to close it
    /// earlier would end SQLite's locks.
    private var raw: Files.Handle?
    /// Every gap was overwritten but those of pages that the log has. False where a log was left by a crash, and after
    /// transactions that nothing was settled after.
    var isSettled: Bool
    private let findHead: Statement
    private let findBody: Statement
    private let putHead: Statement
    private let putBody: Statement
    private let addBody: Statement
    private let dropHead: Statement
    private let dropBody: Statement
    private let findMeta: Statement
    private let putMeta: Statement

    /// Heads are small and are all read at each start, so they lie in their own tree, by name. Bodies are longer than
    /// such a tree takes without a further page for each.
    static let schema = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE heads(name BLOB PRIMARY KEY, box BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE bodies(name BLOB PRIMARY KEY, box BLOB NOT NULL) STRICT;
        """

    /// Whether it is a window of this format, by its marks and its tables.
    static func isOne(_ database: Database) throws(DatabaseFailure) -> Bool {
        guard try database.integer("PRAGMA application_id") == applicationID,
            try database.integer("PRAGMA user_version") == Int64(formatVersion)
        else { return false }
        return try hasItsSchema(database)
    }

    /// Whether the file has these tables and nothing else: no trigger, no view, no index of somebody's.
    private static func hasItsSchema(_ database: Database) throws(DatabaseFailure) -> Bool {
        let found = try database.text(
            """
            SELECT group_concat(sql, char(10))
            FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid)
            """
        )
        let wanted = schema.split(separator: "\n").map { String($0.dropLast()) }.joined(separator: "\n")
        return found == wanted
    }

    /// - Parameters:
    ///   - raw: nil, the default, for a file that is only read.
    ///   - isSettled: false, the default, has the next commit look at all pages.
    init(
        _ database: Database, _ keys: WindowKeys, header: [UInt8], raw: consuming Files.Handle? = nil,
        isSettled: Bool = false
    ) throws(DatabaseFailure) {
        self.isSettled = isSettled
        self.database = database
        self.keys = keys
        self.header = header
        self.raw = raw
        findHead = try database.prepare("SELECT box FROM heads WHERE name = ?1")
        findBody = try database.prepare("SELECT box FROM bodies WHERE name = ?1")
        putHead = try database.prepare("INSERT INTO heads VALUES(?1, ?2) ON CONFLICT DO UPDATE SET box = excluded.box")
        putBody = try database.prepare("INSERT INTO bodies VALUES(?1, ?2) ON CONFLICT DO UPDATE SET box = excluded.box")
        addBody = try database.prepare("INSERT INTO bodies VALUES(?1, ?2)")
        dropHead = try database.prepare("DELETE FROM heads WHERE name = ?1")
        dropBody = try database.prepare("DELETE FROM bodies WHERE name = ?1")
        findMeta = try database.prepare("SELECT value FROM meta WHERE name = CAST(?1 AS TEXT)")
        putMeta = try database.prepare(
            "INSERT INTO meta VALUES(CAST(?1 AS TEXT), ?2) ON CONFLICT DO UPDATE SET value = excluded.value")
    }

    /// Closes the file now, and its log with it. A close that came later, after another file took the name, would
    /// remove that one's log. No other call may follow.
    func close() {
        for statement in [findHead, findBody, putHead, putBody, addBody, dropHead, dropBody, findMeta, putMeta] {
            statement.finish()
        }
        database.close()
        raw = nil
    }

    /// Whether the name `path` still stands for this file.
    func isInPlace(at path: String) -> Bool {
        guard let own = try? raw?.status(), let found = try? Files.status(path) else { return false }
        return own.isSameFile(as: found)
    }

    /// After a commit: copies the log into the file, overwrites what SQLite left of rows that moved, empties the log,
    /// and gives the memory back. The log goes last: one that is there tells the next opening that gaps may be left. If
    /// any of it fails, the next commit does it.
    func settle() {
        do throws(DatabaseFailure) {
            let changed = isSettled ? database.loggedPages() : nil
            isSettled = false
            try database.copyLog()
            raw?.scrub(changed)
            try database.checkpoint()
            isSettled = true
        } catch {}
        database.releaseMemory()
    }

    /// Ends the transaction that the file was made in, and puts all of it on the medium: `WindowPlace.makeDraft`.
    /// - Parameter bodiesOnlyGrew: bodies were added one after the other, so that none of them was ever moved.
    func endDraft(bodiesOnlyGrew: Bool) throws(StoreProblem) {
        try StoreProblem.database { () throws(DatabaseFailure) in
            try database.run("COMMIT")
            // From now on it says in its first page that it has a log; to change that later would need a journal.
            try database.setJournal(Database.log)
            try database.flush()
        }
        if bodiesOnlyGrew { raw?.scrubAllButRows() } else { raw?.scrub(nil) }
        try StoreProblem.files { () throws(FileFailure) in try raw?.sync() }
    }

    /// A head as it lies in the file.
    struct StoredHead {
        var meeting: Meeting
        /// The form that new content is compared with.
        var encoded: [UInt8]
        /// What it adds to the window's `RowSum`.
        var summand: [UInt8]
    }

    /// What there is under a name.
    enum Lookup<Value> {
        case missing
        /// It is there and does not open. A head's summand counts all the same; others have none.
        case unreadable(summand: [UInt8])
        case found(Value)
    }

    /// The head of this name, opened and read.
    func head(_ name: RowName) throws(DatabaseFailure) -> Lookup<StoredHead> {
        guard let box = try findHead.first([name.bytes], { $0.blob(0) }) else { return .missing }
        return open(box, name)
    }

    /// The content of the body of this name, opened and not read.
    func body(_ name: RowName) throws(DatabaseFailure) -> Lookup<[UInt8]> {
        guard let box = try findBody.first([name.bytes], { $0.blob(0) }) else { return .missing }
        guard let content = keys.open(box, as: .body, name: name) else { return .unreadable(summand: []) }
        return .found(content)
    }

    /// Nil where there is no such row.
    func summand(of name: RowName) throws(DatabaseFailure) -> [UInt8]? {
        try findHead.first([name.bytes], { $0.blob(0) }).map { keys.summand(name, $0) }
    }

    /// A box for the row of this name. Nothing is written.
    func seal(_ encoded: [UInt8], as kind: WindowKeys.Content, _ name: RowName) throws(StoreProblem) -> [UInt8] {
        try StoreProblem.crypto { () throws(CryptoFailure) in try keys.seal(encoded, as: kind, name: name) }
    }

    /// Stores a sealed head and returns its summand.
    func putHead(box: [UInt8], _ name: RowName) throws(DatabaseFailure) -> [UInt8] {
        try putHead.run([name.bytes, box])
        return keys.summand(name, box)
    }

    /// Stores a sealed body in the place of whatever has the name.
    func putBody(box: [UInt8], _ name: RowName) throws(DatabaseFailure) { try putBody.run([name.bytes, box]) }

    /// As `putBody`, of a name that has none: throws SQLITE_CONSTRAINT where it has one.
    func addBody(box: [UInt8], _ name: RowName) throws(DatabaseFailure) { try addBody.run([name.bytes, box]) }

    /// Removes head and body; it is no error where there is none.
    func drop(_ name: RowName) throws(DatabaseFailure) {
        try dropHead.run([name.bytes])
        try dropBody.run([name.bytes])
    }

    /// The mark, opened and read.
    func mark() throws(DatabaseFailure) -> Lookup<StoredMark> {
        guard let box = try findMeta.first([Array("mark".utf8)], { $0.blob(0) }) else { return .missing }
        guard let content = keys.open(box, as: .mark, name: nil), let mark = try? StoredMark(decoding: content) else {
            return .unreadable(summand: [])
        }
        return .found(mark)
    }

    /// Seals the mark, and stores it in the place of the former.
    func putMark(_ mark: StoredMark) throws(StoreProblem) {
        let content = mark.encoded()
        let box = try StoreProblem.crypto { () throws(CryptoFailure) in try keys.seal(content, as: .mark, name: nil) }
        try StoreProblem.database { () throws(DatabaseFailure) in try putMeta.run([Array("mark".utf8), box]) }
    }

    /// Calls `body` with every head; a name that is none comes as nil.
    func eachHead(_ body: (RowName?, Lookup<StoredHead>) -> Void) throws(DatabaseFailure) {
        var count = 0
        try database.prepare("SELECT name, box FROM heads").each([]) { row in
            count += 1
            let box = row.blob(1)
            if let name = RowName(row.blob(0)) {
                body(name, open(box, name))
            } else {
                body(nil, .unreadable(summand: []))
            }
            return count < WindowLimits.meetings
        }
    }

    private func open(_ box: [UInt8], _ name: RowName) -> Lookup<StoredHead> {
        let summand = keys.summand(name, box)
        guard let encoded = keys.open(box, as: .head, name: name), let meeting = try? MeetingCode.decode(encoded) else {
            return .unreadable(summand: summand)
        }
        return .found(StoredHead(meeting: meeting, encoded: encoded, summand: summand))
    }
}
