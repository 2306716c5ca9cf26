// SPDX-License-Identifier: Apache-2.0
import RoomCore

@testable import AgentCrypto
@testable import SecureStore

extension VectorSet {
    /// Of a book, `key` is the wrapping key, and the content names the data keys, the sealing one first.
    static func books(_ set: inout VectorSet) throws {
        let one = try entry("one", 1)
        let two = try entry("two", 2)
        let wrapping = DataKey(try SecretBytes(copying: VectorFile.key))
        let direct = KeyBook.Entry(
            id: wrapping.id, madeAt: Instant(millisecondsSince1970: 0),
            wrapped: WrappedKey(scheme: "direct", version: wrapping.id.description, box: []))
        var foreign = one
        foreign.wrapped = WrappedKey(scheme: "vault", version: "1", box: Array("vault:v1:c2VhbGVk".utf8))
        var foreignTwo = two
        foreignTwo.wrapped = WrappedKey(scheme: "google-kms", version: "1", box: [1, 2, 3])
        var renamed = one
        renamed.id = two.id
        let first = "data-key=\(VectorFile.hex(dataKey(1))) made=1800000000001"
        let second = "data-key=\(VectorFile.hex(dataKey(2))) made=1800000000002"
        let third = "data-key=\(VectorFile.hex(VectorFile.key)) made=0"
        let sound = KeyBook([one]).encoded()

        set.add("one key", sound, "opens", first)
        set.add("two keys: the second opens what has not moved", [one, two], "opens", "\(first) \(second)")
        set.add("an older window's own key beside it", [one, direct], "opens", "\(first) \(third)")
        set.add("no key", [], "no-book")
        set.add("five keys", [one, one, one, one, one], "no-book")
        set.add("a byte more", sound + [0], "no-book")
        set.add("a byte less", Array(sound.dropLast()), "no-book")
        set.add("a flipped bit", sound.enumerated().map { $0.offset == 30 ? $0.element ^ 1 : $0.element }, "no-book")
        set.add("version 2", try digested(sound) { $0[8] = 2 }, "no-book")
        set.add("another magic", try digested(sound) { $0[0] = 0x52 ^ 1 }, "no-book")
        set.add("a byte more within the digest", try digested(sound) { $0.append(0) }, "no-book")
        // Magic and version, count, name and time stand before the first entry's scheme; its length is 5.
        for (name, place, bytes) in [
            ("a count of 0 before an entry", 9..<10, [0]), ("a count in a longer form than needed", 9..<10, [0x81, 0]),
            ("a scheme beyond its limit", 26..<32, [0x81, 0x02] + [UInt8](repeating: 0x78, count: 257)),
            ("a scheme that is not UTF-8", 27..<29, [0xC3, 0x28]),
            ("a version beyond its limit", 32..<49, [0x81, 0x02] + [UInt8](repeating: 0x78, count: 257)),
            ("a version that is not UTF-8", 33..<35, [0xC3, 0x28]),
            ("a box beyond its limit", 49..<50, [0x81, 0x20] + [UInt8](repeating: 0, count: 4097 - 60)),
            ("a box that runs past the end", 49..<50, [61]),
        ] as [(String, Range<Int>, [UInt8])] {
            set.add(name, try digested(sound) { $0.replaceSubrange(place, with: bytes) }, "no-book")
        }
        set.add("no bytes", [UInt8](), "no-book")
        set.add("fewer bytes than a digest has", Array(sound.prefix(15)), "no-book")
        set.add("an entry that another key wrapped", try other(sound), "other-key")
        set.add("an entry under the name of another key", [renamed], "other-key")
        set.add("of another room", sound, "other-key", room: "other@example.com")
        set.add("an entry of a key service", [foreign], "needs-service")
        set.add("an entry of a key service, and this device's copy", [foreign, one], "opens", first)
        set.add("two keys, of which one has no copy here", [one, foreignTwo], "needs-service")
    }

    private static func dataKey(_ number: UInt8) -> [UInt8] { (0..<32).map { $0 &* 7 &+ number } }

    /// A wrapped data key, with the nonce from its name.
    private static func entry(_ name: String, _ number: UInt8) throws -> KeyBook.Entry {
        let key = DataKey(try SecretBytes(copying: dataKey(number)))
        let madeAt = Instant(millisecondsSince1970: 1_800_000_000_000 + Int64(number))
        let wrapping = try SecretBytes(copying: VectorFile.key)
        let secret = try wrapping.derive(count: 32, salt: [], info: Array("room-agent wrap 1".utf8))
        var row = RowWriter()
        for byte in Array("room-agent data-key 1\0".utf8) + key.id.bytes { row.byte(byte) }
        row.integer(madeAt.millisecondsSince1970)
        for byte in VectorFile.room.utf8 { row.byte(byte) }
        let nonce = Array(try Digest.sha256(Array("book \(name)".utf8)).prefix(12))
        let box = try SealingKey(secret).seal(dataKey(number), boundTo: row.bytes, nonce: nonce)
        let version = KeyID(of: wrapping).description
        return KeyBook.Entry(
            id: key.id, madeAt: madeAt, wrapped: WrappedKey(scheme: "local", version: version, box: box))
    }

    /// The book with another content and the digest that fits it.
    private static func digested(_ book: [UInt8], _ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
        var content = Array(book.dropLast(16))
        change(&content)
        return content + (try Digest.sha256(content).prefix(16))
    }

    /// With a flipped bit in its box.
    private static func other(_ book: [UInt8]) throws -> [UInt8] {
        try digested(book) { $0[$0.count - 1] ^= 1 }
    }

    private mutating func add(_ name: String, _ entries: [KeyBook.Entry], _ expect: String, _ content: String = "") {
        add(name, KeyBook(entries).encoded(), expect, content)
    }

    private mutating func add(
        _ name: String, _ bytes: [UInt8], _ expect: String, _ content: String = "", room: String = VectorFile.room
    ) {
        append(Vector(name: name, kind: "book", bytes: bytes, room: room, expect: expect, content: content))
    }
}
