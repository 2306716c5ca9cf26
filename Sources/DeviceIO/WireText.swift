// SPDX-License-Identifier: Apache-2.0

/// The characters that a display has. The raw values are the words that a configuration may use.
public enum WireCharset: String, CaseIterable, Sendable {
    /// The 95 printable characters of ASCII, which every display has.
    case ascii
    /// ISO-8859-1 without its last two, `þ` and `ÿ`: their bytes 0xFE and 0xFF begin commands on some displays.
    case latin1 = "latin-1"
    /// All of Unicode, as UTF-8.
    case utf8 = "utf-8"
}

/// Turns text into bytes for a display. Whatever the text is, the bytes cannot hold a command: control characters,
/// escape, direction marks and the bytes 0xFE and 0xFF are never among them.
public enum WireText {
    /// The bytes of the text in a charset. Control, format and unassigned characters are left out. A character that the
    /// charset lacks becomes one `?`, and a combining mark that it lacks is left out, so that a row keeps its width.
    /// Whoever makes the row finds similar characters first (`TextDisplayDevice.charset`), before cutting it to the
    /// width of the display.
    public static func bytes(_ text: String, _ charset: WireCharset) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20..<0x7f: result.append(UInt8(scalar.value))
            case 0..<0xa0: continue
            default: append(scalar, charset, to: &result)
            }
        }
        return result
    }

    private static func append(_ scalar: Unicode.Scalar, _ charset: WireCharset, to result: inout [UInt8]) {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return
        default: break
        }
        switch charset {
        case .utf8: result += Array(String(scalar).utf8)
        case .latin1 where scalar.value < 0xfe: result.append(UInt8(scalar.value))
        case .latin1, .ascii:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .spacingMark: return
            default: result.append(0x3f)
            }
        }
    }
}
