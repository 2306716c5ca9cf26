// SPDX-License-Identifier: Apache-2.0

/// Finds the messages in a stream of server-sent events
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html, "Parsing an event stream"). What a message says is
/// not read: nginx with nchan passes Google's empty notice on as an `id:` and an empty `data:`, which no browser would
/// dispatch.
struct EventStreamReader {
    private var line: [UInt8] = []
    private var isMessage = false
    private var isPing = false
    private var wasReturn = false

    /// A longer line is no notice, and ends the stream.
    static let maximumLineBytes = 8192

    /// How many messages ended in these bytes; nil where the stream is none that a relay sends.
    mutating func messages(in bytes: [UInt8]) -> Int? {
        var count = 0
        for byte in bytes {
            // CR, LF and CR LF end a line.
            let isSecond = wasReturn && byte == 0x0A
            wasReturn = byte == 0x0D
            if isSecond { continue }
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                if line.count > Self.maximumLineBytes { return nil }
                continue
            }
            if endLine() { count += 1 }
            line.removeAll(keepingCapacity: true)
        }
        return count
    }

    /// Whether the line ended a message.
    private mutating func endLine() -> Bool {
        if line.isEmpty {
            defer { (isMessage, isPing) = (false, false) }
            return isMessage && !isPing
        }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        switch String(decoding: name, as: UTF8.self) {
        case "data", "id": isMessage = true
        case "event": isPing = line.dropFirst(name.count + 1).drop { $0 == 0x20 }.elementsEqual("ping".utf8)
        default: break
        }
        return false
    }
}
