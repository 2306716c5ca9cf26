// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import CSQLite
internal import Glibc

/// The store's directory, locked against a second agent for as long as this lives, and the files in it.
final class WindowPlace {
    static let fileName = "window.db"
    static let lockName = "window.lock"
    /// Files that were set aside stay for somebody to look at, the newest ones.
    static let keptSetAside = 2

    private let directory: String
    private let lock: Files.Handle

    /// Makes the directory (0700) if need be; its parent must exist.
    init(_ path: String) throws(StoreProblem) {
        directory = try StoreProblem.files { () throws(FileFailure) in
            try Files.makeDirectory(path)
            return try Files.resolved(path)
        }
        let lockPath = "\(directory)/\(Self.lockName)"
        lock = try StoreProblem.files { () throws(FileFailure) in
            try Files.open(lockPath, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        }
        // SQLite's own lock would do while the file is open, and not while it is set aside and made anew.
        guard try StoreProblem.files({ () throws(FileFailure) in try lock.lock() }) else { throw StoreProblem.inUse }
    }

    var path: String { "\(directory)/\(Self.fileName)" }

    enum Opened {
        case existing(WindowFile)
        case fresh(WindowFile)
        /// No database, cut, or of another format.
        case damaged
        /// A sound file of another key or another room.
        case wrongKey
    }

    func open(_ dataKey: SecretBytes, room: String) throws(StoreProblem) -> Opened {
        guard try size() > 0 else { return .fresh(try create(dataKey, room: room)) }
        do throws(StoreProblem) {
            return try openExisting(dataKey, room: room)
        } catch {
            if error.isDamageAtOpening { return .damaged }
            throw error
        }
    }

    /// Makes an empty file in the place of one that is gone or has no bytes.
    func create(_ dataKey: SecretBytes, room: String) throws(StoreProblem) -> WindowFile {
        try StoreProblem.files { () throws(FileFailure) in
            for suffix in ["", "-wal", "-shm", "-journal"] { try Files.remove(path + suffix) }
            // SQLite would make it with the mode 0644; the log takes over the file's mode.
            _ = try Files.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        }
        let header = try StoreProblem.crypto { () throws(CryptoFailure) in
            try WindowHeader.fresh(for: dataKey, room: room)
        }
        let file = try StoreProblem.database { () throws(DatabaseFailure) in
            let database = try connect()
            try database.run("BEGIN IMMEDIATE")
            try database.run(WindowFile.schema)
            try database.run("PRAGMA application_id = \(WindowFile.applicationID)")
            try database.run("PRAGMA user_version = \(WindowFile.formatVersion)")
            try database.prepare("INSERT INTO meta VALUES('header', ?1)").run([header.bytes])
            try database.run("COMMIT")
            try database.checkpoint()
            return try WindowFile(database, header.keys)
        }
        try syncDirectory()
        return file
    }

    /// Moves the file out of the way and returns its new name. The caller has closed it.
    func setAside() throws(StoreProblem) -> String {
        try StoreProblem.files { () throws(FileFailure) in
            var numbers = try setAsideNumbers()
            let number = (numbers.max() ?? 0) + 1
            let name = Self.setAsideName(number)
            // The log belongs to the file; the other two have nothing in them that lasts.
            if Files.exists(path + "-wal") { try Files.rename(path + "-wal", to: "\(directory)/\(name)-wal") }
            try Files.rename(path, to: "\(directory)/\(name)")
            for suffix in ["-shm", "-journal"] { try Files.remove(path + suffix) }
            numbers.append(number)
            for old in numbers.sorted().dropLast(Self.keptSetAside) {
                for suffix in ["", "-wal"] { try Files.remove("\(directory)/\(Self.setAsideName(old))\(suffix)") }
            }
            try Files.syncDirectory(directory)
            return name
        }
    }

    /// Overwrites and removes the file and everything that was set aside. The caller has closed it.
    func destroyAll() throws(StoreProblem) {
        try StoreProblem.files { () throws(FileFailure) in
            let names = [Self.fileName] + (try setAsideNumbers()).map(Self.setAsideName)
            for name in names {
                for suffix in ["-wal", "-shm", "-journal", ""] { try destroy("\(directory)/\(name)\(suffix)") }
            }
            try Files.syncDirectory(directory)
        }
    }

    private func openExisting(_ dataKey: SecretBytes, room: String) throws(StoreProblem) -> Opened {
        let (database, header) = try StoreProblem.database { () throws(DatabaseFailure) -> (Database, [UInt8]?) in
            let database = try connect()
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
            try WindowHeader.check(bytes, dataKey, room: room)
        }
        switch check {
        case .damaged: return .damaged
        case .wrongKey: return .wrongKey
        case .fits(let keys):
            return .existing(
                try StoreProblem.database { () throws(DatabaseFailure) in try WindowFile(database, keys) })
        }
    }

    private func connect() throws(DatabaseFailure) -> Database {
        let database = try Database(path: path)
        for pragma in Self.pragmas { try database.run("PRAGMA \(pragma)") }
        guard try database.text("PRAGMA journal_mode = WAL") == "wal" else {
            throw DatabaseFailure(SQLITE_NOTADB, in: "PRAGMA journal_mode = WAL")
        }
        return database
    }

    /// Why each: docs/store-format.md, "How it is written".
    private static let pragmas = [
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

    private func size() throws(StoreProblem) -> Int {
        guard Files.exists(path) else { return 0 }
        return try StoreProblem.files { () throws(FileFailure) in
            Int(try Files.open(path, O_RDONLY | O_NOFOLLOW).status().st_size)
        }
    }

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

    private func destroy(_ path: String) throws(FileFailure) {
        guard Files.exists(path) else { return }
        let file = try Files.open(path, O_RDWR | O_NOFOLLOW)
        var rest = Int(try file.status().st_size)
        let zeros = [UInt8](repeating: 0, count: 64 * 1024)
        while rest > 0 {
            let count = min(rest, zeros.count)
            try file.write(zeros.span.extracting(first: count).bytes)
            rest -= count
        }
        try file.sync()
        try Files.remove(path)
    }

    private func syncDirectory() throws(StoreProblem) {
        try StoreProblem.files { () throws(FileFailure) in try Files.syncDirectory(directory) }
    }
}
