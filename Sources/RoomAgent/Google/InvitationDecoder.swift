// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// Reads events as they are to be written to: texts whole, or not at all. Whatever is cut would be lost at the next
/// write.
enum InvitationDecoder {
    /// Partial response.
    static let fields = """
        attendees(email,resource),attendeesOmitted,conferenceData(conferenceSolution/key/type,\
        createRequest(requestId,status/statusCode),entryPoints(entryPointType,uri)),description,etag,\
        extendedProperties/shared,guestsCanModify,id,location,organizer(email,self),recurringEventId,status
        """

    /// One event. Nil: it is cancelled.
    static func invitation(_ body: consuming [UInt8]) throws(JSONFailure) -> Invitation? {
        let isWhole = isWhole(body)
        return try JSONDocument(body).values(at: paths) { row throws(JSONFailure) in try invitation(row, isWhole) }
    }

    /// The events of a page, and what the next one is asked for by.
    static func invitations(
        _ body: consuming [UInt8]
    ) throws(JSONFailure) -> (copies: [Invitation], nextPage: String?) {
        var all: [Invitation] = []
        let isWhole = isWhole(body)
        let document = try JSONDocument(body)
        guard document.value(at: "$.accessRole") != nil || document.value(at: "$.items") != nil else {
            throw JSONFailure(.wrongType, at: "$.items")
        }
        try document.rows(in: "$.items", paths: paths) { row throws(JSONFailure) in
            if let invitation = try invitation(row, isWhole) { all.append(invitation) }
        }
        let next = try document.values(at: ["$.nextPageToken"]) { row throws(JSONFailure) in
            try EventDecoder.token(row, 0, at: "$.nextPageToken")
        }
        return (all, next)
    }

    /// Our reader ends a text at U+0000, which is no loss where it is shown, and one where it is written back.
    private static func isWhole(_ body: [UInt8]) -> Bool {
        !String(decoding: body, as: UTF8.self).contains(text: "\\u0000")
    }

    private static func invitation(
        _ row: borrowing JSONRow, _ isWhole: Bool
    ) throws(JSONFailure) -> Invitation? {
        let id = try row.text(0, maximumBytes: EventDecoder.maximumIDBytes + 1) ?? ""
        let etag = try row.text(1, maximumBytes: EventDecoder.maximumETagBytes + 1) ?? ""
        guard (1...EventDecoder.maximumIDBytes).contains(id.utf8.count), etag.isPrintableASCII,
            (1...EventDecoder.maximumETagBytes).contains(etag.utf8.count)
        else { throw JSONFailure(.wrongType, at: paths.texts[etag.isEmpty ? 1 : 0]) }
        if try row.text(2) == "cancelled" { return nil }
        var invitation = Invitation(
            version: EventVersion(MeetingID(id), etag: etag),
            series: try row.text(3, maximumBytes: EventDecoder.maximumIDBytes).map { MeetingID($0) },
            location: isWhole ? try whole(row, 4, [KeywordTemplate].maximumLocationBytes) : nil,
            body: isWhole ? try whole(row, 5, Invitation.maximumBodyBytes) : nil)
        invitation.organizer = Private(try row.text(6, maximumBytes: EventDecoder.maximumAddressBytes) ?? "")
        invitation.isOrganizers = try row.bool(7) ?? false
        invitation.guestsMayModify = try row.bool(8) ?? false
        invitation.record = Private(try row.text(9, maximumBytes: EventDecoder.maximumURIBytes) ?? "")
        invitation.conference = try conference(row)
        if try !(row.bool(10) ?? false) {
            var people = People(invitation.organizer.exposed)
            try row.rows(11, paths: People.paths) { invitee throws(JSONFailure) in try people.add(invitee) }
            invitation.people = Private(people.sorted)
        }
        return invitation
    }

    /// The people of an event, as far as that they are two can be told from more.
    struct People {
        private var addresses: Set<String>

        init(_ organizer: String) { addresses = organizer.isEmpty ? [] : [organizer.lowercased()] }

        static let paths: JSONPaths = ["$.email", "$.resource"]

        mutating func add(_ invitee: borrowing JSONRow) throws(JSONFailure) {
            guard try !(invitee.bool(1) ?? false), addresses.count < 3,
                let email = try invitee.text(0, maximumBytes: EventDecoder.maximumAddressBytes)
            else { return }
            addresses.insert(email.lowercased())
        }

        var sorted: [String] { addresses.sorted() }
    }

    private static func conference(_ row: borrowing JSONRow) throws(JSONFailure) -> Invitation.Conference {
        let status = try row.text(13)
        if status == "pending" { return .pending }
        var video: String?
        var hasEntries = false
        try row.rows(15, paths: ["$.entryPointType", "$.uri"]) { entry throws(JSONFailure) in
            hasEntries = true
            guard video == nil, try entry.text(0) == "video" else { return }
            video = try entry.text(1, maximumBytes: EventDecoder.maximumURIBytes)
        }
        let isOurs = try row.text(12)?.hasPrefix("room-agent-") ?? false
        if let video, try row.text(14) == "hangoutsMeet" { return .meet(Private(video), isOurs: isOurs) }
        if hasEntries { return .other }
        return status == "failure" ? .failed : .none
    }

    /// A text of at most so many bytes, empty where there is none; nil where it is longer, or is no Unicode, so that it
    /// would come back as another.
    private static func whole(
        _ row: borrowing JSONRow, _ index: Int, _ limit: Int
    ) throws(JSONFailure) -> Private<String>? {
        let text = try row.text(index, maximumBytes: limit + 4) ?? ""
        return text.utf8.count <= limit && !text.unicodeScalars.contains("\u{FFFD}") ? Private(text) : nil
    }

    private static let paths: JSONPaths = [
        "$.id", "$.etag", "$.status", "$.recurringEventId", "$.location", "$.description", "$.organizer.email",
        "$.organizer.self", "$.guestsCanModify", "$.extendedProperties.shared.roomAgentMeeting", "$.attendeesOmitted",
        "$.attendees", "$.conferenceData.createRequest.requestId",
        "$.conferenceData.createRequest.status.statusCode", "$.conferenceData.conferenceSolution.key.type",
        "$.conferenceData.entryPoints",
    ]
}
