// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

/// What `room-demo organise` does in the simulated Google.
@Suite("An organiser's words")
struct OrganizerTests {
    private static let room = "c@example.com"
    private static let anna = "anna@example.com"
    /// 08:02:30 in Helsinki.
    private static let now = Instant(secondsSince1970: 1_795_500_150)

    private final class Desk {
        let google = SimulatedGoogle { now }
        var cable = Organizer.Cable.plugged
        private(set) var organizer: Organizer?

        init(person: String? = anna) {
            for id in [room, anna] {
                var calendar = SimulatedCalendar(id, zone: FixedOffset(secondsEast: 7200), roles: [:])
                calendar.autoAnswers = false
                google.calendars[id] = calendar
            }
            organizer = Organizer(google, room: room, person: person, number: 0) { [unowned self] in cable = $0 }
        }

        /// What it answers; `no: ` and why where it refuses.
        func say(_ line: String) -> [String] {
            do throws(Organizer.Refusal) { return try organizer?.carryOut(line) ?? [] } catch {
                return ["no: \(error.why)"]
            }
        }

        /// The event as the room's calendar has it.
        func event(_ id: String) -> SimulatedEvent? { google.calendars[room]?.event(id) }
    }

    @Test("times are of today, from now, or whole")
    func times() {
        let desk = Desk()
        let rows = [
            ("14:00/14:30", "14:00-14:30"), ("+5/+35", "08:07-08:37"), ("-5/now", "07:57-08:02"),
            ("2026-11-24T12:00:00Z/2026-11-24T12:30:00Z", "14:00-14:30"),
        ]
        for (number, row) in rows.enumerated() {
            #expect(desk.say("add \(row.0) Review") == ["meeting\(number)"])
            #expect(desk.say("show meeting\(number)").first?.hasSuffix(" \(row.1)  Review") ?? false, "\(row.0)")
        }
        for bad in ["14:00", "14:30/14:00", "25:00/26:00", "/", "+x/+y", "14:00/14:30/15:00", "+99999999/+99999999"] {
            #expect(desk.say("add \(bad) Review").first?.hasPrefix("no: a meeting is TIMES") ?? false, "\(bad)")
        }
        #expect(desk.say("add 14:00/14:30").first?.hasPrefix("no: ") ?? false)
    }

