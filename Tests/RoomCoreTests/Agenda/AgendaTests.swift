// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Agenda")
struct AgendaTests {
    private func names(_ items: [AgendaItem]) -> [String] { items.map(\.meeting.id.value.exposed) }

    @Test(
        "a meeting with an address can be joined from five minutes before its start to its end",
        arguments: [
            ("9:54:59", false), ("9:55", true), ("9:59:59", true), ("10:00", true), ("10:59:59", true),
            ("11:00", false),
        ])
    func joinWindow(time: String, isJoinable: Bool) {
        #expect(Agenda([.make("a")], at: time).joinable.isEmpty != isJoinable)
    }

    @Test(
        "join-early and join-late move the edges",
        arguments: [
            ("9:49:59", false), ("9:50", true), ("11:04:59", true), ("11:05", false),
        ])
    func configuredEdges(time: String, isJoinable: Bool) {
        var rules = AgendaRules.video
        rules.joinEarly = .minutes(10)
        rules.joinLate = .minutes(5)
        #expect(Agenda([.make("a")], at: time, rules: rules).joinable.isEmpty != isJoinable)
    }

    @Test(
        "a meeting is on from its start up to its end",
        arguments: [
            ("9:59:59", false), ("10:00", true), ("10:59:59", true), ("11:00", false),
        ])
    func current(time: String, isOn: Bool) {
        let agenda = Agenda([.make("a")], at: time)
        #expect(agenda.current.isEmpty != isOn)
        #expect(agenda.isTaken == isOn)
    }

