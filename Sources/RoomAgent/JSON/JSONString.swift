// SPDX-License-Identifier: Apache-2.0

/// What a JSON string stands for (RFC 8259 section 7).
enum JSONString {
    /// The text between the quotes, with its escapes resolved. It ends before the first U+0000; lone surrogates and
    /// invalid UTF-8 become U+FFFD.
    static func unescaped(_ string: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(string.count)
        var place = string.startIndex
        while place < string.endIndex {
            let byte = string[place]
            place += 1
            guard byte == UInt8(ascii: "\\"), place < string.endIndex else {
                text.append(byte)
                continue
            }
            let letter = string[place]
            place += 1
            switch letter {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = scalar(string, &place)
                if scalar == "\0" { return text }
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default: text.append(letter)
            }
        }
        return text
    }

    /// The value of a hexadecimal digit; nil for what is none.
    static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The scalar of the four digits at `place`, or of them and a second escape where they are a pair of surrogates.
    private static func scalar(_ string: ArraySlice<UInt8>, _ place: inout Int) -> Unicode.Scalar {
        let first = unit(string, place) ?? 0xFFFD
        place += 4
        guard (0xD800...0xDBFF).contains(first), place + 6 <= string.endIndex, string[place] == UInt8(ascii: "\\"),
            string[place + 1] == UInt8(ascii: "u"), let second = unit(string, place + 2),
            (0xDC00...0xDFFF).contains(second)
        else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        place += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private static func unit(_ string: ArraySlice<UInt8>, _ place: Int) -> UInt32? {
        guard place + 4 <= string.endIndex else { return nil }
        var value: UInt32 = 0
        for index in place..<place + 4 {
            guard let digit = digit(string[index]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }
}
