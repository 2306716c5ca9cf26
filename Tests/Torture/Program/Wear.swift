// SPDX-License-Identifier: Apache-2.0
import CMedium
import Glibc
import RoomCore
import SecureStore

/// A normal room for 40 days: eight meetings a day, twelve changes a day, a look at the calendar each 15 minutes. Counts
/// what is written.
struct Wear {
    private static let days = 40
    private static let meetingsADay = 8
    private static let changesADay = 12

    let thread: StoreThread

    init(_ thread: StoreThread) { self.thread = thread }

    func run() async throws {
        medium_seed(1)
        let folder = Folder("wear")
        defer { folder.clear() }
        medium_begin(folder.path)
        let room = try await Room(folder, thread)
        _ = try await room.load()
        func bounds(_ day: Int) -> WindowBounds {
            WindowBounds(earliest: Room.noon + .days(day - 7), latest: Room.noon + .days(day + 31))
        }
        func meetings(of day: Int, form: Int) -> [MeetingChange] {
            (0..<Self.meetingsADay).map { slot in
                let number = (day + 100) * Self.meetingsADay + slot
                let start = Room.noon + .days(day) + .minutes(slot * 30 - number * 30)
                return Room.change(number, form: form, at: start)
            }
        }
        let first = (-7..<31).flatMap { meetings(of: $0, form: 0) }
        medium_forget()
        try await room.write(.replaceAll, first, Room.mark(0, within: bounds(0)), within: bounds(0))
        print("first sync of \(first.count) meetings: \(medium_written()) bytes written")
        print("window.db after it: \(folder.read("window.db").count) bytes")
        var all: [UInt64] = []
        var sizes: [Int] = []
        var idle: UInt64 = 0
        for day in 1...Self.days {
            medium_forget()
            // The sliding edge: a day comes, a day goes.
            try await room.write(
                .merge, meetings(of: day + 30, form: 0), Room.mark(day * 100, within: bounds(day)), within: bounds(day))
            for change in 1...Self.changesADay {
                let one = meetings(of: day + change % 20, form: day * 100 + change)[change % Self.meetingsADay]
                try await room.write(.merge, [one], Room.mark(day * 100, within: bounds(day)), within: bounds(day))
            }
            all.append(medium_written())
            for poll in 0..<96 {
                var mark = Room.mark(day * 100, within: bounds(day))
                mark.syncedAt = mark.syncedAt + .seconds(poll * 900)
                try await room.write(.merge, [], mark, within: bounds(day))
            }
            idle += medium_written() - all[all.count - 1]
            sizes.append(folder.read("window.db").count)
        }
        medium_end()
        await room.store.finish()
        let total = all.reduce(0, +)
        print("\(Self.days) days, a day: \(total / UInt64(Self.days)) bytes written, at most \(all.max() ?? 0)")
        print("looks at the calendar without a change, all \(Self.days * 96): \(idle) bytes written")
        print("window.db: \(sizes.min() ?? 0) to \(sizes.max() ?? 0) bytes")
        thread.finish()
        let isBounded = try WearOfRoom().run()
        if idle != 0 || !isBounded { exit(1) }
    }
}
