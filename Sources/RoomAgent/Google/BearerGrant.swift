// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON
internal import RoomCore

/// The claims that a token is asked for with by the JWT bearer grant (RFC 7523;
/// https://developers.google.com/identity/protocols/oauth2/service-account).
struct BearerClaims {
    /// What is signed is valid for an hour, the longest that Google takes.
    static let life = Duration.seconds(3600)
    /// It begins a little in the past, for clocks that are a little ahead of Google's.
    static let clockAllowance = Duration.seconds(10)

    /// The service account's address.
    var issuer: String
    /// Whom it acts as; nil where it acts for itself.
    var subject: String?
    var scopes: [String]
    /// The token endpoint.
    var audience: String

    func json(at now: Instant) -> JSONText {
        let issued = (now - Self.clockAllowance).secondsSince1970
        var claims: [(key: String, value: JSONText)] = [
            ("iss", .text(issuer)), ("scope", .text(scopes.joined(separator: " "))), ("aud", .text(audience)),
            ("iat", .integer(issued)), ("exp", .integer(issued + Self.life.wholeSeconds)),
        ]
        if let subject { claims.append(("sub", .text(subject))) }
        return .object(claims)
    }

    static func form(_ assertion: String) -> [(name: String, value: String)] {
        [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)]
    }
}

/// A service account's token by its own key.
struct KeyGrant: TokenGrant {
    let key: ServiceAccountKey
    let subject: String?
    let scopes: [String]

    func token(_ exchange: TokenExchange) async throws(CalendarFailure) -> GrantedToken {
        let claims = BearerClaims(
            issuer: key.clientEmail, subject: subject, scopes: scopes, audience: key.tokenURI)
        let assertion: String
        do { assertion = try key.signature(of: claims.json(at: exchange.now())) } catch {
            throw CalendarFailure(.badCredentials, detail: "token: \(error)")
        }
        return try await exchange.token(.token, key.tokenURI, form: BearerClaims.form(assertion))
    }
}

/// A user's token by the refresh token of a sign-in (RFC 6749, section 6). No scope is asked for: the token has those
/// that the user agreed to.
struct RefreshGrant: TokenGrant {
    let user: AuthorizedUser
    let tokenURI: String

    func token(_ exchange: TokenExchange) async throws(CalendarFailure) -> GrantedToken {
        try await exchange.token(
            .refresh, tokenURI,
            form: [
                ("grant_type", "refresh_token"), ("client_id", user.clientID),
                ("client_secret", user.clientSecret.exposed), ("refresh_token", user.refreshToken.exposed),
            ])
    }
}
