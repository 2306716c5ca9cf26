// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import Testing

@testable import SecureStore

/// A window that was there and is not any more. Each way is somebody's or a power cut's.
enum LossWay: String, CaseIterable, CustomTestStringConvertible {
    case noBytes = "0 bytes"
    case gone
    case fifo = "a FIFO in its place"
    case directory = "a directory in its place"
    case emptied = "the header kept, and mark and heads deleted"
    case fresh = "a new file of this room that nothing was written to, put in its place"

    var testDescription: String { rawValue }

    func inflict(on bench: Bench) async throws {
        let file = bench.file
        switch self {
        case .noBytes: try bench.write([], to: file)
        case .gone: #expect(unlink(file) == 0)
        case .fifo:
            #expect(unlink(file) == 0)
            #expect(mkfifo(file, 0o600) == 0)
        case .directory:
            #expect(unlink(file) == 0)
            #expect(mkdir(file, 0o700) == 0)
        case .emptied:
            let database = try Database(path: file)
            try database.run("DELETE FROM heads; DELETE FROM bodies; DELETE FROM meta WHERE name = 'mark'")
            database.close()
        case .fresh:
            let other = try Bench()
            let store = other.open()
            _ = try await store.load()
            await store.finish()
            try bench.write(try other.read(other.file), to: file)
        }
    }
}

@Suite("A window that is lost is told as damage, and a first start is not")
struct LossTests {
    private let bench: Bench
    private let changes = (0..<6).map { Sample.change($0) }

    init() throws { bench = try Bench() }

    private func fill() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, changes)
        await store.finish()
    }

    @Test(
        "whatever took its place is damage, at each start until a full sync has brought the window back",
        arguments: LossWay.allCases)
    func lost(way: LossWay) async throws {
        try await fill()
        try await way.inflict(on: bench)
        for start in 1...2 {
            let store = bench.open()
            let room = try await store.load()
            #expect(room.damage != nil, "start \(start)")
            #expect(room.window.meetings.isEmpty, "start \(start)")
            #expect(room.mark == nil, "start \(start)")
            await store.finish()
        }
        let store = bench.open()
        _ = try await store.load()
        #expect(try await store.write(.replaceAll, changes).stored.count == 6)
        await store.finish()
        let room = try await bench.open().load()
        #expect(room.damage == nil)
        #expect(room.window.meetings.count == 6)
    }

    @Test("a log that is no file is set aside with its window, whose meetings stay")
    func strangeLog() async throws {
        try await fill()
        #expect(mkfifo(bench.file + "-wal", 0o600) == 0)
        let room = try await bench.open().load()
        #expect(room.damage == .fileSetAside("window.db.set-aside-1"))
        #expect(room.window.meetings.count == 6)
    }

    @Test("a window that no sync ever reached can be lost without a word")
    func neverFilled() async throws {
        for way in [LossWay.noBytes, .gone, .fresh] {
            let bench = try Bench()
            let store = bench.open()
            #expect(try await store.load().damage == nil)
            await store.finish()
            try await way.inflict(on: bench)
            #expect(try await bench.open().load().damage == nil, "\(way)")
        }
    }

    @Test("a window of an agent that left no sign is known from its next start on")
    func olderStore() async throws {
        try await fill()
        try bench.write([], to: "\(bench.store)/window.lock")
        let store = bench.open()
        #expect(try await store.load().damage == nil)
        await store.finish()
        try bench.write([], to: bench.file)
        #expect(try await bench.open().load().damage != nil)
    }

    @Test("after an erasure the next start is a first one")
    func erased() async throws {
        try await fill()
        let store = bench.open()
        _ = try await store.load()
        try await store.erase()
        await store.finish()
        #expect(try await bench.open().load().damage == nil)
    }

    @Test("things of all kinds that were set aside are erased, too")
    func eraseThings() async throws {
        for way in [LossWay.fifo, .directory] {
            try await fill()
            try await way.inflict(on: bench)
            let store = bench.open()
            _ = try await store.load()
            await store.finish()
        }
        let store = bench.open()
        try await store.erase()
        await store.finish()
        #expect(try bench.files().keys.sorted() == ["window.lock"])
    }
}
