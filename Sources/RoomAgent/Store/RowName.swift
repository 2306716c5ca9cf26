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

    /// A name is a hash already: half of it tells rows apart.
    func hash(into hasher: inout Hasher) { hasher.combine(first) }

    /// As SQLite orders the bytes.
    static func < (left: RowName, right: RowName) -> Bool {
        (left.first, left.second) < (right.first, right.second)
    }

    var bytes: [UInt8] {
        withUnsafeBytes(of: (first.bigEndian, second.bigEndian)) { Array($0) }
    }
}
