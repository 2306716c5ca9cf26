// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

extension SecretBytes {
    /// HKDF-SHA256 (RFC 5869): a key of `count` bytes, at most 8,160, for the purpose that `info` names. Throws for
    /// more bytes than that.
    package func derive(count: Int, salt: [UInt8], info: [UInt8]) throws(CryptoFailure) -> SecretBytes {
        guard (1...255 * Digest.byteCount).contains(count) else { throw CryptoFailure(.badLength, in: "HKDF") }
        guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil) else { throw CryptoFailure(.library, in: "HKDF") }
        defer { EVP_PKEY_CTX_free(context) }
        let isReady = withBytes { key in
            key.withUnsafeBytes { key in
                EVP_PKEY_derive_init(context) == 1
                    && EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1
                    && EVP_PKEY_CTX_set1_hkdf_salt(context, salt, CInt(salt.count)) == 1
                    && EVP_PKEY_CTX_set1_hkdf_key(
                        context, key.baseAddress?.assumingMemoryBound(to: UInt8.self), CInt(key.count)) == 1
                    && EVP_PKEY_CTX_add1_hkdf_info(context, info, CInt(info.count)) == 1
            }
        }
        return try SecretBytes(count: count) { (derived) throws(CryptoFailure) in
            var length = derived.count
            guard isReady,
                EVP_PKEY_derive(context, derived.baseAddress?.assumingMemoryBound(to: UInt8.self), &length) == 1,
                length == derived.count
            else { throw CryptoFailure(.library, in: "HKDF") }
        }
    }
}
