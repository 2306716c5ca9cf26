// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Access tokens for one credential of whatever kind. They are kept in memory only.
///
/// Callers that come while a token is being asked for wait for that one. The source belongs to one actor.
package final class AccessTokenSource {
    /// A token is renewed after 80 to 90 % of its life: a fleet that started together does not ask together.
    static let renewal = 0.8
    static let renewalSpread = 0.1
    /// How long the old token does when a renewal failed and the old one is still good.
    static let renewalPause = Duration.seconds(60)

    /// Whom the service account acts as by domain-wide delegation; nil where it acts for itself.
    package let subject: String?
    private let grant: any TokenGrant
    private let exchange: TokenExchange
    private let now: () -> Instant
    private let jitter: () -> Double

    private var current: Current?
    private var isAsking = false
    private typealias Waiter = CheckedContinuation<Outcome?, Never>
    private var waiting: [Waiter] = []
    /// How far our clock was ahead of the token server's at its last reply; nil where that told no time.
    var clockLead: Duration? { exchange.clockLead }

    private typealias Outcome = Result<Private<String>, CalendarFailure>

    private struct Current {
        var token: Private<String>
        var receivedAt: Instant
        var renewAt: Instant
        var endsAt: Instant
    }

    /// - Parameters:
    ///   - subject: the user to act as, or nil.
    ///   - api: `[google] api`; nil: Google's own addresses.
    ///   - proof: reads this device's certificate and key; called for a federated credential alone.
    ///   - jitter: a number from 0 up to 1, at random.
    package convenience init(
        _ credential: GoogleCredential, actingAs subject: String?, scopes: [String], api: String?,
        proof: @escaping () throws(CredentialFailure) -> FederationProof, transport: any HTTPTransport,
        now: @escaping () -> Instant, jitter: @escaping () -> Double = { Double.random(in: 0..<1) }
    ) throws(CredentialFailure) {
        let grant: any TokenGrant
        switch credential {
        case .serviceAccount(let key): grant = KeyGrant(key: key, subject: subject, scopes: scopes)
        case .authorizedUser(let user):
            guard subject == nil else { throw .cannotActAs }
            grant = RefreshGrant(user: user, tokenURI: user.universe.replaced(user.tokenURI, by: api))
        case .federated(let account):
            guard subject == nil || account.serviceAccount != nil else { throw .cannotActAs }
            grant = FederationGrant(account: account, subject: subject, scopes: scopes, root: api, proof: proof)
        }
        self.init(grant, subject, TokenExchange(transport: transport, now: now), jitter)
    }

    /// Tokens by a service account's own key.
    package convenience init(
        key: ServiceAccountKey, actingAs subject: String?, scopes: [String], transport: any HTTPTransport,
        now: @escaping () -> Instant, jitter: @escaping () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.init(
            KeyGrant(key: key, subject: subject, scopes: scopes), subject,
            TokenExchange(transport: transport, now: now), jitter)
    }

    private init(
        _ grant: any TokenGrant, _ subject: String?, _ exchange: TokenExchange, _ jitter: @escaping () -> Double
    ) {
        self.grant = grant
        self.subject = subject
        self.exchange = exchange
        now = exchange.now
        self.jitter = jitter
    }

    /// A token that should be good for some minutes at least. Nothing is asked where the last one is good enough; else
    /// throws why there is none.
    package func token() async throws(CalendarFailure) -> Private<String> {
        while true {
            // A clock that was set back says nothing about the token's age.
            let now = now()
            if let current, (current.receivedAt..<current.renewAt).contains(now) { return current.token }
            guard isAsking else { return try await ask() }
            let outcome = await withCheckedContinuation { (continuation: Waiter) in
                // The answer may have come in the turn that a suspension takes.
                if isAsking { waiting.append(continuation) } else { continuation.resume(returning: nil) }
            }
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
        let granted = try await grant.token(exchange)
        let received = now()
        let share = Self.renewal + Self.renewalSpread * min(max(jitter(), 0), 1)
        current = Current(
            token: granted.token, receivedAt: received, renewAt: received + granted.life * share,
            endsAt: received + granted.life)
        return granted.token
    }
}
