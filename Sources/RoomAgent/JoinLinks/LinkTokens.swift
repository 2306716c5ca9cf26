// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Splits visible text into what may be addresses. One pass; each byte is looked at a bounded number of times.
struct LinkTokens {
    enum Token: Equatable {
        /// With a scheme: `https://…`, `sip:…`.
        case url([UInt8])
        /// Without a scheme: `zoom.us/j/…`, `123@example.webex.com`.
        case bare([UInt8])
        /// A number of a telephone conference, as a `tel:` URL with its digits to dial after the answer.
        case phone([UInt8], hasCode: Bool)
    }

    private let bytes: [UInt8]
    private var index = 0
    private var found: [Token] = []

    static func tokens(in text: ArraySlice<UInt8>) -> [Token] {
        guard text.hasAny(mayBelongToToken) else { return [] }
        var scanner = LinkTokens(bytes: InvisibleText.removed(from: Array(text)))
        while scanner.index < scanner.bytes.count { scanner.step() }
        scanner.phones()
        return scanner.found
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// What every address has one of (`marks`), or every telephone number: most lines of prose have none of them.
    private static func mayBelongToToken(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "+")
    }

    private mutating func step() {
        let byte = bytes[index]
        if byte == UInt8(ascii: "<"), let end = bracketedLink() {
            index = end
        } else if Self.belongsToURL(bytes, at: index) > 0 {
            word()
        } else {
            index += 1
        }
    }

    /// `<https://…>`, in which a mail program may have broken lines. Where a space stands in it, it is something else.
    private mutating func bracketedLink() -> Int? {
        let start = index + 1
        guard bytes[start...].startsIgnoringCase("https://".utf8) else { return nil }
        let link = bytes[start...].prefix(LinkURL.maximumBytes).prefix { byte in
            (byte > 0x20 || byte == 0x0A || byte == 0x0D) && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
        }
        guard link.endIndex < bytes.count, bytes[link.endIndex] == UInt8(ascii: ">") else { return nil }
        // Slack writes "<https://…|what one reads>".
        found.append(.url(BrokenLines.joined(link.prefix { $0 != UInt8(ascii: "|") })))
        return link.endIndex + 1
    }

    private mutating func phones() {
        index = 0
        while let plus = bytes[index...].firstIndex(of: UInt8(ascii: "+")) {
            index = plus + 1
            guard let phone = DialInText.find(bytes, at: plus) else { continue }
            found.append(.phone(phone.address, hasCode: phone.hasCode))
            index = phone.end
        }
    }

