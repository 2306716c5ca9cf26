// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A display at the far end of a line that takes the sequences of ECMA-48 that the agent's driver sends: an address of the
/// cursor, and clearing.
final class SeedTerminal {
    let line: SeedLine
    private var rows: [Int: String] = [:]
    private var row = 1
    private var partial: [UInt8] = []

    private static let escape: UInt8 = 0x1B

    init(loop: any AgentLoop, told: @escaping () -> Void) { line = SeedLine(loop: loop, came: told) }

    func open() -> CInt? {
        (rows, row, partial) = ([:], 1, [])
        return line.open()
    }

    func frame(_ size: TextSize) -> TextFrame { TextFrame((1...size.rows).map { rows[$0] ?? "" }, size) }

    /// Takes in what has come.
    func receive() {
        partial += line.read()
        while let first = partial.first {
            let end = first == Self.escape ? sequence() : text()
            guard let end else { return }
            partial.removeSubrange(..<end)
        }
    }

    /// The end of the text that stands first.
    private func text() -> Int? {
        let end = partial.firstIndex(of: Self.escape) ?? partial.count
        rows[row, default: ""] += String(decoding: partial[..<end], as: UTF8.self)
        return end
    }

    /// Carries out the sequence that stands first. Its end; nil where the rest of it has not come.
    private func sequence() -> Int? {
        guard let final = partial.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
        let numbers = String(decoding: partial[2..<final], as: UTF8.self).split(separator: ";").map { Int($0) ?? 0 }
        switch partial[final] {
        case UInt8(ascii: "H"):
            row = numbers.first ?? 1
            rows[row] = ""
        case UInt8(ascii: "J"): rows = [:]
        default: break
        }
        return final + 1
    }
}
