// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// `+1 555 123 4567,,123456789#` or `+358 9 1234 5678, PIN: 123 456#` in running text.
enum DialInText {
    /// How far after the number its code is looked for, in bytes of the same line.
    private static let reach = 48
    private static let maximumNumberBytes = 28

    /// The number that begins with the plus at `start`, as it is written, as a `tel:` address.
    static func find(_ bytes: [UInt8], at start: Int) -> (address: [UInt8], hasCode: Bool, end: Int)? {
        if start > 0,
            bytes[start - 1].isLetter || bytes[start - 1].isDigit || "/=&?%_@+".utf8.contains(bytes[start - 1])
        {
            return nil
        }
        var end = start + 1
        while end < bytes.count, end - start < maximumNumberBytes,
            bytes[end].isDigit || "-. ()".utf8.contains(bytes[end])
        {
            end += 1
        }
        let number = bytes[start..<end]
        guard (8...15).contains(number.count { $0.isDigit }) else { return nil }
        // "+15551234567@sip.example", "+1555123456abc"
        if end < bytes.count, bytes[end].isLetter || bytes[end] == UInt8(ascii: "@"), bytes[end - 1].isDigit {
            return nil
        }
        if end < bytes.count, bytes[end] == UInt8(ascii: ","), end + 1 < bytes.count,
            bytes[end + 1].isDigit || bytes[end + 1] == UInt8(ascii: ",")
        {
            let tones = bytes[end...].prefix(reach).prefix { $0.isDigit || ",*#".utf8.contains($0) }
            return (Array("tel:".utf8) + number + tones, true, tones.endIndex)
        }
        let line = bytes[end...].prefix(reach).prefix { $0 != 0x0A }
        let code = code(in: line)
        let tones = code.isEmpty ? [] : Array(",,".utf8) + code + Array("#".utf8)
        return (Array("tel:".utf8) + number + tones, !code.isEmpty, end)
    }

    private static let words = ["pin", "code", "koodi", "id:", "id "]

    private static func code(in line: ArraySlice<UInt8>) -> [UInt8] {
        for index in line.indices {
            guard let word = words.first(where: { line[index...].startsIgnoringCase($0.utf8) }) else { continue }
            let after = line[(index + word.utf8.count)...].drop { ": .=".utf8.contains($0) }
            let digits = after.prefix { $0.isDigit || $0 == 0x20 || $0 == 0x2D }.filter { $0.isDigit }
            if digits.count >= 3 { return digits }
        }
        return []
    }
}
