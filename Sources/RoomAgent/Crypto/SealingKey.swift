// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// Seals and opens with AES-256-GCM (NIST SP 800-38D). One owner, one thread.
///
/// The key lies in guarded pages. The key schedule, which libcrypto has in ordinary memory, is worked out by the first
/// call and stays until `rest`.
///
/// A box is nonce (12 bytes) | ciphertext | tag (16 bytes). Nonces are random, so one key is good for 2^32 boxes
/// (SP 800-38D section 8.3).
package final class SealingKey {
    /// The length of a key: 32 bytes.
    package static let keyByteCount = 32
    /// How much longer a box is than its content: 28 bytes.
    package static let overhead = nonceByteCount + tagByteCount

    private static let nonceByteCount = 12
    private static let tagByteCount = 16
    private static let noncesAtOnce = 64
    /// libcrypto counts in 32 bits; nothing here is near.
    private static let maximumBytes = 1 << 30

    private let key: SecretBytes
    private var sealing: OpaquePointer?
    private var opening: OpaquePointer?
    /// Random bytes for the next nonces, from the end on: a call of libcrypto's generator takes longer than a seal.
    private var randomness: [UInt8] = []

    /// Throws `.badLength` for a key of another length than `keyByteCount`.
    package init(_ key: SecretBytes) throws(CryptoFailure) {
        guard key.count == Self.keyByteCount else { throw CryptoFailure(.badLength, in: "AES-256-GCM key") }
        self.key = key
    }

    deinit { rest() }

    /// Overwrites the key schedules. The next call works its own out again, in some microseconds.
    package func rest() {
        EVP_CIPHER_CTX_free(sealing)
        EVP_CIPHER_CTX_free(opening)
        sealing = nil
        opening = nil
        randomness = []
    }

    private func freshNonce() throws(CryptoFailure) -> [UInt8] {
        if randomness.isEmpty { randomness = try Random.bytes(Self.nonceByteCount * Self.noncesAtOnce) }
        defer { randomness.removeLast(Self.nonceByteCount) }
        return Array(randomness.suffix(Self.nonceByteCount))
    }

    private func ready(
        _ context: inout OpaquePointer?,
        _ start: (OpaquePointer?, OpaquePointer?, OpaquePointer?, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?) -> CInt
    ) throws(CryptoFailure) -> OpaquePointer {
        if let context { return context }
        let made = EVP_CIPHER_CTX_new()
        let isReady = key.withBytes { bytes in
            bytes.withUnsafeBytes { bytes in
                start(made, EVP_aes_256_gcm(), nil, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
            }
        }
        guard isReady, let made else {
            EVP_CIPHER_CTX_free(made)
            throw CryptoFailure(.library, in: "AES-256-GCM key")
        }
        context = made
        return made
    }

    /// Seals the content in a box with a fresh random nonce. `associated` is not in the box: whoever opens it has to
    /// give the same bytes. Throws `.noRandomness`, `.badLength` above 1 GiB, or `.library`.
    package func seal(_ content: [UInt8], boundTo associated: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        try seal(content, boundTo: associated, nonce: freshNonce())
    }

    /// For test vectors only: a nonce that is used twice under one key gives the content away.
    func seal(_ content: [UInt8], boundTo associated: [UInt8], nonce: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        guard content.count <= Self.maximumBytes, associated.count <= Self.maximumBytes,
            nonce.count == Self.nonceByteCount
        else { throw CryptoFailure(.badLength, in: "seal") }
        let sealing = try ready(&sealing, EVP_EncryptInit_ex)
        var isSealed = false
        let box = [UInt8](unsafeUninitializedCapacity: content.count + Self.overhead) { box, written in
            guard let start = box.baseAddress else { return }
            start.initialize(from: nonce, count: Self.nonceByteCount)
            let text = start + Self.nonceByteCount
            var length: CInt = 0
            isSealed =
                EVP_EncryptInit_ex(sealing, nil, nil, nil, start) == 1
                && EVP_EncryptUpdate(sealing, nil, &length, associated, CInt(associated.count)) == 1
                && EVP_EncryptUpdate(sealing, text, &length, content, CInt(content.count)) == 1
                && EVP_EncryptFinal_ex(sealing, text + content.count, &length) == 1
                && EVP_CIPHER_CTX_ctrl(
                    sealing, EVP_CTRL_AEAD_GET_TAG, CInt(Self.tagByteCount), text + content.count) == 1
            written = isSealed ? content.count + Self.overhead : 0
        }
        guard isSealed else { throw CryptoFailure(.library, in: "seal") }
        return box
    }

    /// As `open` of a span.
    package func open(_ box: [UInt8], boundTo associated: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        try open(box.span.bytes, boundTo: associated)
    }

    /// Opens a box. Throws `.notAuthentic`, and shows nothing of the content, where the box was cut or changed, or
    /// sealed under another key or with other associated bytes.
    package func open(_ box: RawSpan, boundTo associated: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        let count = box.byteCount - Self.overhead
        guard count >= 0 else { throw CryptoFailure(.notAuthentic, in: "open") }
        guard count <= Self.maximumBytes, associated.count <= Self.maximumBytes else {
            throw CryptoFailure(.badLength, in: "open")
        }
        let opening = try ready(&opening, EVP_DecryptInit_ex)
        var isAuthentic = false
        let content = [UInt8](unsafeUninitializedCapacity: count) { content, written in
            isAuthentic = box.withUnsafeBytes { box in
                guard let start = box.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
                let text = start + Self.nonceByteCount
                // libcrypto takes the tag by a pointer that it does not write through.
                let tag = UnsafeMutableRawPointer(mutating: text + count)
                var length: CInt = 0
                var nothing: UInt8 = 0
                return EVP_DecryptInit_ex(opening, nil, nil, nil, start) == 1
                    && EVP_DecryptUpdate(opening, nil, &length, associated, CInt(associated.count)) == 1
                    && (count == 0 || EVP_DecryptUpdate(opening, content.baseAddress, &length, text, CInt(count)) == 1)
                    && EVP_CIPHER_CTX_ctrl(opening, EVP_CTRL_AEAD_SET_TAG, CInt(Self.tagByteCount), tag) == 1
                    && EVP_DecryptFinal_ex(opening, &nothing, &length) == 1
            }
            if !isAuthentic { OPENSSL_cleanse(content.baseAddress, count) }
            written = isAuthentic ? count : 0
        }
        guard isAuthentic else {
            ERR_clear_error()
            throw CryptoFailure(.notAuthentic, in: "open")
        }
        return content
    }
}
