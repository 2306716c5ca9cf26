// SPDX-License-Identifier: Apache-2.0
import RoomCore

@testable import AgentCrypto
@testable import SecureStore

/// Makes the vectors of single records, each by the agent's own code under fixed keys and nonces: a file of them for
/// each kind.
struct VectorSet {
    private(set) var vectors: [Vector] = []

    static func all() throws -> [String: [Vector]] {
        var files: [String: [Vector]] = [:]
        for (kind, make) in [
            ("head", [heads, refusedHeads]), ("body", [bodies, refusedBodies]), ("mark", [marks, refusedMarks]),
            ("session", [sessions, refusedSessions]), ("header", [headers]), ("book", [books]),
        ] as [(String, [(inout VectorSet) throws -> Void])] {
            var set = VectorSet()
            for part in make { try part(&set) }
            files[kind] = set.vectors
        }
        return files
    }

    mutating func append(_ vector: Vector) { vectors.append(vector) }

    // MARK: Heads

    /// A head's fields, to be broken one by one.
    struct Head {
        var version: UInt8 = 3
        var flags: UInt8 = 0b01000
        var answer: UInt8 = 2
        var start: Int64 = 1_800_000_000_000
        var end: Int64 = 1_800_001_800_000
        var body: UInt64 = 0x1122_3344_5566_7788
        var id = Array("5c1v3m".utf8)
        var title = Array("Design review".utf8)
        var organizer = Array("anna@example.com".utf8)
        var addresses: [(kind: UInt8, service: [UInt8], address: [UInt8])] = [
            (0, Array("zoom".utf8), Array("https://zoom.us/j/98765432101?pwd=hush".utf8))
        ]
        /// In place of the shortest form.
        var count: [UInt8]?
        var padding = MeetingCode.padding
        var paddingByte: UInt8 = 0

        func encoded() -> [UInt8] {
            var row = RowWriter()
            for byte in [version, flags, answer] { row.byte(byte) }
            row.integer(start)
            row.integer(end)
            if version > 2 { row.integer(body) }
            for text in [id, title, organizer] { row.bytes(text) }
            if let count { for byte in count { row.byte(byte) } } else { row.count(addresses.count) }
            for address in addresses {
                row.byte(address.kind)
                row.bytes(address.service)
                row.bytes(address.address)
            }
            let length = row.bytes.count
            row.pad(padding)
            return row.bytes.enumerated().map { $0.offset < length ? $0.element : paddingByte }
        }
    }

