// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The argv of a join action: the configured words with the address in the place of `{url}`. No shell ever sees it.
enum CommandLineTemplate {
    static func arguments(_ template: [String], address: String) -> [String] {
        template.map { word in
            var result = ""
            var rest = word[...]
            while let place = rest.firstRange(of: "{url}") {
                result += rest[..<place.lowerBound] + address
                rest = rest[place.upperBound...]
            }
            return result + rest
        }
    }

    /// What keeps an address from being handed to a program; nil if nothing does. Whether its host is one of ours was
    /// decided before; this is about its form, whatever found it.
    static func refusal(_ address: JoinAddress) -> String? {
        let text = address.address.exposed
        guard !text.isEmpty, text.utf8.count <= JoinAddress.maximumBytes else { return "empty or too long" }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return "not printable ASCII" }
        let schemes: [String] =
            switch address.kind {
            case .video: ["https://"]
            case .sip: ["sip:", "sips:", "h323:"]
            case .phone: ["tel:"]
            }
        return schemes.contains(where: text.hasPrefix) ? nil : "another scheme than its kind has"
    }
}

extension Substring {
    fileprivate func firstRange(of word: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}
