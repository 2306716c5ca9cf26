// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar
@testable import JSON

/// The editor's requests, and the simulated Google's side of them, held against Google's own discovery document
/// (Contract/README.md).
@Suite struct EditorContractTests {
    private static let room = "room/1@example.com"

    /// Every kind of request that the editor has.
    private func requests() async throws -> [CloudRequest] {
        let world = try World(role: .writer, scopes: GoogleCalendarEditor.scopes, room: Self.room)
        world.google.edit(Self.room) { calendar, now in
            var event = SimulatedEvent("e", from: now, lasting: .hours(1))
            event.organizer = SimulatedEvent.Attendee(Self.room)
            event.attendees = [SimulatedEvent.Attendee(Self.room, response: "needsAction")]
            calendar.add("e/1", event, at: now)
            calendar.addSeries("series", event, repeating: SimulatedRecurrence(.daily, count: 2), at: now)
        }
        let copy = try await world.editor.read(MeetingID("e/1"))
        var version = try await world.editor.respond(.accepted, to: copy)
        let edit = EventEdit(title: Private("x"), start: World.start, end: World.start + .hours(2))
        version = try await world.editor.change(version, to: edit)
        _ = try await world.editor.busy(from: World.start + .milliseconds(1), until: World.start + .milliseconds(2))
        _ = try await world.editor.occurrences(of: MeetingID("series"), from: World.start, page: nil)
        let draft = EventDraft(
            id: EditorTests.id, title: Private("y"), start: World.start, end: World.start + .hours(1))
        _ = try await world.editor.insert(draft)
        let booked = try await world.editor.quickAdd(Private("z 14:00-14:30"))
        try await world.editor.delete(booked.version)
        try await world.editor.delete(version)
        // On another account's calendar, which invites the room.
        let other = try World(role: .writer, scopes: GoogleCalendarEditor.scopes, room: Self.room)
        other.google.calendars[EditorTests.scheduler] = other.google.calendars[Self.room].map { calendar in
            SimulatedCalendar(EditorTests.scheduler, roles: calendar.roles)
        }
        let inviting = other.editor(bookingOn: EditorTests.scheduler)
        _ = try await inviting.insert(draft)
        let said = try await inviting.quickAdd(Private("z 15:00-15:30"))
        try await inviting.discard(said.version)
        let others = other.google.requests.filter { $0.path != ["token"] }
        #expect(others.count == 3)
        let requests = world.google.requests.filter { $0.path != ["token"] }
        #expect(requests.count == 9)
        return requests + others
    }

    private func schema(of request: CloudRequest) -> CloudSchema.Method? {
        (CloudSchema.methods + CloudSchema.keywordMethods).first { method in
            method.verb == request.method && method.path == template(request)
        }
    }

    /// The path below the service's, with the document's names for what varies.
    private func template(_ request: CloudRequest) -> String {
        var path = Array(request.path.dropFirst(2))
        if path.count > 1 { path[1] = "{calendarId}" }
        if path.count > 3, path[3] != "quickAdd" { path[3] = "{eventId}" }
        return path.joined(separator: "/")
    }

