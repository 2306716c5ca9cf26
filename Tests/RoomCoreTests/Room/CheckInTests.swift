// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

/// Meetings in which somebody has to show up, and rooms that nobody came to.
@Suite("Check-in")
struct CheckInTests {
    private struct Room {
        var machine: RoomMachine
        var meetings: [Meeting]
        var now: Moment

        /// At 9:55, before the meetings.
        init(
            _ meetings: [Meeting], at time: String = "9:55", checksIn: Bool = true, after: Duration? = .minutes(5),
            isKnown: Bool = true
        ) {
            self.isKnown = isKnown
            var manners = RoomManners()
            manners.checksIn = checksIn
            manners.releaseAfter = after
            machine = RoomMachine(manners: manners)
            self.meetings = meetings
            now = Day.moment(time)
            _ = handle(.ticked)
        }

        var isKnown = true
        var agenda: Agenda {
            Agenda(
                window: MeetingWindow(isKnown ? meetings : []), rules: .video, zone: Day.zone, now: now.wall,
                isKnown: isKnown)
        }
        var awaits: Bool { machine.awaitsCheckIn(agenda: agenda, now: now) }
        var deadline: Duration? { machine.nextDeadline(agenda: agenda, now: now) }

        mutating func handle(_ event: RoomEvent) -> [RoomEffect] { machine.handle(event, agenda: agenda, now: now) }

        /// What was given back until then; the room wakes at each minute.
        mutating func run(to time: String) -> [String] {
            var released: [String] = []
            while now.wall < Day.at(time) {
                now = Moment(wall: now.wall + .minutes(1), uptime: now.uptime + .minutes(1))
                for case .release(let item) in handle(.ticked) { released.append(item.meeting.id.value.exposed) }
            }
            return released
        }
    }

    private static func meeting(
        _ name: String = "a", _ start: String = "10:00", _ end: String = "11:00",
        change: (inout Meeting) -> Void = { _ in }
    ) -> Meeting {
        .make(name, start, end, join: []) {
            $0.ownResponse = .accepted
            change(&$0)
        }
    }

    @Test("a meeting to which nobody came gives the room back after the time that was set, once")
    func released() {
        var room = Room([Self.meeting()])
        #expect(!room.awaits)
        #expect(room.run(to: "10:04") == [])
        #expect(room.awaits)
        #expect(room.deadline == Day.moment("10:05").uptime)
        #expect(room.run(to: "10:30") == ["a"])
        #expect(!room.awaits)
    }

    @Test("a push checks in: the display says so, and the room stays")
    func pressed() {
        var room = Room([Self.meeting()])
        _ = room.run(to: "10:02")
        _ = room.handle(.pressed(fresh: JoinToken("1")))
        #expect(room.machine.notice(at: room.now) == .checkedIn)
        #expect(!room.awaits)
        #expect(room.run(to: "10:30") == [])
        _ = room.handle(.pressed(fresh: JoinToken("1")))
        #expect(room.machine.notice(at: room.now) == .nothingToJoin)
    }

    @Test("joining checks in, also before the start, and however the join goes")
    func joined() {
        for answer in [JoinProgress.connected(isElsewhere: false), .ended(.failed(JoinFailure(.programMissing)))] {
            var room = Room([Self.meeting { $0.joinAddresses = [.zoom] }], at: "9:54")
            _ = room.run(to: "9:58")
            _ = room.handle(.pressed(fresh: JoinToken("1")))
            _ = room.handle(.join(JoinToken("1"), answer))
            #expect(room.run(to: "10:30") == [])
        }
    }

    @Test("a group that waits for the room to be left has all of its time from then on")
    func waiting() {
        var room = Room(
            [Self.meeting("a", "9:50", "10:00") { $0.joinAddresses = [.zoom] }, Self.meeting("b", "10:00", "11:00")])
        _ = room.handle(.pressed(fresh: JoinToken("1")))
        _ = room.handle(.join(JoinToken("1"), .connected(isElsewhere: false)))
        #expect(room.run(to: "10:20") == [])
        _ = room.handle(.join(JoinToken("1"), .ended(.left(detail: ""))))
        #expect(room.run(to: "10:24") == [])
        #expect(room.run(to: "10:26") == ["b"])
    }

    @Test("somebody who is seen while the meeting is on checks in, and is told; who was there before does not count")
    func present() {
        var room = Room([Self.meeting()])
        _ = room.handle(.present(until: Day.moment("9:59").uptime))
        #expect(room.run(to: "10:03") == [])
        let effects = room.handle(.present(until: room.now.uptime + .minutes(1)))
        #expect(effects.contains { if case .report(let report) = $0 { report.kind == .checkedIn } else { false } })
        #expect(room.run(to: "10:30") == [])
        room = Room([Self.meeting()])
        _ = room.handle(.present(until: Day.moment("9:59").uptime))
        #expect(room.run(to: "10:30") == ["a"])
    }

    @Test("a room that was looked at only after the start gives nothing back: somebody may have come")
    func restarted() {
        var room = Room([Self.meeting()], at: "10:01")
        #expect(room.awaits)
        #expect(room.run(to: "10:40") == [])
    }

    @Test("and not where the room was looked at after the start, ended it, and the calendar refused that")
    func restartedAndEndRefused() {
        let meeting = Self.meeting()
        var room = Room([meeting, Self.meeting("b", "11:30", "12:00")], at: "10:01")
        let all = room.meetings
        room.meetings = []
        #expect(room.run(to: "10:03") == [])
        room.meetings = all
        #expect(room.run(to: "11:50") == ["b"])
    }

