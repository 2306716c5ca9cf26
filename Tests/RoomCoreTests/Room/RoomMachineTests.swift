// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

/// A room with one machine and a clock that a test moves.
private struct Room {
    var machine = RoomMachine()
    var meetings: [Meeting]
    var now: Moment

    init(_ meetings: [Meeting] = [.make("a")], at time: String = "10:00") {
        self.meetings = meetings
        now = Day.moment(time)
        _ = handle(.ticked)
    }

    var agenda: Agenda { Agenda(window: MeetingWindow(meetings), rules: .video, zone: Day.zone, now: now.wall) }
    var state: RoomState { machine.state(agenda: agenda, now: now) }

    mutating func handle(_ event: RoomEvent) -> [RoomEffect] { machine.handle(event, agenda: agenda, now: now) }

    mutating func stateAfter(_ event: RoomEvent) -> RoomState {
        _ = handle(event)
        return state
    }

    mutating func pass(_ duration: Duration) -> [RoomEffect] {
        now = Moment(wall: now.wall + duration, uptime: now.uptime + duration)
        return handle(.ticked)
    }

    /// In one of the phases that has history.
    static func inPhase(_ name: String) -> Room {
        var room = Room()
        if name == "idle" { return room }
        _ = room.handle(.pressed(fresh: .one))
        _ = room.pass(.seconds(4))
        if name == "joining" { return room }
        if name == "could-not-join" {
            _ = room.handle(.join(.one, .ended(.failed(JoinFailure(.programMissing)))))
            return room
        }
        _ = room.handle(.join(.one, .here))
        _ = room.pass(.seconds(3))
        if name == "in-meeting" { return room }
        _ = room.handle(.held)
        _ = room.pass(.seconds(4))
        return room
    }
}

extension JoinToken {
    fileprivate static let one = JoinToken("1")
    fileprivate static let two = JoinToken("2")
}

extension JoinProgress {
    fileprivate static let here = Self.connected(isElsewhere: false)
    fileprivate static let elsewhere = Self.connected(isElsewhere: true)
    fileprivate static let left = Self.ended(.left(detail: ""))
    fileprivate static let failed = Self.ended(.failed(JoinFailure(.couldNotStart)))
    fileprivate static let endedAtOnce = Self.ended(.failed(JoinFailure(.endedAtOnce)))
}

extension [RoomEffect] {
    /// Effects in short, without reports.
    fileprivate var words: [String] {
        compactMap { effect in
            switch effect {
            case .join(let token, let item, _): "join \(token.value) \(item.meeting.id.value.exposed)"
            case .leave(let token): "leave \(token.value)"
            case .forget(let token): "forget \(token.value)"
            case .flicker: "flicker"
            case .doubleBlink: "blink"
            case .lookAtCalendar: "look"
            case .programFails(let isOn): isOn ? "fails" : "works"
            case .request: "ask"
            case .release(let item): "release \(item.meeting.id.value.exposed)"
            case .attended(let key): "attended \(key.meeting.value.exposed)"
            case .report: nil
            }
        }
    }

    fileprivate var press: PressOutcome? {
        for case .report(let report) in self { if let press = report.press { return press } }
        return nil
    }

    fileprivate var reports: [String] {
        compactMap { effect in
            if case .report(let report) = effect { report.kind.rawValue } else { nil }
        }
    }
}

@Suite("The room's state machine")
struct RoomMachineTests {
    /// An event, and for each phase the state after it and what is done. The meeting "a" is on and joinable, and the
    /// cooldown of the press that led there is over.
    private struct Row: CustomTestStringConvertible {
        var name: String
        var event: RoomEvent
        var outcomes: [String]
        /// What is reported, where that is the same in every phase; nil: tests of its own have it.
        var reports: [String]?
        var testDescription: String { name }

        init(_ name: String, _ event: RoomEvent, _ outcomes: String..., reports: [String]? = nil) {
            self.name = name
            self.event = event
            self.outcomes = outcomes
            self.reports = reports
        }
    }

    // swift-format-ignore
    private static let phases = [                                                  "idle",              "joining",                  "in-meeting",          "leaving",            "could-not-join"]

