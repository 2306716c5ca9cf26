// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON
package import RoomCore

/// Access tokens for one service account, by the JWT bearer grant (RFC 7523;
/// https://developers.google.com/identity/protocols/oauth2/service-account). They are kept in memory only.
///
/// Callers that come while a token is being asked for wait for that one. The source belongs to one actor.
package final class AccessTokenSource {
    /// What is signed is valid for an hour, the longest that Google takes.
    static let assertionLife = Duration.seconds(3600)
    /// It begins a little in the past, for clocks that are a little ahead of Google's.
    static let clockAllowance = Duration.seconds(10)
    /// A token is renewed after 80 to 90 % of its life: a fleet that started together does not ask together.
    static let renewal = 0.8
    static let renewalSpread = 0.1
    /// How long the old token does when a renewal failed and the old one is still good.
    static let renewalPause = Duration.seconds(60)
    static let maximumLife = Duration.hours(24)
    static let maximumReplyBytes = 64 * 1024
    static let maximumTokenBytes = 16 * 1024

    /// The account, and what signs for it.
    package let key: ServiceAccountKey
    /// Whom the service account acts as by domain-wide delegation; nil where it acts for itself.
    package let subject: String?
    private let scopes: [String]
    private let transport: any HTTPTransport
    private let now: () -> Instant
    private let jitter: () -> Double

    private var current: Current?
    private var isAsking = false
    private var waiting: [CheckedContinuation<Outcome?, Never>] = []
    /// How far our clock was ahead of the token server's at its last reply that told the time.
    private(set) var clockLead: Duration?

    private typealias Outcome = Result<Private<String>, CalendarFailure>

    private struct Current {
        var token: Private<String>
        var receivedAt: Instant
        var renewAt: Instant
        var endsAt: Instant
    }

    /// - Parameters:
    ///   - subject: the user to act as, or nil.
    ///   - jitter: a number from 0 up to 1, at random.
    package init(
        key: ServiceAccountKey, actingAs subject: String?, scopes: [String], transport: any HTTPTransport,
        now: @escaping () -> Instant, jitter: @escaping () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.key = key
        self.subject = subject
        self.scopes = scopes
        self.transport = transport
        self.now = now
        self.jitter = jitter
    }

    /// A token that should be good for some minutes at least.
    package func token() async throws(CalendarFailure) -> Private<String> {
        while true {
            // A clock that was set back says nothing about the token's age.
            let now = now()
            if let current, (current.receivedAt..<current.renewAt).contains(now) { return current.token }
            guard isAsking else { return try await ask() }
            let outcome = await withCheckedContinuation { waiting.append($0) }
            if Task.isCancelled { throw CalendarFailure(.cancelled) }
            // Nil: the one who asked was cancelled, and somebody else has to.
            if let outcome { return try outcome.get() }
        }
    }

    /// A newer token than `refused`, which the API answered with 401.
    package func token(insteadOf refused: Private<String>) async throws(CalendarFailure) -> Private<String> {
        if current?.token == refused { current = nil }
        return try await token()
    }

    private func ask() async throws(CalendarFailure) -> Private<String> {
        isAsking = true
        let outcome: Outcome
        do throws(CalendarFailure) {
            outcome = .success(try await request())
        } catch {
            outcome = stillGood(after: error).map { .success($0) } ?? .failure(error)
        }
        isAsking = false
        let others = waiting
        waiting = []
        let isOurs = if case .failure(let failure) = outcome { failure.reason == .cancelled } else { false }
        for other in others { other.resume(returning: isOurs ? nil : outcome) }
        return try outcome.get()
    }

    /// The token that was to be renewed, where the network or the server is at fault and it has not ended yet.
    private func stillGood(after failure: CalendarFailure) -> Private<String>? {
        switch failure.reason {
        case .unreachable, .serverError, .rateLimited, .captivePortal, .untrustedCertificate: break
        default: return nil
        }
        let now = now()
        guard let current, current.receivedAt <= now, now + Self.renewalPause < current.endsAt else { return nil }
        self.current?.renewAt = now + Self.renewalPause
        return current.token
    }

    private func request() async throws(CalendarFailure) -> Private<String> {
        let request = try tokenRequest()
        let response: HTTPResponse
        do { response = try await transport.send(request) } catch {
            throw CalendarFailure(error, asking: "token", at: key.tokenURI)
        }
        let received = now()
        if let date = response["date"].flatMap(HTTPDate.instant) { clockLead = received - date }
        guard response.status == 200, response.hasJSONBody else {
            throw refusal(response)
        }
        let (token, life) = try grant(response.body)
        let share = Self.renewal + Self.renewalSpread * min(max(jitter(), 0), 1)
        current = Current(
            token: token, receivedAt: received, renewAt: received + life * share, endsAt: received + life)
        return token
    }

    private func tokenRequest() throws(CalendarFailure) -> HTTPRequest {
        let assertion: String
        do { assertion = try key.signature(of: claims()) } catch {
            throw CalendarFailure(.badCredentials, detail: "token: \(error)")
        }
        let form = PercentEncoding.form([
            (name: "grant_type", value: "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            (name: "assertion", value: assertion),
        ])
        return HTTPRequest(
            .post, key.tokenURI,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: Array(form.utf8), maximumResponseBytes: Self.maximumReplyBytes)
    }

    private func claims() -> JSONText {
        let issued = (now() - Self.clockAllowance).secondsSince1970
        var claims: [(key: String, value: JSONText)] = [
            ("iss", .text(key.clientEmail)), ("scope", .text(scopes.joined(separator: " "))),
            ("aud", .text(key.tokenURI)), ("iat", .integer(issued)),
            ("exp", .integer(issued + Self.assertionLife.wholeSeconds)),
        ]
        if let subject { claims.append(("sub", .text(subject))) }
        return .object(claims)
    }

    private func refusal(_ response: HTTPResponse) -> CalendarFailure {
        // A page of HTML with status 200 is somebody else's.
        if response.status == 200 { return CalendarFailure(.captivePortal, detail: "token: 200, not JSON") }
        var failure = CalendarFailure(
            token: GoogleRefusal(response), retryAfter: RetryAfter.wait(in: response, now: now()))
        failure.clockLead = clockLead
        if failure.reason == .grantRefused, let lead = clockLead?.wholeSeconds, abs(lead) >= 60 {
            failure.detail += ", this clock is \(abs(lead)) s \(lead > 0 ? "fast" : "slow")"
        }
        return failure
    }

    private func grant(_ body: [UInt8]) throws(CalendarFailure) -> (token: Private<String>, life: Duration) {
        do {
            let paths = ["$.access_token", "$.token_type", "$.expires_in"]
            return try JSONDocument(body).values(at: JSONPaths(paths)) { row throws(JSONFailure) in
                guard let token = try row.text(0), (1...Self.maximumTokenBytes).contains(token.utf8.count),
                    token.isPrintableASCII
                else { throw JSONFailure(.wrongType, at: paths[0]) }
                guard try row.text(1)?.lowercased() == "bearer" else { throw JSONFailure(.wrongType, at: paths[1]) }
                guard let life = try row.integer(2), life > 0 else { throw JSONFailure(.wrongType, at: paths[2]) }
                return (Private(token), min(.seconds(life), Self.maximumLife))
            }
        } catch {
            throw CalendarFailure(.malformedReply, detail: "token: \(error)")
        }
    }
}
