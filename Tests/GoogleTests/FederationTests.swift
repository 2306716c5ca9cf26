// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

@Suite("Signing in without a key file")
struct FederationTests {
    private static let audience =
        "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/rooms/providers/ca"
    private static let url = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
    private static let certificate = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"
    private static let chain = "-----BEGIN CERTIFICATE-----\nREVG\n-----END CERTIFICATE-----\n"

    private static func file(_ members: [(String, JSONText)] = [], impersonates: Bool = true) throws -> [UInt8] {
        let email = try World.account.get().email
        var all: [(key: String, value: JSONText)] = [
            ("type", .text("external_account")), ("universe_domain", .text("googleapis.com")),
            ("audience", .text(audience)),
            ("subject_token_type", .text("urn:ietf:params:oauth:token-type:mtls")),
            ("token_url", .text("https://sts.mtls.googleapis.com/v1/token")),
            (
                "credential_source",
                .object(["certificate": .object(["certificate_config_location": .text("/etc/c.json")])])
            ),
        ]
        if impersonates {
            all.append(("service_account_impersonation_url", .text("\(url)\(email):generateAccessToken")))
        }
        all.removeAll { member in members.contains { $0.0 == member.key } }
        return Array(JSONText.object(all + members.map { ($0.0, $0.1) }).text.utf8)
    }

    private static func federation(_ world: World) throws {
        let email = try World.account.get().email
        world.google.federation = SimulatedFederation(
            audience: audience, certificates: ["QUJD"], bindings: [email], signers: [email])
    }

    private static func tokens(
        _ world: World, _ json: [UInt8], actingAs subject: String? = nil, api: String? = nil,
        certificate: String = FederationTests.certificate
    ) throws -> AccessTokenSource {
        try AccessTokenSource(
            GoogleCredential(json: json), actingAs: subject, scopes: [EventsQuery.scope], api: api,
            proof: { () throws(CredentialFailure) in
                let bytes = Array(certificate.utf8)
                return FederationProof(
                    identity: ClientIdentity(certificate: bytes, key: Private(Array("key".utf8))),
                    token: try SubjectToken(
                        certificate: bytes, path: "/c", chain: Array(chain.utf8), chainPath: "/chain"))
            }, transport: world.transport, now: { world.clock.now }, jitter: { 0.5 })
    }

    private static func reason(_ tokens: AccessTokenSource) async -> CalendarFailure.Reason? {
        do throws(CalendarFailure) {
            _ = try await tokens.token()
            return nil
        } catch { return error.reason }
    }

