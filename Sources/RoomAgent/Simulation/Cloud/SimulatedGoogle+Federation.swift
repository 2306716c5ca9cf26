// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON
internal import RoomCore

/// What an administrator set up so that devices sign in by their certificates.
package struct SimulatedFederation: Sendable {
    /// The provider's resource name.
    package var audience: String
    /// Certificates that are trusted, each as DER in Base64.
    package var certificates: Set<String>
    /// Service accounts that the pool's devices may speak for (`roles/iam.workloadIdentityUser`).
    package var bindings: Set<String>
    /// Service accounts that may sign as themselves (`roles/iam.serviceAccountTokenCreator`).
    package var signers: Set<String>
    /// The IAM Service Account Credentials API is on in the project. Default: it is.
    package var isIAMOn = true

    package init(audience: String, certificates: Set<String>, bindings: Set<String>, signers: Set<String> = []) {
        self.audience = audience
        self.certificates = certificates
        self.bindings = bindings
        self.signers = signers
    }
}

// The Security Token Service and the IAM credentials service.
extension SimulatedGoogle {
    private static let cloudScope = "https://www.googleapis.com/auth/cloud-platform"

    /// Whether the request is for one of the two.
    func isFederation(_ path: [String]) -> Bool {
        path == ["v1", "token"] || path.starts(with: ["v1", "projects", "-", "serviceAccounts"])
    }

    func federation(_ request: CloudRequest) -> HTTPResponse {
        guard request.method == "POST" else { return Self.notFoundPage }
        return request.path.count == 2 ? exchange(request) : iam(request)
    }

    private static func oauth(_ status: Int, _ error: String) -> HTTPResponse {
        HTTPResponse(
            status: status, json: .object([("error", .text(error)), ("error_description", .text("Simulated."))]))
    }

    private func exchange(_ request: CloudRequest) -> HTTPResponse {
        let names = ["grant_type", "audience", "scope", "requested_token_type", "subject_token", "subject_token_type"]
        guard let form = request.form, Set(form.map(\.name)) == Set(names), form.count == names.count,
            request.header("authorization") == nil,
            request.header("content-type") == "application/x-www-form-urlencoded"
        else { return Self.oauth(400, "invalid_request") }
        let values = Dictionary(uniqueKeysWithValues: form.map { ($0.name, $0.value) })
        let type = "urn:ietf:params:oauth:token-type:"
        guard values["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange",
            values["requested_token_type"] == type + "access_token", values["subject_token_type"] == type + "mtls"
        else { return Self.oauth(400, "invalid_request") }
        guard let federation, values["audience"] == federation.audience else {
            return Self.oauth(400, "invalid_target")
        }
        // The subject token has to begin with the certificate that the handshake showed.
        guard let shown = request.identity.flatMap({ CertificateText.certificates(in: $0.certificate).first }),
            federation.certificates.contains(shown),
            values["subject_token"]?.hasPrefix(#"["\#(shown)""#) ?? false
        else { return Self.oauth(400, "invalid_grant") }
        let scopes = Set((values["scope"] ?? "").split(separator: " ").map(String.init))
        let token = fresh("ya29.d.simulated-")
        grants[token] = Grant(principal: federation.audience, scopes: scopes, endsAt: now() + accessTokenLife)
        return HTTPResponse(
            status: 200,
            json: .object([
                ("access_token", .text(token)), ("issued_token_type", .text(type + "access_token")),
                ("token_type", .text("Bearer")), ("expires_in", .integer(Int(accessTokenLife.wholeSeconds))),
            ]))
    }

    private static func refusal(_ status: Int, _ name: String, _ reason: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            json: .object([
                (
                    "error",
                    .object([
                        ("code", .integer(status)), ("message", .text("Simulated.")), ("status", .text(name)),
                        ("details", .array([.object([("reason", .text(reason))])])),
                    ])
                )
            ]))
    }

    private func iam(_ request: CloudRequest) -> HTTPResponse {
        let words = request.path.last?.split(separator: ":").map(String.init) ?? []
        guard request.path.count == 5, words.count == 2 else { return Self.notFoundPage }
        let bearer = request.header("authorization")?.dropFirst("Bearer ".count) ?? ""
        guard let grant = grants[String(bearer)], grant.endsAt > now() else {
            return Self.refusal(401, "UNAUTHENTICATED", "ACCESS_TOKEN_INVALID")
        }
        guard let federation, federation.isIAMOn else {
            return Self.refusal(403, "PERMISSION_DENIED", "SERVICE_DISABLED")
        }
        guard grant.scopes.contains(Self.cloudScope) else {
            return Self.refusal(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
        }
        let email = words[0]
        guard let account = accounts[email] else { return Self.refusal(404, "NOT_FOUND", "ACCOUNT_NOT_FOUND") }
        switch words[1] {
        case "generateAccessToken":
            guard grant.principal == federation.audience, federation.bindings.contains(email) else {
                return Self.refusal(403, "PERMISSION_DENIED", "IAM_PERMISSION_DENIED")
            }
            return accessToken(request, email)
        case "signJwt":
            guard grant.principal == email, federation.signers.contains(email) else {
                return Self.refusal(403, "PERMISSION_DENIED", "IAM_PERMISSION_DENIED")
            }
            return signature(request, account)
        default: return Self.notFoundPage
        }
    }

    private func accessToken(_ request: CloudRequest, _ email: String) -> HTTPResponse {
        let paths: JSONPaths = ["$.scope[0]", "$.lifetime"]
        let words = try? JSONDocument(request.body).values(at: paths) { row throws(JSONFailure) in
            [try row.text(0), try row.text(1)]
        }
        guard let words, let scope = words[0], let life = words[1], life.hasSuffix("s"),
            let seconds = Int64(life.dropLast()), (1...3600).contains(seconds)
        else { return Self.refusal(400, "INVALID_ARGUMENT", "BAD_REQUEST") }
        let token = fresh("ya29.c.simulated-")
        let end = now() + .seconds(seconds)
        grants[token] = Grant(principal: email, scopes: [scope], endsAt: end)
        return HTTPResponse(
            status: 200,
            json: .object([
                ("accessToken", .text(token)), ("expireTime", .text(CloudTime.rfc3339(end, in: FixedOffset()))),
            ]))
    }

    private func signature(_ request: CloudRequest, _ account: SimulatedServiceAccount) -> HTTPResponse {
        let payload = try? JSONDocument(request.body).values(at: "$.payload") { row throws(JSONFailure) in
            try row.text(0)
        }
        let header = JSONText.object([
            "alg": .text("RS256"), "kid": .text(account.keyID), "typ": .text("JWT"),
        ])
        guard let payload, let key = try? RSAPrivateKey(pem: account.privatePEM) else {
            return Self.refusal(400, "INVALID_ARGUMENT", "BAD_REQUEST")
        }
        let signed = "\(Base64URL.encode(Array(header.text.utf8))).\(Base64URL.encode(Array(payload.utf8)))"
        guard let bytes = try? key.sign(Array(signed.utf8)) else {
            return Self.refusal(500, "INTERNAL", "INTERNAL")
        }
        return HTTPResponse(
            status: 200,
            json: .object([
                ("keyId", .text(account.keyID)), ("signedJwt", .text("\(signed).\(Base64URL.encode(bytes))")),
            ]))
    }
}
