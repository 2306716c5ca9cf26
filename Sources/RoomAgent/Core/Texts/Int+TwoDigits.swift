// SPDX-License-Identifier: Apache-2.0

extension Int {
    /// The number with a zero in front where it has one digit, as hours, minutes, seconds, months and days are written.
    package var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}
