// SPDX-License-Identifier: Apache-2.0

/// What a display can show of Unicode.
public enum WireCharset: String, CaseIterable, Sendable {
    case ascii
    case latin1 = "latin-1"
    case utf8 = "utf-8"
}

/// Text on its way to a display. Whatever came before, nothing leaves that could be a command: control characters,
/// escape, direction marks and the bytes 0xFE and 0xFF never do.
public enum WireText {
    /// The text's bytes in a charset. What it cannot show becomes a likeness, else `?`.
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
            default: result += Array((likenesses[scalar] ?? "?").utf8)
            }
        }
    }

    /// Letters of the languages of rooms, and the marks that word processors make. One row a likeness.
    private static let likenesses: [Unicode.Scalar: String] = {
        let rows: [(String, String)] = [
            ("ÀÁÂÃÅĀĂĄ", "A"), ("àáâãåāăą", "a"), ("Ä", "A"), ("ä", "a"), ("Ææ", "ae"), ("ÇĆČ", "C"), ("çćč", "c"),
            ("ÐĎ", "D"), ("ðď", "d"), ("ÈÉÊËĒĖĘĚ", "E"), ("èéêëēėęě", "e"), ("Ğ", "G"), ("ğ", "g"), ("ÌÍÎÏĪİ", "I"),
            ("ìíîïīı", "i"), ("Ł", "L"), ("ł", "l"), ("ÑŃŇ", "N"), ("ñńň", "n"), ("ÒÓÔÕÖØŌŐ", "O"), ("òóôõöøōő", "o"),
            ("Œœ", "oe"), ("Ř", "R"), ("ř", "r"), ("ŚŞŠȘ", "S"), ("śşšș", "s"), ("ßẞ", "ss"), ("ŤȚ", "T"), ("ťț", "t"),
            ("Þþ", "th"), ("ÙÚÛÜŪŮŰ", "U"), ("ùúûüūůű", "u"), ("ÝŸ", "Y"), ("ýÿ", "y"), ("ŹŻŽ", "Z"), ("źżž", "z"),
            ("‘’‚‛′", "'"), ("“”„‟″", "\""), ("«‹", "<"), ("»›", ">"), ("‐‑‒–—―−", "-"), ("…", "..."), ("•·", "*"),
            ("€", "EUR"), ("£", "GBP"), ("°", "o"), ("µ", "u"), ("×", "x"), ("÷", "/"), ("¡", "!"), ("¿", "?"),
            ("\u{a0}\u{2002}\u{2003}\u{2009}\u{202f}", " "), ("→", ">"), ("←", "<"), ("✓✔", "v"), ("§", "S"),
        ]
        var table: [Unicode.Scalar: String] = [:]
        for (letters, likeness) in rows { for scalar in letters.unicodeScalars { table[scalar] = likeness } }
        return table
    }()
}
