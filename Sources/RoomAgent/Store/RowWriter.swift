// SPDX-License-Identifier: Apache-2.0

/// Writes the fields of a row one after the other: bytes, little-endian integers, and texts with their length before
/// them. Its memory is its own, and stays for the next row.
struct RowWriter: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer
    private var count = 0
    /// Of a box, what it has before and behind its content.
    private var marginBefore = 0
    private var marginBehind = 0

    /// `capacity`: about how many bytes there will be.
    init(capacity: Int = 0) {
        memory = .allocate(byteCount: max(capacity, 256), alignment: 16)
    }

    deinit { memory.deallocate() }

    /// What was written until now.
    var bytes: [UInt8] { Array(memory[..<count]) }

    /// Begins another row in the same memory, which is to become a box: before and behind it is room for what
    /// `SealingKey.seal(inPlace:)` writes there, once it is padded.
    mutating func restart(asBox before: Int, _ behind: Int) {
        (marginBefore, marginBehind) = (before, behind)
        count = 0
        makeRoom(before)
        count = before
    }

    /// Lends all that was written.
    mutating func withMemory<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
    }

    mutating func byte(_ value: UInt8) {
        makeRoom(1)
        memory[count] = value
        count += 1
    }

    /// Of the size of its type, least significant byte first.
    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        makeRoom(MemoryLayout<Value>.size)
        memory.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
        count += MemoryLayout<Value>.size
    }

    /// An unsigned LEB128 number, the shortest form.
    mutating func count(_ value: Int) {
        var rest = UInt(value)
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(rest))
    }

    /// The text's UTF-8 with its length before it. The caller has seen to its limit.
    mutating func text(_ value: borrowing String) {
        let text = value.utf8Span.span.bytes
        count(text.byteCount)
        makeRoom(text.byteCount)
        text.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: $0) }
        count += text.byteCount
    }

    /// Fills up with zeros, so that the length of a box tells less of what is in it.
    mutating func pad(_ padding: RowPadding) {
        let content = count - marginBefore
        let missing = padding.length(of: content) - content + marginBehind
        makeRoom(missing)
        UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + missing])
            .initializeMemory(as: UInt8.self, repeating: 0)
        count += missing
    }

    /// Has room for so many bytes more.
    private mutating func makeRoom(_ more: Int) {
        if count + more > memory.count { grow(count + more) }
    }

    private mutating func grow(_ least: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(least, 2 * memory.count), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = larger
    }
}
