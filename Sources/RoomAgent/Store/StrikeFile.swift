// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// To which series nobody came, a line each: a digest of the series' ID, one of the last occurrence's, how many
/// no-shows in a row, and the day of the last as a number since 1970. It is written once a no-show.
package struct StrikeFile: StrikeRecord {
    private let file: RecordFile

    /// The file `no-shows` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        file = RecordFile(.noShows, in: directory, executor: executor)
    }

    package func name(of event: MeetingID) -> String { RecordFile.digest(of: event.value) }

    /// A line that is none of ours is left out.
    package func load() -> [SeriesStrikes.Entry] {
        file.lines().suffix(SeriesStrikes.maximumCount).compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard words.count == 4, words[0].utf8.count == 32, words[1].utf8.count == 32,
                let count = Int(words[2]), (1...SeriesStrikes.most).contains(count),
                let day = Int(words[3]), (0...10_000_000).contains(day)
            else { return nil }
            return SeriesStrikes.Entry(
                series: words[0], occurrence: words[1], count: count, day: CivilDate(daysSince1970: day))
        }
    }

    package func keep(_ entries: [SeriesStrikes.Entry]) async -> Bool {
        await file.keep(entries.map { "\($0.series) \($0.occurrence) \($0.count) \($0.day.daysSince1970)" })
    }
}
