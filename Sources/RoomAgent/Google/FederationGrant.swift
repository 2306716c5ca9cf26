// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

/// This device's certificate and key, and what is shown of them to the Security Token Service.
package struct FederationProof {
    /// What the TLS handshake shows.
    package var identity: ClientIdentity
    /// The same certificate as the body of the token request has it.
    package var token: SubjectToken

    package init(identity: ClientIdentity, token: SubjectToken) {
        self.identity = identity
        self.token = token
    }
}

/// A token by this device's certificate, without any key of Google's (X.509 federation;
/// https://cloud.google.com/iam/docs/workload-identity-federation-with-x509-certificates):
///
/// 1. the certificate, shown over mutual TLS, is exchanged for a federated token (RFC 8693);
/// 2. with that, `generateAccessToken` gives a token of the service account;
/// 3. where the account acts as a user, its token signs (`signJwt`) what the JWT bearer grant takes.
struct FederationGrant: TokenGrant {
    /// What the IAM credentials service asks for in all its methods (its discovery document names no other).
    static let cloudScope = "https://www.googleapis.com/auth/cloud-platform"

    let account: FederatedAccount
    let subject: String?
    let scopes: [String]
    /// `[google] api`; nil: the addresses as the file has them.
    let root: String?
    /// Reads the certificate anew each time: a renewed one is used without a restart.
    let proof: () throws(CredentialFailure) -> FederationProof

    func token(_ exchange: TokenExchange) async throws(CalendarFailure) -> GrantedToken {
        let proof: FederationProof
        do { proof = try self.proof() } catch {
            throw CalendarFailure(.badCredentials, detail: "certificate: \(error)")
        }
        guard let service = account.serviceAccount else { return try await federated(exchange, proof, scopes) }
        let federated = try await federated(exchange, proof, [Self.cloudScope])
        guard let subject else {
            return try await impersonated(exchange, service, federated.token, proof, scopes)
        }
        let own = try await impersonated(exchange, service, federated.token, proof, [Self.cloudScope])
        return try await delegated(exchange, service, own.token, proof, subject)
    }

    private func federated(
        _ exchange: TokenExchange, _ proof: FederationProof, _ scopes: [String]
    ) async throws(CalendarFailure) -> GrantedToken {
        try await exchange.token(
            .exchange, address(account.tokenURL),
            form: [
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", account.audience),
                ("scope", scopes.joined(separator: " ")),
                ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
                ("subject_token", proof.token.text), ("subject_token_type", FederatedAccount.subjectTokenType),
            ], identity: proof.identity)
    }

    private func impersonated(
        _ exchange: TokenExchange, _ service: FederatedAccount.ServiceAccount, _ bearer: Private<String>,
        _ proof: FederationProof, _ scopes: [String]
    ) async throws(CalendarFailure) -> GrantedToken {
        let words = try await exchange.words(
            .impersonation, address(service.accessTokenURL),
            json: .object([
                "scope": .array(scopes.map { .text($0) }), "lifetime": .text("\(account.tokenLife)s"),
            ]), bearer: bearer, identity: proof.identity, at: ["$.accessToken", "$.expireTime"])
        // By Google's clock where it told it: the end is an instant, and ours may be wrong.
        let now = exchange.now() - (exchange.clockLead ?? .zero)
        guard let end = RFC3339.instant(words[1].exposed), end > now else {
            throw CalendarFailure(
                .malformedReply, detail: "\(SignInStep.impersonation.rawValue): expireTime")
        }
        return GrantedToken(token: words[0], life: min(end - now, TokenExchange.maximumLife))
    }

    private func delegated(
        _ exchange: TokenExchange, _ service: FederatedAccount.ServiceAccount, _ bearer: Private<String>,
        _ proof: FederationProof, _ subject: String
    ) async throws(CalendarFailure) -> GrantedToken {
        let endpoint = address(account.universe.tokenURI)
        let claims = BearerClaims(issuer: service.email, subject: subject, scopes: scopes, audience: endpoint)
        // What IAM signs may not have ended by its own clock.
        let now = exchange.now() - (exchange.clockLead ?? .zero)
        let words = try await exchange.words(
            .signature, address(service.signatureURL),
            json: .object(["payload": .text(claims.json(at: now).text)]), bearer: bearer, identity: proof.identity,
            at: ["$.signedJwt"])
        return try await exchange.token(.token, endpoint, form: BearerClaims.form(words[0].exposed))
    }

    private func address(_ address: String) -> String { account.universe.replaced(address, by: root) }
}
