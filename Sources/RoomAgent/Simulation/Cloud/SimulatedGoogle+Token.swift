// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON
internal import RoomCore

extension SimulatedGoogle {
    /// What an access token is good for.
    struct Grant {
        /// The user or the service account itself.
        var principal: String
        var scopes: Set<String>
        var endsAt: Instant
    }

    /// Google takes what was signed up to so long in its future.
    private static let clockTolerance = Duration.minutes(5)

    /// An answer of the token endpoint (RFC 6749, section 5.2), with the description that Google gives.
    private struct TokenRefusal: Error {
        var status = 400
        var error: String
        var description: String

        init(_ error: String, _ description: String, status: Int = 400) {
            self.error = error
            self.description = description
            self.status = status
        }
    }

    private struct Assertion {
        var issuer: String
        var subject: String?
        var audience: String
        var scopes: [String]
        var issuedAt: Int64
        var expiresAt: Int64
    }

    func token(_ request: CloudRequest) -> HTTPResponse {
        do throws(TokenRefusal) {
            let form = request.form
            let user = try refreshed(form ?? [])
            let grant = if let user { user } else { try grant(try assertion(request, form)) }
            let token = fresh("ya29.simulated-")
            grants[token] = grant
            return HTTPResponse(
                status: 200,
                json: .object([
                    ("access_token", .text(token)), ("expires_in", .integer(Int(accessTokenLife.wholeSeconds))),
                    ("token_type", .text("Bearer")),
                ]))
        } catch {
            return HTTPResponse(
                status: error.status,
                json: .object([("error", .text(error.error)), ("error_description", .text(error.description))]))
        }
    }

    private static let client = (id: "client.apps.googleusercontent.com", secret: "client-secret")

    /// A user signs in: the file that a device then has. What they agree to is `refreshScopes`.
    package func signIn(of user: String) -> [UInt8] {
        let token = fresh("1//simulated-")
        refreshTokens[token] = user
        return Array(
            JSONText.object([
                "type": .text("authorized_user"), "client_id": .text(Self.client.id),
                "client_secret": .text(Self.client.secret), "refresh_token": .text(token),
                "token_uri": .text(tokenURI),
            ]).text.utf8)
    }

    /// Of a user's sign-in; nil where the request is none.
    private func refreshed(_ form: [(name: String, value: String)]) throws(TokenRefusal) -> Grant? {
        guard form.first(where: { $0.name == "grant_type" })?.value == "refresh_token" else { return nil }
        let values = Dictionary(form.map { ($0.name, $0.value) }) { first, _ in first }
        guard values["client_id"] == Self.client.id, values["client_secret"] == Self.client.secret
        else { throw TokenRefusal("invalid_client", "The OAuth client was not found.", status: 401) }
        guard let user = refreshTokens[values["refresh_token", default: ""]] else {
            throw TokenRefusal("invalid_grant", "Token has been expired or revoked.")
        }
        return Grant(
            principal: user, scopes: refreshScopes, endsAt: now() + accessTokenLife)
    }

    private func assertion(
        _ request: CloudRequest, _ form: [(name: String, value: String)]?
    ) throws(TokenRefusal) -> Assertion {
        guard request.method == "POST", request.header("content-type") == "application/x-www-form-urlencoded",
            let form,
            Set(form.map(\.name)) == ["grant_type", "assertion"], form.count == 2
        else { throw TokenRefusal("invalid_request", "Bad Request") }
        let values = Dictionary(uniqueKeysWithValues: form.map { ($0.name, $0.value) })
        guard values["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer" else {
            throw TokenRefusal("unsupported_grant_type", "Invalid grant_type")
        }
        let parts = values["assertion", default: ""].utf8
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let claims = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw TokenRefusal("invalid_grant", "Invalid JWT: not three base64url parts") }
        let assertion = try read(claims: claims)
        guard let account = accounts[assertion.issuer] else {
            throw TokenRefusal("invalid_grant", "Invalid grant: account not found")
        }
        try check(header: header, account)
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard (try? publicKey(account).verify(signature, of: signed)) == true else {
            throw TokenRefusal("invalid_grant", "Invalid JWT Signature.")
        }
        return assertion
    }

    private func publicKey(_ account: SimulatedServiceAccount) throws(CryptoFailure) -> RSAPublicKey {
        if let known = publicKeys[account.publicPEM] { return known }
        let key = try RSAPublicKey(pem: account.publicPEM)
        publicKeys[account.publicPEM] = key
        return key
    }

    private func check(header: [UInt8], _ account: SimulatedServiceAccount) throws(TokenRefusal) {
        let fields: [String?]
        do {
            fields = try JSONDocument(header).values(at: ["$.alg", "$.kid", "$.typ"]) {
                row throws(JSONFailure) in [try row.text(0), try row.text(1), try row.text(2)]
            }
        } catch { throw TokenRefusal("invalid_grant", "Invalid JWT: header") }
        guard fields == ["RS256", account.keyID, "JWT"] else {
            throw TokenRefusal("invalid_grant", "Invalid JWT Signature.")
        }
    }

    private func read(claims: [UInt8]) throws(TokenRefusal) -> Assertion {
        do {
            let paths = ["$.iss", "$.sub", "$.aud", "$.scope", "$.iat", "$.exp"]
            return try JSONDocument(claims).values(at: JSONPaths(paths)) { row throws(JSONFailure) in
                func missing(_ index: Int) -> JSONFailure { JSONFailure(.wrongType, at: paths[index]) }
                guard let issuer = try row.text(0) else { throw missing(0) }
                guard let audience = try row.text(2) else { throw missing(2) }
                guard let scope = try row.text(3) else { throw missing(3) }
                guard let issuedAt = try row.integer(4) else { throw missing(4) }
                guard let expiresAt = try row.integer(5) else { throw missing(5) }
                return Assertion(
                    issuer: issuer, subject: try row.text(1), audience: audience,
                    scopes: scope.split(separator: " ").map(String.init), issuedAt: issuedAt, expiresAt: expiresAt)
            }
        } catch { throw TokenRefusal("invalid_grant", "Invalid JWT: claims") }
    }

    private func grant(_ assertion: Assertion) throws(TokenRefusal) -> Grant {
        let now = now().secondsSince1970
        guard assertion.audience == tokenURI else { throw TokenRefusal("invalid_grant", "Invalid JWT: wrong audience") }
        guard assertion.issuedAt <= now + Self.clockTolerance.wholeSeconds, assertion.expiresAt > now,
            (1...3600).contains(assertion.expiresAt - assertion.issuedAt)
        else {
            throw TokenRefusal(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                    + "Check your iat and exp values in the JWT claim.")
        }
        let known = CloudSchema.scopes.union(CloudSchema.mailScopes)
        guard !assertion.scopes.isEmpty, known.isSuperset(of: assertion.scopes) else {
            throw TokenRefusal("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        }
        if let subject = assertion.subject {
            guard users.contains(subject) else { throw TokenRefusal("invalid_grant", "Invalid email or User ID") }
            guard accounts[assertion.issuer]?.delegatedScopes.isSuperset(of: assertion.scopes) ?? false else {
                throw TokenRefusal(
                    "unauthorized_client",
                    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for "
                        + "any of the scopes requested.", status: 401)
            }
        }
        return Grant(
            principal: assertion.subject ?? assertion.issuer, scopes: Set(assertion.scopes),
            endsAt: self.now() + accessTokenLife)
    }
}
