// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// The sync mark as it lies in the file, with what the heads must add up to.
struct StoredMark: Equatable {
    var mark: SyncMark
    /// How many heads there are, and the exclusive-or of their tags: a head that is lost, or older than the others,
    /// shows.
    var rows: RowSum

    private static let version: UInt8 = 1
    private static let paddingBytes = 64
    /// Google's sync tokens have some 50 to 100 bytes.
    static let maximumTokenBytes = 4096
    private static let maximumZoneBytes = 128

    func encoded() -> [UInt8] {
        var row = RowWriter()
        row.byte(Self.version)
        row.byte((mark.cursor == nil ? 0 : 1) | (mark.timeZone == nil ? 0 : 2))
        row.integer(UInt64(rows.count))
        for byte in rows.tags { row.byte(byte) }
        row.integer(mark.syncedAt.millisecondsSince1970)
        row.integer(mark.fullSyncAt.millisecondsSince1970)
        if let cursor = mark.cursor {
            row.integer(cursor.bounds.earliest.millisecondsSince1970)
            row.integer(cursor.bounds.latest.millisecondsSince1970)
            row.text(cursor.token.exposed)
        }
        if let zone = mark.timeZone { row.text(zone.cut(toBytes: Self.maximumZoneBytes)) }
        row.pad(toMultipleOf: Self.paddingBytes)
        return row.bytes
    }

    init(_ mark: SyncMark, rows: RowSum) {
        self.mark = mark
        self.rows = rows
    }

    init(decoding bytes: [UInt8]) throws(RowMalformed) {
        var row = RowReader(bytes)
        guard try row.byte() == Self.version else { throw RowMalformed() }
        let flags = try row.flags(3)
        rows = RowSum()
        guard let count = Int(exactly: try row.integer() as UInt64) else { throw RowMalformed() }
        rows.count = count
        for index in rows.tags.indices { rows.tags[index] = try row.byte() }
        mark = SyncMark(
            cursor: nil, syncedAt: Instant(millisecondsSince1970: try row.integer()),
            fullSyncAt: Instant(millisecondsSince1970: try row.integer()), timeZone: nil)
        if flags & 1 != 0 {
            let bounds = WindowBounds(
                earliest: Instant(millisecondsSince1970: try row.integer()),
                latest: Instant(millisecondsSince1970: try row.integer()))
            mark.cursor = SyncCursor(token: Private(try row.text(atMost: Self.maximumTokenBytes)), bounds: bounds)
        }
        if flags & 2 != 0 { mark.timeZone = try row.text(atMost: Self.maximumZoneBytes) }
        try row.end(padding: Self.paddingBytes)
    }
}

/// What a set of sealed heads adds up to, in any order.
struct RowSum: Equatable {
    var count = 0
    var tags = [UInt8](repeating: 0, count: 16)

    mutating func add(_ tag: some Collection<UInt8>) {
        count += 1
        mix(tag)
    }

    mutating func remove(_ tag: some Collection<UInt8>) {
        count -= 1
        mix(tag)
    }

    private mutating func mix(_ tag: some Collection<UInt8>) {
        for (index, byte) in zip(tags.indices, tag) { tags[index] ^= byte }
    }
}
