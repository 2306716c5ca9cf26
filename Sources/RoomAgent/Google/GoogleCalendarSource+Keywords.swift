// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

// The same client writes join details, so that one count has all of a calendar's requests.
extension GoogleCalendarSource: InvitationEditor {
    /// The narrowest scope that may read and write the events of a calendar that somebody else owns. It lists them,
    /// too, so it stands instead of `EventsQuery.scope`.
    package static let writingScope = "https://www.googleapis.com/auth/calendar.events"

    /// `events.get`, with only the fields that join details need.
    package func invitation(_ event: MeetingID, on calendar: CalendarID) async throws(EditFailure) -> Invitation {
        let url = keywordURL(calendar, event) + select([("fields", InvitationDecoder.fields)])
        return try await invitation(of: GoogleAPI.Call(url: url, name: "event", maximumReplyBytes: 4 << 20), event)
    }

    /// `events.patch` with `If-Match`, and `conferenceDataVersion=1`, without which Google leaves conference data as it
    /// is. 412 is `.conflict`.
    package func write(
        _ edit: InvitationEdit, to version: EventVersion, on calendar: CalendarID
    ) async throws(EditFailure) -> Invitation {
        guard !version.etag.isEmpty else { throw .conflict }
        // Without the version Google passes over conference data.
        let parameters = [("conferenceDataVersion", "1"), ("fields", InvitationDecoder.fields)]
        let call = GoogleAPI.Call(
            method: .patch, url: keywordURL(calendar, version.event) + select(parameters), body: Self.body(edit),
            etag: version.etag, name: "join details", maximumReplyBytes: 4 << 20)
        return try await invitation(of: call, version.event)
    }

    /// `events.instances`. Throws for a page that names itself as the next one.
    package func occurrences(
        of series: MeetingID, from start: Instant, page: String?, on calendar: CalendarID
    ) async throws(EditFailure) -> (copies: [Invitation], nextPage: String?) {
        let parameters = EditRequests.occurrences(from: start, page: page, fields: InvitationDecoder.fields)
        let url = keywordURL(calendar, series) + "/instances" + select(parameters)
        let response = try await keywordReply(
            GoogleAPI.Call(url: url, name: "instances", maximumReplyBytes: Self.maximumPageBytes))
        let found: (copies: [Invitation], nextPage: String?)
        do { found = try InvitationDecoder.invitations(response.body) } catch {
            throw .failed(CalendarFailure(.malformedReply, detail: "instances: \(error)"))
        }
        try GoogleAPI.check(next: found.nextPage, after: page)
        return found
    }

    private func keywordURL(_ calendar: CalendarID, _ event: MeetingID) -> String {
        let calendar = PercentEncoding.escaped(calendar.value.exposed)
        return "\(query.service)/calendars/\(calendar)/events/\(PercentEncoding.escaped(event.value.exposed))"
    }

    private func select(_ parameters: [(name: String, value: String)]) -> String {
        "?" + PercentEncoding.form(parameters)
    }

    private func invitation(of call: GoogleAPI.Call, _ event: MeetingID) async throws(EditFailure) -> Invitation {
        let response = try await keywordReply(call)
        let invitation: Invitation?
        do { invitation = try InvitationDecoder.invitation(response.body) } catch {
            throw .failed(CalendarFailure(.malformedReply, detail: "event: \(error)"))
        }
        guard let invitation else { throw .gone }
        guard invitation.version.event == event else {
            throw .failed(CalendarFailure(.malformedReply, detail: "event: another was asked for"))
        }
        return invitation
    }

    /// A reply with status 200 and JSON.
    private func keywordReply(_ call: GoogleAPI.Call) async throws(EditFailure) -> HTTPResponse {
        let response: HTTPResponse
        do { response = try await api.reply(to: call) } catch { throw .failed(error) }
        guard response.status == 200 else { throw api.editFailure(response, ofEvent: true) }
        guard response.hasJSONBody else {
            throw .failed(CalendarFailure(.captivePortal, detail: "\(call.name): 200, not JSON"))
        }
        return response
    }

    /// A member that is null is taken out (https://developers.google.com/workspace/calendar/api/guides/performance,
    /// "Patch").
    private static func body(_ edit: InvitationEdit) -> [UInt8] {
        var members: [(key: String, value: JSONText)] = []
        if let location = edit.location { members.append(("location", .text(location.exposed))) }
        if let body = edit.body { members.append(("description", .text(body.exposed))) }
        if let record = edit.record?.exposed {
            let property = JSONText.object([(KeywordRecord.name, record.isEmpty ? .null : .text(record))])
            members.append(("extendedProperties", .object([("shared", property)])))
        }
        switch edit.conference {
        case nil: break
        case .remove: members.append(("conferenceData", .null))
        case .create(let id):
            let solution = JSONText.object([("type", .text("hangoutsMeet"))])
            let request = JSONText.object([("requestId", .text(id)), ("conferenceSolutionKey", solution)])
            members.append(("conferenceData", .object([("createRequest", request)])))
        }
        return Array(JSONText.object(members).text.utf8)
    }
}

extension GoogleAPI {
    /// Following a page that names itself as the next one would go round for ever.
    static func check(next: String?, after page: String?) throws(EditFailure) {
        guard let next, next == page else { return }
        throw .failed(CalendarFailure(.malformedReply, detail: "instances: the next page is this page"))
    }

    /// What Google's refusal of one event means (https://developers.google.com/workspace/calendar/api/guides/errors).
    func editFailure(_ response: HTTPResponse, ofEvent: Bool) -> EditFailure {
        let failure = failure(response)
        guard !GoogleRefusal(response).isForeign else { return .failed(failure) }
        switch response.status {
        case 409, 412: return .conflict
        case 404 where ofEvent, 410: return .gone
        case 403 where failure.reason == .forbidden: return .notAllowed(detail: failure.detail)
        default: return .failed(failure)
        }
    }
}
