// SPDX-License-Identifier: Apache-2.0
import Kernel
import RoomCore
import Testing

@testable import SecureStore

/// SQLite leaves copies of rows that moved in the gaps of its pages.
@Suite("Nothing stays between the rows")
struct GapTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    /// What lies between the pointers and the cells of each page, by the file format's section 1.6.
    private func gaps(_ file: [UInt8]) -> [Range<Int>] {
        func number(_ place: Int) -> Int { Int(file[place]) << 8 | Int(file[place + 1]) }
        var gaps: [Range<Int>] = []
        for page in stride(from: 0, to: file.count, by: 4096) {
            let header = page + (page == 0 ? 100 : 0)
            guard let size = [2: 12, 5: 12, 10: 8, 13: 8][file[header]] else { continue }
            let content = number(header + 5)
            gaps.append(header + size + 2 * number(header + 3)..<page + (content == 0 ? 4096 : content))
        }
        return gaps
    }

    private func bytesInGaps(_ file: [UInt8]) -> Int {
        gaps(file).map { file[$0].filter { $0 != 0 }.count }.reduce(0, +)
    }

    private func round(_ dice: inout Generator) -> [MeetingChange] {
        (0..<Int.random(in: 1...60, using: &dice)).map { _ in
            let number = Int.random(in: 0..<400, using: &dice)
            return Bool.random(using: &dice)
                ? .removed(MeetingID("event-id-\(number)")) : Sample.change(number, title: "Round \(dice.next())")
        }
    }

    @Test("after each write every gap is zeros, by one agent and by one after the other")
    func written() async throws {
        var dice = Generator(state: 11)
        let first = bench.open()
        _ = try await first.load()
        try await first.write(.replaceAll, (0..<300).map { Sample.change($0) })
        await first.finish()
        for number in 0..<12 {
            let store = bench.open()
            _ = try await store.load()
            for _ in 0...number % 3 {
                try await store.write(.merge, round(&dice))
                #expect(bytesInGaps(try bench.read(bench.file)) == 0, "round \(number)")
            }
            await store.finish()
        }
    }

    @Test("after a first write of many pages every gap is zeros, also where a meeting comes twice or is taken back")
    func firstWrite() async throws {
        for repeats in [false, true] {
            let store = bench.open()
            _ = try await store.load()
            let ticket = try await store.begin(.replaceAll)
            for part in 0..<4 {
                var changes = (part * 300..<(part + 1) * 300).map { Sample.change($0) }
                if repeats {
                    changes += (0..<part * 50).map { Sample.change($0 * 3, title: "Again") }
                    changes += (0..<part * 20).map { .removed(MeetingID("event-id-\($0 * 7)")) }
                }
                try await store.stage(changes, within: Sample.bounds, zone: Sample.zone, for: ticket)
            }
            _ = try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
            let file = try bench.read(bench.file)
            #expect(file.count > 300 * 4096)
            #expect(bytesInGaps(file) == 0, repeats ? "with repeats" : "each once")
            try await store.erase()
            await store.finish()
        }
    }

    @Test(
        "what a kill between a commit and its end left in gaps is gone after the next write, however small",
        arguments: [false, true])
    func killed(ofOlderAgent: Bool) async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<300).map { Sample.change($0) })
        var files = try await store.commitWithoutCheckpoint(
            (0..<400).filter { $0 % 3 != 0 }.map { Sample.change($0, title: "New") }, Sample.mark("new", full: 9),
            directory: bench.store)
        await store.finish()
        #expect((files["window.db-wal"] ?? []).count > 100 * 4096)
        if ofOlderAgent, var file = files["window.db"] {
            // It wrote pages as SQLite has them, and overwrote gaps afterwards: in pages that the log has not, too.
            for gap in gaps(file) where !gap.isEmpty { file[gap.lowerBound] = 0xAA }
            files["window.db"] = file
        }
        try bench.restore(files)
        let next = bench.open()
        #expect(try await next.load().damage == nil)
        try await next.write(.merge, [Sample.change(1, title: "Other")])
        #expect(bytesInGaps(try bench.read(bench.file)) == 0)
        await next.finish()
    }
}
