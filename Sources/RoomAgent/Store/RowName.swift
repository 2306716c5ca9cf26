// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto

/// A row's name in the file: the first 16 bytes of a keyed hash of the meeting ID, so that it says nothing without the
/// key.
struct RowName: Hashable, Comparable {
    static let byteCount = 16

    private let first: UInt64
    private let second: UInt64

    /// 16 zeros, which stand for the mark.
    static let ofMark = RowName(first: 0, second: 0)

    private init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    /// Nil unless there are exactly 16 bytes.
    init?(_ bytes: RawSpan) {
        guard bytes.byteCount == Self.byteCount else { return nil }
        first = UInt64(bigEndian: bytes.unsafeLoadUnaligned(as: UInt64.self))
        second = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// As of a span.
    init?(_ bytes: ArraySlice<UInt8>) { self.init(bytes.span.bytes) }

    /// The first bytes of a meeting ID's code.
    init(_ code: ShortCode) { self.init(first: code.first, second: code.second) }

    /// Half of it tells rows apart.
    func hash(into hasher: inout Hasher) { hasher.combine(first) }

    /// What a dictionary or a set asks for. A name is a hash already, under a key that nobody else has: to hash it
    /// again took as long as to find it.
    func _rawHashValue(seed: Int) -> Int { Int(truncatingIfNeeded: first) ^ seed }

    /// As SQLite orders the bytes.
    static func < (left: RowName, right: RowName) -> Bool {
        (left.first, left.second) < (right.first, right.second)
    }

    /// Writes the 16 bytes over what the array has from `place` on.
    func write(into bytes: inout [UInt8], at place: Int) {
        precondition(place + Self.byteCount <= bytes.count)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: first.bigEndian, toByteOffset: place, as: UInt64.self)
            bytes.storeBytes(of: second.bigEndian, toByteOffset: place + 8, as: UInt64.self)
        }
    }

    /// The 16 bytes as they stand in the file.
    var bytes: [UInt8] { withBytes { bytes in bytes.withUnsafeBytes { Array($0) } } }

    /// Lends the 16 bytes as they stand in the file.
    func withBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
        try withUnsafeBytes(of: (first.bigEndian, second.bigEndian)) { (bytes) throws(Failure) in
            try body(bytes.bytes)
        }
    }
}
