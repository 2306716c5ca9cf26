// SPDX-License-Identifier: Apache-2.0
import Glibc
import JSON
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

/// The client, and the simulated Google, held against Google's own discovery document (Contract/README.md).
@Suite struct ContractTests {
    /// The extract of the discovery document, read by our own JSON target.
    struct Discovery {
        private let document: JSONDocument
        private let list: String
        private let name: String

        /// - Parameters:
        ///   - method: the one that `method`, `parameter`, `values` and `derived` are about.
        ///   - document: whose extract it is. Default: the calendar's.
        init(
            _ method: String = "events.list", in document: String = "calendar.v3", path: String = #filePath
        ) throws {
            let names = method.split(separator: ".")
            list = "$.resources.\(names[0]).methods.\(names[1])"
            name = method
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            let file = try #require(fopen("/\(folder)/Contract/\(document).extract.json", "r"))
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
            self.document = try JSONDocument(bytes)
        }

        func value(_ path: String) throws -> JSONValue? { document.value(at: path) }

        func texts(_ path: String) throws -> [String] {
            var texts: [String] = []
            try document.rows(in: JSONPaths([path]), paths: ["$"]) { row throws(JSONFailure) in
                if let text = try row.text(0) { texts.append(text) }
            }
            return texts
        }

        func method(_ member: String) throws -> JSONValue? { try value("\(list).\(member)") }
        var methodScopes: [String] { get throws { try texts("\(list).scopes") } }

        /// A member of a parameter of `events.list`, or of every method.
        func parameter(_ name: String, _ member: String) throws -> JSONValue? {
            let own = try value("\(list).parameters.\(name).\(member)")
            return try own ?? value("$.parameters.\(name).\(member)")
        }

        /// What `refresh.py` made: `parameters`, `reply`.
        func derived(_ member: String) throws -> JSONValue? { try value("$.derived.\"\(name)\".\(member)") }
        var parameterNames: [String] { get throws { try texts("$.derived.\"\(name)\".parameters") } }

        func values(of name: String) throws -> [String] { try texts("\(list).parameters.\(name).enum") }

        /// The type that the schema of an event gives to what stands at a path (`$.start.dateTime`).
        func type(atEventPath path: String) throws -> JSONValue? {
            var schema = "$.schemas.Event"
            for name in path.split(separator: ".").dropFirst() {
                if case .text(let reference) = try value("\(schema).\"$ref\"") { schema = "$.schemas.\(reference)" }
                schema += ".properties.\(name)"
            }
            return try value("\(schema).type")
        }
    }

    /// Every kind of request that the client has, as the simulated Google took it apart.
    private func requests() async throws -> [CloudRequest] {
        let world = try World(room: "room/1@example.com")
        world.google.longestPage = 1
        world.google.edit("room/1@example.com") { calendar, now in
            for name in ["a", "b"] {
                calendar.add(name, SimulatedEvent(name, from: now, lasting: .hours(1)), at: now)
            }
        }
        let cursor = try await world.fullSync().cursor
        _ = try await world.all(.edge(World.window))
        world.google.edit("room/1@example.com") { calendar, now in
            calendar.cancel("a", at: now)
            calendar.cancel("b", at: now)
        }
        _ = try await world.all(.changes(since: cursor))
        _ = await world.source.probe()
        let requests = world.google.requests.filter { $0.path != ["token"] }
        #expect(requests.count == 7)
        return requests
    }

    @Test("method and path are the document's")
    func paths() async throws {
        let discovery = try Discovery()
        #expect(try discovery.value("$.rootUrl") == .text(EventsQuery.defaultRoot + "/"))
        for request in try await requests() {
            #expect(try discovery.method("httpMethod") == .text(request.method))
            #expect(request.path[3] == "room/1@example.com")
            var template = request.path
            template[3] = "{calendarId}"
            let path = try discovery.method("path")
            let service = try discovery.value("$.servicePath")
            #expect(service == .text("calendar/v3/"))
            #expect(path == .text(template.dropFirst(2).joined(separator: "/")))
        }
    }

