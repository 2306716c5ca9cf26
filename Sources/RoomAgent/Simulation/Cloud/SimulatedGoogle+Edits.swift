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
        add(eventID, event, to: id)
        return try reply(id, eventID, role, selector)
    }

    /// `events.quickAdd`. Google does not say what it understands; this understands `TITLE 14:00-14:30` as today's,
    /// `TITLE weekly 14:00-14:30` as a series of them, and anything else as a whole day.
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
        let repeats = words.last == "weekly"
        if repeats { words.removeLast() }
        var event = SimulatedEvent(words.joined(separator: " "), span)
        event.organizer = SimulatedEvent.Attendee(id)
        edit(id) { calendar, now in
            if repeats { return calendar.addSeries(eventID, event, repeating: SimulatedRecurrence(.weekly), at: now) }
            calendar.add(eventID, event, at: now)
        }
        return try reply(id, eventID, role, selector)
    }

    /// Minutes since midnight in `14:00`.
    static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]) else { return nil }
        return parts[0] * 60 + parts[1]
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
            remove(eventID, from: id)
            return HTTPResponse(status: 204)
        }
        let body = try EventBody(request)
        guard let span = body.span(changing: event.span) else { throw Self.emptyRange }
        // Who was invited may answer, and change nothing that belongs to the organiser, unless guests may.
        guard !event.isCopy || event.guestsCanModify || !body.isOfAll else {
            throw CloudRefusal(
                403, "forbiddenForNonOrganizer", "Shared properties can only be changed by the organizer of the event.",
                domain: "calendar")
        }
        let asksForMeet = if case .create = body.conference { request["conferenceDataVersion"] == "1" } else { false }
        // A Meet needs somebody who may have one: service accounts that act as nobody are refused so.
        if asksForMeet, try accounts[authorized(request, for: method.scopes).principal] != nil {
            throw CloudRefusal(400, "invalid", "Invalid conference type value.")
        }
        let conferenceEndsAt = now() + conferenceLatency
        change(eventID, on: id) { event in
            event.title = body.title ?? event.title
            event.span = span
            event.answer(body)
            event.adoptTexts(of: body)
            // Without it, conference data is passed over.
            if request["conferenceDataVersion"] == "1" { event.askForConference(body, conferenceEndsAt) }
        }
        return try reply(id, eventID, role, selector)
    }

    /// `events.instances`.
    func instances(
        _ request: CloudRequest, calendar id: String, event series: String
    ) throws(CloudRefusal) -> HTTPResponse {
        let grant = try authorized(request, for: CloudSchema.instances.scopes)
        let given = try request.checked(CloudSchema.instances.parameters)
        let fields = given["fields"]?.first
        let selector = if let fields { try FieldSelector(fields, of: CloudSchema.reply) } else { FieldSelector() }
        guard let calendar = calendars[id], let role = calendar.roles[grant.principal],
            calendar.record(series)?.event != nil
        else { throw CloudRefusal(404, "notFound", "Not Found") }
        let bounds = SimulatedCalendar.Bounds(
            timeMin: given["timeMin"]?.first.flatMap(CloudTime.instant),
            timeMax: given["timeMax"]?.first.flatMap(CloudTime.instant))
        let limit = min(given["maxResults"]?.first.flatMap { Int($0) } ?? 250, 2500, longestPage)
        // Where the page begins: this is told by a token of ours, for this query alone.
        let query = given.filter { $0.key != "pageToken" }
        var state = PageState(
            calendar: id, principal: grant.principal, query: query, series: series,
            listing: Listing(bounds: bounds, revision: calendar.revision))
        if let token = given["pageToken"]?.first {
            guard let known = pageStates[token], known.calendar == id, known.principal == grant.principal,
                known.query == query, known.series == series
            else { throw .badParameter("pageToken", "Invalid page token value.") }
            state = known
        }
        let all = calendar.occurrences(of: series, within: bounds)
        let records = all.dropFirst(state.listing.place).prefix(limit)
        state.listing.place += records.count
        let reply = CloudValue.members([
            "kind": .text("calendar#events"), "timeZone": .text(calendar.zone.name),
            "accessRole": .text(role.rawValue),
            "nextPageToken": state.listing.place < all.count ? .text(remember(state)) : nil,
            "items": .array(records.map { calendar.json(.whole($0), for: role) }),
        ])
        return HTTPResponse(status: 200, json: selector.selected(from: reply))
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
    /// Adopts the texts of a write.
    fileprivate mutating func adoptTexts(of body: EventBody) {
        if let text = body.location { location = text.text }
        if let text = body.description { description = text.text }
        if let record = body.record { shared["roomAgentMeeting"] = record.text }
    }

    fileprivate mutating func askForConference(_ body: EventBody, _ endsAt: Instant) {
        switch body.conference {
        case nil: break
        case .remove: (conference, conferenceRequest, hangoutLink) = (nil, nil, nil)
        // "If an ID provided is the same as for the previous request, the request is ignored."
        case .create(let id) where id == conferenceRequest?.id: break
        case .create(let id): conferenceRequest = ConferenceRequest(id: id, status: "pending", endsAt: endsAt)
        }
    }

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
