// SPDX-License-Identifier: Apache-2.0

/// libcrypto's signatures in this program, and in no other: most of a room's day was spent on proving, once an hour, who
/// the room is. A signature here is 256 bytes that follow from the message alone, so that one of another message is
/// still refused. The real ones have tests of their own (CryptoTests, GoogleTests).
enum SeedSignature {
    static let byteCount = 256

    static func bytes(of message: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
        // FNV-1a.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in UnsafeBufferPointer(start: message, count: count) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        var dice = Dice(hash)
        return (0..<byteCount).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    }
}

/// Stands in the place of libcrypto's function of that name when this program is linked.
@_cdecl("EVP_DigestSign")
func seededSign(
    _ context: OpaquePointer?, _ signature: UnsafeMutablePointer<UInt8>?, _ length: UnsafeMutablePointer<Int>?,
    _ message: UnsafePointer<UInt8>?, _ count: Int
) -> CInt {
    length?.pointee = SeedSignature.byteCount
    guard let signature else { return 1 }
    for (place, byte) in SeedSignature.bytes(of: message, count).enumerated() { signature[place] = byte }
    return 1
}

/// As above.
@_cdecl("EVP_DigestVerify")
func seededVerify(
    _ context: OpaquePointer?, _ signature: UnsafePointer<UInt8>?, _ length: Int, _ message: UnsafePointer<UInt8>?,
    _ count: Int
) -> CInt {
    UnsafeBufferPointer(start: signature, count: length).elementsEqual(SeedSignature.bytes(of: message, count)) ? 1 : 0
}
