// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("The record of a running join")
struct SessionRecordTests {
    private let bench: Bench
    private let join = KeptSession(
        token: JoinToken("00112233445566778899aabbccddeeff"), meeting: MeetingID("event-id-1"))

    init() throws { bench = try Bench() }

    private func record(room: String = "room@example.com") throws -> SessionRecord {
        let record = SessionRecord(directory: bench.path, room: room)
        try record.unlock(with: bench.key)
        return record
    }

    private var path: String { bench.path + "/session" }

    @Test("what is written is read by the next start, and gone after removal")
    func roundTrip() throws {
        let record = try record()
        #expect(record.load() == nil)
        try record.save(join)
        #expect(try self.record().load() == join)
        var next = join
        next.meeting = MeetingID("event-id-2")
        next.end = Instant(secondsSince1970: 1_795_413_600)
        try record.save(next)
        #expect(try self.record().load() == next)
        record.remove()
        record.remove()
        #expect(record.load() == nil)
        #expect(try Files.names(in: bench.path).sorted() == [])
    }

    @Test("the file is ours alone and holds nothing in clear")
    func secrecy() throws {
        try record().save(join)
        #expect(try bench.status(path).st_mode & 0o7777 == 0o600)
        let content = try bench.read(path)
        #expect(content.count == 256 + SealingKey.overhead)
        let text = String(decoding: content, as: UTF8.self)
        for part in ["event-id", "0011"] { #expect(!text.contains(part)) }
    }

    @Test("a record that is cut, changed, too long or another room's is refused and removed")
    func hostile() throws {
        try record().save(join)
        let good = try bench.read(path)
        var random = Generator(state: 4)
        let cuts = stride(from: 0, to: good.count, by: 7).map { Array(good.prefix($0)) }
        let flips = good.indices.map { index in
            var changed = good
            changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            return changed
        }
        let record = try record()
        for content in cuts + flips + [good + [0], [UInt8](repeating: 0, count: 100_000)] {
            try bench.write(content, to: path)
            #expect(record.load() == nil)
            #expect(!Files.exists(path))
        }
        try bench.write(good, to: path)
        #expect(try self.record(room: "other@example.com").load() == nil)
        try bench.write(good, to: path)
        #expect(record.load() == join)
    }

    @Test("a link or a pipe in its place is not followed")
    func links() throws {
        try bench.write([1], to: bench.path + "/victim")
        let record = try record()
        #expect(symlink(bench.path + "/victim", path) == 0)
        #expect(record.load() == nil)
        try record.save(join)
        #expect(record.load() == join)
        #expect(try bench.read(bench.path + "/victim") == [1])
        record.remove()
        #expect(mkfifo(path, 0o600) == 0)
        #expect(record.load() == nil)
    }

    @Test("a directory that is not there is told, without content")
    func missingDirectory() throws {
        let record = SessionRecord(directory: "/proc/room", room: "r")
        try record.unlock(with: bench.key)
        let failure = #expect(throws: StoreFailure.self) { try record.save(join) }
        #expect(failure?.code == .notAccessible)
        #expect(!"\(failure as Any)".contains("event-id"))
    }

    @Test("without a key nothing is kept, and with one that comes late the next session is")
    func late() throws {
        let record = SessionRecord(directory: bench.path, room: "room@example.com")
        try record.save(join)
        #expect(record.load() == nil)
        #expect(try Files.names(in: bench.path).sorted() == [])
        try record.unlock(with: bench.key)
        try record.save(join)
        #expect(record.load() == join)
    }
}