    @Test("each query parameter is known, goes into the query, and has a value of its type")
    func parameters() async throws {
        let discovery = try Discovery()
        var seen: Set<String> = []
        for request in try await requests() {
            let once = request.parameters.map(\.name).filter { $0 != "eventTypes" }
            #expect(Set(once).count == once.count)
            for (name, value) in request.parameters {
                seen.insert(name)
                #expect(try discovery.parameter(name, "location") == .text("query"), "\(name)")
                switch (try discovery.parameter(name, "type"), try discovery.parameter(name, "format")) {
                case (.text("boolean"), nil): #expect(["true", "false"].contains(value))
                case (.text("integer"), .text("int32")):
                    guard case .text(let least) = try discovery.parameter(name, "minimum") else { break }
                    #expect(try #require(Int32(value)) >= #require(Int32(least)))
                case (.text("string"), .text("date-time")): #expect(RFC3339.instant(value) != nil)
                case (.text("string"), nil): #expect(!value.isEmpty)
                default: Issue.record("\(name) has a type that is new here")
                }
                let values = try discovery.values(of: name)
                #expect(values.isEmpty || values.contains(value))
            }
        }
        #expect(
            seen == [
                "eventTypes", "fields", "maxResults", "pageToken", "singleEvents", "syncToken", "timeMax", "timeMin",
            ])
    }

    @Test("incremental requests have the parameters of the full ones but the bounds, and nothing else")
    func consistency() async throws {
        let requests = try await requests().filter { $0["maxResults"] != "1" }
        let bare = requests.map { request in
            Dictionary(grouping: request.parameters, by: \.name).mapValues { $0.map(\.value) }
                .filter { !["timeMin", "timeMax", "syncToken", "pageToken"].contains($0.key) }
        }
        #expect(Set(bare).count == 1)
        for request in requests { #expect((request["syncToken"] == nil) == (request["timeMin"] != nil)) }
    }

    @Test("the scope is one that the method takes")
    func scope() throws {
        #expect(try Discovery().methodScopes.contains(EventsQuery.scope))
        #expect(try Discovery().texts("$.scopes").contains(EventsQuery.scope))
    }

    @Test("each selected field is in the schema, and each is read, and nothing is read that isn't selected")
    func fields() throws {
        guard case .text(let reply) = try Discovery().derived("reply") else {
            Issue.record("no reply schema")
            return
        }
        let schema = try #require(FieldSelector(reply))
        let fields = try #require(FieldSelector(EventsQuery.keywordFields))
        #expect(fields.firstUnknown(in: schema) == nil)
        #expect(try #require(FieldSelector(EventsQuery.probeFields)).firstUnknown(in: schema) == nil)

        let lists = [("entryPoints", EventDecoder.entryPaths.texts), ("attendees", Invitees.paths.texts)]
        var read = ["accessRole", "nextPageToken", "nextSyncToken", "timeZone"]
        // Of what programs remember in an event, all is selected and one property read.
        let record = "$.extendedProperties.shared.roomAgentMeeting"
        #expect(EventField.paths.texts[EventField.record.rawValue] == record)
        let paths = EventField.paths.texts.map { $0 == record ? "$.extendedProperties.shared" : $0 }
        for path in paths.map({ $0.dropFirst(2).split(separator: ".").joined(separator: "/") }) {
            let members = lists.first { path.hasSuffix($0.0) }?.1.map { "/" + $0.dropFirst(2) } ?? [""]
            read += members.map { "items/\(path)\($0)" }
        }
        #expect(FieldSelector(read.joined(separator: ",")) == fields)
        // Without keywords the same, but for the record.
        let others = read.filter { !$0.hasPrefix("items/extendedProperties") }
        #expect(FieldSelector(others.joined(separator: ",")) == FieldSelector(EventsQuery.fields))
    }

    @Test("each field of an event is read as the type that the schema gives it")
    func types() throws {
        let discovery = try Discovery()
        for (field, path) in zip(EventField.allCases, EventField.paths.texts) where field != .record {
            let type =
                switch field {
                case .attendeesOmitted: "boolean"
                case .attendees, .entryPoints: "array"
                default: "string"
                }
            #expect(try discovery.type(atEventPath: path) == .text(type), "\(path)")
        }
        for path in EventDecoder.entryPaths.texts {
            #expect(try discovery.value("$.schemas.EntryPoint.properties.\(path.dropFirst(2)).type") == .text("string"))
        }
        let booleans = ["$.self", "$.resource"]
        for path in Invitees.paths.texts {
            let type = booleans.contains(path) ? "boolean" : "string"
            let found = try discovery.value("$.schemas.EventAttendee.properties.\(path.dropFirst(2)).type")
            #expect(found == .text(type), "\(path)")
        }
    }

    @Test("the simulated Google knows the document's parameters, types, values and scopes, and no others")
    func simulation() throws {
        let discovery = try Discovery()
        let known = try discovery.parameterNames
        #expect(CloudSchema.listParameters.map(\.name).sorted() == known.filter { $0 != "calendarId" }.sorted())
        for parameter in CloudSchema.listParameters { try Self.expect(parameter, in: discovery) }
        #expect(try Set(discovery.texts("$.scopes")) == CloudSchema.scopes)
        #expect(try CloudSchema.listScopes.isSubset(of: discovery.methodScopes))
        guard case .text(let reply) = try discovery.derived("reply") else {
            Issue.record("no reply schema")
            return
        }
        #expect(FieldSelector(CloudSchema.reply) == FieldSelector(reply))
    }
    /// Type, repetition and values are the document's.
    static func expect(_ parameter: CloudSchema.Parameter, in discovery: Discovery) throws {
        let format = try discovery.parameter(parameter.name, "format")
        let type: CloudSchema.ParameterType? =
            switch try discovery.parameter(parameter.name, "type") {
            case .text("string"): format == .text("date-time") ? .dateTime : .string
            case .text("integer"): .integer
            case .text("boolean"): .boolean
            default: nil
            }
        #expect(parameter.type == type, "\(parameter.name)")
        #expect(parameter.isRepeated == (try discovery.parameter(parameter.name, "repeated") == .bool(true)))
        if parameter.name != "alt" { #expect(try parameter.values == discovery.values(of: parameter.name)) }
    }
}
