// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
package import RoomCore

/// A data key: every key that seals anything is derived from one (docs/window-format.md, "Keys").
package struct DataKey: Sendable {
    /// 256 bits.
    package static let byteCount = 32

    /// 32 bytes in locked pages.
    package let secret: SecretBytes
    /// Worked out from the secret.
    package let id: KeyID
    /// When it was made, by this device's clock; nil where nobody wrote it down.
    package let madeAt: Instant?

    /// The caller gives 32 bytes. Default of `madeAt`: nobody wrote it down.
    package init(_ secret: SecretBytes, madeAt: Instant? = nil) {
        self.secret = secret
        id = KeyID(of: secret)
        self.madeAt = madeAt
    }
}

/// What a key is called where people see it: eight bytes that are derived from it and say nothing of it.
package struct KeyID: Hashable, Sendable, CustomStringConvertible {
    static let byteCount = 8
    /// As they stand in the key book.
    let bytes: [UInt8]

    /// A name that was read; the caller gives eight bytes.
    init(bytes: [UInt8]) { self.bytes = bytes }

    /// By HKDF-SHA256, info `room-agent key-id 1`.
    init(of key: SecretBytes) {
        let info = Array("room-agent key-id 1".utf8)
        guard let derived = try? key.derive(count: Self.byteCount, salt: [], info: info) else {
            preconditionFailure("libcrypto derives eight bytes")
        }
        bytes = derived.withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
    }

    /// 16 hexadecimal digits.
    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// The data keys of a device: the first seals, and the others only open what was sealed before. Never empty.
package struct KeyRing: Sendable {
    /// The sealing one first; more than one only while the window moves from one key to the next.
    package let keys: [DataKey]

    /// `older` are those that something may still be sealed under.
    package init(_ first: DataKey, older: [DataKey] = []) { keys = [first] + older }

    /// A ring of one key.
    package init(_ key: SecretBytes) { self.init(DataKey(key)) }

    /// The one that seals.
    package var first: DataKey { keys[0] }
}