    @Test("each request is one of the document's methods, and each method is asked")
    func paths() async throws {
        var seen: Set<String> = []
        for request in try await requests() {
            let method = try #require(schema(of: request))
            seen.insert(method.name)
            let discovery = try ContractTests.Discovery(method.name)
            #expect(try discovery.method("httpMethod") == .text(request.method))
            #expect(try discovery.method("path") == .text(template(request)))
            if request.path.count > 3 { #expect([Self.room, EditorTests.scheduler].contains(request.path[3])) }
        }
        #expect(seen == Set((CloudSchema.methods + CloudSchema.keywordMethods).map(\.name)))
    }

    @Test("each query parameter is the method's own, and the selected fields are in the schema of its reply")
    func parameters() async throws {
        for request in try await requests() {
            let discovery = try ContractTests.Discovery(try #require(schema(of: request)).name)
            for (name, value) in request.parameters {
                if name == "text" {
                    #expect(try discovery.parameter(name, "type") == .text("string"))
                    continue
                }
                if name == "maxResults" || name == "timeMin" {
                    #expect(try discovery.parameter(name, "location") == .text("query"))
                    continue
                }
                #expect(name == "fields")
                guard case .text(let reply) = try discovery.derived("reply") else {
                    Issue.record("no reply schema")
                    continue
                }
                let schema = try #require(FieldSelector(reply))
                #expect(try #require(FieldSelector(value)).firstUnknown(in: schema) == nil)
            }
        }
    }

    @Test("each member of a body is in the schema of the method's request, with its type")
    func bodies() async throws {
        var seen: Set<String> = []
        for request in try await requests() where !request.body.isEmpty {
            let discovery = try ContractTests.Discovery(try #require(schema(of: request)).name)
            guard case .text(let schema) = try discovery.method("request.\"$ref\"") else {
                Issue.record("\(request.path) takes no body")
                continue
            }
            #expect(request.header("content-type") == "application/json")
            let document = try JSONDocument(request.body)
            for (path, kind) in members(document) {
                seen.insert("\(schema)\(path)")
                let type: JSONValue =
                    switch kind {
                    case .text: .text("string")
                    case .bool: .text("boolean")
                    case .array: .text("array")
                    case .object: .text("object")
                    default: .null
                    }
                #expect(try discovery.type(of: path, in: schema) == type, "\(schema)\(path)")
            }
        }
        #expect(
            seen == [
                "Event.id", "Event.summary", "Event.start", "Event.start.dateTime", "Event.end", "Event.end.dateTime",
                "Event.attendeesOmitted", "Event.attendees", "Event.attendees[].email",
                "Event.attendees[].responseStatus", "Event.attendees[].resource", "FreeBusyRequest.timeMin",
                "FreeBusyRequest.timeMax",
                "FreeBusyRequest.items", "FreeBusyRequest.items[].id",
            ])
    }

    /// Where each member of a body stands, and what it is. Elements of lists are looked through.
    private func members(_ document: JSONDocument) -> [(path: String, kind: JSONKind)] {
        var found: [(path: String, kind: JSONKind)] = []
        func walk(_ node: Int, _ path: String) {
            var inner = node + 1
            let end = document.nodes[node].next
            switch document.kind(node) {
            case .object:
                while inner < end {
                    let name = document.raw(inner).dropFirst().dropLast()
                    let value = inner + 1
                    found.append(("\(path).\(name)", document.kind(value)))
                    walk(value, "\(path).\(name)")
                    inner = document.nodes[value].next
                }
            case .array:
                while inner < end {
                    walk(inner, path + "[]")
                    inner = document.nodes[inner].next
                }
            default: return
            }
        }
        walk(0, "")
        return found
    }

    @Test("a time in a body is whole seconds with an offset, and free/busy asks for no less than it was asked for")
    func times() async throws {
        let body = try #require(try await requests().first { $0.path.last == "freeBusy" }).body
        let document = try JSONDocument(body)
        #expect(document.value(at: "$.timeMin") == .text("2026-11-23T06:00:00Z"))
        #expect(document.value(at: "$.timeMax") == .text("2026-11-23T06:00:01Z"))
    }

    @Test("every write to an event that exists is guarded by its mark, and no other request is")
    func guards() async throws {
        for request in try await requests() {
            let isGuarded = request.header("if-match")?.hasPrefix("\"") ?? false
            #expect(isGuarded == ["PATCH", "DELETE"].contains(request.method))
        }
    }

    @Test("what came of a lost sentence is asked for by the document's list of events, and by fields of its reply")
    func lostSentence() async throws {
        let world = try World(role: .writer, scopes: GoogleCalendarEditor.scopes, room: Self.room)
        let sentence = try #require(BookingSentence("z 14:00-14:30", at: World.start, in: FixedOffset()))
        let found = try await world.editor.made(of: sentence, sentAt: World.start)
        #expect(found == nil)
        let request = try #require(world.google.requests.last)
        let discovery = try ContractTests.Discovery("events.list")
        #expect(try discovery.method("httpMethod") == .text(request.method))
        #expect(try discovery.method("path") == .text(template(request)))
        #expect(request.path[3] == Self.room)
        #expect(request.header("if-match") == nil)
        #expect(try !Set(discovery.methodScopes).isDisjoint(with: GoogleCalendarEditor.scopes))
        #expect(Set(request.parameters.map(\.name)) == ["eventTypes", "fields", "maxResults", "updatedMin"])
        for (name, value) in request.parameters {
            #expect(try discovery.parameter(name, "location") == .text("query"), "\(name)")
            let values = try discovery.values(of: name)
            #expect(values.isEmpty || values.contains(value), "\(name)")
        }
        #expect(try discovery.parameter("updatedMin", "format") == .text("date-time"))
        #expect(request["updatedMin"].flatMap { RFC3339.instant($0) } == World.start - .minutes(5))
        #expect(try discovery.parameter("maxResults", "type") == .text("integer"))
        #expect(request["maxResults"].flatMap { Int32($0) } == 250)
        guard case .text(let reply) = try discovery.derived("reply") else {
            Issue.record("no reply schema")
            return
        }
        let fields = try #require(request["fields"].flatMap { FieldSelector($0) })
        #expect(fields.firstUnknown(in: try #require(FieldSelector(reply))) == nil)
        #expect(try discovery.type(of: ".created", in: "Event") == .text("string"))
    }

    @Test("the scopes are ones that the methods take, and none can be left out")
    func scopes() async throws {
        for method in CloudSchema.methods {
            let taken = try Set(ContractTests.Discovery(method.name).methodScopes)
            #expect(!taken.isDisjoint(with: GoogleCalendarEditor.scopes), "\(method.name)")
            #expect(method.scopes.isSubset(of: taken))
        }
        for scope in GoogleCalendarEditor.scopes {
            let others = Set(GoogleCalendarEditor.scopes).subtracting([scope])
            #expect(CloudSchema.methods.contains { $0.scopes.isDisjoint(with: others) })
        }
    }

    @Test("the simulated Google knows each method's path, parameters, types and values, and no others")
    func simulation() throws {
        for method in CloudSchema.methods {
            let discovery = try ContractTests.Discovery(method.name)
            #expect(try discovery.method("httpMethod") == .text(method.verb))
            #expect(try discovery.method("path") == .text(method.path))
            let known = try discovery.parameterNames.filter { !["calendarId", "eventId"].contains($0) }
            #expect(method.parameters.map(\.name).sorted() == known, "\(method.name)")
            for parameter in method.parameters { try ContractTests.expect(parameter, in: discovery) }
        }
        guard case .text(let event) = try ContractTests.Discovery("events.get").derived("reply"),
            case .text(let busy) = try ContractTests.Discovery("freebusy.query").derived("reply")
        else {
            Issue.record("no reply schema")
            return
        }
        #expect(FieldSelector(CloudSchema.event) == FieldSelector(event))
        #expect(FieldSelector(CloudSchema.busy) == FieldSelector(busy))
    }
}

extension ContractTests.Discovery {
    /// The type that a schema gives to what stands at a path (`.start.dateTime`, `.attendees[].email`).
    func type(of path: String, in schema: String) throws -> JSONValue? {
        var place = "$.schemas.\(schema)"
        for step in path.split(separator: ".") {
            let isElement = step.hasSuffix("[]")
            place = try resolved(place) + ".properties.\(isElement ? step.dropLast(2) : step)"
            if isElement { place += ".items" }
        }
        return try value("\(resolved(place)).type")
    }

    private func resolved(_ place: String) throws -> String {
        guard case .text(let name) = try value("\(place).\"$ref\"") else { return place }
        return "$.schemas.\(name)"
    }
}
