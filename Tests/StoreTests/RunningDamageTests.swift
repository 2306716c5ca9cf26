// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("Damage that shows while the agent runs")
struct RunningDamageTests {
    private let bench: Bench
    private let count = 120

    init() throws { bench = try Bench() }

    private func filled() async throws -> SecureWindowStore {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<count).map { Sample.change($0) })
        return store
    }

    /// What the next start shows after a crash at this moment: the files as they lie, opened elsewhere.
    private func restarted() async throws -> StoredRoom {
        let copy = try Bench()
        try copy.restore(try bench.files())
        return try await copy.open().load()
    }

    /// Overwrites a page behind the store's back.
    private func overwrite(page: Int, with byte: UInt8) throws {
        let descriptor = open(bench.file, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        let bytes = [UInt8](repeating: byte, count: 4096)
        #expect(pwrite(descriptor, bytes, 4096, (page - 1) * 4096) == 4096)
    }

    private func page(_ condition: String) async throws -> Int {
        let database = try Database(readingImmutable: bench.file)
        defer { database.close() }
        return Int(try database.integer("SELECT pageno FROM dbstat WHERE \(condition) LIMIT 1") ?? 0)
    }

    @Test(
        "a page that went bad: every other meeting is in the new file at once",
        arguments: [
            "name = 'heads' AND pagetype = 'leaf'", "name = 'bodies' AND pagetype = 'internal'",
            "name = 'heads' AND pagetype = 'internal'",
        ])
    func badPage(condition: String) async throws {
        let store = try await filled()
        let page = try await page(condition)
        #expect(page > 1)
        try overwrite(page: page, with: 0xEE)
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.write(.replaceAll, (0..<count).map { Sample.change($0, title: "New") })
        }
        #expect(failure?.damage == .fileSetAside("window.db.set-aside-1"))
        let room = try await restarted()
        #expect(room.window.meetings.count >= count - 30)
        for (id, meeting) in room.window.meetings {
            #expect(MeetingWindow((0..<count).map { Sample.meeting($0) }).meetings[id] == meeting)
        }
        #expect(room.mark?.syncedAt == Sample.mark().syncedAt)
        #expect(room.mark?.cursor == nil)
        // The same store goes on, with everything it tells.
        let delta = try await store.write(.replaceAll, (0..<count).map { Sample.change($0, title: "New") })
        #expect(delta.replacesAll)
        #expect(delta.stored.count == count)
        #expect(try await restarted().damage == nil)
    }

    @Test("what the old file no longer gives is filled up with what the room still shows, and survives a crash")
    func refilled() async throws {
        let store = try await filled()
        #expect(truncate(bench.file, 0) == 0)
        await #expect(throws: StoreFailure.self) {
            try await store.write(.merge, [Sample.change(0, title: "New")])
        }
        let shown = MeetingWindow((0..<count).map { Sample.meeting($0) })
        try await store.refill(with: shown)
        let room = try await restarted()
        #expect(room.window == shown)
        #expect(room.damage == nil)
        #expect(room.mark?.syncedAt == Sample.mark().syncedAt)
        #expect(room.mark?.cursor == nil)
    }

    @Test(
        "a file that somebody removed or replaced: the meetings of the old one are in a new one at once",
        arguments: ["removed", "replaced", "emptied"])
    func replaced(way: String) async throws {
        let store = try await filled()
        let other = try Bench()
        let stranger = other.open()
        _ = try await stranger.load()
        try await stranger.write(.replaceAll, [Sample.change(999)])
        await stranger.finish()
        switch way {
        case "removed": #expect(unlink(bench.file) == 0)
        case "replaced": #expect(rename(other.file, bench.file) == 0)
        default: #expect(truncate(bench.file, 0) == 0)
        }
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.write(.merge, [Sample.change(0, title: "New")])
        }
        #expect(failure?.damage == (way == "removed" ? .lost : .fileSetAside("window.db.set-aside-1")))
        if way != "emptied" {
            let room = try await restarted()
            #expect(room.window == MeetingWindow((0..<count).map { Sample.meeting($0) }))
            #expect(room.mark?.cursor == nil)
        }
        let delta = try await store.write(.replaceAll, (0..<count).map { Sample.change($0) })
        #expect(delta.replacesAll)
        #expect(delta.stored.count == count)
        let room = try await restarted()
        #expect(room.damage == nil)
        #expect(room.window.meetings.count == count)
    }
}
