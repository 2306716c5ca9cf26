// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import JoinLinks
package import RoomCore

/// A calendar of Google's, to be changed (Calendar API v3). It belongs to one actor.
package final class GoogleCalendarEditor: CalendarEditor {
    /// The scope that writes events, and reads them.
    package static let eventsScope = "https://www.googleapis.com/auth/calendar.events"
    /// The narrowest scopes that may read and write the events of a calendar that somebody else owns, and ask when it
    /// is taken.
    package static let scopes = [eventsScope, "https://www.googleapis.com/auth/calendar.freebusy"]

    /// Somebody stands in the room and waits.
    static let timeout = Duration.seconds(10)
    /// An event of 200 participants and a long body has about 40 kB.
    static let maximumReplyBytes = 4 << 20
    static let busyPaths: JSONPaths = ["$.start", "$.end"]

    let api: GoogleAPI
    private let room: EditRequests
    /// The calendar that bookings are made on; the room's own, unless another account invites the room.
    let bookings: EditRequests
    let decoder: EventDecoder

    /// True where `scheduler` was given, and is not the room itself.
    package var invitesRoom: Bool { bookings.calendar != room.calendar }
    /// Refusals count, too; what never reached Google does not.
    package var requests: Int { api.answered }

    /// - Parameters:
    ///   - calendar: the calendar's ID. A room's is its address.
    ///   - apiRoot: replaces `https://www.googleapis.com` (tests, proxies).
    ///   - tokens: of `scopes`, or wider ones.
    ///   - scheduler: on whose calendar bookings are made, which then invite the room; straight on the room's calendar
    ///     unless given.
    ///   - accountAddress: for whom invitations are answered; the calendar's ID unless given.
    package init(
        calendar: String, apiRoot: String = EventsQuery.defaultRoot, transport: any HTTPTransport,
        tokens: AccessTokenSource, scheduler: String? = nil, accountAddress: String? = nil, linkFinder: LinkFinder,
        now: @escaping () -> Instant
    ) {
        let account = accountAddress ?? calendar
        api = GoogleAPI(transport: transport, tokens: tokens, now: now)
        room = EditRequests(root: apiRoot, calendar: calendar, account: account)
        bookings = scheduler.map { EditRequests(root: apiRoot, calendar: $0, account: account) } ?? room
        decoder = EventDecoder(account: account, linkFinder: linkFinder)
    }

    /// The calendar that an event is to be changed on: what a room made stands on the calendar of bookings, and other
    /// calendars have copies of it, which may not be moved.
    private func home(_ event: MeetingID) -> EditRequests { event.isMade ? bookings : room }

    /// `events.get` on the calendar that the event is to be changed on: `scheduler`'s for an event that a room made.
    package func read(_ event: MeetingID) async throws(EditFailure) -> EventCopy { try await read(event, home(event)) }

    /// `events.get` on the room's own calendar.
    package func invitation(_ event: MeetingID) async throws(EditFailure) -> EventCopy { try await read(event, room) }

    private func read(_ event: MeetingID, _ calendar: EditRequests) async throws(EditFailure) -> EventCopy {
        let response = try await reply(.get, calendar.event(event), named: "event")
        guard response.status == 200 else { throw refusal(response, ofEvent: true) }
        let copy = try copy(response)
        guard copy.meeting.id == event else {
            throw .failed(CalendarFailure(.malformedReply, detail: "event: another was asked for"))
        }
        return copy
    }

    private func copy(_ response: HTTPResponse) throws(EditFailure) -> EventCopy {
        let change: MeetingChange
        do { change = try decoder.change(response.body) } catch {
            throw .failed(CalendarFailure(.malformedReply, detail: "event: \(error)"))
        }
        guard case .stored(let meeting, let details) = change else { throw .gone }
        return EventCopy(meeting: meeting, details: details)
    }

    /// `events.insert` with the draft's ID. Google's 409 `duplicate` is answered by reading what is there.
    package func insert(_ draft: EventDraft) async throws(EditFailure) -> EventVersion {
        let body = bookings.body(draft, inviting: invitesRoom)
        let response = try await reply(.post, bookings.events, body, named: "insert")
        switch response.status {
        case 200: return try version(response, of: draft.id)
        // Ours: nobody else makes this ID.
        case 409 where GoogleRefusal(response).reason == "duplicate": return try await read(draft.id).version
        default: throw bookingRefusal(response)
        }
    }

    /// `events.quickAdd`.
    package func quickAdd(_ sentence: Private<String>) async throws(EditFailure) -> EventCopy {
        let response = try await reply(.post, bookings.quickAdd(sentence), named: "quickAdd")
        guard response.status == 200 else { throw bookingRefusal(response) }
        var copy = try copy(response)
        copy.repeats = (try? JSONDocument(response.body))?.value(at: "$.recurrence[0]") != nil
        return copy
    }

    /// `events.patch` with `If-Match`. 412 is `.conflict`, and so is a version without a mark, of which Google is not
    /// asked.
    package func change(_ version: EventVersion, to edit: EventEdit) async throws(EditFailure) -> EventVersion {
        try await patch(version, EditRequests.body(edit), on: home(version.event), named: "change")
    }

    /// `events.patch` of the room's own entry among the attendees, with `If-Match`. Throws `.notAllowed` without asking
    /// where the copy has no such entry.
    package func respond(_ answer: InvitationAnswer, to copy: EventCopy) async throws(EditFailure) -> EventVersion {
        guard copy.meeting.ownResponse != .notInvited else { throw .notAllowed(detail: "not invited") }
        // The room may be invited by another address than its calendar's.
        let address = copy.details.participants.first(where: \.isSelf)?.address.exposed
        return try await patch(copy.version, room.body(answer, as: address), on: room, named: "respond")
    }

    /// `events.delete` with `If-Match`. 410 means that it is done already.
    package func delete(_ version: EventVersion) async throws(EditFailure) {
        try await delete(version, on: home(version.event))
    }

    /// The same on the calendar of bookings, whosever ID it has.
    package func discard(_ version: EventVersion) async throws(EditFailure) {
        try await delete(version, on: bookings)
    }

    private func delete(_ version: EventVersion, on calendar: EditRequests) async throws(EditFailure) {
        let address = calendar.address(version.event)
        let response = try await reply(.delete, address, guardedBy: try guarding(version), named: "delete")
        if response.saysDone { return }
        let failure = refusal(response, ofEvent: true)
        // Cancelled already, says Google itself; 404 can be a calendar that is no longer shared.
        guard response.status == 410, failure == .gone else { throw failure }
    }

    /// `events.instances` on the room's own calendar. What is no meeting, or cannot be understood, is left out. Throws
    /// for a page that names itself as the next one.
    package func occurrences(
        of series: MeetingID, from start: Instant, page: String?
    ) async throws(EditFailure) -> (copies: [EventCopy], nextPage: String?) {
        let response = try await reply(
            .get, room.occurrences(of: series, from: start, page: page), timeout: GoogleCalendarSource.timeout,
            maximumReplyBytes: GoogleCalendarSource.maximumPageBytes, named: "instances")
        guard response.status == 200 else { throw refusal(response, ofEvent: true) }
        let found: EventDecoder.Page
        do throws(JSONFailure) { found = try decoder.page(response.body) } catch {
            throw .failed(CalendarFailure(.malformedReply, detail: "instances: \(error)"))
        }
        try GoogleAPI.check(next: found.nextPage, after: page)
        let copies = found.changes.compactMap { change -> EventCopy? in
            guard case .stored(let meeting, let details) = change else { return nil }
            return EventCopy(meeting: meeting, details: details)
        }
        return (copies, found.nextPage)
    }

    /// `freeBusy.query` for the room's calendar. Throws `.failed` for an ID with a quotation mark, which is none of
    /// Google's.
    package func busy(from start: Instant, until end: Instant) async throws(EditFailure) -> [BusyTime] {
        // Not to be written as a JSON path, and no ID of Google's.
        guard !room.calendar.contains("\"") else {
            throw .failed(CalendarFailure(.requestRefused, detail: "freeBusy: the calendar's ID"))
        }
        let body = room.busyBody(from: start, until: end)
        let response = try await reply(.post, room.freeBusy, body, named: "freeBusy")
        guard response.status == 200 else { throw refusal(response, ofEvent: false) }
        do { return try busyTimes(response.body) } catch { throw .failed(error) }
    }

    // MARK: Exchanges

    private func patch(
        _ version: EventVersion, _ body: [UInt8], on calendar: EditRequests, named name: String
    ) async throws(EditFailure) -> EventVersion {
        let address = calendar.version(version.event)
        let response = try await reply(.patch, address, body, guardedBy: try guarding(version), named: name)
        guard response.status == 200 else { throw refusal(response, ofEvent: true) }
        return try self.version(response, of: version.event)
    }

    /// Without a mark, `If-Match` would guard nothing.
    private func guarding(_ version: EventVersion) throws(EditFailure) -> String {
        guard !version.etag.isEmpty else { throw .conflict }
        return version.etag
    }

    func reply(
        _ method: HTTPRequest.Method, _ url: String, _ body: [UInt8] = [], guardedBy etag: String? = nil,
        timeout: Duration = timeout, maximumReplyBytes: Int = maximumReplyBytes, named name: String
    ) async throws(EditFailure) -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await api.reply(
                to: GoogleAPI.Call(
                    method: method, url: url, body: body, etag: etag, name: name, timeout: timeout,
                    maximumReplyBytes: maximumReplyBytes))
        } catch {
            throw .failed(error)
        }
        guard response.status != 200 || response.hasJSONBody else {
            throw .failed(CalendarFailure(.captivePortal, detail: "\(name): 200, not JSON"))
        }
        return response
    }

    /// What Google's refusal means (https://developers.google.com/workspace/calendar/api/guides/errors).
    private func refusal(_ response: HTTPResponse, ofEvent: Bool) -> EditFailure {
        api.editFailure(response, ofEvent: ofEvent)
    }

    /// The same of a new event. Where another account invites the room, it is that account's calendar which is not
    /// there, or not shared: nothing is wrong with the room's own, and trying again would not help.
    private func bookingRefusal(_ response: HTTPResponse) -> EditFailure {
        let failure = refusal(response, ofEvent: false)
        guard invitesRoom else { return failure }
        switch failure {
        case .notAllowed(let detail): return .notAllowed(detail: Self.bookingsWords + detail)
        case .failed(let cause) where cause.reason == .calendarNotFound:
            return .notAllowed(detail: Self.bookingsWords + cause.detail)
        case .conflict, .gone, .unclear, .failed: return failure
        }
    }

    private static let bookingsWords = "on the calendar of [manners] book-as: "

    // MARK: Replies

    private func version(_ response: HTTPResponse, of event: MeetingID) throws(EditFailure) -> EventVersion {
        let limit = EventDecoder.maximumETagBytes
        do throws(JSONFailure) {
            let etag = try JSONDocument(response.body).values(at: ["$.etag", "$.id"]) { row throws(JSONFailure) in
                guard try row.text(1) == event.value.exposed else { throw JSONFailure(.wrongType, at: "$.id") }
                return try row.text(0, maximumBytes: limit + 1) ?? ""
            }
            guard (1...limit).contains(etag.utf8.count), etag.isPrintableASCII else {
                throw JSONFailure(.wrongType, at: "$.etag")
            }
            return EventVersion(event, etag: etag)
        } catch {
            throw .failed(CalendarFailure(.malformedReply, detail: "event: \(error)"))
        }
    }

    private func busyTimes(_ body: [UInt8]) throws(CalendarFailure) -> [BusyTime] {
        let ours = "$.calendars.\"\(room.calendar)\""
        var refusal: String?
        var times: [BusyTime] = []
        do throws(JSONFailure) {
            let document = try JSONDocument(body)
            // Status 200 says nothing about the one calendar that was asked for.
            let errors = JSONPaths(["\(ours).errors[0]", "\(ours).errors[0].reason"])
            refusal = try document.values(at: errors) { row throws(JSONFailure) in
                row.kind(0) == nil ? nil : try row.text(1) ?? ""
            }
            guard refusal != nil || document.value(at: "\(ours).busy")?.kind == .array else {
                throw JSONFailure(.wrongType, at: "$.calendars.*.busy")
            }
            try document.rows(in: JSONPaths(["\(ours).busy"]), paths: Self.busyPaths) { row throws(JSONFailure) in
                guard let start = try row.text(0).flatMap(RFC3339.instant),
                    let end = try row.text(1).flatMap(RFC3339.instant)
                else { throw JSONFailure(.wrongType, at: "$.calendars.*.busy") }
                times.append(BusyTime(start: start, end: end))
            }
        } catch {
            throw CalendarFailure(.malformedReply, detail: "freeBusy: \(error)")
        }
        if let refusal {
            let word = refusal.isLoggableWord ? refusal : "error"
            throw CalendarFailure(word == "notFound" ? .calendarNotFound : .serverError, detail: "freeBusy: \(word)")
        }
        return times.sorted { $0.start < $1.start }
    }
}
