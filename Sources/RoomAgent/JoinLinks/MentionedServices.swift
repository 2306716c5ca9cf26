// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Which services people name in their own words: "Exceptionally on Zoom". What stands inside an address isn't theirs.
struct MentionedServices {
    /// By the names of the table of services.
    private(set) var names: Set<String> = []
    /// "Google Meet" in words: then nothing says that another service is meant instead.
    private(set) var namesMeet = false

    /// By words that mean nothing else in an invitation. "Teams" also means people, and is looked at twice.
    private static let words: [(word: [UInt8], service: String)] = [
        ("zoom", "zoom"), ("webex", "webex"), ("jitsi", "jitsi"), ("bluejeans", "bluejeans"), ("gotomeeting", "goto"),
        ("ringcentral", "ringcentral"), ("skype", "skype-for-business"), ("telemost", "telemost"),
    ].map { (Array($0.0.utf8), $0.1) }

    private static let beforeTeams = ["microsoft", "ms", "on", "via", "in", "over", "using", "auf", "per"].map {
        Array($0.utf8)
    }
    private static let afterTeams = ["meeting", "call", "link"].map { Array($0.utf8) }
    private static let teams = Array("teams".utf8)
    private static let google = Array("google".utf8)
    private static let meet = Array("meet".utf8)

    /// Reads one text. `isPlace`: what stands there as the place is no verb and no people.
    mutating func read(_ text: ArraySlice<UInt8>, isPlace: Bool = false) {
        var last = text.prefix(0)
        for run in text.split(whereSeparator: { $0 <= 0x20 }) where !Self.isAddress(run) {
            for word in run.split(whereSeparator: { !$0.isLetter }) {
                see(word, after: last, isPlace: isPlace)
                last = word
            }
        }
    }

    private mutating func see(_ word: ArraySlice<UInt8>, after last: ArraySlice<UInt8>, isPlace: Bool) {
        func isWord(_ word: ArraySlice<UInt8>, _ known: [UInt8]) -> Bool {
            word.count == known.count && word.equalsIgnoringCase(known)
        }
        if let known = Self.words.first(where: { isWord(word, $0.word) }) { names.insert(known.service) }
        if isWord(word, Self.teams), isPlace || Self.beforeTeams.contains(where: { isWord(last, $0) }) {
            names.insert("teams")
        }
        if isWord(last, Self.teams), Self.afterTeams.contains(where: { isWord(word, $0) }) { names.insert("teams") }
        if isWord(word, Self.meet), isWord(last, Self.google) { namesMeet = true }
    }

    /// A web or mail address, or the name of a host or a file.
    private static func isAddress(_ run: ArraySlice<UInt8>) -> Bool {
        var last: UInt8 = 0
        for byte in run {
            if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "@") { return true }
            if last == UInt8(ascii: "."), byte.isLetter || byte.isDigit { return true }
            last = byte
        }
        return false
    }
}
