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
    /// False where a crash left a log, until gaps of all pages were overwritten.
    private var isSettled: Bool
    /// Of heads that are read one after the other: the last one's content.
    private var opened: [UInt8] = []
    /// Of rows that are written one after the other: the last one's box.
    private var row = RowWriter()
    private let statements: WindowStatements

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
    ///   - isSettled: false, the default, has the next commit look for gaps in all pages.
    init(
        _ database: Database, _ keys: WindowKeys, header: [UInt8], raw: consuming Files.Handle? = nil,
        isSettled: Bool = false
    ) {
        self.isSettled = isSettled
        self.database = database
        self.keys = keys
        self.header = header
        self.raw = raw
        statements = WindowStatements(database)
    }

    /// Closes the file now, and its log with it. A close that came later, after another file took the name, would
    /// remove that one's log. No other call may follow.
    func close() {
        statements.finish()
        database.close()
        raw = nil
    }

    /// Whether the name `path` still stands for this file.
    func isInPlace(at path: String) -> Bool {
        guard let own = try? raw?.status(), let found = try? Files.status(path) else { return false }
        return own.isSameFile(as: found)
    }

    /// After a commit: copies the log into the file, empties it, and gives the memory back. The log goes last: one that
    /// is there tells the next opening that gaps may be left. If any of it fails, the next commit does it.
    func settle() {
        do throws(DatabaseFailure) {
            if !isSettled {
                try database.copyLog()
                raw?.scrub()
            }
            try database.checkpoint()
            isSettled = true
        } catch {}
        database.releaseMemory()
    }

    /// Ends the transaction that the file was made in, and puts all of it on the medium: `WindowPlace.makeDraft`.
    func endDraft() throws(StoreProblem) {
        try StoreProblem.database { () throws(DatabaseFailure) in
            try database.run("COMMIT")
            // From now on it says in its first page that it has a log; to change that later would need a journal.
            try database.setJournal(Database.log)
            try database.flush()
        }
        try StoreProblem.files { () throws(FileFailure) in try raw?.sync() }
    }

    /// A head as it lies in the file.
    struct StoredHead {
        var meeting: Meeting
        /// The form that new content is compared with.
        var encoded: [UInt8]
        /// The body that it was written with; nil of a row of an earlier version, beside which any is believed.
        var body: BodyMark?
        /// What it adds to the window's `RowSum`.
        var summand: ShortCode
    }

    /// A body as it lies in the file.
    struct StoredBody {
        /// Opened, and not read.
        var content: [UInt8]
        var mark: BodyMark
    }

    /// What there is under a name.
    enum Lookup<Value> {
        case missing
        /// It is there and does not open. A head's summand counts all the same; others have none.
        case unreadable(summand: ShortCode?)
        case found(Value)
    }

    /// The head of this name, opened and read.
    func head(_ name: RowName) throws(DatabaseFailure) -> Lookup<StoredHead> {
        guard let box = try statements(.findHead).first(name, { $0.blob(0) }) else { return .missing }
        let bytes = box.span.bytes
        let summand = keys.summand(name, bytes)
        guard let encoded = keys.open(box, as: .head, name: name), let head = try? MeetingCode.decode(encoded) else {
            return .unreadable(summand: summand)
        }
        return .found(StoredHead(meeting: head.meeting, encoded: encoded, body: head.body, summand: summand))
    }

    /// The body of this name, if it is the one that `head` was written with.
    func body(_ name: RowName, of head: StoredHead) throws(DatabaseFailure) -> Lookup<StoredBody> {
        guard let box = try statements(.findBody).first(name, { $0.blob(0) }) else { return .missing }
        let mark = BodyMark(ofBox: box)
        guard head.body == nil || head.body == mark, let content = keys.open(box, as: .body, name: name) else {
            return .unreadable(summand: nil)
        }
        return .found(StoredBody(content: content, mark: mark))
    }

    /// Nil where there is no such row.
    func summand(of name: RowName) throws(DatabaseFailure) -> ShortCode? {
        try statements(.findHead).first(name) { row in row.withBlob(0) { keys.summand(name, $0) } }
    }

    /// A box for the row of this name. Nothing is written.
    func seal(_ encoded: [UInt8], as kind: WindowKeys.Content, _ name: RowName) throws(StoreProblem) -> [UInt8] {
        try StoreProblem.crypto { () throws(CryptoFailure) in try keys.seal(encoded, as: kind, name: name) }
    }

    /// Seals a head and stores it; returns its summand.
    /// - Parameters:
    ///   - body: the one that is stored with it.
    ///   - isNew: there is none of this name, so that SQLite need not look: SQLITE_CONSTRAINT where there is.
    func put(_ meeting: Meeting, _ body: BodyMark, _ name: RowName, isNew: Bool) throws(StoreProblem) -> ShortCode {
        try put(.head, name, by: isNew ? .addHead : .putHead) { MeetingCode.write(meeting, body, to: &$0) }
        return row.withMemory { keys.summand(name, UnsafeRawBufferPointer($0).bytes) }
    }

    /// Seals a body and stores it; returns what its head is to name it by.
    func put(_ details: MeetingDetails, _ name: RowName, isNew: Bool) throws(StoreProblem) -> BodyMark {
        try put(.body, name, by: isNew ? .addBody : .putBody) { DetailsCode.write(details, to: &$0) }
        return row.withMemory { BodyMark(ofBox: UnsafeRawBufferPointer($0)) }
    }

    /// A row is written, sealed and handed to SQLite where it lies: for thousands of them, one after the other.
    private func put(
        _ kind: WindowKeys.Content, _ name: RowName, by statement: WindowStatements.Kind,
        _ fill: (inout RowWriter) -> Void
    ) throws(StoreProblem) {
        row.restart(asBox: SealingKey.nonceByteCount, SealingKey.tagByteCount)
        fill(&row)
        try row.withMemory { (box) throws(StoreProblem) in
            try StoreProblem.crypto { () throws(CryptoFailure) in try keys.seal(inPlace: box, as: kind, name: name) }
            try StoreProblem.database { () throws(DatabaseFailure) in
                try statements(statement).run(name, UnsafeRawBufferPointer(box))
            }
        }
    }

    /// Stores a sealed head and returns its summand.
    func putHead(box: [UInt8], _ name: RowName) throws(DatabaseFailure) -> ShortCode {
        try statements(.putHead).run(name, box)
        return keys.summand(name, box.span.bytes)
    }

    /// Stores a sealed body in the place of whatever has the name.
    func putBody(box: [UInt8], _ name: RowName) throws(DatabaseFailure) { try statements(.putBody).run(name, box) }

    /// Removes head and body; it is no error where there is none.
    func drop(_ name: RowName) throws(DatabaseFailure) {
        try statements(.dropHead).run(name)
        try statements(.dropBody).run(name)
    }

    /// The mark, opened and read.
    func mark() throws(DatabaseFailure) -> Lookup<StoredMark> {
        guard let box = try statements(.findMark).first([], { $0.blob(0) }) else { return .missing }
        guard let content = keys.open(box, as: .mark, name: nil), let mark = try? StoredMark(decoding: content) else {
            return .unreadable(summand: nil)
        }
        return .found(mark)
    }

    /// Seals the mark, and stores it in the place of the former.
    func putMark(_ mark: StoredMark) throws(StoreProblem) {
        let content = mark.encoded()
        let box = try StoreProblem.crypto { () throws(CryptoFailure) in try keys.seal(content, as: .mark, name: nil) }
        try StoreProblem.database { () throws(DatabaseFailure) in try statements(.putMark).run([box]) }
    }

    /// Calls `body` with every head: its name, nil where that is none, and its meeting, nil where it does not open,
    /// with what it adds to the window's `RowSum`.
    func eachHead(_ body: (RowName?, consuming Meeting?, ShortCode) -> Void) throws(DatabaseFailure) {
        var count = 0
        defer { opened = [] }
        try database.prepare("SELECT name, box FROM heads").each([]) { row in
            count += 1
            if let name = row.withBlob(0, { RowName($0) }) {
                row.withBlob(1) { box in body(name, meeting(in: box, name), keys.summand(name, box)) }
            } else {
                body(nil, nil, ShortCode(first: 0, second: 0))
            }
            return count < WindowLimits.meetings
        }
    }

    private func meeting(in box: RawSpan, _ name: RowName) -> Meeting? {
        keys.open(box, as: .head, name: name, into: &opened) ? try? MeetingCode.decode(opened).meeting : nil
    }
}
