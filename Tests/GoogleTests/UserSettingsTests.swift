// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

@Suite struct UserSettingsTests {
    /// A delegated account whose administrator granted these scopes.
    private static func world(
        granted: Set<String> = [GoogleUserSettings.scope], scope: String = GoogleUserSettings.scope
    ) throws -> (World, GoogleUserSettings) {
        let world = try World()
        var account = try World.account.get()
        account.delegatedScopes = granted
        world.google.register(account)
        let settings = ["locale": "fi", "format24HourTime": "false", "timezone": "Europe/Oslo"]
        world.google.userSettings[World.admin] = settings
        let clock = world.clock
        let tokens = AccessTokenSource(
            key: world.key, actingAs: World.admin, scopes: [scope], transport: world.transport, now: { clock.now },
            jitter: { 0.5 })
        return (world, GoogleUserSettings(transport: world.transport, tokens: tokens, now: { clock.now }))
    }

    @Test("each setting is read, one that the user does not have is none, and what was answered is counted")
    func values() async throws {
        let (world, settings) = try Self.world()
        #expect(try await settings.value(of: .locale) == "fi")
        #expect(try await settings.value(of: .format24HourTime) == "false")
        #expect(try await settings.value(of: .timezone) == "Europe/Oslo")
        world.google.userSettings[World.admin] = [:]
        #expect(try await settings.value(of: .locale) == nil)
        #expect(settings.settingsRequests == 4)
    }

    @Test("a scope that was not granted refuses the token, one that is too narrow the request")
    func scopes() async throws {
        let (_, refused) = try Self.world(granted: [])
        let failure = await #expect(throws: CalendarFailure.self) { try await refused.value(of: .locale) }
        #expect(failure?.reason == .scopeNotGranted)
        #expect(refused.settingsRequests == 0)
        let (_, narrow) = try Self.world(granted: [EventsQuery.scope], scope: EventsQuery.scope)
        let other = await #expect(throws: CalendarFailure.self) { try await narrow.value(of: .locale) }
        #expect(other?.reason == .scopeNotGranted)
    }

    @Test(
        "every refusal says what it is, and no value comes of it",
        arguments: [
            (CloudFault.Kind.refusal(status: 403, reason: "rateLimitExceeded"), CalendarFailure.Reason.rateLimited),
            (.refusal(status: 403, reason: "userRateLimitExceeded"), .rateLimited),
            (.refusal(status: 429, reason: "rateLimitExceeded"), .rateLimited),
            (.refusal(status: 403, reason: "dailyLimitExceeded"), .quotaExhausted),
            (.refusal(status: 403, reason: "quotaExceeded"), .quotaExhausted),
            (.refusal(status: 403, reason: "forbidden"), .forbidden),
            (.refusal(status: 403, reason: "accessNotConfigured"), .apiDisabled),
            (.refusal(status: 400, reason: "invalid"), .requestRefused),
            (.refusal(status: 500, reason: "backendError"), .serverError), (.page(status: 503), .serverError),
            (.portal, .captivePortal), (.redirect, .captivePortal), (.garbage, .malformedReply),
            (.wrongShape, .malformedReply), (.oversized, .malformedReply), (.cut, .malformedReply),
            (.unreachable, .unreachable), (.noSuchHost, .unreachable), (.untrusted, .untrustedCertificate),
        ])
    func refusals(_ fault: CloudFault.Kind, _ reason: CalendarFailure.Reason) async throws {
        let (world, settings) = try Self.world()
        world.google.inject(CloudFault(fault, on: .people))
        let failure = await #expect(throws: CalendarFailure.self) { try await settings.value(of: .locale) }
        #expect(failure?.reason == reason)
        #expect(try await settings.value(of: .locale) == "fi")
    }

    @Test("a token that dies is asked for once more")
    func token() async throws {
        let (world, settings) = try Self.world()
        _ = try await settings.value(of: .locale)
        world.google.revokeAccessTokens()
        #expect(try await settings.value(of: .locale) == "fi")
    }

    @Test("the request is the document's, with its parameters, scope and reply, and the simulated Google's the same")
    func contract() async throws {
        let (world, settings) = try Self.world()
        for setting in AccountSetting.allCases { _ = try await settings.value(of: setting) }
        let requests = world.google.requests.filter { $0.path != ["token"] }
        #expect(requests.map { $0.path[5] } == AccountSetting.allCases.map(\.rawValue))
        let discovery = try ContractTests.Discovery("settings.get")
        for request in requests {
            var path = Array(request.path.dropFirst(2))
            path[3] = "{setting}"
            #expect(try discovery.method("path") == .text(path.joined(separator: "/")))
            #expect(try discovery.method("httpMethod") == .text(request.method))
            #expect(request.parameters.map(\.name) == ["fields"])
            let reply = try #require(FieldSelector(CloudSchema.settingReply))
            #expect(try #require(FieldSelector(request["fields"] ?? "")).firstUnknown(in: reply) == nil)
        }
        #expect(try discovery.methodScopes.contains(GoogleUserSettings.scope))
        #expect(CloudSchema.setting.scopes == Set(try discovery.methodScopes))
        #expect(try discovery.method("path") == .text(CloudSchema.setting.path))
        let known = try discovery.parameterNames.filter { $0 != "setting" }
        #expect(CloudSchema.setting.parameters.map(\.name).sorted() == known)
        #expect(try discovery.derived("reply") == .text(CloudSchema.settingReply))
        for member in ["id", "value"] {
            #expect(try discovery.value("$.schemas.Setting.properties.\(member).type") == .text("string"))
        }
    }
}
