// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import JSON
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

@Suite struct AccessTokenTests {
    /// The claims of the assertion in the request that the simulated Google saw last.
    private func claims(_ world: World) throws -> [JSONValue?] {
        let request = try #require(world.google.requests.last { $0.path == ["token"] })
        let form = try #require(request.form)
        #expect(form.map(\.name) == ["grant_type", "assertion"])
        let parts = form[1].value.split(separator: ".")
        let claims = try #require(Base64URL.decode(String(parts[1])))
        return try JSONDocument(claims).values(
            at: ["$.iss", "$.sub", "$.aud", "$.scope", "$.iat", "$.exp"]
        ) { row throws(JSONFailure) in (0..<6).map { row.value($0) } }
    }

    @Test("the assertion says who, for what, to whom and when, and no more than an hour")
    func assertion() async throws {
        let world = try World()
        _ = try await world.tokens.token()
        let issued = World.start.secondsSince1970 - 10
        #expect(
            try claims(world) == [
                .text(World.account.get().email), nil, .text("https://oauth2.googleapis.com/token"),
                .text("https://www.googleapis.com/auth/calendar.events.readonly"), .integer(issued),
                .integer(issued + 3600),
            ])
    }

    @Test("acting as a user is one more claim, and reads with the user's rights")
    func actingAs() async throws {
        let world = try World(actingAs: World.admin)
        _ = try await world.source.page(CalendarPageRequest(.full(World.window)))
        #expect(try claims(world)[1] == .text(World.admin))
    }

    @Test("several scopes are asked for in one claim")
    func scopes() async throws {
        let world = try World(scopes: [EventsQuery.scope, "https://www.googleapis.com/auth/calendar.settings.readonly"])
        _ = try await world.tokens.token()
        #expect(
            try claims(world)[3]
                == .text("\(EventsQuery.scope) https://www.googleapis.com/auth/calendar.settings.readonly"))
    }

    @Test("a token is used until 85 % of its life, with the jitter in the middle, and then renewed")
    func renewal() async throws {
        let world = try World()
        world.google.accessTokenLife = .seconds(1000)
        let first = try await world.tokens.token()
        world.clock.now = World.start + .seconds(849)
        #expect(try await world.tokens.token() == first)
        world.clock.now = World.start + .seconds(850)
        let second = try await world.tokens.token()
        #expect(second != first)
        #expect(world.google.requests.count == 2)
    }

    @Test("a clock that was set back makes a token's age unknown, and it is renewed")
    func clockSetBack() async throws {
        let world = try World()
        let first = try await world.tokens.token()
        world.clock.now = World.start - .seconds(60)
        #expect(try await world.tokens.token() != first)
    }

    @Test(
        "while a renewal fails for the network's sake, the old token does until it ends",
        arguments: [
            .unreachable, .noSuchHost, .portal, .page(status: 502), .refusal(status: 429, reason: "rateLimitExceeded"),
            .untrusted,
        ] as [CloudFault.Kind])
    func failedRenewal(kind: CloudFault.Kind) async throws {
        let world = try World()
        world.google.accessTokenLife = .seconds(1000)
        let first = try await world.tokens.token()
        world.google.inject(CloudFault(kind, on: .token, times: nil))
        world.clock.now = World.start + .seconds(900)
        #expect(try await world.tokens.token() == first)
        // Not asked again at once.
        #expect(try await world.tokens.token() == first)
        #expect(world.google.requests.count == 2)
        world.clock.now = World.start + .seconds(961)
        await #expect(throws: CalendarFailure.self) { try await world.tokens.token() }
        world.google.clearFaults()
        #expect(try await world.tokens.token() != first)
    }

    @Test("a refusal that tells no time says nothing of the clock, whatever an earlier one told")
    func clockOfRefusals() async throws {
        let world = try World()
        for (kind, lead) in [(.refusal(status: 400, reason: "invalid_grant"), .zero), (.redirect, nil)]
            as [(CloudFault.Kind, Duration?)]
        {
            world.google.inject(CloudFault(kind, on: .token))
            let failure = await #expect(throws: CalendarFailure.self) { try await world.tokens.token() }
            #expect(failure?.clockLead == lead)
            #expect(world.tokens.clockLead == lead)
        }
    }

    @Test("a renewal that Google refuses is a failure at once")
    func refusedRenewal() async throws {
        let world = try World()
        _ = try await world.tokens.token()
        world.google.unregister(try World.account.get().email)
        world.clock.now = World.start + .seconds(3300)
        await #expect(throws: CalendarFailure.self) { try await world.tokens.token() }
    }

    @Test(
        "a reply of another shape is no token",
        arguments: [
            "{}", "[]", #"{"access_token":"t"}"#, #"{"access_token":"t","token_type":"Bearer"}"#,
            #"{"access_token":"t","token_type":"mac","expires_in":3600}"#,
            #"{"access_token":"t","token_type":"Bearer","expires_in":"3600"}"#,
            #"{"access_token":"t","token_type":"Bearer","expires_in":0}"#,
            #"{"access_token":"t","token_type":"Bearer","expires_in":-1}"#,
            #"{"access_token":"","token_type":"Bearer","expires_in":3600}"#,
            #"{"access_token":"a\r\nX-Evil: 1","token_type":"Bearer","expires_in":3600}"#,
            #"{"access_token":7,"token_type":"Bearer","expires_in":3600}"#, "{",
        ])
    func wrongReplies(body: String) async throws {
        let failure = await failure(
            HTTPResponse(status: 200, headers: [("content-type", "application/json")], body: Array(body.utf8)))
        #expect(failure?.reason == .malformedReply)
    }

    @Test("the token endpoint behind a captive portal")
    func portal() async throws {
        let page = HTTPResponse(status: 200, headers: [("content-type", "text/html")], body: Array("<html>".utf8))
        #expect(await failure(page)?.reason == .captivePortal)
        #expect(
            await failure(HTTPResponse(status: 302, headers: [("location", "http://x.example")]))?.reason
                == .captivePortal)
    }

    private func failure(_ response: HTTPResponse) async -> CalendarFailure? {
        do {
            let world = try World()
            let tokens = AccessTokenSource(
                key: world.key, actingAs: nil, scopes: [EventsQuery.scope], transport: Canned(response),
                now: { World.start })
            _ = try await tokens.token()
            return nil
        } catch { return error as? CalendarFailure }
    }

    @Test("the refusal of a grant tells how wrong this clock is")
    func wrongClock() async throws {
        let world = try World()
        world.google.now = { World.start - .minutes(10) }
        let failure = await world.failure()
        #expect(failure?.reason == .grantRefused)
        #expect(failure?.detail == "token: 400 invalid_grant, this clock is 600 s fast")
        world.google.now = { World.start + .hours(2) }
        #expect(await world.failure()?.detail == "token: 400 invalid_grant, this clock is 7200 s slow")
    }

    @Test("a scope that isn't granted, an unknown user and a deleted key are told apart")
    func refusals() async throws {
        let scope = try World(actingAs: World.admin, scopes: ["https://www.googleapis.com/auth/calendar"])
        #expect(await scope.failure()?.reason == .scopeNotGranted)
        let user = try World(actingAs: "nobody@example.com")
        #expect(await user.failure()?.reason == .grantRefused)
        let key = try World()
        key.google.unregister(try World.account.get().email)
        #expect(await key.failure()?.reason == .grantRefused)
    }

    @Test("callers that come together share one request, and its token", .timeLimit(.minutes(1))) @MainActor
    func sharing() async throws {
        let world = try World()
        let gate = Gate(world.google)
        let tokens = AccessTokenSource(
            key: world.key, actingAs: nil, scopes: [EventsQuery.scope], transport: gate, now: { World.start })
        let callers = (0..<3).map { _ in Task { @MainActor in try await tokens.token() } }
        while gate.waiting.isEmpty { await Task.yield() }
        for _ in 0..<10 { await Task.yield() }
        #expect(gate.waiting.count == 1)
        gate.open()
        var seen: Set<Private<String>> = []
        for caller in callers { seen.insert(try await caller.value) }
        #expect(seen.count == 1)
        #expect(world.google.requests.count == 1)
    }

    @Test(
        "where the one who asked is cancelled, another asks; the failure of a request is everybody's",
        .timeLimit(.minutes(1)))
    @MainActor
    func sharedFailure() async throws {
        let world = try World()
        let gate = Gate(world.google)
        let tokens = AccessTokenSource(
            key: world.key, actingAs: nil, scopes: [EventsQuery.scope], transport: gate, now: { World.start })
        let first = Task { @MainActor in try await tokens.token() }
        while gate.waiting.isEmpty { await Task.yield() }
        let others = (0..<2).map { _ in Task { @MainActor in try await tokens.token() } }
        for _ in 0..<10 { await Task.yield() }
        gate.open(with: HTTPFailure(.cancelled))
        await #expect(throws: CalendarFailure(.cancelled, detail: "token: cancelled")) { try await first.value }
        while gate.waiting.isEmpty { await Task.yield() }
        gate.open(with: HTTPFailure(.connection))
        for other in others {
            let failure = CalendarFailure(.unreachable, detail: "token at oauth2.googleapis.com: connection")
            await #expect(throws: failure) { try await other.value }
        }
    }
}

/// Answers every request with the same.
final class Canned: HTTPTransport {
    let response: HTTPResponse
    init(_ response: HTTPResponse) { self.response = response }
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse { response }
}

/// Holds requests until it is opened.
final class Gate: HTTPTransport {
    private(set) var waiting: [CheckedContinuation<HTTPFailure?, Never>] = []
    private let google: SimulatedGoogle
    init(_ google: SimulatedGoogle) { self.google = google }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        if let failure = await withCheckedContinuation({ waiting.append($0) }) { throw failure }
        guard case .reply(let response) = google.answer(request).outcome else { throw HTTPFailure(.connection) }
        return response
    }

    func open(with failure: HTTPFailure? = nil) {
        let all = waiting
        waiting = []
        for one in all { one.resume(returning: failure) }
    }
}