    // swift-format-ignore
    private static let table = [
        Row("tick",               .ticked,                                         "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join"),
        Row("press",              .pressed(fresh: .two),                           "joining: join 2 a", "joining: flicker",         "in-meeting: flicker", "leaving: flicker",   "joining: join 2 a"),
        Row("hold",               .held,                                           "joinable",          "joining",                  "leaving: leave 1",    "leaving",            "could-not-join"),
        Row("booked",             .answered(.booking, .confirmed(MeetingID("a"))), "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join", reports: ["Booked"]),
        Row("not booked",         .answered(.booking, .rolledBack(.conflict)),     "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join", reports: ["RolledBack"]),
        Row("present",            .present(until: .hours(9)),                      "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join", reports: []),
        Row("connecting",         .join(.one, .connecting),                        "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join"),
        Row("another connecting", .join(.two, .connecting),                        "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join"),
        Row("connected",          .join(.one, .here),                              "joinable",          "in-meeting",               "in-meeting",          "leaving",            "could-not-join"),
        Row("another connected",  .join(.two, .here),                              "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join"),
        Row("elsewhere",          .join(.one, .elsewhere),                         "joinable",          "in-meeting",               "in-meeting",          "leaving",            "could-not-join"),
        Row("another elsewhere",  .join(.two, .elsewhere),                         "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join"),
        Row("failed",             .join(.one, .failed),                            "joinable",          "could-not-join: forget 1", "joinable: forget 1",  "joinable: forget 1", "could-not-join"),
        Row("another failed",     .join(.two, .failed),                            "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join"),
        Row("left",               .join(.one, .left),                              "joinable",          "could-not-join: forget 1", "joinable: forget 1",  "joinable: forget 1", "could-not-join"),
        Row("another left",       .join(.two, .left),                              "joinable",          "joining",                  "in-meeting",          "leaving",            "could-not-join"),
        Row("adopted",            .adopted(.two, meeting: .aalto("a")),            "in-meeting",        "joining: leave 2",         "in-meeting: leave 2", "leaving: leave 2",   "in-meeting"),
    ]

    @Test("the table's rows have names of their own")
    func names() {
        #expect(Set(Self.table.map(\.name)).count == Self.table.count)
    }

    @Test("each event in each phase does what the table says", arguments: table)
    private func everyPair(row: Row) throws {
        try #require(row.outcomes.count == Self.phases.count)
        for (phase, expected) in zip(Self.phases, row.outcomes) {
            var room = Room.inPhase(phase)
            let effects = room.handle(row.event)
            let words = effects.words
            #expect(
                room.state.name + (words.isEmpty ? "" : ": " + words.joined(separator: ", ")) == expected, "\(phase)")
            if let reports = row.reports { #expect(effects.reports == reports, "\(phase)") }
        }
    }

    @Test("within four seconds of a press that did something, presses are answered and do nothing, whatever the state")
    func cooldown() {
        var room = Room()
        _ = room.handle(.pressed(fresh: .one))
        _ = room.handle(.join(.one, .failed))
        #expect(room.pass(.milliseconds(3999)).words == [])
        let effects = room.handle(.pressed(fresh: .two))
        #expect(effects.words == ["flicker"])
        #expect(effects.press == .tooSoon)
        _ = room.pass(.milliseconds(1))
        #expect(room.handle(.pressed(fresh: .two)).words == ["join 2 a"])
    }

    @Test("a hold that leaves is followed by the cooldown too")
    func cooldownAfterHold() {
        var room = Room.inPhase("in-meeting")
        _ = room.pass(.seconds(10))
        _ = room.handle(.held)
        _ = room.handle(.join(.one, .left))
        #expect(room.state.name == "joinable")
        #expect(room.handle(.pressed(fresh: .two)).press == .tooSoon)
    }

    @Test("an address that may not be opened joins nothing, and is a failure in words, told in the order of things")
    func refusedAddress() {
        var room = Room()
        room.machine = RoomMachine(mayOpen: { _ in false })
        _ = room.handle(.ticked)
        let effects = room.handle(.pressed(fresh: .one))
        #expect(effects.words == ["forget 1"])
        #expect(effects.reports == ["Pressed", "Joining", "JoinFailed"])
        guard case .couldNotJoin(_, .addressRefused) = room.state else {
            Issue.record("\(room.state)")
            return
        }
    }

