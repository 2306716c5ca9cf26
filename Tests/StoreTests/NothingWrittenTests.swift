// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("Nothing changed, nothing written")
struct NothingWrittenTests {
    private let bench: Bench
    private let changes = (0..<30).map { Sample.change($0) }

    init() throws { bench = try Bench() }

    /// What a write would change: content, times and size of every file, and SQLite's own count.
    private struct Footprint: Equatable {
        var files: [String: [UInt8]]
        var times: [Int]
        var changes: Int64
    }

    private func footprint(_ store: SecureWindowStore) async throws -> Footprint {
        let files = try bench.files()
        let times = try files.keys.sorted().flatMap { name in
            let status = try bench.status("\(bench.store)/\(name)")
            return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_nsec, Int(status.st_ino)]
        }
        return Footprint(files: files, times: times, changes: try await store.totalChanges)
    }

    private func filled() async throws -> SecureWindowStore {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, changes)
        return store
    }

    @Test(
        "the same window again is not written",
        arguments: [
            (WriteScope.replaceAll, true, Sample.mark()), (.merge, true, Sample.mark()), (.merge, false, Sample.mark()),
            // A newer token and a newer time of sync, for every scope.
            (.merge, false, Sample.mark("token-two", synced: 60)), (.merge, true, Sample.mark("token-two", synced: 60)),
            (.replaceAll, true, Sample.mark("token-two", synced: 60)), (.merge, false, Sample.mark(nil, synced: 60)),
            (.replaceFrom(Sample.noon + .days(1)), false, Sample.mark(nil)),
        ])
    func unchanged(scope: WriteScope, repeats: Bool, mark: SyncMark) async throws {
        let store = try await filled()
        let before = try await footprint(store)
        #expect(try await store.write(scope, repeats ? changes : [], mark).isEmpty)
        #expect(try await footprint(store) == before)
    }

    @Test(
        "a mark that a restart would miss is written",
        arguments: [Sample.mark(full: 60), Sample.mark(days: 32), Sample.mark("token-two", synced: 60, full: 60)])
    func markWritten(mark: SyncMark) async throws {
        let store = try await filled()
        #expect(try await store.write(.merge, [], mark).isEmpty)
        await store.finish()
        #expect(try await bench.open().load().mark == mark)
    }

    @Test("the newest token goes to disk with the next change")
    func tokenCatchesUp() async throws {
        let store = try await filled()
        try await store.write(.merge, [], Sample.mark("token-two"))
        try await store.write(.merge, [Sample.change(40)], Sample.mark("token-three", synced: 9))
        await store.finish()
        #expect(try await bench.open().load().mark == Sample.mark("token-three", synced: 9))
    }

    @Test("loading and reading details write nothing")
    func reading() async throws {
        let store = try await filled()
        let before = try await footprint(store)
        _ = try await store.details(of: MeetingID("event-id-3"))
        #expect(try await footprint(store) == before)
        await store.finish()
        let content = try bench.files()["window.db"]
        let again = bench.open()
        _ = try await again.load()
        #expect(try bench.files()["window.db"] == content)
        #expect(try await again.totalChanges == 0)
    }

    @Test("after a commit the log is empty, so that deleted rows are nowhere")
    func logIsEmpty() async throws {
        let store = try await filled()
        #expect(try bench.files()["window.db-wal"]?.isEmpty ?? true)
        try await store.write(.merge, [.removed(MeetingID("event-id-3"))])
        #expect(try bench.files()["window.db-wal"]?.isEmpty ?? true)
    }
}
