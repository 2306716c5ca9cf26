// SPDX-License-Identifier: Apache-2.0

/// Reads what `RowWriter` wrote. Every reading checks the bounds and throws `RowMalformed` instead of trapping.
struct RowReader {
    private let bytes: [UInt8]
    private var next = 0

    /// Reads from the first byte on.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func byte() throws(RowMalformed) -> UInt8 {
        guard next < bytes.count else { throw RowMalformed() }
        defer { next += 1 }
        return bytes[next]
    }

    /// A byte of which only the bits of `mask` may be set.
    mutating func flags(_ mask: UInt8) throws(RowMalformed) -> UInt8 {
        let value = try byte()
        guard value & ~mask == 0 else { throw RowMalformed() }
        return value
    }

    /// Of the size of its type, least significant byte first.
    mutating func integer<Value: FixedWidthInteger>() throws(RowMalformed) -> Value {
        let size = MemoryLayout<Value>.size
        guard bytes.count - next >= size else { throw RowMalformed() }
        defer { next += size }
        var value: Value = 0
        for index in 0..<size { value |= Value(truncatingIfNeeded: bytes[next + index]) << Value(8 * index) }
        return value
    }

    /// An unsigned LEB128 number in its shortest form, at most `limit`.
    mutating func count(atMost limit: Int) throws(RowMalformed) -> Int {
        var value = 0
        // Three groups reach 2,097,151, more than any row has bytes.
        for group in 0..<3 {
            let part = try byte()
            value |= Int(part & 0x7F) << (7 * group)
            if part & 0x80 == 0 {
                guard value <= limit, part != 0 || group == 0 else { throw RowMalformed() }
                return value
            }
        }
        throw RowMalformed()
    }

    /// A text with its length before it, of at most `limit` bytes, and UTF-8.
    mutating func text(atMost limit: Int) throws(RowMalformed) -> String {
        let length = try count(atMost: limit)
        let start = next
        guard bytes.count - start >= length else { throw RowMalformed() }
        next += length
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.span.extracting(start..<start + length)))
        } catch {
            throw RowMalformed()
        }
    }

    /// Throws unless nothing but the padding is left.
    func end(_ padding: RowPadding) throws(RowMalformed) {
        guard bytes.count == padding.length(of: next) else { throw RowMalformed() }
        // Without an end before the last byte: many at a time.
        guard bytes[next...].reduce(0, |) == 0 else { throw RowMalformed() }
    }
}

/// A row opened, and what was in it is not of this format.
struct RowMalformed: Error {}
