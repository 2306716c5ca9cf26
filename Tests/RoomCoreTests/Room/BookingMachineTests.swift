// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

/// What a press does where people may book at the room.
@Suite("Booking by the button")
struct BookingMachineTests {
    private struct Room {
        var machine: RoomMachine
        var meetings: [Meeting]
        var now: Moment

        init(_ meetings: [Meeting] = [], at time: String = "10:00", books: Bool = true) {
            var manners = RoomManners()
            manners.books = books
            machine = RoomMachine(manners: manners)
            self.meetings = meetings
            now = Day.moment(time)
            _ = handle(.ticked)
        }

        var agenda: Agenda { Agenda(window: MeetingWindow(meetings), rules: .video, zone: Day.zone, now: now.wall) }
        var state: String { machine.state(agenda: agenda, now: now).name }
        var notice: RoomNotice? { machine.notice(at: now) }

        mutating func handle(_ event: RoomEvent) -> [RoomEffect] { machine.handle(event, agenda: agenda, now: now) }
        mutating func press() -> (outcome: PressOutcome?, asked: [BookingOffer]) {
            let effects = handle(.pressed(fresh: JoinToken("fresh")))
            var outcome: PressOutcome?
            var asked: [BookingOffer] = []
            for effect in effects {
                if case .report(let report) = effect, let press = report.press { outcome = press }
                if case .request(let offer) = effect { asked.append(offer) }
            }
            return (outcome, asked)
        }
        mutating func pass(_ duration: Duration) {
            now = Moment(wall: now.wall + duration, uptime: now.uptime + duration)
            _ = handle(.ticked)
        }
    }

    private static func meeting(_ name: String, _ start: String, _ end: String, own: Bool = true) -> Meeting {
        .make(name, start, end, join: []) { $0.ownResponse = own ? .notInvited : .accepted }
    }

    @Test("a press in a free room offers half an hour, and a second one within five seconds books it, to a full minute")
    func books() {
        var room = Room(at: "10:00:20")
        #expect(room.press().outcome == .offeredBooking)
        let offer = BookingOffer.book(minutes: 30, until: Day.at("10:30"))
        #expect(room.notice == .offer(offer))
        room.pass(.milliseconds(4900))
        let (outcome, asked) = room.press()
        #expect(outcome == .booking)
        #expect(asked == [offer])
        #expect(room.notice == .asking)
        #expect(room.press().outcome == .tooSoon)
    }

    @Test("an offer that nobody took is over after five seconds, and the next press offers anew")
    func passes() {
        var room = Room()
        _ = room.press()
        room.pass(.seconds(5))
        #expect(room.notice == nil)
        #expect(room.press().outcome == .offeredBooking)
    }

    @Test("a contact that is pushed twice at once has read no offer")
    func bounce() {
        var room = Room()
        _ = room.press()
        room.pass(.milliseconds(299))
        #expect(room.press() == (.tooSoon, []))
        room.pass(.milliseconds(1))
        #expect(room.press().outcome == .booking)
    }

    @Test(
        "the room offers what fits before the next meeting, and nothing below five minutes",
        arguments: [
            ("9:29:59", 30), ("9:30", 30), ("9:30:01", 30), ("9:31", 29), ("9:40:50", 20), ("9:55:59", 5),
            ("9:56", nil),
        ] as [(String, Int?)])
    func fits(time: String, minutes: Int?) {
        var room = Room([Self.meeting("next", "10:00", "11:00")], at: time)
        let outcome = room.press().outcome
        guard let minutes else {
            #expect(outcome == .showedNext)
            return
        }
        #expect(outcome == .offeredBooking)
        guard case .offer(.book(minutes, let until))? = room.notice else {
            Issue.record("\(String(describing: room.notice))")
            return
        }
        #expect(until <= Day.at("10:00"))
    }

    @Test("where booking is off, a press in a free room says what comes next")
    func off() {
        var room = Room(books: false)
        #expect(room.press() == (.showedNext, []))
        room.pass(.seconds(4))
        #expect(room.press() == (.showedNext, []))
    }

    @Test("an offer that does not fit any more is not taken: somebody booked meanwhile, or a meeting opened")
    func takenMeanwhile() {
        var room = Room(at: "9:40")
        _ = room.press()
        room.pass(.seconds(1))
        room.meetings = [Self.meeting("new", "10:00", "10:30")]
        #expect(room.press() == (.offeredBooking, []))
        #expect(room.notice == .offer(.book(minutes: 20, until: Day.at("10:00"))))

        room = Room(at: "9:54:58")
        _ = room.press()
        room.meetings = [.make("call", "10:00", "10:30")]
        room.pass(.seconds(2))
        #expect(room.state == "joinable")
        #expect(room.notice == nil)
        #expect(room.press().outcome == .joining)
    }

    @Test("in the last five minutes a press offers a quarter of an hour more, as far as it fits, and a second one asks")
    func extends() {
        var room = Room([Self.meeting("a", "9:00", "10:00")], at: "9:54:59")
        #expect(room.press().outcome == .checkedIn)
        room.pass(.seconds(4))
        #expect(room.press().outcome == .offeredExtension)
        let offer = BookingOffer.extend(.aalto("a"), minutes: 15, until: Day.at("10:15"))
        #expect(room.notice == .offer(offer))
        room.pass(.seconds(1))
        #expect(room.press() == (.extending, [offer]))

        room = Room([Self.meeting("a", "9:00", "10:00"), Self.meeting("b", "10:07", "11:00")], at: "9:58")
        _ = room.press()
        #expect(room.notice == .offer(.extend(.aalto("a"), minutes: 7, until: Day.at("10:07"))))
    }

