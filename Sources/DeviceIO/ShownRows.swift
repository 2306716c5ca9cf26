// SPDX-License-Identifier: Apache-2.0

/// The rows that a display was sent last, so that only those that differ go over the wire.
struct ShownRows {
    /// Top to bottom; empty until something was sent.
    private(set) var rows: [String] = []

    /// Takes what is to be shown from now on, without what is beyond the display's height. Returns the rows that
    /// differ from the last ones, each with its number from 1.
    mutating func changes(to wanted: [String], height: Int) -> [(number: Int, row: String)] {
        let before = rows
        rows = Array(wanted.prefix(height))
        return numbered.filter { $0.number > before.count || before[$0.number - 1] != $0.row }
    }

    /// All of them, for a display that has to be drawn anew.
    var numbered: [(number: Int, row: String)] { rows.enumerated().map { ($0 + 1, $1) } }
}
