// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar
@testable import JSON

/// Channels, against the simulated Google, and both against Google's discovery document (Contract/README.md).
@Suite struct PushTests {
    private static let address = Private("https://site.example.com/push/aalto")
    private static let token = Private("token-1")

    @Test("a channel is made for seven days by Google's clock, tells its first notice, and is ended")
    func life() async throws {
        let world = try World()
        var notices: [PushNotice] = []
        world.google.onNotice = { _, notice in notices.append(notice) }
        let lease = try await world.source.watch("id-1", token: Self.token, address: Self.address)
        // The reply's own date has whole seconds.
        #expect(abs((lease.life - .days(7)).wholeSeconds) <= 1)
        #expect(notices.map(\.channel) == ["id-1"])
        #expect(notices.map(\.resource) == [lease.resource])
        try await world.source.stop("id-1", resource: lease.resource)
        #expect(world.google.channels.isEmpty)
        // It is gone already.
        try await world.source.stop("id-1", resource: lease.resource)
        #expect(world.source.requests == 3)
    }

    @Test("an address that is not https is refused with Google's word, and no new token is asked for")
    func refusedAddress() async throws {
        let world = try World()
        let failure = await #expect(throws: CalendarFailure.self) {
            _ = try await world.source.watch("id-1", token: Self.token, address: Private("http://site.example.com/"))
        }
        #expect(failure?.detail == "401 webhookUrlNotHttps")
        #expect(world.source.requests == 1)
    }

    @Test(
        "each refusal keeps its reason",
        arguments: [
            (400, "pushNotSupportedForRequestedResource", CalendarFailure.Reason.requestRefused),
            (401, "push.webhookUrlUnauthorized", .unauthorized), (403, "forbidden", .forbidden),
            (403, "rateLimitExceeded", .rateLimited), (500, "backendError", .serverError),
        ])
    func refusals(status: Int, reason: String, expected: CalendarFailure.Reason) async throws {
        let world = try World()
        world.google.inject(CloudFault(.refusal(status: status, reason: reason), on: .edits, times: nil))
        let failure = await #expect(throws: CalendarFailure.self) {
            _ = try await world.source.watch("id-1", token: Self.token, address: Self.address)
        }
        #expect(failure?.reason == expected)
    }

    @Test("garbage, a cut reply and a login page are no channel")
    func garbage() async throws {
        for kind in [CloudFault.Kind.garbage, .wrongShape, .cut, .portal] {
            let world = try World()
            world.google.inject(CloudFault(kind, on: .edits))
            await #expect(throws: CalendarFailure.self) {
                _ = try await world.source.watch("id-1", token: Self.token, address: Self.address)
            }
        }
    }

    @Test("what answers in Google's place has ended no channel")
    func foreignEnd() async throws {
        for kind in [CloudFault.Kind.garbage, .wrongShape, .portal, .page(status: 200)] {
            let world = try World()
            let lease = try await world.source.watch("id-1", token: Self.token, address: Self.address)
            world.google.inject(CloudFault(kind, on: .edits))
            await #expect(throws: CalendarFailure.self) {
                try await world.source.stop("id-1", resource: lease.resource)
            }
            #expect(world.google.channels.count == 1)
        }
    }

    @Test("both requests are the document's, with its members, types and scopes, and the simulated Google's the same")
    func contract() async throws {
        let world = try World()
        let lease = try await world.source.watch("id-1", token: Self.token, address: Self.address)
        try await world.source.stop("id-1", resource: lease.resource)
        let requests = world.google.requests.filter { $0.path != ["token"] }
        for (method, request) in zip(CloudSchema.pushMethods, requests) {
            let discovery = try ContractTests.Discovery(method.name)
            #expect(try discovery.method("httpMethod") == .text(request.method))
            let types = request.parameters.map { "\($0.name)=\($0.value)" }
            #expect(types == (method.name == "events.watch" ? ["eventTypes=default", "eventTypes=fromGmail"] : []))
            var path = Array(request.path.dropFirst(2))
            if path[0] == "calendars" { path[1] = "{calendarId}" }
            #expect(try discovery.method("path") == .text(path.joined(separator: "/")))
            #expect(try discovery.method("path") == .text(method.path))
            #expect(try discovery.methodScopes.contains(EventsQuery.scope))
            #expect(method.scopes.isSubset(of: try discovery.methodScopes))
            let known = try discovery.parameterNames.filter { $0 != "calendarId" }
            #expect(method.parameters.map(\.name).sorted() == known)
            #expect(try discovery.method("request.\"$ref\"") == .text("Channel"))
        }
        for member in ["id", "type", "address", "token", "resourceId", "expiration"] {
            #expect(
                try ContractTests.Discovery().value("$.schemas.Channel.properties.\(member).type") == .text("string"))
        }
        let body = try JSONDocument(#require(requests.first).body)
        #expect(body.value(at: "$.params.ttl") == .text("604800"))
        #expect(body.value(at: "$.type") == .text("web_hook"))
    }
}
