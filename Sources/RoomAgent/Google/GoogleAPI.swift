// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// The way to Google's Calendar API: one exchange at a time, with a token, and with one new token after a 401. It
/// belongs to one actor.
final class GoogleAPI {
    let tokens: AccessTokenSource
    let now: () -> Instant
    private let transport: any HTTPTransport
    /// Requests that were answered, whatever the answer: what counts against the project's quota.
    private(set) var answered = 0

    init(transport: any HTTPTransport, tokens: AccessTokenSource, now: @escaping () -> Instant) {
        self.transport = transport
        self.tokens = tokens
        self.now = now
    }

    struct Call {
        var method = HTTPRequest.Method.get
        var url: String
        /// JSON; empty for none.
        var body: [UInt8] = []
        /// The version of the event that the request is for (`If-Match`); nil for any.
        var etag: String?
        /// For failures, without a private value.
        var name: String
        var timeout = Duration.seconds(30)
        var maximumReplyBytes: Int
    }

    /// The reply, whatever its status; not 401 unless the new token met it too.
    func reply(to call: Call) async throws(CalendarFailure) -> HTTPResponse {
        let token = try await tokens.token()
        let response = try await send(call, token)
        guard response.status == 401, !GoogleRefusal(response).isOfAddress else { return response }
        // It may have been revoked, or our clock may have been set: one new token, one more try.
        return try await send(call, try await tokens.token(insteadOf: token))
    }

    /// What a reply means that isn't the one hoped for.
    func failure(_ response: HTTPResponse, isIncremental: Bool = false) -> CalendarFailure {
        CalendarFailure(
            api: GoogleRefusal(response), isIncremental: isIncremental,
            retryAfter: RetryAfter.wait(in: response, now: now()))
    }

    private func send(_ call: Call, _ token: Private<String>) async throws(CalendarFailure) -> HTTPResponse {
        var headers = [
            ("Authorization", "Bearer \(token.exposed)"), ("Accept", "application/json"),
            // Google compresses only for clients that say so here too
            // (https://developers.google.com/workspace/calendar/api/guides/performance).
            ("User-Agent", "room-agent (gzip)"),
        ]
        // An empty one keeps libcurl from calling nothing a form.
        if call.method != .get { headers.append(("Content-Type", call.body.isEmpty ? "" : "application/json")) }
        if let etag = call.etag { headers.append(("If-Match", etag)) }
        let request = HTTPRequest(
            call.method, call.url, headers: headers, body: call.body, timeout: call.timeout,
            maximumResponseBytes: call.maximumReplyBytes)
        do {
            let response = try await transport.send(request)
            answered += 1
            return response
        } catch {
            throw CalendarFailure(error, asking: call.name, at: call.url)
        }
    }
}
