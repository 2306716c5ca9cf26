// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A calendar body, which is plain text, HTML or a mixture: Google hands on what was pasted. One pass over the bytes,
/// whatever they are.
package enum BodyText {
    /// As readable text: tags gone, blocks on lines of their own, entities decoded once, no more than one empty line.
    package static func plain(fromHTML text: String) -> String { TakenApart(text).plain }

    /// A body taken apart once, for the link search and for reading.
    package struct TakenApart {
        let pieces: [Piece]

        /// Of a body, no more than `LinkFinder.maximumBodyBytes` are read.
        package init(_ text: String) {
            var bytes = Array(text.utf8)
            if bytes.count > LinkFinder.maximumBodyBytes { bytes.removeSubrange(LinkFinder.maximumBodyBytes...) }
            var pieces: [Piece] = []
            scan(bytes) { pieces.append($0) }
            self.pieces = pieces
        }

        /// As readable text: tags gone, blocks on lines of their own, no more than one empty line.
        package var plain: String { BodyText.plain(pieces) }
    }

    private static func plain(_ pieces: [Piece]) -> String {
        var lines = PlainLines()
        for piece in pieces {
            switch piece {
            case .text(let bytes): lines.append(bytes)
            case .breakLine: lines.endLine()
            case .link, .boundary: break
            }
        }
        return lines.text
    }

    /// What a body is made of, in order.
    enum Piece {
        /// Visible text, entities decoded.
        case text([UInt8])
        /// The `href` of an anchor, entities decoded, broken lines joined.
        case link([UInt8])
        /// A tag that ends a line.
        case breakLine
        /// A tag that ends a word for the link search, and nothing for the eye.
        case boundary
    }

    /// A longer tag counts as text.
    private static let maximumTagBytes = 16 * 1024

    static func scan(_ bytes: [UInt8], _ found: (Piece) -> Void) {
        var textStart = 0
        var index = 0
        /// Inside `<style>`, `<script>` or `<head>`'s `<title>`, the end tag that is waited for.
        var hidden: [UInt8]?
        func flush() {
            if hidden == nil, textStart < index { found(.text(Entities.decoded(bytes[textStart..<index]))) }
        }
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<"), let tag = Tag(bytes, at: index, limit: maximumTagBytes) else {
                index += 1
                continue
            }
            flush()
            index = tag.end
            textStart = index
            if let name = hidden {
                if tag.isEnd, tag.name == name { hidden = nil }
                continue
            }
            let effect = tag.effect
            if effect == .hides, !tag.isEnd { hidden = tag.name }
            if let link = tag.link { found(.link(BrokenLines.joined(Entities.decoded(link)))) }
            switch effect {
            case .breaksLine: found(.breakLine)
            case .isInline: break
            case .hides, .endsWord: found(.boundary)
            }
        }
        flush()
    }
}

/// One HTML tag or comment in a text.
private struct Tag {
    /// Lower case; empty for a comment or a declaration.
    var name: [UInt8] = []
    var isEnd = false
    /// After its `>`.
    var end: Int
    /// The value of an anchor's `href`, as it is written.
    var link: ArraySlice<UInt8>?

