// SPDX-License-Identifier: Apache-2.0

// Asked of every byte of every event by other modules: inlinable, or each would be a call.

extension UInt8 {
    /// Whether it is an ASCII digit.
    @inlinable package var isDigit: Bool { (0x30...0x39).contains(self) }
    /// Whether it is an ASCII letter.
    @inlinable package var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    /// The small letter, for an ASCII capital; any other byte as it is.
    @inlinable package var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

    /// The value of an ASCII hexadecimal digit of either case; nil for any other byte.
    @inlinable package var hexadecimal: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Equal but for the case of ASCII letters.
    @inlinable package func equalsIgnoringCase(_ text: some Collection<UInt8>) -> Bool {
        elementsEqual(text) { $0.lowercased == $1.lowercased }
    }

    /// Begins with `text`, but for the case of ASCII letters.
    @inlinable package func startsIgnoringCase(_ text: some Collection<UInt8>) -> Bool {
        starts(with: text) { $0.lowercased == $1.lowercased }
    }
}
