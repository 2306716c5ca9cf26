// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What is dialled: SIP (RFC 3261, section 19.1), H.323 (RFC 3508) and telephone (RFC 3966) addresses.
enum DialAddress {
    /// A SIP or H.323 address in normal form. `text` may lack its scheme.
    static func sip(_ text: some Collection<UInt8>) throws(DialRefusal) -> [UInt8] {
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
        guard let host = parts.last, parts.count <= 2 else { throw .malformed }
        let parameters = parameters(rest[address.endIndex...])
        var result = scheme
        if parts.count == 2 {
            let user = try user(parts[0])
            let isPhone = parameters.split(separator: UInt8(ascii: ";")).contains {
                $0.equalsIgnoringCase("user=phone".utf8)
            }
            try DialPolicy.check(sipUser: user, isPhone: isPhone)
            result += user + [UInt8(ascii: "@")]
        }
        try check(host: host)
        return result + host + parameters
    }

    /// With what it encodes decoded. Only what may stand there as it is may be encoded: no quotes, no controls, no
    /// second `@`.
    private static func user(_ text: ArraySlice<UInt8>) throws(DialRefusal) -> [UInt8] {
        let decoded = PercentCode.decoded(text)
        guard (1...128).contains(decoded.count), decoded.allSatisfy(isUserByte) else { throw .malformed }
        return decoded
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
        byte.isLetter || byte.isDigit || "-_.!~*+#&=$,/".utf8.contains(byte)
    }

    private static func check(host text: ArraySlice<UInt8>) throws(DialRefusal) {
        // "[fe80::1]", the one form in which a host has brackets.
        guard text.first != UInt8(ascii: "[") else { throw .privateHost }
        let host = text.prefix { $0 != UInt8(ascii: ":") }
        guard (1...253).contains(host.count) else { throw .malformed }
        if host.endIndex < text.endIndex {
            let port = text[(host.endIndex + 1)...]
            guard (1...5).contains(port.count), port.allSatisfy({ $0.isDigit }),
                let number = Int(String(decoding: port, as: UTF8.self)), (1...65535).contains(number)
            else { throw .oddPort }
        }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D
                && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D }
        }
        guard isName else { throw .malformed }
        try DialPolicy.check(host: String(decoding: host.map(\.lowercased), as: UTF8.self))
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
        return try? sip(text)
    }

    /// A telephone number in normal form: `tel:+15551234567,,123456789#`. More than 15 digits are none to call (ITU-T
    /// E.164).
    static func phone(_ text: some Collection<UInt8>, code: some Collection<UInt8> = []) throws(DialRefusal) -> [UInt8]
    {
        var rest = PercentCode.decoded(text)[...]
        if rest.startsIgnoringCase("tel:".utf8) { rest = rest.dropFirst(4) }
        var number: [UInt8] = []
        while let byte = rest.first, byte.isDigit || byte == UInt8(ascii: "+") || "-. ()".utf8.contains(byte) {
            if byte.isDigit || (byte == UInt8(ascii: "+") && number.isEmpty) { number.append(byte) }
            rest = rest.dropFirst()
        }
        guard (1...15).contains(number.count { $0.isDigit }) else { throw .malformed }
        try DialPolicy.check(number: number)
        // Parameters of RFC 3966 (";ext=", ";phone-context=") aren't dialled; a pause sign is.
        var tones: [UInt8] = []
        if let first = rest.first, first != UInt8(ascii: ";") {
            for byte in rest where !"- .()".utf8.contains(byte) {
                guard byte.isDigit || ",*#pPwW".utf8.contains(byte), tones.count < maximumTones else {
                    throw .malformed
                }
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