    private static func heads(_ set: inout VectorSet) throws {
        try set.head("an ordinary meeting") { _ in }
        try set.head("no text at all but its ID: as long as an ordinary one") {
            ($0.title, $0.organizer, $0.addresses) = ([], [], [])
        }
        try set.head("all day, tentative, private, busy only, in letters of three scripts") {
            ($0.flags, $0.answer, $0.start, $0.end) = (0b11111, 3, 20_000, 20_002)
            ($0.title, $0.addresses) = (Array("Päätös 会議 \u{202E}\u{0}\n😀\"\\".utf8), [])
        }
        try set.head("the three kinds of join addresses") {
            $0.addresses.append((1, Array("sip".utf8), Array("sip:98765432101@zoomcrc.com".utf8)))
            $0.addresses.append((2, Array("phone".utf8), Array("tel:+3582012345".utf8)))
        }
        try set.head("a title at its limit: the fourth bucket") { $0.title = [UInt8](repeating: 0x78, count: 2048) }
        try set.head("without a body") { $0.body = 0 }
        try set.head("version 1: multiples of 64 bytes") { ($0.version, $0.padding) = (1, .block(64)) }
        try set.head("version 2: names no body") { $0.version = 2 }

        try set.head("version 4", "malformed") { $0.version = 4 }
        try set.head("version 3 in a multiple of 64 bytes", "malformed") { $0.padding = .block(64) }
        try set.head("version 1 in a bucket", "malformed") { $0.version = 1 }
        try set.head("a bucket more than needed", "malformed") { $0.padding = .bucket(896) }
        try set.head("something in the padding", "malformed") { $0.paddingByte = 1 }
        try set.head("an unknown flag", "malformed") { $0.flags |= 32 }
        try set.head("an unknown answer", "malformed") { $0.answer = 5 }
        try set.head("an end before its start", "malformed") { $0.end = $0.start - 1 }
        try set.head("a day before the year 1", "malformed") { ($0.flags, $0.start, $0.end) = (16, -719_163, 0) }
        try set.head("a day after the year 9999", "malformed") { ($0.flags, $0.start, $0.end) = (16, 0, 2_932_897) }
        try set.head("an empty ID", "malformed") { $0.id = [] }
        try set.head("an ID beyond its limit", "malformed") { $0.id = [UInt8](repeating: 0x78, count: 1025) }
        try set.head("a title beyond its limit", "malformed") { $0.title = [UInt8](repeating: 0x78, count: 2049) }
        try set.head("a title that is not UTF-8", "malformed") { $0.title = [0xC3, 0x28] }
        try set.head("a title in UTF-8 of a surrogate", "malformed") { $0.title = [0xED, 0xA0, 0x80] }
        try set.head("an unknown kind of address", "malformed") { $0.addresses[0].kind = 3 }
        try set.head("17 addresses", "malformed") { head in
            head.addresses = (0..<17).map { _ in head.addresses[0] }
        }
        try set.head("a service beyond its limit", "malformed") {
            $0.addresses[0].service = [UInt8](repeating: 0x78, count: 65)
        }
        try set.head("a count in a longer form than needed", "malformed") { $0.count = [0x81, 0x00] }
        try set.head("a count in four groups", "malformed") { $0.count = [0x81, 0x80, 0x80, 0x00] }

        try set.broken("head", Head().encoded())
    }

    mutating func head(
        _ name: String, _ expect: String = "opens", _ change: (inout Head) -> Void
    ) throws {
        var head = Head()
        change(&head)
        let encoded = head.encoded()
        let content = expect == "opens" ? VectorText.line(head: try MeetingCode.decode(encoded)) : ""
        vectors.append(try sealed(name, "head", encoded, expect, content))
    }

    // MARK: Bodies

    struct Body {
        var version: UInt8 = 2
        var flags: UInt8 = 2
        var etag = Array("\"3400000000000\"".utf8)
        var series: [UInt8]? = Array("5c1v3m".utf8)
        var agenda = Array("Bring the drawings.\n1. Ramps\n2. Doors".utf8)
        var people: [(answer: UInt8, name: [UInt8], address: [UInt8])] = [
            (2, Array("Anna".utf8), Array("anna@example.com".utf8)), (0x82, [], Array("room@example.com".utf8)),
        ]
        var padding = DetailsCode.padding

        func encoded() -> [UInt8] {
            var row = RowWriter()
            row.byte(version)
            row.byte(flags)
            row.bytes(etag)
            if let series { row.bytes(series) }
            row.bytes(agenda)
            row.count(people.count)
            for person in people {
                row.byte(person.answer)
                row.bytes(person.name)
                row.bytes(person.address)
            }
            row.pad(padding)
            return row.bytes
        }
    }

    private static func bodies(_ set: inout VectorSet) throws {
        try set.body("an ordinary body") { _ in }
        try set.body("nothing in it: as long as an ordinary one") {
            ($0.flags, $0.series, $0.etag, $0.agenda, $0.people) = (0, nil, [], [], [])
        }
        try set.body("participants omitted, an agenda at its limit") {
            ($0.flags, $0.agenda) = (3, [UInt8](repeating: 0x61, count: 16_384))
        }
        try set.body("version 1: multiples of 256 bytes") { ($0.version, $0.padding) = (1, .block(256)) }
        try set.body("version 0", "malformed") { $0.version = 0 }
        try set.body("version 2 in a multiple of 256 bytes", "malformed") { $0.padding = .block(256) }
        try set.body("an unknown flag", "malformed") { $0.flags = 6 }
        try set.body("an empty series", "malformed") { $0.series = [] }
        try set.body("an etag beyond its limit", "malformed") { $0.etag = [UInt8](repeating: 0x61, count: 1025) }
        try set.body("an agenda beyond its limit", "malformed") { $0.agenda = [UInt8](repeating: 0x61, count: 16_385) }
        try set.body("an unknown answer", "malformed") { $0.people[0].answer = 5 }
        try set.body("201 participants", "malformed") { $0.people = (0..<201).map { _ in (1, [], []) } }
        try set.broken("body", Body().encoded())
    }

