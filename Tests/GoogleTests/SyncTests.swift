// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

/// The client against the simulated Google: what a window looks like after each thing that happens to a calendar.
@Suite struct SyncTests {
    private func event(_ title: String, _ day: Int, hour: Int = 9) -> SimulatedEvent {
        SimulatedEvent(title, from: World.start + .days(day) + .hours(hour - 8), lasting: .minutes(30))
    }

    @Test("a full sync of several pages has everything once, and its cursor on the last page only")
    func pages() async throws {
        let world = try World()
        world.google.longestPage = 7
        world.edit { calendar, now in
            for index in 0..<20 { calendar.add("e\(index)", event("m\(index)", index % 5), at: now) }
            calendar.add("past", event("past", -8), at: now)
            calendar.add("future", event("future", 32), at: now)
        }
        let (changes, last, pages) = try await world.all(.full(World.window))
        #expect(pages == 3)
        #expect(changes.count == 20)
        #expect(Set(changes).count == 20)
        #expect(last.nextCursor != nil)
        #expect(last.timeZone == "UTC+7200 s")
        #expect(last.sourceTime == World.start)
        let first = try await world.source.page(CalendarPageRequest(.full(World.window)))
        #expect(first.nextPage != nil)
        #expect(first.nextCursor == nil)
    }

    @Test("the window's edges: what ends at its beginning or starts at its end is outside")
    func edges() async throws {
        let world = try World()
        let (from, to) = (World.window.earliest, World.window.latest)
        world.edit { calendar, now in
            calendar.add("before", SimulatedEvent("before", .timed(start: from - .hours(1), end: from)), at: now)
            calendar.add(
                "into", SimulatedEvent("into", .timed(start: from - .hours(1), end: from + .hours(1))), at: now)
            calendar.add("outof", SimulatedEvent("outof", .timed(start: to - .hours(1), end: to + .hours(1))), at: now)
            calendar.add("after", SimulatedEvent("after", .timed(start: to, end: to + .hours(1))), at: now)
        }
        #expect(try await world.fullSync().window.titles == ["into", "outof"])
    }

    @Test("additions, changes, moves and cancellations arrive by the cursor, and nothing arrives twice")
    func incremental() async throws {
        let world = try World()
        world.edit { calendar, now in
            for name in ["kept", "renamed", "moved", "cancelled"] { calendar.add(name, event(name, 1), at: now) }
        }
        var (window, cursor) = try await world.fullSync()
        #expect(try await world.all(.changes(since: cursor)).changes.isEmpty)

        world.edit { calendar, now in
            calendar.add("new", event("new", 2), at: now)
            calendar.change("renamed", at: now) { $0.title = "other name" }
            calendar.move("moved", to: event("", 3).span, at: now)
            calendar.cancel("cancelled", at: now)
        }
        let (changes, last, _) = try await world.all(.changes(since: cursor))
        #expect(changes.stored.count == 3)
        #expect(changes.removed == [MeetingID("cancelled")])
        #expect(last.refused.count == 0)
        try await world.update(&window, &cursor)
        #expect(window.titles == ["kept", "moved", "new", "other name"])
        #expect(window["moved"]?.span == event("", 3).span)
        #expect(try await world.all(.changes(since: cursor)).changes.isEmpty)
    }

    @Test("a series: one occurrence changed, one moved, one cancelled, then all renamed, then the rest cancelled")
    func series() async throws {
        let zone = FixedOffset(secondsEast: 7200)
        let world = try World(zone: zone)
        let pattern = event("Daily", 0)
        let spans = (0..<5).map { day in event("", day).span }
        let ids = spans.map { SimulatedCalendar.occurrenceID(of: "s", $0) }
        world.edit { calendar, now in
            calendar.addSeries("s", pattern, repeating: SimulatedRecurrence(.daily, count: 5), at: now)
        }
        var (window, cursor) = try await world.fullSync()
        #expect(window.meetings.keys.sorted() == ids.sorted().map { MeetingID($0) })
        #expect(ids[0] == "s_20261123T070000Z")

        world.edit { calendar, now in
            calendar.change(ids[1], at: now) { $0.title = "Special" }
            calendar.move(ids[2], to: event("", 20).span, at: now)
            calendar.cancel(ids[3], at: now)
        }
        try await world.update(&window, &cursor)
        #expect(window.titles == ["Daily", "Daily", "Daily", "Special"])
        #expect(window[ids[2]]?.span == event("", 20).span)
        #expect(window[ids[3]] == nil)

        world.edit { calendar, now in calendar.changeSeries("s", at: now) { $0.title = "Weekly?" } }
        try await world.update(&window, &cursor)
        #expect(window.titles == Array(repeating: "Weekly?", count: 4))

        world.edit { calendar, now in calendar.cancelSeries("s", at: now) }
        try await world.update(&window, &cursor)
        #expect(window.meetings.isEmpty)
    }