    @Test("of many meetings to come, whatever order they are in, the first ones are kept, and the first that blocks time")
    func firstOnes() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let meetings = (0..<40).map { number in
                Meeting.make("m\(number)", "\(11 + number % 12):\(10 + number % 3)", "23:59") {
                    $0.blocksTime = Bool.random(using: &random)
                }
            }
            let inOrder = meetings.sorted {
                ($0.span.start(in: Day.zone), $0.id) < ($1.span.start(in: Day.zone), $1.id)
            }
            let agenda = Agenda(meetings.shuffled(using: &random), at: "10:00")
            #expect(agenda.coming.map(\.meeting) == Array(inOrder.prefix(Agenda.maximumComing)))
            #expect(agenda.nextBooking?.meeting == inOrder.first(where: \.blocksTime))
        }
    }

    @Test("an address that the room has no action for makes nothing joinable, and the first it has one for is taken")
    func capability() {
        #expect(Agenda([.make("a", join: [.call])], at: "10:00").joinable.isEmpty)
        #expect(Agenda([.make("a", join: [.call, .zoom])], at: "10:00").joinable.first?.joinPlan.best == .zoom)
        #expect(Agenda([.make("a", join: [])], at: "10:00").joinable.isEmpty)
        let sip = AgendaRules(joinPreferences: JoinPreferences(kinds: [.sip], services: ["phone"]))
        #expect(
            Agenda([.make("a", join: [.zoom, .number, .call])], at: "10:00", rules: sip).joinable.first?.joinPlan.best
                == .number)
    }

    @Test("declined meetings are nowhere; tentative ones are")
    func responses() {
        let declined = Meeting.make("a") { $0.ownResponse = .declined }
        let agenda = Agenda([declined], at: "10:00")
        #expect(agenda.current.isEmpty && agenda.joinable.isEmpty && !agenda.isTaken && agenda.nextChange == nil)
        for answer in [OwnResponse.notInvited, .needsAction, .accepted, .tentative] {
            #expect(!Agenda([.make("a") { $0.ownResponse = answer }], at: "10:00").current.isEmpty)
        }
        #expect(!Agenda([.make("a") { $0.isTentative = true }], at: "10:00").joinable.isEmpty)
    }

    @Test("overlaps: started before not yet started, later start before earlier, then always the same")
    func order() {
        let meetings: [Meeting] = [
            .make("early", "9:00", "12:00"), .make("late", "10:00", "11:00"), .make("coming", "10:05", "11:00"),
            .make("coming2", "10:04", "11:00"), .make("twin b", "10:00", "11:00"),
        ]
        for shuffled in [
            meetings, meetings.reversed(), [meetings[2], meetings[0], meetings[4], meetings[1], meetings[3]],
        ] {
            #expect(names(Agenda(shuffled, at: "10:01").joinable) == ["late", "twin b", "early", "coming", "coming2"])
        }
    }

    @Test("back to back, both can be joined in the five minutes between, the running one first")
    func backToBack() {
        let meetings: [Meeting] = [.make("a", "9:00", "10:00"), .make("b", "10:00", "11:00")]
        #expect(names(Agenda(meetings, at: "9:54").joinable) == ["a"])
        #expect(names(Agenda(meetings, at: "9:56").joinable) == ["a", "b"])
        #expect(names(Agenda(meetings, at: "10:00").joinable) == ["b"])
    }

    @Test("an all-day meeting that blocks time takes the room, one that doesn't leaves it free")
    func allDayBlocks() {
        let blocking = Meeting.allDay("painters")
        #expect(Agenda([blocking], at: "9:00").isTaken)
        #expect(Agenda([blocking], at: "9:00").freeUntil == nil)
        var open = blocking
        open.blocksTime = false
        #expect(!Agenda([open], at: "9:00").isTaken)
    }

    @Test("all-day meetings can be joined only when nothing timed can")
    func allDay() {
        let day = Meeting.allDay("day", join: [.zoom])
        #expect(names(Agenda([day], at: "9:00").joinable) == ["day"])
        #expect(names(Agenda([day, .make("a")], at: "9:00").joinable) == ["day"])
        #expect(names(Agenda([day, .make("a")], at: "9:55").joinable) == ["a"])
        #expect(names(Agenda([day, .make("a", join: [])], at: "10:00").joinable) == ["day"])
        let agenda = Agenda([day, .make("a")], at: "10:00")
        #expect(names(agenda.current) == ["a", "day"])
        #expect(Agenda([day], at: "9:00").freeUntil == nil)
        #expect(Agenda([.allDay("x")], at: "23:00").coming.isEmpty)
    }

    @Test("an all-day meeting follows the zone's days")
    func allDayZone() {
        let zone = FixedOffset(secondsEast: 2 * 3600)
        let window = MeetingWindow([.allDay("day", join: [.zoom])])
        func isOn(_ time: String, plus days: Int) -> Bool {
            !Agenda(window: window, rules: .video, zone: zone, now: Day.at(time, plus: days)).current.isEmpty
        }
        #expect(!isOn("21:59", plus: -1))
        #expect(isOn("22:00", plus: -1))
        #expect(isOn("21:59", plus: 0))
        #expect(!isOn("22:00", plus: 0))
    }

    @Test("events marked free are shown and can be joined, and take nothing")
    func transparent() {
        let agenda = Agenda([.make("a") { $0.blocksTime = false }], at: "10:00")
        #expect(!agenda.current.isEmpty && !agenda.joinable.isEmpty && !agenda.isTaken)
        let before = Agenda([.make("a") { $0.blocksTime = false }, .make("b", "12:00", "13:00")], at: "9:00")
        #expect(before.freeUntil == Day.at("12:00"))
        #expect(names(before.coming) == ["a", "b"])
    }

    @Test("free until the next booking; while taken, until nothing")
    func freeUntil() {
        let meetings: [Meeting] = [.make("a", "10:00", "11:00"), .make("b", "12:00", "13:00")]
        #expect(Agenda(meetings, at: "9:00").freeUntil == Day.at("10:00"))
        #expect(Agenda(meetings, at: "10:30").freeUntil == nil)
        #expect(Agenda(meetings, at: "11:00").freeUntil == Day.at("12:00"))
        #expect(Agenda(meetings, at: "13:00").freeUntil == nil)
        #expect(Agenda(meetings, at: "10:30").nextBooking?.start == Day.at("12:00"))
    }

    @Test("what changes next is told to the second")
    func nextChange() {
        let meetings: [Meeting] = [.make("a", "10:00", "11:00")]
        let expected = [("9:00", "9:55"), ("9:55", "10:00"), ("10:00", "11:00"), ("10:59:59", "11:00")]
        for (time, change) in expected { #expect(Agenda(meetings, at: time).nextChange == Day.at(change), "\(time)") }
        #expect(Agenda(meetings, at: "11:00").nextChange == nil)
    }

    @Test("nothing about an agenda changes before its next change")
    func nextChangeIsComplete() {
        let meetings: [Meeting] = [
            .make("a", "9:00", "10:00"), .make("b", "10:00", "10:30"), .make("c", "10:15", "12:00", join: []),
            .allDay("d", join: [.zoom]),
        ]
        var time = Day.at("8:00")
        var changes = 0
        while true {
            func agenda(_ now: Instant) -> Agenda {
                Agenda(window: MeetingWindow(meetings), rules: .video, zone: Day.zone, now: now)
            }
            func picture(_ agenda: Agenda) -> [[String]] {
                [names(agenda.current), names(agenda.joinable), names(agenda.coming), ["\(agenda.isTaken)"]]
            }
            let before = agenda(time)
            guard let change = before.nextChange else { break }
            #expect(picture(agenda(change - .milliseconds(1))) == picture(before))
            changes += 1
            time = change
        }
        #expect(changes >= 8)
    }

    @Test("a meeting without length is on at no moment, and can be joined before it")
    func empty() {
        let meeting = Meeting.make("a", "10:00", "10:00")
        #expect(!Agenda([meeting], at: "9:56").joinable.isEmpty)
        #expect(Agenda([meeting], at: "10:00").current.isEmpty)
    }

    @Test("a day's list has what touches the day, all-day ones first")
    func dayList() {
        let meetings: [Meeting] = [
            .make("late", "23:00", "23:30") { $0.span = .timed(start: Day.at("23:00"), end: Day.at("1:00", plus: 1)) },
            .make("a", "9:00", "10:00"), .allDay("day"),
            .make("yesterday") { $0.span = .timed(start: Day.at("9:00", plus: -1), end: Day.at("0:00")) },
            .make("gone") { $0.ownResponse = .declined },
        ]
        let window = MeetingWindow(meetings)
        let days = [CalendarDays(calendar: .aalto, window: window, zone: Day.zone)]
        let today = Agenda.items(on: Day.date, of: days, rules: .video, zone: Day.zone)
        #expect(names(today) == ["day", "a", "late"])
        let tomorrow = Agenda.items(on: Day.date.adding(days: 1), of: days, rules: .video, zone: Day.zone)
        #expect(names(tomorrow) == ["late"])
        #expect(names(Agenda.allItems(of: days, rules: .video)) == ["yesterday", "day", "a", "late"])
    }
}

