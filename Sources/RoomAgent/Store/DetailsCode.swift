// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// The binary form of `MeetingDetails` (docs/window-format.md, "body").
enum DetailsCode {
    /// What is written; older ones are read, too.
    static let version: UInt8 = 2
    /// Two rows a page, and an ordinary agenda with its participants is in the first bucket, as none at all is.
    static let padding = RowPadding.bucket(1920)
    /// Of version 1, whose rows stay until a sync writes them again.
    private static let formerPadding = RowPadding.block(256)
    /// A longer one is left out.
    static let maximumEtagBytes = 1024

    /// The details as a row can hold them.
    static func bounded(_ details: MeetingDetails) -> MeetingDetails {
        let seriesBytes = details.seriesID?.value.exposed.utf8.count ?? 1
        // Ordinary details are handed back as they are.
        let hasFittingTexts =
            details.agenda.exposed.utf8.count <= MeetingDetails.maximumAgendaBytes
            && details.etag.utf8.count <= maximumEtagBytes && (1...MeetingCode.maximumIDBytes).contains(seriesBytes)
        if hasFittingTexts, details.participants.count <= MeetingDetails.maximumParticipants,
            !hasTooLong(details.participants)
        {
            return details
        }
        var bounded = details
        bounded.agenda = Private(details.agenda.exposed.cut(toBytes: MeetingDetails.maximumAgendaBytes))
        if details.participants.count > MeetingDetails.maximumParticipants {
            bounded.participants = Array(details.participants.prefix(MeetingDetails.maximumParticipants))
            bounded.participantsOmitted = true
        }
        for index in bounded.participants.indices where isTooLong(bounded.participants[index]) {
            let limit = MeetingCode.maximumTextBytes
            let participant = bounded.participants[index]
            bounded.participants[index].name.exposed = participant.name.exposed.cut(toBytes: limit)
            bounded.participants[index].address.exposed = participant.address.exposed.cut(toBytes: limit)
        }
        if !(1...MeetingCode.maximumIDBytes).contains(seriesBytes) { bounded.seriesID = nil }
        // A cut version mark would be another mark.
        if details.etag.utf8.count > maximumEtagBytes { bounded.etag = "" }
        return bounded
    }

    private static func hasTooLong(_ participants: [Participant]) -> Bool {
        let participants = participants.span
        for place in participants.indices where isTooLong(participants[place]) { return true }
        return false
    }

    private static func isTooLong(_ participant: Participant) -> Bool {
        max(participant.name.exposed.utf8.count, participant.address.exposed.utf8.count) > MeetingCode.maximumTextBytes
    }

    /// The row with its padding. The details are `bounded`.
    static func encode(_ details: MeetingDetails) -> [UInt8] {
        var row = RowWriter(capacity: WindowLimits.bytes(of: details) + 1920)
        write(details, to: &row)
        return row.bytes
    }

    /// The same into a row that was begun.
    static func write(_ details: MeetingDetails, to row: inout RowWriter) {
        row.byte(version)
        row.byte((details.participantsOmitted ? 1 : 0) | (details.seriesID == nil ? 0 : 2))
        row.text(details.etag)
        if let series = details.seriesID { row.text(series.value.exposed) }
        row.text(details.agenda.exposed)
        row.count(details.participants.count)
        let people = details.participants.span
        for place in people.indices {
            row.byte(people[place].response.rawValue | (people[place].isSelf ? 0x80 : 0))
            row.text(people[place].name.exposed)
            row.text(people[place].address.exposed)
        }
        row.pad(padding)
    }

    /// Throws for whatever `encode` of some version does not give: a box that opened is not believed for that.
    static func decode(_ bytes: [UInt8]) throws(RowMalformed) -> MeetingDetails {
        var row = RowReader(bytes)
        let version = try row.byte()
        guard (1...Self.version).contains(version) else { throw RowMalformed() }
        let flags = try row.flags(3)
        let etag = try row.text(atMost: maximumEtagBytes)
        let series = flags & 2 == 0 ? nil : try row.text(atMost: MeetingCode.maximumIDBytes)
        guard series?.isEmpty != true else { throw RowMalformed() }
        let agenda = try row.text(atMost: MeetingDetails.maximumAgendaBytes)
        var participants: [Participant] = []
        for _ in 0..<(try row.count(atMost: MeetingDetails.maximumParticipants)) {
            let marks = try row.byte()
            guard let response = OwnResponse(rawValue: marks & 0x7F) else { throw RowMalformed() }
            let name = try row.text(atMost: MeetingCode.maximumTextBytes)
            let address = try row.text(atMost: MeetingCode.maximumTextBytes)
            participants.append(
                Participant(
                    name: Private(name), address: Private(address), response: response, isSelf: marks & 0x80 != 0))
        }
        try row.end(version == 1 ? formerPadding : padding)
        return MeetingDetails(
            agenda: Private(agenda), participants: participants, participantsOmitted: flags & 1 != 0,
            seriesID: series.map { MeetingID($0) }, etag: etag)
    }
}
