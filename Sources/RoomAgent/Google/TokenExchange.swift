// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// How one kind of credential gets a token for the calendar.
protocol TokenGrant {
    /// Asks for a new one, in as many requests as it takes.
    func token(_ exchange: TokenExchange) async throws(CalendarFailure) -> GrantedToken
}

/// A token, and how long it lasts from now.
struct GrantedToken {
    var token: Private<String>
    var life: Duration
}

/// The requests of signing in. What comes back is bounded, and a refusal is told by its reason alone.
final class TokenExchange {
    static let maximumReplyBytes = 64 * 1024
    static let maximumTokenBytes = 16 * 1024
    static let maximumLife = Duration.hours(24)

    let now: () -> Instant
    private let transport: any HTTPTransport
    /// How far our clock was ahead of the server's at its last reply; nil where there was none, or it told no time: an
    /// earlier one may have been held against a clock that has been set since.
    private(set) var clockLead: Duration?

    init(transport: any HTTPTransport, now: @escaping () -> Instant) {
        self.transport = transport
        self.now = now
    }

    /// A form posted to a token endpoint (RFC 6749, RFC 8693), and the token that it answered with.
    func token(
        _ step: SignInStep, _ url: String, form: [(name: String, value: String)], identity: ClientIdentity? = nil
    ) async throws(CalendarFailure) -> GrantedToken {
        let type = "application/x-www-form-urlencoded"
        let body = Array(PercentEncoding.form(form).utf8)
        let reply = try await reply(step, url, type: type, body: body, identity: identity)
        let paths = ["$.access_token", "$.token_type", "$.expires_in"]
        return try read(step, reply, paths) { row throws(JSONFailure) in
            let token = try Self.word(row, 0, paths)
            guard try row.text(1)?.lowercased() == "bearer" else { throw JSONFailure(.wrongType, at: paths[1]) }
            guard let life = try row.integer(2), life > 0 else { throw JSONFailure(.wrongType, at: paths[2]) }
            return GrantedToken(token: token, life: min(.seconds(life), Self.maximumLife))
        }
    }

    /// A call of the IAM credentials service, and these members of its answer, which are all words.
    func words(
        _ step: SignInStep, _ url: String, json: JSONText, bearer: Private<String>, identity: ClientIdentity?,
        at paths: [String]
    ) async throws(CalendarFailure) -> [Private<String>] {
        let reply = try await reply(
            step, url, type: "application/json", body: Array(json.text.utf8), bearer: bearer, identity: identity)
        return try read(step, reply, paths) { row throws(JSONFailure) in
            var words: [Private<String>] = []
            for index in paths.indices { words.append(try Self.word(row, index, paths)) }
            return words
        }
    }

    private static func word(_ row: borrowing JSONRow, _ index: Int, _ paths: [String]) throws(JSONFailure) -> Private<
        String
    > {
        guard let word = try row.text(index), (1...maximumTokenBytes).contains(word.utf8.count), word.isPrintableASCII
        else { throw JSONFailure(.wrongType, at: paths[index]) }
        return Private(word)
    }

    private func read<Value>(
        _ step: SignInStep, _ body: [UInt8], _ paths: [String], _ take: (borrowing JSONRow) throws(JSONFailure) -> Value
    ) throws(CalendarFailure) -> Value {
        do { return try JSONDocument(body).values(at: JSONPaths(paths), take) } catch {
            throw CalendarFailure(.malformedReply, detail: "\(step.rawValue): \(error)")
        }
    }

    /// The body of a reply that Google itself gave with status 200.
    private func reply(
        _ step: SignInStep, _ url: String, type: String, body: [UInt8], bearer: Private<String>? = nil,
        identity: ClientIdentity?
    ) async throws(CalendarFailure) -> [UInt8] {
        var request = HTTPRequest(
            .post, url, headers: [("Content-Type", type), ("Accept", "application/json")], body: body,
            maximumResponseBytes: Self.maximumReplyBytes)
        if let bearer { request.headers.append(("Authorization", "Bearer \(bearer.exposed)")) }
        request.identity = identity
        clockLead = nil
        let response: HTTPResponse
        do { response = try await transport.send(request) } catch {
            throw CalendarFailure(error, asking: step.rawValue, at: url)
        }
        clockLead = response["date"].flatMap(HTTPDate.instant).map { now() - $0 }
        guard response.status == 200, response.hasJSONBody else { throw refusal(step, response) }
        return response.body
    }

    private func refusal(_ step: SignInStep, _ response: HTTPResponse) -> CalendarFailure {
        // A page of HTML with status 200 is somebody else's.
        if response.status == 200 {
            return CalendarFailure(.captivePortal, detail: "\(step.rawValue): 200, not JSON")
        }
        var failure = CalendarFailure(
            step, GoogleRefusal(response), retryAfter: RetryAfter.wait(in: response, now: now()))
        failure.clockLead = clockLead
        if failure.reason == .grantRefused, let lead = clockLead?.wholeSeconds, abs(lead) >= 60 {
            failure.detail += ", this clock is \(abs(lead)) s \(lead > 0 ? "fast" : "slow")"
        }
        return failure
    }
}
