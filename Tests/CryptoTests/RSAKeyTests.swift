// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Testing

@Suite("RS256 signatures")
struct RSAKeyTests {
    @Test("the signature of RFC 7515's appendix A.2 comes out, and verifies")
    func rfc7515() throws {
        let key = try RSAPrivateKey(pem: Keys.rfc7515Private)
        let signature = try key.sign(bytes(Keys.rfc7515Input))
        #expect(Base64URL.encode(signature) == Keys.rfc7515Signature)
        #expect(try key.publicKeyPEM() == Keys.rfc7515Public)
        #expect(try RSAPublicKey(pem: Keys.rfc7515Public).verify(signature, of: bytes(Keys.rfc7515Input)))
    }

    @Test("changed messages, signatures and keys do not verify")
    func refusals() throws {
        let key = try RSAPublicKey(pem: Keys.rfc7515Public)
        let message = bytes(Keys.rfc7515Input)
        let signature = Base64URL.decode(Keys.rfc7515Signature) ?? []
        #expect(signature.count == 256)
        #expect(try !key.verify(signature, of: message + [0]))
        for index in [0, 100, 255] {
            var changed = signature
            changed[index] ^= 1
            #expect(try !key.verify(changed, of: message))
        }
        for other in [[], Array(signature.dropLast()), signature + [0]] { #expect(try !key.verify(other, of: message)) }
        let stranger = try RSAPublicKey(pem: RSAPrivateKey.generate().publicKeyPEM())
        #expect(try !stranger.verify(signature, of: message))
    }

    @Test("a made key signs, and survives its PEM text")
    func generate() throws {
        let made = try RSAPrivateKey.generate()
        let read = try RSAPrivateKey(pem: made.pem())
        #expect(try made.pem().hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let signature = try read.sign(bytes("hello"))
        #expect(try signature == made.sign(bytes("hello")))
        #expect(try RSAPublicKey(pem: made.publicKeyPEM()).verify(signature, of: bytes("hello")))
    }

    @Test(
        "what is no RSA key of 2,048 bits or more is refused",
        arguments: [
            "", "hello", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", Keys.ellipticCurve, Keys.encrypted,
            Keys.rsa1024, Keys.rfc7515Public, String(Keys.rfc7515Private.prefix(900)),
            Keys.rfc7515Private.replacing("SCBKcw", with: "SCBKcx"), String(repeating: "A", count: 40_000),
        ])
    func badPrivateKeys(pem: String) {
        #expect(throws: CryptoFailure(.badKey, in: "read private key")) { try RSAPrivateKey(pem: pem) }
    }

    @Test("what is no public RSA key is refused", arguments: ["", "hello", Keys.rfc7515Private, Keys.ellipticCurve])
    func badPublicKeys(pem: String) {
        #expect(throws: CryptoFailure(.badKey, in: "read public key")) { try RSAPublicKey(pem: pem) }
    }

    @Test("keys that are too weak or too slow are not made", arguments: [512, 1024, 16384])
    func bits(bits: Int) {
        #expect(throws: CryptoFailure(.badLength, in: "generate key")) { try RSAPrivateKey.generate(bits: bits) }
    }
}
