// SPDX-License-Identifier: Apache-2.0

/// What is dialled: SIP (RFC 3261, section 19.1), H.323 (RFC 3508) and telephone (RFC 3966) addresses.
enum DialAddress {
    /// A SIP or H.323 address in normal form, or nil. `text` may lack its scheme.
    static func sip(_ text: some Collection<UInt8>) -> [UInt8]? {
        var scheme = Array("sip:".utf8)
        var rest = Array(text)[...]
        for name in ["sip:", "sips:", "h323:"] where rest.startsIgnoringCase(name.utf8) {
            scheme = Array(name.utf8)
            rest = rest.dropFirst(name.utf8.count)
            break
        }
        // Headers in an address ("?Subject=…") would be a stranger's words in our request.
        let address = rest.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: ";") }
        let parts = address.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard let host = parts.last, parts.count <= 2, isHost(host) else { return nil }
        if parts.count == 2 {
            guard (1...128).contains(parts[0].count), parts[0].allSatisfy(isUserByte) else { return nil }
        }
        return scheme + address + parameters(rest[address.endIndex...])
    }

    /// `;transport=tls` and its like; those that would send the call elsewhere are left out.
    private static func parameters(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        for field in text.prefix(while: { $0 != UInt8(ascii: "?") }).split(separator: UInt8(ascii: ";")).prefix(8) {
            guard field.count <= 64, field.allSatisfy({ $0.isLetter || $0.isDigit || "-._=".utf8.contains($0) }) else {
                continue
            }
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            if ["transport", "user"].contains(where: { name.equalsIgnoringCase($0.utf8) }) { kept += [0x3B] + field }
        }
        return kept
    }

    private static func isUserByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "-_.!~*+#&=$,%/".utf8.contains(byte)
    }

    private static func isHost(_ text: ArraySlice<UInt8>) -> Bool {
        let host = text.prefix { $0 != UInt8(ascii: ":") }
        let port = text[host.endIndex...].dropFirst()
        guard port.count <= 5, port.allSatisfy({ $0.isDigit }), (1...253).contains(host.count) else { return false }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D
                && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D }
        }
    }

    /// Hosts on which `name@host` is a video address and not mail.
    private static let videoDomains = ["webex.com", "zoomcrc.com", "meet.chime.in", "bjn.vc", "lifesizecloud.com"]

    /// `25551234567@acme.webex.com`; nil for what may be somebody's mail address.
    static func bareVideo(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard let at = text.firstIndex(of: UInt8(ascii: "@")) else { return nil }
        let host = text[text.index(after: at)...].prefix { $0 != UInt8(ascii: ";") }.map(\.lowercased)
        let isVideo = videoDomains.contains { domain in
            host.elementsEqual(domain.utf8) || String(decoding: host, as: UTF8.self).hasSuffix("." + domain)
        }
        guard isVideo, !host.elementsEqual("webex.com".utf8) else { return nil }
        return sip(text)
    }

    /// A telephone number in normal form: `tel:+15551234567,,123456789#`. Nil where it is none: fewer than 3 or more
    /// than 15 digits to call (ITU-T E.164), or something that isn't dialled.
    static func phone(_ text: some Collection<UInt8>, code: some Collection<UInt8> = []) -> [UInt8]? {
        var rest = PercentCode.decoded(text)[...]
        if rest.startsIgnoringCase("tel:".utf8) { rest = rest.dropFirst(4) }
        var number: [UInt8] = []
        while let byte = rest.first, byte.isDigit || byte == UInt8(ascii: "+") || "-. ()".utf8.contains(byte) {
            if byte.isDigit || (byte == UInt8(ascii: "+") && number.isEmpty) { number.append(byte) }
            rest = rest.dropFirst()
        }
        guard (3...15).contains(number.count { $0.isDigit }) else { return nil }
        // Parameters of RFC 3966 (";ext=", ";phone-context=") aren't dialled; a pause sign is.
        var tones: [UInt8] = []
        if let first = rest.first, first != UInt8(ascii: ";") {
            for byte in rest where !"- .()".utf8.contains(byte) {
                guard byte.isDigit || ",*#pPwW".utf8.contains(byte), tones.count < maximumTones else { return nil }
                tones.append(byte.isDigit || byte == 0x2A || byte == 0x23 ? byte : UInt8(ascii: ","))
            }
        }
        if tones.isEmpty {
            let digits = code.filter { $0.isDigit }
            if (1...20).contains(digits.count) { tones = Array(",,".utf8) + digits + Array("#".utf8) }
        }
        return Array("tel:".utf8) + number + tones
    }

    private static let maximumTones = 64
}

/// `+1 555 123 4567,,123456789#` or `+358 9 1234 5678, PIN: 123 456#` in running text.
enum DialInText {
    /// How far after the number its code is looked for, in bytes of the same line.
    private static let reach = 48
    private static let maximumNumberBytes = 28

    /// The number that begins with the plus at `start`.
    static func find(_ bytes: [UInt8], at start: Int) -> (address: [UInt8], hasCode: Bool, end: Int)? {
        if start > 0,
            bytes[start - 1].isLetter || bytes[start - 1].isDigit || "/=&?%_@+".utf8.contains(bytes[start - 1])
        {
            return nil
        }
        var end = start + 1
        while end < bytes.count, end - start < maximumNumberBytes,
            bytes[end].isDigit || "-. ()".utf8.contains(bytes[end])
        {
            end += 1
        }
        let number = bytes[start..<end]
        guard (8...15).contains(number.count { $0.isDigit }) else { return nil }
        // "+15551234567@sip.example", "+1555123456abc"
        if end < bytes.count, bytes[end].isLetter || bytes[end] == UInt8(ascii: "@"), bytes[end - 1].isDigit {
            return nil
        }
        if end < bytes.count, bytes[end] == UInt8(ascii: ","), end + 1 < bytes.count,
            bytes[end + 1].isDigit || bytes[end + 1] == UInt8(ascii: ",")
        {
            let tones = bytes[end...].prefix(reach).prefix { $0.isDigit || ",*#".utf8.contains($0) }
            if let address = DialAddress.phone(number + tones) { return (address, true, tones.endIndex) }
        }
        let line = bytes[end...].prefix(reach).prefix { $0 != 0x0A }
        let code = code(in: line)
        guard let address = DialAddress.phone(number, code: code) else { return nil }
        return (address, !code.isEmpty, end)
    }

    private static let words = ["pin", "code", "koodi", "id:", "id "]

    private static func code(in line: ArraySlice<UInt8>) -> [UInt8] {
        for index in line.indices {
            guard let word = words.first(where: { line[index...].startsIgnoringCase($0.utf8) }) else { continue }
            let after = line[(index + word.utf8.count)...].drop { ": .=".utf8.contains($0) }
            let digits = after.prefix { $0.isDigit || $0 == 0x20 || $0 == 0x2D }.filter { $0.isDigit }
            if digits.count >= 3 { return digits }
        }
        return []
    }
}
