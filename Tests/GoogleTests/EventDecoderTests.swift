// SPDX-License-Identifier: Apache-2.0
import JSON
import JoinLinks
import RoomCore
import Testing

@testable import GoogleCalendar

@Suite struct EventDecoderTests {
    static let times =
        #""start":{"dateTime":"2026-11-24T10:00:00+02:00"},"end":{"dateTime":"2026-11-24T11:00:00+02:00"}"#

    /// Decodes one event of a page; `members` are JSON members.
    private func decode(
        _ members: String, account: String = World.room, role: String = "reader"
    ) throws -> EventDecoder.Page {
        let decoder = EventDecoder(account: account, linkFinder: LinkFinder())
        return try decoder.page(Array(#"{"accessRole":"\#(role)","items":[{\#(members)}]}"#.utf8))
    }

    private func meeting(_ members: String, account: String = World.room, role: String = "reader") throws -> Meeting {
        let page = try decode(#""id":"e1",\#(Self.times),\#(members)"#, account: account, role: role)
        #expect(page.refused.count == 0)
        return try #require(page.changes.stored.first)
    }

    @Test("an ordinary event becomes a meeting with its details")
    func ordinary() throws {
        let page = try decode(
            #"""
            "id":"e1","status":"tentative","etag":"\"33\"","eventType":"default","summary":"Retro",\#(Self.times),
            "location":"Aalto","description":"Agenda","organizer":{"email":"a@example.com","displayName":"Alice"},
            "attendees":[{"email":"a@example.com","displayName":"Alice","responseStatus":"accepted"},
            {"email":"\#(World.room)","resource":true,"self":true,"responseStatus":"accepted"}],
            "recurringEventId":"series","transparency":"opaque"
            """#)
        #expect(page.refused.count == 0)
        let meeting = try #require(page.changes.stored.first)
        #expect(meeting.id == MeetingID("e1"))
        #expect(meeting.title.exposed == "Retro")
        #expect(meeting.span == .timed(start: instant("2026-11-24T08:00:00Z"), end: instant("2026-11-24T09:00:00Z")))
        #expect(meeting.isTentative)
        #expect(!meeting.isPrivate)
        #expect(!meeting.isBusyOnly)
        #expect(meeting.blocksTime)
        #expect(meeting.ownResponse == .accepted)
        #expect(meeting.organizer.exposed == "Alice")
        let details = try #require(page.changes.details.first)
        #expect(details.agenda.exposed == "Agenda")
        #expect(details.participants.map(\.address.exposed) == ["a@example.com", World.room])
        #expect(details.participants.map(\.isSelf) == [false, true])
        #expect(details.seriesID == MeetingID("series"))
        #expect(details.etag == "\"33\"")
        #expect(!details.participantsOmitted)
    }

    @Test("an event with times and nothing else is a confirmed meeting that blocks the room")
    func sparse() throws {
        let page = try decode(#""id":"e1",\#(Self.times)"#, role: "writer")
        let meeting = try #require(page.changes.stored.first)
        #expect(meeting.title.exposed == "")
        #expect(!meeting.isTentative)
        #expect(meeting.blocksTime)
        #expect(!meeting.isBusyOnly)
        #expect(meeting.ownResponse == .notInvited)
        #expect(meeting.organizer.exposed == "")
        #expect(meeting.joinAddresses.isEmpty)
    }

    @Test(
        "what is no meeting comes as a removal",
        arguments: [
            #""status":"cancelled""#, #""status":"cancelled","recurringEventId":"s""#,
            #""status":"cancelled","recurringEventId":"s","originalStartTime":{"date":"2026-11-24"}"#,
            #""status":"cancelled","start":7,"summary":[]"#, #""eventType":"workingLocation",\#(times)"#,
            #""eventType":"focusTime",\#(times)"#, #""eventType":"outOfOffice",\#(times)"#,
            #""eventType":"birthday",\#(times)"#, #""eventType":"somethingNew",\#(times)"#,
        ])
    func removals(members: String) throws {
        let page = try decode(#""id":"e1",\#(members)"#)
        #expect(page.changes == [.removed(MeetingID("e1"))])
        #expect(page.refused.count == 0)
    }

    @Test(
        "days are days, and one that ends where it starts is that day",
        arguments: [
            ("2026-11-24", "2026-11-25", 1), ("2026-11-24", "2026-11-27", 3), ("2026-11-24", "2026-11-24", 1),
            ("2026-12-31", "2027-01-01", 1),
        ])
    func allDay(start: String, end: String, days: Int) throws {
        let page = try decode(#""id":"e1","start":{"date":"\#(start)"},"end":{"date":"\#(end)"}"#)
        let first = try #require(RFC3339.date(start))
        #expect(page.changes.stored.first?.span == .allDay(first: first, end: first.adding(days: days)))
    }

    @Test(
        "an event that can't be understood is refused and counted",
        arguments: [
            #""summary":"no ID",\#(times)"#, #""id":"",\#(times)"#, #""id":7,\#(times)"#, #""id":null,\#(times)"#,
            #""id":"white space",\#(times)"#, #""id":"line\nend",\#(times)"#, #""id":"e1""#,
            #""id":"e1","status":"confirmed","start":{"dateTime":"2026-11-24T10:00:00Z"}"#,
            #""id":"e1","start":{"dateTime":"2026-11-24T10:00:00"},"end":{"dateTime":"2026-11-24T11:00:00"}"#,
            #""id":"e1","start":{"dateTime":"2026-11-24T10:00:00Z"},"end":{"date":"2026-11-24"}"#,
            #""id":"e1","start":{"dateTime":"2026-11-24T10:00:00Z"},"end":{"dateTime":"2026-11-24T09:59:59Z"}"#,
            #""id":"e1","start":{"date":"2026-11-24"},"end":{"date":"2026-11-23"}"#,
            #""id":"e1","start":{"date":"2026-11-31"},"end":{"date":"2026-12-02"}"#,
            #""id":"e1","start":{"dateTime":1764000000},"end":{"dateTime":1764003600}"#,
            #""id":"e1","start":"2026-11-24T10:00:00Z","end":"2026-11-24T11:00:00Z""#,
            #""id":"e1","status":"maybe",\#(times)"#, #""id":"e1","status":5,\#(times)"#,
            #""id":"e1","summary":5,\#(times)"#, #""id":"e1","location":{},\#(times)"#,
            #""id":"e1","description":["a"],\#(times)"#, #""id":"e1","attendees":"everyone",\#(times)"#,
            #""id":"e1","attendees":[{"email":5}],\#(times)"#, #""id":"e1","attendees":[{"self":"true"}],\#(times)"#,
            #""id":"e1","attendeesOmitted":"yes",\#(times)"#,
            #""id":"e1","conferenceData":{"entryPoints":{}},\#(times)"#,
            #""id":"e1","conferenceData":{"entryPoints":[{"uri":5}]},\#(times)"#,
            #""id":"e1","hangoutLink":5,\#(times)"#,
            #""id":"e1","recurringEventId":"",\#(times)"#, #""id":"e1","visibility":1,\#(times)"#,
        ])
    func refusals(members: String) throws {
        let page = try decode(members)
        #expect(page.refused.count == 1)
        // What an earlier version of it said is no longer known to be true.
        let named: [MeetingID] = members.contains(#""id":"e1""#) ? [MeetingID("e1")] : []
        #expect(page.changes == named.map { .removed($0) })
        #expect(page.refused == (named.isEmpty ? [nil] : named))
    }

    @Test("a refused event takes none of its neighbours with it")
    func neighbours() throws {
        let decoder = EventDecoder(account: World.room, linkFinder: LinkFinder())
        let page = try decoder.page(
            Array(#"{"items":[{"id":"a",\#(Self.times)},7,null,[],"x",{"id":5},{"id":"b",\#(Self.times)}]}"#.utf8))
        #expect(page.changes.stored.map(\.id) == [MeetingID("a"), MeetingID("b")])
        #expect(page.refused.count == 5)
    }

    @Test(
        "a page that isn't a page fails as a whole",
        arguments: [
            "", "null", "[]", "{", "7", "\"x\"", #"{"items":{}}"#, #"{"items":7}"#, #"{"nextPageToken":7}"#,
            #"{"nextSyncToken":{}}"#, #"{"timeZone":[]}"#, "<html></html>", "{\"items\":[]}\0", "{\"items\":[]} x",
            "{}", #"{"kind":"x","nextSyncToken":"s"}"#, #"{"event":[]}"#,
        ])
    func badPages(text: String) throws {
        let decoder = EventDecoder(account: World.room, linkFinder: LinkFinder())
        #expect(throws: JSONFailure.self) { try decoder.page(Array(text.utf8)) }
    }

    @Test("tokens beyond all measure are not taken, and empty ones are none")
    func tokens() throws {
        let decoder = EventDecoder(account: World.room, linkFinder: LinkFinder())
        let long = String(repeating: "t", count: EventDecoder.maximumTokenBytes + 1)
        #expect(throws: JSONFailure.self) { try decoder.page(Array(#"{"nextSyncToken":"\#(long)"}"#.utf8)) }
        let page = try decoder.page(
            Array(#"{"nextPageToken":"","nextSyncToken":"s","timeZone":"Europe/Helsinki"}"#.utf8))
        #expect(page.nextPage == nil)
        #expect(page.nextCursor == Private("s"))
        #expect(page.timeZone == "Europe/Helsinki")
    }

    @Test(
        "the room's own answer is found by self, then as a resource, then by address",
        arguments: [
            (#"[{"email":"x@example.com","self":true,"responseStatus":"declined"}]"#, OwnResponse.declined),
            (#"[{"email":"ROOM@example.com","resource":true,"responseStatus":"tentative"}]"#, .tentative),
            (#"[{"email":"room@example.com","responseStatus":"accepted"}]"#, .accepted),
            (
                #"[{"email":"room@example.com","responseStatus":"accepted"},{"self":true,"responseStatus":"declined"}]"#,
                .declined
            ),
            (
                #"[{"self":true,"responseStatus":"declined"},{"email":"room@example.com","responseStatus":"accepted"}]"#,
                .declined
            ),
            (#"[{"email":"other@example.com","resource":true,"responseStatus":"declined"}]"#, .notInvited),
            (#"[{"email":"room@example.com"}]"#, .needsAction),
            (#"[{"email":"room@example.com","responseStatus":"perhaps"}]"#, .needsAction), ("[]", .notInvited),
            ("null", .notInvited),
        ])
    func ownResponse(attendees: String, expected: OwnResponse) throws {
        let meeting = try meeting(#""summary":"x","attendees":\#(attendees)"#, account: "Room@Example.com")
        #expect(meeting.ownResponse == expected)
    }

    @Test("of a large meeting 200 invitees are kept, this account among them wherever it stood")
    func manyInvitees() throws {
        let others = (0..<300).map { #"{"email":"p\#($0)@example.com"}"# }.joined(separator: ",")
        let page = try decode(
            #""id":"e1",\#(Self.times),"attendees":[\#(others),{"self":true,"responseStatus":"accepted"}]"#)
        let details = try #require(page.changes.details.first)
        #expect(details.participants.count == MeetingDetails.maximumParticipants)
        #expect(details.participantsOmitted)
        #expect(details.participants.last?.isSelf == true)
        #expect(page.changes.stored.first?.ownResponse == .accepted)
    }

    @Test("attendeesOmitted is passed on")
    func omitted() throws {
        let page = try decode(#""id":"e1",\#(Self.times),"attendeesOmitted":true,"attendees":[{"self":true}]"#)
        #expect(page.changes.details.first?.participantsOmitted == true)
    }

    @Test(
        "visibility and role decide what is private and what is only busy",
        arguments: [
            (#""summary":"x""#, "reader", false, false),
            (#""summary":"x","visibility":"public""#, "reader", false, false),
            (#""summary":"x","visibility":"private""#, "writer", true, false),
            (#""summary":"x","visibility":"confidential""#, "owner", true, false),
            (#""visibility":"private""#, "reader", true, true), (#""etag":"1""#, "freeBusyReader", false, true),
            (#""visibility":"private","location":"Aalto""#, "writer", true, false),
        ])
    func privacy(members: String, role: String, isPrivate: Bool, isBusyOnly: Bool) throws {
        let meeting = try meeting(members, role: role)
        #expect(meeting.isPrivate == isPrivate)
        #expect(meeting.isBusyOnly == isBusyOnly)
    }

    @Test("an event marked free doesn't block the room")
    func transparent() throws {
        #expect(try !meeting(#""transparency":"transparent""#).blocksTime)
        #expect(try meeting(#""transparency":"opaque""#).blocksTime)
    }

    @Test("texts are bounded on character boundaries, and invalid UTF-8 is repaired")
    func bounds() throws {
        let long = String(repeating: "ä", count: 2000)
        let meeting = try meeting(#""summary":"\#(long)","organizer":{"displayName":"\#(long)"}"#)
        #expect(meeting.title.exposed == String(repeating: "ä", count: 512))
        #expect(meeting.organizer.exposed == String(repeating: "ä", count: EventDecoder.maximumNameBytes / 2))

        let decoder = EventDecoder(account: World.room, linkFinder: LinkFinder())
        let broken =
            Array(#"{"items":[{"id":"e1",\#(Self.times),"summary":"a"#.utf8) + [0xFF, 0xC3] + Array(#"b"}]}"#.utf8)
        #expect(try decoder.page(broken).changes.stored.first?.title.exposed == "a\u{FFFD}\u{FFFD}b")

        // Each invalid byte becomes three.
        let noise =
            Array(#"{"items":[{"id":"e1",\#(Self.times),"summary":""#.utf8)
            + [UInt8](repeating: 0xFF, count: 5000) + Array(#""}]}"#.utf8)
        let title = try #require(try decoder.page(noise).changes.stored.first?.title.exposed)
        #expect(title.utf8.count <= EventDecoder.maximumTitleBytes)
        #expect(!title.isEmpty)
    }

    @Test("the agenda of a huge body is cut, and the event still counts")
    func hugeBody() throws {
        let body = String(repeating: "word ", count: 400_000)
        let page = try decode(#""id":"e1",\#(Self.times),"description":"\#(body)""#)
        let agenda = try #require(page.changes.details.first?.agenda.exposed)
        #expect(agenda.utf8.count <= MeetingDetails.maximumAgendaBytes)
        #expect(agenda.hasPrefix("word word"))
    }

    @Test("the agenda is the body without its markup")
    func agenda() throws {
        let page = try decode(#""id":"e1",\#(Self.times),"description":"<p>Plans &amp; beans</p>""#)
        #expect(page.changes.details.first?.agenda.exposed == "Plans & beans")
    }

    @Test("everything where a join address may stand reaches the link finder")
    func eventText() throws {
        let decoder = EventDecoder(account: "", linkFinder: LinkFinder())
        let text = try decoder.eventText(
            fromEvent: Array(
                #"""
                {"summary":"T","location":"L","description":"<b>B</b>","hangoutLink":"https://meet.google.com/a",
                "conferenceData":{"conferenceSolution":{"key":{"type":"addOn"}},"entryPoints":[
                {"entryPointType":"video","uri":"https://zoom.us/j/1","passcode":"p","pin":"ignored"},
                {"entryPointType":"sip","uri":"sip:1@zoomcrc.com","meetingCode":"","password":"w"},
                {"entryPointType":"phone","uri":""},{"entryPointType":"phone","uri":"tel:+1","pin":"9"},
                {"uri":"https://more.example"}]}}
                """#.utf8))
        #expect(text.title == "T")
        #expect(text.location == "L")
        #expect(text.body == "<b>B</b>")
        #expect(text.hangoutLink == "https://meet.google.com/a")
        #expect(text.conferenceSolution == "addOn")
        #expect(text.conference.map(\.type) == ["video", "sip", "phone", ""])
        #expect(text.conference.map(\.code) == ["p", "w", "9", ""])
    }

    @Test(
        "an event given alone is refused when it isn't one",
        arguments: [("", EventRefusal.notJSON), ("{", .notJSON), (#"{"location":5}"#, .wrongType)])
    func badEventText(text: String, refusal: EventRefusal) throws {
        let decoder = EventDecoder(account: "", linkFinder: LinkFinder())
        #expect(throws: refusal) { try decoder.eventText(fromEvent: Array(text.utf8)) }
    }

    @Test("100 cuts and 3,000 changed bytes of a page end in a page or a failure")
    func hostileBytes() throws {
        let decoder = EventDecoder(account: World.room, linkFinder: LinkFinder())
        let whole = Array(
            #"""
            {"nextSyncToken":"s","timeZone":"UTC","items":[{"id":"e1","status":"confirmed",\#(Self.times),
            "summary":"\u00e4\ud83d\ude00","attendees":[{"self":true,"responseStatus":"accepted"}],
            "conferenceData":{"entryPoints":[{"entryPointType":"video","uri":"https://meet.google.com/abc-defg-hij"}]}},
            {"id":"e2","status":"cancelled","recurringEventId":"s"}]}
            """#.utf8)
        #expect(try decoder.page(whole).changes.count == 2)
        for end in stride(from: 0, to: whole.count - 1, by: max(1, whole.count / 100)) {
            #expect(throws: JSONFailure.self) { try decoder.page(Array(whole[..<end])) }
        }
        var state: UInt64 = 20_261_124
        func random(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        for _ in 0..<3000 {
            var changed = whole
            for _ in 0...random(below: 4) { changed[random(below: whole.count)] = UInt8(random(below: 256)) }
            if let page = try? decoder.page(changed) { #expect(page.changes.count + page.refused.count <= 6) }
        }
    }
}
