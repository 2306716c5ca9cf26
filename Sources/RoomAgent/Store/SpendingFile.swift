// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the last days have cost the calendar's service, in a small file, a line each: a day's number since 1970, its
/// requests, and those of them that were assumed, where some were. It is no secret.
///
/// An actor of its own for the reason that `ChannelFile` is one; it is written some forty times a day.
package actor SpendingFile: SpendingRecord {
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let head = "room-agent requests 1"
    /// Whose requests it counts.
    package enum Subject: String {
        case calendar = "requests"
        case people = "requests-people"
    }

    nonisolated private let subject: Subject

    /// The file `requests`, or `requests-people`, in the store's directory.
    package init(directory: String, of subject: Subject = .calendar, executor: any SerialExecutor) {
        self.directory = directory
        self.subject = subject
        self.executor = executor
    }

    /// Every file that it makes there.
    package static func paths(in directory: String, of subject: Subject = .calendar) -> [String] {
        ["\(directory)/\(subject.rawValue)", "\(directory)/\(subject.rawValue).new"]
    }

    /// A line that is none of ours is left out; a file that is none is empty.
    nonisolated package func load() -> [RequestBudget.Day] {
        SmallRecord.lines(of: Self.paths(in: directory, of: subject)[0], under: Self.head).suffix(
            RequestBudget.maximumDays
        )
        .compactMap { line in
            let numbers = line.split(separator: " ").map { Int($0) ?? -1 }
            guard (2...3).contains(numbers.count), numbers.allSatisfy((0...10_000_000).contains) else { return nil }
            let assumed = numbers.count == 3 ? numbers[2] : 0
            guard assumed <= numbers[1] else { return nil }
            return RequestBudget.Day(
                CivilDate(daysSince1970: numbers[0]), spent: numbers[1], assumed: assumed)
        }
    }

    package func keep(_ days: [RequestBudget.Day]) -> Bool {
        let lines = days.map { day in
            "\(day.date.daysSince1970) \(day.spent)" + (day.assumed > 0 ? " \(day.assumed)" : "")
        }
        return SmallRecord.write([Self.head] + lines, to: Self.paths(in: directory, of: subject), in: directory)
    }
}
