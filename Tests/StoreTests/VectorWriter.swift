// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import TestSupport
import Testing

@testable import SecureStore

/// Writes `Vectors` anew. The records come out as they were, bit by bit, unless the format changed; a window has a
/// random salt and random nonces, so each of them comes out as another file of the same content. Windows of older
/// agents (`before-…`) stay.
@Suite("The writer of test vectors", .enabled(if: getenv("WRITE_VECTORS") != nil, "it writes into the source tree"))
struct VectorWriter {
    private let bench: Bench
    private var key: String { bench.path + "/key" }

    init() throws { bench = try Bench() }

    /// What each window is made of: statements on a sound one.
    private static let broken = [
        ("row-missing", "DELETE FROM heads WHERE name = (SELECT min(name) FROM heads)"),
        (
            "rows-swapped",
            """
            CREATE TEMP TABLE t AS SELECT min(name) a, max(name) b FROM heads;
            CREATE TEMP TABLE u AS SELECT name, box FROM heads;
            UPDATE heads SET box = (SELECT box FROM u WHERE name = (SELECT b FROM t)) WHERE name = (SELECT a FROM t);
            UPDATE heads SET box = (SELECT box FROM u WHERE name = (SELECT a FROM t)) WHERE name = (SELECT b FROM t)
            """
        ),
        (
            "body-as-head",
            """
            CREATE TEMP TABLE t AS SELECT min(name) a FROM heads;
            UPDATE heads SET box = (SELECT box FROM bodies WHERE name = (SELECT a FROM t))
            WHERE name = (SELECT a FROM t)
            """
        ),
        (
            "bodies-swapped",
            """
            CREATE TEMP TABLE t AS SELECT min(name) a, max(name) b FROM bodies;
            CREATE TEMP TABLE u AS SELECT name, box FROM bodies;
            UPDATE bodies SET box = (SELECT box FROM u WHERE name = (SELECT b FROM t)) WHERE name = (SELECT a FROM t);
            UPDATE bodies SET box = (SELECT box FROM u WHERE name = (SELECT a FROM t)) WHERE name = (SELECT b FROM t)
            """
        ),
        ("body-missing", "DELETE FROM bodies WHERE name = (SELECT min(name) FROM bodies)"),
        ("trigger", "CREATE TRIGGER t AFTER INSERT ON heads BEGIN DELETE FROM heads; END"),
        ("view", "CREATE VIEW v AS SELECT * FROM heads"),
        ("column", "ALTER TABLE heads ADD COLUMN more TEXT"),
        ("application-id", "PRAGMA application_id = 1"),
        ("version-3", "PRAGMA user_version = 3"),
        ("emptied", "DELETE FROM heads; DELETE FROM bodies; DELETE FROM meta WHERE name = 'mark'"),
        ("header-damaged", "UPDATE meta SET value = zeroblob(64) WHERE name = 'header'"),
    ]

