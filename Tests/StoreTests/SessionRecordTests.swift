// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("The record of a running join")
struct SessionRecordTests {
    private let bench: Bench
    private let join = RunningJoin(
        token: JoinToken("00112233445566778899aabbccddeeff"), process: 4711, processStartTicks: 123_456_789,
        meeting: MeetingID("event-id-1"), bootID: "5f9c6e0e-8a3b-4b7e-9b1a-2f0f2d7b6c11")

    init() throws { bench = try Bench() }

    private func record(room: String = "room@example.com") throws -> SessionRecord {
        try SessionRecord(directory: bench.path, key: bench.key, room: room)
    }

    private var path: String { bench.path + "/session" }

    @Test("what is written is read by the next start, and gone after removal")
    func roundTrip() throws {
        let record = try record()
        #expect(record.read() == nil)
        try record.write(join)
        #expect(try self.record().read() == join)
        var next = join
        next.process = 1
        try record.write(next)
        #expect(try self.record().read() == next)
        record.remove()
        record.remove()
        #expect(record.read() == nil && record.refused == 0)
        #expect(try Files.names(in: bench.path).sorted() == [".", ".."])
    }

    @Test("the file is ours alone and holds nothing in clear")
    func secrecy() throws {
        try record().write(join)
        #expect(try bench.status(path).st_mode & 0o7777 == 0o600)
        let content = try bench.read(path)
        #expect(content.count == 256 + SealingKey.overhead)
        let text = String(decoding: content, as: UTF8.self)
        for part in ["event-id", "0011", "5f9c"] { #expect(!text.contains(part)) }
    }

    @Test("a record that is cut, changed, too long or another room's is refused, counted and removed")
    func hostile() throws {
        try record().write(join)
        let good = try bench.read(path)
        var random = Generator(state: 4)
        let cuts = stride(from: 0, to: good.count, by: 7).map { Array(good.prefix($0)) }
        let flips = good.indices.map { index in
            var changed = good
            changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            return changed
        }
        let record = try record()
        for (count, content) in (cuts + flips + [good + [0], [UInt8](repeating: 0, count: 100_000)]).enumerated() {
            try bench.write(content, to: path)
            #expect(record.read() == nil)
            #expect(record.refused == count + 1)
            #expect(!Files.exists(path))
        }
        try bench.write(good, to: path)
        #expect(try self.record(room: "other@example.com").read() == nil)
        try bench.write(good, to: path)
        #expect(record.read() == join)
    }

    @Test("a link or a pipe in its place is not followed")
    func links() throws {
        try bench.write([1], to: bench.path + "/victim")
        let record = try record()
        #expect(symlink(bench.path + "/victim", path) == 0)
        #expect(record.read() == nil)
        try record.write(join)
        #expect(record.read() == join)
        #expect(try bench.read(bench.path + "/victim") == [1])
        record.remove()
        #expect(mkfifo(path, 0o600) == 0)
        #expect(record.read() == nil)
    }

    @Test("a directory that is not there is told, without content")
    func missingDirectory() throws {
        let record = try SessionRecord(directory: "/proc/room", key: bench.key, room: "r")
        let failure = #expect(throws: StoreFailure.self) { try record.write(join) }
        #expect(failure?.code == .notAccessible)
        #expect(!"\(failure as Any)".contains("event-id"))
    }
}
