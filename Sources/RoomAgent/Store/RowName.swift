// SPDX-License-Identifier: Apache-2.0

/// A row's name in the file: the first 16 bytes of a keyed hash of the meeting ID, so that it says nothing without the
/// key.
struct RowName: Hashable, Comparable {
    static let byteCount = 16

    private let first: UInt64
    private let second: UInt64

    /// Nil unless there are exactly 16 bytes.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        first = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        second = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

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
    var bytes: [UInt8] {
        withUnsafeBytes(of: (first.bigEndian, second.bigEndian)) { Array($0) }
    }
}
