// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// SHA-256 and what is built on it.
package enum Digest {
    /// Bytes of a SHA-256 digest, and of an HMAC-SHA256 code.
    package static let byteCount = 32

    /// SHA-256 (FIPS 180-4). Throws only where libcrypto has no memory.
    package static func sha256(_ bytes: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        guard EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1 else {
            throw CryptoFailure(.library, in: "SHA-256")
        }
        return digest
    }

    /// HMAC-SHA256 (RFC 2104). For many codes under one key use `CodeKey`. Throws only where libcrypto has no memory.
    package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: byteCount)
        guard
            EVP_Q_mac(nil, "HMAC", nil, "SHA256", nil, key, key.count, bytes, bytes.count, &code, code.count, nil)
                != nil
        else { throw CryptoFailure(.library, in: "HMAC") }
        return code
    }
}

/// Compares without telling by its duration where the difference is. Lengths are not secret.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

func constantTimeEqual(_ left: RawSpan, _ right: RawSpan) -> Bool {
    guard left.byteCount == right.byteCount else { return false }
    return left.withUnsafeBytes { mine in
        right.withUnsafeBytes { theirs in CRYPTO_memcmp(mine.baseAddress, theirs.baseAddress, mine.count) == 0 }
    }
}
