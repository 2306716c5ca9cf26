// SPDX-License-Identifier: Apache-2.0

/// Reads a JSON text by the grammar of RFC 8259, once from front to back and without recursion, and notes where each
/// value and key stands. Bytes beyond ASCII are let through within strings, well-formed or not.
struct JSONParser {
    private let text: UnsafeBufferPointer<UInt8>
    private var place = 0
    private var nodes: [JSONNode] = []
    /// What the place is within, outermost first.
    private var containers: [(node: Int, isObject: Bool)] = []

    /// Google's events have a value or key for each 20 to 30 bytes; more are added as they come.
    private static let bytesPerNode = 24

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        nodes.reserveCapacity(text.count / Self.bytesPerNode + 1)
    }

    private var next: UInt8 { place < text.count ? text[place] : 0 }

    /// The nodes of the whole text; nil unless it is one JSON value.
    mutating func document() -> [JSONNode]? {
        while true {
            skipSpace()
            switch next {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = next == UInt8(ascii: "{")
                guard containers.count < JSONDocument.maximumDepth else { return nil }
                containers.append((nodes.count, isObject))
                nodes.append(JSONNode(start: place, end: place, next: 0))
                place += 1
                skipSpace()
                if next != UInt8(ascii: isObject ? "}" : "]") {
                    if isObject, !key() { return nil }
                    continue
                }
                close()
            default: guard scalar() else { return nil }
            }
            guard let isOver = afterValue() else { return nil }
            if isOver { return nodes }
        }
    }

    /// Ends the containers that end here. True at the end of the text, false where another value follows, nil where
    /// neither is so.
    private mutating func afterValue() -> Bool? {
        while let container = containers.last {
            skipSpace()
            switch next {
            case UInt8(ascii: ","):
                place += 1
                skipSpace()
                return container.isObject && !key() ? nil : false
            case UInt8(ascii: container.isObject ? "}" : "]"): close()
            default: return nil
            }
        }
        skipSpace()
        return place == text.count ? true : nil
    }

    private mutating func close() {
        place += 1
        let container = containers.removeLast()
        nodes[container.node].close(end: place, next: nodes.count)
    }

    /// A key and its colon.
    private mutating func key() -> Bool {
        guard string() else { return false }
        skipSpace()
        return skip(UInt8(ascii: ":"))
    }

    private mutating func scalar() -> Bool {
        let start = place
        switch next {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): guard word("true") else { return false }
        case UInt8(ascii: "f"): guard word("false") else { return false }
        case UInt8(ascii: "n"): guard word("null") else { return false }
        default: guard number() else { return false }
        }
        nodes.append(JSONNode(start: start, end: place, next: nodes.count + 1))
        return true
    }

    private mutating func string() -> Bool {
        let start = place
        var hasEscapes = false
        guard skip(UInt8(ascii: "\"")) else { return false }
        while true {
            skipPlain()
            guard place < text.count else { return false }
            let byte = text[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                nodes.append(JSONNode(start: start, end: place, next: nodes.count + 1, hasEscapes: hasEscapes))
                return true
            case UInt8(ascii: "\\"):
                hasEscapes = true
                guard escape() else { return false }
            case 0..<0x20: return false
            default: continue
            }
        }
    }

    /// Skips eight bytes at a time while none of them is a quote, a backslash or a control character (the zero-byte
    /// test of "Bit Twiddling Hacks", Sean Eron Anderson, `hasless` and `haszero`).
    private mutating func skipPlain() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawBufferPointer(text)
        while place + 8 <= text.count {
            let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let stops =
                ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            if stops & highs != 0 { return }
            place += 8
        }
    }

    private mutating func escape() -> Bool {
        let letter = next
        place += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard JSONString.digit(next) != nil else { return false }
                place += 1
            }
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

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }
}
