// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import CSQLite
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("Damage: never a crash, never a wrong meeting")
struct DamageTests {
    private let bench: Bench
    private let numbers = Array(0..<8)

    init() throws { bench = try Bench() }

    /// The files of a store with a few meetings, one with a body of several pages.
    private func filled() async throws -> [String: [UInt8]] {
        let store = bench.open()
        _ = try await store.load()
        var changes = numbers.map { Sample.change($0) }
        changes[5] = .stored(
            Sample.meeting(5), Sample.details(5, agenda: String(repeating: "long agenda ", count: 900)))
        try await store.write(.replaceAll, changes)
        await store.finish()
        return try bench.files()
    }

    /// Opens the damaged files and holds what comes against what was stored; then syncs fully and expects all of it
    /// back.
    private func checkDamaged(_ what: String) async throws {
        let original = MeetingWindow(numbers.map { Sample.meeting($0) })
        let store = bench.open()
        let room = try await store.load()
        for (id, meeting) in room.window.meetings {
            #expect(original.meetings[id] == meeting, "\(what): a wrong meeting")
        }
        if room.window != original {
            #expect(room.mark?.cursor == nil, "\(what): a cursor beside missing rows")
            #expect(room.damage != nil || room.window.meetings.isEmpty, "\(what): rows are missing and nobody says it")
        } else if let mark = room.mark, mark.cursor != nil {
            #expect(mark == Sample.mark(), "\(what): another mark")
        }
        for number in numbers {
            let details = try? await store.details(of: MeetingID("event-id-\(number)"))
            if let details, number != 5 { #expect(details == Sample.details(number), "\(what): wrong details") }
        }
        // What a full sync does next.
        var memory = room.window
        let changes = numbers.map { Sample.change($0) }
        for attempt in 0..<2 {
            do {
                memory.apply(try await store.write(.replaceAll, changes, Sample.mark(full: 1)))
                break
            } catch {
                // Damage that showed only now: the file was set aside, and the second attempt starts anew.
                #expect(attempt == 0, "\(what): \(error)")
            }
        }
        #expect(memory == original, "\(what): the window in memory after a full sync")
        await store.finish()
        let again = bench.open()
        let healed = try await again.load()
        #expect(healed.window == original, "\(what): after a full sync \(healed.damage as Any)")
        #expect(healed.damage == nil, "\(what): after a full sync \(healed.damage as Any)")
        #expect(healed.mark == Sample.mark(full: 1), "\(what): the mark after a full sync")
        await again.finish()
    }

    @Test("flipped bytes, at offsets all over the file")
    func flips() async throws {
        let files = try await filled()
        let content = files["window.db"] ?? []
        #expect(content.count > 20_000)
        var random = Generator(state: 1)
        // The whole of the first page's header and tables, then samples; 17 is prime to the page size.
        let offsets = Array(0..<112) + Array(stride(from: 112, to: content.count, by: 29))
        for offset in offsets {
            var damaged = files
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            damaged["window.db"]?[offset] ^= offset % 3 == 0 ? 0xFF : bit
            try bench.restore(damaged)
            try await checkDamaged("byte \(offset)")
        }
    }

    @Test("a file cut at any length")
    func cuts() async throws {
        let files = try await filled()
        let content = files["window.db"] ?? []
        for length in Array(0...120) + Array(stride(from: 121, to: content.count, by: 211)) {
            try bench.restore(["window.db": Array(content.prefix(length))])
            try await checkDamaged("cut to \(length)")
        }
    }

    @Test("pages of zeros, of noise, and swapped ones")
    func pages() async throws {
        let files = try await filled()
        let content = files["window.db"] ?? []
        var random = Generator(state: 2)
        let pages = content.count / 4096
        for page in 0..<pages {
            var zeros = content
            var noise = content
            for offset in page * 4096..<(page + 1) * 4096 {
                zeros[offset] = 0
                noise[offset] = .random(in: 0...255, using: &random)
            }
            try bench.restore(["window.db": zeros])
            try await checkDamaged("page \(page) zeroed")
            try bench.restore(["window.db": noise])
            try await checkDamaged("page \(page) of noise")
            for other in 0..<pages where other != page {
                var swapped = content
                swapped.replaceSubrange(
                    page * 4096..<(page + 1) * 4096, with: content[other * 4096..<(other + 1) * 4096])
                try bench.restore(["window.db": swapped])
                try await checkDamaged("page \(page) holds page \(other)")
            }
        }
    }

    @Test("a log of noise beside a sound file")
    func strangeLog() async throws {
        var files = try await filled()
        var random = Generator(state: 3)
        files["window.db-wal"] = (0..<9000).map { _ in .random(in: 0...255, using: &random) }
        files["window.db-shm"] = [1, 2, 3]
        try bench.restore(files)
        try await checkDamaged("noise for a log")
    }

    @Test("a row taken over from another row, or from an older state of the file, is not believed")
    func swappedRows() async throws {
        _ = try await filled()
        let names = try await sql("SELECT group_concat(hex(name)) FROM heads").split(separator: ",")
        #expect(names.count == numbers.count)
        let older = try await sql("SELECT hex(box) FROM heads WHERE name = x'\(names[0])'")
        let sound = try bench.files()
        _ = try await sql(
            "UPDATE heads SET box = (SELECT box FROM heads WHERE name = x'\(names[1])') WHERE name = x'\(names[0])'")
        try await checkDamaged("a head under another name")
        try bench.restore(sound)
        _ = try await sql(
            "UPDATE heads SET box = (SELECT box FROM bodies WHERE name = x'\(names[0])') WHERE name = x'\(names[0])'")
        try await checkDamaged("a body for a head")
        try bench.restore(sound)
        _ = try await sql("DELETE FROM heads WHERE name = x'\(names[2])'")
        try await checkDamaged("a row removed by somebody")
        // After the full sync of the check every head was sealed anew; the old box still opens, and is out of date.
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.merge, numbers.map { Sample.change($0, title: "Moved") })
        try await store.write(.merge, numbers.map { Sample.change($0) })
        await store.finish()
        try bench.restore(sound)
        _ = try await sql("UPDATE heads SET box = x'\(older)' WHERE name = x'\(names[0])'")
        try await checkDamaged("the same box again")
    }

