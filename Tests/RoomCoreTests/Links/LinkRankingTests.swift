// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Testing

@testable import JoinLinks

@Suite("Which of several addresses is joined")
struct LinkRankingTests {
    private let zoom = "https://zoom.us/j/123456789"
    private let meet = "https://meet.google.com/abc-defg-hij"
    private let teams = "https://teams.microsoft.com/meet/2345678901234?p=A"

    private func addresses(_ event: EventText) -> [String] {
        let found = LinkFinder().find(in: event)
        return ([found.best].compactMap { $0 } + found.others).map(\.address.exposed)
    }

    private func entry(_ type: String, _ uri: String, code: String = "") -> EventText.Entry {
        EventText.Entry(type: type, uri: uri, code: code)
    }

    @Test("conference data before location before body before title")
    func sources() {
        let event = EventText(
            title: "https://whereby.com/title", location: meet, body: teams, conference: [entry("video", zoom)],
            conferenceSolution: "addOn")
        #expect(addresses(event) == [zoom, meet, teams, "https://whereby.com/title"])
    }

    @Test("the Meet that Google adds by itself yields to an address in the location, not to one in the body")
    func automaticMeet() {
        var event = EventText(
            body: teams, conference: [entry("video", meet)], conferenceSolution: "hangoutsMeet", hangoutLink: meet)
        #expect(addresses(event) == [meet, teams])
        event.location = "Room 5, " + zoom
        #expect(addresses(event) == [zoom, meet, teams])
        event.location = "https://youtu.be/abcdefghijk"
        #expect(addresses(event).first == meet)
        event.location = "+358 9 1234 5678"
        #expect(addresses(event).first == meet)
    }

    @Test(
        "the automatic Meet yields to an address in the body of the service that title, location or body name",
        arguments: [
            ("Support group's monthly zoom", "", "", true), ("Weekly", "ZOOM3", "", true),
            ("Weekly", "", "Exceptionally on Zoom: ", true), ("Weekly", "", "<b>Join Zoom Meeting</b> ", true),
            ("Weekly", "", "", false), ("Weekly", "Room 5", "", false), ("Webex this time", "", "", false),
            ("Weekly", "", "see zoom.us or mail zoom@acme.example ", false), ("Zoomers", "", "", false),
            ("Google Meet instead of Zoom", "", "", false),
        ])
    func namedService(title: String, location: String, words: String, yields: Bool) {
        let event = EventText(
            title: title, location: location, body: words + "\(zoom)?pwd=x", conference: [entry("video", meet)],
            conferenceSolution: "hangoutsMeet", hangoutLink: meet)
        let both = ["\(zoom)?pwd=x", meet]
        #expect(addresses(event) == (yields ? both : both.reversed()))
    }

    @Test("teams are people too, and a chosen Meet yields to no words")
    func namedTeams() {
        func first(_ title: String, solution: String = "hangoutsMeet") -> String? {
            addresses(
                EventText(
                    title: title, body: teams, conference: [entry("video", meet)], conferenceSolution: solution)
            ).first
        }
        #expect(first("All sales teams") == meet)
        #expect(first("Weekly on Teams") == teams)
        #expect(first("Teams meeting with Ann") == teams)
        #expect(first("Microsoft Teams") == teams)
        #expect(first("Microsoft Teams", solution: "addOn") == meet)
    }

    @Test("somebody's own standing room comes after the meeting of the day")
    func personalRoom() {
        let room = "https://zoom.us/my/jane.doe"
        #expect(addresses(EventText(body: "My room: \(room)\nToday: \(zoom)")) == [zoom, room])
        #expect(addresses(EventText(location: room, body: zoom)) == [room, zoom])
    }