    @Test("of several addresses a press joins the best that may be opened")
    func nextAddress() {
        let other = JoinAddress(service: "zoom", kind: .video, address: Private("https://zoom.us/j/2"))
        var room = Room([.make("a", join: [.zoom, other])])
        room.machine = RoomMachine(mayOpen: { $0 != .zoom })
        _ = room.handle(.ticked)
        guard case .join(_, _, let address)? = room.handle(.pressed(fresh: .one)).first else {
            Issue.record("nothing was joined")
            return
        }
        #expect(address == other)
    }

    @Test("a press joins the meeting that is on, at the address it has")
    func press() {
        var room = Room()
        let effects = room.handle(.pressed(fresh: .one))
        guard case .join(let token, let item, let address)? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(token == .one)
        #expect(item.meeting == .make("a"))
        #expect(address == .zoom)
        #expect(effects.reports == ["Pressed", "Joining"])
    }

    @Test("a press in a free room says what comes next for five seconds, and blinks twice")
    func pressWhenFree() {
        var room = Room([.make("b", "12:00", "13:00")])
        #expect(room.state == .free)
        #expect(room.handle(.pressed(fresh: .one)).words == ["blink", "look"])
        #expect(room.machine.notice(at: room.now) == .nextMeeting)
        #expect(room.machine.nextDeadline(agenda: room.agenda, now: room.now) == room.now.uptime + .seconds(5))
        _ = room.pass(.seconds(5))
        #expect(room.machine.notice(at: room.now) == nil)
    }

    @Test("what a press says of the next meeting goes with the calendar, and with the free room")
    func nextMeetingGoes() {
        var room = Room([.make("b", "12:00", "13:00", join: []), .make("c", "15:00", "16:00", join: [])])
        _ = room.handle(.pressed(fresh: .one))
        func row() -> String {
            RoomScene(
                roomName: "Aalto", state: room.state, notice: room.machine.notice(at: room.now), agenda: room.agenda,
                warnings: [], now: room.now, zone: Day.zone, language: .en, uses24HourClock: true,
                syncedAt: room.now.wall, isStale: false, rules: .video
            ).frame(.standard).rows[1]
        }
        #expect(row().hasPrefix("Next 12:00"))
        room.meetings.removeFirst()
        _ = room.handle(.ticked)
        #expect(row().hasPrefix("Next 15:00"))
        room.meetings = [.make("d", "10:00", "11:00", join: [])]
        _ = room.handle(.ticked)
        #expect(room.state.name == "busy")
        #expect(room.machine.notice(at: room.now) == nil)
    }

    @Test("a press in a meeting without an address checks in, and says that there is nothing to join")
    func pressWhenBusy() {
        var room = Room([.make("a", join: [])])
        #expect(room.state.name == "busy")
        let effects = room.handle(.pressed(fresh: .one))
        #expect(effects.words == ["blink", "look"])
        #expect(effects.reports == ["Pressed", "CheckedIn"])
        #expect(room.machine.notice(at: room.now) == .nothingToJoin)
    }

    @Test("while the calendar has never been read, a press says why, and nothing is free")
    func unknown() {
        var machine = RoomMachine()
        let now = Day.moment("9:00")
        let nothing = Agenda(window: MeetingWindow(), rules: .video, zone: Day.zone, now: now.wall, isKnown: false)
        #expect(machine.state(agenda: nothing, now: now) == .unknown)
        let effects = machine.handle(.pressed(fresh: .one), agenda: nothing, now: now)
        #expect(effects.words == ["blink", "look"])
        #expect(machine.notice(at: now) == .whyUnknown)
        guard case .report(let report)? = effects.last(where: { if case .report = $0 { true } else { false } }) else {
            Issue.record("nothing was reported")
            return
        }
        #expect(report.press == .saidWhy)
        // What rows a damaged window still has can be joined.
        let some = Agenda(
            window: MeetingWindow([.make("a")]), rules: .video, zone: Day.zone, now: Day.at("10:00"), isKnown: false)
        #expect(machine.state(agenda: some, now: Day.moment("10:00")).name == "joinable")
    }