    @Test("a row that stands there twice, or comes from the file of another room under the same key, is not believed")
    func foreignRows() async throws {
        _ = try await filled()
        let sound = try bench.files()
        let made = "00112233445566778899aabbccddeeff"
        for table in ["heads", "bodies"] {
            _ = try await sql("INSERT INTO \(table) SELECT x'\(made)', box FROM \(table) LIMIT 1")
            try await checkDamaged("a row of \(table) twice")
            try bench.restore(sound)
        }
        _ = try await sql("INSERT INTO heads SELECT x'\(made)', box FROM heads LIMIT 1")
        #expect(try await bench.open().load().damage == .rows(1))

        let other = SecureWindowStore(
            directory: bench.path + "/other", key: bench.key, room: "other@example.com", executor: bench.thread)
        _ = try await other.load()
        try await other.write(.replaceAll, numbers.map { Sample.change($0, title: "Another room's") })
        await other.finish()
        let database = try Database(path: bench.path + "/other/window.db")
        defer { database.close() }
        let rows = try ["heads", "bodies"].map { table in
            (table, try #require(try database.text("SELECT hex(name) || ' ' || hex(box) FROM \(table) LIMIT 1")))
        }
        for (table, row) in rows {
            let words = row.split(separator: " ")
            for name in ["x'\(words[0])'", "(SELECT min(name) FROM \(table))"] {
                try bench.restore(sound)
                _ = try await sql("INSERT OR REPLACE INTO \(table) VALUES(\(name), x'\(words[1])')")
                try await checkDamaged("a row of another room's \(table), as \(name)")
            }
        }
        for name in ["mark", "header"] {
            let value = try #require(try database.text("SELECT hex(value) FROM meta WHERE name = '\(name)'"))
            try bench.restore(sound)
            _ = try await sql("UPDATE meta SET value = x'\(value)' WHERE name = '\(name)'")
            try await checkDamaged("another room's \(name)")
        }
    }

    /// Runs SQL on the closed file, as somebody with the flash in their hands could.
    private func sql(_ text: String) async throws -> String {
        let database = try Database(path: bench.file)
        defer { database.close() }
        return try database.text(text) ?? ""
    }

    @Test(
        "a value that is longer than any of ours is damage, wherever it stands",
        arguments: ["heads SET box", "bodies SET box", "meta SET value"])
    func tooLong(place: String) async throws {
        _ = try await filled()
        // A connection without the store's limit: a flipped bit in the length of a row asks for as much.
        var connection: OpaquePointer?
        try #require(sqlite3_open(bench.file, &connection) == SQLITE_OK)
        let status = sqlite3_exec(connection, "UPDATE \(place) = zeroblob(5000000)", nil, nil, nil)
        try #require(sqlite3_close(connection) == SQLITE_OK)
        try #require(status == SQLITE_OK)
        try await checkDamaged(place)
    }

    @Test("an older box of a changed row is noticed, and the cursor goes")
    func replayedRow() async throws {
        _ = try await filled()
        let name = try await sql("SELECT hex(min(name)) FROM heads")
        let box = try await sql("SELECT hex(box) FROM heads WHERE name = x'\(name)'")
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, numbers.map { Sample.change($0, title: "Moved") })
        await store.finish()
        _ = try await sql("UPDATE heads SET box = x'\(box)' WHERE name = x'\(name)'")
        let room = try await bench.open().load()
        #expect(room.damage == .rows(1))
        #expect(room.mark != nil)
        #expect(room.mark?.cursor == nil)
    }

