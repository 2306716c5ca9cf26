// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import CSQLite
internal import Glibc
internal import Kernel

/// The store's directory, locked against a second agent for as long as this lives, and the files in it.
final class WindowPlace {
    /// Of the window.
    static let fileName = "window.db"
    /// A window that is being written or sealed under another key, until it takes the name of the one before.
    private static let nextName = "window.db.next"
    /// The window before, until it is overwritten.
    private static let formerName = "window.db.former"
    /// Files that were set aside stay for somebody to look at, the newest ones.
    static let keptSetAside = 2

    /// Without symbolic links.
    let directory: String
    private let lock: StoreLock
    /// What the lock file holds: nothing before a window was written here, and then a copy of its header. It shows that
    /// a window that is not there is lost, wherever the key comes from, and opens one that lost its salt.
    private(set) var headerCopy: [UInt8]

    /// Takes over a lock that is held, or throws as `StoreLock` does.
    init(_ path: String, _ held: StoreLock? = nil) throws(StoreProblem) {
        let lock = if let held { held } else { try StoreLock(at: path) }
        directory = lock.directory
        self.lock = lock
        // One that cannot be read, or is longer, is a sign all the same.
        headerCopy = (try? lock.file.readAll(atMost: 4096)) ?? [0]
        removeLeftovers()
    }

    /// Keeps a copy of the header of a file that a window was written to. A failure does no harm: the next commit tries
    /// again.
    func keepCopy(of header: [UInt8]) {
        if header != headerCopy, (try? lock.file.replaceContent(with: header)) != nil { headerCopy = header }
    }

    /// Of the window.
    var path: String { "\(directory)/\(Self.fileName)" }

    /// Of the window that is to take its place.
    var nextPath: String { "\(directory)/\(Self.nextName)" }

    /// What `open` found.
    enum Opened {
        case existing(WindowFile)
        /// There was none.
        case fresh(WindowFile)
        /// There was one, and it is gone or has no bytes.
        case lost(WindowFile)
        /// No database, cut, or of another format.
        case damaged
        /// A sound file of another key or another room.
        case wrongKey
    }

    /// Opens the file, or makes one where there is none. A damaged one, and one of another key, stays where it is.
    /// Throws what is neither: a medium that fails, a file that may not be opened or is in use.
    func open(_ ring: KeyRing, room: String) throws(StoreProblem) -> Opened {
        switch try content() {
        case .nothing:
            let file = try create(ring, room: room)
            return headerCopy.isEmpty ? .fresh(file) : .lost(file)
        case .strange: return .damaged
        case .something: break
        }
        do throws(StoreProblem) {
            return try openExisting(ring, room: room)
        } catch {
            if error.isDamageAtOpening { return .damaged }
            throw error
        }
    }

    /// Makes an empty file in the place of one that is gone or has no bytes. It takes the name when it is whole, and
    /// nothing of it waits for the medium before: a power cut half-way leaves no file, and not one that would be told
    /// as damage.
    func create(_ ring: KeyRing, room: String) throws(StoreProblem) -> WindowFile {
        let header = try StoreProblem.crypto { () throws(CryptoFailure) in
            try WindowHeader.fresh(for: ring.first, room: room)
        }
        let empty = try makeDraft(header.keys, header.bytes)
        do throws(StoreProblem) { try empty.endDraft() } catch {
            empty.close()
            throw error
        }
        empty.close()
        try StoreProblem.files { () throws(FileFailure) in
            for suffix in Self.suffixes { try Files.remove(path + suffix) }
            try Files.rename(nextPath, to: path)
            try Files.syncDirectory(directory)
        }
        guard case .existing(let file) = try openExisting(ring, room: room) else {
            throw .database(DatabaseFailure(SQLITE_CORRUPT, in: "create"))
        }
        return file
    }

