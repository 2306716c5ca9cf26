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

    /// What a box has before its content.
    package static let nonceByteCount = 12
    /// And behind it.
    package static let tagByteCount = 16
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
        var box = [UInt8](repeating: 0, count: Self.nonceByteCount)
        box.reserveCapacity(content.count + Self.overhead)
        box += content
        box += [UInt8](repeating: 0, count: Self.tagByteCount)
        try box.withUnsafeMutableBufferPointer { (box) throws(CryptoFailure) in
            try seal(inPlace: UnsafeMutableRawBufferPointer(box), boundTo: associated)
        }
        return box
    }

    /// For test vectors only: a nonce that is used twice under one key gives the content away.
    func seal(_ content: [UInt8], boundTo associated: [UInt8], nonce: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        guard nonce.count == Self.nonceByteCount else { throw CryptoFailure(.badLength, in: "seal") }
        var box = nonce
        box.reserveCapacity(content.count + Self.overhead)
        box += content
        box += [UInt8](repeating: 0, count: Self.tagByteCount)
        try box.withUnsafeMutableBufferPointer { (box) throws(CryptoFailure) in
            try sealInPlace(UnsafeMutableRawBufferPointer(box), associated)
        }
        return box
    }

    /// Makes a box of what has the form of one: `nonceByteCount` bytes, the content, and `tagByteCount` bytes more.
    /// Throws as `seal` does.
    package func seal(
        inPlace box: UnsafeMutableRawBufferPointer, boundTo associated: [UInt8]
    ) throws(CryptoFailure) {
        if randomness.isEmpty { randomness = try Random.bytes(Self.nonceByteCount * Self.noncesAtOnce) }
        guard box.count >= Self.overhead else { throw CryptoFailure(.badLength, in: "seal") }
        box.copyBytes(from: randomness[(randomness.count - Self.nonceByteCount)...])
        // It is used up, whatever comes of it.
        randomness.removeLast(Self.nonceByteCount)
        try sealInPlace(box, associated)
    }

    /// With the nonce in its place.
    private func sealInPlace(
        _ box: UnsafeMutableRawBufferPointer, _ associated: [UInt8]
    ) throws(CryptoFailure) {
        let count = box.count - Self.overhead
        guard count <= Self.maximumBytes, associated.count <= Self.maximumBytes,
            let start = box.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { throw CryptoFailure(.badLength, in: "seal") }
        let sealing = try ready(&sealing, EVP_EncryptInit_ex)
        let text = start + Self.nonceByteCount
        var length: CInt = 0
        let isSealed =
            EVP_EncryptInit_ex(sealing, nil, nil, nil, start) == 1
            && EVP_EncryptUpdate(sealing, nil, &length, associated, CInt(associated.count)) == 1
            && EVP_EncryptUpdate(sealing, text, &length, text, CInt(count)) == 1
            && EVP_EncryptFinal_ex(sealing, text + count, &length) == 1
            && EVP_CIPHER_CTX_ctrl(sealing, EVP_CTRL_AEAD_GET_TAG, CInt(Self.tagByteCount), text + count) == 1
        guard isSealed else { throw CryptoFailure(.library, in: "seal") }
    }

    /// As `open` of a span.
    package func open(_ box: [UInt8], boundTo associated: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        try open(box.span.bytes, boundTo: associated)
    }

    /// Opens a box. Throws `.notAuthentic`, and shows nothing of the content, where the box was cut or changed, or
    /// sealed under another key or with other associated bytes.
    package func open(_ box: RawSpan, boundTo associated: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        var content: [UInt8] = []
        try open(box, boundTo: associated, into: &content)
        return content
    }

    /// The same into an array, which is kept where it has the content's length, as the last of many boxes left it.
    /// Where it throws, the array has nothing of the content.
    package func open(
        _ box: RawSpan, boundTo associated: [UInt8], into content: inout [UInt8]
    ) throws(CryptoFailure) {
        let count = box.byteCount - Self.overhead
        guard count >= 0 else { throw CryptoFailure(.notAuthentic, in: "open") }
        guard count <= Self.maximumBytes, associated.count <= Self.maximumBytes else {
            throw CryptoFailure(.badLength, in: "open")
        }
        let opening = try ready(&opening, EVP_DecryptInit_ex)
        if content.count != count { content = [UInt8](repeating: 0, count: count) }
        let isAuthentic = content.withUnsafeMutableBufferPointer { content in
            let isAuthentic = box.withUnsafeBytes { box in
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
            return isAuthentic
        }
        guard isAuthentic else {
            ERR_clear_error()
            throw CryptoFailure(.notAuthentic, in: "open")
        }
    }
}
