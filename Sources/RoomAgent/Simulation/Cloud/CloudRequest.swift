// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// A request as the simulated Google took it apart.
package struct CloudRequest: Sendable {
    /// The method in capitals, as `GET`.
    package var method: String
    /// Unescaped segments of the path.
    package var path: [String]
    /// Unescaped parameters in order of appearance.
    package var parameters: [(name: String, value: String)]
    var headers: [(name: String, value: String)]
    /// The body; empty where there is none.
    package var body: [UInt8]
    /// What the client showed of itself in the TLS handshake; nil where it showed nothing.
    package var identity: ClientIdentity?

    /// Nil where the address is no address, or its escapes are none.
    init?(_ request: HTTPRequest) {
        guard let colon = request.url.firstIndex(of: ":"), request.url[colon...].hasPrefix("://") else { return nil }
        let afterScheme = request.url[colon...].dropFirst(3)
        let pathAndQuery = Substring(afterScheme.utf8.drop { $0 != UInt8(ascii: "/") })
        let parts = pathAndQuery.utf8.split(
            separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false
        )
        .map { Substring($0) }
        let segments = (parts.first ?? "").utf8.split(separator: UInt8(ascii: "/"))
            .map { Self.unescaped($0, plusIsSpace: false) }
        guard let parameters = Self.form(parts.count > 1 ? parts[1] : "") else { return nil }
        method = request.method.rawValue
        path = segments.compactMap { $0 }
        guard path.count == segments.count else { return nil }
        self.parameters = parameters
        headers = request.headers
        body = request.body
        identity = request.identity
    }

    /// The method of the discovery documents that it asks for, such as `events.insert`; nil for another request, such
    /// as one for a token.
    package var operation: String? {
        let named = CloudSchema.methods + CloudSchema.keywordMethods + CloudSchema.pushMethods
        let others = CloudSchema.sharingMethods + [CloudSchema.list, CloudSchema.setting, CloudSchema.vacation]
        let own = path.starts(with: ["calendar", "v3"]) ? path.dropFirst(2) : path[...]
        return (named + others).first { candidate in
            let names = candidate.path.split(separator: "/")
            return candidate.verb == method && names.count == own.count
                && zip(names, own).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }?.name
    }

    /// Whether it changes an event, or makes one.
    var writesEvent: Bool { method != "GET" && path.contains("events") && path.last != "watch" }

    /// The value of the first parameter of this name; nil where there is none.
    package subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The body's `a=b&c=d`, unescaped; nil where it is none.
    package var form: [(name: String, value: String)]? { Self.form(String(decoding: body, as: UTF8.self)[...]) }

    /// The value of the first header of this name, which is given in lower case; nil where there is none.
    package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    /// `a=b&c=d`, unescaped.
    static func form(_ text: Substring) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, let name = unescaped(sides[0], plusIsSpace: true),
                let value = unescaped(sides[1], plusIsSpace: true)
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    private static func unescaped(_ text: Substring.UTF8View, plusIsSpace: Bool) -> String? {
        let isPlain = !text.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
        if isPlain { return String(Substring(text)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexadecimal, let low = rest.next()?.hexadecimal else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
