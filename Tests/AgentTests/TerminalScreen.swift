// SPDX-License-Identifier: Apache-2.0
import Testing

/// What a terminal shows of a program's output, as far as the demonstration uses one. It takes note of whatever goes
/// over the edge.
struct TerminalScreen {
    private(set) var columns: Int
    private(set) var rows: Int
    /// Something was written outside of the screen.
    private(set) var hasOverrun = false
    private(set) var isAlternate = false
    private(set) var isCursorShown = true
    private(set) var wrapsLines = true
    /// Every parameter of SGR that came.
    private(set) var looks: Set<Int> = []

    private var cells: [[Character]] = []
    private var place = (column: 0, row: 0)
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        clear()
    }

    var lines: [String] { cells.map { String($0) } }
    func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

    mutating func resize(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        clear()
    }

    mutating func write(_ bytes: [UInt8]) {
        pending += bytes
        while let first = pending.first {
            let taken = first == 0x1b ? readSequence() : readScalar(first)
            if taken == 0 { return }
            pending.removeFirst(taken)
        }
    }

    private mutating func clear() { cells = Array(repeating: Array(repeating: " ", count: columns), count: rows) }

    /// One scalar; returns how many bytes it took, 0 if it isn't whole yet.
    private mutating func readScalar(_ first: UInt8) -> Int {
        let length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        guard pending.count >= length else { return 0 }
        switch first {
        case 10: place.row += 1
        case 13: place.column = 0
        default:
            if place.column >= columns || place.row >= rows {
                hasOverrun = true
            } else {
                cells[place.row][place.column] = Character(String(decoding: pending[..<length], as: UTF8.self))
            }
            place.column += 1
        }
        return length
    }

    /// One control sequence, `ESC [ parameters final`.
    private mutating func readSequence() -> Int {
        guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7e).contains($0) }) else { return 0 }
        let parameters = String(decoding: pending[2..<end], as: UTF8.self)
        let numbers = parameters.split(separator: ";").compactMap { Int($0) }
        switch pending[end] {
        case UInt8(ascii: "H"): place = ((numbers.dropFirst().first ?? 1) - 1, (numbers.first ?? 1) - 1)
        case UInt8(ascii: "J"): clear()
        case UInt8(ascii: "m"): looks.formUnion(numbers)
        case UInt8(ascii: "h"): set(parameters, true)
        case UInt8(ascii: "l"): set(parameters, false)
        default: break
        }
        return end + 1
    }

    private mutating func set(_ mode: String, _ isOn: Bool) {
        switch mode {
        case "?1049": isAlternate = isOn
        case "?25": isCursorShown = isOn
        case "?7": wrapsLines = isOn
        default: break
        }
    }
}

extension TerminalScreen: CustomTestStringConvertible {
    /// What a failed expectation prints.
    var testDescription: String { "\n" + lines.joined(separator: "\n") }
}
