// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@testable import RoomCore

/// What is done with an event.
@Suite struct KeywordPlanTests {
    private static let meet = "https://meet.google.com/abc-defg-hij"
    private let plan = KeywordPlan(KeywordTests.templates, language: .en)

    private func invitation(
        _ location: String, body: String = "Agenda", record: String = "", _ conference: Invitation.Conference = .none,
        id: String = "e", series: String? = nil, people: [String] = ["anna@example.com", "bo@example.com"]
    ) -> Invitation {
        Invitation(
            version: EventVersion(MeetingID(id), etag: "\"1\""), series: series.map { MeetingID($0) },
            location: Private(location), body: Private(body), organizer: Private("anna@example.com"),
            people: Private(people), record: Private(record), conference: conference)
    }

    private func step(_ invitation: Invitation, known: [SharedSpace] = []) -> KeywordPlan.Step {
        plan.step(for: invitation, fresh: { "fresh123" }, known: known)
    }

    private func asks(
        _ location: String, record: String = "", meet: String = "", of organizer: String = "", id: String = "e",
        by other: KeywordPlan? = nil
    ) -> Bool {
        (other ?? plan).asks(
            location: location, record: record, meet: meet, organizer: organizer, event: MeetingID(id), series: nil)
    }

    /// The event after the edit.
    private func applied(_ step: KeywordPlan.Step, to invitation: Invitation) throws -> Invitation {
        guard case .write(let edit) = step else { throw Mistake() }
        var next = invitation
        next.location = edit.location ?? next.location
        next.body = edit.body ?? next.body
        next.record = edit.record ?? next.record
        if edit.conference == .remove { next.conference = .none }
        return next
    }

    private struct Mistake: Error {}

    private func isMeet(_ address: String, isOurs: Bool = true) -> Invitation.Conference {
        .meet(Private(address), isOurs: isOurs)
    }

    @Test("an event without a word is left alone, whatever it says")
    func ordinary() {
        for location in ["", "Room 5", "jane@meet.example", "@home"] {
            #expect(step(invitation(location)) == .done)
            #expect(step(invitation(location, isMeet(Self.meet, isOurs: false))) == .done)
            #expect(!asks(location, meet: Self.meet))
        }
    }