    private func make(at path: String, _ key: DataKey, room: String) throws(StoreProblem) -> WindowFile {
        try StoreProblem.files { () throws(FileFailure) in
            for suffix in Self.suffixes { try Files.remove(path + suffix) }
            // SQLite would make it with the mode 0644; the log takes over the file's mode.
            _ = try Files.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        }
        let header = try StoreProblem.crypto { () throws(CryptoFailure) in
            try WindowHeader.fresh(for: key, room: room)
        }
        let database = try StoreProblem.database { () throws(DatabaseFailure) in
            let database = try connect(path)
            try begin(database, header.bytes)
            try database.run("COMMIT")
            try database.checkpoint()
            return database
        }
        let file = try window(at: path, database, header.keys, header.bytes)
        try syncDirectory()
        return file
    }

    /// Begins a transaction with all that an empty window has.
    func begin(_ database: Database, _ header: [UInt8]) throws(DatabaseFailure) {
        try database.run("PRAGMA page_size = \(WindowPages.pageBytes)")
        try database.run("BEGIN IMMEDIATE")
        try database.run(WindowFile.schema)
        try database.run("PRAGMA application_id = \(WindowFile.applicationID)")
        try database.run("PRAGMA user_version = \(WindowFile.formatVersion)")
        try database.prepare("INSERT INTO meta VALUES('header', ?1)").run([header])
    }

    /// Moves the file and what belongs to it out of the way, and returns its new name; nil where there is none. The
    /// caller has closed it.
    func setAside() throws(StoreProblem) -> String? {
        try StoreProblem.files { () throws(FileFailure) in
            var numbers = try setAsideNumbers()
            let number = (numbers.max() ?? 0) + 1
            let name = Self.setAsideName(number)
            // The file comes last: what a crash leaves is done at the next start.
            for suffix in Self.suffixes where try Files.status(path + suffix) != nil {
                try Files.rename(path + suffix, to: "\(directory)/\(name)\(suffix)")
                if suffix.isEmpty { numbers.append(number) }
            }
            for old in numbers.sorted().dropLast(Self.keptSetAside) {
                // A directory that somebody filled stays.
                for suffix in Self.suffixes { try? Files.remove("\(directory)/\(Self.setAsideName(old))\(suffix)") }
            }
            try Files.syncDirectory(directory)
            return numbers.contains(number) ? name : nil
        }
    }

    /// Overwrites and removes the file and everything that was set aside. The caller has closed it.
    func destroyAll() throws(StoreProblem) {
        try StoreProblem.files { () throws(FileFailure) in
            let names = [Self.fileName, Self.nextName, Self.formerName]
            for name in names + (try setAsideNumbers()).map(Self.setAsideName) {
                for suffix in Self.suffixes { try Files.destroy("\(directory)/\(name)\(suffix)") }
            }
            try lock.file.replaceContent(with: [])
            headerCopy = []
            try Files.syncDirectory(directory)
        }
    }

    /// An empty window of this key beside the file; `replaceFile` puts it in the file's place.
    func makeNext(_ key: DataKey, room: String) throws(StoreProblem) -> WindowFile {
        try StoreProblem.files { () throws(FileFailure) in
            for suffix in Self.suffixes { try Files.destroy(nextPath + suffix) }
        }
        return try make(at: nextPath, key, room: room)
    }

    /// Puts the next window in the place of the file, and overwrites the former one. The caller has closed both. A
    /// crash at any point leaves one whole file under the name, the former or the next.
    func replaceFile() throws(StoreProblem) {
        let former = "\(directory)/\(Self.formerName)"
        try StoreProblem.files { () throws(FileFailure) in
            try refuseLogs()
            try Files.destroy(former, unlessAlso: path)
            try Files.link(path, to: former)
            try Files.rename(nextPath, to: path)
            try Files.syncDirectory(directory)
            try Files.destroy(former)
            try Files.syncDirectory(directory)
        }
    }

    /// Throws where a log outlived its file: it would be played into the next one.
    func refuseLogs() throws(FileFailure) {
        for name in [path, nextPath] {
            let log = try Files.status(name + "-wal")
            if let log, log.st_size > 0 { throw FileFailure("close", errno: EBUSY) }
        }
    }

    /// Overwrites and removes what a move to another key, or a first write, left that was cut off. A failure is passed
    /// over: nothing of it is ever read, and the next move tries again.
    private func removeLeftovers() {
        for name in [Self.nextName, Self.formerName] {
            for suffix in Self.suffixes { try? Files.destroy("\(directory)/\(name)\(suffix)", unlessAlso: path) }
        }
    }

