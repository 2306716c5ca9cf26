// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("Nothing in clear")
struct SecrecyTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    /// Whatever of a meeting could stand in a file: texts in each of `forms`, times in both byte orders. None is so
    /// short that chance puts it into megabytes of boxes.
    private func traces() -> [String: [UInt8]] {
        var traces: [String: [UInt8]] = [:]
        for text in [
            "event-id-", "Board secret", "Olga Organizer", "zoom.us/j/98765", "pwd=hush", "Layoff", "agenda", "Pentti",
            "example.com", "series-7", "etag-", "token-one", "Europe/Helsinki", "room@",
        ] {
            for (form, bytes) in forms(of: text) { traces["\(text) in \(form)"] = bytes }
        }
        for number in 0..<6 {
            guard case .timed(let start, let end) = Sample.meeting(number).span else { continue }
            for (name, time) in [("start", start), ("end", end)] {
                // Five bytes: the upper three of eight are zeros everywhere.
                let little = withUnsafeBytes(of: time.millisecondsSince1970.littleEndian) { Array($0.prefix(6)) }
                traces["\(name) \(number)"] = little
                traces["\(name) \(number), big end first"] = little.reversed()
                traces["\(name) \(number) as text"] = Array("\(time.secondsSince1970)".utf8)
            }
        }
        return traces
    }

    /// UTF-8, UTF-16 of both orders, and base64 at each of the three places in a group, where that leaves two whole
    /// groups: those alone look the same whatever stands before and behind.
    private func forms(of text: String) -> [String: [UInt8]] {
        let bytes = Array(text.utf8)
        var forms = ["UTF-8": bytes]
        forms["UTF-16"] = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        forms["UTF-16, big end first"] = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        for shift in 0..<3 {
            let whole = Array(bytes.dropFirst(shift).prefix((bytes.count - shift) / 3 * 3))
            if whole.count >= 6 { forms["base64 \(shift)"] = Array(Base64.encode(whole).utf8) }
        }
        return forms
    }

    private func contains(_ bytes: [UInt8], _ trace: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            guard let first = trace.first, let start = bytes.baseAddress else { return false }
            var next = 0
            while bytes.count - next >= trace.count {
                guard let hit = memchr(start + next, CInt(first), bytes.count - next - trace.count + 1) else {
                    return false
                }
                if memcmp(hit, trace, trace.count) == 0 { return true }
                next = UnsafeRawPointer(hit) - start + 1
            }
            return false
        }
    }

    private func expectSilence(_ moment: String) throws { expectSilence(of: try bench.files(), moment) }

    private func expectSilence(of files: [String: [UInt8]], _ moment: String) {
        #expect(files.values.contains { $0.count > 4096 })
        for (file, bytes) in files {
            for (what, trace) in traces() { #expect(!contains(bytes, trace), "\(what) stands in \(file) \(moment)") }
        }
    }

    @Test("no file holds a title, an ID, a time, a name or an address, at no moment of a write")
    func rawBytes() async throws {
        let store = bench.open()
        _ = try await store.load()
        var ticket = try await stage("Layoff agenda, ", in: store)
        let draft = try bench.read("\(bench.file).next")
        #expect(draft.count > 1 << 20)
        for (what, trace) in traces() { #expect(!contains(draft, trace), "\(what) stands in what is drafted") }
        _ = try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
        #expect(!Files.exists("\(bench.file).next"))
        try expectSilence("after the first commit")
        ticket = try await stage("Layoff agenda: ", in: store)
        let staged = try nameless()
        #expect(staged.count > 1 << 20)
        for (what, trace) in traces() { #expect(!contains(staged, trace), "\(what) stands among what is staged") }
        _ = try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
        #expect(try nameless().isEmpty)
        try expectSilence("after the commit")
        try await store.write(.merge, (0..<100).map { .removed(MeetingID("event-id-\($0)")) })
        try expectSilence("after a removal")
        await store.finish()
        try expectSilence("after closing")
    }

    @Test("no file holds any of it while the log is full, either")
    func fullLog() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<6).map { Sample.change($0) })
        let files = try await store.commitWithoutCheckpoint(
            (3..<60).map { Sample.change($0, title: "Board secret, again") }, Sample.mark(), directory: bench.store)
        #expect(try #require(files["window.db-wal"]).count > 40 * 4096)
        expectSilence(of: files, "with a full log")
        await store.finish()
    }

    /// More than is kept in memory before the commit.
    private func stage(_ agenda: String, in store: SecureWindowStore) async throws -> WriteTicket {
        let ticket = try await store.begin(.replaceAll)
        for part in 0..<16 {
            let changes = (part * 120..<(part + 1) * 120).map { number in
                let agenda = String(repeating: agenda, count: 300)
                return MeetingChange.stored(Sample.meeting(number), Sample.details(number, agenda: agenda))
            }
            try await store.stage(changes, within: Sample.bounds, zone: Sample.zone, for: ticket)
        }
        return ticket
    }

    /// What this store keeps in a file that has no name any more.
    private func nameless() throws -> [UInt8] {
        for number in try Files.names(in: "/proc/self/fd") {
            var target = [CChar](repeating: 0, count: 512)
            guard readlink("/proc/self/fd/\(number)", &target, 511) > 0 else { continue }
            let name = String(decoding: target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard name == "\(bench.store)/window.staged (deleted)" else { continue }
            return try bench.read("/proc/self/fd/\(number)")
        }
        return []
    }

    @Test("the search for traces finds them where they are")
    func searchWorks() {
        let bytes = MeetingCode.encode(Sample.meeting(5), .none) + DetailsCode.encode(Sample.details(5))
        let found = traces().filter { contains(bytes, $0.value) }.keys
        for text in ["event-id-", "Board secret", "Pentti", "example.com"] {
            #expect(found.contains("\(text) in UTF-8"))
        }
        #expect(found.contains("start 5"))
        #expect(found.contains("end 5"))
        let whole = Array("At 9: Board secret 5".utf8)
        let others = [
            "UTF-16": whole.flatMap { [$0, 0] }, "UTF-16, big end first": whole.flatMap { [0, $0] },
            // Where a text begins in its group decides which of the three is seen.
            "base64 0": Array(Base64.encode(whole).utf8), "base64 1": Array(Base64.encode([0, 0] + whole).utf8),
            "base64 2": Array(Base64.encode([0] + whole).utf8),
        ]
        for (form, bytes) in others {
            let seen = traces().filter { contains(bytes, $0.value) }.keys.sorted()
            #expect(seen.contains("Board secret in \(form)"), "\(seen)")
        }
    }

    @Test("a removed row's box is nowhere in the file any more, and a replaced one's neither")
    func deletedBoxes() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<60).map { Sample.change($0) })
        await store.finish()
        let before = try boxes()
        #expect(before.count == 120)
        let again = bench.open()
        _ = try await again.load()
        try await again.write(.merge, [.removed(MeetingID("event-id-5")), Sample.change(6, title: "New")])
        let after = try bench.files()
        await again.finish()
        let gone = before.subtracting(try boxes())
        // Two boxes of the removed meeting, one head of the changed one.
        #expect(gone.count == 3)
        for box in gone {
            for (name, bytes) in after { #expect(!contains(bytes, Array(box.prefix(40))), "a deleted box in \(name)") }
        }
    }

    /// All boxes of the closed file.
    private func boxes() throws -> Set<[UInt8]> {
        let database = try Database(path: bench.file)
        defer { database.close() }
        var boxes: Set<[UInt8]> = []
        for table in ["heads", "bodies"] {
            try database.prepare("SELECT box FROM \(table)").each([]) { row in
                boxes.insert(row.blob(0))
                return true
            }
        }
        return boxes
    }

    @Test("an empty meeting and one with a title, participants, an agenda and links have boxes of the same lengths")
    func padding() async throws {
        let store = bench.open()
        _ = try await store.load()
        guard case .stored(var empty, _) = Sample.change(0) else { return }
        (empty.title, empty.organizer, empty.joinAddresses) = (Private(""), Private(""), [])
        let person = Participant(
            name: Private("Pentti Participant"), address: Private("pentti@example.com"), response: .accepted,
            isSelf: false)
        let long = MeetingDetails(
            agenda: Private(String(repeating: "Layoff agenda. ", count: 80)),
            participants: [Participant](repeating: person, count: 12), etag: "\"1\"")
        let changes = (1..<40).map {
            MeetingChange.stored(Sample.meeting($0, title: String(repeating: "x", count: $0 * 5)), long)
        }
        try await store.write(.replaceAll, [.stored(empty, MeetingDetails())] + changes)
        await store.finish()
        #expect(Set(try boxes().map { $0.count - SealingKey.overhead }) == [448, 1920])
    }

    @Test("the same meeting under another key or in another file has another name and another box")
    func unlinkable() async throws {
        var seen: Set<[UInt8]> = []
        for round in 0..<3 {
            let store = bench.open()
            _ = try await store.load()
            try await store.write(.replaceAll, [Sample.change(0)])
            await store.finish()
            let database = try Database(path: bench.file)
            try database.prepare("SELECT name, box FROM heads").each([]) { row in
                seen.insert(row.blob(0))
                seen.insert(row.blob(1))
                return true
            }
            database.close()
            if round < 2 { try await bench.open().erase() }
        }
        #expect(seen.count == 6)
    }

    @Test("failures and damage tell no content")
    func failures() async throws {
        let store = SecureWindowStore(
            directory: "/dev/null/x", key: bench.key, room: "room@secret.example", executor: bench.thread)
        let failure = await #expect(throws: StoreFailure.self) { try await store.load() }
        let text = "\(failure as Any) \(String(reflecting: failure))"
        #expect(!text.contains("secret.example"))
        let filled = bench.open()
        _ = try await filled.load()
        try await filled.write(.replaceAll, [Sample.change(0)])
        let room = try await filled.load()
        #expect(!"\(room) \(String(reflecting: room))".contains("Board secret"))
        #expect(!"\(room) \(String(reflecting: room))".contains("event-id"))
    }
}
