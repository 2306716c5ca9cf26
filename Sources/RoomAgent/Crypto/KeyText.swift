// SPDX-License-Identifier: Apache-2.0

/// A PEM text (RFC 7468) with a private key in it, decoded into guarded pages. libcrypto's decoder leaves copies.
enum KeyText {
    /// A PEM text of an 8,192-bit key has 7 KB.
    static let maximumBytes = 32 * 1024

    /// The DER bytes of the first unencrypted private key. Nil where there is none.
    static func der(of pem: String) throws(CryptoFailure) -> SecretBytes? {
        guard pem.utf8.count <= maximumBytes else { return nil }
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY"] {
            let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmed }
            guard let first = lines.firstIndex(of: "-----BEGIN \(label)-----"),
                let end = lines[first...].firstIndex(of: "-----END \(label)-----")
            else { continue }
            return try decoded(lines[first + 1..<end])
        }
        return nil
    }

    /// Base64 (RFC 4648 section 4) with its padding; nil for anything else, and so for an encrypted key's headers.
    private static func decoded(_ lines: ArraySlice<Substring>) throws(CryptoFailure) -> SecretBytes? {
        let count = lines.reduce(0) { $0 + $1.utf8.count }
        let padding = lines.last?.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count ?? 0
        let length = count / 4 * 3 - padding
        guard count % 4 == 0, padding < 3, length > 0 else { return nil }
        var isFine = true
        let der = try SecretBytes(count: length) { target in
            var pending: UInt32 = 0
            var bits = 0
            var place = 0
            var left = count - padding
            for line in lines {
                for character in line.utf8 where left > 0 {
                    left -= 1
                    guard let value = Base64URL.standardValue(of: character) else {
                        isFine = false
                        return
                    }
                    pending = pending << 6 | value
                    bits += 6
                    guard bits >= 8 else { continue }
                    bits -= 8
                    target[place] = UInt8(truncatingIfNeeded: pending >> UInt32(bits))
                    place += 1
                    pending &= (1 << UInt32(bits)) - 1
                }
            }
        }
        return isFine ? der : nil
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
