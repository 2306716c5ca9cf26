// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The head of one HTTP request to the receiver, read strictly (RFC 9112): what two readers could understand in two
/// ways is refused, since a proxy has read it before us.
struct NoticeHead: Equatable {
    /// What is answered instead, and the connection closed.
    struct Refusal: Error, Equatable {
        /// The status of the answer.
        var status: Int
    }

    private(set) var method: String
    private(set) var target: String
    /// Bytes that follow.
    private(set) var bodyBytes = 0
    /// The other side sends more requests on this connection.
    private(set) var isKept: Bool
    /// What the headers of Google say (https://developers.google.com/workspace/calendar/api/guides/push,
    /// "Understand the notification message format"); nil where there is no channel's ID.
    private(set) var notice: PushNotice?

    /// More bytes of a head are refused (431). A notice of Google's has about a kilobyte.
    static let maximumBytes = 8192
    /// More bytes of a body are refused (413). A notice of Google's has none.
    static let maximumBodyBytes = 4096
    private static let maximumFields = 64

    /// The head that begins the bytes, and how long it is with the empty line; nil where it is not whole yet.
    static func parse(_ bytes: [UInt8]) throws(Refusal) -> (head: NoticeHead, length: Int)? {
        // One empty line before a request is to be overlooked (section 2.2).
        let start = bytes.starts(with: [0x0D, 0x0A]) ? 2 : 0
        var lines: [ArraySlice<UInt8>] = []
        var begin = start
        var place = start
        while place < bytes.count {
            if place >= maximumBytes { throw Refusal(status: 431) }
            guard bytes[place] == 0x0A else {
                place += 1
                continue
            }
            guard place > begin, bytes[place - 1] == 0x0D else { throw Refusal(status: 400) }
            let line = bytes[begin..<place - 1]
            place += 1
            begin = place
            if line.isEmpty { return (try NoticeHead(lines), place) }
            lines.append(line)
            if lines.count > maximumFields { throw Refusal(status: 431) }
        }
        return nil
    }

    private init(_ lines: [ArraySlice<UInt8>]) throws(Refusal) {
        guard let first = lines.first else { throw Refusal(status: 400) }
        let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, words[0].allSatisfy(Self.isToken), !words[0].isEmpty,
            words[1].first == UInt8(ascii: "/"), words[1].allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw Refusal(status: 400) }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version.hasPrefix("HTTP/") else { throw Refusal(status: 400) }
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw Refusal(status: 505) }
        method = String(decoding: words[0], as: UTF8.self)
        target = String(decoding: words[1], as: UTF8.self)
        isKept = version == "HTTP/1.1"
        try read(lines.dropFirst())
    }

    private mutating func read(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(Refusal) {
        var values: [String: String] = [:]
        for line in lines {
            let (name, value) = try Self.field(line)
            // Of all that we read, twice is once too often.
            if Self.names.contains(name), values.updateValue(value, forKey: name) != nil { throw Refusal(status: 400) }
        }
        guard values["host"] != nil || !isKept else { throw Refusal(status: 400) }
        if values["transfer-encoding"] != nil {
            throw Refusal(status: values["content-length"] == nil ? 411 : 400)
        }
        if let length = values["content-length"] {
            guard !length.isEmpty, length.utf8.allSatisfy(\.isDigit) else { throw Refusal(status: 400) }
            guard let count = Int(length), count <= Self.maximumBodyBytes else { throw Refusal(status: 413) }
            bodyBytes = count
        }
        if let connection = values["connection"], connection.lowercased().contains(text: "close") { isKept = false }
        guard let channel = values["x-goog-channel-id"] else { return }
        notice = PushNotice(
            channel: channel, resource: values["x-goog-resource-id"] ?? "",
            token: values["x-goog-channel-token"] ?? "", number: values["x-goog-message-number"].flatMap(Int.init) ?? 0)
    }

    private static let names: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "x-goog-channel-id", "x-goog-resource-id",
        "x-goog-channel-token", "x-goog-message-number",
    ]

    /// Name in small letters, and value without the spaces around it (section 5). A folded line begins with a space,
    /// and so has no name.
    private static func field(_ line: ArraySlice<UInt8>) throws(Refusal) -> (String, String) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isToken)
        else { throw Refusal(status: 400) }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var value = line[(colon + 1)...].drop(while: isSpace)
        while let last = value.last, isSpace(last) { value.removeLast() }
        guard value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else { throw Refusal(status: 400) }
        return (
            String(decoding: line[..<colon].map(\.lowercased), as: UTF8.self), String(decoding: value, as: UTF8.self)
        )
    }

    /// The letters of names (RFC 9110, section 5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
