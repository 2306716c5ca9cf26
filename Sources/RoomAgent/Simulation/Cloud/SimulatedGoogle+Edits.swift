// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// One event at a time, and when calendars are taken. Bodies and errors are those of Google's reference and its guide
/// of errors (https://developers.google.com/workspace/calendar/api/guides/errors).
extension SimulatedGoogle {
    /// `events.insert`.
    func insert(_ request: CloudRequest, calendar id: String) throws(CloudRefusal) -> HTTPResponse {
        let (calendar, role, selector) = try opened(request, id, CloudSchema.insert)
        try checkWriter(role)
        let body = try EventBody(request)
        let eventID = body.id ?? fresh("event")
        guard (5...1024).contains(eventID.utf8.count), eventID.utf8.allSatisfy(Self.isIDDigit) else {
            throw CloudRefusal(400, "invalid", "Invalid resource id value.")
        }
        guard calendar.record(eventID) == nil else {
            throw CloudRefusal(409, "duplicate", "The requested identifier already exists.")
        }
        guard body.start != nil, body.end != nil, let span = body.span(changing: nil) else { throw Self.emptyRange }
        var event = SimulatedEvent(body.title, span)
        event.organizer = SimulatedEvent.Attendee(id)
        event.attendees = body.attendees ?? []
        edit(id) { $0.add(eventID, event, at: $1) }
        spread(eventID, of: id)
        return try reply(id, eventID, role, selector)
    }

    /// `events.quickAdd`. Google does not say what it understands; this understands `TITLE 14:00-14:30` as today's, and
    /// anything else as a whole day.
    func quickAdd(_ request: CloudRequest, calendar id: String) throws(CloudRefusal) -> HTTPResponse {
        let (calendar, role, selector) = try opened(request, id, CloudSchema.quickAdd)
        try checkWriter(role)
        guard let text = request.parameters.first(where: { $0.name == "text" })?.value, !text.isEmpty else {
            throw CloudRefusal(400, "required", "Required parameter: text")
        }
        let eventID = fresh("quick")
        let today = calendar.zone.civilTime(at: now()).date
        var words = text.split(separator: " ").map(String.init)
        let edges = (words.last ?? "").split(separator: "-").compactMap { Self.minutes($0) }
        var span = MeetingSpan.allDay(first: today, end: today.adding(days: 1))
        if edges.count == 2, edges[0] < edges[1] {
            words.removeLast()
            let midnight = calendar.zone.startOfDay(today)
            span = .timed(start: midnight + .minutes(edges[0]), end: midnight + .minutes(edges[1]))
        }
        var event = SimulatedEvent(words.joined(separator: " "), span)
        event.organizer = SimulatedEvent.Attendee(id)
        edit(id) { $0.add(eventID, event, at: $1) }
        return try reply(id, eventID, role, selector)
    }

