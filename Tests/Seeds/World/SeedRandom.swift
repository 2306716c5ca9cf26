// SPDX-License-Identifier: Apache-2.0

/// libcrypto's random numbers in this program, and in no other: while a room runs they come from its seed, so that the
/// same seed writes the same rows to the same pages. Salts and nonces of a room in memory protect nothing.
enum SeedRandom {
    // Sound: the soak's programs have one thread.
    nonisolated(unsafe) static var dice = Dice(0)
}

/// Stands in the place of libcrypto's function of that name when this program is linked.
@_cdecl("RAND_bytes")
func seededRandomBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: CInt) -> CInt {
    for place in 0..<Int(count) { bytes[place] = UInt8(truncatingIfNeeded: SeedRandom.dice.next()) }
    return 1
}
