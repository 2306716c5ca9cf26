// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AgentCrypto

/// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16 (AES-256, 96-bit nonce), which NIST's
/// SP 800-38D names as its examples.
struct GCMVector: Sendable {
    var key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    var nonce = "cafebabefacedbaddecaf888"
    var content: String
    var associated = ""
    var sealed: String
    var tag: String

    static let all = [
        GCMVector(
            key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24), content: "", sealed: "",
            tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        GCMVector(
            key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24),
            content: String(repeating: "0", count: 32), sealed: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        GCMVector(
            content: text60 + "1aafd255", sealed: sealed60 + "898015ad", tag: "b094dac5d93471bdec1a502270e3cc6c"),
        GCMVector(
            content: text60, associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2", sealed: sealed60,
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    private static let text60 =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    private static let sealed60 =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
}

@Suite("Sealing")
struct SealingKeyTests {
    private func key(_ digits: String = String(repeating: "42", count: 32)) throws -> SealingKey {
        try SealingKey(SecretBytes(copying: hex(digits)))
    }

    @Test("the published vectors come out, both ways", arguments: GCMVector.all)
    func vectors(vector: GCMVector) throws {
        let key = try key(vector.key)
        let box = hex(vector.nonce + vector.sealed + vector.tag)
        for _ in 0..<2 {
            #expect(try key.seal(hex(vector.content), boundTo: hex(vector.associated), nonce: hex(vector.nonce)) == box)
            #expect(try key.open(box, boundTo: hex(vector.associated)) == hex(vector.content))
        }
    }

    @Test("what is sealed opens again, of any length", arguments: [0, 1, 15, 16, 17, 255, 4096, 100_000])
    func roundTrip(count: Int) throws {
        let key = try key()
        let content = [UInt8](repeating: 0xA5, count: count)
        let box = try key.seal(content, boundTo: bytes("row"))
        #expect(box.count == count + SealingKey.overhead)
        #expect(try key.open(box, boundTo: bytes("row")) == content)
    }

    @Test("a box that is made where its content lies opens, and into an array that other boxes were opened into")
    func inPlace() throws {
        let key = try key()
        var opened: [UInt8] = []
        for count in [0, 1, 448, 448, 3, 5000] {
            let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            var box = [UInt8](repeating: 1, count: 12) + content + [UInt8](repeating: 1, count: 16)
            try box.withUnsafeMutableBufferPointer { (box) throws(CryptoFailure) in
                try key.seal(inPlace: UnsafeMutableRawBufferPointer(box), boundTo: bytes("row"))
            }
            #expect(box.count == count + SealingKey.overhead)
            try key.open(box.span.bytes, boundTo: bytes("row"), into: &opened)
            #expect(opened == content)
            box[box.count - 1] ^= 1
            #expect(throws: CryptoFailure(.notAuthentic, in: "open")) {
                try key.open(box.span.bytes, boundTo: bytes("row"), into: &opened)
            }
            #expect(opened == [UInt8](repeating: 0, count: count))
        }
        var short = [UInt8](repeating: 0, count: 27)
        #expect(throws: CryptoFailure(.badLength, in: "seal")) {
            try short.withUnsafeMutableBytes { try key.seal(inPlace: $0, boundTo: []) }
        }
    }

    @Test("the same content never gives the same box")
    func nonces() throws {
        let key = try key()
        let boxes = try (0..<1000).map { _ in try key.seal(bytes("same"), boundTo: []) }
        #expect(Set(boxes).count == 1000)
        #expect(Set(boxes.map { Array($0.prefix(12)) }).count == 1000)
    }

    @Test("every flipped bit and every cut is refused")
    func damage() throws {
        let key = try key()
        let box = try key.seal(bytes("Board meeting"), boundTo: bytes("row"))
        for index in box.indices {
            for bit in 0..<8 {
                var damaged = box
                damaged[index] ^= 1 << UInt8(bit)
                #expect(throws: CryptoFailure(.notAuthentic, in: "open")) {
                    try key.open(damaged, boundTo: bytes("row"))
                }
            }
            #expect(throws: CryptoFailure(.notAuthentic, in: "open")) {
                try key.open(Array(box.prefix(index)), boundTo: bytes("row"))
            }
        }
        // A refusal leaves nothing behind that would spoil the next opening.
        #expect(try key.open(box, boundTo: bytes("row")) == bytes("Board meeting"))
    }

    @Test("other associated data and another key are refused")
    func binding() throws {
        let box = try key().seal(bytes("a"), boundTo: bytes("row"))
        for associated in ["", "ro", "rox", "row "] {
            #expect(throws: CryptoFailure(.notAuthentic, in: "open")) {
                try key().open(box, boundTo: bytes(associated))
            }
        }
        let other = try key(String(repeating: "43", count: 32))
        #expect(throws: CryptoFailure(.notAuthentic, in: "open")) { try other.open(box, boundTo: bytes("row")) }
    }

    @Test("a key of another length is refused", arguments: [1, 16, 31, 33])
    func keyLength(count: Int) throws {
        let short = try SecretBytes(copying: [UInt8](repeating: 1, count: count))
        #expect(throws: CryptoFailure(.badLength, in: "AES-256-GCM key")) { try SealingKey(short) }
    }
}
