// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar
@testable import JSON

/// Join details on their way to Google and back, and held against Google's discovery document.
@Suite struct KeywordTests {
    private static let scopes = [GoogleCalendarSource.writingScope]
    static let plan = KeywordPlan([KeywordTemplate(.meet, word: "@meet")], language: .en)
    private static let meeting = MeetingID("e")
    private static let home = CalendarID(World.room)

    /// With one event `e`, and a series `s` of three days.
    private static func world(
        _ role: SimulatedCalendar.Role = .writer, actingAs subject: String? = World.admin, scopes: [String] = scopes
    ) throws -> World {
        let world = try World(role: role, actingAs: subject, scopes: scopes)
        world.edit { calendar, now in
            calendar.add("e", event("@meet"), at: now)
            calendar.addSeries("s", event("@meet"), repeating: SimulatedRecurrence(.daily, count: 3), at: now)
        }
        return world
    }

    private static func event(_ location: String) -> SimulatedEvent {
        var event = SimulatedEvent("Review", from: World.start + .hours(1), lasting: .hours(1), location: location)
        event.description = "Agenda"
        event.attendees = [
            SimulatedEvent.Attendee("Bo@example.com"), SimulatedEvent.Attendee(World.room, isResource: true),
        ]
        return event
    }

    private func write(_ edit: InvitationEdit, _ world: World) async throws -> Invitation {
        let copy = try await world.source.invitation(Self.meeting, on: Self.home)
        return try await world.source.write(edit, to: copy.version, on: Self.home)
    }

