// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentFaces
import JSON
import RoomCore
import Testing

@testable import AgentCommand

@Suite("Meetings as JSON")
struct MeetingJSONTests {
    private let zone = FixedOffset(secondsEast: 7200)
    private let id = "google0event0id"

    private func json(_ span: MeetingSpan, _ key: [UInt8] = Array(repeating: 7, count: 32)) throws -> String {
        let names = try MeetingNames(SecretBytes(copying: key), room: "c_aalto@resource.calendar.google.com")
        let meeting = Meeting(id: MeetingID(id), title: Private("Painters"), span: span)
        let item = AgendaItem(meeting, in: CalendarID("c"), rules: AgendaRules(), zone: zone)
        return StatusJSON(version: "0", naming: names.name(of:), rules: AgendaRules(), language: .en).agenda([item])
            .text
    }

    @Test("an all-day meeting has its days in the calendar's own zone beside the moments in UTC")
    func days() throws {
        let first = try #require(CivilDate(year: 2026, month: 11, day: 24))
        let text = try json(.allDay(first: first, end: first.adding(days: 2)))
        #expect(text.contains(#""start":"2026-11-23T22:00:00Z","end":"2026-11-25T22:00:00Z""#), "\(text)")
        #expect(text.contains(#""start-date":"2026-11-24","end-date":"2026-11-26","all-day":true"#), "\(text)")
        let timed = try json(.timed(start: zone.startOfDay(first), end: zone.startOfDay(first) + .hours(1)))
        #expect(timed.contains(#""start-date":null,"end-date":null,"all-day":false"#), "\(timed)")
    }

    @Test("the id is a hash under the data key: the calendar's own is nowhere, another key or room makes another")
    func ids() throws {
        let first = try #require(CivilDate(year: 2026, month: 11, day: 24))
        let text = try json(.allDay(first: first, end: first.adding(days: 1)))
        #expect(!text.contains(id) && text == (try json(.allDay(first: first, end: first.adding(days: 1)))))
        let key = try SecretBytes(copying: Array(repeating: 7, count: 32))
        let here = try MeetingNames(key, room: "a@example.com").name(of: MeetingID(id))
        #expect(here.count == 32 && here.allSatisfy(\.isHexDigit))
        #expect(try here != MeetingNames(key, room: "b@example.com").name(of: MeetingID(id)))
        #expect(try here != MeetingNames(key, room: "a@example.com").name(of: MeetingID(id + "1")))
        #expect(
            try MeetingNames(nil, room: "a").name(of: MeetingID(id))
                != MeetingNames(nil, room: "a").name(of: MeetingID(id)))
    }
}