    @Test("a meeting is added, edited, moved, shown and removed")
    func meeting() {
        let desk = Desk()
        #expect(desk.say("add 14:00/14:30 Review of it @ Room 5, @meet") == ["meeting0"])
        #expect(desk.event("meeting0")?.title == "Review of it")
        #expect(desk.event("meeting0")?.location == "Room 5, @meet")
        #expect(desk.say("title meeting0 Retro") == [])
        #expect(desk.say("location meeting0") == [])
        #expect(desk.say("describe meeting0 one\\ntwo three") == [])
        #expect(desk.say("move meeting0 15:00/15:30") == [])
        #expect(
            desk.say("show meeting0") == [
                "meeting0  2026-11-24 15:00-15:30  Retro", "  calendar: c@example.com", "  description: one",
                "  description: two three",
            ])
        #expect(desk.say("show Retro").count == 4)
        #expect(desk.say("list") == ["meeting0  2026-11-24 15:00-15:30  Retro"])
        #expect(desk.say("remove meeting0") == [])
        #expect(desk.say("list") == [])
        #expect(desk.say("show meeting0") == ["no: there is no event 'meeting0', or no more"])
    }

    @Test("who is invited has a copy; the organiser's edits come to it, and its answer to the organiser")
    func invitation() {
        let desk = Desk()
        #expect(desk.say("invite 14:00/14:30 Planning @ Room 5") == ["meeting0"])
        #expect(desk.event("meeting0")?.isCopy == true)
        #expect(desk.say("show meeting0").last == "  guest: c@example.com needsAction")
        desk.google.change("meeting0", on: Self.room) { $0.attendees[1].response = "accepted" }
        #expect(desk.say("show meeting0").last == "  guest: c@example.com accepted")
        #expect(desk.say("move meeting0 16:00/16:30") == [])
        #expect(desk.say("location meeting0 Annex") == [])
        #expect(desk.event("meeting0")?.location == "Annex")
        #expect(desk.say("list") == ["meeting0  2026-11-24 16:00-16:30  Planning"])
        #expect(desk.event("meeting0")?.attendees[1].response == "accepted")
        #expect(desk.say("remove meeting0") == [])
        #expect(desk.event("meeting0") == nil)
        // Somebody whose own calendar is elsewhere.
        let other = Desk(person: nil)
        #expect(other.say("invite 14:00/14:30 Planning") == ["meeting0"])
        #expect(other.say("show meeting0").dropFirst().first == "  calendar: c@example.com")
        #expect(other.event("meeting0")?.isCopy == true)
    }

    @Test(
        "a series has ten weeks, and each of them is edited, moved and removed by its number",
        arguments: ["add", "invite"])
    func series(verb: String) {
        let desk = Desk()
        #expect(desk.say("\(verb) weekly 14:00/14:30 Standup @ Room 5") == ["meeting0"])
        #expect(desk.say("list").count == 10)
        #expect(desk.say("location meeting0/2 Annex") == [])
        #expect(desk.say("location meeting0 Room 6") == [])
        func location(_ number: Int) -> String? {
            desk.say("show meeting0/\(number)").first { $0.contains("location") }
        }
        #expect(location(1) == "  location: Room 6")
        #expect(location(2) == "  location: Annex")
        #expect(desk.say("move meeting0/3 16:00/16:30") == [])
        #expect(desk.say("list").contains("meeting0_20261208T120000Z  2026-11-24 16:00-16:30  Standup"))
        #expect(desk.say("move meeting0 16:00/16:30").first?.hasPrefix("no: a series keeps its times") ?? false)
        #expect(desk.say("remove meeting0/4") == [])
        #expect(desk.say("list").count == 9)
        for bad in ["meeting0/0", "meeting0/11", "meeting0/x", "meeting7/1", "meeting0/1/1"] {
            #expect(desk.say("show \(bad)").first?.hasPrefix("no: ") ?? false, "\(bad)")
        }
        #expect(desk.say("remove meeting0") == [])
        #expect(desk.say("list") == [])
        #expect(desk.google.calendars[Self.anna]?.events.allSatisfy { $0.event == nil } == true)
    }

    @Test("calendars are shared, the cable is put out and back, and what is no command is refused")
    func others() {
        let desk = Desk()
        #expect(desk.say("share anna@example.com bo@example.com writer") == [])
        #expect(desk.google.calendars[Self.anna]?.roles == ["bo@example.com": .writer])
        #expect(desk.say("share anna@example.com bo@example.com none") == [])
        #expect(desk.google.calendars[Self.anna]?.roles == [:])
        for bad in ["nobody@example.com bo@example.com writer", "c@example.com bo writer", "c@example.com b@c king"] {
            #expect(desk.say("share \(bad)").first?.hasPrefix("no: ") ?? false, "\(bad)")
        }
        for (line, cable) in [
            ("unplug", Organizer.Cable.unplugged), ("plug", .plugged), ("unplug after-write", .unpluggedByWrite),
        ] {
            #expect(desk.say(line) == [])
            #expect(desk.cable == cable)
        }
        for bad in ["", "dance", "show", "unplug now", "title meeting0", "remove", "list all"] {
            #expect(desk.say(bad) == ["no: '\(bad)' is no command; room-demo organise --help has them"])
        }
        #expect(desk.say("requests") == [])
        _ = desk.google.answer(HTTPRequest(.get, "https://www.googleapis.com/calendar/v3/calendars/c/events/e"))
        _ = desk.google.answer(
            HTTPRequest(.get, "https://www.googleapis.com/gmail/v1/users/me/settings/vacation"))
        #expect(desk.say("requests") == ["events.get 1", "settings.getVacation 1"])
    }
}
