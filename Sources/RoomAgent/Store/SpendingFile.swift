// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the last days have cost the calendar's service, in a small file: a day's number since 1970 and its requests, a
/// line each. It is no secret.
///
/// An actor of its own for the reason that `ChannelFile` is one; it is written some forty times a day.
package actor SpendingFile: SpendingRecord {
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let head = "room-agent requests 1"

    /// The file `requests` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        self.directory = directory
        self.executor = executor
    }

    /// Every file that it makes there.
    package static func paths(in directory: String) -> [String] {
        ["\(directory)/requests", "\(directory)/requests.new"]
    }

    /// A line that is none of ours is left out; a file that is none is empty.
    nonisolated package func load() -> [RequestBudget.Day] {
        SmallRecord.lines(of: Self.paths(in: directory)[0], under: Self.head).suffix(RequestBudget.maximumDays)
            .compactMap { line in
                let words = line.split(separator: " ")
                guard words.count == 2, let day = Int(words[0]), let spent = Int(words[1]),
                    (0...10_000_000).contains(day), (0...10_000_000).contains(spent)
                else { return nil }
                return RequestBudget.Day(CivilDate(daysSince1970: day), spent: spent)
            }
    }

    package func keep(_ days: [RequestBudget.Day]) -> Bool {
        SmallRecord.write(
            [Self.head] + days.map { "\($0.date.daysSince1970) \($0.spent)" }, to: Self.paths(in: directory),
            in: directory)
    }
}
