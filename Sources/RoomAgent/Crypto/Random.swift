// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// Random bytes for keys, nonces and tokens (`RAND_bytes`, seeded by the kernel).
package enum Random {
    /// This many random bytes. Throws `.noRandomness` where libcrypto has none.
    package static func bytes(_ count: Int) throws(CryptoFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard bytes.withUnsafeMutableBytes(tryToFill) else { throw CryptoFailure(.noRandomness, in: "random") }
        return bytes
    }

    static func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(CryptoFailure) {
        guard tryToFill(buffer) else { throw CryptoFailure(.noRandomness, in: "random") }
    }

    private static func tryToFill(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let start = buffer.baseAddress, let count = CInt(exactly: buffer.count) else { return buffer.isEmpty }
        return RAND_bytes(start.assumingMemoryBound(to: UInt8.self), count) == 1
    }
}
