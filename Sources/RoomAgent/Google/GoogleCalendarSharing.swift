// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

/// Who may do what with a calendar of Google's (Calendar API v3, `acl`). It belongs to one actor.
package final class GoogleCalendarSharing: CalendarSharing {
    /// The narrowest scope that may change the rules of a calendar that the account owns, and nothing of its events.
    package static let scope = "https://www.googleapis.com/auth/calendar.acls"

    /// A rule has some hundred bytes.
    private static let maximumReplyBytes = 64 * 1024
    private static let timeout = Duration.seconds(30)

    private let api: GoogleAPI
    private let rules: String

    /// - Parameters:
    ///   - calendar: the calendar's ID. A room's is its address.
    ///   - apiRoot: replaces `https://www.googleapis.com` (tests, proxies).
    ///   - tokens: of `scope`, for an account that owns the calendar.
    package init(
        calendar: String, apiRoot: String = EventsQuery.defaultRoot, transport: any HTTPTransport,
        tokens: AccessTokenSource, now: @escaping () -> Instant
    ) {
        api = GoogleAPI(transport: transport, tokens: tokens, now: now)
        rules = "\(EventsQuery.service(apiRoot))/calendars/\(PercentEncoding.escaped(calendar))/acl"
    }

    /// `acl.get` of the rule that `acl.insert` makes for a user, whose ID Google puts together from type and address
    /// (https://developers.google.com/workspace/calendar/api/v3/reference/acl).
    package func role(of address: Private<String>) async throws(CalendarFailure) -> CalendarRole? {
        let response = try await api.reply(
            to: GoogleAPI.Call(
                method: .get, url: "\(rule(of: address))?\(PercentEncoding.form([("fields", "role")]))", name: "acl",
                timeout: Self.timeout, maximumReplyBytes: Self.maximumReplyBytes))
        guard response.status == 200 else {
            let failure = api.failure(response)
            // Google does not say whether the rule is missing or the calendar, which giving a role will tell.
            guard failure.reason == .calendarNotFound else { throw failure }
            return nil
        }
        // A deleted rule is one of `none`.
        return try given(response).flatMap(CalendarRole.init)
    }

    /// `acl.insert`, which changes the rule of an account that has one. Google writes to the account unless it is told
    /// not to.
    package func grant(_ role: CalendarRole, to address: Private<String>) async throws(CalendarFailure) {
        let scope = JSONText.object([("type", .text("user")), ("value", .text(address.exposed))])
        let rule = JSONText.object([("role", .text(role.rawValue)), ("scope", scope)])
        let fields = PercentEncoding.form([("sendNotifications", "false"), ("fields", "id,role")])
        let response = try await api.reply(
            to: GoogleAPI.Call(
                method: .post, url: "\(rules)?\(fields)", body: Array(rule.text.utf8), name: "acl",
                timeout: Self.timeout, maximumReplyBytes: Self.maximumReplyBytes))
        guard response.status == 200 else { throw api.failure(response) }
        guard try given(response) == role.rawValue else {
            throw CalendarFailure(.malformedReply, detail: "acl: not the role that was given")
        }
    }

    /// `acl.delete` of the same rule.
    package func revoke(_ address: Private<String>) async throws(CalendarFailure) {
        let response = try await api.reply(
            to: GoogleAPI.Call(
                method: .delete, url: rule(of: address), name: "acl", timeout: Self.timeout,
                maximumReplyBytes: Self.maximumReplyBytes))
        if response.saysDone { return }
        let failure = api.failure(response)
        // Google does not say whether the rule is missing or the calendar; who cannot see the calendar has no rule of
        // it to take back.
        guard failure.reason == .calendarNotFound else { throw failure }
    }

    private func rule(of address: Private<String>) -> String {
        "\(rules)/\(PercentEncoding.escaped("user:\(address.exposed)"))"
    }

    /// The role of the rule in a reply; nil where it has none.
    private func given(_ response: HTTPResponse) throws(CalendarFailure) -> String? {
        guard response.hasJSONBody else { throw CalendarFailure(.captivePortal, detail: "acl: 200, not JSON") }
        do {
            guard case .text(let role)? = try JSONDocument(response.body).value(at: "$.role") else { return nil }
            return role
        } catch {
            throw CalendarFailure(.malformedReply, detail: "acl: \(error)")
        }
    }
}
