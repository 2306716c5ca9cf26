// SPDX-License-Identifier: Apache-2.0

/// Finds the titles of meetings in what a display shows: `M12.3`.
enum OracleWords {
    static func titles(in text: String) -> [String] {
        var titles: [String] = []
        let bytes = Array(text.utf8)
        func isDigit(_ place: Int) -> Bool { place < bytes.count && (0x30...0x39).contains(bytes[place]) }
        var place = 0
        while place < bytes.count {
            defer { place += 1 }
            guard bytes[place] == UInt8(ascii: "M"), isDigit(place + 1) else { continue }
            var end = place + 1
            while isDigit(end) { end += 1 }
            guard end < bytes.count, bytes[end] == UInt8(ascii: "."), isDigit(end + 1) else { continue }
            end += 1
            while isDigit(end) { end += 1 }
            // At the right edge it may be cut.
            let isCut = end == bytes.count || bytes[end] == UInt8(ascii: "|")
            if !isCut { titles.append(String(decoding: bytes[place..<end], as: UTF8.self)) }
            place = end - 1
        }
        return titles
    }

    /// The title that a text begins with, which is that of the meeting that is shown; nil where that has another or none.
    static func leading(_ text: String) -> String? { titles(in: text).first.flatMap { text.hasPrefix($0) ? $0 : nil } }

    /// The event's number in a title.
    static func number(_ title: String) -> Int? { Int(title.dropFirst().prefix { $0 != "." }) }
}
