// SPDX-License-Identifier: Apache-2.0

/// The size of a text display.
package struct TextSize: Hashable, Sendable {
    /// Characters in a row; within `possibleColumns`.
    package let columns: Int
    /// The number of rows; within `possibleRows`.
    package let rows: Int

    /// The widths that rooms have.
    package static let possibleColumns = 16...40
    /// The heights that rooms have.
    package static let possibleRows = 1...8

    /// A size outside of what rooms have is clamped to it.
    package init(columns: Int, rows: Int) {
        self.columns = min(max(columns, Self.possibleColumns.lowerBound), Self.possibleColumns.upperBound)
        self.rows = min(max(rows, Self.possibleRows.lowerBound), Self.possibleRows.upperBound)
    }

    /// The usual character display.
    package static let standard = TextSize(columns: 20, rows: 4)
}

/// What a text display shows: each row exactly as wide as the display.
package struct TextFrame: Hashable, Sendable {
    /// The rows, top to bottom.
    package let rows: [String]

    /// Cuts or fills each line to the width. Missing lines become empty rows; lines beyond the height are left out.
    package init(_ lines: [String], _ size: TextSize) {
        rows = (0..<size.rows).map { DisplayText.fit($0 < lines.count ? lines[$0] : "", size.columns) }
    }
}
