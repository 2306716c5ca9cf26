// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("Files of another key, another room, another kind")
struct ForeignFileTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    private func fill(key: SecretBytes? = nil, room: String = "room@example.com") async throws {
        let store = bench.open(key: key, room: room)
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<3).map { Sample.change($0) })
        await store.finish()
    }

    private func setAside() throws -> [String] {
        try bench.files().keys.filter { $0.contains("set-aside") }.sorted()
    }

    @Test("a file under another key is set aside whole and an empty one begun")
    func wrongKey() async throws {
        try await fill()
        let content = try bench.read(bench.file)
        let stranger = bench.open(key: try SecretBytes(copying: [UInt8](repeating: 0x22, count: 32)))
        let room = try await stranger.load()
        #expect(room.damage == .wrongKey("window.db.set-aside-1"))
        #expect(room.window.meetings.isEmpty)
        #expect(room.mark == nil)
        #expect(try bench.read("\(bench.store)/window.db.set-aside-1") == content)
        #expect(try await stranger.write(.replaceAll, [Sample.change(0)]).stored == [Sample.meeting(0)])
        await stranger.finish()
    }

    @Test("a file of another room is told as a wrong key")
    func otherRoom() async throws {
        try await fill()
        let room = try await bench.open(room: "other@example.com").load()
        #expect(room.damage == .wrongKey("window.db.set-aside-1"))
    }

    @Test(
        "a file with anything in it but our tables runs nothing of it: it is set aside, and its meetings are taken over",
        arguments: [
            "CREATE TRIGGER t AFTER INSERT ON heads BEGIN DELETE FROM heads; END",
            "CREATE TRIGGER t AFTER DELETE ON bodies BEGIN INSERT INTO heads VALUES(randomblob(32), zeroblob(1000)); END",
            "CREATE VIEW v AS SELECT * FROM heads", "CREATE INDEX i ON heads(box)", "CREATE TABLE more(x)",
            "ALTER TABLE heads ADD COLUMN x TEXT",
        ])
    func evilSchema(sql: String) async throws {
        try await fill()
        let writer = try Database(path: bench.file)
        try writer.run(sql)
        writer.close()
        let store = bench.open()
        let room = try await store.load()
        #expect(room.damage == .fileSetAside("window.db.set-aside-1"))
        #expect(room.window == MeetingWindow((0..<3).map { Sample.meeting($0) }))
        #expect(room.mark?.syncedAt == Sample.mark().syncedAt)
        #expect(room.mark?.cursor == nil)
        try await store.write(.replaceAll, [Sample.change(7)])
        await store.finish()
        let again = try await bench.open().load()
        #expect(again.window == MeetingWindow([Sample.meeting(7)]))
        #expect(again.damage == nil)
    }

    @Test("a file that nobody may write to is read all the same, and neither locked nor changed")
    func readOnly() async throws {
        try await fill()
        let key = bench.key
        let before = try bench.files()
        let stored = try #require(
            ReadOnlyWindow.load(directory: bench.store, ring: KeyRing(key), room: "room@example.com"))
        #expect(stored.window == MeetingWindow((0..<3).map { Sample.meeting($0) }))
        #expect(stored.damage == nil)
        #expect(stored.mark?.syncedAt == Sample.mark().syncedAt)
        #expect(stored.mark?.cursor == nil)
        #expect(try bench.files() == before)
        #expect(ReadOnlyWindow.load(directory: bench.store, ring: KeyRing(key), room: "other@example.com") == nil)
        let other = try SecretBytes(copying: [UInt8](repeating: 0x22, count: 32))
        #expect(ReadOnlyWindow.load(directory: bench.store, ring: KeyRing(other), room: "room@example.com") == nil)
        #expect(ReadOnlyWindow.load(directory: "/no/such", ring: KeyRing(key), room: "room@example.com") == nil)
    }

    @Test("at most two files are kept, the newest ones")
    func kept() async throws {
        for round in 1...4 {
            try await fill(key: try SecretBytes(copying: [UInt8](repeating: UInt8(round), count: 32)))
        }
        #expect(try setAside() == ["window.db.set-aside-2", "window.db.set-aside-3"])
        let store = bench.open(key: try SecretBytes(copying: [UInt8](repeating: 4, count: 32)))
        try await store.erase()
        #expect(try setAside().isEmpty)
    }

    @Test(
        "what is no window file is set aside",
        arguments: [
            "", "hello", "SQLite format 3\0", String(repeating: "x", count: 100_000),
        ])
    func noDatabase(text: String) async throws {
        try Files.makeDirectory(bench.store)
        try bench.write(Array(text.utf8), to: bench.file)
        let room = try await bench.open().load()
        #expect(room.damage == (text.isEmpty ? nil : .fileSetAside("window.db.set-aside-1")))
        #expect(room.window.meetings.isEmpty)
    }

    @Test(
        "a database that is none of ours, or of another format, is set aside",
        arguments: [
            "PRAGMA application_id = 7", "PRAGMA user_version = 1", "DROP TABLE heads", "DELETE FROM meta",
            "UPDATE meta SET value = zeroblob(64) WHERE name = 'header'",
            "UPDATE meta SET value = 'text' WHERE name = 'header'", "ALTER TABLE heads RENAME COLUMN box TO bag",
            "UPDATE meta SET value = substr(value, 2) WHERE name = 'header'",
        ])
    func otherFormat(sql: String) async throws {
        try await fill()
        let database = try Database(path: bench.file)
        // Strict tables refuse a text where a blob belongs; the header then stays sound.
        let isApplied = (try? database.run(sql)) != nil
        database.close()
        let room = try await bench.open().load()
        #expect(room.damage == (isApplied ? .fileSetAside("window.db.set-aside-1") : nil))
    }

    @Test("a second store of the same directory is refused, and may come in when the first is done")
    func inUse() async throws {
        let first = bench.open()
        _ = try await first.load()
        let second = bench.open()
        await #expect(throws: StoreFailure(.inUse, operation: "load", detail: bench.store)) { try await second.load() }
        await first.finish()
        #expect(try await second.load().damage == nil)
    }

    @Test("a lock that was let go is free, though a program that is being started has its descriptor until its exec")
    func lockOfStartingProgram() throws {
        var lock: StoreLock? = try StoreLock(bench.store)
        // The same open file, as a child has it from the fork on.
        let inherited = dup(try #require(lock).file.descriptor)
        defer { close(inherited) }
        #expect(throws: StoreFailure.self) { try StoreLock(bench.store) }
        lock = nil
        #expect(throws: Never.self) { try StoreLock(bench.store) }
    }

    @Test(
        "a directory that cannot be made or is none is not accessible",
        arguments: ["/proc/room/store", "/dev/null/x", "/dev/null"])
    func notAccessible(path: String) async throws {
        let store = SecureWindowStore(directory: path, key: bench.key, room: "r", executor: bench.thread)
        let failure = await #expect(throws: StoreFailure.self) { try await store.load() }
        #expect(failure?.code == .notAccessible)
        #expect(failure?.detail.hasPrefix(path) == true)
    }

    @Test("a link in the place of a file is not followed", arguments: ["window.db", "window.lock"])
    func links(name: String) async throws {
        try Files.makeDirectory(bench.store)
        try bench.write([1, 2, 3], to: bench.path + "/victim")
        #expect(symlink(bench.path + "/victim", "\(bench.store)/\(name)") == 0)
        let failure = await #expect(throws: StoreFailure.self) { try await bench.open().load() }
        #expect(failure?.code == .notAccessible)
        #expect(try bench.read(bench.path + "/victim") == [1, 2, 3])
    }

    @Test("files and directory are for us alone, whatever the umask")
    func modes() async throws {
        try await fill()
        for name in ["window.db", "window.lock"] {
            #expect(try bench.status("\(bench.store)/\(name)").st_mode & 0o777 == 0o600)
        }
        #expect(try bench.status(bench.store).st_mode & 0o777 == 0o700)
    }

    @Test("a store behind a link to its directory works")
    func linkedDirectory() async throws {
        try await fill()
        #expect(symlink(bench.store, bench.path + "/link") == 0)
        let store = SecureWindowStore(
            directory: bench.path + "/link", key: bench.key, room: "room@example.com", executor: bench.thread)
        #expect(try await store.load().window.meetings.count == 3)
    }
}
