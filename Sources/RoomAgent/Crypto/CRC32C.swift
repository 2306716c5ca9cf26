// SPDX-License-Identifier: Apache-2.0

/// The checksum CRC-32C (Castagnoli; RFC 3720, appendix B.4): tells accidents of a wire, and nothing that is meant.
package enum CRC32C {
    /// A byte at a time and without a table: what is summed here has some hundred bytes.
    package static func sum(_ bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 0 ? 0 : 0x82F6_3B78) }
        }
        return ~sum
    }
}
