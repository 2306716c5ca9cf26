// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// An HMAC-SHA256 key. One owner, one thread.
///
/// The key lies in guarded pages. What is worked out of it for many codes in a row lies in ordinary memory, from the
/// first code on until `rest`.
package final class CodeKey {
    private let key: SecretBytes
    /// What SHA-256 makes of the key.
    private var states: UnsafeMutablePointer<room_hmac>?

    /// The key may have any length; beyond 64 bytes, its digest stands for it (RFC 2104).
    package init(_ key: SecretBytes) { self.key = key }

    deinit { rest() }

    /// Overwrites what was worked out of the key. The next code works it out again, in a microsecond.
    package func rest() {
        guard let states else { return }
        OPENSSL_cleanse(states, MemoryLayout<room_hmac>.size)
        states.deallocate()
        self.states = nil
    }

    /// The code of one part, or of two as they follow each other: 32 bytes. Where their border could shift, the caller
    /// puts a length between.
    package func code(of first: [UInt8], _ second: [UInt8] = []) -> [UInt8] {
        var message = ready().pointee
        room_hmac_add(&message, first, first.count)
        if !second.isEmpty { room_hmac_add(&message, second, second.count) }
        return [UInt8](unsafeUninitializedCapacity: Digest.byteCount) { code, count in
            room_hmac_end(&message, code.baseAddress)
            count = Digest.byteCount
        }
    }

    /// The first 16 bytes of `code`, as two numbers, most significant byte first: nothing is allocated for each.
    package func shortCode(of first: RawSpan, _ second: RawSpan = RawSpan()) -> ShortCode {
        var message = ready().pointee
        first.withUnsafeBytes { Self.add($0, to: &message) }
        second.withUnsafeBytes { Self.add($0, to: &message) }
        return withUnsafeTemporaryAllocation(byteCount: Digest.byteCount, alignment: 8) { code in
            room_hmac_end(&message, code.baseAddress?.assumingMemoryBound(to: UInt8.self))
            return ShortCode(
                first: UInt64(bigEndian: code.load(as: UInt64.self)),
                second: UInt64(bigEndian: code.load(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    private static func add(_ bytes: UnsafeRawBufferPointer, to message: inout room_hmac) {
        guard let start = bytes.baseAddress else { return }
        room_hmac_add(&message, start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    private func ready() -> UnsafeMutablePointer<room_hmac> {
        if let states { return states }
        let made = UnsafeMutablePointer<room_hmac>.allocate(capacity: 1)
        key.withBytes { bytes in
            bytes.withUnsafeBytes { bytes in
                room_hmac_begin(made, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
            }
        }
        states = made
        return made
    }
}

/// The first 16 bytes of a code.
package struct ShortCode: Hashable, Sendable {
    /// Its first eight bytes, most significant first.
    package var first: UInt64
    /// The other eight.
    package var second: UInt64

    package init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }
}