@Suite("Window in memory")
struct MeetingWindowTests {
    @Test("a delta stores, replaces and removes; one that replaces all leaves nothing of before")
    func apply() {
        var window = MeetingWindow([.make("a"), .make("b")])
        window.apply(
            WindowDelta(stored: [.make("b", "12:00", "13:00"), .make("c")], removed: [MeetingID("a"), MeetingID("x")]))
        #expect(window == MeetingWindow([.make("b", "12:00", "13:00"), .make("c")]))
        window.apply(WindowDelta(replacesAll: true, stored: [.make("d")]))
        #expect(window == MeetingWindow([.make("d")]))
        #expect(WindowDelta().isEmpty)
        #expect(!WindowDelta(replacesAll: true).isEmpty)
    }

    @Test("bounds hold what ends after the earliest and starts before the latest")
    func bounds() {
        let bounds = WindowBounds(earliest: Day.at("10:00"), latest: Day.at("12:00"))
        let spans = [
            ("9:00", "10:00", false), ("9:00", "10:01", true), ("11:59", "13:00", true), ("12:00", "13:00", false),
        ]
        for (start, end, isHeld) in spans {
            #expect(bounds.contains(.timed(start: Day.at(start), end: Day.at(end)), in: Day.zone) == isHeld)
        }
    }
}
