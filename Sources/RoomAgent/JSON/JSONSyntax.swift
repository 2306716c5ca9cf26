// SPDX-License-Identifier: Apache-2.0

/// The grammar of RFC 8259, held against a text before SQLite sees it.
///
/// SQLite's own check can't be relied on: before its rewrite for 3.45 it takes an object or an array for a key
/// (`{{"a":"b"}:1}`), and its functions then read beyond their memory. From 3.42 on they also read JSON5.
enum JSONSyntax {
    /// As deep as SQLite follows in every version from 3.38 on.
    static let maximumDepth = 1000

    /// Whether the whole text is one JSON value. Bytes beyond ASCII are let through within strings, well-formed or not.
    static func isValid(_ text: [UInt8]) -> Bool {
        var scanner = Scanner(text: text)
        return scanner.isDocument()
    }

    /// Goes through the text once, from front to back, without recursion.
    private struct Scanner {
        let text: [UInt8]
        private var place = 0
        /// What the place is within, outermost first: true for an object.
        private var containers: [Bool] = []

        init(text: [UInt8]) { self.text = text }

        private var next: UInt8 { place < text.count ? text[place] : 0 }

        mutating func isDocument() -> Bool {
            while true {
                skipSpace()
                switch next {
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    let isObject = next == UInt8(ascii: "{")
                    guard containers.count < JSONSyntax.maximumDepth else { return false }
                    place += 1
                    skipSpace()
                    if next == UInt8(ascii: isObject ? "}" : "]") {
                        place += 1
                    } else {
                        containers.append(isObject)
                        if isObject, !key() { return false }
                        continue
                    }
                default: guard scalar() else { return false }
                }
                guard let isOver = afterValue() else { return false }
                if isOver { return true }
            }
        }

        /// Ends the containers that end here. True at the end of the text, false where another value follows, nil where
        /// neither is so.
        private mutating func afterValue() -> Bool? {
            while let isObject = containers.last {
                skipSpace()
                switch next {
                case UInt8(ascii: ","):
                    place += 1
                    skipSpace()
                    return isObject && !key() ? nil : false
                case UInt8(ascii: isObject ? "}" : "]"):
                    place += 1
                    containers.removeLast()
                default: return nil
                }
            }
            skipSpace()
            return place == text.count ? true : nil
        }

        /// A key and its colon.
        private mutating func key() -> Bool {
            guard string() else { return false }
            skipSpace()
            return skip(UInt8(ascii: ":"))
        }

        private mutating func scalar() -> Bool {
            switch next {
            case UInt8(ascii: "\""): string()
            case UInt8(ascii: "t"): word("true")
            case UInt8(ascii: "f"): word("false")
            case UInt8(ascii: "n"): word("null")
            default: number()
            }
        }

        private mutating func string() -> Bool {
            guard skip(UInt8(ascii: "\"")) else { return false }
            while place < text.count {
                let byte = text[place]
                place += 1
                switch byte {
                case UInt8(ascii: "\""): return true
                case UInt8(ascii: "\\"): guard escape() else { return false }
                case 0..<0x20: return false
                default: continue
                }
            }
            return false
        }

        private mutating func escape() -> Bool {
            let letter = next
            place += 1
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                return true
            case UInt8(ascii: "u"):
                for _ in 0..<4 { guard skipHexDigit() else { return false } }
                return true
            default: return false
            }
        }

        private mutating func number() -> Bool {
            _ = skip(UInt8(ascii: "-"))
            guard skip(UInt8(ascii: "0")) || skipDigits() else { return false }
            if skip(UInt8(ascii: ".")), !skipDigits() { return false }
            guard skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) else { return true }
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            return skipDigits()
        }

        private mutating func word(_ word: StaticString) -> Bool {
            for index in 0..<word.utf8CodeUnitCount {
                guard skip(word.utf8Start[index]) else { return false }
            }
            return true
        }

        private mutating func skipSpace() {
            while place < text.count {
                switch text[place] {
                case 0x20, 0x09, 0x0A, 0x0D: place += 1
                default: return
                }
            }
        }

        /// One digit or more.
        private mutating func skipDigits() -> Bool {
            let start = place
            while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { place += 1 }
            return place > start
        }

        private mutating func skipHexDigit() -> Bool {
            switch next {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"):
                place += 1
                return true
            default: return false
            }
        }

        private mutating func skip(_ byte: UInt8) -> Bool {
            guard next == byte else { return false }
            place += 1
            return true
        }
    }
}
