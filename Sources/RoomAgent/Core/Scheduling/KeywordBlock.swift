// SPDX-License-Identifier: Apache-2.0

/// The lines that we write below an event's own text, between two marks.
///
/// What is taken out again is what we would write for the recorded address, character by character, and never "what
/// stands between the marks": marks that somebody copied or made up cost nobody a word.
struct KeywordBlock {
    let address: String

    private static let opening = "--- room agent ---"
    private static let closing = "--- room agent, end ---"
    /// Google takes 8,192 characters of a description.
    static let maximumBodyLength = 8192

    private static let sentences = Translated<[String]>(
        en: [
            "Join the meeting:",
            "The meeting room wrote these lines. Take the word out of the location, and they go, too.",
        ],
        fi: [
            "Liity kokoukseen:",
            "Kokoushuone kirjoitti nämä rivit. Kun poistat sanan paikasta, myös rivit poistuvat.",
        ])

    private func lines(_ language: Language) -> [String] {
        let sentences = Self.sentences[language]
        return [Self.opening, "\(sentences[0]) \(address)", sentences[1], Self.closing]
    }

    /// The body with the block below it; nil where the two are longer than a description may be.
    func added(to body: String, _ language: Language) -> String? {
        let isMarkup = Self.isMarkup(body)
        let line = isMarkup ? "<br>" : "\n"
        let block = lines(language).joined(separator: line)
        let whole = body.isEmpty ? block : body + line + line + block
        return whole.utf16.count <= Self.maximumBodyLength ? whole : nil
    }

    /// The body without the block, in whichever language it was written; nil where it is not there as we wrote it.
    func removed(from body: String) -> String? {
        let text = Array(body.utf8)
        let opening = Array(Self.opening.utf8)
        var place = 0
        while place + opening.count <= text.count {
            guard text[place] == opening[0], text[place...].starts(with: opening) else {
                place += 1
                continue
            }
            for language in Language.allCases {
                let wanted = Array(lines(language).joined(separator: " ").utf8)
                guard let end = end(of: wanted, in: text, from: place) else { continue }
                let gap = ["\n\n", "<br><br>"].first { text[..<place].hasSuffix($0.utf8) }?.utf8.count ?? 0
                return String(decoding: text[..<(place - gap)] + text[end...], as: UTF8.self)
            }
            place += 1
        }
        return nil
    }

    /// Where `wanted` ends in the text, if it stands there. An editor may have made other spaces of line ends, and a
    /// link of the address. Nothing that we write is a character that HTML would have as an entity.
    private func end(of wanted: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        var place = start
        for byte in wanted {
            while let next = anchorEnd(in: text, at: place) { place = next }
            if byte == UInt8(ascii: " ") {
                guard let next = spaceEnd(in: text, at: place) else { return nil }
                place = next
                while let next = anchorEnd(in: text, at: place) ?? spaceEnd(in: text, at: place) { place = next }
            } else {
                guard place < text.count, text[place] == byte else { return nil }
                place += 1
            }
        }
        return place
    }

    /// Behind one white space, written in whichever way.
    private func spaceEnd(in text: [UInt8], at place: Int) -> Int? {
        let rest = text[place...]
        if let first = rest.first, [0x20, 0x09, 0x0A, 0x0D].contains(first) { return place + 1 }
        return ["&nbsp;", "\u{A0}", "<br>", "<br/>", "<br />", "<BR>"].first { rest.starts(with: $0.utf8) }.map {
            place + $0.utf8.count
        }
    }

    /// Behind a tag that makes a link of the address, and does nothing else.
    private func anchorEnd(in text: [UInt8], at place: Int) -> Int? {
        let rest = text[place...]
        guard rest.first == UInt8(ascii: "<") else { return nil }
        if rest.starts(with: "</a>".utf8) { return place + 4 }
        let tags = ["\">", "\" target=\"_blank\">"].map { "<a href=\"\(address)\($0)" }
        return tags.first { rest.starts(with: $0.utf8) }.map { place + $0.utf8.count }
    }

    /// A tag stands in it: line ends of its source mean nothing then.
    private static func isMarkup(_ body: String) -> Bool {
        var isAfterSign = false
        for byte in body.utf8 {
            if isAfterSign, byte.isLetter || byte == UInt8(ascii: "/") { return true }
            isAfterSign = byte == UInt8(ascii: "<")
        }
        return false
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ suffix: String.UTF8View) -> Bool {
        count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
