// SPDX-License-Identifier: Apache-2.0

/// Text from anywhere, made fit for a display: no control or escape characters, no direction marks, nothing invisible,
/// and cut or padded by display cells. The work is bounded by what is shown, not by how long the text is.
package enum DisplayText {
    /// No display shows more; the rest of a text is not looked at.
    private static let maximumScalars = 512
    /// Accents piled on one letter.
    private static let maximumMarks = 2

    /// What may be shown of a text, on one line.
    package static func clean(_ text: String) -> String {
        if isClean(text) { return text }
        var result = String.UnicodeScalarView()
        var marks = 0
        var endsWithSpace = true
        for scalar in text.unicodeScalars.prefix(maximumScalars) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                // A tab or a newline parts words; the other control characters are nothing at all.
                let parts =
                    scalar.value == 9 || scalar.value == 10 || scalar.value == 13 || scalar.value > 0x9f
                    || scalar == " "
                if parts && !endsWithSpace {
                    result.append(" ")
                    endsWithSpace = true
                }
            case .format, .privateUse, .surrogate, .unassigned: continue
            case .nonspacingMark, .enclosingMark, .spacingMark:
                // Variation selectors only choose between pictures that no display has.
                if (0xfe00...0xfe0f).contains(scalar.value) || endsWithSpace || marks == maximumMarks { continue }
                marks += 1
                result.append(scalar)
            default:
                marks = 0
                endsWithSpace = false
                result.append(scalar)
            }
        }
        if result.last == " " { result.removeLast() }
        return String(result)
    }

    /// Most texts: printable ASCII whose words have one space between them.
    private static func isClean(_ text: String) -> Bool {
        let text = text.utf8
        guard text.count <= maximumScalars else { return false }
        var last = UInt8(ascii: " ")
        for byte in text {
            guard (0x20..<0x7f).contains(byte), byte != last || byte != UInt8(ascii: " ") else { return false }
            last = byte
        }
        return last != UInt8(ascii: " ") || text.isEmpty
    }

    /// How many cells a cleaned text takes: East Asian wide characters and pictures two, combining marks none.
    package static func width(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// The text in exactly so many cells: padded with spaces, or cut with a mark of one cell. Default of the mark: `…`;
    /// `DisplayCharset.cutMark` has one for displays that lack it.
    package static func fit(_ text: String, _ columns: Int, cutMark: Character = "…") -> String {
        let width = width(text)
        if width <= columns { return padded(text, columns - width) }
        var result = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            let cells = Self.width(scalar)
            if used + cells > columns - 1 { break }
            used += cells
            result.append(scalar)
        }
        while result.last == " " {
            result.removeLast()
            used -= 1
        }
        return padded(String(result) + String(cutMark), columns - 1 - used)
    }

    private static func padded(_ text: String, _ spaces: Int) -> String {
        if spaces == 0 { return text }
        let length = text.utf8.count
        return String(unsafeUninitializedCapacity: length + spaces) { bytes in
            _ = bytes.initialize(from: text.utf8)
            bytes[length...].initialize(repeating: UInt8(ascii: " "))
            return bytes.count
        }
    }

    /// After Unicode Standard Annex 11 (East Asian Width), blocks only.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: 1
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
            0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f,
            0x1f680...0x1f6ff, 0x1f900...0x1faff, 0x20000...0x3fffd:
            2
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: 0
            default: 1
            }
        }
    }
}