    @Test("an event is read with what joining and writing need")
    func read() async throws {
        let world = try Self.world()
        let copy = try await world.source.invitation(Self.meeting, on: Self.home)
        #expect(copy.location?.exposed == "@meet")
        #expect(copy.body?.exposed == "Agenda")
        #expect(copy.organizer.exposed == "alice@example.com")
        #expect(copy.people.exposed == ["alice@example.com", "bo@example.com"])
        #expect(!copy.isOrganizers)
        #expect(copy.conference == .none)
        await #expect(throws: EditFailure.gone) {
            try await world.source.invitation(MeetingID("never"), on: Self.home)
        }
    }

    @Test("a conference is made by one request, whose ID counts once; it can be taken out again")
    func conference() async throws {
        let world = try Self.world()
        world.google.conferenceLatency = .seconds(10)
        let create = InvitationEdit(conference: .create(requestID: "room-agent-1"))
        #expect(try await write(create, world).conference == .pending)
        #expect(try await world.source.invitation(Self.meeting, on: Self.home).conference == .pending)
        world.clock.now = world.clock.now + .seconds(11)
        let made = try await world.source.invitation(Self.meeting, on: Self.home).conference
        guard case .meet(let address, isOurs: true) = made else {
            Issue.record("\(made)")
            return
        }
        #expect(address.exposed.hasPrefix("https://meet.google.com/"))
        #expect(try await write(create, world).conference == made)
        #expect(try await world.fullSync().window["e"]?.joinAddresses.first?.service == "google-meet")
        #expect(try await write(InvitationEdit(conference: .remove), world).conference == .none)
        world.google.conferenceLatency = .zero
        world.google.conferencesFail = true
        let again = InvitationEdit(conference: .create(requestID: "room-agent-2"))
        #expect(try await write(again, world).conference == .failed)
    }

    @Test("texts and record are written whole, and taken out; a stale version is a conflict")
    func texts() async throws {
        let world = try Self.world()
        let copy = try await world.source.invitation(Self.meeting, on: Self.home)
        let text = "Ääkköset \"x\"\n<b>&amp;</b>\u{1}\u{2028}🧑‍🚀"
        let edit = InvitationEdit(location: Private("@meet y"), body: Private(text), record: Private("r"))
        let written = try await world.source.write(edit, to: copy.version, on: Self.home)
        #expect(written.body?.exposed == text)
        #expect(written.location?.exposed == "@meet y")
        #expect(written.record.exposed == "r")
        await #expect(throws: EditFailure.conflict) {
            try await world.source.write(edit, to: copy.version, on: Self.home)
        }
        let bare = try await world.source.write(InvitationEdit(record: Private("")), to: written.version, on: Self.home)
        #expect(bare.record.exposed == "")
        #expect(bare.body == written.body)
    }

    @Test("a text that cannot be had whole is not had at all, so that no write can cut it")
    func cut() async throws {
        let world = try Self.world()
        world.edit { calendar, now in
            calendar.change("e", at: now) {
                $0.description = String(repeating: "ä", count: Invitation.maximumBodyBytes)
                $0.location = "@meet " + String(repeating: "x", count: 8 * 1024)
            }
        }
        let copy = try await world.source.invitation(Self.meeting, on: Self.home)
        #expect(copy.body == nil)
        #expect(copy.location == nil)
        let lone = Array(#"{"id":"e","etag":"\"1\"","description":"a\ud800b","location":"x"}"#.utf8)
        let torn = try #require(try InvitationDecoder.invitation(lone))
        #expect(torn.body == nil)
        #expect(torn.location?.exposed == "x")
        let ended = Array(#"{"id":"e","etag":"\"1\"","description":"a\u0000b","location":"x"}"#.utf8)
        #expect(try InvitationDecoder.invitation(ended)?.body == nil)
    }

    @Test("whatever Google sends, an event is read or refused")
    func shapes() throws {
        for text in [
            "", "[]", "{}", #"{"id":7}"#, #"{"id":"e"}"#, #"{"id":"e","etag":""}"#,
            #"{"id":"e","etag":"1","description":[]}"#, #"{"id":"e","etag":"1","attendees":{}}"#,
            #"{"id":"e","etag":"1","conferenceData":{"entryPoints":7}}"#,
            #"{"id":"e","etag":"1","extendedProperties":{"shared":{"roomAgentMeeting":7}}}"#,
        ] { #expect(throws: JSONFailure.self, "\(text)") { try InvitationDecoder.invitation(Array(text.utf8)) } }
        #expect(try InvitationDecoder.invitation(Array(#"{"id":"e","etag":"1","status":"cancelled"}"#.utf8)) == nil)
    }

    @Test("a series is written as a whole, and tells of its changed occurrences")
    func series() async throws {
        let world = try Self.world()
        let names = try await world.fullSync().window.meetings.keys.map(\.value.exposed).filter { $0.hasPrefix("s_") }
        let own = try #require(names.sorted().last)
        world.edit { calendar, now in calendar.change(own, at: now) { $0.location = "Elsewhere, @meet" } }
        let master = try await world.source.invitation(MeetingID("s"), on: Self.home)
        let edit = InvitationEdit(location: Private("@meet z"))
        _ = try await world.source.write(edit, to: master.version, on: Self.home)
        let all = try await world.source.occurrences(
            of: MeetingID("s"), from: World.start, page: nil, on: Self.home)
        let occurrences = all.copies
        #expect(all.nextPage == nil)
        #expect(occurrences.compactMap(\.location?.exposed).sorted() == ["@meet z", "@meet z", "Elsewhere, @meet"])
        #expect(occurrences.allSatisfy { $0.series == MeetingID("s") })
        let later = try await world.source.occurrences(
            of: MeetingID("s"), from: World.start + .days(30), page: nil, on: Self.home)
        #expect(later.copies == [])
        #expect(later.nextPage == nil)
    }

    @Test("a series of more than a page is read to its end, and by nobody else's page")
    func pages() async throws {
        let world = try Self.world()
        world.edit { calendar, now in
            calendar.addSeries("long", Self.event("x"), repeating: SimulatedRecurrence(.daily, count: 600), at: now)
        }
        let (series, start) = (MeetingID("long"), World.start)
        var (counts, ids): ([Int], Set<MeetingID>) = ([], [])
        var next: String?
        repeat {
            let page = try await world.source.occurrences(of: series, from: start, page: next, on: Self.home)
            counts.append(page.copies.count)
            ids.formUnion(page.copies.map(\.version.event))
            next = page.nextPage
        } while next != nil && counts.count < 5
        #expect(counts == [250, 250, 100])
        #expect(ids.count == 600)

        let editor = world.editor
        let first = try await editor.occurrences(of: series, from: start, page: nil)
        #expect(first.copies.count == 250)
        let second = try await editor.occurrences(of: series, from: start, page: first.nextPage)
        #expect(Set((first.copies + second.copies).map(\.meeting.id)).count == 500)
        await #expect(throws: EditFailure.self) {
            try await editor.occurrences(of: MeetingID("s"), from: start, page: first.nextPage)
        }
        await #expect(throws: EditFailure.self) {
            try await editor.occurrences(of: series, from: start + .days(1), page: first.nextPage)
        }
        #expect(try await editor.occurrences(of: MeetingID("s"), from: start, page: nil).nextPage == nil)
    }

    @Test("a page of occurrences that names itself as the next one, or by what is no token, is refused")
    func endlessPages() async throws {
        let world = try Self.world()
        for (token, asked) in [("again", "again"), (String(repeating: "x", count: 4097), "first")] {
            let transport = Canned(
                HTTPResponse(
                    status: 200, headers: [("content-type", "application/json")],
                    body: Array(#"{"accessRole":"writer","items":[],"nextPageToken":"\#(token)"}"#.utf8)))
            let source = GoogleCalendarSource(
                calendar: World.room, transport: transport, tokens: world.tokens, linkFinder: LinkFinder(),
                now: { World.start })
            let editor = GoogleCalendarEditor(
                calendar: World.room, transport: transport, tokens: world.tokens, linkFinder: LinkFinder(),
                now: { World.start })
            await #expect(throws: EditFailure.self) {
                try await source.occurrences(of: MeetingID("s"), from: World.start, page: asked, on: Self.home)
            }
            await #expect(throws: EditFailure.self) {
                try await editor.occurrences(of: MeetingID("s"), from: World.start, page: asked)
            }
        }
    }

    @Test("who may only read, or has the scope for reading only, writes nothing")
    func rights() async throws {
        let reader = try Self.world(.reader)
        let edit = InvitationEdit(record: Private("r"))
        await #expect(throws: EditFailure.notAllowed(detail: "403 requiredAccessLevel")) {
            try await write(edit, reader)
        }
        let alone = try Self.world(actingAs: nil)
        do {
            _ = try await write(InvitationEdit(conference: .create(requestID: "room-agent-1")), alone)
            Issue.record("it was made")
        } catch EditFailure.failed(let failure) {
            #expect(failure.reason == .requestRefused)
        }
        let narrow = try Self.world(scopes: [EventsQuery.scope])
        do {
            _ = try await write(edit, narrow)
            Issue.record("it was written")
        } catch EditFailure.failed(let failure) {
            #expect(failure.reason == .scopeNotGranted)
        }
        let copied = try Self.world()
        copied.edit { calendar, now in calendar.change("e", at: now) { $0.isCopy = true } }
        await #expect(throws: EditFailure.notAllowed(detail: "403 forbiddenForNonOrganizer")) {
            try await write(edit, copied)
        }
        copied.edit { calendar, now in calendar.change("e", at: now) { $0.guestsCanModify = true } }
        #expect(try await write(edit, copied).guestsMayModify)
    }

    @Test("a page tells which events ask for something, and none of the others")
    func asks() async throws {
        let world = try Self.world()
        world.edit { calendar, now in
            calendar.add("plain", Self.event("Room 5"), at: now)
            var declined = Self.event("@meet")
            declined.attendees[1].response = "declined"
            calendar.add("declined", declined, at: now)
            var done = Self.event("Room 5")
            done.shared = ["roomAgentMeeting": "1 0 meet made https://meet.google.com/abc-defg-hij", "other": "x"]
            calendar.add("old", done, at: now)
        }
        let source = GoogleCalendarSource(
            calendar: World.room, transport: world.transport, tokens: world.tokens, linkFinder: LinkFinder(),
            keywords: Self.plan, now: { world.clock.now })
        let page = try await source.page(CalendarPageRequest(.full(World.window)))
        #expect(page.asks.compactMap { $0.series == nil ? $0.event.value.exposed : nil }.sorted() == ["e", "old"])
        #expect(page.asks.count { $0.series == MeetingID("s") } == 3)
        let without = try await world.source.page(CalendarPageRequest(.full(World.window)))
        #expect(without.asks == [])
        #expect(without.changes.count == page.changes.count)
    }

    // MARK: Google's contract

    /// Every kind of request that writing join details makes.
    private func requests() async throws -> [CloudRequest] {
        let world = try Self.world()
        let edit = InvitationEdit(
            location: Private("x"), body: Private("y"), record: Private("z"),
            conference: .create(requestID: "room-agent-1"))
        let copy = try await write(edit, world)
        let removal = InvitationEdit(record: Private(""), conference: .remove)
        _ = try await world.source.write(removal, to: copy.version, on: Self.home)
        _ = try await world.source.occurrences(of: MeetingID("s"), from: World.start, page: nil, on: Self.home)
        let requests = world.google.requests.filter { $0.path != ["token"] }
        #expect(requests.map(\.method) == ["GET", "PATCH", "PATCH", "GET"])
        return requests
    }

    private func method(_ request: CloudRequest) -> CloudSchema.Method {
        request.path.last == "instances"
            ? CloudSchema.instances : request.method == "PATCH" ? CloudSchema.patch : CloudSchema.get
    }

    @Test("paths, parameters, fields and the scope are the document's")
    func contract() async throws {
        for request in try await requests() {
            let method = method(request)
            let discovery = try ContractTests.Discovery(method.name)
            var path = Array(request.path.dropFirst(2))
            (path[1], path[3]) = ("{calendarId}", "{eventId}")
            #expect(try discovery.method("path") == .text(path.joined(separator: "/")))
            #expect(try discovery.method("httpMethod") == .text(request.method))
            #expect(try discovery.methodScopes.contains(GoogleCalendarSource.writingScope))
            #expect((request.header("if-match") != nil) == (request.method == "PATCH"))
            for (name, value) in request.parameters {
                #expect(try discovery.parameter(name, "location") == .text("query"), "\(name)")
                if name == "conferenceDataVersion" {
                    #expect(try discovery.parameter(name, "maximum") == .text(value))
                }
                guard name == "fields", case .text(let reply) = try discovery.derived("reply") else { continue }
                let schema = try #require(FieldSelector(reply))
                #expect(try #require(FieldSelector(value)).firstUnknown(in: schema) == nil)
            }
        }
    }

    @Test("bodies have the document's members, with their types, or null")
    func bodies() async throws {
        let discovery = try ContractTests.Discovery("events.patch")
        let expected = [
            (".location", "string"), (".description", "string"), (".extendedProperties", "object"),
            (".extendedProperties.shared", "object"), (".conferenceData", "object"),
            (".conferenceData.createRequest", "object"), (".conferenceData.createRequest.requestId", "string"),
            (".conferenceData.createRequest.conferenceSolutionKey", "object"),
            (".conferenceData.createRequest.conferenceSolutionKey.type", "string"),
        ]
        for (path, type) in expected { #expect(try discovery.type(of: path, in: "Event") == .text(type), "\(path)") }
        let map = "$.schemas.Event.properties.extendedProperties.properties.shared.additionalProperties.type"
        #expect(try discovery.value(map) == .text("string"))
        let patches = try await requests().filter { $0.method == "PATCH" }
        let bodies = patches.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(
            bodies == [
                #"{"location":"x","description":"y","extendedProperties":{"shared":{"roomAgentMeeting":"z"}},"#
                    + #""conferenceData":{"createRequest":{"requestId":"room-agent-1","#
                    + #""conferenceSolutionKey":{"type":"hangoutsMeet"}}}}"#,
                #"{"extendedProperties":{"shared":{"roomAgentMeeting":null}},"conferenceData":null}"#,
            ])
    }

    @Test("the simulated Google knows instances as the document has it, and refuses what Google does")
    func simulation() async throws {
        for method in CloudSchema.keywordMethods {
            let discovery = try ContractTests.Discovery(method.name)
            #expect(try discovery.method("httpMethod") == .text(method.verb))
            #expect(try discovery.method("path") == .text(method.path))
            let known = try discovery.parameterNames.filter { !["calendarId", "eventId"].contains($0) }
            #expect(method.parameters.map(\.name).sorted() == known)
            for parameter in method.parameters { try ContractTests.expect(parameter, in: discovery) }
            #expect(try method.scopes.isSubset(of: Set(discovery.methodScopes)))
        }
        let world = try Self.world()
        let token = try await world.tokens.token().exposed
        let root = "https://www.googleapis.com/calendar/v3/calendars/\(World.room)/events/e"
        func status(_ query: String, _ body: String) -> Int {
            let headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
            let request = HTTPRequest(.patch, root + query, headers: headers, body: Array(body.utf8))
            guard case .reply(let response) = world.google.answer(request).outcome else { return 0 }
            return response.status
        }
        #expect(status("", #"{"location":7}"#) == 400)
        #expect(status("", #"{"description":"\#(String(repeating: "x", count: 8193))"}"#) == 400)
        #expect(status("?conferenceDataVersion=2", "{}") == 400)
        #expect(status("?conferenceDataVersion=-1", "{}") == 400)
        let request = #"{"conferenceData":{"createRequest":{"requestId":"a","conferenceSolutionKey":{"type":"TYPE"}}}}"#
        let good = request.replacing("TYPE", with: "hangoutsMeet")
        #expect(status("?conferenceDataVersion=1", request) == 400)
        #expect(status("?conferenceDataVersion=1", #"{"conferenceData":{"createRequest":{}}}"#) == 400)
        #expect(status("?conferenceDataVersion=0", good) == 200)
        #expect(status("", good) == 200)
        #expect(world.google.calendars[World.room]?.event("e")?.conferenceRequest == nil)
        #expect(status("?conferenceDataVersion=1", good) == 200)
        #expect(world.google.calendars[World.room]?.event("e")?.conferenceRequest?.status == "success")
    }
}
