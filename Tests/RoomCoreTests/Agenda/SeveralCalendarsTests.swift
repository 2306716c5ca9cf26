// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

/// Copies of one event on two calendars bear one ID, and are two meetings.
@Suite("An agenda of several calendars")
struct SeveralCalendarsTests {
    private static let east = FixedOffset(secondsEast: 9 * 3600)

    private func agenda(_ rooms: [Meeting], _ annas: [Meeting], at time: String) -> Agenda {
        Agenda(
            [
                CalendarDays(calendar: .aalto, window: MeetingWindow(rooms), zone: Day.zone),
                CalendarDays(calendar: .anna, window: MeetingWindow(annas), zone: Self.east),
            ], rules: .video, now: Day.at(time))
    }

    @Test("the copies of one event are two meetings, each with what its own calendar says")
    func copies() {
        let agenda = agenda([.make("a")], [.make("a") { $0.title = Private("Anna's") }], at: "10:00")
        #expect(agenda.joinable.map(\.key) == [.aalto("a"), MeetingKey(.anna, MeetingID("a"))])
        #expect(agenda.joinable.map(\.meeting.title.exposed) == ["a", "Anna's"])
        #expect(agenda.item(MeetingKey(.anna, MeetingID("a")))?.meeting.title.exposed == "Anna's")
    }

    @Test("an all-day meeting lasts as long as the day of its own calendar")
    func zones() {
        // The day in the east is from 15:00 of the day before to 15:00.
        #expect(agenda([], [.allDay("a")], at: "14:59").isTaken)
        #expect(!agenda([], [.allDay("a")], at: "15:00").isTaken)
        #expect(agenda([.allDay("a")], [.allDay("a")], at: "15:00").current.map(\.calendar) == [.aalto])
    }

    @Test("one calendar that was never read leaves the room unknown")
    func unknown() {
        var unread = CalendarDays(calendar: .anna, window: MeetingWindow(), zone: Day.zone)
        unread.isKnown = false
        let read = CalendarDays(calendar: .aalto, window: MeetingWindow(), zone: Day.zone)
        #expect(!Agenda([read, unread], rules: .video, now: Day.at("9:00")).isKnown)
        #expect(Agenda([read], rules: .video, now: Day.at("9:00")).isKnown)
    }

    @Test("the machine shows the copies by turns, reports each, and joins the one that is shown")
    func machine() {
        var machine = RoomMachine()
        let copies = ("a", "10:00", "11:00")
        let room = Meeting.make(copies.0, copies.1, copies.2, join: [.zoom])
        let annas = Meeting.make(copies.0, copies.1, copies.2, join: [.meet])
        _ = machine.handle(.ticked, agenda: agenda([room], [annas], at: "9:00"), now: Day.moment("9:00"))
        let opened = machine.handle(.ticked, agenda: agenda([room], [annas], at: "9:55"), now: Day.moment("9:55"))
        #expect(opened.count == 2)

        // Turns of 4 s: 10:00:00 is an even one, since midnight.
        let first = Day.moment("10:00")
        let second = Day.moment("10:00:04")
        _ = machine.handle(.ticked, agenda: agenda([room], [annas], at: "10:00"), now: first)
        #expect(machine.state(agenda: agenda([room], [annas], at: "10:00"), now: first).turn == "1/2 zoom")
        _ = machine.handle(.ticked, agenda: agenda([room], [annas], at: "10:00:04"), now: second)
        #expect(machine.state(agenda: agenda([room], [annas], at: "10:00:04"), now: second).turn == "2/2 google-meet")
        let pressed = Moment(wall: second.wall + .seconds(1), uptime: second.uptime + .seconds(1))
        let effects = machine.handle(
            .pressed(fresh: JoinToken("1")), agenda: agenda([room], [annas], at: "10:00:05"), now: pressed)
        guard case .join(_, let item, let address)? = effects.first else {
            Issue.record("nothing was joined")
            return
        }
        #expect(item.calendar == .anna)
        #expect(address == .meet)
    }

    @Test("a session follows the copy that was joined, and another copy waits as any other meeting does")
    func session() {
        var machine = RoomMachine()
        let now = Day.moment("10:00")
        let both = agenda([.make("a", "9:30", "10:30")], [.make("a")], at: "10:00")
        _ = machine.handle(.adopted(JoinToken("1"), meeting: .aalto("a")), agenda: both, now: now)
        guard case .inMeeting(let session) = machine.state(agenda: both, now: now) else {
            Issue.record("no session")
            return
        }
        #expect(session.end == Day.at("10:30"))
        let scene = RoomScene(
            roomName: "Aalto", state: .inMeeting(session), agenda: both, warnings: [], now: now, zone: Day.zone,
            language: .en, uses24HourClock: true, syncedAt: nil, isStale: false, rules: .video)
        #expect(scene.waitingGroup(session)?.calendar == .anna)
    }
}

extension RoomState {
    fileprivate var turn: String {
        guard case .joinable(let item, let index, let count) = self else { return name }
        return "\(index + 1)/\(count) \(item.joinPlan.best?.service ?? "")"
    }
}
