// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Takes a link out of the address of a service that only leads on: mail filters, search engines, launch pages. Only
/// those listed are looked into; a link in anybody else's query is that site's own affair.
enum Redirector {
    enum Outcome: Equatable {
        /// Not a redirector.
        case none
        case leadsTo([UInt8])
        /// One whose target only its owner knows.
        case opaque
    }

    /// A wrapper in a wrapper in a wrapper; deeper is refused.
    static let maximumDepth = 5

    static func outcome(of url: LinkURL) -> Outcome {
        let host = url.host
        if let field = queryField(host: host, url: url) {
            guard let value = url.value(of: field) else { return .none }
            return .leadsTo(PercentCode.decoded(value))
        }
        if host == "urldefense.proofpoint.com", url.path.starts(with: "/v2/url".utf8), let value = url.value(of: "u") {
            return .leadsTo(ProofpointText.version2(value))
        }
        if ["urldefense.com", "urldefense.us", "urldefense.proofpoint.com"].contains(host),
            url.path.starts(with: "/v3/__".utf8)
        {
            return ProofpointText.version3(url).map(Outcome.leadsTo) ?? .none
        }
        if host == "secure-web.cisco.com", let inner = lastSegmentLink(url) { return .leadsTo(inner) }
        if host.hasSuffix(".mimecast.com") || host == "reclaim.ai" || host == "go.chorus.ai" { return .opaque }
        if host == "go.copilot.clari.com", url.segments.count == 2, url.segments[0].elementsEqual("hangout".utf8) {
            return .leadsTo(Array("https://meet.google.com/".utf8) + url.segments[1])
        }
        return teamsLauncher(url) ?? .none
    }

    /// The query field that holds the target, percent-encoded once.
    private static func queryField(host: String, url: LinkURL) -> String? {
        func isPath(_ path: String) -> Bool { url.path.elementsEqual(path.utf8) }
        if host.hasSuffix(".safelinks.protection.outlook.com") || host.hasSuffix(".safelinks.protection.office365.us") {
            return "url"
        }
        switch host {
        case "meet.google.com": return isPath("/linkredirect") ? "dest" : nil
        case "urldefense.proofpoint.com": return isPath("/v1/url") ? "u" : nil
        case "l.facebook.com", "lm.facebook.com": return isPath("/l.php") ? "u" : nil
        case "linkprotect.cudasvc.com": return isPath("/url") ? "a" : nil
        case "slack-redir.net": return isPath("/link") ? "url" : nil
        default: return isPath("/url") && isGoogle(host) ? (url.value(of: "q") == nil ? "url" : "q") : nil
        }
    }

    /// `www.google.com`, `google.fi`, `www.google.co.uk`; not `www.google.evil.example`.
    private static func isGoogle(_ host: String) -> Bool {
        var labels = host.split(separator: ".")
        if labels.first == "www" { labels.removeFirst() }
        guard labels.first == "google" else { return false }
        switch labels.count {
        case 2: return labels[1] == "com" || labels[1].utf8.count == 2
        case 3: return ["co", "com"].contains(labels[1]) && labels[2].utf8.count == 2
        default: return false
        }
    }

    /// Cisco Secure Email keeps the target as the last segment of its path, percent-encoded.
    private static func lastSegmentLink(_ url: LinkURL) -> [UInt8]? {
        guard let last = url.segments.last, last.startsIgnoringCase("http".utf8) else { return nil }
        return PercentCode.decoded(last)
    }

    /// Teams' launch pages keep the meeting's path after a `#`, in the address itself or in a query field `url`.
    private static func teamsLauncher(_ url: LinkURL) -> Outcome? {
        guard ["teams.microsoft.com", "teams.cloud.microsoft", "teams.live.com"].contains(url.host) else { return nil }
        var inner: ArraySlice<UInt8>?
        if url.path.starts(with: "/dl/launcher/".utf8), let value = url.value(of: "url") {
            let decoded = PercentCode.decoded(value)
            // A "#" that somebody has decoded ends the query early.
            let rest = url.fragment.map { $0[...] } ?? decoded[...]
            inner = decoded.firstIndex(of: UInt8(ascii: "#")).map { decoded[($0 + 1)...] } ?? rest
        } else if url.path.starts(with: "/v2".utf8) || url.path.starts(with: "/_".utf8), let fragment = url.fragment {
            inner = fragment[...]
        }
        guard let inner, inner.first == UInt8(ascii: "/") else { return nil }
        return .leadsTo(Array("https://\(url.host)".utf8) + inner)
    }
}

/// The two home-made codes of Proofpoint's URL Defense.
enum ProofpointText {
    /// `-` stands for `%`, `_` for `/`; then percent-encoding.
    static func version2(_ value: some Collection<UInt8>) -> [UInt8] {
        PercentCode.decoded(
            value.map { byte in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "%")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                default: byte
                }
            })
    }

    /// `/v3/__URL__;BASE64!!…$`: each `*` of the URL is a character, `**X` a run of them, taken in turn from the base64
    /// text. The URL's own query and fragment aren't encoded, so the whole address is read again.
    static func version3(_ link: LinkURL) -> [UInt8]? {
        var bytes = link.path.dropFirst("/v3/__".utf8.count)
        if let query = link.query { bytes += [UInt8(ascii: "?")] + query }
        if let fragment = link.fragment { bytes += [UInt8(ascii: "#")] + fragment }
        guard let end = firstIndex(of: Array("__;".utf8), in: bytes) else { return nil }
        let coded = bytes[..<end]
        var characters = characters(bytes[(end + 3)...].prefix { $0 != UInt8(ascii: "!") })[...]
        var result: [UInt8] = []
        var index = coded.startIndex
        while index < coded.endIndex {
            guard coded[index] == UInt8(ascii: "*") else {
                result.append(coded[index])
                index += 1
                continue
            }
            var count = 1
            index += 1
            if index + 1 < coded.endIndex, coded[index] == UInt8(ascii: "*"),
                let value = Base64Digit.value(coded[index + 1])
            {
                count = Int(value) + 2
                index += 2
            }
            guard characters.count >= count else { return nil }
            for character in characters.prefix(count) { result += Array(String(character).utf8) }
            characters = characters.dropFirst(count)
        }
        // A proxy on the way may have made one slash of two.
        for scheme in ["https:/", "http:/"] where result.startsIgnoringCase(scheme.utf8) {
            let rest = result.dropFirst(scheme.utf8.count)
            if rest.first != UInt8(ascii: "/") { result = Array(scheme.utf8) + [UInt8(ascii: "/")] + rest }
        }
        return result
    }

    private static func characters(_ base64: ArraySlice<UInt8>) -> [Unicode.Scalar] {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in base64 {
            guard let value = Base64Digit.value(byte) else { continue }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    }

    private static func firstIndex(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.first { bytes[$0] == needle[0] && bytes[$0...].starts(with: needle) }
    }
}

/// The alphabet of base64url (RFC 4648, section 5).
private enum Base64Digit {
    static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case UInt8(ascii: "-"), UInt8(ascii: "+"): 62
        case UInt8(ascii: "_"), UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
