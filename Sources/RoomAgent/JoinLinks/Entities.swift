// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// HTML character references (HTML Living Standard, section 13.2.5.72), the few that calendars write.
enum Entities {
    private static let named: [(name: String, text: String)] = [
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("shy", ""),
        ("zwnj", ""), ("zwj", ""), ("ensp", " "), ("emsp", " "), ("thinsp", " "), ("ndash", "–"), ("mdash", "—"),
        ("hellip", "…"), ("bull", "•"), ("middot", "·"), ("lsquo", "‘"), ("rsquo", "’"), ("ldquo", "“"),
        ("rdquo", "”"), ("auml", "ä"), ("Auml", "Ä"), ("ouml", "ö"), ("Ouml", "Ö"), ("aring", "å"), ("Aring", "Å"),
        ("uuml", "ü"), ("Uuml", "Ü"), ("eacute", "é"), ("Eacute", "É"), ("szlig", "ß"), ("copy", "©"), ("reg", "®"),
        ("euro", "€"),
    ]

    /// `&` to `;`, both included.
    private static let maximumBytes = 10

    /// Decoded once: `&amp;lt;` becomes `&lt;`. What isn't a known reference stays as it is.
    static func decoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        guard bytes.place(of: UInt8(ascii: "&"), from: 0, to: bytes.count) < bytes.count else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        decode(bytes, 0..<bytes.count, into: &result)
        return result
    }

    /// Decodes a part of a text, and adds it to what is there.
    static func decode(_ bytes: [UInt8], _ part: Range<Int>, into result: inout [UInt8]) {
        var start = part.lowerBound
        while true {
            let mark = bytes.place(of: UInt8(ascii: "&"), from: start, to: part.upperBound)
            result += bytes[start..<mark]
            guard mark < part.upperBound else { return }
            if let (text, length) = reference(bytes[mark..<part.upperBound].prefix(maximumBytes)) {
                result += text
                start = mark + length
            } else {
                result.append(bytes[mark])
                start = mark + 1
            }
        }
    }

    private static func reference(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], length: Int)? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let length = end - bytes.startIndex + 1
        let name = bytes[(bytes.startIndex + 1)..<end]
        if name.first == UInt8(ascii: "#") { return scalar(name.dropFirst()).map { (Array(String($0).utf8), length) } }
        return named.first { $0.name.utf8.elementsEqual(name) }.map { (Array($0.text.utf8), length) }
    }

    private static func scalar(_ digits: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let isHexadecimal = digits.first?.lowercased == UInt8(ascii: "x")
        let text = String(decoding: isHexadecimal ? digits.dropFirst() : digits, as: UTF8.self)
        guard let value = UInt32(text, radix: isHexadecimal ? 16 : 10), value != 0 else { return nil }
        return Unicode.Scalar(value)
    }
}