    mutating func body(
        _ name: String, _ expect: String = "opens", _ change: (inout Body) -> Void
    ) throws {
        var body = Body()
        change(&body)
        let encoded = body.encoded()
        let content = expect == "opens" ? VectorText.line(try DetailsCode.decode(encoded)) : ""
        vectors.append(try sealed(name, "body", encoded, expect, content))
    }

    // MARK: Marks

    private static func marks(_ set: inout VectorSet) throws {
        var rows = RowSum()
        rows.add(ShortCode(first: 0x0003_0609_0C0F_1215, second: 0x181B_1E21_2427_2A2D))
        for (name, mark) in [
            ("a cursor and a zone", Sample.mark()), ("no cursor", Sample.mark(nil)),
            ("a token at its limit", Sample.mark(String(repeating: "t", count: 4096))),
        ] {
            let encoded = StoredMark(mark, rows: rows).encoded()
            set.vectors.append(
                try set.sealed(name, "mark", encoded, "opens", VectorText.line(try StoredMark(decoding: encoded))))
        }
        let counted = StoredMark(Sample.mark(), rows: rows, count: 258)
        set.vectors.append(
            try set.sealed("a count", "mark", counted.encoded(), "opens", VectorText.line(counted)))
        let sound = StoredMark(Sample.mark(), rows: rows).encoded()
        for (name, place, byte) in [
            ("version 2", 0, UInt8(2)), ("an unknown flag", 1, 11), ("a number of rows beyond 63 bits", 9, 0x80),
            ("something in the padding", sound.count - 1, 1),
        ] {
            var encoded = sound
            encoded[place] = byte
            set.vectors.append(try set.sealed(name, "mark", encoded, "malformed"))
        }
        let long = StoredMark(Sample.mark(String(repeating: "t", count: 4097)), rows: rows).encoded()
        set.vectors.append(try set.sealed("a token beyond its limit", "mark", long, "malformed"))
        try set.broken("mark", sound)
    }

    // MARK: Sessions

    private static func sessions(_ set: inout VectorSet) throws {
        func record(
            version: UInt8 = 1, process: Int32 = 0, start: Int64 = 1_800_001_800_000, boot: String = ""
        ) -> [UInt8] {
            var row = RowWriter()
            row.byte(version)
            row.text("00112233445566778899aabbccddeeff")
            row.integer(process)
            row.integer(start)
            row.text("5c1v3m")
            row.text(boot)
            row.pad(.block(256))
            return row.bytes
        }
        let words = "token=\"00112233445566778899aabbccddeeff\" meeting=\"5c1v3m\" end="
        set.vectors.append(
            try set.sealed("a session with its meeting's end", "session", record(), "opens", words + "1800001800000"))
        set.vectors.append(
            try set.sealed("no end", "session", record(start: 0), "opens", words + "none"))
        set.vectors.append(
            try set.sealed(
                "of an agent before the joiner", "session", record(process: 77, start: 5, boot: "b"), "opens",
                words + "none"))
        set.vectors.append(try set.sealed("version 2", "session", record(version: 2), "refused"))
        let long = record(boot: String(repeating: "b", count: 65))
        set.vectors.append(try set.sealed("a boot's ID beyond its limit", "session", long, "refused"))
        var flipped = try set.sealed("a flipped bit", "session", record(), "refused")
        flipped.bytes[40] ^= 1
        set.vectors.append(flipped)
        var moved = try set.sealed("of another room", "session", record(), "refused")
        moved.room = "other@example.com"
        set.vectors.append(moved)
    }

