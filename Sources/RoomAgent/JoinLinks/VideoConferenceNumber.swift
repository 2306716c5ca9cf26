// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The number by which a gateway into Teams knows a meeting. Invitations give it on a line of its own ("VTC Conference
/// ID: 129 141 836 1") below the gateway's address (`acme@m.webex.com`); who dials that alone is asked for it.
struct VideoConferenceNumber {
    private var found: Set<[UInt8]> = []

    private static let labels = ["vtc conference id", "video conference id", "video id"].map { Array($0.utf8) }

    mutating func read(_ text: ArraySlice<UInt8>) {
        // Most lines of prose have no such pair.
        guard text.hasAny({ $0 | 0x20 == UInt8(ascii: "v") }), Self.mayHaveLabel(text) else { return }
        var index = text.startIndex
        while index + 1 < text.endIndex {
            defer { index += 1 }
            guard Self.mayBeginLabel(text[index], text[index + 1]) else { continue }
            guard let label = Self.labels.first(where: { text[index...].startsIgnoringCase($0) }) else { continue }
            let digits = text[(index + label.count)...].drop { ": \t".utf8.contains($0) }
                .prefix { $0.isDigit || $0 == 0x20 }.filter { $0.isDigit }
            if (6...16).contains(digits.count), found.count < 2 { found.insert(digits) }
        }
    }

    private static func mayBeginLabel(_ first: UInt8, _ second: UInt8) -> Bool {
        first | 0x20 == UInt8(ascii: "v")
            && (second | 0x20 == UInt8(ascii: "i") || second | 0x20 == UInt8(ascii: "t"))
    }

    private static func mayHaveLabel(_ text: ArraySlice<UInt8>) -> Bool {
        text.withUnsafeBufferPointer { text in
            text.indices.dropLast().contains { mayBeginLabel(text[$0], text[$0 + 1]) }
        }
    }

    /// One number was named; only then `put` does anything.
    var isFound: Bool { found.count == 1 }

    /// The address that leads into the meeting itself, or nil where the text names none or several numbers, or the
    /// gateway isn't known to take it.
    func put(into address: [UInt8]) -> [UInt8]? {
        guard isFound, let number = found.first, address.starts(with: "sip:".utf8),
            let at = address.firstIndex(of: UInt8(ascii: "@"))
        else { return nil }
        let user = address[4..<at]
        let host = address[(at + 1)...].prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ":") }
        guard !user.contains(UInt8(ascii: ".")) else { return nil }
        let dot = [UInt8(ascii: ".")]
        // Cisco's gateway wants the number before the tenant's name, BlueJeans' behind the tenant's number.
        var whole: [UInt8]?
        if host.equalsIgnoringCase("m.webex.com".utf8), user.contains(where: { $0.isLetter }) {
            whole = address[..<4] + number + dot + user + address[at...]
        } else if host.equalsIgnoringCase("teams.bjn.vc".utf8), user.allSatisfy({ $0.isDigit }) {
            whole = address[..<at] + dot + number + address[at...]
        }
        return whole.flatMap { try? DialAddress.sip($0) }
    }
}
