// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Testing

@Suite("Secrets in memory")
struct SecretBytesTests {
    private func contents(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { span in span.withUnsafeBytes { Array($0) } }
    }

    @Test("a secret holds what it was given, also over several pages", arguments: [1, 32, 4096, 4097, 65536])
    func holds(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let secret = try SecretBytes(copying: bytes)
        #expect(secret.count == count)
        #expect(contents(secret) == bytes)
    }

    @Test("secrets without bytes and huge ones are refused", arguments: [0, 65537])
    func length(count: Int) {
        #expect(throws: CryptoFailure(.badLength, in: "secret")) {
            try SecretBytes(copying: [UInt8](repeating: 0, count: count))
        }
    }

    @Test("no description shows a secret")
    func description() throws {
        let secret = try SecretBytes(copying: bytes("hunter2"))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"))
        }
    }

    @Test("equality looks at the bytes")
    func equality() throws {
        let secret = try SecretBytes(copying: [1, 2, 3])
        #expect(try secret == SecretBytes(copying: [1, 2, 3]))
        #expect(try secret != SecretBytes(copying: [1, 2, 4]))
        #expect(try secret != SecretBytes(copying: [1, 2]))
    }

    @Test("a wiped array is empty")
    func wipe() {
        var bytes: [UInt8] = [1, 2, 3]
        SecretBytes.wipe(&bytes)
        #expect(bytes.isEmpty)
    }

    @Test("random secrets differ")
    func random() throws {
        #expect(try SecretBytes.random(count: 32) != SecretBytes.random(count: 32))
    }
}
