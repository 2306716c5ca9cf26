// SPDX-License-Identifier: Apache-2.0

/// Where LCDd listens: `127.0.0.1:13666`.
public struct LCDdAddress: Hashable, Sendable {
    /// An IPv4 address, or `localhost`. Names would have to be looked up, which can take long; LCDd is nearly always on
    /// this machine.
    public let host: String
    /// 1 to 65535; LCDd itself listens on 13666 unless told otherwise.
    public let port: UInt16

    /// Throws `.unsupported` for what is no such address, with the remedy; `subject` is the whole address for messages.
    public init(_ text: String, subject: String) throws(DeviceFailure) {
        let howToWrite = "write it as lcdproc:127.0.0.1:13666"
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            throw DeviceFailure(address: subject, "this is no host and port", howToWrite)
        }
        host = String(text[..<colon])
        self.port = port
        guard host == "localhost" || IPv4.number(host) != nil else {
            throw DeviceFailure(address: subject, "the host is neither localhost nor an IPv4 address", howToWrite)
        }
    }
}

/// Dotted IPv4 addresses.
enum IPv4 {
    /// In host order.
    static func number(_ text: String) -> UInt32? {
        if text == "localhost" { return 0x7f00_0001 }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }
}
