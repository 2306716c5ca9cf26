// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// An e-mail address in a configuration file, or on a command line.
package enum MailAddress {
    /// RFC 5321, 4.5.3.1.3: a path of 256 bytes less its angle brackets.
    static let maximumBytes = 254

    /// Name, one `@`, a host name with a dot.
    package static func isWellFormed(_ value: String) -> Bool {
        let parts = value.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, value.utf8.count <= maximumBytes else { return false }
        let isName = parts[0].utf8.allSatisfy { byte in
            ASCII.isGraphic(byte) && !"\"'()<>[]:;,\\/".utf8.contains(byte)
        }
        return isName && parts[1].contains(".") && HostName.isWellFormed(parts[1])
    }
}

extension ValueSyntax where Value == Private<String> {
    /// A Google calendar ID.
    static var calendarID: Self {
        Self(
            name: "calendar ID", range: nil, example: "c_1881q@resource.calendar.google.com"
        ) { value throws(ConfigurationFault) in
            if value.contains(text: "://") || ASCII.lowercased(value).hasPrefix("www.") { throw .calendarIsWebAddress }
            if ASCII.lowercased(value) == "primary" { throw .calendarIsPrimary }
            if ASCII.lowercased(value).contains(text: "%40") { throw .percentEncodedAddress }
            guard MailAddress.isWellFormed(value) else { throw .notMailAddress(what: "a calendar ID") }
            return Private(value)
        }
    }

    /// The address of the user whom the service account speaks for.
    static var delegatedUser: Self {
        Self(name: "e-mail address", range: nil, example: "room-admin@example.com") {
            value throws(ConfigurationFault) in
            if ASCII.lowercased(value).contains(text: "%40") { throw .percentEncodedAddress }
            guard MailAddress.isWellFormed(value) else { throw .notMailAddress(what: "the address of a user") }
            if ASCII.lowercased(value).hasSuffix(".gserviceaccount.com") { throw .actsAsServiceAccount }
            return Private(value)
        }
    }
}

extension ValueSyntax<Private<String>> {
    /// The address of the account that invites the room to what is booked there.
    static var schedulingAccount: Self {
        Self(name: "e-mail address", range: nil, example: "rooms@example.com") { value throws(ConfigurationFault) in
            if ASCII.lowercased(value).contains(text: "%40") { throw .percentEncodedAddress }
            guard MailAddress.isWellFormed(value) else { throw .notMailAddress(what: "the address of an account") }
            return Private(value)
        }
    }
}

/// A host name, of the letters that DNS and certificates have.
enum HostName {
    /// Labels of letters, digits and hyphens (RFC 1123, 2.1), together at most 253 bytes.
    static func isWellFormed(_ value: some StringProtocol) -> Bool {
        guard value.utf8.count <= 253 else { return false }
        return value.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            let label = Array(label.utf8)
            guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
            return ASCII.isLetterOrDigit(first) && ASCII.isLetterOrDigit(last)
                && label.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == 0x2D }
        }
    }
}

/// `scheme://host[:port]`, the only form of URL that a configuration has.
struct ServerAddress {
    var scheme: String
    /// Lower case; IPv6 in brackets.
    var host: String
    var port: Int?
    var hasCredentials = false
    /// Something other than a single slash stands behind the host.
    var hasPath = false

    /// Nil where there is no scheme or no host of the right form.
    init?(_ text: String) throws(ConfigurationFault) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        scheme = ASCII.lowercased(text[..<colon])
        var rest = text[colon...].dropFirst(3)
        if let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" || $0 == "#" }) {
            hasPath = rest[end...] != "/"
            rest = rest[..<end]
        }
        if let at = rest.lastIndex(of: "@") {
            hasCredentials = true
            rest = rest[rest.index(after: at)...]
        }
        let bracket = rest.first == "[" ? rest.firstIndex(of: "]") : nil
        let hostEnd = bracket.map { rest.index(after: $0) } ?? rest.firstIndex(of: ":") ?? rest.endIndex
        host = ASCII.lowercased(rest[..<hostEnd])
        let tail = rest[hostEnd...]
        if !tail.isEmpty {
            guard tail.first == ":", let number = PortNumber.parse(tail.dropFirst()) else { throw .urlPort }
            port = number
        }
        guard bracket == nil ? HostName.isWellFormed(host) : IPv6.isPlausible(host.dropFirst().dropLast()) else {
            return nil
        }
    }

    var text: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")" }
}

