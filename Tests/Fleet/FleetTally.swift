// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What a fleet cost, and how soon it saw what was changed.
struct FleetTally {
    /// Requests that the Calendar API answered, by minutes since the first midnight.
    var minutes: [Int: Int] = [:]
    /// Requests of the costliest room on its costliest day.
    var most = 0
    var rooms = 0
    /// From each edit until it was on the display, in milliseconds.
    var delays: [Int] = []
    /// Edits that were never seen.
    var unseen = 0
    /// How often a room's spending was written to its medium.
    var writes = 0
    /// Channels that were there at the end, beside one for each room.
    var leftChannels = 0

    mutating func add(_ other: FleetTally) {
        minutes.merge(other.minutes, uniquingKeysWith: +)
        most = max(most, other.most)
        rooms += other.rooms
        delays += other.delays
        unseen += other.unseen
        writes += other.writes
        leftChannels += other.leftChannels
    }

    func total(_ range: Range<Int>) -> Int { minutes.reduce(0) { range.contains($1.key) ? $0 + $1.value : $0 } }

    /// The costliest minute, and which one it is.
    func peak(_ range: Range<Int>) -> (count: Int, minute: Int) {
        var peak = (count: 0, minute: range.lowerBound)
        for minute in range where minutes[minute, default: 0] > peak.count {
            peak = (minutes[minute, default: 0], minute)
        }
        return peak
    }

    /// Median and worst, in seconds; nil where nothing was changed.
    func delay() -> (median: Double, worst: Double)? {
        guard !delays.isEmpty else { return nil }
        let sorted = delays.sorted()
        return (Double(sorted[sorted.count / 2]) / 1000, Double(sorted[sorted.count - 1]) / 1000)
    }

    // MARK: As a line

    var line: String {
        let counts = minutes.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
        let numbers = [most, rooms, unseen, writes, leftChannels].map(String.init).joined(separator: " ")
        return "tally \(numbers) \(counts.isEmpty ? "-" : counts) \(delays.map(String.init).joined(separator: ","))"
    }

    init() {}

    init?(line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 8, words[0] == "tally" else { return nil }
        let numbers = words[1...5].compactMap { Int($0) }
        guard numbers.count == 5 else { return nil }
        (most, rooms, unseen, writes, leftChannels) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
        for pair in words[6].split(separator: ",") {
            let sides = pair.split(separator: ":").compactMap { Int($0) }
            if sides.count == 2 { minutes[sides[0]] = sides[1] }
        }
        delays = words[7].split(separator: ",").compactMap { Int($0) }
    }
}
