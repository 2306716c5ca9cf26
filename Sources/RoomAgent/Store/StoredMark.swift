// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// The sync mark as it lies in the file, with what the heads must add up to.
struct StoredMark: Equatable {
    var mark: SyncMark
    /// How many heads there are, and the exclusive-or of their summands: a head that is lost, or older than the others,
    /// shows.
    var rows: RowSum
    /// Where there is a counter outside of the file: what that has, too. Nil where there was none.
    var count: UInt64?

    private static let version: UInt8 = 1
    private static let padding = RowPadding.block(64)
    /// Google's sync tokens have some 50 to 100 bytes.
    static let maximumTokenBytes = 4096
    private static let maximumZoneBytes = 128

    /// The record with its padding (docs/window-format.md, "Mark").
    func encoded() -> [UInt8] {
        var row = RowWriter(capacity: 256)
        row.byte(Self.version)
        row.byte((mark.cursor == nil ? 0 : 1) | (mark.timeZone == nil ? 0 : 2) | (count == nil ? 0 : 4))
        row.integer(UInt64(rows.count))
        // In the order of the codes' bytes, and not as numbers are.
        row.integer(rows.bits.first.byteSwapped)
        row.integer(rows.bits.second.byteSwapped)
        row.integer(mark.syncedAt.millisecondsSince1970)
        row.integer(mark.fullSyncAt.millisecondsSince1970)
        if let cursor = mark.cursor {
            row.integer(cursor.bounds.earliest.millisecondsSince1970)
            row.integer(cursor.bounds.latest.millisecondsSince1970)
            row.text(cursor.token.exposed)
        }
        if let zone = mark.timeZone { row.text(zone.cut(toBytes: Self.maximumZoneBytes)) }
        if let count { row.integer(count) }
        row.pad(Self.padding)
        return row.bytes
    }

    /// - Parameter count: nil, the default, without a counter.
    init(_ mark: SyncMark, rows: RowSum, count: UInt64? = nil) {
        self.mark = mark
        self.rows = rows
        self.count = count
    }

    /// Throws for whatever `encoded` does not give.
    init(decoding bytes: [UInt8]) throws(RowMalformed) {
        var row = RowReader(bytes)
        guard try row.byte() == Self.version else { throw RowMalformed() }
        let flags = try row.flags(7)
        rows = RowSum()
        guard let count = Int(exactly: try row.integer() as UInt64) else { throw RowMalformed() }
        rows.count = count
        let (first, second): (UInt64, UInt64) = (try row.integer(), try row.integer())
        rows.bits = ShortCode(first: first.byteSwapped, second: second.byteSwapped)
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
        if flags & 4 != 0 { self.count = try row.integer() }
        try row.end(Self.padding)
    }
}

/// What a set of sealed heads adds up to, in any order. Each adds a keyed code of its name and box
/// (`WindowKeys.summand`); with anything public in its place, somebody who can write the file could look for a set of
/// old rows that leaves the sum as it is.
struct RowSum: Equatable {
    /// How many summands it has.
    var count = 0
    /// Their exclusive-or.
    var bits = ShortCode(first: 0, second: 0)

    mutating func add(_ summand: ShortCode) {
        count += 1
        mix(summand)
    }

    /// Takes away what `add` added.
    mutating func remove(_ summand: ShortCode) {
        count -= 1
        mix(summand)
    }

    private mutating func mix(_ summand: ShortCode) {
        bits.first ^= summand.first
        bits.second ^= summand.second
    }
}
