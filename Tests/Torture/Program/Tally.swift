// SPDX-License-Identifier: Apache-2.0

/// How often each of some things came.
struct Tally {
    private var counts: [String: Int] = [:]

    mutating func add(_ what: String) { counts[what, default: 0] += 1 }

    /// Of all of them.
    var total: Int { counts.values.reduce(0, +) }

    /// "3 of this, 2 of that", by name.
    var text: String { counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ") }
}

extension Trials {
    /// What was tried, and what came of it: each list adds up to the number before it.
    var summary: String {
        var parts = ["\(count) trials, \(failures.count) failed"]
        if outcomes.total > 0 { parts[0] += ": \(outcomes.text)" }
        if starts > 0 {
            parts.append("\(starts) starts, \(secondStarts) of them the second of a trial: \(windows.text)")
        }
        if waits > 0 { parts.append("\(waits) of the starts waited for the key service first") }
        return parts.joined(separator: "; ")
    }

    /// What of that does not add up, which is a mistake of this program; nil where it does. A start that failed found
    /// nothing that is counted.
    var miscount: String? {
        if outcomes.total > 0, outcomes.total != count { return "\(outcomes.total) outcomes of \(count) trials" }
        if outcomes.total == 0, starts != count + secondStarts { return "\(starts) starts of \(count) trials" }
        if failures.isEmpty, windows.total != starts { return "\(windows.total) windows in \(starts) starts" }
        return nil
    }
}