    @Test("an all-day meeting that blocks time makes the room busy, and a press checks in")
    func allDayIsBusy() {
        var room = Room([.allDay("painters")], at: "9:00")
        #expect(room.state.name == "busy")
        #expect(room.handle(.pressed(fresh: .one)).reports == ["Pressed", "CheckedIn"])
    }

    @Test("a meeting is joined when its session says so, and is left when that says so")
    func joined() {
        var room = Room()
        _ = room.handle(.pressed(fresh: .one))
        #expect(room.handle(.join(.one, .connecting)).reports == [])
        #expect(room.state.name == "joining")
        #expect(room.handle(.join(.one, .here)).reports == ["Joined"])
        #expect(room.state.name == "in-meeting")
        #expect(room.handle(.join(.one, .left)).reports == ["Left"])
    }

    @Test("an attempt has its limit until it is tried, and once more until it is connected")
    func limit() {
        var room = Room()
        _ = room.handle(.pressed(fresh: .one))
        #expect(room.pass(.milliseconds(29_999)).words == [])
        _ = room.handle(.join(.one, .connecting))
        #expect(room.machine.nextDeadline(agenda: room.agenda, now: room.now) == room.now.uptime + .seconds(30))
        #expect(room.pass(.milliseconds(29_999)).words == [])
        #expect(room.pass(.milliseconds(1)).words == ["leave 1"])
        guard case .couldNotJoin(_, .tookTooLong) = room.stateAfter(.join(.one, .left)) else {
            Issue.record("\(room.state)")
            return
        }
    }

    @Test("a meeting that is left before it was joined has ended at once")
    func leftBeforeJoined() {
        var room = Room.inPhase("joining")
        guard case .couldNotJoin(_, .endedAtOnce) = room.stateAfter(.join(.one, .left)) else {
            Issue.record("\(room.state)")
            return
        }
    }

    @Test("a meeting that was handed over lasts until its end, and nothing ends it then")
    func handedOver() {
        var room = Room()
        _ = room.handle(.pressed(fresh: .one))
        #expect(room.machine.nextWallDeadline == nil)
        #expect(room.handle(.join(.one, .elsewhere)).reports == ["Joined"])
        let end = room.agenda.current.first?.end
        #expect(end != nil)
        #expect(room.machine.nextWallDeadline == end)
        #expect(room.pass(.minutes(20)).words == [])
        #expect(room.state.name == "in-meeting")
        let effects = room.pass((end ?? room.now.wall) - room.now.wall)
        #expect(effects.words == ["forget 1"])
        #expect(effects.reports.first == "Left")
        #expect(room.machine.nextWallDeadline == nil)
    }

    @Test("two programs in a row that end at once are a fault of the set-up, until one lives")
    func endsAtOnce() {
        var room = Room()
        func push(_ token: JoinToken) -> [String] {
            _ = room.pass(.seconds(4))
            _ = room.handle(.pressed(fresh: token))
            _ = room.handle(.join(token, .connecting))
            return room.handle(.join(token, .endedAtOnce)).words
        }
        #expect(push(.one) == ["forget 1"])
        #expect(room.state.name == "could-not-join")
        #expect(push(.two) == ["forget 2", "fails"])
        #expect(push(.one) == ["forget 1"])
        _ = room.pass(.seconds(4))
        _ = room.handle(.pressed(fresh: .two))
        #expect(room.handle(.join(.two, .here)).words == ["works"])
    }

    @Test("an action that never starts is ended, and has failed when it is gone")
    func tooLong() {
        var room = Room()
        _ = room.handle(.pressed(fresh: .one))
        #expect(room.pass(.seconds(30)).words == ["leave 1"])
        #expect(room.state.name == "leaving")
        #expect(room.handle(.join(.one, .left)).words == ["forget 1"])
        #expect(room.state.name == "could-not-join")
        guard case .couldNotJoin(_, .tookTooLong) = room.state else {
            Issue.record("\(room.state)")
            return
        }
    }