    @Test("a Google Meet is asked for, waited for, and written; then there is nothing to do")
    func meeting() throws {
        var event = invitation("Room 5, @meet (upstairs)")
        #expect(asks("Room 5, @meet"))
        guard case .write(let edit) = step(event), case .create(let request)? = edit.conference else { throw Mistake() }
        #expect(request.hasPrefix("room-agent-"))
        #expect(edit == InvitationEdit(conference: edit.conference))
        event.conference = .pending
        #expect(step(event) == .wait)
        event.conference = isMeet(Self.meet)
        let written = try applied(step(event), to: event)
        #expect(written.location?.exposed == "Room 5, @meet \(Self.meet) (upstairs)")
        let begin = "Agenda\n\n--- room agent ---\nJoin the meeting: \(Self.meet)\n"
        #expect(written.body?.exposed.hasPrefix(begin) == true)
        #expect(step(written) == .done)
        #expect(
            !asks(written.location?.exposed ?? "", record: written.record.exposed, meet: Self.meet))
    }

    @Test("without the word, everything is as it was")
    func removal() throws {
        let before = invitation("Room 5, @meet", isMeet(Self.meet))
        var event = try applied(step(before), to: before)
        event.location = Private("Room 5, \(Self.meet)")
        #expect(asks("Room 5", record: event.record.exposed, meet: Self.meet))
        let bare = try applied(step(event), to: event)
        #expect(bare.location?.exposed == "Room 5,")
        #expect(bare.body == before.body)
        #expect(bare.record.exposed == "")
        #expect(bare.conference == .none)
        #expect(step(bare) == .done)
    }

    @Test("a Meet that somebody else made is used, and stays when the word goes")
    func found() throws {
        let before = invitation("@meet", isMeet(Self.meet, isOurs: false))
        var event = try applied(step(before), to: before)
        event.location = Private("")
        let bare = try applied(step(event), to: event)
        #expect(bare.conference == before.conference)
        #expect(bare.body == before.body)
    }

    @Test("a copy of an event gets a meeting of its own, and the original's address goes from it")
    func copy() throws {
        let original = invitation("@meet", isMeet(Self.meet))
        var copy = try applied(step(original), to: original)
        copy.version = EventVersion(MeetingID("f"), etag: "\"2\"")
        #expect(asks("@meet", record: copy.record.exposed, meet: Self.meet, id: "f"))
        guard case .write(let edit) = step(copy), case .create? = edit.conference else { throw Mistake() }
        let other = "https://meet.google.com/xyz-defg-hij"
        copy.conference = isMeet(other)
        let written = try applied(step(copy), to: copy)
        #expect(written.location?.exposed == "@meet \(other)")
        #expect(written.body?.exposed.contains(text: Self.meet) == false)
        #expect(written.body?.exposed.contains(text: other) == true)
        #expect(step(written) == .done)
    }

    @Test("an occurrence has its series' record as its own")
    func occurrence() throws {
        let master = invitation("@meet", isMeet(Self.meet))
        var occurrence = try applied(step(master), to: master)
        occurrence.version = EventVersion(MeetingID("e_20261124"), etag: "\"2\"")
        occurrence.series = MeetingID("e")
        #expect(step(occurrence) == .done)
    }

    @Test("another word replaces what the first one had, in one write")
    func otherWord() throws {
        let before = invitation("@meet", isMeet(Self.meet))
        var event = try applied(step(before), to: before)
        event.location = Private("@webex \(Self.meet)")
        guard case .write(let edit) = step(event) else { throw Mistake() }
        #expect(edit.conference == .remove)
        let written = try applied(.write(edit), to: event)
        #expect(written.location?.exposed == "@webex https://acme.webex.com/meet/anna")
        #expect(written.body?.exposed.contains(text: Self.meet) == false)
        #expect(step(written) == .done)
    }

    @Test("a name that nobody can guess for a space; two people who had one use it again; others do not")
    func spaces() throws {
        let event = invitation("@webex:space")
        let written = try applied(step(event), to: event)
        #expect(written.location?.exposed == "@webex:space https://acme.webex.com/meet/s-fresh123")
        var space = try #require(plan.shared(written))
        #expect(space.address.exposed == "https://acme.webex.com/meet/s-fresh123")

        space.address = Private("https://acme.webex.com/meet/s-before")
        let known = [space]
        let second = invitation("@webex:space", id: "f")
        #expect(try applied(step(second, known: known), to: second).location?.exposed.hasSuffix("s-before") == true)
        let three = invitation("@webex:space", people: ["a@example.com", "b@example.com", "c@example.com"])
        #expect(try applied(step(three, known: known), to: three).location?.exposed.hasSuffix("s-fresh123") == true)
        space.address = Private("https://evil.example/s-before")
        let elsewhere = [space]
        #expect(try applied(step(second, known: elsewhere), to: second).location?.exposed.hasSuffix("fresh123") == true)
        // {space}, not {pair}.
        let jitsi = invitation("@kokous")
        #expect(plan.shared(try applied(step(jitsi), to: jitsi)) == nil)
    }

    @Test("a word that goes, or is another, while the Meet is being made leaves none behind")
    func changedMind() throws {
        #expect(step(invitation("", .pending)) == .wait)
        #expect(step(invitation("", isMeet(Self.meet))) == .write(InvitationEdit(conference: .remove)))
        #expect(step(invitation("", isMeet(Self.meet, isOurs: false))) == .done)
        guard case .write(let edit) = step(invitation("@webex", isMeet(Self.meet))) else { throw Mistake() }
        #expect(edit.conference == .remove)
        guard case .write(let kept) = step(invitation("@webex", isMeet(Self.meet, isOurs: false))) else {
            throw Mistake()
        }
        #expect(kept.conference == nil)
    }

    @Test("a record that this configuration cannot have written moves nothing")
    func forged() {
        for address in ["a", "Agenda", "https://evil.example/x", "https://meet.google.com/", "@webex"] {
            for keyword in ["meet", "webex:myroom", "webex:space", "jitsi:space", "zoom:space", "x"] {
                let record = "1 \(KeywordRecord.digest("e")) \(keyword) made \(address)"
                #expect(step(invitation("a Agenda @home", record: record)) == .done)
                #expect(
                    !asks("a", record: record),
                    "\(keyword) \(address)")
            }
        }
    }

    @Test("another service's conference is not replaced, and what cannot be whole is not written")
    func blocked() throws {
        #expect(step(invitation("@meet", .other)) == .blocked("other-conference"))
        var event = invitation("@meet", isMeet(Self.meet))
        event.location = nil
        #expect(step(event) == .blocked("text-not-whole"))
        event = invitation("@kokous:myroom")
        #expect(step(event) == .blocked("no-template"))
        event = invitation("@webex")
        event.organizer = Private("")
        #expect(step(event) == .blocked("no-address"))
        event = invitation("@meet", isMeet("https://evil.example/abc"))
        #expect(step(event) == .blocked("strange-address"))
        // A body that is too long stays, and the address stands in the location.
        event = invitation("@meet", isMeet(Self.meet))
        event.body = nil
        guard case .write(let edit) = step(event) else { throw Mistake() }
        #expect(edit.body == nil)
        #expect(edit.location?.exposed == "@meet \(Self.meet)")
    }

    @Test("an organiser from elsewhere is given nothing, and what an earlier configuration gave goes with the word")
    func foreign() throws {
        let own = KeywordPlan(
            KeywordTests.templates, language: .en, isOurOwn: { $0.utf8.elementsEqual("anna@example.com".utf8) })
        var event = invitation("@meet", isMeet(Self.meet))
        #expect(asks("@meet", of: "anna@example.com", by: own))
        #expect(!asks("@meet", of: "eve@evil.example", by: own))
        event.organizer = Private("eve@evil.example")
        #expect(own.step(for: event, fresh: { "x" }) == .blocked("foreign-organizer"))
        event = try applied(step(event), to: event)
        event.location = Private("")
        #expect(try applied(own.step(for: event, fresh: { "x" }), to: event).body?.exposed == "Agenda")
    }

    @Test("a block that the organiser took out or rewrote does not come again")
    func rewritten() throws {
        let before = invitation("@meet", isMeet(Self.meet))
        var event = try applied(step(before), to: before)
        event.body = Private("Agenda, and see you there")
        #expect(step(event) == .done)
        event.location = Private("")
        #expect(try applied(step(event), to: event).body?.exposed == "Agenda, and see you there")
    }

    @Test("an address in the location is taken out as a word only")
    func word() throws {
        let before = invitation("@meet", isMeet(Self.meet))
        var event = try applied(step(before), to: before)
        for own in ["\(Self.meet)x", "x\(Self.meet)", "\(Self.meet)/more"] {
            event.location = Private(own)
            #expect(try applied(step(event), to: event).location?.exposed == own)
        }
        event.location = Private("\(Self.meet) upstairs")
        #expect(try applied(step(event), to: event).location?.exposed == " upstairs")
    }
}
