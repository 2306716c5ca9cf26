// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Everything that a room showed, wrote and asked for, as one number; and as lines where somebody wants to read them.
final class SeedTrace {
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var count = 0
    private let tells: ((String) -> Void)?
    /// Somebody reads the lines. What the plan says already, and what is asked of the calendar, is left out otherwise:
    /// writing costs more than hashing.
    var isRead: Bool { tells != nil }
    private let records: Bool
    /// What people and programs around the room noticed, where that is recorded.
    private(set) var entries: [Entry] = []

    /// Something that the room did.
    struct Entry: Equatable {
        /// In milliseconds since boot.
        var at: Int64
        var kind: String
        var text: String
        /// The words on its display.
        var words: String
    }

    init(records: Bool = false, tells: ((String) -> Void)? = nil) {
        self.records = records
        self.tells = tells
    }

    func add(_ moment: Moment, _ kind: String, _ text: @autoclosure () -> String, words: String = "") {
        let text = text()
        if records, !["journal", "step", "asks"].contains(kind) {
            entries.append(Entry(at: moment.uptime.wholeMilliseconds, kind: kind, text: text, words: words))
        }
        var line = "\(moment.uptime.wholeMilliseconds) \(kind) \(text) \(words)"
        // FNV-1a.
        if kind != "step", kind != "asks" {
            hash = line.withUTF8 { $0.reduce(hash) { hash, byte in (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
        }
        count += 1
        guard let tells else { return }
        let civil = FixedOffset().civilTime(at: moment.wall)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
        tells("\(civil.date.month)-\(two(civil.date.day)) \(time) \(line)")
    }
}