    @Test("a certificate is exchanged, and the token generated with it reads the calendar; two requests an hour")
    func impersonation() async throws {
        let world = try World()
        try Self.federation(world)
        let tokens = try Self.tokens(world, try Self.file())
        let first = try await tokens.token()
        #expect(
            world.google.requests.map(\.path.last) == [
                "token", "\(try World.account.get().email):generateAccessToken",
            ])
        let form = try #require(world.google.requests[0].form)
        #expect(form.contains { $0.name == "subject_token" && $0.value == #"["QUJD","REVG"]"# })
        #expect(
            String(decoding: world.google.requests[1].body, as: UTF8.self)
                == #"{"scope":["https://www.googleapis.com/auth/calendar.events.readonly"],"lifetime":"3600s"}"#)
        #expect(try await tokens.token() == first)
        world.clock.now = World.start + .minutes(52)
        #expect(try await tokens.token() != first)
        #expect(world.google.requests.count == 4)
    }

    @Test("acting as a user, IAM signs what the token endpoint takes, with the account's own token")
    func delegation() async throws {
        let world = try World()
        try Self.federation(world)
        let tokens = try Self.tokens(world, try Self.file(), actingAs: World.admin)
        _ = try await tokens.token()
        let email = try World.account.get().email
        #expect(
            world.google.requests.map(\.path.last) == [
                "token", "\(email):generateAccessToken", "\(email):signJwt", "token",
            ])
        world.google.federation?.signers = []
        #expect(
            await Self.reason(try Self.tokens(world, try Self.file(), actingAs: World.admin))
                == .impersonationRefused)
    }

    @Test("without a service account the federated token itself is used")
    func federatedAlone() async throws {
        let world = try World()
        try Self.federation(world)
        _ = try await Self.tokens(world, try Self.file(impersonates: false)).token()
        #expect(world.google.requests.count == 1)
        #expect(throws: CredentialFailure.cannotActAs) {
            _ = try Self.tokens(world, try Self.file(impersonates: false), actingAs: World.admin)
        }
    }

    @Test("each refusal of STS and IAM is a reason of its own")
    func refusals() async throws {
        let world = try World()
        #expect(await Self.reason(try Self.tokens(world, try Self.file())) == .certificateRefused)
        try Self.federation(world)
        world.google.federation?.certificates = []
        #expect(await Self.reason(try Self.tokens(world, try Self.file())) == .certificateRefused)
        try Self.federation(world)
        world.google.federation?.bindings = []
        #expect(await Self.reason(try Self.tokens(world, try Self.file())) == .impersonationRefused)
        try Self.federation(world)
        world.google.federation?.isIAMOn = false
        #expect(await Self.reason(try Self.tokens(world, try Self.file())) == .impersonationRefused)
        let nobody = Self.url + "nobody@x.iam.gserviceaccount.com:generateAccessToken"
        try Self.federation(world)
        #expect(
            await Self.reason(
                try Self.tokens(world, try Self.file([("service_account_impersonation_url", .text(nobody))])))
                == .impersonationRefused)
        let certificate = try Self.tokens(world, try Self.file(), certificate: "nothing")
        #expect(await Self.reason(certificate) == .badCredentials)
    }

    @Test(
        "weather is told from refusals, at each step",
        arguments: [
            (.portal, .captivePortal), (.redirect, .captivePortal), (.page(status: 502), .serverError),
            (.garbage, .malformedReply), (.wrongShape, .malformedReply), (.cut, .malformedReply),
            (.unreachable, .unreachable), (.untrusted, .untrustedCertificate),
            (.refusal(status: 429, reason: "rateLimitExceeded"), .rateLimited),
        ] as [(CloudFault.Kind, CalendarFailure.Reason)], 0..<4)
    func weather(_ row: (kind: CloudFault.Kind, reason: CalendarFailure.Reason), step: Int) async throws {
        let world = try World()
        try Self.federation(world)
        world.google.inject(CloudFault(row.kind, on: .token, after: step))
        let tokens = try Self.tokens(world, try Self.file(), actingAs: World.admin)
        #expect(await Self.reason(tokens) == row.reason)
    }

    @Test("[google] api stands for Google's own hosts, and for no other")
    func replacedRoots() async throws {
        let world = try World()
        try Self.federation(world)
        _ = try await Self.tokens(world, try Self.file(), api: "http://127.0.0.1:1").token()
        let universe = try GoogleUniverse(CredentialFields(Array("{}".utf8), ["universe_domain"]))
        let root = "http://127.0.0.1:1"
        #expect(universe.replaced("https://sts.mtls.googleapis.com/v1/token", by: root) == root + "/v1/token")
        #expect(universe.replaced("https://sts.example.com/v1/token", by: root) == "https://sts.example.com/v1/token")
        #expect(universe.replaced("https://evilgoogleapis.com/t", by: root) == "https://evilgoogleapis.com/t")
    }

    @Test("a user's sign-in is refreshed; one that was revoked says so")
    func authorizedUser() async throws {
        let world = try World()
        world.google.refreshTokens = ["1//refresh": World.admin]
        let json = Array(
            JSONText.object([
                "type": .text("authorized_user"), "client_id": .text("client.apps.googleusercontent.com"),
                "client_secret": .text("client-secret"), "refresh_token": .text("1//refresh"),
            ]).text.utf8)
        _ = try await Self.tokens(world, json).token()
        #expect(
            world.google.requests[0].form?.map(\.name)
                == ["grant_type", "client_id", "client_secret", "refresh_token"])
        world.google.refreshTokens = [:]
        #expect(await Self.reason(try Self.tokens(world, json)) == .signInRevoked)
        #expect(throws: CredentialFailure.cannotActAs) { _ = try Self.tokens(world, json, actingAs: World.admin) }
    }

    @Test("what is wrong with a file is said by its field")
    func mistakes() throws {
        func failure(_ members: [(String, JSONText)]) throws -> CredentialFailure? {
            let json = try Self.file(members)
            do throws(CredentialFailure) {
                _ = try GoogleCredential(json: json)
                return nil
            } catch { return error }
        }
        func source(_ certificate: JSONText) -> [(String, JSONText)] {
            [("credential_source", .object(["certificate": certificate]))]
        }
        #expect(try failure([]) == nil)
        #expect(
            try failure([("type", .text("impersonated_service_account"))])
                == .unknownType("impersonated_service_account"))
        #expect(try failure([("audience", .null)]) == .missingField("audience"))
        #expect(try failure([("token_url", .text("http://x.example"))]) == .insecureAddress(field: "token_url"))
        #expect(try failure([("subject_token_type", .text("jwt"))]) == .badField("subject_token_type"))
        #expect(try failure([("credential_source", .object(["file": .text("/x")]))]) == .otherSource("file"))
        #expect(try failure(source(.object([]))) == .certificateLocation)
        #expect(
            try failure(source(.object(["use_default_certificate_config": .bool(true)]))) == nil)
        #expect(
            try failure([
                ("service_account_impersonation", .object(["token_lifetime_seconds": .integer(60)]))
            ]) == .badField("service_account_impersonation.token_lifetime_seconds"))
    }
}
