// SPDX-License-Identifier: Apache-2.0

/// How often in a row nobody came to each of the recurring series that a room is invited to: after so many times the
/// rest of the series is given back. Only what the room saw counts: an occurrence that was cancelled, declined, or on
/// while nobody could have told is neither a no-show nor a visit.
package struct SeriesStrikes: Sendable, Equatable {
    /// One series. Names are digests: no ID stands here.
    package struct Entry: Hashable, Sendable {
        /// The series, by `StrikeRecord.name`.
        package var series: String
        /// The occurrence that was counted last, in the same way: none counts twice.
        package var occurrence: String
        /// No-shows in a row, at least one.
        package var count: Int
        /// The day of the last of them.
        package var day: CivilDate

        package init(series: String, occurrence: String, count: Int, day: CivilDate) {
            self.series = series
            self.occurrence = occurrence
            self.count = count
            self.day = day
        }
    }

    /// The longest ago comes first.
    package private(set) var entries: [Entry]

    /// The most series that are remembered; the oldest go first. A room has some forty occurrences a week.
    package static let maximumCount = 200
    /// What is longer ago says nothing of today: a series that meets once a quarter never adds up.
    package static let longestDays = 100
    /// The most no-shows that a configuration can wait for.
    package static let most = 20

    /// - Parameter entries: what is remembered; what is too much of it is dropped.
    package init(_ entries: [Entry] = []) { self.entries = Array(entries.suffix(Self.maximumCount)) }

    /// Nobody came to an occurrence. How many in a row that makes; nil where it was counted before.
    package mutating func strike(_ series: String, occurrence: String, on day: CivilDate) -> Int? {
        forget(on: day)
        let before = entries.first { $0.series == series }
        guard before?.occurrence != occurrence else { return nil }
        let count = min((before?.count ?? 0) + 1, Self.most)
        entries.removeAll { $0.series == series }
        entries.append(Entry(series: series, occurrence: occurrence, count: count, day: day))
        if entries.count > Self.maximumCount { entries.removeFirst(entries.count - Self.maximumCount) }
        return count
    }

    /// Somebody came, or the series is given back: it begins anew. Whether there was anything to forget.
    @discardableResult
    package mutating func clear(_ series: String) -> Bool {
        let before = entries.count
        entries.removeAll { $0.series == series }
        return entries.count != before
    }

    /// Forgets what is too long ago on that day, and what a wrong clock dated ahead by as much.
    private mutating func forget(on day: CivilDate) {
        entries.removeAll { abs(day.daysSince1970 - $0.day.daysSince1970) > Self.longestDays }
    }
}
