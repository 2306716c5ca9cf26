// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("What a damaged file still holds")
struct SalvageTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    private func fill(_ count: Int) async throws -> (content: [UInt8], window: MeetingWindow) {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<count).map { Sample.change($0) })
        await store.finish()
        return (try bench.read(bench.file), MeetingWindow((0..<count).map { Sample.meeting($0) }))
    }

    /// The meetings of the next start's window, which it holds against what was stored.
    private func kept(_ content: [UInt8], of window: MeetingWindow, _ what: String) async throws -> Int {
        try bench.restore(["window.db": content])
        let store = bench.open()
        let room = try await store.load()
        await store.finish()
        for (id, meeting) in room.window.meetings {
            #expect(window.meetings[id] == meeting, "\(what): a meeting that is not true")
        }
        // A cut through the index of the details alone hides no meeting; the first write that comes upon it tells.
        if room.window != window || room.damage != nil {
            #expect(room.mark?.cursor == nil, "\(what): a cursor")
            #expect(
                content.isEmpty || room.damage == .fileSetAside("window.db.set-aside-1"),
                "\(what): \(room.damage as Any)")
        }
        let again = bench.open()
        #expect(try await again.load().window == room.window, "\(what): the new file has less")
        await again.finish()
        return room.window.meetings.count
    }

    /// How many heads lie on each page.
    private func headsByPage() throws -> [(page: Int, heads: Int)] {
        let database = try Database(path: bench.file)
        defer { database.close() }
        var pages: [(Int, Int)] = []
        let find = try database.prepare("SELECT pageno, ncell FROM dbstat WHERE name = 'heads' ORDER BY pageno")
        try find.each([]) { row in
            pages.append((Int(row.integer(0)), Int(row.integer(1))))
            return true
        }
        return pages
    }

    @Test("a small window, cut at each of its lengths: all six meetings from the end of the page that has them on")
    func everyLength() async throws {
        let (content, window) = try await fill(6)
        #expect(content.count == 8 * 4096)
        let end = try #require(try headsByPage().first).page * 4096
        var lengths: [Int: Int] = [:]
        for length in Array(stride(from: 0, to: content.count, by: 64)) + [end - 1, end, end + 1, content.count - 1] {
            let count = try await kept(Array(content.prefix(length)), of: window, "cut to \(length)")
            lengths[count, default: 0] += 1
            if length >= end { #expect(count == 6, "cut to \(length)") }
        }
        #expect(lengths[6] ?? 0 >= (content.count - end) / 64, "\(lengths)")
        #expect((1...5).allSatisfy { lengths[$0] != nil }, "of a page that is cut, what still opens: \(lengths)")
    }

    @Test("a large window, cut at its pages and beside them, keeps every meeting whose page is whole")
    func everyPage() async throws {
        let (content, window) = try await fill(400)
        let pages = try headsByPage()
        #expect(pages.count >= 20)
        #expect(pages.reduce(0) { $0 + $1.heads } == 400)
        for page in stride(from: 1, to: content.count / 4096, by: 7) {
            for length in [page * 4096, page * 4096 + 517] {
                let whole = pages.filter { $0.page <= page }.reduce(0) { $0 + $1.heads }
                let count = try await kept(Array(content.prefix(length)), of: window, "cut to \(length)")
                #expect(count >= whole, "cut to \(length)")
            }
        }
    }

    @Test("a meeting whose head is longer than a page takes is kept when all of it is there")
    func longHead() async throws {
        let store = bench.open()
        _ = try await store.load()
        let long = Sample.meeting(0, title: String(repeating: "long ", count: 400))
        let longest = Meeting(
            id: MeetingID("longest"), title: long.title, span: long.span, organizer: long.title,
            joinAddresses: (0..<8).map {
                JoinAddress(
                    service: "zoom", kind: .video,
                    address: Private("https://zoom.us/j/\($0)?pwd=" + String(repeating: "x", count: 1900)))
            })
        try await store.write(.replaceAll, [.stored(long, Sample.details(0)), .stored(longest, MeetingDetails())])
        await store.finish()
        let content = try bench.read(bench.file)
        let window = MeetingWindow([long, longest])
        #expect(try await kept(Array(content.dropLast()), of: window, "a byte short") >= 1)
        var damaged = content
        damaged.replaceSubrange(0..<16, with: repeatElement(0, count: 16))
        #expect(try await kept(damaged, of: window, "no magic") == 2)
    }

    @Test("a first page of zeros or noise costs no meeting", arguments: [false, true])
    func firstPage(isNoise: Bool) async throws {
        let (content, window) = try await fill(30)
        var random = Generator(state: 7)
        var damaged = content
        for offset in 0..<4096 { damaged[offset] = isNoise ? .random(in: 0...255, using: &random) : 0 }
        #expect(try await kept(damaged, of: window, "first page") == 30)
    }

    @Test("without its salt a file still opens by the copy beside the lock")
    func noSalt() async throws {
        let (content, _) = try await fill(30)
        var files = try bench.files()
        var damaged = content
        for offset in 4096..<8192 { damaged[offset] = 0 }
        files["window.db"] = damaged
        try bench.restore(files)
        let room = try await bench.open().load()
        #expect(room.damage == .fileSetAside("window.db.set-aside-1"))
        #expect(room.window.meetings.count == 30)
    }

    @Test("what was deleted or changed is nowhere in the file, however often pages were split and joined")
    func nothingOldIsLeft() async throws {
        let (current, old) = try await churned()
        #expect(old.count > 3000)
        let content = try bench.read(bench.file)
        // Any 24 bytes of an old box, from its start on, would be one: nonces never come twice.
        var places: Set<[UInt8]> = []
        for box in old { places.insert(Array(box.prefix(24))) }
        var found = 0
        content.withUnsafeBufferPointer { bytes in
            for start in 0..<(bytes.count - 24) where places.contains(Array(bytes[start..<start + 24])) { found += 1 }
        }
        #expect(found == 0, "\(found) old boxes in the file")
        #expect(current.count > 50)
    }

    @Test("a deleted meeting and the old form of a changed one never come back by salvage")
    func nothingComesBack() async throws {
        let (current, _) = try await churned()
        let content = try bench.read(bench.file)
        var random = Generator(state: 11)
        for round in 0..<24 {
            var damaged = content
            switch round % 3 {
            case 0: damaged = Array(content.prefix(.random(in: 8192..<content.count, using: &random)))
            case 1: for offset in 0..<4096 { damaged[offset] = 0 }
            default:
                // Heads of pages that point anywhere.
                for _ in 0..<40 {
                    let page = Int.random(in: 2..<content.count / 4096, using: &random)
                    for offset in 0..<64 { damaged[page * 4096 + offset] = .random(in: 0...255, using: &random) }
                }
                for offset in 0..<16 { damaged[offset] = 0 }
            }
            _ = try await kept(damaged, of: current, "round \(round)")
        }
    }

    /// A window after many rounds of changes, and all boxes that it once had and has no longer.
    private func churned() async throws -> (current: MeetingWindow, old: Set<[UInt8]>) {
        let store = bench.open()
        _ = try await store.load()
        var window = MeetingWindow()
        var all: Set<[UInt8]> = []
        var random = Generator(state: 5)
        for round in 0..<30 {
            var changes: [MeetingChange] = []
            for number in 0..<160 {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changes.append(.removed(MeetingID("event-id-\(number)")))
                case 1, 2:
                    let title = String(repeating: "t", count: .random(in: 0..<500, using: &random))
                    changes.append(Sample.change(number, title: title + "\(round)"))
                default: break
                }
            }
            window.apply(try await store.write(round == 0 ? .replaceAll : .merge, changes))
            all.formUnion(try await store.boxes())
        }
        let now = try await store.boxes()
        await store.finish()
        return (window, all.subtracting(now))
    }
}

extension SecureWindowStore {
    /// All boxes of heads and bodies.
    fileprivate func boxes() throws -> Set<[UInt8]> {
        let database = try current().file.database
        var boxes: Set<[UInt8]> = []
        for table in ["heads", "bodies"] {
            try database.prepare("SELECT box FROM \(table)").each([]) { row in
                boxes.insert(row.blob(0))
                return true
            }
        }
        return boxes
    }
}

extension MeetingWindow {
    fileprivate var count: Int { meetings.count }
}
