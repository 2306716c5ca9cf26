// SPDX-License-Identifier: Apache-2.0

/// What a display can show of Unicode.
public enum WireCharset: String, CaseIterable, Sendable {
    /// The 95 that everything has.
    case ascii
    /// ISO-8859-1.
    case latin1 = "latin-1"
    /// All of it.
    case utf8 = "utf-8"
}

/// Text on its way to a display. Whatever came before, nothing leaves that could be a command: control characters,
/// escape, direction marks and the bytes 0xFE and 0xFF never do.
public enum WireText {
    /// The text's bytes in a charset. What the charset lacks becomes one `?`, so that a row stays as wide as it was
    /// made: whoever makes it finds likenesses first (`TextDisplayDevice.charset`), before text is cut to the row.
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