    /// A run of characters that can stand in a URL: none, one or, glued by commas, several addresses.
    private mutating func word() {
        let start = index
        var mayBeAddress = false
        let marks = Self.marks
        while index < bytes.count {
            let length = Self.belongsToURL(bytes, at: index)
            if length == 0 { break }
            mayBeAddress = mayBeAddress || marks.contains(bytes[index])
            index += length
        }
        // Prose has none of these in nearly all of its words.
        guard mayBeAddress else { return }
        var rest = bytes[start..<index]
        while !rest.isEmpty {
            let part = Self.firstPart(of: rest)
            rest = rest[part.endIndex...].dropFirst()
            let bare = Self.withoutLabel(part)
            let isEmphasized = bare.startIndex > part.startIndex && bytes[bare.startIndex - 1] == UInt8(ascii: "_")
            let address = Self.trimmed(bare, isEmphasized: isEmphasized)
            guard address.count >= 4 else { continue }
            if Self.scheme(of: address) != nil {
                found.append(.url(Array(address)))
            } else if address.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "@") }) {
                found.append(.bare(Array(address)))
            }
        }
    }

    /// What every address has one of.
    private static let marks = ByteSet(":/@")
    private static let openings = ByteSet("([{'*_~-:;,=|!.)]}")
    private static let labelEnds = ByteSet("([{'*_~-:;,=|!)]}?.")
    private static let punctuation = ByteSet(".,;:!?'*~")

    /// Up to a comma or semicolon that a further "https://" follows, to the end of a Markdown link's text, or to the
    /// bracket that closes its address. Anything else, as `?x=https://…`, is inside the URL.
    private static func firstPart(of word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBracketed =
            word.first == UInt8(ascii: "(") && word.dropFirst().startsIgnoringCase("https://".utf8)
        var depth = 0
        for index in word.indices {
            switch word[index] {
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                if word[(index + 1)...].startsIgnoringCase("https://".utf8) { return word[..<index] }
            case UInt8(ascii: "]"):
                if word[(index + 1)...].startsIgnoringCase("(https://".utf8) { return word[..<index] }
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if isBracketed, depth == 0 { return word[..<index] }
            default: break
            }
        }
        return word
    }

    /// Without what was written in front of the URL: `Link:https://…`, `(https://…`, `Zoom=https://…`.
    private static func withoutLabel(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = word.drop { openings.contains($0) }
        if scheme(of: rest) != nil { return rest }
        let label = rest.prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
        guard label.count <= maximumLabelBytes else { return rest }
        let after = rest[label.endIndex...].drop { labelEnds.contains($0) }
        if after.startIndex > label.endIndex, scheme(of: after) != nil { rest = after }
        return rest
    }

    private static let maximumLabelBytes = 32

    /// The schemes that matter, whether accepted or refused with a reason.
    private static let schemes = [
        "https", "http", "sip", "sips", "h323", "tel", "mailto", "zoommtg", "msteams", "ms-sfb", "webex", "wbx",
        "chime", "gotomeeting", "jitsi-meet", "facetime", "pexip", "skype", "lark", "wemeet", "slack", "sgnl",
        "discord", "data", "javascript", "file", "ftp",
    ].map { Array($0.utf8) }

    /// Lower case, or nil where it begins with none that matters.
    static func scheme(of address: some Collection<UInt8>) -> [UInt8]? {
        let name = address.prefix(maximumSchemeBytes).prefix { $0 != UInt8(ascii: ":") }
        guard name.count < address.count, name.count < maximumSchemeBytes else { return nil }
        return schemes.first { name.equalsIgnoringCase($0) }
    }

    private static let maximumSchemeBytes = 12

    /// Without what a sentence has after a URL: punctuation, brackets that it doesn't open, a glued-on `%3E`, the
    /// underscores that end an emphasis, and the line of them that mail programs draw.
    private static func trimmed(_ address: ArraySlice<UInt8>, isEmphasized: Bool) -> ArraySlice<UInt8> {
        var address = address
        while let last = address.last {
            if punctuation.contains(last) || isUnopened(last, in: address) {
                address.removeLast()
            } else if last == UInt8(ascii: "_"), isEmphasized || address.suffix(3).elementsEqual("___".utf8) {
                while address.last == last { address.removeLast() }
            } else if address.suffix(3).equalsIgnoringCase("%3E".utf8) {
                address.removeLast(3)
            } else {
                break
            }
        }
        return address
    }

    /// A closing bracket that the address itself has not opened. Long runs of them are cut, not counted.
    private static func isUnopened(_ last: UInt8, in address: ArraySlice<UInt8>) -> Bool {
        let opening: UInt8
        switch last {
        case UInt8(ascii: ")"): opening = UInt8(ascii: "(")
        case UInt8(ascii: "]"): opening = UInt8(ascii: "[")
        case UInt8(ascii: "}"): opening = UInt8(ascii: "{")
        default: return false
        }
        var depth = 0
        for byte in address.suffix(maximumBracketReach) {
            if byte == opening { depth += 1 } else if byte == last { depth -= 1 }
        }
        return depth < 0
    }

    private static let maximumBracketReach = 256

    /// How many bytes of a URL's character stand there; 0 where none does. Letters of the European alphabets count:
    /// people write room names with them. Others don't, so that "，" after a link ends it.
    private static func belongsToURL(_ bytes: [UInt8], at index: Int) -> Int {
        switch bytes[index] {
        // All of printable ASCII but " < > \\ ^ ` and |.
        case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7B, 0x7D, 0x7E: 1
        // U+00C0 to U+024F in UTF-8: C3 80 to C9 8F.
        case 0xC3...0xC9: index + 1 < bytes.count && bytes[index + 1] & 0xC0 == 0x80 ? 2 : 0
        default: 0
        }
    }
}

/// Characters without a width, which mail programs put into links and attackers into names, and the spaces that don't
/// look like one.
enum InvisibleText {
    /// U+00AD, U+200B to U+200F, U+202A to U+202E, U+2060 to U+206F and U+FEFF taken out; NUL and U+00A0 made spaces.
    static func removed(from bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 == 0 || $0 == 0xC2 || $0 == 0xE2 || $0 == 0xEF }) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let second = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            switch (byte, second, third) {
            case (0, _, _):
                result.append(0x20)
                index += 1
            case (0xC2, 0xAD, _): index += 2
            case (0xC2, 0xA0, _):
                result.append(0x20)
                index += 2
            case (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA0...0xAF), (0xEF, 0xBB, 0xBF):
                index += 3
            default:
                result.append(byte)
                index += 1
            }
        }
        return result
    }
}

/// Links that a mail program broke over several lines.
enum BrokenLines {
    /// Without white space, and without the `=` that quoted-printable puts at a broken line's end (RFC 2045, section
    /// 6.7). It is told from a query's own `=` by what else stands there: quoted-printable writes that as `=3D`.
    static func joined(_ link: some Collection<UInt8>) -> [UInt8] {
        guard link.contains(where: { $0 <= 0x20 }) else { return Array(link) }
        let bytes = Array(link)
        let isQuotedPrintable = bytes.indices.contains { bytes[$0...].startsIgnoringCase("=3D".utf8) }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() where byte > 0x20 {
            if byte == UInt8(ascii: "="), index + 1 < bytes.count, bytes[index + 1] == 0x0A || bytes[index + 1] == 0x0D,
                isQuotedPrintable || !result.contains(UInt8(ascii: "?"))
            {
                continue
            }
            result.append(byte)
        }
        return isQuotedPrintable ? equalsSignsDecoded(result) : result
    }

    private static func equalsSignsDecoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            result.append(bytes[index])
            index += bytes[index...].startsIgnoringCase("=3D".utf8) ? 3 : 1
        }
        return result
    }
}