    @Test("occurrences know their series")
    func seriesID() async throws {
        let world = try World()
        world.edit { calendar, now in
            calendar.addSeries("s", event("x", 0), repeating: SimulatedRecurrence(.weekly, count: 2), at: now)
        }
        let details = try await world.all(.full(World.window)).changes.details
        #expect(details.map(\.seriesID) == [MeetingID("s"), MeetingID("s")])
    }

    @Test("an endless series fills the window and no more")
    func endlessSeries() async throws {
        let world = try World()
        world.edit { calendar, now in
            calendar.addSeries("s", event("x", -30), repeating: SimulatedRecurrence(.daily), at: now)
        }
        #expect(try await world.fullSync().window.meetings.count == 38)
    }

    @Test("an event that leaves the window is told either way", arguments: [true, false])
    func movedOut(asCancelled: Bool) async throws {
        let world = try World()
        world.edit { calendar, now in
            calendar.movedOut = asCancelled ? .asCancelled : .withNewTimes
            calendar.add("e", event("e", 1), at: now)
            calendar.add("far", event("far", 100), at: now)
        }
        let cursor = try await world.fullSync().cursor
        world.edit { calendar, now in
            calendar.move("e", to: event("", 40).span, at: now)
            calendar.change("far", at: now) { $0.title = "still far" }
        }
        let changes = try await world.all(.changes(since: cursor)).changes
        #expect(changes.count == 1)
        if asCancelled {
            #expect(changes.removed == [MeetingID("e")])
        } else {
            #expect(changes.stored.first?.span == event("", 40).span)
        }
    }

    @Test("days that enter later never come by the cursor; the edge has them, and no cursor")
    func slidingEdge() async throws {
        let world = try World()
        world.edit { calendar, now in calendar.add("later", event("later", 33), at: now) }
        let cursor = try await world.fullSync().cursor
        world.clock.now = World.start + .days(3)
        world.edit { calendar, now in calendar.change("later", at: now) { $0.title = "later!" } }
        #expect(try await world.all(.changes(since: cursor)).changes.isEmpty)
        let edge = WindowBounds(earliest: World.window.latest, latest: World.window.latest + .days(3))
        let (changes, last, _) = try await world.all(.edge(edge))
        #expect(changes.stored.map(\.title.exposed) == ["later!"])
        #expect(last.nextCursor == nil)
    }

    @Test("an event of no length that starts where the full sync ends is of the edge")
    func edgeOfNoLength() async throws {
        let world = try World()
        let point = SimulatedEvent("point", from: World.window.latest, lasting: .zero)
        world.edit { calendar, now in calendar.add("point", point, at: now) }
        #expect(try await world.fullSync().window.titles == [])
        let edge = WindowBounds(earliest: World.window.latest, latest: World.window.latest + .days(3))
        #expect(try await world.all(.edge(edge)).changes.stored.map(\.title.exposed) == ["point"])
    }

    @Test("an expired cursor says so, in every way that Google has for it; a new full sync mends it")
    func expired() async throws {
        let world = try World()
        world.edit { calendar, now in calendar.add("e", event("e", 1), at: now) }
        let cursor = try await world.fullSync().cursor
        world.google.expireSyncTokens()
        #expect(await world.failure(of: .changes(since: cursor))?.reason == .cursorExpired)
        let again = try await world.fullSync().cursor
        world.clock.now = World.start + .days(8)
        #expect(await world.failure(of: .changes(since: again))?.reason == .cursorExpired)
        let garbled = SyncCursor(token: Private("garbled"), bounds: World.window)
        #expect(await world.failure(of: .changes(since: garbled))?.reason == .cursorExpired)
        #expect(try await world.fullSync().window.titles == ["e"])
    }

    @Test("what changes while pages are fetched comes with the cursor that they end in")
    func changeBetweenPages() async throws {
        let world = try World()
        world.google.longestPage = 2
        world.edit { calendar, now in
            for index in 0..<4 { calendar.add("e\(index)", event("e\(index)", 1), at: now) }
        }
        var window = MeetingWindow()
        let first = try await world.source.page(CalendarPageRequest(.full(World.window)))
        window.apply(first.changes)
        world.edit { calendar, now in
            calendar.cancel("e0", at: now)
            calendar.add("e4", event("e4", 1), at: now)
        }
        var next = first.nextPage
        var cursor = SyncCursor(token: Private(""), bounds: World.window)
        while let page = next {
            let following = try await world.source.page(CalendarPageRequest(.full(World.window), page: page))
            window.apply(following.changes)
            next = following.nextPage
            if let token = following.nextCursor { cursor.token = token }
        }
        try await world.update(&window, &cursor)
        #expect(window.titles == ["e1", "e2", "e3", "e4"])
    }

