// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Makes text from a file harmless for a terminal and a journal.
enum PrintableText {
    /// Longer values are cut in messages.
    static let maximumQuotedScalars = 48

    /// The value in quotation marks, cut and escaped.
    static func quoted(_ text: some StringProtocol) -> String {
        let scalars = text.unicodeScalars
        let head = String(String.UnicodeScalarView(scalars.prefix(maximumQuotedScalars)))
        let isCut = scalars.dropFirst(maximumQuotedScalars).first != nil
        return "\"" + escaped(head) + (isCut ? "…" : "") + "\""
    }

    /// The same text with everything invisible written as `\u{…}`.
    static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if InvisibleCharacter(scalar) != nil {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// A character that cannot be seen, or looks like a plain space: in a configuration file a slip, at worst a trick.
struct InvisibleCharacter {
    let scalar: Unicode.Scalar
    /// What Unicode calls it, in a few words.
    let name: String

    /// Nil for what can be seen, and for the plain space.
    init?(_ scalar: Unicode.Scalar) {
        guard let name = InvisibleCharacter.name(of: scalar) else { return nil }
        self.scalar = scalar
        self.name = name
    }

    /// `U+00A0 no-break space`
    var description: String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + " " + name
    }

    private static func name(of scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x20...0x7E: nil
        case 0x09: "tab"
        case 0x1B: "escape"
        case 0x00...0x1F, 0x7F...0x9F: "control character"
        case 0xA0: "no-break space"
        case 0xAD: "soft hyphen"
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: "text direction mark"
        case 0x200B: "zero-width space"
        case 0x200C, 0x200D, 0x2060: "zero-width joiner"
        case 0x2028, 0x2029: "line separator"
        case 0x202F: "narrow no-break space"
        case 0xFEFF: "byte order mark"
        default: nameByCategory(of: scalar)
        }
    }

    private static func nameByCategory(of scalar: Unicode.Scalar) -> String? {
        switch scalar.properties.generalCategory {
        case .spaceSeparator: "typographic space"
        case .format: "formatting character"
        case .privateUse, .unassigned, .surrogate: "unknown character"
        default: nil
        }
    }
}
