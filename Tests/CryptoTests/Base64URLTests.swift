// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Testing

@Suite("Base64url")
struct Base64URLTests {
    @Test(
        "RFC 4648's examples come out, without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ])
    func examples(text: String, encoded: String) {
        #expect(Base64URL.encode(bytes(text)) == encoded)
        #expect(Base64URL.decode(encoded) == bytes(text))
    }

    @Test("the two last characters of the alphabet are those for addresses")
    func alphabet() {
        #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
        #expect(Base64URL.decode("-__-") == [0xFB, 0xFF, 0xFE])
    }

    @Test("every byte round-trips at every place")
    func roundTrip() {
        for byte in UInt8.min...UInt8.max {
            for count in 1...4 {
                let content = [UInt8](repeating: byte, count: count)
                #expect(Base64URL.decode(Base64URL.encode(content)) == content)
            }
        }
    }

    @Test(
        "other texts are refused",
        arguments: ["A", "AAAAA", "Zg==", "Zg=", "Z g", "Zm9v\n", "Zm+v", "Zm/v", "Zh", "Zm9", "Zäg", "\0\0\0\0"])
    func refusals(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