enum PortNumber {
    /// 1 to 65535 without a sign.
    static func parse(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy(ASCII.isDigit), let port = Int(text) else {
            return nil
        }
        return (1...65535).contains(port) ? port : nil
    }
}

enum IPv6 {
    /// The letters of an IPv6 address; the network layer takes it apart for real.
    static func isPlausible(_ text: some StringProtocol) -> Bool {
        text.utf8.count >= 2 && text.utf8.count <= 45 && text.contains(":")
            && text.utf8.allSatisfy { byte in
                ASCII.isDigit(byte) || (0x61...0x66).contains(byte | 0x20) || byte == 0x3A || byte == 0x2E
            }
    }
}

extension ValueSyntax where Value == String {
    /// The roots of the Google APIs.
    static var apiRoot: Self {
        apiRoot(
            example: "https://calendar.example.com",
            credentials: "Remove it; the service account's key is the only credential.",
            path: "Write only https://host or https://host:port; the agent appends /calendar/v3 and the like.")
    }

    /// `https://host[:port]`; the two texts are what to do about what else stands there.
    static func apiRoot(example: String, credentials: String, path: String) -> Self {
        Self(name: "URL", range: nil, example: example) { value throws(ConfigurationFault) in
            guard let address = try ServerAddress(value) else { throw .notURL(example: example) }
            guard ["https", "http"].contains(address.scheme) else { throw .urlScheme(all: ["https"], example: example) }
            if address.hasCredentials { throw .urlCredentials(remedy: credentials) }
            if address.hasPath { throw .urlPath(remedy: path) }
            guard address.scheme == "https" || Loopback.isHost(address.host) else { throw .plainHTTP }
            return address.text
        }
    }

    /// A proxy, without a password: the file may be read by others than the agent.
    static var proxy: Self {
        let example = "http://proxy.example.com:3128"
        let schemes = ["http", "https", "socks5", "socks5h"]
        return Self(name: "URL", range: nil, example: example) { value throws(ConfigurationFault) in
            guard let address = try ServerAddress(value) else { throw .notURL(example: example) }
            guard schemes.contains(address.scheme) else { throw .urlScheme(all: schemes, example: example) }
            if address.hasCredentials {
                throw .urlCredentials(
                    remedy:
                        "Have the proxy admit this device by its address, or use a local proxy that knows the password."
                )
            }
            if address.hasPath { throw .urlPath(remedy: "Write only the proxy's host and port, as in \(example).") }
            return address.text
        }
    }
}

extension ValueSyntax where Value == [String] {
    /// Hosts of own meeting servers, with spaces between.
    static var hosts: Self {
        Self(name: "host names", range: nil, example: "meet.example.com") { value throws(ConfigurationFault) in
            var hosts: [String] = []
            for word in value.split(separator: " ") {
                if word.contains("/") || word.contains(":") || word.contains("@") { throw .hostIsURL }
                if word.contains("*") || word.hasPrefix(".") { throw .hostPattern(String(word)) }
                guard word.utf8.allSatisfy({ $0 < 0x80 }) else { throw .hostNotASCII(String(word)) }
                guard HostName.isWellFormed(word) else { throw .notHost(String(word)) }
                let host = ASCII.lowercased(word)
                if !hosts.contains(host) { hosts.append(host) }
                guard hosts.count <= maximumHosts else { throw .tooManyHosts(maximumHosts) }
            }
            return hosts
        }
    }

    private static var maximumHosts: Int { 32 }

    /// Beginnings of telephone numbers, with spaces between.
    static var dialPrefixes: Self {
        Self(name: "prefixes", range: nil, example: "+358 +46") { value throws(ConfigurationFault) in
            let words = value.split(separator: " ")
            guard words.count <= maximumPrefixes else { throw .tooManyDialPrefixes(maximumPrefixes) }
            for word in words {
                let digits = word.utf8.dropFirst(word.hasPrefix("+") ? 1 : 0)
                // 15 digits are a whole number (ITU-T E.164).
                guard (1...15).contains(digits.count), digits.allSatisfy(ASCII.isDigit) else {
                    throw .notDialPrefix(String(word))
                }
                guard !word.hasPrefix("00") else { throw .dialPrefixWithoutPlus(String(word)) }
            }
            return words.map(String.init)
        }
    }

    private static var maximumPrefixes: Int { 32 }
}