    /// Nil where what begins with this `<` isn't a tag: `<https://…>`, `<alice@example.com>`, `a < b`.
    init?(_ bytes: [UInt8], at start: Int, limit: Int) {
        let stop = min(bytes.count, start + limit)
        var index = start + 1
        guard index < stop else { return nil }
        if bytes[index] == UInt8(ascii: "!") {
            guard let close = Self.commentEnd(bytes[start..<stop]) else { return nil }
            end = close
            return
        }
        if bytes[index] == UInt8(ascii: "/") {
            isEnd = true
            index += 1
        }
        while index < stop, bytes[index].isLetter || (bytes[index].isDigit && !name.isEmpty), name.count < 16 {
            name.append(bytes[index].lowercased)
            index += 1
        }
        guard !name.isEmpty, index < stop, Self.nameEnds.contains(bytes[index]) else { return nil }
        // Another "<" outside quotes means that this one never was a tag. It also keeps the search linear.
        var quote: UInt8?
        let attributes = index
        while index < stop {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "<") {
                return nil
            } else if byte == UInt8(ascii: ">") {
                end = index + 1
                if name == Array("a".utf8), !isEnd { link = Self.href(bytes[attributes..<index]) }
                return
            }
            index += 1
        }
        return nil
    }

    private static let nameEnds = ByteSet("> /\t\r\n")

    private static func commentEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        let isComment = bytes.starts(with: "<!--".utf8)
        var dashes = 0
        for index in bytes.indices.dropFirst(isComment ? 4 : 2) {
            if bytes[index] == UInt8(ascii: ">"), !isComment || dashes >= 2 { return index + 1 }
            // As above: what doesn't close before the next one opens isn't one.
            if bytes[index] == UInt8(ascii: "<") { return nil }
            dashes = bytes[index] == UInt8(ascii: "-") ? dashes + 1 : 0
        }
        return nil
    }

    private static func href(_ attributes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = attributes
        func skipSpace() { rest = rest.drop { $0 <= 0x20 || $0 == UInt8(ascii: "/") } }
        skipSpace()
        while !rest.isEmpty {
            let name = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "=") }
            rest = rest[name.endIndex...].drop { $0 <= 0x20 }
            var value = rest[rest.startIndex..<rest.startIndex]
            if rest.first == UInt8(ascii: "=") {
                rest = rest.dropFirst().drop { $0 <= 0x20 }
                if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                    value = rest.dropFirst().prefix { $0 != quote }
                    rest = rest[value.endIndex...].dropFirst()
                } else {
                    value = rest.prefix { $0 > 0x20 }
                    rest = rest[value.endIndex...]
                }
            }
            if name.equalsIgnoringCase("href".utf8) { return value.isEmpty ? nil : value }
            skipSpace()
        }
        return nil
    }

    enum Effect {
        case hides
        case breaksLine
        /// Formatting, which may stand inside a word.
        case isInline
        case endsWord
    }

    /// By the name in one word: there are many tags in a body, and this is asked of each.
    private static let effects: [UInt64: Effect] = {
        let rows: [(Effect, String)] = [
            (.hides, "style script title"),
            (.breaksLine, "br p div li ul ol tr table hr h1 h2 h3 h4 h5 h6 pre section article header footer"),
            (.isInline, "b i u s em strong span font wbr small big sub sup mark"),
        ]
        var effects: [UInt64: Effect] = [:]
        for (effect, names) in rows {
            for name in names.split(separator: " ") { effects[packed(Array(name.utf8))] = effect }
        }
        return effects
    }()

    /// Names of up to eight letters; a longer one is 0.
    private static func packed(_ name: [UInt8]) -> UInt64 {
        name.count > 8 ? 0 : name.reduce(0) { $0 << 8 | UInt64($1) }
    }

    var effect: Effect {
        name.count == 10 && name.elementsEqual("blockquote".utf8)
            ? .breaksLine : Self.effects[Self.packed(name)] ?? .endsWord
    }
}

/// Lines with their ends trimmed, and empty ones kept down to one.
private struct PlainLines {
    private var bytes: [UInt8] = []
    private var lineStart = 0
    private var emptyLines = 0

    mutating func append(_ text: [UInt8]) {
        var rest = text[...]
        while let stop = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) {
            bytes += rest[..<stop]
            if rest[stop] == 0x0A { endLine() }
            rest = rest[(stop + 1)...]
        }
        bytes += rest
    }

    mutating func endLine() {
        while bytes.count > lineStart, bytes[bytes.count - 1] <= 0x20 { bytes.removeLast() }
        if bytes.count == lineStart {
            emptyLines += 1
            if emptyLines > 1 || bytes.isEmpty { return }
        } else {
            emptyLines = 0
        }
        bytes.append(0x0A)
        lineStart = bytes.count
    }

    var text: String {
        var result = self
        result.endLine()
        while let last = result.bytes.last, last <= 0x20 { result.bytes.removeLast() }
        return String(decoding: result.bytes, as: UTF8.self)
    }
}
