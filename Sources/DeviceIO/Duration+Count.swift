// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// How often `unit` goes into this, rounded toward zero. Swift's own division gives a Double, which for some whole
    /// counts is a little less.
    func count(of unit: Duration) -> Int { Int(clamping: attoseconds / unit.attoseconds) }
}
