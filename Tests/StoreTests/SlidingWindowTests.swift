// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@testable import SecureStore

@Suite("The sliding window")
struct SlidingWindowTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    private func bounds(_ day: Int) -> WindowBounds {
        WindowBounds(earliest: Sample.noon + .days(day - 7), latest: Sample.noon + .days(day + 31))
    }

    /// Eight meetings of a day, in their n-th form.
    private func meetings(of day: Int, form: Int) -> [MeetingChange] {
        (0..<8).map { slot in
            let number = (day + 100) * 8 + slot
            var meeting = Sample.meeting(number, title: "Form \(form) of")
            let start = Sample.noon + .days(day) + .minutes(slot * 30)
            meeting.span = .timed(start: start, end: start + .minutes(25))
            return .stored(meeting, Sample.details(number, agenda: "Form \(form)"))
        }
    }

    @Test(
        "in 40 days nothing older than 7 days or beyond 31 stays, no box of what went is in a file, and the file does not grow"
    )
    func fortyDays() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(
            .replaceAll, (-7..<31).flatMap { meetings(of: $0, form: 0) }, Sample.mark(), bounds: bounds(0))
        var all = try await store.sealedBoxes()
        let firstSize = try bench.read(bench.file).count
        for day in 1...40 {
            try await store.write(
                .merge, meetings(of: day + 30, form: 0), Sample.mark(full: Int64(day)), bounds: bounds(day))
            for change in 1...6 {
                let one = meetings(of: day + change * 4, form: day * 10 + change)[change]
                try await store.write(.merge, [one], Sample.mark(full: Int64(day)), bounds: bounds(day))
            }
            let window = try await store.load().window
            #expect(window.meetings.count >= 37 * 8, "day \(day)")
            #expect(window.meetings.values.allSatisfy { bounds(day).contains($0.span, in: Sample.zone) }, "day \(day)")
            let now = try await store.sealedBoxes()
            all.formUnion(now)
            let files = try bench.files()
            #expect(files["window.db"].map { $0.count <= firstSize * 4 / 3 } == true, "day \(day)")
            let old = Set(all.subtracting(now).map { Array($0.prefix(24)) })
            for (name, bytes) in files {
                #expect(!Self.holds(bytes, oneOf: old), "day \(day): a box of what went is in \(name)")
            }
        }
        #expect(all.count > 1000)
        await store.finish()
    }

    private static func holds(_ bytes: [UInt8], oneOf places: Set<[UInt8]>) -> Bool {
        guard bytes.count >= 24 else { return false }
        let first = Set(places.map { UInt32($0[0]) << 16 | UInt32($0[1]) << 8 | UInt32($0[2]) })
        return bytes.withUnsafeBufferPointer { bytes in
            (0...bytes.count - 24).contains { start in
                let three = UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
                return first.contains(three) && places.contains(Array(bytes[start..<start + 24]))
            }
        }
    }
}

extension SecureWindowStore {
    /// All boxes of heads and bodies.
    fileprivate func sealedBoxes() throws -> Set<[UInt8]> {
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
