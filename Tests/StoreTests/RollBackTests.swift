// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore
import Testing

@testable import SecureStore

/// Somebody with two copies of the flash, and without the key, puts old rows back among new ones.
@Suite("Rows put back from an older copy")
struct RollBackTests {
    private static let count = 200

    private let bench: Bench

    init() throws { bench = try Bench() }

    private func heads() throws -> [[UInt8]: [UInt8]] { try boxes("heads") }

    private func boxes(_ table: String) throws -> [[UInt8]: [UInt8]] {
        let database = try Database(path: bench.file)
        defer { database.close() }
        var found: [[UInt8]: [UInt8]] = [:]
        try database.prepare("SELECT name, box FROM \(table)").each([]) { row in
            found[row.blob(0)] = row.blob(1)
            return true
        }
        return found
    }

    private func renamed(_ number: Int) -> MeetingChange {
        guard case .stored(var meeting, let details) = Sample.change(number) else { return Sample.change(number) }
        meeting.title = Private("New title \(number)")
        return .stored(meeting, details)
    }

    /// A set of rows whose public tags, old and new, add up to nothing: found by elimination over GF(2), as the sum of
    /// format 1 was forged.
    private func cancelling(_ old: [[UInt8]: [UInt8]], _ new: [[UInt8]: [UInt8]]) -> [[UInt8]] {
        let names = new.keys.filter { old[$0] != nil && old[$0] != new[$0] }.sorted { $0.lexicographicallyPrecedes($1) }
        var basis: [(difference: [UInt8], members: Set<Int>)] = []
        for (index, name) in names.enumerated() {
            var difference = zip(old[name]?.suffix(16) ?? [], new[name]?.suffix(16) ?? []).map { $0 ^ $1 }
            var members: Set<Int> = [index]
            for row in basis where leadingBit(row.difference).map({ bit($0, of: difference) }) ?? false {
                difference = zip(difference, row.difference).map { $0 ^ $1 }
                members.formSymmetricDifference(row.members)
            }
            if difference.allSatisfy({ $0 == 0 }) { return members.map { names[$0] } }
            basis.append((difference, members))
        }
        return []
    }

    private func leadingBit(_ bytes: [UInt8]) -> Int? { (0..<bytes.count * 8).first { bit($0, of: bytes) } }
    private func bit(_ index: Int, of bytes: [UInt8]) -> Bool { bytes[index / 8] & (0x80 >> UInt8(index % 8)) != 0 }

    @Test("a set of old rows that cancel each other by all that is public is found out, and fetched again")
    func forgedSum() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<Self.count).map { Sample.change($0) })
        await store.finish()
        let old = try heads()
        let later = bench.open()
        _ = try await later.load()
        try await later.write(.replaceAll, (0..<Self.count).map(renamed))
        await later.finish()
        let new = try heads()
        let chosen = cancelling(old, new)
        #expect(!chosen.isEmpty)
        let writer = try Database(path: bench.file)
        for name in chosen {
            try writer.prepare("UPDATE heads SET box = ?2 WHERE name = ?1").run([name, try #require(old[name])])
        }
        writer.close()
        let room = try await bench.open().load()
        #expect(room.damage != nil)
        #expect(room.mark?.cursor == nil)
    }

    @Test("one old row is found out")
    func oneRow() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<3).map { Sample.change($0) })
        await store.finish()
        let old = try heads()
        let later = bench.open()
        _ = try await later.load()
        try await later.write(.replaceAll, (0..<3).map(renamed))
        await later.finish()
        let name = try #require(old.keys.first)
        let writer = try Database(path: bench.file)
        try writer.prepare("UPDATE heads SET box = ?2 WHERE name = ?1").run([name, try #require(old[name])])
        writer.close()
        #expect(try await bench.open().load().damage == .rows(1))
    }

    /// What somebody does with the details of one meeting.
    enum Forgery: CaseIterable { case older, ofAnother, removed }

    @Test(
        "details that were not written with their meeting are not believed, nor after a change of the key",
        arguments: Forgery.allCases)
    func details(forgery: Forgery) async throws {
        let meetings = 0..<3
        let changes = meetings.map { number in
            MeetingChange.stored(Sample.meeting(number), Sample.details(number, agenda: "New agenda"))
        }
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, meetings.map { Sample.change($0) })
        await store.finish()
        let old = try boxes("bodies")
        try await store.write(.replaceAll, changes)
        await store.finish()
        let new = try boxes("bodies")
        #expect(new.values.allSatisfy { !old.values.contains($0) })

        let database = try Database(path: bench.file)
        let header = try database.prepare("SELECT value FROM meta WHERE name = 'header'").first([]) { $0.blob(0) } ?? []
        let keys = try WindowKeys(DataKey(bench.key), salt: Array(header.prefix(32)), room: "room@example.com")
        let names = meetings.map { keys.name(of: MeetingID("event-id-\($0)")).bytes }
        let exchange = "UPDATE bodies SET box = ?2 WHERE name = ?1"
        switch forgery {
        case .older: try database.prepare(exchange).run([names[1], try #require(old[names[1]])])
        case .ofAnother: try database.prepare(exchange).run([names[1], try #require(new[names[2]])])
        case .removed: try database.prepare("DELETE FROM bodies WHERE name = ?1").run([names[1]])
        }
        database.close()

        let again = bench.open()
        let found = try await again.load()
        #expect(found.damage == nil)
        #expect(found.window.meetings.count == 3)
        func agendas(_ store: SecureWindowStore) async throws -> [String?] {
            var agendas: [String?] = []
            for number in meetings {
                agendas.append(try await store.details(of: MeetingID("event-id-\(number)"))?.agenda.exposed)
            }
            return agendas
        }
        #expect(try await agendas(again) == ["New agenda 0", nil, "New agenda 2"])
        let other = try SecretBytes(copying: [UInt8](repeating: 9, count: 32))
        let ring = KeyRing(DataKey(other), older: [DataKey(bench.key)])
        #expect(try await again.reseal(under: ring) == .done(meetings: 3))
        #expect(try await agendas(again) == ["New agenda 0", nil, "New agenda 2"])
        try await again.write(.replaceAll, changes, Sample.mark(full: 1))
        #expect(try await agendas(again) == ["New agenda 0", "New agenda 1", "New agenda 2"])
        await again.finish()
    }
}
