// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A hierarchical URL in its parts (RFC 3986, section 3), as strict as a link out of a stranger's invitation deserves.
struct LinkURL {
    /// Lower case.
    var scheme: String
    /// Lower case, without a dot at its end.
    var host: String
    /// Begins with `/`, or is empty.
    let path: [UInt8]
    /// The parts of the path between its slashes. A slash at the end adds none.
    let segments: [ArraySlice<UInt8>]
    /// Without its `?`; nil where there is none.
    var query: [UInt8]?
    /// Without its `#`; nil where there is none.
    var fragment: [UInt8]?

    /// Longer ones are refused, also while they are wrapped by redirectors.
    static let maximumBytes = 16 * 1024

    enum Refusal: String, Error {
        case malformed
        case tooLong = "too-long"
        /// `https://good.example@evil.example/`
        case userinfo
        case oddPort = "odd-port"
    }

    init(_ bytes: some Collection<UInt8>) throws(Refusal) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLong }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
        scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        var rest = Array(bytes[bytes.index(after: colon)...])[...]
        guard rest.starts(with: "//".utf8) else { throw .malformed }
        rest = rest.dropFirst(2)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        rest = rest[authority.endIndex...]
        host = try Self.host(authority, scheme: scheme)
        path = LinkPath.normal(Self.encoded(rest.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }))
        rest = rest.drop { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        if rest.first == UInt8(ascii: "?") {
            let part = rest.dropFirst().prefix { $0 != UInt8(ascii: "#") }
            query = Self.encoded(part)
            rest = rest[part.endIndex...]
        }
        if rest.first == UInt8(ascii: "#") { fragment = Self.encoded(rest.dropFirst()) }
        // A browser or a server may read "/j/../rec" as another page than the table does.
        segments = LinkPath.segments(path)
        if LinkPath.hasDotSegment(path) || LinkPath.hasStrangeBytes(path) { throw .malformed }
    }

    private static func host(_ authority: ArraySlice<UInt8>, scheme: String) throws(Refusal) -> String {
        guard !authority.contains(UInt8(ascii: "@")) else { throw .userinfo }
        var name = authority
        if let colon = authority.firstIndex(of: UInt8(ascii: ":")) {
            let port = authority[(colon + 1)...]
            guard port.isEmpty || port.elementsEqual((scheme == "http" ? "80" : "443").utf8) else { throw .oddPort }
            name = authority[..<colon]
        }
        if name.last == UInt8(ascii: ".") { name = name.dropLast() }
        guard (1...253).contains(name.count) else { throw .malformed }
        for label in name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard (1...63).contains(label.count), label.allSatisfy({ $0.isLetter || $0.isDigit || $0 == 0x2D }) else {
                throw .malformed
            }
        }
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    private static let unsafe = ByteSet("\"<>\\^`{|}")

    /// What must not stand in a URL as it is, in percent form; the rest untouched.
    private static func encoded(_ part: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(part.count)
        let unsafe = Self.unsafe
        for byte in part {
            if (0x21...0x7E).contains(byte) && !unsafe.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), PercentCode.digit(byte >> 4), PercentCode.digit(byte & 15)]
            }
        }
        return result
    }

    /// Query fields in order, names and values as they are written.
    var fields: [LinkFields.Field] { LinkFields.split((query ?? [])[...]) }

    /// The first field of that name with a value, as it is written.
    func value(of name: String) -> ArraySlice<UInt8>? {
        fields.first { $0.name.elementsEqual(name.utf8) && !$0.value.isEmpty }?.value
    }

    /// The whole in normal form.
    var text: String {
        var bytes = Array(scheme.utf8) + Array("://".utf8) + Array(host.utf8) + path
        if let query, !query.isEmpty { bytes += [UInt8(ascii: "?")] + query }
        if let fragment, !fragment.isEmpty { bytes += [UInt8(ascii: "#")] + fragment }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// `a=1&b=2`, as queries have it and some fragments.
enum LinkFields {
    typealias Field = (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)

    private static let maximumFields = 64

    static func split(_ text: ArraySlice<UInt8>) -> [Field] {
        text.split(separator: UInt8(ascii: "&")).prefix(maximumFields).map { field in
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            return (name, field[name.endIndex...].dropFirst())
        }
    }

    static func joined(_ fields: [Field]) -> [UInt8] {
        Array(
            fields.map { $0.value.isEmpty ? Array($0.name) : $0.name + [UInt8(ascii: "=")] + $0.value }
                .joined(separator: [UInt8(ascii: "&")]))
    }
}

/// A path as all who read it read it.
enum LinkPath {
    static func segments(_ path: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        return parts
    }

    /// Percent-encoded letters, digits and `-._~` decoded, for they mean the same (RFC 3986, section 6.2.2.2); a
    /// percent sign that encodes nothing encoded itself, so that no second decoding makes something of it.
    static func normal(_ path: [UInt8]) -> [UInt8] {
        guard path.contains(UInt8(ascii: "%")) else { return path }
        var result: [UInt8] = []
        result.reserveCapacity(path.count)
        var index = 0
        while index < path.count {
            guard path[index] == UInt8(ascii: "%") else {
                result.append(path[index])
                index += 1
                continue
            }
            guard let byte = PercentCode.value(path, at: index) else {
                result += Array("%25".utf8)
                index += 1
                continue
            }
            if byte.isLetter || byte.isDigit || "-._~".utf8.contains(byte) {
                result.append(byte)
            } else {
                result += path[index..<(index + 3)]
            }
            index += 3
        }
        return result
    }

    /// Whether a part of it is `.` or `..`, however often it is decoded, with whatever slash, and with a parameter
    /// behind it (`..;x`, which some servers cut off first) or white space in it.
    static func hasDotSegment(_ path: [UInt8]) -> Bool {
        guard path.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "%") }) else { return false }
        var path = path
        for _ in 0..<maximumDecodings {
            for segment in path.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
                let name = segment.prefix { $0 != UInt8(ascii: ";") }.filter { $0 > 0x20 }
                if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { return true }
            }
            let decoded = PercentCode.decoded(path)
            guard decoded != path else { return false }
            path = decoded
        }
        // Encoded more often than any link is.
        return true
    }

    private static let maximumDecodings = 8

    /// Control characters, and ASCII in more bytes than it needs (RFC 3629, section 10): nothing that anybody writes,
    /// and read differently here and there.
    static func hasStrangeBytes(_ path: [UInt8]) -> Bool {
        var last: UInt8 = 0
        for byte in PercentCode.decoded(path) {
            switch (last, byte) {
            case (_, ..<0x20), (_, 0x7F), (_, 0xC0...0xC1), (0xE0, 0x80...0x9F), (0xF0, 0x80...0x8F): return true
            default: last = byte
            }
        }
        return false
    }
}

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentCode {
    /// Decoded once. What isn't a percent sign with two hexadecimal digits stays as it is.
    static func decoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let byte = value(bytes, at: index) {
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// What the `%2E` that begins there stands for; nil where none does.
    static func value(_ bytes: [UInt8], at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = bytes[index + 1].hexadecimal,
            let low = bytes[index + 2].hexadecimal
        else { return nil }
        return high << 4 | low
    }

    static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}
