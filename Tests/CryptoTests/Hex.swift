// SPDX-License-Identifier: Apache-2.0

/// The bytes that an even number of hex digits writes.
func hex(_ digits: String) -> [UInt8] {
    let values = digits.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0xFF }
    precondition(values.count % 2 == 0 && !values.contains(0xFF), "a vector is hex digits in pairs")
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
