// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore

@testable import SecureStore

/// What a reader refuses, field by field, beside what stands in `VectorSet`: each text beyond its limit and not UTF-8,
/// each count in a longer form, each padding with something in it and longer than it need be.
extension VectorSet {
    private static let notUTF8: [UInt8] = [0xC3, 0x28]

    private static func long(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x78, count: count) }

    // MARK: Heads

    static func refusedHeads(_ set: inout VectorSet) throws {
        try set.head("version 0", "malformed") { $0.version = 0 }
        try set.head("all day, and an end before its start", "malformed") { head in
            (head.flags, head.start, head.end) = (16, 20_000, 19_999)
        }
        try set.head("an organiser beyond its limit", "malformed") { $0.organizer = long(2049) }
        try set.head("an address beyond its limit", "malformed") { $0.addresses[0].address = long(2049) }
        try set.head("an ID that is not UTF-8", "malformed") { $0.id = notUTF8 }
        try set.head("an organiser that is not UTF-8", "malformed") { $0.organizer = notUTF8 }
        try set.head("a service that is not UTF-8", "malformed") { $0.addresses[0].service = notUTF8 }
        try set.head("an address that is not UTF-8", "malformed") { $0.addresses[0].address = notUTF8 }
        let sound = Head().encoded()
        // Flags, answer, two times and the body's mark stand before the ID.
        let id = 27
        set.append(
            try set.sealed(
                "the length of a text in a longer form than needed", "head",
                spliced(sound, id..<id + 1, [sound[id] | 0x80, 0]), "malformed"))
        let title = id + 1 + Int(sound[id])
        set.append(
            try set.sealed(
                "the length of a text in four groups", "head",
                spliced(sound, title..<title + 1, [sound[title] | 0x80, 0x80, 0x80, 0]), "malformed"))
        // Within its limit, and longer than the row is.
        set.append(
            try set.sealed(
                "a text that runs past the end", "head", spliced(sound, title..<title + 1, [0x80, 0x10]), "malformed"))
        set.append(try set.sealed("nothing in the box", "head", [], "malformed"))
        set.append(try set.sealed("the padding is missing", "head", unpadded(sound), "malformed"))
    }

    // MARK: Bodies

    static func refusedBodies(_ set: inout VectorSet) throws {
        try set.body("version 3", "malformed") { $0.version = 3 }
        try set.body("version 1 in a bucket", "malformed") { $0.version = 1 }
        try set.body("a bucket more than needed", "malformed") { $0.padding = .bucket(3840) }
        try set.body("a series beyond its limit", "malformed") { $0.series = long(1025) }
        try set.body("a participant's name beyond its limit", "malformed") { $0.people[0].name = long(2049) }
        try set.body("a participant's address beyond its limit", "malformed") { $0.people[0].address = long(2049) }
        try set.body("an etag that is not UTF-8", "malformed") { $0.etag = notUTF8 }
        try set.body("a series that is not UTF-8", "malformed") { $0.series = notUTF8 }
        try set.body("an agenda that is not UTF-8", "malformed") { $0.agenda = notUTF8 }
        try set.body("a participant's name that is not UTF-8", "malformed") { $0.people[0].name = notUTF8 }
        try set.body("a participant's address that is not UTF-8", "malformed") { $0.people[0].address = notUTF8 }
        var nobody = Body()
        nobody.people = []
        let alone = nobody.encoded()
        let count = unpadded(alone).count
        set.append(
            try set.sealed(
                "a count in a longer form than needed", "body", spliced(alone, count..<count + 1, [0x80, 0]),
                "malformed"))
        let sound = Body().encoded()
        set.append(
            try set.sealed(
                "the length of a text in a longer form than needed", "body",
                spliced(sound, 2..<3, [sound[2] | 0x80, 0]), "malformed"))
        set.append(
            try set.sealed("a text that runs past the end", "body", spliced(alone, 2..<3, [0x80, 0x08]), "malformed"))
        set.append(
            try set.sealed("something in the padding", "body", Array(sound.dropLast()) + [1], "malformed"))
    }

    // MARK: Marks

    static func refusedMarks(_ set: inout VectorSet) throws {
        func mark(token: [UInt8] = Array("t".utf8), zone: [UInt8] = Array("Europe/Helsinki".utf8)) -> [UInt8] {
            var row = RowWriter()
            row.byte(1)
            row.byte(3)
            for _ in 0..<7 { row.integer(0 as Int64) }
            row.bytes(token)
            row.bytes(zone)
            row.pad(.block(64))
            return row.bytes
        }
        let token = 58
        for (name, content) in [
            ("version 0", spliced(mark(), 0..<1, [0])), ("a block more than needed", mark() + zeros(64)),
            ("a zone beyond its limit", mark(zone: long(129))), ("a token that is not UTF-8", mark(token: notUTF8)),
            ("a zone that is not UTF-8", mark(zone: notUTF8)),
            (
                "the length of a text in a longer form than needed",
                spliced(mark(), token..<token + 1, [0x81, 0])
            ),
            ("a text that runs past the end", spliced(mark(), token..<token + 1, [0x80, 0x10])),
        ] {
            set.append(try set.sealed(name, "mark", content, "malformed"))
        }
    }

    // MARK: Sessions

    static func refusedSessions(_ set: inout VectorSet) throws {
        func record(
            token: [UInt8] = Array("00112233445566778899aabbccddeeff".utf8), meeting: [UInt8] = Array("5c1v3m".utf8),
            boot: [UInt8] = []
        ) -> [UInt8] {
            var row = RowWriter()
            row.byte(1)
            row.bytes(token)
            row.integer(0 as Int32)
            row.integer(1_800_001_800_000 as Int64)
            row.bytes(meeting)
            row.bytes(boot)
            row.pad(.block(256))
            return row.bytes
        }
        for (name, content) in [
            ("version 0", spliced(record(), 0..<1, [0])),
            ("a token beyond its limit", record(token: long(65))),
            ("a meeting's ID beyond its limit", record(meeting: long(1025))),
            ("a token that is not UTF-8", record(token: notUTF8)),
            ("a meeting's ID that is not UTF-8", record(meeting: notUTF8)),
            ("a boot's ID that is not UTF-8", record(boot: notUTF8)),
            ("the length of a text in a longer form than needed", spliced(record(), 1..<2, [0xA0, 0])),
            ("a text that runs past the end", Array(record().prefix(30))),
            ("something in the padding", Array(record().dropLast()) + [1]),
            ("a block more than needed", record() + zeros(256)),
        ] {
            set.append(try set.sealed(name, "session", content, "refused"))
        }
    }

    // MARK: Changed bytes

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    /// The row with other bytes in one place. It is as long as it was: zeros at its end make room, or fill it.
    private static func spliced(_ row: [UInt8], _ place: Range<Int>, _ bytes: [UInt8]) -> [UInt8] {
        var changed = row
        changed.replaceSubrange(place, with: bytes)
        return Array((changed + zeros(max(0, row.count - changed.count))).prefix(row.count))
    }

    /// Up to the last byte that is not zero.
    private static func unpadded(_ row: [UInt8]) -> [UInt8] {
        Array(row.prefix((row.lastIndex { $0 != 0 } ?? -1) + 1))
    }
}