    @Test("what was on before and was put off until after its end is given back as any other")
    func restartedAndPutOff() {
        var room = Room([Self.meeting()], at: "10:01")
        room.meetings = [Self.meeting("a", "11:30", "12:00")]
        #expect(room.run(to: "11:50") == ["a"])
    }

    @Test(
        "long bookings, whole days, what takes no time and what was booked at the room stay",
        arguments: ["long", "day", "open", "made", "bare"])
    func exempt(kind: String) {
        var meeting = Self.meeting()
        switch kind {
        case "long": meeting.span = .timed(start: Day.at("10:00"), end: Day.at("14:01"))
        case "day": meeting = .allDay("a")
        case "open": meeting.blocksTime = false
        case "made": meeting.id = MeetingID.made(of: [1, 2, 3, 4])
        default: meeting.isBusyOnly = true
        }
        var room = Room([meeting])
        #expect(room.run(to: "10:30") == [])
        #expect(!room.awaits || kind == "long")
    }

    @Test("who came has come, also where the room wanted the meeting ended and the calendar refused that")
    func endRefused() {
        let meeting = Self.meeting()
        for isSeen in [false, true] {
            var room = Room([meeting])
            _ = room.run(to: "10:02")
            if isSeen { _ = room.handle(.pressed(fresh: JoinToken("1"))) }
            #expect(room.run(to: "10:04") == [])
            room.meetings = []
            #expect(room.run(to: "10:10") == [])
            room.meetings = [meeting]
            #expect(room.run(to: "10:59") == (isSeen ? [] : ["a"]))
        }
    }

    @Test("who came to a meeting that was put off until after its end is to come again")
    func putOff() {
        var room = Room([Self.meeting()])
        _ = room.run(to: "10:02")
        _ = room.handle(.pressed(fresh: JoinToken("1")))
        room.meetings = [Self.meeting("a", "11:30", "12:00")]
        #expect(room.run(to: "11:50") == ["a"])
    }

    @Test("a window that opens late brings what was on before, and that is given back by nobody")
    func lateWindow() {
        var room = Room([Self.meeting("before"), Self.meeting("later", "10:30", "11:00")], at: "10:02", isKnown: false)
        _ = room.run(to: "10:04")
        room.isKnown = true
        #expect(room.run(to: "10:50") == ["later"])
    }

    @Test("without the time nothing is given back, and without check-in nobody is asked to come")
    func off() {
        var room = Room([Self.meeting()], after: nil)
        #expect(room.run(to: "10:50") == [])
        #expect(room.awaits)
        room = Room([Self.meeting()], checksIn: false)
        #expect(room.run(to: "10:50") == [])
        #expect(!room.awaits)
    }

    @Test("what a clock that was wrong for days brings when it is set was on before, and is given back by nobody")
    func clockMended() {
        var room = Room([Self.meeting(), Self.meeting("later", "10:40", "11:00")], at: "9:30")
        room.now.wall = Day.at("9:30") - .days(30)
        _ = room.handle(.ticked)
        room.now = Moment(wall: Day.at("10:20"), uptime: room.now.uptime + .minutes(1))
        #expect(room.run(to: "10:59") == ["later"])
    }

    @Test("a clock that is set does not give a room back before its time has passed")
    func clockStep() {
        var room = Room([Self.meeting()])
        _ = room.run(to: "10:01")
        room.now.wall = Day.at("10:20")
        let effects = room.handle(.ticked)
        #expect(!effects.contains { if case .release = $0 { true } else { false } })
        #expect(room.run(to: "10:40") == ["a"])
    }

    @Test("a clock that was ahead and is set back gives the time by the clock, in a meeting that is still on")
    func clockBack() {
        var room = Room([Self.meeting()])
        _ = room.run(to: "10:03")
        room.now.wall = Day.at("10:01")
        #expect(room.handle(.ticked).isEmpty)
        #expect(room.deadline == room.now.uptime + .minutes(4))
        #expect(room.run(to: "10:04") == [])
        #expect(room.run(to: "10:40") == ["a"])
    }
}

@Suite("Who says that the room is in use")
struct PresenceTests {
    @Test("sources add up: the latest counts, and none can take another's word back")
    func adds() {
        var presence = Presence()
        #expect(presence.until == .zero)
        let isIn = presence.add("door", for: .seconds(300), at: .seconds(100))
        #expect(isIn)
        _ = presence.add("camera", for: .seconds(60), at: .seconds(100))
        #expect(presence.until == .seconds(400))
        _ = presence.add("door", for: .seconds(1), at: .seconds(120))
        #expect(presence.until == .seconds(400))
        _ = presence.add("door", for: .hours(100), at: .seconds(120))
        #expect(presence.until == .seconds(120) + Presence.longest)
    }

    @Test("sixteen sources at most; one whose time is over makes room")
    func bounded() {
        var presence = Presence()
        for index in 0..<Presence.maximumCount {
            let isIn = presence.add("s\(index)", for: .seconds(10 + index), at: .zero)
            #expect(isIn)
        }
        let isOneMore = presence.add("more", for: .seconds(10), at: .seconds(9))
        #expect(!isOneMore)
        let isKnown = presence.add("s3", for: .seconds(10), at: .seconds(9))
        #expect(isKnown)
        let isLater = presence.add("more", for: .seconds(10), at: .seconds(10))
        #expect(isLater)
    }

    @Test(
        "names of sources", arguments: [("door", true), ("a.b-C_9", true), ("", false), ("a b", false), ("ä", false)])
    func names(name: String, isName: Bool) { #expect(Presence.isName(name) == isName) }
}
