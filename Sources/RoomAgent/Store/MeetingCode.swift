// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// Names the box of a body in the head beside it: a body is believed where it is the one that was written with its
/// head, and not an older one of the same meeting. Eight bytes of the box's tag, which two boxes have in common once in
/// 2^64.
struct BodyMark: Equatable {
    /// Zero where the head was written without a body.
    let bits: UInt64

    /// There is no body.
    static let none = BodyMark(bits: 0)

    init(bits: UInt64) { self.bits = bits }

    /// Of a sealed box, which ends with its tag.
    init(ofBox box: UnsafeRawBufferPointer) {
        bits = UInt64(littleEndian: box.loadUnaligned(fromByteOffset: box.count - 8, as: UInt64.self))
    }

    /// The same of bytes.
    init(ofBox box: [UInt8]) { self = box.withUnsafeBytes { BodyMark(ofBox: $0) } }
}

/// The binary form of a `Meeting` (docs/window-format.md, "head"). One meeting has one form.
enum MeetingCode {
    /// What is written; older ones are read, too.
    static let version: UInt8 = 3
    /// Eight rows a page, and an ordinary meeting with its join addresses is in the first bucket, as an empty one is.
    static let padding = RowPadding.bucket(448)
    /// Of version 1, whose rows stay until a sync writes them again.
    private static let formerPadding = RowPadding.block(64)

    /// What a row may hold; `bounded` cuts the rest, so that a hostile invitation can't fill the disk.
    static let maximumIDBytes = 1024
    static let maximumTextBytes = 2048
    static let maximumServiceBytes = 64
    static let maximumAddresses = 16

    /// The meeting as a row can hold it, nil where its ID is too long to be one.
    static func bounded(_ meeting: Meeting) -> Meeting? {
        guard (1...maximumIDBytes).contains(meeting.id.value.exposed.utf8.count) else { return nil }
        // An ordinary meeting is handed back as it is.
        let texts = max(meeting.title.exposed.utf8.count, meeting.organizer.exposed.utf8.count)
        let hasFittingAddresses = meeting.joinAddresses.count <= maximumAddresses && !hasTooLong(meeting.joinAddresses)
        if texts <= maximumTextBytes, hasFittingAddresses { return meeting }
        var bounded = meeting
        bounded.title = Private(meeting.title.exposed.cut(toBytes: maximumTextBytes))
        bounded.organizer = Private(meeting.organizer.exposed.cut(toBytes: maximumTextBytes))
        bounded.joinAddresses = Array(meeting.joinAddresses.filter { !isTooLong($0) }.prefix(maximumAddresses))
        return bounded
    }

    /// By places, here and where rows are written: a loop over the elements would copy each, and count references to
    /// its texts.
    private static func hasTooLong(_ addresses: [JoinAddress]) -> Bool {
        let addresses = addresses.span
        for place in addresses.indices where isTooLong(addresses[place]) { return true }
        return false
    }

    private static func isTooLong(_ address: JoinAddress) -> Bool {
        address.address.exposed.utf8.count > JoinAddress.maximumBytes
            || address.service.utf8.count > maximumServiceBytes
    }

    /// The row with its padding. The meeting is `bounded`, and `body` names the box of its details.
    static func encode(_ meeting: Meeting, _ body: BodyMark) -> [UInt8] {
        var row = RowWriter(capacity: WindowLimits.bytes(of: meeting) + 448)
        write(meeting, body, to: &row)
        return row.bytes
    }

    /// The same into a row that was begun.
    static func write(_ meeting: Meeting, _ body: BodyMark, to row: inout RowWriter) {
        row.byte(version)
        var flags: UInt8 = 0
        if meeting.isTentative { flags |= 1 }
        if meeting.isPrivate { flags |= 2 }
        if meeting.isBusyOnly { flags |= 4 }
        if meeting.blocksTime { flags |= 8 }
        if meeting.span.isAllDay { flags |= 16 }
        row.byte(flags)
        row.byte(meeting.ownResponse.rawValue)
        switch meeting.span {
        case .timed(let start, let end):
            row.integer(start.millisecondsSince1970)
            row.integer(end.millisecondsSince1970)
        case .allDay(let first, let end):
            row.integer(Int64(first.daysSince1970))
            row.integer(Int64(end.daysSince1970))
        }
        row.integer(body.bits)
        row.text(meeting.id.value.exposed)
        row.text(meeting.title.exposed)
        row.text(meeting.organizer.exposed)
        row.count(meeting.joinAddresses.count)
        let addresses = meeting.joinAddresses.span
        for place in addresses.indices {
            row.byte(addresses[place].kind.rawValue)
            row.text(addresses[place].service)
            row.text(addresses[place].address.exposed)
        }
        row.pad(padding)
    }

    /// Throws for whatever `encode` of some version does not give: a box that opened is not believed for that. The mark
    /// is nil in a row of an earlier version, which names no body.
    static func decode(_ bytes: [UInt8]) throws(RowMalformed) -> (meeting: Meeting, body: BodyMark?) {
        var row = RowReader(bytes)
        let version = try row.byte()
        guard (1...Self.version).contains(version) else { throw RowMalformed() }
        let flags = try row.flags(31)
        guard let response = OwnResponse(rawValue: try row.byte()) else { throw RowMalformed() }
        let span = try span(isAllDay: flags & 16 != 0, start: row.integer(), end: row.integer())
        let body = version < 3 ? nil : BodyMark(bits: try row.integer())
        let id = try row.text(atMost: maximumIDBytes)
        guard !id.isEmpty else { throw RowMalformed() }
        let title = try row.text(atMost: maximumTextBytes)
        let organizer = try row.text(atMost: maximumTextBytes)
        let count = try row.count(atMost: maximumAddresses)
        var addresses: [JoinAddress] = []
        if count > 0 { addresses.reserveCapacity(count) }
        for _ in 0..<count {
            guard let kind = JoinKind(rawValue: try row.byte()) else { throw RowMalformed() }
            let service = try row.text(atMost: maximumServiceBytes)
            let address = try row.text(atMost: JoinAddress.maximumBytes)
            addresses.append(JoinAddress(service: service, kind: kind, address: Private(address)))
        }
        try row.end(version == 1 ? formerPadding : padding)
        let meeting = Meeting(
            id: MeetingID(id), title: Private(title), span: span, isTentative: flags & 1 != 0, ownResponse: response,
            isPrivate: flags & 2 != 0, isBusyOnly: flags & 4 != 0, blocksTime: flags & 8 != 0,
            organizer: Private(organizer), joinAddresses: addresses)
        return (meeting, body)
    }

    private static func span(isAllDay: Bool, start: Int64, end: Int64) throws(RowMalformed) -> MeetingSpan {
        guard start <= end else { throw RowMalformed() }
        if !isAllDay {
            return .timed(start: Instant(millisecondsSince1970: start), end: Instant(millisecondsSince1970: end))
        }
        guard let first = civilDate(start), let last = civilDate(end) else { throw RowMalformed() }
        return .allDay(first: first, end: last)
    }

    private static func civilDate(_ days: Int64) -> CivilDate? {
        guard (-719_162...2_932_896).contains(days) else { return nil }  // 0001-01-01 to 9999-12-31
        return CivilDate(daysSince1970: Int(days))
    }
}
