// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

extension SecretBytes {
    /// HKDF-SHA256 (RFC 5869): a key of `count` bytes, at most 8,160, for the purpose that `info` names. Throws for
    /// more bytes than that.
    package func derive(count: Int, salt: [UInt8], info: [UInt8]) throws(CryptoFailure) -> SecretBytes {
        guard (1...255 * Digest.byteCount).contains(count) else { throw CryptoFailure(.badLength, in: "HKDF") }
        return try SecretBytes(count: count) { derived in
            withBytes { key in
                key.withUnsafeBytes { key in
                    room_hkdf(
                        key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count, salt, salt.count, info,
                        info.count, derived.baseAddress?.assumingMemoryBound(to: UInt8.self), derived.count)
                }
            }
        }
    }
}
