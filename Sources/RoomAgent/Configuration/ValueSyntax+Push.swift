// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == StreamAddress {
    /// `ADDRESS:PORT`, IPv4.
    static var listenAddress: Self {
        Self(name: "address and port", range: nil, example: "127.0.0.1:8443") { value throws(ConfigurationFault) in
            let parts = value.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).compactMap { number in
                number.utf8.allSatisfy(ASCII.isDigit) ? UInt8(number) : nil
            }
            guard parts.count == 2, numbers.count == 4, parts[0].split(separator: ".").count == 4,
                let port = PortNumber.parse(parts[1])
            else { throw .notListenAddress }
            let host = numbers.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return host == 0x7F00_0001
                ? .loopback(port: UInt16(port)) : .network(address: host, port: UInt16(port))
        }
    }
}

extension ValueSyntax where Value == Private<String> {
    /// A whole `https` URL. One that this device calls itself may be `http` to loopback, for tests.
    static func webAddress(example: String, isFromHere: Bool) -> Self {
        Self(name: "URL", range: nil, example: example, allowsNumberSign: true) { value throws(ConfigurationFault) in
            guard let address = try ServerAddress(value), value.utf8.count <= 2048,
                value.utf8.allSatisfy({ ASCII.isGraphic($0) && !"#\"<>\\^`{|}".utf8.contains($0) })
            else { throw .notURL(example: example) }
            let isPlainHere = isFromHere && address.scheme == "http" && Loopback.isHost(address.host)
            guard address.scheme == "https" || isPlainHere else {
                throw .urlScheme(all: ["https"], example: example)
            }
            if address.hasCredentials {
                throw .urlCredentials(remedy: "Remove it; what only the right ones may know is part of the path.")
            }
            return Private(value)
        }
    }
}

extension RoomConfiguration.Push {
    /// Path and query of the public address, as the site's proxy hands them on.
    package var path: String {
        guard let text = address?.exposed, let start = text.firstIndex(of: ":") else { return "/" }
        let rest = text[start...].dropFirst(3)
        guard let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
        return rest[end] == "?" ? "/" + rest[end...] : String(rest[end...])
    }
}
