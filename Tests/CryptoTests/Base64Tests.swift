// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Testing

@Suite("Base64 and its checksum, as key services have them")
struct Base64Tests {
    @Test(
        "the vectors of RFC 4648, section 10, both ways",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test("the two letters in which it differs from the form for URLs")
    func letters() {
        #expect(Base64.encode([0xFB, 0xEF, 0xFF]) == "++//")
        #expect(Base64.decode("++//") == [0xFB, 0xEF, 0xFF])
    }

    @Test(
        "anything else is refused",
        arguments: ["Zg", "Zg=", "Zg===", "Zh==", "--__", "Zm9v\n", "Zm 9v", "=", "===="])
    func refusals(text: String) { #expect(Base64.decode(text) == nil) }

    @Test("CRC-32C: the check value of its catalogue, and the vectors of RFC 3720, B.4")
    func checksum() {
        #expect(CRC32C.sum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.sum([]) == 0)
        #expect(CRC32C.sum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.sum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.sum(Array(0..<32)) == 0x46DD_794E)
    }
}
