// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A calendar body, which is plain text, HTML or a mixture: Google hands on what was pasted. One pass over the bytes,
/// whatever they are.
package enum BodyText {
    /// As readable text: tags gone, blocks on lines of their own, entities decoded once, no more than one empty line.
    package static func plain(fromHTML text: String) -> String { TakenApart(text).plain }

    /// A body taken apart once, for the link search and for reading.
    package struct TakenApart {
        /// The visible text and the links, entities decoded, one after the other: a body has many small pieces, and
        /// none of them is an array of its own.
        let bytes: [UInt8]
        let pieces: [Piece]

        /// Of a body, no more than `LinkFinder.maximumBodyBytes` are read.
        package init(_ text: String) {
            var source = Array(text.utf8)
            if source.count > LinkFinder.maximumBodyBytes { source.removeSubrange(LinkFinder.maximumBodyBytes...) }
            var scan = BodyScan(source)
            scan.run()
            bytes = scan.bytes
            pieces = scan.pieces
        }

        /// As readable text: tags gone, blocks on lines of their own, no more than one empty line.
        package var plain: String {
            var lines = PlainLines(capacity: bytes.count)
            for piece in pieces {
                switch piece {
                case .text(let place): lines.append(bytes[place])
                case .breakLine: lines.endLine()
                case .link, .boundary: break
                }
            }
            return lines.finish()
        }
    }

    /// What a body is made of, in order. Texts that follow each other lie in one stretch.
    enum Piece {
        /// Visible text, entities decoded.
        case text(Range<Int>)
        /// The `href` of an anchor, entities decoded, broken lines joined.
        case link(Range<Int>)
        /// A tag that ends a line.
        case breakLine
        /// A tag that ends a word for the link search, and nothing for the eye.
        case boundary
    }
}

/// The one pass over a body.
private struct BodyScan {
    private let source: [UInt8]
    private(set) var bytes: [UInt8] = []
    private(set) var pieces: [BodyText.Piece] = []
    /// Inside `<style>`, `<script>` or `<head>`'s `<title>`, the end tag that is waited for.
    private var hidden: TagName?

    /// A longer tag counts as text.
    private static let maximumTagBytes = 16 * 1024

    init(_ source: [UInt8]) {
        self.source = source
        bytes.reserveCapacity(source.count)
    }

    mutating func run() {
        var textStart = 0
        var index = 0
        while true {
            index = source.place(of: UInt8(ascii: "<"), from: index, to: source.count)
            guard index < source.count else { break }
            guard let tag = Tag(source, at: index, limit: Self.maximumTagBytes) else {
                index += 1
                continue
            }
            add(text: textStart..<index)
            index = tag.end
            textStart = index
            read(tag)
        }
        add(text: textStart..<index)
    }

    private mutating func add(text place: Range<Int>) {
        guard hidden == nil, !place.isEmpty else { return }
        let start = bytes.count
        Entities.decode(source, place, into: &bytes)
        pieces.append(.text(start..<bytes.count))
    }

    private mutating func read(_ tag: Tag) {
        if let name = hidden {
            if tag.isEnd, tag.name == name { hidden = nil }
            return
        }
        let effect = tag.effect
        if effect == .hides, !tag.isEnd { hidden = tag.name }
        if let link = tag.link {
            let start = bytes.count
            bytes += BrokenLines.joined(Entities.decoded(link))
            pieces.append(.link(start..<bytes.count))
        }
        switch effect {
        case .breaksLine: pieces.append(.breakLine)
        case .isInline: break
        case .hides, .endsWord: pieces.append(.boundary)
        }
    }
}

/// The name of a tag, lower case, in two words: there are many tags in a body, and none needs memory of its own.
private struct TagName: Equatable {
    static let maximumBytes = 16

    private(set) var count = 0
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    init() {}

    init(_ name: some StringProtocol) {
        for byte in name.utf8 { append(byte) }
    }

    mutating func append(_ byte: UInt8) {
        high = high << 8 | low >> 56
        low = low << 8 | UInt64(byte)
        count += 1
    }
}

/// One HTML tag or comment in a text.
private struct Tag {
    /// Empty for a comment or a declaration.
    var name = TagName()
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
        while index < stop, name.count < TagName.maximumBytes,
            bytes[index].isLetter || (bytes[index].isDigit && name.count > 0)
        {
            name.append(bytes[index].lowercased)
            index += 1
        }
        guard name.count > 0, index < stop, Self.nameEnds.contains(bytes[index]) else { return nil }
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
                if name == Self.anchor, !isEnd { link = Self.href(bytes[attributes..<index]) }
                return
            }
            index += 1
        }
        return nil
    }

    private static let anchor = TagName("a")
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

    /// The most frequent first: this is asked of each tag, and a look at the first few is quicker than a hash.
    private static let effects: [(name: TagName, effect: Effect)] = {
        let rows: [(Effect, String)] = [
            (.breaksLine, "p br div li tr"),
            (.isInline, "b span i u s em strong font wbr small big sub sup mark"),
            (.breaksLine, "ul ol table hr h1 h2 h3 h4 h5 h6 pre section article header footer blockquote"),
            (.hides, "style script title"),
        ]
        return rows.flatMap { effect, names in names.split(separator: " ").map { (TagName($0), effect) } }
    }()

    var effect: Effect { Self.effects.first { $0.name == name }?.effect ?? .endsWord }
}

/// Lines with their ends trimmed, and empty ones kept down to one.
private struct PlainLines {
    private var bytes: [UInt8] = []
    private var lineStart = 0
    private var emptyLines = 0

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(_ text: ArraySlice<UInt8>) {
        guard text.hasAny(Self.isBreak) else {
            bytes += text
            return
        }
        var rest = text
        while let stop = rest.firstIndex(where: Self.isBreak) {
            bytes += rest[..<stop]
            if rest[stop] == 0x0A { endLine() }
            rest = rest[(stop + 1)...]
        }
        bytes += rest
    }

    /// A line feed ends a line; the others are left out.
    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0 }

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

    /// The text; nothing follows.
    mutating func finish() -> String {
        endLine()
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
