// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

extension SecretBytes {
    /// HKDF-SHA256 (RFC 5869): a key of `count` bytes, at most 8,160, for the purpose that `info` names. Throws for
    /// more bytes than that, and where libcrypto has no memory.
    package func derive(count: Int, salt: [UInt8], info: [UInt8]) throws(CryptoFailure) -> SecretBytes {
        guard (1...255 * Digest.byteCount).contains(count) else { throw CryptoFailure(.badLength, in: "HKDF") }
        return try SecretBytes(count: count) { (derived) throws(CryptoFailure) in
            let isDerived = withBytes { key in
                key.withUnsafeBytes { key in
                    room_hkdf(
                        key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count, salt, salt.count, info,
                        info.count, derived.baseAddress?.assumingMemoryBound(to: UInt8.self), derived.count)
                }
            }
            if isDerived != 1 { throw CryptoFailure(.library, in: "HKDF") }
        }
    }
}
