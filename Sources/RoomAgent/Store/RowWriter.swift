// SPDX-License-Identifier: Apache-2.0

/// Writes the fields of a row one after the other: bytes, little-endian integers, and texts with their length before
/// them.
struct RowWriter {
    /// What was written until now.
    private(set) var bytes: [UInt8] = []

    /// Of a box, what it has before and behind its content.
    private var marginBefore = 0
    private var marginBehind = 0

    /// `capacity`: about how many bytes there will be.
    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Begins another row in the same memory, which is to become a box: before and behind it is room for what
    /// `SealingKey.seal(inPlace:)` writes there, once it is padded.
    mutating func restart(asBox before: Int, _ behind: Int) {
        (marginBefore, marginBehind) = (before, behind)
        bytes.removeAll(keepingCapacity: true)
        bytes += Self.zeros[..<before]
    }

    /// Has `seal` make a box of the row.
    mutating func seal(_ seal: (inout [UInt8]) throws(StoreProblem) -> Void) throws(StoreProblem) { try seal(&bytes) }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Of the size of its type, least significant byte first.
    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// An unsigned LEB128 number, the shortest form.
    mutating func count(_ value: Int) {
        var rest = UInt(value)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The text's UTF-8 with its length before it. The caller has seen to its limit.
    mutating func text(_ value: String) {
        let text = value.utf8Span.span
        count(text.count)
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Fills up with zeros, so that the length of a box tells less of what is in it.
    mutating func pad(_ padding: RowPadding) {
        let count = bytes.count - marginBefore
        var missing = padding.length(of: count) - count + marginBehind
        while missing > 0 {
            let part = min(missing, Self.zeros.count)
            bytes += Self.zeros[..<part]
            missing -= part
        }
    }

    /// Copied in one piece; a repeated element is put in one by one.
    private static let zeros = [UInt8](repeating: 0, count: 2048)
}