    @Test("a session that doesn't end when told is forgotten, after the joiner has had its time to end it by force")
    func neverLeaves() {
        var room = Room.inPhase("leaving")
        #expect(room.pass(.milliseconds(10_999)).words == [])
        #expect(room.pass(.milliseconds(1)).words == ["forget 1"])
        #expect(room.state.name == "joinable")
    }

    @Test("a failure is shown for five minutes, or until its meeting can't be joined any more")
    func failureShown() {
        var room = Room.inPhase("could-not-join")
        _ = room.pass(.seconds(299))
        #expect(room.state.name == "could-not-join")
        _ = room.pass(.seconds(1))
        #expect(room.state.name == "joinable")

        room = Room.inPhase("could-not-join")
        room.meetings = []
        _ = room.handle(.ticked)
        #expect(room.state == .free)
    }

    @Test("trying again joins the meeting that failed, also where another can be joined")
    func tryAgain() {
        let both: [Meeting] = [.make("a", "10:00", "11:00"), .make("b", "10:00", "11:00")]
        for offset in 0..<8 {
            var room = Room(both)
            _ = room.pass(.seconds(offset))
            _ = room.handle(.pressed(fresh: .one))
            _ = room.handle(.join(.one, .failed))
            guard case .couldNotJoin(let session, _) = room.state else {
                Issue.record("\(room.state)")
                return
            }
            for seconds in [4, 5, 9, 13] {
                var later = room
                _ = later.pass(.seconds(seconds))
                #expect(
                    later.handle(.pressed(fresh: .two)).words.last
                        == "join 2 \(session.meeting?.id.value.exposed ?? "")")
            }
        }
    }

    @Test("two meetings alternate every four seconds, and a press joins the one that is shown")
    func alternation() {
        var room = Room([.make("a", "10:00", "11:00"), .make("b", "10:00", "11:00")])
        var shown: [String] = []
        for _ in 0..<4 {
            guard case .joinable(let item, let index, 2) = room.state else {
                Issue.record("\(room.state)")
                return
            }
            let name = item.meeting.id.value.exposed
            #expect(index == (name == "a" ? 0 : 1))
            shown.append(name)
            var pressed = room
            _ = pressed.pass(.milliseconds(300))
            #expect(pressed.handle(.pressed(fresh: .one)).words.last == "join 1 \(name)")
            let deadline = room.machine.nextDeadline(agenda: room.agenda, now: room.now)
            #expect(deadline.map { $0 - room.now.uptime } == .seconds(4))
            _ = room.pass(.seconds(4))
        }
        #expect(shown == ["a", "b", "a", "b"])
    }

    @Test("the next of two meetings has its turn at the very moment, whatever the time since boot")
    func alternationOnTheDot() {
        var room = Room([.make("a", "10:00", "11:00"), .make("b", "10:00", "11:00")])
        // Of these Double makes a turn too few.
        for turn in [30_015, 30_021, 30_031, 1_000_003] {
            room.now.uptime = .seconds(4) * turn
            guard case .joinable(_, let index, 2) = room.state else {
                Issue.record("\(room.state)")
                return
            }
            #expect(index == turn % 2)
            let deadline = room.machine.nextDeadline(agenda: room.agenda, now: room.now)
            #expect(deadline == .seconds(4) * (turn + 1))
        }
    }

    @Test(
        "a press around the moment of change joins the meeting that the eye has seen", arguments: [0, 1, 150, 299, 300])
    func aroundTheChange(milliseconds: Int) {
        var room = Room([.make("a", "10:00", "11:00"), .make("b", "10:00", "11:00")])
        guard case .joinable(let first, _, 2) = room.state,
            let turn = room.machine.nextDeadline(agenda: room.agenda, now: room.now)
        else {
            Issue.record("\(room.state)")
            return
        }
        // The loop comes round a little late: what is drawn then is what counts.
        _ = room.pass(turn - room.now.uptime + .milliseconds(40))
        guard case .joinable(let second, _, 2) = room.state else {
            Issue.record("\(room.state)")
            return
        }
        #expect(first != second)
        room.now.uptime += .milliseconds(milliseconds)
        let expected = milliseconds < 300 ? first : second
        #expect(room.handle(.pressed(fresh: .one)).words == ["join 1 \(expected.meeting.id.value.exposed)"])
    }

    @Test("a press that comes before the new meeting is drawn joins the one that is still shown")
    func beforeTheChange() {
        var room = Room([.make("a", "10:00", "11:00"), .make("b", "10:00", "11:00")])
        guard case .joinable(let first, _, 2) = room.state,
            let turn = room.machine.nextDeadline(agenda: room.agenda, now: room.now)
        else {
            Issue.record("\(room.state)")
            return
        }
        room.now.uptime = turn + .milliseconds(30)
        #expect(room.handle(.pressed(fresh: .one)).words == ["join 1 \(first.meeting.id.value.exposed)"])
    }

    @Test(
        "a session follows its meeting: a new title and a new end show at once, and its end is known after it is gone")
    func followsMeeting() {
        var room = Room.inPhase("in-meeting")
        room.meetings = [.make("a", "10:00", "11:30") { $0.title = Private("moved") }]
        _ = room.handle(.ticked)
        guard case .inMeeting(let session) = room.state else {
            Issue.record("\(room.state)")
            return
        }
        #expect(session.meeting?.title.exposed == "moved")
        #expect(session.end == Day.at("11:30"))
        room.meetings = []
        _ = room.handle(.ticked)
        guard case .inMeeting(let kept) = room.state else {
            Issue.record("\(room.state)")
            return
        }
        #expect(kept.meeting?.title.exposed == "moved")
        #expect(kept.end == Day.at("11:30"))
    }

    @Test("an adopted session whose meeting isn't in the window is a meeting all the same")
    func adoptedUnknown() {
        var room = Room([])
        _ = room.handle(.adopted(.one, meeting: .aalto("gone")))
        #expect(room.state == .inMeeting(SessionView(token: .one, key: .aalto("gone"), meeting: nil, end: nil)))
        #expect(room.handle(.held).words == ["leave 1"])
    }

    @Test("an adopted session elsewhere ends when its meeting was to end, also where the window has it no more")
    func adoptedElsewhere() {
        var room = Room([])
        _ = room.handle(.adopted(.one, meeting: .aalto("gone"), end: room.now.wall + .minutes(10)))
        _ = room.handle(.join(.one, .elsewhere))
        #expect(room.machine.nextWallDeadline == room.now.wall + .minutes(10))
        _ = room.pass(.minutes(9))
        #expect(room.state.name == "in-meeting")
        _ = room.pass(.minutes(1))
        #expect(room.state.name == "free")
    }

    @Test(
        "the first look reports nothing; then each beginning, opening and end is reported once, in that order of time")
    func reports() {
        var room = Room([.make("a", "10:00", "10:30"), .make("b", "10:30", "11:00")], at: "9:00")
        var told: [String] = []
        for _ in 0..<(3 * 60) { told += room.pass(.minutes(1)).reports }
        #expect(told == ["JoinOpened", "Start", "JoinOpened", "End", "Start", "End"])
        var late = Room([.make("a")], at: "10:30")
        #expect(late.handle(.ticked).reports == [])
    }

    @Test("nothing that happens traps, whatever the order", arguments: 0..<20)
    func anyOrder(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        var room = Room([.make("a"), .make("b", "10:30", "11:30"), .make("c", "12:00", "13:00", join: [])])
        var running: Set<JoinToken> = []
        for step in 0..<2000 {
            let tokens = [JoinToken.one, .two, JoinToken("\(step)")]
            let token = tokens[next(3)]
            let events: [RoomEvent] = [
                .ticked, .pressed(fresh: JoinToken("\(step)")), .held, .join(token, .connecting),
                .join(token, .here), .join(token, .elsewhere), .join(token, .failed), .join(token, .left),
                .adopted(token, meeting: .aalto("a")),
            ]
            let effects = room.handle(events[next(events.count)]) + room.pass(.milliseconds(next(20_000)))
            for effect in effects {
                switch effect {
                case .join(let token, _, _):
                    #expect(running.isEmpty, "a second session beside another")
                    running.insert(token)
                case .forget(let token): running.remove(token)
                default: break
                }
            }
            if let deadline = room.machine.nextDeadline(agenda: room.agenda, now: room.now) {
                #expect(deadline > room.now.uptime)
            }
        }
    }
}
