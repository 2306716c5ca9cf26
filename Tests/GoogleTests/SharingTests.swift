// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar
@testable import JSON

@Suite struct SharingTests {
    private static let anna = Private("anna/1@example.com")

    private static func world(_ role: SimulatedCalendar.Role? = .owner) throws -> (World, GoogleCalendarSharing) {
        let world = try World(role: role, scopes: [GoogleCalendarSharing.scope])
        let clock = world.clock
        let sharing = GoogleCalendarSharing(
            calendar: world.calendar, transport: world.transport, tokens: world.tokens, now: { clock.now })
        return (world, sharing)
    }

    @Test("a role is given, changed and taken back; taking back what is not there is done")
    func rules() async throws {
        let (world, sharing) = try Self.world()
        #expect(try await sharing.role(of: Self.anna) == nil)
        for role in [CalendarRole.reader, .writer] {
            try await sharing.grant(role, to: Self.anna)
            #expect(try await sharing.role(of: Self.anna) == role)
            #expect(world.google.calendars[world.calendar]?.roles[Self.anna.exposed]?.rawValue == role.rawValue)
        }
        for _ in 0..<2 {
            try await sharing.revoke(Self.anna)
            #expect(world.google.calendars[world.calendar]?.roles[Self.anna.exposed] == nil)
        }
    }

    @Test("who does not own the calendar changes nothing, and is told")
    func forbidden() async throws {
        for role in [SimulatedCalendar.Role.writer, .reader] {
            let (world, sharing) = try Self.world(role)
            let failure = await #expect(throws: CalendarFailure.self) {
                try await sharing.grant(.reader, to: Self.anna)
            }
            #expect(failure?.reason == .forbidden)
            #expect(world.google.calendars[world.calendar]?.roles.count == 1)
        }
        let (_, stranger) = try Self.world(nil)
        let failure = await #expect(throws: CalendarFailure.self) { try await stranger.grant(.reader, to: Self.anna) }
        #expect(failure?.reason == .calendarNotFound)
    }

    @Test("no rule is known to be there after garbage, a cut reply or a login page")
    func garbage() async throws {
        for kind in [
            CloudFault.Kind.cut, .portal, .unreachable, .page(status: 502), .garbage, .wrongShape, .page(status: 200),
        ] {
            let (world, sharing) = try Self.world()
            world.google.inject(CloudFault(kind, on: .edits))
            await #expect(throws: CalendarFailure.self) { try await sharing.grant(.reader, to: Self.anna) }
        }
    }

    @Test("what answers in Google's place has taken back no rule")
    func foreignEnd() async throws {
        for kind in [CloudFault.Kind.garbage, .wrongShape, .portal, .page(status: 200)] {
            let (world, sharing) = try Self.world()
            try await sharing.grant(.reader, to: Self.anna)
            world.google.inject(CloudFault(kind, on: .edits))
            await #expect(throws: CalendarFailure.self) { try await sharing.revoke(Self.anna) }
            #expect(world.google.calendars[world.calendar]?.roles[Self.anna.exposed] == .reader)
        }
    }

    @Test("the role is asked for without a word of an event")
    func role() async throws {
        for role in [SimulatedCalendar.Role.owner, .writer, .reader, .freeBusyReader] {
            let world = try World(role: role)
            world.edit { calendar, now in
                calendar.add("secret", SimulatedEvent("secret", from: now, lasting: .hours(1)), at: now)
            }
            #expect(try await world.source.role()?.rawValue == role.rawValue)
            #expect(world.google.requests.last?["fields"] == "accessRole,timeZone")
        }
    }

    @Test("the requests are the document's, with its members, types and scopes, and the simulated Google's the same")
    func contract() async throws {
        let (world, sharing) = try Self.world()
        _ = try await sharing.role(of: Self.anna)
        try await sharing.grant(.freeBusyReader, to: Self.anna)
        try await sharing.revoke(Self.anna)
        let requests = world.google.requests.filter { $0.path != ["token"] }
        #expect(requests.count == 3)
        for (method, request) in zip(CloudSchema.sharingMethods, requests) {
            let discovery = try ContractTests.Discovery(method.name)
            #expect(try discovery.method("httpMethod") == .text(request.method))
            var path = Array(request.path.dropFirst(2))
            path[1] = "{calendarId}"
            if path.count > 3 {
                #expect(path[3] == "user:\(Self.anna.exposed)")
                path[3] = "{ruleId}"
            }
            #expect(try discovery.method("path") == .text(path.joined(separator: "/")))
            #expect(try discovery.method("path") == .text(method.path))
            #expect(try discovery.methodScopes.contains(GoogleCalendarSharing.scope))
            #expect(method.scopes.isSubset(of: try discovery.methodScopes))
            let known = try discovery.parameterNames.filter { !["calendarId", "ruleId"].contains($0) }
            #expect(method.parameters.map(\.name).sorted() == known)
            #expect(Set(request.parameters.map(\.name)).isSubset(of: known))
        }
        #expect(try ContractTests.Discovery("acl.insert").method("request.\"$ref\"") == .text("AclRule"))
        let schema = try ContractTests.Discovery()
        for member in ["role", "scope.properties.type", "scope.properties.value"] {
            #expect(try schema.value("$.schemas.AclRule.properties.\(member).type") == .text("string"))
        }
        let body = try JSONDocument(requests[1].body)
        #expect(body.value(at: "$.role") == .text("freeBusyReader"))
        #expect(body.value(at: "$.scope.type") == .text("user"))
        #expect(body.value(at: "$.scope.value") == .text(Self.anna.exposed))
        for method in ["acl.get", "acl.insert"] {
            guard case .text(let reply) = try ContractTests.Discovery(method).derived("reply") else {
                Issue.record("no reply schema")
                return
            }
            #expect(CloudSchema.ruleReply == reply)
        }
    }
}
