// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

@Suite struct VacationTests {
    private static let anna = "anna/1@example.com"

    /// A person, in whose name the service account may speak as far as `granted` goes.
    private static func world(
        _ vacation: SimulatedVacation? = SimulatedVacation(), granted: Set<String> = [GoogleVacation.scope],
        scope: String = GoogleVacation.scope, asking person: String = anna
    ) throws -> (World, GoogleVacation) {
        let world = try World()
        var account = try World.account.get()
        account.delegatedScopes = granted
        world.google.register(account)
        world.google.users = [anna, World.admin]
        world.google.vacations[anna] = vacation
        let clock = world.clock
        let tokens = AccessTokenSource(
            key: world.key, actingAs: anna, scopes: [scope], transport: world.transport, now: { clock.now },
            jitter: { 0.5 })
        return (world, GoogleVacation(of: person, transport: world.transport, tokens: tokens, now: { clock.now }))
    }

    @Test("on or off, with both times, one or none; 0 is none")
    func values() async throws {
        let (start, end) = (World.start, World.start + .days(9))
        for (vacation, responder) in [
            (SimulatedVacation(), VacationResponder(isOn: true)),
            (SimulatedVacation(isOn: false, from: start), VacationResponder(isOn: false, from: start)),
            (SimulatedVacation(from: start, until: end), VacationResponder(isOn: true, from: start, until: end)),
            (SimulatedVacation(until: end), VacationResponder(isOn: true, until: end)),
        ] {
            let (_, source) = try Self.world(vacation)
            #expect(try await source.responder() == responder)
        }
        var vacation = SimulatedVacation()
        (vacation.start, vacation.end) = ("0", "9223372036854775807")
        let (_, source) = try Self.world(vacation)
        #expect(try await source.responder() == VacationResponder(isOn: true))
    }

    @Test("a time that is none is no time", arguments: ["", "x", "-1", "1.5", "99999999999999999999"])
    func strange(_ text: String) async throws {
        for isStart in [true, false] {
            var vacation = SimulatedVacation()
            if isStart { vacation.start = text } else { vacation.end = text }
            let (_, source) = try Self.world(vacation)
            let failure = await #expect(throws: CalendarFailure.self) { try await source.responder() }
            #expect(failure?.reason == .malformedReply)
        }
    }

    @Test("a scope that was not granted, one that is too narrow, another's mailbox, and a person without Gmail")
    func rights() async throws {
        let other = "https://www.googleapis.com/auth/calendar.events.readonly"
        for (source, reason) in [
            (try Self.world(granted: []).1, CalendarFailure.Reason.scopeNotGranted),
            (try Self.world(granted: [other], scope: other).1, .scopeNotGranted),
            (try Self.world(asking: "bo@example.com").1, .forbidden), (try Self.world(nil).1, .requestRefused),
        ] {
            let failure = await #expect(throws: CalendarFailure.self) { try await source.responder() }
            #expect(failure?.reason == reason)
        }
    }

    @Test(
        "every refusal says what it is, and nobody is in or out by it",
        arguments: [
            (CloudFault.Kind.refusal(status: 403, reason: "rateLimitExceeded"), CalendarFailure.Reason.rateLimited),
            (.refusal(status: 403, reason: "userRateLimitExceeded"), .rateLimited),
            (.refusal(status: 429, reason: "rateLimitExceeded"), .rateLimited),
            (.refusal(status: 403, reason: "dailyLimitExceeded"), .quotaExhausted),
            (.refusal(status: 403, reason: "insufficientPermissions"), .scopeNotGranted),
            (.refusal(status: 403, reason: "accessNotConfigured"), .apiDisabled),
            (.refusal(status: 404, reason: "notFound"), .calendarNotFound),
            (.refusal(status: 500, reason: "backendError"), .serverError), (.page(status: 502), .serverError),
            (.portal, .captivePortal), (.redirect, .captivePortal), (.garbage, .malformedReply),
            (.wrongShape, .malformedReply), (.oversized, .malformedReply), (.cut, .malformedReply),
            (.unreachable, .unreachable), (.noSuchHost, .unreachable), (.untrusted, .untrustedCertificate),
        ])
    func refusals(_ fault: CloudFault.Kind, _ reason: CalendarFailure.Reason) async throws {
        let (world, source) = try Self.world()
        world.google.inject(CloudFault(fault, on: .people))
        let failure = await #expect(throws: CalendarFailure.self) { try await source.responder() }
        #expect(failure?.reason == reason)
        #expect(try await source.responder().isOn)
    }

    @Test("a token that dies is asked for once more")
    func token() async throws {
        let (world, source) = try Self.world()
        _ = try await source.responder()
        world.google.revokeAccessTokens()
        #expect(try await source.responder().isOn)
    }

    @Test("the request is the document's, asks for no text of a reply, and the simulated Gmail is the document's, too")
    func contract() async throws {
        let (world, source) = try Self.world()
        _ = try await source.responder()
        let request = try #require(world.google.requests.last)
        let discovery = try ContractTests.Discovery("settings.getVacation", in: "gmail.v1")
        var path = request.path
        #expect(path[3] == Self.anna)
        path[3] = "{userId}"
        #expect(try discovery.method("path") == .text(path.joined(separator: "/")))
        #expect(try discovery.method("httpMethod") == .text(request.method))
        #expect(request.parameters.map(\.name) == ["fields"])
        #expect(request["fields"] == "enableAutoReply,endTime,startTime")
        #expect(try discovery.methodScopes.contains(GoogleVacation.scope))
        #expect(CloudSchema.vacation.scopes == Set(try discovery.methodScopes))
        #expect(try discovery.method("path") == .text(CloudSchema.vacation.path))
        let known = try discovery.parameterNames.filter { $0 != "userId" }
        #expect(CloudSchema.vacation.parameters.map(\.name).sorted() == known)
        #expect(try discovery.derived("reply") == .text(CloudSchema.vacationReply))
        let types = [("enableAutoReply", "boolean"), ("startTime", "string"), ("endTime", "string")]
        for (member, type) in types {
            let place = "$.schemas.VacationSettings.properties.\(member).type"
            #expect(try discovery.value(place) == .text(type))
        }
        #expect(try discovery.value("$.rootUrl") == .text(GoogleVacation.defaultRoot + "/"))
    }
}
