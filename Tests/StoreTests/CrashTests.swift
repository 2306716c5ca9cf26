// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("Cut off at any moment")
struct CrashTests {
    private let bench: Bench
    private let before = MeetingWindow((0..<6).map { Sample.meeting($0) })
    private let after = MeetingWindow((3..<40).map { Sample.meeting($0, title: "New") })

    init() throws { bench = try Bench() }

    /// What a kill leaves is what lies in the files at that moment: a copy of them, opened, is the next start.
    private func restart(from files: [String: [UInt8]]) async throws -> StoredRoom {
        let copy = try Bench()
        try copy.restore(files)
        let store = copy.open()
        let room = try await store.load()
        await store.finish()
        return room
    }

    @Test("a kill before the commit shows the old window and cursor, one after it the new ones, and never a mixture")
    func copies() async throws {
        let store = bench.open()
        _ = try await store.load()
        var moments: [(String, [String: [UInt8]])] = [("at first", try bench.files())]
        try await store.write(.replaceAll, (0..<6).map { Sample.change($0) }, Sample.mark("old"))
        moments.append(("filled", try bench.files()))
        let ticket = try await store.begin(.replaceAll)
        moments.append(("begun", try bench.files()))
        for number in 3..<40 {
            let page = [Sample.change(number, title: "New")]
            try await store.stage(page, within: Sample.bounds, zone: Sample.zone, for: ticket)
            moments.append(("staged \(number)", try bench.files()))
        }
        let next = Sample.mark("new", full: 9)
        _ = try await store.commit(ticket, next, within: Sample.bounds, zone: Sample.zone)
        let committed = try bench.files()
        await store.finish()
        for (moment, files) in moments.dropFirst() {
            let room = try await restart(from: files)
            #expect(room.damage == nil, "\(moment)")
            #expect(room.window == before, "\(moment)")
            #expect(room.mark == Sample.mark("old"), "\(moment)")
        }
        #expect(try await restart(from: moments[0].1).window.meetings.isEmpty)
        for files in [committed, try bench.files()] {
            let room = try await restart(from: files)
            #expect(room.damage == nil)
            #expect(room.window == after)
            #expect(room.mark == next)
        }
    }

    @Test("a log that a power cut shortened at any byte gives the old window or the new one, whole")
    func cutLog() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<6).map { Sample.change($0) }, Sample.mark("old"))
        let next = Sample.mark("new", full: 9)
        let files = try await store.commitWithoutCheckpoint(
            (3..<40).map { Sample.change($0, title: "New") }, next, directory: bench.store)
        let log = files["window.db-wal"] ?? []
        #expect(log.count > 8 * 4096)
        var outcomes: Set<Bool> = []
        for length in Array(stride(from: 0, to: log.count, by: 997)) + [log.count - 1, log.count] {
            var cut = files
            cut["window.db-wal"] = Array(log.prefix(length))
            let room = try await restart(from: cut)
            let isNew = room.window == after
            #expect(room.damage == nil, "cut to \(length)")
            #expect(room.window == (isNew ? after : before), "cut to \(length)")
            #expect(room.mark == (isNew ? next : Sample.mark("old")), "cut to \(length)")
            outcomes.insert(isNew)
        }
        #expect(outcomes == [true, false])
        await store.finish()
    }

    @Test("a first start that was cut off begins again")
    func firstStart() async throws {
        try Files.makeDirectory(bench.store)
        try bench.write([], to: bench.file)
        try bench.write([], to: bench.file + "-wal")
        let store = bench.open()
        #expect(try await store.load().damage == nil)
        #expect(try await store.write(.replaceAll, [Sample.change(0)]).stored.count == 1)
        await store.finish()
    }

    @Test("a full disk ends the write with an error and leaves the old window")
    func fullDisk() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<6).map { Sample.change($0) }, Sample.mark("old"))
        try await store.limitPages(to: 12)
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.write(.replaceAll, (3..<400).map { Sample.change($0, title: "New") }, Sample.mark("new"))
        }
        #expect(failure?.code == .medium)
        #expect(try await store.details(of: MeetingID("event-id-1")) == Sample.details(1))
        // With room again, the same store goes on.
        try await store.limitPages(to: 1_000_000)
        let delta = try await store.write(
            .replaceAll, (3..<40).map { Sample.change($0, title: "New") }, Sample.mark("new"))
        #expect(delta.stored.count == 37)
        #expect(delta.removed.count == 3)
        await store.finish()
        #expect(try await bench.open().load().window == after)
    }

    @Test(
        "a medium without space, for real, leaves the old window too",
        .enabled(if: geteuid() == 0, "only root may mount a small tmpfs"))
    func fullTmpfs() async throws {
        try Files.makeDirectory(bench.store)
        guard mount("tmpfs", bench.store, "tmpfs", 0, "size=160k,mode=0700") == 0 else {
            // The test before covers SQLite's part of it.
            try Test.cancel("this root may not mount (errno \(errno)), as in a container")
        }
        defer { umount2(bench.store, CInt(MNT_DETACH)) }
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<6).map { Sample.change($0) }, Sample.mark("old"))
        for _ in 0..<3 {
            let failure = await #expect(throws: StoreFailure.self) {
                try await store.write(
                    .replaceAll, (3..<800).map { Sample.change($0, title: "New") }, Sample.mark("new"))
            }
            #expect(failure?.code == .medium)
        }
        await store.finish()
        let again = bench.open()
        let room = try await again.load()
        #expect(room.window == before)
        #expect(room.mark == Sample.mark("old"))
        #expect(room.damage == nil)
        #expect(try await again.write(.merge, [.removed(MeetingID("event-id-0"))]).removed.count == 1)
        await again.finish()
    }
}

extension SecureWindowStore {
    fileprivate func limitPages(to count: Int) throws {
        _ = try current().file.database.integer("PRAGMA max_page_count = \(count)")
    }

    /// Does a whole write whose checkpoint cannot run, and returns the files as they lie then.
    func commitWithoutCheckpoint(
        _ changes: [MeetingChange], _ mark: SyncMark, directory: String
    ) throws -> [String: [UInt8]] {
        let database = try current().file.database
        // A statement that is being read holds the checkpoint back.
        let reader = try database.prepare("SELECT name FROM heads")
        var files: [String: [UInt8]] = [:]
        var failure: (any Error)?
        try reader.each([]) { _ in
            do {
                try write(.replaceAll, changes, mark)
                files = try Bench.files(in: directory)
            } catch { failure = error }
            return false
        }
        if let failure { throw failure }
        return files
    }
}