    @Test("writes them")
    func write() async throws {
        for (kind, vectors) in try VectorSet.all() {
            try put(Array(VectorFile.text(vectors).utf8), "records/\(kind).txt")
        }
        let sound = try await window(VectorFile.room, title: "Design review")
        try put("wrapped", sound, room: VectorFile.room, "written by the agent")
        try put("other-key", sound, key: 7, room: VectorFile.room, "the wrapping key is another one")
        try put("other-room", sound, room: "other@example.com", "read for another room")
        var cut = sound
        cut["window.db"] = sound["window.db"].map { Array($0.prefix(9000)) }
        try put("cut", cut, room: VectorFile.room, "cut after 9,000 bytes")
        var lost = sound
        lost["window.db"] = []
        try put("no-bytes", lost, room: VectorFile.room, "no byte is left, and window.lock has the header")
        for (name, sql) in Self.broken {
            try put(name, try changed(sound, sql), room: VectorFile.room, sql)
        }
        let header = try value(sound, "(SELECT hex(value) FROM meta WHERE name = 'header')")
        let digest = header.dropLast() + (header.hasSuffix("0") ? "1" : "0")
        try put(
            "header-digest", try changed(sound, "UPDATE meta SET value = x'\(digest)' WHERE name = 'header'"),
            room: VectorFile.room, "the header's digest is another, and its check is right")
        let box = "(SELECT hex(box) FROM heads ORDER BY name LIMIT 1)"
        try bench.restore(sound)
        try await fill(VectorFile.room, title: "Another title", agenda: "Another agenda")
        let changedWindow = try bench.files()
        for (name, table) in [("row-older", "heads"), ("body-older", "bodies")] {
            let old = try value(sound, "(SELECT hex(box) FROM \(table) ORDER BY name LIMIT 1)")
            let older = "UPDATE \(table) SET box = x'\(old)' WHERE name = (SELECT min(name) FROM \(table))"
            try put(
                name, try changed(changedWindow, older), room: VectorFile.room,
                "of \(table), one row is as it was before a change of all three")
        }
        let other = try await window("other@example.com", title: "Of another room")
        let insert = "INSERT INTO heads VALUES(x'\(try value(other, "(SELECT hex(min(name)) FROM heads)"))', "
        try put(
            "row-of-another-room", try changed(sound, insert + "x'\(try value(other, box))')"),
            room: VectorFile.room, "a row was brought from another room's window")
        for name in ["before-wrapped-keys", "before-buckets", "before-bound-bodies"] {
            try expect(name, room: VectorFile.room, "written by an older agent")
        }
    }

    private func window(_ room: String, title: String) async throws -> [String: [UInt8]] {
        try bench.restore([:])
        try bench.write(VectorFile.key, to: key)
        try await fill(room, title: title)
        return try bench.files()
    }

    private func fill(_ room: String, title: String, agenda: String = "Layoff agenda") async throws {
        let keeper = KeyKeeper(directory: bench.store, provider: FileKey(path: key), room: room, now: { Sample.noon })
        let ring = try await keeper.open()
        let store = SecureWindowStore(directory: bench.store, ring: ring, room: room, executor: bench.thread)
        _ = try await store.load()
        try keeper.forgetOldKeys()
        let changes = (0..<3).map {
            MeetingChange.stored(Sample.meeting($0, title: title), Sample.details($0, agenda: agenda))
        }
        try await store.write(.replaceAll, changes)
        await store.finish()
    }

    private func value(_ files: [String: [UInt8]], _ sql: String) throws -> String {
        try bench.write(files["window.db"] ?? [], to: bench.path + "/other.db")
        let database = try Database(path: bench.path + "/other.db")
        defer { database.close() }
        return try database.text("SELECT \(sql)") ?? ""
    }

    private func changed(_ files: [String: [UInt8]], _ sql: String) throws -> [String: [UInt8]] {
        var files = files
        try bench.write(files["window.db"] ?? [], to: bench.path + "/other.db")
        let database = try Database(path: bench.path + "/other.db")
        try database.run(sql)
        database.close()
        files["window.db"] = try bench.read(bench.path + "/other.db")
        return files
    }

    private func put(_ name: String, _ files: [String: [UInt8]], key: UInt8 = 0, room: String, _ why: String) throws {
        for (file, bytes) in files { try put(bytes, "\(name)/\(file)") }
        let digits = VectorFile.hex(VectorFile.key.map { $0 ^ key }) + "\n"
        try put(Array(digits.utf8), "\(name)/data.key")
        try expect(name, room: room, why)
    }

    /// What the Python reader finds in it; the tests ask the agent for the same.
    private func expect(_ name: String, room: String, _ why: String) throws {
        let folder = "\(VectorFile.folder)/\(name)"
        let result = Program.run(["/usr/bin/python3", VectorFile.verdicts, folder, room, folder + "/data.key"])
        try #require(result.code == 0, "\(result.errors)")
        let words = why.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let text = "# SPDX-License-Identifier: Apache-2.0\n# \(words)\nroom \(room)\n\(result.output)"
        try put(Array(text.utf8), "\(name)/expect.txt")
    }

    private func put(_ bytes: [UInt8], _ name: String) throws {
        let path = "\(VectorFile.folder)/\(name)"
        try Files.makeDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
        try bench.write(bytes, to: path)
        chmod(path, 0o644)
    }
}
