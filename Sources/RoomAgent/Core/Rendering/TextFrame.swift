// SPDX-License-Identifier: Apache-2.0

/// The size of a text display.
package struct TextSize: Hashable, Sendable {
    package var columns: Int
    package var rows: Int

    /// Clamped to what rooms have: 16 to 40 columns, 1 to 8 rows.
    package init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 16), 40)
        self.rows = min(max(rows, 1), 8)
    }

    /// The usual character display.
    package static let standard = TextSize(columns: 20, rows: 4)
}

/// What a text display shows: each row exactly as wide as the display.
package struct TextFrame: Hashable, Sendable {
    package let rows: [String]

    package init(_ lines: [String], _ size: TextSize) {
        rows = (0..<size.rows).map { DisplayText.fit($0 < lines.count ? lines[$0] : "", size.columns) }
    }

    /// The rows that differ from an earlier frame, numbered from 0; all of them where there is none of that height.
    package func changes(from earlier: TextFrame?) -> [(row: Int, text: String)] {
        guard let earlier, earlier.rows.count == rows.count else { return Array(rows.enumerated().map { ($0, $1) }) }
        return zip(rows, earlier.rows).enumerated().filter { $1.0 != $1.1 }.map { ($0, $1.0) }
    }
}
