// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// To which series nobody came, in a small file of lines: a digest of the series' ID, one of the last occurrence's, how
/// many no-shows in a row, and the day of the last as a number since 1970. No ID, title or address stands in it.
///
/// An actor of its own for the reason that `ChannelFile` is one; it is written once a no-show.
package actor StrikeFile: StrikeRecord {
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let head = "room-agent no-shows 1"

    /// The file `no-shows` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        self.directory = directory
        self.executor = executor
    }

    /// Every file that it makes there.
    package static func paths(in directory: String) -> [String] {
        ["\(directory)/no-shows", "\(directory)/no-shows.new"]
    }

    /// 128 bits of SHA-256 of the ID, in hexadecimal.
    nonisolated package func name(of event: MeetingID) -> String { AccountFile.name(event.value) }

    /// A line that is none of ours is left out; a file that is none is empty.
    nonisolated package func load() -> [SeriesStrikes.Entry] {
        SmallRecord.lines(of: Self.paths(in: directory)[0], under: Self.head).suffix(SeriesStrikes.maximumCount)
            .compactMap { line in
                let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
                guard words.count == 4, words[0].utf8.count == 32, words[1].utf8.count == 32,
                    let count = Int(words[2]), (1...SeriesStrikes.most).contains(count),
                    let day = Int(words[3]), (0...10_000_000).contains(day)
                else { return nil }
                return SeriesStrikes.Entry(
                    series: words[0], occurrence: words[1], count: count, day: CivilDate(daysSince1970: day))
            }
    }

    package func keep(_ entries: [SeriesStrikes.Entry]) -> Bool {
        let lines = entries.map { "\($0.series) \($0.occurrence) \($0.count) \($0.day.daysSince1970)" }
        return SmallRecord.write([Self.head] + lines, to: Self.paths(in: directory), in: directory)
    }
}