    /// Minutes since midnight in `14:00`.
    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
    }

    /// Puts the copies of an organiser's event on the calendars that it invites. A room answers as rooms do by
    /// themselves: it declines where its time is taken.
    private func spread(_ eventID: String, of id: String) {
        guard var event = calendars[id]?.record(eventID)?.event, event.organizer.email == id, !event.attendees.isEmpty
        else { return }
        for place in event.attendees.indices {
            let guest = event.attendees[place].email
            guard guest != id, let calendar = calendars[guest], calendar.autoAnswers else { continue }
            let (start, end) = (event.span.start(in: calendar.zone), event.span.end(in: calendar.zone))
            let others = calendar.busy(from: start, until: end, without: eventID)
            event.attendees[place].response = others.isEmpty ? "accepted" : "declined"
        }
        for guest in event.attendees.map(\.email) where guest != id && calendars[guest] != nil {
            edit(guest) { $0.add(eventID, event, at: $1) }
        }
        calendars[id]?.change(eventID, at: now()) { $0.attendees = event.attendees }
    }

    /// `events.get`, `events.patch` and `events.delete`.
    func single(
        _ request: CloudRequest, calendar id: String, event eventID: String
    ) throws(CloudRefusal) -> HTTPResponse {
        guard
            let method = [CloudSchema.get, CloudSchema.patch, CloudSchema.delete].first(where: {
                $0.verb == request.method
            })
        else { return Self.notFoundPage }
        let (calendar, role, selector) = try opened(request, id, method)
        guard let record = calendar.record(eventID) else { throw CloudRefusal(404, "notFound", "Not Found") }
        if request.method == "GET" { return try reply(id, eventID, role, selector) }
        try checkWriter(role)
        if let etag = request.header("if-match"), etag != "*", etag != "\"\(record.revision)\"" {
            throw CloudRefusal(412, "conditionNotMet", "Precondition Failed", at: "If-Match")
        }
        guard let event = record.event else { throw CloudRefusal(410, "deleted", "Resource has been deleted") }
        if request.method == "DELETE" {
            edit(id) { $0.cancel(eventID, at: $1) }
            for guest in event.attendees.map(\.email) where guest != id && event.organizer.email == id {
                edit(guest) { $0.cancel(eventID, at: $1) }
            }
            return HTTPResponse(status: 204)
        }
        let body = try EventBody(request)
        guard let span = body.span(changing: event.span) else { throw Self.emptyRange }
        // Who was invited may answer, and change nothing that belongs to the organiser.
        let isInvited = event.organizer.email != id && event.attendees.contains { $0.email == id }
        if isInvited, span != event.span || body.title != nil {
            throw CloudRefusal(
                403, "forbiddenForNonOrganizer", "Shared properties can only be changed by the organizer.")
        }
        edit(id) { calendar, now in
            calendar.change(eventID, at: now) { event in
                event.title = body.title ?? event.title
                event.span = span
                event.answer(body)
            }
        }
        spread(eventID, of: id)
        return try reply(id, eventID, role, selector)
    }

    /// `freebusy.query`.
    func freeBusy(_ request: CloudRequest) throws(CloudRefusal) -> HTTPResponse {
        let grant = try authorized(request, for: CloudSchema.freeBusy.scopes)
        _ = try request.checked(CloudSchema.freeBusy.parameters)
        var times: [String?] = []
        var ids: [String] = []
        do {
            let document = try JSONDocument(request.body)
            try document.values(at: ["$.timeMin", "$.timeMax"]) { row throws(JSONFailure) in
                times = [try row.text(0), try row.text(1)]
            }
            try document.rows(in: "$.items", paths: ["$.id"]) { row throws(JSONFailure) in
                ids.append(try row.text(0) ?? "")
            }
        } catch { throw CloudRefusal(400, "parseError", "Parse Error") }
        guard let start = times[0].flatMap(CloudTime.instant), let end = times[1].flatMap(CloudTime.instant) else {
            throw CloudRefusal(400, "required", "Missing timeMin or timeMax parameter.")
        }
        guard start < end else { throw Self.emptyRange }
        return HTTPResponse(
            status: 200,
            json: .object([
                ("kind", .text("calendar#freeBusy")), ("timeMin", Self.utc(start)), ("timeMax", Self.utc(end)),
                ("calendars", .object(ids.map { ($0, busy($0, for: grant.principal, start, end)) })),
            ]))
    }

    private func busy(_ id: String, for principal: String, _ start: Instant, _ end: Instant) -> CloudValue {
        guard let calendar = calendars[id], calendar.roles[principal] != nil else {
            let error = CloudValue.object([("domain", .text("global")), ("reason", .text("notFound"))])
            return .object([("errors", .array([error])), ("busy", .array([]))])
        }
        let times = calendar.busy(from: start, until: end).map { span in
            CloudValue.object([
                ("start", Self.utc(span.start(in: calendar.zone))), ("end", Self.utc(span.end(in: calendar.zone))),
            ])
        }
        return .object([("busy", .array(times))])
    }

    private static func utc(_ instant: Instant) -> CloudValue { .text(CloudTime.rfc3339(instant, in: FixedOffset())) }

    /// What a request to a calendar asks for, if it may; `schema` is that of its reply.
    func opened(
        _ request: CloudRequest, _ id: String, _ method: CloudSchema.Method, _ schema: String = CloudSchema.event
    ) throws(CloudRefusal) -> (SimulatedCalendar, SimulatedCalendar.Role, FieldSelector) {
        let grant = try authorized(request, for: method.scopes)
        let given = try request.checked(method.parameters)
        let fields = given["fields"]?.first
        let selector = if let fields { try FieldSelector(fields, of: schema) } else { FieldSelector() }
        guard let calendar = calendars[id], let role = calendar.roles[grant.principal] else {
            throw CloudRefusal(404, "notFound", "Not Found")
        }
        return (calendar, role, selector)
    }

    private func checkWriter(_ role: SimulatedCalendar.Role) throws(CloudRefusal) {
        guard role == .owner || role == .writer else {
            throw CloudRefusal(
                403, "requiredAccessLevel", "You need to have writer access to this calendar.", domain: "calendar")
        }
    }

    private func reply(
        _ id: String, _ eventID: String, _ role: SimulatedCalendar.Role, _ selector: FieldSelector
    ) throws(CloudRefusal) -> HTTPResponse {
        guard let calendar = calendars[id], let record = calendar.record(eventID) else {
            throw CloudRefusal(404, "notFound", "Not Found")
        }
        return HTTPResponse(status: 200, json: selector.selected(from: calendar.json(.whole(record), for: role)))
    }

    private static let emptyRange = CloudRefusal(
        400, "timeRangeEmpty", "The specified time range is empty.", domain: "calendar")

    /// Of base32hex in small letters (RFC 4648, section 7).
    private static func isIDDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "v")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension SimulatedEvent {
    /// Takes over the invitees of a write: all of them, or with `attendeesOmitted` the answers of those it names.
    fileprivate mutating func answer(_ body: EventBody) {
        guard let given = body.attendees else { return }
        guard body.attendeesOmitted else {
            attendees = given
            return
        }
        for answer in given {
            for place in attendees.indices where attendees[place].email == answer.email {
                attendees[place].response = answer.response
            }
        }
    }
}
