// SPDX-License-Identifier: Apache-2.0

/// A line from LCDd (LCDproc developer's guide, "the client language"). `key`, `listen` and `ignore` come at any time,
/// also between a command and its `success`.
public enum LCDdReply: Equatable, Sendable {
    /// The answer to `hello`: the display's size in cells.
    case connect(DisplayDimensions)
    /// A command was carried out.
    case success
    /// The answer to `noop`: what was sent before it has been read.
    case noopComplete
    /// A key that we asked for was pressed.
    case key(String)
    /// Our screen is shown.
    case listen
    /// It is shown no more.
    case ignore
    /// A refused command, with the server's words, cut.
    case refused(String)
    /// It makes no sense.
    case unknown

    /// How many spaces a line is cut at: 32. All that stands behind the last one is one word. LCDd's `connect`, the
    /// longest line that is read, has 14.
    public static let maximumWords = 32

    /// Reads one line without its end. Never fails: a line that makes no sense is `unknown`.
    public init(_ line: [UInt8]) {
        let words = line.split(separator: 0x20, maxSplits: Self.maximumWords).map {
            String(decoding: $0, as: UTF8.self)
        }
        switch words.first {
        case "connect": self = Self.connect(words)
        case "success": self = .success
        case "noop" where words.count == 2 && words[1] == "complete": self = .noopComplete
        case "key" where words.count >= 2: self = .key(words[1])
        case "listen": self = .listen
        case "ignore": self = .ignore
        case "huh?": self = .refused(String(decoding: line.prefix(120), as: UTF8.self))
        default: self = .unknown
        }
    }

    /// `connect LCDproc 0.5.9 protocol 0.3 lcd wid 20 hgt 4 cellwid 5 cellhgt 8`
    private static func connect(_ words: [String]) -> LCDdReply {
        func number(after word: String) -> Int? {
            guard let place = words.firstIndex(of: word), place + 1 < words.count else { return nil }
            return Int(words[place + 1]).flatMap { (1...256).contains($0) ? $0 : nil }
        }
        guard let columns = number(after: "wid"), let rows = number(after: "hgt") else { return .unknown }
        return .connect(DisplayDimensions(columns: columns, rows: rows))
    }
}