    @Test("nothing is offered where the next meeting follows at once, where two are on, or where another organises it")
    func noExtension() {
        let a = Self.meeting("a", "9:00", "10:00")
        for others in [[Self.meeting("b", "10:04", "11:00")], [Self.meeting("b", "9:30", "10:30")]] {
            var room = Room([a] + others, at: "9:58")
            #expect(room.press().outcome == .checkedIn, "\(others)")
        }
        var room = Room([Self.meeting("a", "9:00", "10:00", own: false)], at: "9:58")
        #expect(room.press().outcome == .checkedIn)
        // Booked at the room, on another account's calendar.
        var booked = Self.meeting("a", "9:00", "10:00", own: false)
        booked.id = MeetingID.made(of: [1, 2, 3, 4])
        room = Room([booked], at: "9:58")
        #expect(room.press().outcome == .offeredExtension)
    }

    @Test("a joined meeting is extended in the same way; before its last minutes a press is ignored, as ever")
    func inMeeting() {
        var room = Room([.make("a", "9:00", "10:00")], at: "9:50")
        #expect(room.press().outcome == .joining)
        _ = room.handle(.join(JoinToken("fresh"), .connected(isElsewhere: false)))
        room.pass(.seconds(4))
        #expect(room.press().outcome == .ignored)
        room.pass(.minutes(5))
        #expect(room.press().outcome == .offeredExtension)
        room.pass(.seconds(1))
        #expect(room.press().asked == [.extend(.aalto("a"), minutes: 15, until: Day.at("10:15"))])
        #expect(room.state == "in-meeting")
    }

    @Test("what did not come about is said for half a minute, and told with its cause")
    func undone() throws {
        var room = Room()
        let effects = room.handle(.answered(.booking, .rolledBack(.conflict)))
        guard case .report(let report)? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(report.kind == .rolledBack)
        #expect(report.deed == .booking)
        #expect(report.cause == "conflict")
        #expect(room.notice == .undone(.booking, .taken))
        room.pass(.seconds(29))
        #expect(room.notice == .undone(.booking, .taken))
        room.pass(.seconds(1))
        #expect(room.notice == nil)
        // What comes about after it takes its place.
        _ = room.handle(.answered(.booking, .rolledBack(.conflict)))
        _ = room.handle(.answered(.releasing, .confirmed(MeetingID("b"))))
        #expect(room.notice == .undone(.booking, .taken))
        _ = room.handle(.answered(.booking, .confirmed(MeetingID("a"))))
        #expect(room.notice == nil)
        let done = room.handle(.answered(.extending, .confirmed(MeetingID("a"))))
        #expect(done == [.report(RoomReport(.extended, at: room.now.wall))])
    }
}

@Suite("Bookings in a sentence")
struct BookingSentenceTests {
    private func reading(_ text: String, at time: String = "10:00") -> BookingSentence? {
        BookingSentence(text, at: Day.at(time), in: Day.zone)
    }

    @Test(
        "two times of today at its end are read, and the rest is the title",
        arguments: ["Retro 14:00-14:30", "Retro  14:00 - 14:30", " Retro 14:00–14:30", "Retro 14:00\u{7}-14:30\n"])
    func times(text: String) throws {
        let sentence = try #require(reading(text))
        #expect(sentence.times == Day.at("14:00")..<Day.at("14:30"))
        #expect(sentence.title.exposed == "Retro")
        #expect(sentence.text.exposed.hasPrefix("Retro 14:00"))
    }

    @Test(
        "what may mean another day or time is left to the service",
        arguments: [
            "Retro", "Retro tomorrow 14:00-14:30", "Retro on Monday 14:00-14:30", "Retro 25.11. 14:00-14:30",
            "Retro 14:30-14:00", "Retro 25:00-26:00", "Retro at 14:00", "14:00-14:30", "Retro 8:00-9:00", "Retro 14-15",
        ])
    func unread(text: String) throws {
        let sentence = try #require(reading(text))
        #expect(sentence.times == nil)
        #expect(sentence.title == sentence.text)
    }

    @Test("no sentence, and one without an end, are none")
    func none() {
        #expect(reading("") == nil)
        #expect(reading(" \n") == nil)
        #expect(reading(String(repeating: "x", count: BookingSentence.maximumBytes)) != nil)
        #expect(reading(String(repeating: "ä", count: BookingSentence.maximumBytes / 2 + 1)) == nil)
    }

    @Test("on a day on which the clocks change, only the service can tell")
    func clocks() {
        struct Changing: TimeZoneRules {
            var name: String { "Changing" }
            func civilTime(at instant: Instant) -> CivilTime {
                FixedOffset(secondsEast: instant < Day.at("3:00") ? 0 : 3600).civilTime(at: instant)
            }
            func startOfDay(_ date: CivilDate) -> Instant {
                FixedOffset(secondsEast: date.daysSince1970 <= Day.date.daysSince1970 ? 0 : 3600).startOfDay(date)
            }
        }
        #expect(BookingSentence("Retro 14:00-14:30", at: Day.at("10:00"), in: Changing())?.times == nil)
        #expect(reading("Retro 14:00-14:30")?.times != nil)
    }
}
