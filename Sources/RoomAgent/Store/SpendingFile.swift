// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the last days have cost the calendar's service, a line each: a day's number since 1970, its requests, and those
/// of them that were assumed, where some were. It is written some forty times a day.
package struct SpendingFile: SpendingRecord {
    private let file: RecordFile

    /// The file `requests` in the store's directory; of watched people, `requests-people`.
    package init(directory: String, ofPeople: Bool = false, executor: any SerialExecutor) {
        file = RecordFile(ofPeople ? .requestsOfPeople : .requests, in: directory, executor: executor)
    }

    package func load() -> [RequestBudget.Day] {
        file.lines().suffix(RequestBudget.maximumDays).compactMap { line in
            let numbers = line.split(separator: " ").map { Int($0) ?? -1 }
            guard (2...3).contains(numbers.count), numbers.allSatisfy((0...10_000_000).contains) else { return nil }
            let assumed = numbers.count == 3 ? numbers[2] : 0
            guard assumed <= numbers[1] else { return nil }
            return RequestBudget.Day(CivilDate(daysSince1970: numbers[0]), spent: numbers[1], assumed: assumed)
        }
    }

    package func keep(_ days: [RequestBudget.Day]) async -> Bool {
        await file.keep(
            days.map { day in "\(day.date.daysSince1970) \(day.spent)" + (day.assumed > 0 ? " \(day.assumed)" : "") })
    }
}
