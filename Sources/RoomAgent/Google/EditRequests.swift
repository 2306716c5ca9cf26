// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// The requests of the Calendar API that changing a calendar makes, as addresses and bodies.
struct EditRequests {
    /// Of an event that is read before it is changed: what `EventDecoder` reads.
    static let eventFields = EventsQuery.eventFields
    /// Of what a sentence became: whether it is a series, too.
    static let sentenceFields = eventFields + ",recurrence"
    /// Of a write's reply.
    static let versionFields = "etag,id"

    let calendar: String
    /// Whose answer to invitations is given.
    let account: String
    private let root: String

    init(root: String, calendar: String, account: String) {
        self.calendar = calendar
        self.account = account
        self.root = EventsQuery.service(root)
    }

    /// POST: `events.insert`.
    var events: String { "\(root)/calendars/\(PercentEncoding.escaped(calendar))/events" + select(Self.versionFields) }

    /// POST: `events.quickAdd`. It takes no body.
    func quickAdd(_ sentence: Private<String>) -> String {
        "\(root)/calendars/\(PercentEncoding.escaped(calendar))/events/quickAdd?"
            + PercentEncoding.form([("fields", Self.sentenceFields), ("text", sentence.exposed)])
    }

    /// GET: `events.list` of what was changed since, a series as one event.
    func changed(since earliest: Instant) -> String {
        "\(root)/calendars/\(PercentEncoding.escaped(calendar))/events?"
            + PercentEncoding.form([
                ("eventTypes", "default"), ("fields", "accessRole,nextPageToken,items(created,\(Self.sentenceFields))"),
                ("maxResults", String(EventsQuery.pageSize)), ("updatedMin", RFC3339.utc(earliest)),
            ])
    }

    /// GET: `events.get`.
    func event(_ id: MeetingID) -> String { address(id) + select(Self.eventFields) }

    /// GET: `events.instances`.
    func occurrences(of series: MeetingID, from start: Instant, page: String?) -> String {
        address(series) + "/instances?"
            + PercentEncoding.form(Self.occurrences(from: start, page: page, fields: Self.eventFields))
    }

    /// The parameters of `events.instances`; the next page has the same ones, and its token.
    static func occurrences(from start: Instant, page: String?, fields: String) -> [(name: String, value: String)] {
        [
            ("fields", "accessRole,nextPageToken,items(\(fields))"), ("maxResults", String(EventsQuery.pageSize)),
            ("timeMin", RFC3339.utc(start)),
        ] + (page.map { [("pageToken", $0)] } ?? [])
    }

    /// PATCH: `events.patch`. Nobody is written to: `sendUpdates` is none by default.
    func version(_ id: MeetingID) -> String { address(id) + select(Self.versionFields) }

    /// DELETE: `events.delete`.
    func address(_ id: MeetingID) -> String {
        "\(root)/calendars/\(PercentEncoding.escaped(calendar))/events/\(PercentEncoding.escaped(id.value.exposed))"
    }

    /// POST: `freebusy.query`.
    var freeBusy: String { "\(root)/freeBusy" }

    private func select(_ fields: String) -> String { "?" + PercentEncoding.form([("fields", fields)]) }

    // MARK: Bodies

    func body(_ draft: EventDraft, inviting: Bool) -> [UInt8] {
        Self.bytes(
            [
                ("id", .text(draft.id.value.exposed)), ("summary", .text(draft.title.exposed)),
                ("start", Self.time(draft.start)), ("end", Self.time(draft.end)),
            ] + (inviting ? [roomAsInvitee] : []))
    }

    private var roomAsInvitee: (key: String, value: JSONText) {
        ("attendees", .array([.object([("email", .text(account)), ("resource", .bool(true))])]))
    }

    /// What a patch names is replaced, down to the members of objects; all else stays.
    static func body(_ edit: EventEdit) -> [UInt8] {
        var members: [(key: String, value: JSONText)] = []
        if let title = edit.title { members.append(("summary", .text(title.exposed))) }
        if let start = edit.start { members.append(("start", time(start))) }
        if let end = edit.end { members.append(("end", time(end))) }
        return bytes(members)
    }

    /// A list in a patch replaces the whole list, but for this: with `attendeesOmitted` the participant's own answer is
    /// all that is changed (https://developers.google.com/workspace/calendar/api/v3/reference/events,
    /// `attendeesOmitted`).
    func body(_ answer: InvitationAnswer, as address: String?) -> [UInt8] {
        let oneself = JSONText.object([
            ("email", .text(address ?? account)), ("responseStatus", .text(answer.word)),
        ])
        return Self.bytes([("attendeesOmitted", .bool(true)), ("attendees", .array([oneself]))])
    }

    func busyBody(from start: Instant, until end: Instant) -> [UInt8] {
        Self.bytes([
            ("timeMin", .text(RFC3339.utc(start))), ("timeMax", .text(RFC3339.utc(end + .milliseconds(999)))),
            ("items", .array([.object([("id", .text(calendar))])])),
        ])
    }

    private static func time(_ instant: Instant) -> JSONText { .object([("dateTime", .text(RFC3339.utc(instant)))]) }

    private static func bytes(_ members: [(key: String, value: JSONText)]) -> [UInt8] {
        Array(JSONText.object(members).text.utf8)
    }
}

extension InvitationAnswer {
    fileprivate var word: String {
        switch self {
        case .accepted: "accepted"
        case .declined: "declined"
        case .tentative: "tentative"
        }
    }
}