    // MARK: Headers

    private static func headers(_ set: inout VectorSet) throws {
        let keys = try WindowKeys(
            DataKey(SecretBytes(copying: VectorFile.key)), salt: VectorFile.salt, room: VectorFile.room)
        let content = VectorFile.salt + keys.check
        let sound = content + (try Digest.sha256(content).prefix(16))
        func header(_ name: String, _ bytes: [UInt8], _ expect: String) -> Vector {
            Vector(name: name, kind: "header", bytes: bytes, expect: expect)
        }
        set.vectors = [header("a sound header", sound, "opens")]
        set.vectors.append(header("a digest that does not fit", Array(sound.dropLast()) + [0], "damaged"))
        set.vectors.append(header("a byte more", sound + [0], "damaged"))
        set.vectors.append(header("a byte less", Array(sound.dropLast()), "damaged"))
        var strange = header("another key", sound, "wrong-key")
        strange.key[0] ^= 1
        set.vectors.append(strange)
        var moved = header("another room", sound, "wrong-key")
        moved.room = "other@example.com"
        set.vectors.append(moved)
    }

    // MARK: Sealing

    /// A box of the content under the vector's own keys, with a nonce from its name.
    func sealed(
        _ name: String, _ kind: String, _ content: [UInt8], _ expect: String, _ words: String = "",
        version: UInt8 = 2
    ) throws -> Vector {
        let row = ["head", "body"].contains(kind) ? (64..<80).map { UInt8($0) } : []
        var vector = Vector(name: name, kind: kind, bytes: [], row: row, expect: expect, content: words)
        let room = Array(vector.room.utf8)
        let number = ["head": 1, "body": 2, "mark": 3][kind].map { UInt8($0) }
        let info = number == nil ? "room-agent session 1\0" : "room-agent window 2 \(kind)\0"
        let secret = try SecretBytes(copying: vector.key).derive(
            count: 32, salt: number == nil ? [] : vector.salt, info: Array(info.utf8) + room)
        let zeros = [UInt8](repeating: 0, count: 16)
        let bound = number.map { [version, $0] + (row.isEmpty ? zeros : row) + room } ?? [1] + room
        let nonce = Array(try Digest.sha256(Array("\(kind) \(name)".utf8)).prefix(12))
        vector.bytes = try SealingKey(secret).seal(content, boundTo: bound, nonce: nonce)
        return vector
    }

    /// The same box where it does not belong, and harmed.
    private mutating func broken(_ kind: String, _ content: [UInt8]) throws {
        let sound = try sealed("what the next are made of", kind, content, "not-authentic")
        var next = try sealed("bound to format 1", kind, content, "not-authentic", version: 1)
        vectors.append(next)
        for (name, place) in [("a flipped bit of the nonce", 0), ("of the text", 12), ("of the tag", -1)] {
            next = sound
            next.name = name
            next.bytes[place < 0 ? next.bytes.count - 1 : place] ^= 1
            vectors.append(next)
        }
        for (name, count) in [("cut by a byte", sound.bytes.count - 1), ("27 bytes", 27), ("no bytes", 0)] {
            next = sound
            next.name = name
            next.bytes = Array(next.bytes.prefix(count))
            vectors.append(next)
        }
        next = sound
        (next.name, next.room) = ("in another room", "other@example.com")
        vectors.append(next)
        next = sound
        next.name = "in another file"
        next.salt[0] ^= 1
        vectors.append(next)
        next = sound
        next.name = "under another key"
        next.key[31] ^= 1
        vectors.append(next)
        next = sound
        (next.name, next.kind) = ("as another kind", kind == "head" ? "body" : "head")
        vectors.append(next)
        guard !sound.row.isEmpty else { return }
        next = sound
        next.name = "under another row's name"
        next.row[0] ^= 1
        vectors.append(next)
    }
}

extension RowWriter {
    /// Bytes with their length before them: a text that need not be one.
    mutating func bytes(_ content: [UInt8]) {
        count(content.count)
        for byte in content { self.byte(byte) }
    }
}
