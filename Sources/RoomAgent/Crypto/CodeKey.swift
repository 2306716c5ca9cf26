// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// An HMAC-SHA256 key. One owner, one thread.
///
/// The key lies in guarded pages. What libcrypto works out of it for many codes in a row lies in ordinary memory, from
/// the first code on until `rest`.
package final class CodeKey {
    private let key: SecretBytes
    private var context: OpaquePointer?

    package init(_ key: SecretBytes) { self.key = key }

    deinit { rest() }

    /// Overwrites what was worked out of the key. The next code works it out again, in some microseconds.
    package func rest() {
        EVP_MAC_CTX_free(context)
        context = nil
    }

    /// The code of the parts as they follow each other. Where their borders could shift, the caller puts lengths
    /// between. Throws only where libcrypto has no memory.
    package func code(of parts: [UInt8]...) throws(CryptoFailure) -> [UInt8] {
        let context = try ready()
        var code = [UInt8](repeating: 0, count: Digest.byteCount)
        var written = 0
        // Without a key the one set at first is used again (EVP_MAC(3)).
        var isFine = EVP_MAC_init(context, nil, 0, nil) == 1
        for part in parts where isFine { isFine = EVP_MAC_update(context, part, part.count) == 1 }
        guard isFine, EVP_MAC_final(context, &code, &written, code.count) == 1, written == code.count else {
            throw CryptoFailure(.library, in: "HMAC")
        }
        return code
    }

    private func ready() throws(CryptoFailure) -> OpaquePointer {
        if let context { return context }
        guard let algorithm = EVP_MAC_fetch(nil, "HMAC", nil) else { throw CryptoFailure(.library, in: "HMAC") }
        defer { EVP_MAC_free(algorithm) }
        guard let made = EVP_MAC_CTX_new(algorithm) else { throw CryptoFailure(.library, in: "HMAC") }
        let isReady = key.withBytes { bytes in
            bytes.withUnsafeBytes { bytes in
                room_hmac_sha256_init(made, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count) == 1
            }
        }
        guard isReady else {
            EVP_MAC_CTX_free(made)
            throw CryptoFailure(.library, in: "HMAC")
        }
        context = made
        return made
    }
}
