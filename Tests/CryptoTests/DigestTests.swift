// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Testing

@Suite("Digests, codes and derived keys")
struct DigestTests {
    @Test(
        "SHA-256 gives FIPS 180-4's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func sha256(text: String, digest: String) throws {
        #expect(try Digest.sha256(bytes(text)) == hex(digest))
    }

    @Test(
        "HMAC-SHA256 gives RFC 4231's cases 1, 2, 3 and 6",
        arguments: [
            (
                String(repeating: "0b", count: 20), bytes("Hi There"),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                "4a656665", bytes("what do ya want for nothing?"),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 20), [UInt8](repeating: 0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                String(repeating: "aa", count: 131), bytes("Test Using Larger Than Block-Size Key - Hash Key First"),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func hmac(key: String, message: [UInt8], code: String) throws {
        #expect(try Digest.hmacSHA256(key: hex(key), message) == hex(code))
        let kept = try CodeKey(SecretBytes(copying: hex(key)))
        for cut in [0, 1, message.count / 2, message.count] {
            let (first, second) = (Array(message[..<cut]), Array(message[cut...]))
            #expect(kept.code(of: first, second) == hex(code))
            let short = kept.shortCode(of: first.span.bytes, second.span.bytes)
            #expect([short.first, short.second] == bigEndianNumbers(hex(code)))
        }
    }

    private func bigEndianNumbers(_ code: [UInt8]) -> [UInt64] {
        [0, 8].map { place in code[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    }

    @Test(
        "HKDF-SHA256 gives RFC 5869's cases 1 to 3",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 22), Array(UInt8(0)...12), Array(UInt8(0xF0)...0xF9),
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                Array(UInt8(0)..<0x50), Array(UInt8(0x60)..<0xB0), Array(UInt8(0xB0)...0xFF),
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                    + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
            (
                [UInt8](repeating: 0x0B, count: 22), [], [],
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ])
    func hkdf(key: [UInt8], salt: [UInt8], info: [UInt8], derived: String) throws {
        let expected = try SecretBytes(copying: hex(derived))
        #expect(try SecretBytes(copying: key).derive(count: expected.count, salt: salt, info: info) == expected)
    }

    @Test("derived keys longer than HKDF gives are refused", arguments: [0, -1, 8161])
    func hkdfLength(count: Int) throws {
        let key = try SecretBytes.random(count: 32)
        #expect(throws: CryptoFailure(.badLength, in: "HKDF")) { try key.derive(count: count, salt: [], info: []) }
        #expect(try key.derive(count: 8160, salt: [], info: []).count == 8160)
    }

    @Test("comparison finds every difference")
    func comparison() {
        let left = bytes("0123456789abcdef")
        #expect(constantTimeEqual(left, left))
        #expect(constantTimeEqual([], []))
        #expect(!constantTimeEqual(left, Array(left.dropLast())))
        for index in left.indices {
            var right = left
            right[index] ^= 1
            #expect(!constantTimeEqual(left, right))
        }
    }

    @Test("random bytes have the asked length and differ")
    func random() throws {
        #expect(try Random.bytes(0).isEmpty)
        #expect(try Random.bytes(33).count == 33)
        #expect(try Random.bytes(16) != Random.bytes(16))
    }
}
