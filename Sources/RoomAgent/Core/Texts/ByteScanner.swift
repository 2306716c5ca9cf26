// SPDX-License-Identifier: Apache-2.0

/// Reads fixed ASCII formats from the front of a text, byte by byte.
package struct ByteScanner {
    private let text: [UInt8]
    private var place = 0

    /// At the beginning of `text`.
    package init(_ text: String) { self.text = Array(text.utf8) }

    /// Nothing is left.
    package var isAtEnd: Bool { place == text.count }

    /// Passes over `byte` if it comes next; whether it did.
    package mutating func skip(_ byte: UInt8) -> Bool {
        guard place < text.count, text[place] == byte else { return false }
        place += 1
        return true
    }

    /// Passes over either of the two if it comes next; whether it did.
    package mutating func skip(oneOf one: UInt8, _ other: UInt8) -> Bool { skip(one) || skip(other) }

    /// Passes over `text` if it comes next; whether it did.
    package mutating func skip(_ text: StaticString) -> Bool {
        let ahead = text.withUTF8Buffer { self.text[place...].starts(with: $0) }
        if ahead { place += text.utf8CodeUnitCount }
        return ahead
    }

    /// Exactly that many ASCII digits as a number; nil where fewer come next.
    package mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = nextDigit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// One or more digits after a decimal point, as thousandths; digits after the third are dropped. Nil where no digit
    /// comes next.
    package mutating func fraction() -> Int? {
        guard var value = nextDigit() else { return nil }
        var places = 1
        while let digit = nextDigit() {
            if places < 3 {
                value = value * 10 + digit
                places += 1
            }
        }
        while places < 3 {
            value *= 10
            places += 1
        }
        return value
    }

    private mutating func nextDigit() -> Int? {
        guard place < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[place]) else { return nil }
        defer { place += 1 }
        return Int(text[place] - UInt8(ascii: "0"))
    }
}
