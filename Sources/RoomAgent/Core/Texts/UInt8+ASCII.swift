// SPDX-License-Identifier: Apache-2.0

// Asked of every byte of every event by other modules: inlinable, or each would be a call.

extension UInt8 {
    /// ASCII.
    @inlinable package var isDigit: Bool { (0x30...0x39).contains(self) }
    /// ASCII.
    @inlinable package var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    /// ASCII capital letters become small ones.
    @inlinable package var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

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
