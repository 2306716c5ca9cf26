// SPDX-License-Identifier: Apache-2.0

/// Where one value or key of a document stands. Its first byte tells what it is.
struct JSONNode: Sendable {
    private let startByte: UInt32
    private var endByte: UInt32
    private var nextNode: UInt32

    /// In `nextNode`: a string with an escape in it. The longest document has fewer nodes than this.
    private static let escapes: UInt32 = 1 << 31

    init(start: Int, end: Int, next: Int, hasEscapes: Bool = false) {
        startByte = UInt32(start)
        endByte = UInt32(end)
        nextNode = UInt32(next) | (hasEscapes ? Self.escapes : 0)
    }

    var start: Int { Int(startByte) }
    /// Past its last byte.
    var end: Int { Int(endByte) }
    /// The node after this value and all that is in it.
    var next: Int { Int(nextNode & ~Self.escapes) }
    var hasEscapes: Bool { nextNode & Self.escapes != 0 }

    /// A container ends here.
    mutating func close(end: Int, next: Int) {
        endByte = UInt32(end)
        nextNode = UInt32(next)
    }
}