    @Test("10,000 events and one change, without ever a page above 250")
    func manyEvents() async throws {
        let world = try World()
        world.edit { calendar, now in
            for index in 0..<10_000 {
                var event = event("meeting \(index)", index % 30, hour: 8 + index % 10)
                event.attendees = [.init(World.room, isResource: true)]
                calendar.add("e\(index)", event, at: now)
            }
        }
        let (changes, last, pages) = try await world.all(.full(World.window))
        #expect(pages == 40)
        #expect(changes.stored.count == 10_000)
        #expect(last.refused.count == 0)
        #expect(changes.stored.allSatisfy { $0.ownResponse == .accepted })
        world.edit { calendar, now in calendar.change("e5000", at: now) { $0.title = "changed" } }
        let cursor = SyncCursor(token: try #require(last.nextCursor), bounds: World.window)
        #expect(try await world.all(.changes(since: cursor)).changes.stored.map(\.title.exposed) == ["changed"])
    }

    @Test("private meetings reach a reader without details, and free/busy readers see times only")
    func roles() async throws {
        for (role, title, isPrivate, isBusyOnly) in [
            (.owner, "secret", true, false), (.writer, "secret", true, false), (.reader, "", true, true),
            (.freeBusyReader, "", true, true),
        ] as [(SimulatedCalendar.Role, String, Bool, Bool)] {
            let world = try World(role: role)
            world.edit { calendar, now in
                var event = event("secret", 1)
                event.visibility = "private"
                calendar.add("e", event, at: now)
            }
            let meeting = try #require(try await world.fullSync().window["e"])
            #expect(meeting.title.exposed == title)
            #expect(meeting.isPrivate == isPrivate)
            #expect(meeting.isBusyOnly == isBusyOnly)
        }
    }

    @Test("events that are no meetings, and events of shapes that Google would never send")
    func oddEvents() async throws {
        let world = try World()
        world.edit { calendar, now in
            for type in ["workingLocation", "focusTime", "outOfOffice", "birthday", "default", "fromGmail"] {
                var event = event(type, 1)
                event.eventType = type
                calendar.add(type, event, at: now)
            }
            var odd = event("odd", 1)
            odd.extra = [("start", .text("tomorrow")), ("summary", .integer(7))]
            calendar.add("odd", odd, at: now)
        }
        let (changes, last, _) = try await world.all(.full(World.window))
        #expect(changes.stored.map(\.title.exposed).sorted() == ["default", "fromGmail"])
        #expect(last.refused.count == 1)
    }

    @Test("a cursor of an agent that asked with other parameters leads to a full sync, and Google is not asked with it")
    func otherParameters() async throws {
        let world = try World()
        let (_, cursor) = try await world.fullSync()
        #expect(cursor.token.exposed.hasPrefix("types:CPjX-"))
        #expect(world.google.requests.last?["eventTypes"] == "default")
        let bare = String(cursor.token.exposed.dropFirst("types:".count))
        let asked = world.google.requests.count
        let old = SyncCursor(token: Private(bare), bounds: World.window)
        #expect(await world.failure(of: .changes(since: old))?.reason == .cursorExpired)
        #expect(world.google.requests.count == asked)
        #expect(await world.failure(of: .changes(since: cursor)) == nil)
        #expect(world.google.requests.last?["syncToken"] == bare)
    }

    @Test("a day keeps its hours over a change of the clocks")
    func summerTime() async throws {
        let world = try World(zone: SpringForward())
        let start = instant("2026-03-27T07:00:00Z")
        world.edit { calendar, now in
            calendar.addSeries(
                "s", SimulatedEvent("x", from: start, lasting: .minutes(30)),
                repeating: SimulatedRecurrence(.daily, count: 4), at: now)
        }
        let bounds = WindowBounds(earliest: start - .days(1), latest: start + .days(9))
        let starts = try await world.fullSync(bounds).window.meetings.values.map { $0.span.start(in: FixedOffset()) }
        #expect(
            starts.sorted() == ["27T07", "28T07", "29T06", "30T06"].map { instant("2026-03-\($0):00:00Z") })
    }
}

/// Two hours east, three from 2026-03-29 01:00 UTC on.
private struct SpringForward: TimeZoneRules {
    let name = "Europe/Helsinki"
    private let change = instant("2026-03-29T01:00:00Z")

    func civilTime(at instant: Instant) -> CivilTime {
        FixedOffset(secondsEast: instant < change ? 7200 : 10_800).civilTime(at: instant)
    }

    func startOfDay(_ date: CivilDate) -> Instant {
        let winter = FixedOffset(secondsEast: 7200).startOfDay(date)
        return winter < change ? winter : FixedOffset(secondsEast: 10_800).startOfDay(date)
    }
}
