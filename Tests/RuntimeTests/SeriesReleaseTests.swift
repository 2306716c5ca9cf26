// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation
import Testing

/// Recurring series that nobody comes to, over days and restarts.
@Suite("Series that are given back, in virtual time")
struct SeriesReleaseTests {
    private static let day = 24 * 60
    private static let series = "weekly"
    private static let given = "SeriesReleased"

    private static func room(
        after: Int? = 3, lasting: Int = 30, count: Int = 10, _ prepare: (VirtualRoom) -> Void = { _ in }
    ) throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.shareForWriting()
        room.releaseAfter = .minutes(5)
        room.releaseSeriesAfter = after
        addSeries(series, to: room, lasting: lasting, count: count)
        prepare(room)
        try room.start()
        room.run(to: 2)
        return room
    }

    /// Occurrences, ten unless told otherwise, a day each, from ten minutes after the morning on.
    private static func addSeries(
        _ id: String, to room: VirtualRoom, at minutes: Int = 10, lasting: Int = 30, isInvited: Bool = true,
        count: Int = 10
    ) {
        room.edit { calendar, now in
            var event = SimulatedEvent(
                "Title of \(id)", from: VirtualRoom.morning + .minutes(minutes), lasting: .minutes(lasting))
            if isInvited {
                event.attendees = [.init("alice@example.com"), .init(VirtualRoom.calendar, isResource: true)]
                event.isCopy = true
            }
            calendar.addSeries(id, event, repeating: SimulatedRecurrence(.daily, count: count), at: now)
        }
    }

    private static func id(_ day: Int, at minutes: Int = 10) -> String {
        let start = VirtualRoom.morning + .minutes(minutes) + .days(day)
        return SimulatedCalendar.occurrenceID(of: series, .timed(start: start, end: start))
    }

    /// What the room answered to each of the ten, by its first letter: accepted or declined; `-` is cancelled.
    private static func answers(_ room: VirtualRoom) -> String {
        (0..<10).map { day in
            room.google.calendars[VirtualRoom.calendar]?.event(id(day))?.attendees.last?.response.first
                .map(String.init) ?? "-"
        }.joined()
    }

    private static func days(_ room: VirtualRoom, to day: Int) { room.run(to: day * Self.day + 60) }

    private static func patches(_ room: VirtualRoom) -> [String] {
        room.google.requests.filter { $0.method == "PATCH" }.map { $0.path.last ?? "" }
    }

    @Test("after three no-shows in a row the room declines the series, once, and says so")
    func givenBack() throws {
        let room = try Self.room()
        Self.days(room, to: 1)
        #expect(Self.answers(room) == "ddaaaaaaaa")
        #expect(!room.events.contains(Self.given))
        Self.days(room, to: 2)
        #expect(Self.answers(room) == "dddddddddd")
        #expect(Self.patches(room) == [Self.id(0), Self.id(1), Self.id(2), Self.series])
        let told = room.reports.filter { $0.kind == .seriesReleased }
        #expect(told.map { $0.meeting?.title.exposed } == ["Title of weekly"])
        #expect(room.strikes.kept == [])
        Self.days(room, to: 5)
        #expect(Self.patches(room).count == 4)
        #expect(room.events.count { $0 == Self.given } == 1)
        #expect(room.google.calendars[VirtualRoom.calendar]?.event(Self.series) != nil)
    }

    @Test("without the key nothing is counted, and every occurrence is given back alone")
    func off() throws {
        let room = try Self.room(after: nil)
        Self.days(room, to: 6)
        #expect(Self.answers(room) == "dddddddaaa")
        #expect(!room.events.contains(Self.given))
    }

    @Test(
        "whoever comes sets the count back",
        arguments: ["press", "sensor", "script"])
    func kept(_ way: String) throws {
        let room = try Self.room()
        Self.days(room, to: 1)
        room.run(to: 2 * Self.day + 12)
        switch way {
        case "press": room.press()
        case "sensor":
            room.devices.cause(.presence(isSeen: true))
            room.run(to: 2 * Self.day + 41)
            room.devices.cause(.presence(isSeen: false))
        default: _ = room.agent?.assumeIsolated { $0.inUse(for: .seconds(60), source: "door") }
        }
        Self.days(room, to: 2)
        #expect(room.strikes.kept == [])
        Self.days(room, to: 4)
        #expect(Self.answers(room) == "ddaddaaaaa")
        Self.days(room, to: 5)
        // As with "all events" in Google's own calendar, the past goes with the rest.
        #expect(Self.answers(room) == "dddddddddd")
    }

    @Test("joining keeps the series, too")
    func joined() throws {
        let room = try Self.room()
        room.edit { calendar, now in
            calendar.changeSeries(Self.series, at: now) { $0.location = "https://meet.google.com/abc-defg-hij" }
        }
        Self.days(room, to: 1)
        room.run(to: 2 * Self.day + 8)
        room.press()
        #expect(room.state == "joining")
        Self.days(room, to: 2)
        #expect(room.strikes.kept == [])
        #expect(Self.answers(room) == "ddaaaaaaaa")
    }

    @Test("cancelled and declined occurrences are passed over")
    func passedOver() throws {
        let room = try Self.room { room in
            room.edit { calendar, now in
                calendar.cancel(Self.id(1), at: now)
                calendar.change(Self.id(2), at: now) { $0.attendees[1].response = "declined" }
            }
        }
        Self.days(room, to: 2)
        #expect(room.strikes.kept.map(\.count) == [1])
        Self.days(room, to: 3)
        #expect(room.strikes.kept.map(\.count) == [2])
        #expect(Self.answers(room) == "d-ddaaaaaa")
        Self.days(room, to: 4)
        #expect(Self.answers(room) == "d-dddddddd")
    }

    @Test("what somebody else declines or cancels while the room asks is no no-show")
    func foreign() throws {
        let room = try Self.room(after: 1)
        room.run(to: 14)
        room.google.inject(CloudFault(.slow(.seconds(5)), on: .edits))
        // Its reading is under way, and finds it declined.
        room.edit { calendar, now in calendar.change(Self.id(0), at: now) { $0.attendees[1].response = "declined" } }
        room.run(to: 30)
        #expect(room.strikes.kept == [])
        #expect(Self.answers(room) == "daaaaaaaaa")
    }

    @Test("what the room could not see is no no-show: no network, no button, no agent, no clock")
    func unseen() throws {
        let room = try Self.room(after: 2)
        Self.days(room, to: 0)
        room.google.inject(CloudFault(.unreachable, times: nil))
        Self.days(room, to: 1)
        room.google.clearFaults()
        room.run(to: Self.day + 120)
        room.devices.cause(.warning(.buttonLost, subject: "gpio:X", isOn: true))
        Self.days(room, to: 2)
        room.devices.cause(.warning(.buttonLost, subject: "gpio:X", isOn: false))
        room.run(to: 3 * Self.day + 12)
        room.kill()
        try room.start()
        Self.days(room, to: 3)
        #expect(Self.answers(room) == "daaaaaaaaa")
        #expect(room.strikes.kept.map(\.count) == [1])
        Self.days(room, to: 4)
        #expect(Self.answers(room) == "dddddddddd")
    }

    @Test("a clock that is not known to be right gives nothing back", arguments: [true, false])
    func clock(_ isSet: Bool) throws {
        let room = try Self.room(after: 1) { room in
            room.isClockSet = isSet
            room.cloudClock.lead = .minutes(30)
        }
        room.run(to: 60)
        #expect(Self.answers(room) == "aaaaaaaaaa")
        #expect(room.warnings.contains(isSet ? "clock-wrong" : "clock-not-set"))
    }

    @Test("the count outlives restarts and power cuts")
    func restarts() throws {
        let room = try Self.room()
        for day in 0..<3 {
            Self.days(room, to: day)
            room.kill()
            try room.start()
        }
        Self.days(room, to: 3)
        #expect(Self.answers(room) == "dddddddddd")
    }

    @Test("a series that could not be given back before a restart is found again after it")
    func owed() throws {
        let room = try Self.room(after: 2)
        Self.days(room, to: 0)
        room.run(to: Self.day + 14)
        // The occurrence is declined, and the series refused.
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .edits, after: 2, times: nil))
        Self.days(room, to: 1)
        #expect(Self.answers(room) == "ddaaaaaaaa")
        #expect(room.strikes.kept.map(\.count) == [2])
        room.kill()
        room.google.clearFaults()
        try room.start()
        room.run(to: Self.day + 70)
        #expect(Self.answers(room) == "dddddddddd")
        #expect(room.strikes.kept == [])
    }

    @Test("a series that is owed is kept by whoever comes, and left alone while somebody may be in it")
    func owedAndKept() throws {
        let room = try Self.room(after: 2)
        Self.days(room, to: 0)
        room.run(to: Self.day + 14)
        room.google.inject(CloudFault(.refusal(status: 403, reason: "forbidden"), on: .edits, after: 2, times: nil))
        room.run(to: 2 * Self.day + 9)
        #expect(room.warnings.contains("calendar-read-only"))
        room.run(to: 2 * Self.day + 12)
        room.google.clearFaults()
        room.run(to: 2 * Self.day + 13)
        room.press()
        Self.days(room, to: 2)
        #expect(Self.answers(room) == "ddaaaaaaaa")
        #expect(room.strikes.kept == [])
    }

    @Test("occurrences with an answer of their own are declined one by one, and so are all where Google keeps theirs")
    func exceptions() throws {
        let room = try Self.room(after: 1) { room in
            room.edit { calendar, now in
                calendar.change(Self.id(4), at: now) { $0.attendees[1].response = "tentative" }
            }
        }
        Self.days(room, to: 0)
        #expect(Self.answers(room) == "dddddddddd")
        #expect(Self.patches(room) == [Self.id(0), Self.series, Self.id(4)])
    }

    @Test("an answer of its own is found in a series of more than a page, however far ahead it is")
    func manyPages() throws {
        let far = [249, 250, 520]
        let room = try Self.room(after: 1, count: 600) { room in
            room.edit { calendar, now in
                for day in far { calendar.change(Self.id(day), at: now) { $0.attendees[1].response = "tentative" } }
            }
        }
        Self.days(room, to: 0)
        #expect(Self.answers(room) == "dddddddddd")
        #expect(Self.patches(room) == [Self.id(0), Self.series] + far.map { Self.id($0) })
        // Once, and no page twice.
        #expect(room.google.requests.count { $0.path.last == "instances" } == 3)
        #expect(room.strikes.kept == [])
        #expect(room.events.count { $0 == Self.given } == 1)
    }

    @Test("a reply that got lost, and a version that is stale, make neither two of a write nor none")
    func lostReplies() throws {
        for skip in 0..<6 {
            for fault in [CloudFault.Kind.cut, .refusal(status: 503, reason: "backendError")] {
                let room = try Self.room(after: 1)
                room.run(to: 14)
                room.google.inject(CloudFault(fault, on: .edits, after: skip))
                room.run(to: 60)
                #expect(Self.answers(room) == "dddddddddd", "\(fault) \(skip)")
                #expect(Self.patches(room).filter { $0 == Self.series }.count <= (fault.isLost ? 1 : 2))
                #expect(room.events.count { $0 == Self.given } == 1, "\(fault) \(skip)")
            }
        }
    }

    @Test("the day's requests, a series on the room's calendar directly, and one that is gone")
    func others() throws {
        let own = try Self.room(after: 1) { room in
            room.edit { calendar, now in calendar.cancelSeries(Self.series, at: now) }
            Self.addSeries("own", to: room, isInvited: false)
        }
        Self.days(own, to: 2)
        #expect(own.strikes.kept == [])
        #expect(own.google.calendars[VirtualRoom.calendar]?.event("own") != nil)
        let gone = try Self.room(after: 1)
        gone.run(to: 14)
        gone.google.inject(CloudFault(.refusal(status: 404, reason: "notFound"), on: .edits, after: 2))
        gone.run(to: 60)
        #expect(Self.answers(gone) == "daaaaaaaaa")
        #expect(gone.strikes.kept == [])
    }

    @Test("a long series is given back to nobody, and a record that cannot be kept counts until the next start")
    func longAndForgetful() throws {
        let long = try Self.room(after: 1, lasting: 5 * 60)
        Self.days(long, to: 1)
        #expect(Self.answers(long) == "aaaaaaaaaa")
        let room = try Self.room(after: 2)
        room.strikes.works = false
        Self.days(room, to: 1)
        #expect(Self.answers(room) == "dddddddddd")
    }
}

extension CloudFault.Kind {
    /// The request was carried out.
    fileprivate var isLost: Bool { if case .cut = self { true } else { false } }
}
