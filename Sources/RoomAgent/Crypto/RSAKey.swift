// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// A private RSA key that signs RS256 (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 section 3.3). One owner, one thread.
///
/// Its numbers lie in guarded pages, and in ordinary memory for the length of a signature only.
package final class RSAPrivateKey {
    /// RFC 7518 section 3.3 allows no smaller key.
    package static let minimumBits = 2048
    /// A larger key would hold up the loop. Google's keys have 2,048 bits.
    package static let maximumBits = 8192

    private let der: SecretBytes

    /// Reads an unencrypted PEM text: PKCS#8 (`PRIVATE KEY`, as in Google's key files) or PKCS#1. Throws `.badKey` for
    /// anything else, for an encrypted key, and for a key of fewer than `minimumBits` or more than `maximumBits`.
    package init(pem: String) throws(CryptoFailure) {
        guard let der = try KeyText.der(of: pem) else { throw CryptoFailure(.badKey, in: "read private key") }
        self.der = der
        EVP_PKEY_free(try numbers("read private key"))
    }

    /// Makes a key: a fifth of a second and more for 2,048 bits. For the simulated cloud and for tests. Throws where
    /// libcrypto has no randomness or no memory.
    package static func generate(bits: Int = 2048) throws(CryptoFailure) -> RSAPrivateKey {
        guard (minimumBits...maximumBits).contains(bits), let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil) else {
            throw CryptoFailure(.badLength, in: "generate key")
        }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, CInt(bits)) == 1,
            EVP_PKEY_generate(context, &key) == 1
        else { throw CryptoFailure(.library, in: "generate key") }
        defer { EVP_PKEY_free(key) }
        return try RSAPrivateKey(pem: writePEM { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) })
    }

    /// The signature of the message, as long as the key's modulus. Throws `.badKey` or `.library` where libcrypto
    /// cannot work.
    package func sign(_ message: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        let key = try numbers("sign")
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { throw CryptoFailure(.library, in: "sign") }
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw CryptoFailure(.library, in: "sign") }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw CryptoFailure(.library, in: "sign")
        }
        signature.removeLast(signature.count - length)
        return signature
    }

    /// PKCS#8, unencrypted. For the simulated cloud and for tests, which write key files as Google does. Throws only
    /// where libcrypto has no memory.
    package func pem() throws(CryptoFailure) -> String {
        let key = try numbers("write key")
        defer { EVP_PKEY_free(key) }
        return try writePEM { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// The public half, as `PUBLIC KEY` in PEM. Throws only where libcrypto has no memory.
    package func publicKeyPEM() throws(CryptoFailure) -> String {
        let key = try numbers("write key")
        defer { EVP_PKEY_free(key) }
        return try writePEM { PEM_write_bio_PUBKEY($0, key) }
    }

    /// The key as libcrypto takes it. The caller frees it, which overwrites it.
    private func numbers(_ operation: String) throws(CryptoFailure) -> OpaquePointer {
        let key = der.withBytes { der in
            der.withUnsafeBytes {
                room_rsa_private_key($0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
            }
        }
        return try requireRSA(key, operation)
    }
}

/// A public RSA key that verifies RS256. One owner, one thread.
package final class RSAPublicKey {
    private let key: OpaquePointer

    /// Reads a PEM text with a SubjectPublicKeyInfo (`PUBLIC KEY`).
    package init(pem: String) throws(CryptoFailure) {
        let key = readPEM(pem) { PEM_read_bio_PUBKEY($0, nil, refusePassphrase, nil) }
        self.key = try requireRSA(key, "read public key")
    }

    deinit { EVP_PKEY_free(key) }

    /// Whether this key's owner signed exactly this message. Throws `.library` where libcrypto cannot work; a wrong or
    /// damaged signature is false.
    package func verify(_ signature: [UInt8], of message: [UInt8]) throws(CryptoFailure) -> Bool {
        guard let context = EVP_MD_CTX_new() else { throw CryptoFailure(.library, in: "verify") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else {
            throw CryptoFailure(.library, in: "verify")
        }
        defer { ERR_clear_error() }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

/// Without it libcrypto would ask for an encrypted key's passphrase on the terminal.
func refusePassphrase(
    _: UnsafeMutablePointer<CChar>?, _: CInt, _: CInt, _: UnsafeMutableRawPointer?
) -> CInt { -1 }

func readPEM(_ pem: String, _ read: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
    var text = pem
    return text.withUTF8 { text in
        guard text.count <= KeyText.maximumBytes, let bio = BIO_new_mem_buf(text.baseAddress, CInt(text.count)) else {
            return nil
        }
        defer { BIO_free(bio) }
        return read(bio)
    }
}

private func requireRSA(_ key: OpaquePointer?, _ operation: String) throws(CryptoFailure) -> OpaquePointer {
    ERR_clear_error()
    guard let key else { throw CryptoFailure(.badKey, in: operation) }
    guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA,
        (RSAPrivateKey.minimumBits...RSAPrivateKey.maximumBits).contains(Int(EVP_PKEY_get_bits(key)))
    else {
        EVP_PKEY_free(key)
        throw CryptoFailure(.badKey, in: operation)
    }
    return key
}

func writePEM(_ write: (OpaquePointer) -> CInt) throws(CryptoFailure) -> String {
    // Secure memory where there is any; cleared when freed in any case.
    guard let bio = BIO_new(BIO_s_secmem()) else { throw CryptoFailure(.library, in: "write key") }
    defer { BIO_free(bio) }
    guard write(bio) == 1 else { throw CryptoFailure(.library, in: "write key") }
    var text = [UInt8](repeating: 0, count: BIO_ctrl_pending(bio))
    guard BIO_read(bio, &text, CInt(text.count)) == CInt(text.count) else {
        throw CryptoFailure(.library, in: "write key")
    }
    defer { SecretBytes.wipe(&text) }
    return String(decoding: text, as: UTF8.self)
}