    @Test("a row that does not open is dropped and counted")
    func droppedRow() async throws {
        _ = try await filled()
        _ = try await sql("UPDATE heads SET box = zeroblob(92) WHERE name IN (SELECT name FROM heads LIMIT 2)")
        let store = bench.open()
        let room = try await store.load()
        #expect(room.damage == .rows(2))
        #expect(room.window.meetings.count == 6)
        #expect(room.mark?.cursor == nil)
        #expect(room.mark?.fullSyncAt == Sample.mark().fullSyncAt)
        await store.finish()
        let again = try await bench.open().load()
        #expect(again.damage == nil)
        #expect(again.window == room.window)
        #expect(again.mark == room.mark)
    }

    @Test("details that do not open are nil, and the next full sync stores them again")
    func body() async throws {
        _ = try await filled()
        _ = try await sql("UPDATE bodies SET box = zeroblob(300)")
        let store = bench.open()
        #expect(try await store.load().damage == nil)
        #expect(try await store.details(of: MeetingID("event-id-1")) == nil)
        #expect(try await store.write(.replaceAll, numbers.map { Sample.change($0) }).stored.count == 8)
        #expect(try await store.details(of: MeetingID("event-id-1")) == Sample.details(1))
    }

    @Test("a tree that is unsound gives what its pages still have")
    func salvage() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<200).map { Sample.change($0) })
        await store.finish()
        let root = Int(try await sql("SELECT rootpage FROM sqlite_schema WHERE name = 'heads'")) ?? 0
        var content = try bench.read(bench.file)
        let cell = root * 4096 - 4096
        #expect(content[cell] == 2, "the root is an interior page of an index tree")
        // The right-most child now is a page that does not exist.
        for offset in 8..<12 { content[cell + offset] = 0x7F }
        try bench.write(content, to: bench.file)
        let again = bench.open()
        let room = try await again.load()
        #expect(room.damage == .fileSetAside("window.db.set-aside-1"))
        // The pages that no pointer leads to are found by themselves.
        #expect(room.window.meetings.count == 200)
        #expect(room.mark?.cursor == nil)
        await again.finish()
        let third = try await bench.open().load()
        #expect(third.damage == nil)
        #expect(third.window == room.window)
    }
}
