// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The argv of a join action: the configured words, with the address or its page in the place of `{url}` or `{page}`.
/// No shell ever sees it.
enum CommandLineTemplate {
    /// The words of the program, with the placeholders filled. `page` is called, and so the page written, only where a
    /// word has `{page}` in it.
    static func arguments<Failure: Error>(
        _ template: [String], address: String, page: () throws(Failure) -> String
    ) throws(Failure) -> [String] {
        let hidesAddress = template.first.map(Browser.isOne) ?? false
        var words: [String] = []
        for word in template {
            var word = word
            if let place = word.firstPlace(of: "{page}") {
                word.replaceSubrange(place, with: try page())
            } else if let place = word.firstPlace(of: "{url}") {
                word.replaceSubrange(place, with: hidesAddress ? try page() : address)
            }
            words.append(word)
        }
        return words
    }

    /// Why this address may not be handed to a program, by its form alone; nil where it may. Others have decided
    /// whether its host is one to open.
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

    /// The address with the characters that a shell would read as its own percent-encoded (RFC 3986, section 2.1), so
    /// that a script that forgets its quotes does less harm. `&`, `#` and `?` part an address and stay; so do `;` and
    /// `*` where they mean something to whoever dials (RFC 3261, section 19.1.1; RFC 3966).
    static func encoded(_ address: JoinAddress) -> String {
        let meant: String =
            switch address.kind {
            case .video: ""
            case .sip: ";*"
            case .phone: "*"
            }
        let risky = "$();'!*\"`\\<>|[]{}^".utf8.filter { !meant.utf8.contains($0) }
        var result: [UInt8] = []
        for byte in address.address.exposed.utf8 {
            if risky.contains(byte) {
                result += Array("%\(String(byte, radix: 16, uppercase: true))".utf8)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Programs that open a page from a file, so that the address needs not stand on their command line.
package enum Browser {
    private static let names: Set<String> = [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
        "microsoft-edge-stable", "brave-browser", "vivaldi", "firefox", "firefox-esr",
    ]

    /// By the program's file name.
    package static func isOne(_ program: String) -> Bool {
        program.split(separator: "/").last.map { names.contains(String($0)) } ?? false
    }
}

extension StringProtocol {
    func firstPlace(of word: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}
