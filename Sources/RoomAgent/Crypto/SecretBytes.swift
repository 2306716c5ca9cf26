// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc

/// Key material in pages of its own: not swapped (best effort), not in core dumps, not inherited by children of fork,
/// and overwritten before the pages go back. It cannot be copied by accident, and its description shows nothing.
///
/// A container may forbid `mlock`; the bytes are then as safe from swapping as the rest of the process.
///
/// Soundness of `@unchecked`: the pages are written only before `init` returns and unmapped only in `deinit`.
package final class SecretBytes: @unchecked Sendable {
    /// 64 KiB: keys and passwords fit, and nothing larger is secret here.
    package static let maximumBytes = 64 * 1024

    private let pages: UnsafeMutableRawBufferPointer
    /// The number of bytes; 1 to `maximumBytes`.
    package let count: Int

    /// Has `fill` write the bytes; what it throws goes through. Throws `.badLength` for an impossible count, and
    /// `.library` where the kernel has no memory.
    package init(
        count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(CryptoFailure) -> Void
    ) throws(CryptoFailure) {
        guard (1...Self.maximumBytes).contains(count) else { throw CryptoFailure(.badLength, in: "secret") }
        let pageSize = Int(sysconf(CInt(_SC_PAGESIZE)))
        let length = (count + pageSize - 1) / pageSize * pageSize
        let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else { throw CryptoFailure(.library, in: "secret") }
        pages = UnsafeMutableRawBufferPointer(start: start, count: length)
        self.count = count
        _ = mlock(start, length)
        _ = madvise(start, length, MADV_DONTDUMP)
        _ = madvise(start, length, MADV_WIPEONFORK)
        try fill(UnsafeMutableRawBufferPointer(rebasing: pages[..<count]))
    }

    /// Copies the bytes. The caller's array stays as it is: `wipe(_:)` overwrites it. Throws `.badLength` for none or
    /// too many, and `.library` where there is no memory.
    package convenience init(copying bytes: [UInt8]) throws(CryptoFailure) {
        try self.init(count: bytes.count) { pages in pages.copyBytes(from: bytes) }
    }

    /// This many random bytes. Throws as `init` does, and `.noRandomness`.
    package static func random(count: Int) throws(CryptoFailure) -> SecretBytes {
        try SecretBytes(count: count) { (pages) throws(CryptoFailure) in try Random.fill(pages) }
    }

    deinit {
        OPENSSL_cleanse(pages.baseAddress, pages.count)
        munmap(pages.baseAddress, pages.count)
    }

    /// Lends the bytes for the length of the call. Throws only what the closure does.
    package func withBytes<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(pages)[..<count]).bytes)
    }

    /// Overwrites an array that held a secret. Copies that were made of it before are not reached.
    package static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        bytes.removeAll()
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the bytes.
    package var description: String { "‹secret›" }
    /// Never the bytes.
    package var debugDescription: String { description }
    /// Without children, so that a dump shows no bytes either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretBytes: Equatable {
    /// In constant time for equal lengths.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        left.withBytes { mine in right.withBytes { theirs in constantTimeEqual(mine, theirs) } }
    }
}
