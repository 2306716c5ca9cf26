// SPDX-License-Identifier: Apache-2.0

extension MeetingID {
    /// Random bytes of an ID that we make; as many as a UUID has. 26 digits come of them.
    package static let madeByteCount = 16
    /// What the IDs begin with that we make, in letters that Google takes.
    private static let mark = "roomagent"

    /// A room made the event, be it on another account's calendar.
    package var isMade: Bool { value.exposed.hasPrefix(Self.mark) }

    /// An ID for a new event: our mark, and `bytes` in base32hex without padding (RFC 4648, section 7; Google allows
    /// its digits, 5 to 1,024 of them). Because we know the ID before we ask, asking twice makes one event.
    /// - Parameter bytes: 4 to 630, at random.
    package static func made(of bytes: some Collection<UInt8>) -> MeetingID {
        precondition((4...630).contains(bytes.count), "an event ID has 5 to 1,024 digits")
        let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(digits[Int(buffer >> bits & 31)])
            }
        }
        if bits > 0 { text.append(digits[Int(buffer << (5 - bits) & 31)]) }
        return MeetingID(mark + String(decoding: text, as: UTF8.self))
    }
}