    @Test("the number of the video conference goes into the gateway's address, where the text has one number")
    func conferenceNumber() {
        let samples = [
            ("acme@m.webex.com\nVideo Conference ID: 114 213 415 0\nMore", "sip:1142134150.acme@m.webex.com"),
            ("<p>acme@m.webex.com</p><p>Video ID: <b>114 213 415 0</b></p>", "sip:1142134150.acme@m.webex.com"),
            ("123456789@teams.bjn.vc VTC Conference ID: 1234512345", "sip:123456789.1234512345@teams.bjn.vc"),
            ("Conference ID: 114 213 415 0\nacme@m.webex.com", "sip:acme@m.webex.com"),
            ("acme@m.webex.com\nVideo ID: 1142134150\nVideo ID: 1142134151", "sip:acme@m.webex.com"),
            ("1142134150.acme@m.webex.com\nVideo ID: 114 213 415 0", "sip:1142134150.acme@m.webex.com"),
            ("1142134150.acme@m.webex.com acme@m.webex.com Video ID: 1142134150", "sip:1142134150.acme@m.webex.com"),
            ("jane@acme.webex.com\nVideo ID: 114 213 415 0", "sip:jane@acme.webex.com"),
        ]
        for (body, address) in samples { #expect(addresses(EventText(body: body)) == [address], "\(body)") }
    }

    @Test("two rooms whose names stand in the fragment are two meetings")
    func fragmentRooms() {
        let rooms = ["a", "b"].map { "https://call.element.io/room/#/\($0)?roomId=!\($0):example.org" }
        #expect(addresses(EventText(body: rooms.joined(separator: " "))) == rooms)
        let calls = ["https://signal.link/call/#key=abc", "https://signal.link/call/#key=def"]
        #expect(addresses(EventText(body: calls.joined(separator: " "))) == calls)
    }

    @Test("a Meet that somebody chose as the conference doesn't yield")
    func chosenMeet() {
        let event = EventText(location: zoom, conference: [entry("video", meet)], conferenceSolution: "addOn")
        #expect(addresses(event) == [meet, zoom])
    }

    @Test("video before SIP before telephone before webinar before stream before chat, in whatever order they stand")
    func kinds() {
        let all = [
            zoom, "sip:123456789@zoomcrc.com", "tel:+15551234567,,123456789#",
            "https://global.gotowebinar.com/join/123456789/987654321", "https://youtu.be/abcdefghijk",
            "https://discord.gg/abcdef",
        ]
        #expect(addresses(EventText(body: all.reversed().joined(separator: "\n"))) == all)
        #expect(addresses(EventText(body: all.joined(separator: "\n"))) == all)
    }

    @Test("never by length: a long stream address doesn't beat a short meeting")
    func length() {
        let stream = "https://www.youtube.com/watch?v=abcdefghijk&list=" + String(repeating: "x", count: 300)
        #expect(addresses(EventText(body: "\(stream) \(zoom)")) == [zoom, stream])
    }

    @Test("two meetings of one kind in one field keep the order of the text")
    func order() {
        #expect(addresses(EventText(body: "\(teams) or \(zoom) or \(meet)")) == [teams, zoom, meet])
    }

    @Test("links to one meeting are one address, with the passcode of whichever has it")
    func merged() {
        #expect(addresses(EventText(location: zoom, body: "\(zoom)?pwd=abc.1")) == ["\(zoom)?pwd=abc.1"])
        #expect(addresses(EventText(location: "\(zoom)?pwd=abc.1", body: zoom)) == ["\(zoom)?pwd=abc.1"])
        #expect(
            addresses(EventText(body: "https://us02web.zoom.us/wc/join/123456789 \(zoom)?pwd=abc.1"))
                == ["\(zoom)?pwd=abc.1"])
        #expect(addresses(EventText(location: meet, body: "https://meet.google.com/ABC-DEFG-HIJ?hs=1")).count == 1)
        let long = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
        #expect(
            addresses(
                EventText(
                    body: "https://teams.microsoft.com/l/meetup-join/19:meeting_x@thread.v2/0 \(long)?context=%7b%7d"))
                == ["\(long)?context=%7b%7d"])
    }

    @Test("the better placed of two links gives the place, not the address")
    func mergedPlace() {
        let event = EventText(location: "\(meet) \(zoom)", body: "\(zoom)?pwd=x")
        #expect(addresses(event) == [meet, "\(zoom)?pwd=x"])
    }

    @Test("a host's own link is not preferred, wherever its passcode is")
    func hostLink() {
        let host = "https://zoom.us/s/123456789?zak=abc&pwd=x"
        #expect(addresses(EventText(body: "\(host) \(zoom)")) == [zoom])
        #expect(addresses(EventText(body: "\(zoom) \(host)")) == [zoom])
        #expect(addresses(EventText(body: "\(host) \(teams)")) == [teams, host])
        #expect(addresses(EventText(body: host)) == [host])
    }

    @Test("conference data keeps its kinds, and a telephone number gets its PIN")
    func structured() {
        let event = EventText(
            conference: [
                entry("more", "https://tel.meet/abc?pin=1"), entry("phone", "tel:+1-555-123-4567", code: "123 456 789"),
                entry("sip", "sip:1234567@meet.example.com"), entry("video", meet),
                entry("phone", "tel:+49301234567,,34#", code: "5"),
            ], conferenceSolution: "hangoutsMeet")
        let found = LinkFinder().find(in: event)
        #expect(
            addresses(event) == [
                meet, "sip:1234567@meet.example.com", "tel:+15551234567,,123456789#", "tel:+49301234567,,34#",
            ])
        #expect(found.ignored.map(\.reason) == ["dial-in-page"])
    }

    @Test("a third party's conference is named by its host, not taken for Meet")
    func addOn() {
        let event = EventText(conference: [entry("video", "\(zoom)?pwd=x")], conferenceSolution: "addOn")
        #expect(LinkFinder().find(in: event).best?.service == "zoom")
    }

    @Test("conference data is not trusted more than a body: unknown hosts and odd schemes stay closed")
    func hostileConference() {
        let uris = [
            "https://evil.example/x", "javascript:alert(1)", "file:///etc/passwd", "http://zoom.us/j/123456789", "",
        ]
        let event = EventText(
            conference: uris.map { entry("video", $0) }, conferenceSolution: "addOn", hangoutLink: "x")
        let found = LinkFinder().find(in: event)
        #expect(found.best == nil)
        #expect(found.ignored.contains { $0.reason == "unknown-service" })
    }

    @Test(
        "the keyword of the location",
        arguments: [
            ("@meet", "meet"), ("Room 5 @Webex:myroom", "webex"), ("@meet:myroom:space", "meet"), ("a@meet", nil),
            ("@home", nil), ("", nil), ("jane@webex.com", nil),
        ])
    func keyword(location: String, keyword: String?) {
        #expect(LinkFinder().find(in: EventText(location: location)).keyword == keyword)
    }
}