    /// Opens a file that is there, after a look at its format and its header.
    func openExisting(_ ring: KeyRing, room: String) throws(StoreProblem) -> Opened {
        // What a crash left: of its pages the gaps are not overwritten yet.
        let log = try StoreProblem.files { () throws(FileFailure) in try Files.status(path + "-wal") }
        let isSettled = log.map { $0.st_size == 0 } ?? true
        let (database, header) = try StoreProblem.database { () throws(DatabaseFailure) -> (Database, [UInt8]?) in
            let database = try connect(path)
            guard try WindowFile.isOne(database) else { return (database, nil) }
            if database.isReadOnly {
                guard Files.isWritable(path) else { throw DatabaseFailure(SQLITE_PERM, in: "open") }
                return (database, nil)
            }
            let find = try database.prepare("SELECT value FROM meta WHERE name = 'header'")
            return (database, try find.first([]) { $0.blob(0) })
        }
        guard let bytes = header else { return .damaged }
        let check = try StoreProblem.crypto { () throws(CryptoFailure) in
            try WindowHeader.check(bytes, ring, room: room)
        }
        switch check {
        case .damaged: return .damaged
        case .wrongKey: return .wrongKey
        case .fits(let keys):
            return .existing(try window(at: path, database, keys, bytes, isSettled: isSettled))
        }
    }

    /// The window of an open database. `isSettled`: as in `WindowFile`.
    func window(
        at path: String, _ database: Database, _ keys: WindowKeys, _ header: [UInt8], isSettled: Bool = true
    ) throws(StoreProblem) -> WindowFile {
        let raw = try StoreProblem.files { () throws(FileFailure) in try Files.open(path, O_RDWR | O_NOFOLLOW) }
        return WindowFile(database, keys, header: header, raw: raw, isSettled: isSettled)
    }

    private func connect(_ path: String) throws(DatabaseFailure) -> Database {
        let database = try Database(path: path)
        for pragma in Self.pragmas { try database.run("PRAGMA \(pragma)") }
        try database.setJournal(Database.log)
        return database
    }

    /// Why each: docs/window-format.md, "How it is written".
    static let pragmas = [
        "locking_mode = EXCLUSIVE",
        "busy_timeout = 250",
        "synchronous = FULL",
        "secure_delete = ON",
        "wal_autocheckpoint = 64",
        "journal_size_limit = 0",
        "cache_size = -\(Database.cacheKiB)",
        "temp_store = MEMORY",
        "mmap_size = 0",
        "cell_size_check = ON",
        "trusted_schema = OFF",
    ]

    private enum Content {
        case nothing
        case something
        /// What SQLite cannot open, or would wait for: a FIFO, a directory, a socket.
        case strange
    }

    private func content() throws(StoreProblem) -> Content {
        try StoreProblem.files { () throws(FileFailure) in
            guard let status = try Files.status(path) else { return .nothing }
            for suffix in Self.suffixes {
                // A link is refused when it is opened.
                let kind = (try Files.status(path + suffix))?.st_mode.kind
                if let kind, kind != S_IFREG, kind != S_IFLNK { return .strange }
            }
            return status.st_mode.kind == S_IFREG && status.st_size == 0 ? .nothing : .something
        }
    }

    /// Of a database and what SQLite keeps beside it; the file itself last.
    static let suffixes = ["-wal", "-shm", "-journal", ""]

    private func setAsideNumbers() throws(FileFailure) -> [Int] {
        let prefix = Self.setAsideName("")
        return try Files.names(in: directory).compactMap { name in
            guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)), (1..<1 << 32).contains(number)
            else { return nil }
            return number
        }
    }

    private static func setAsideName(_ number: some CustomStringConvertible) -> String {
        "\(fileName).set-aside-\(number)"
    }

    private func syncDirectory() throws(StoreProblem) {
        try StoreProblem.files { () throws(FileFailure) in try Files.syncDirectory(directory) }
    }
}

extension mode_t {
    /// Regular file, directory, link and so on.
    var kind: mode_t { self & S_IFMT }
}
