// SPDX-License-Identifier: Apache-2.0

extension DisplayCharset {
    /// One cell that says "there is more": an ellipsis, which ASCII and Latin-1 lack. There it is a tilde: a full stop
    /// would read as the end, and the usual character displays (HD44780) draw a tilde as an arrow to the right.
    package var cutMark: Character { self == .utf8 ? "…" : "~" }

    /// A cleaned text in the letters that this character set has, so that its cells can be counted before it is cut.
    /// What it lacks becomes a likeness; what has none (pictures, other scripts) is left out, since a `?` in its place
    /// would read as the mark of a tentative meeting.
    package func shown(_ text: String) -> String {
        if self == .utf8 { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if has(scalar) {
                // What was left out stood between two spaces.
                if scalar != " " || !(result.last == " " || result.isEmpty) { result.append(scalar) }
            } else if let likeness = Self.likenesses[scalar] {
                result.append(contentsOf: likeness.unicodeScalars)
            }
        }
        while result.last == " " { result.removeLast() }
        return String(result)
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .utf8: true
        case .ascii: (0x20..<0x7f).contains(scalar.value)
        // A no-break space is a likeness, a soft hyphen is nothing, and 0xFE and 0xFF are commands of many displays.
        case .latin1:
            (0x20..<0x7f).contains(scalar.value) || (0xa1..<0xfe).contains(scalar.value) && scalar.value != 0xad
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
