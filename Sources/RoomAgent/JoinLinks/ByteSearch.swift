// SPDX-License-Identifier: Apache-2.0

// Bodies are long, and few of their bytes matter: these two pass over the others quickly.

extension ArraySlice<UInt8> {
    /// Whether a byte is as wanted. It has no way out before the end, so that the compiler looks at many bytes at once:
    /// for lines, most of which have none.
    @inline(__always)
    func hasAny(_ isWanted: (UInt8) -> Bool) -> Bool {
        withUnsafeBufferPointer { bytes in
            var found: UInt8 = 0
            for byte in bytes { found |= isWanted(byte) ? 1 : 0 }
            return found == 1
        }
    }
}

extension [UInt8] {
    /// The place of the first such byte from `start` on, or `end`. It looks at eight bytes at once (the zero-byte test
    /// of "Bit Twiddling Hacks", Sean Eron Anderson, `haszero`).
    func place(of byte: UInt8, from start: Int, to end: Int) -> Int {
        precondition(0 <= start && start <= end && end <= count)
        return withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            let wanted = ones &* UInt64(byte)
            var index = start
            while index + 8 <= end {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ wanted
                if (word &- ones) & ~word & (ones &* 0x80) != 0 { break }
                index += 8
            }
            while index < end, bytes[index] != byte { index += 1 }
            return index
        }
    }
}
