// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation
import Testing

/// What the window may never say, whatever disk, network and clock do.
@Suite("The keeper of a calendar, in virtual time")
struct CalendarKeeperTests {
    private static let held = OpenedStore.unusable(StoreFailure(.inUse, operation: "load", detail: ""))
    private static let dead = OpenedStore.unusable(StoreFailure(.medium, operation: "open", detail: "read-only"))

    @Test(
        "a calendar that is looked at seldom is not called old while all is well, by day or by night",
        arguments: [60, 300, 3600])
    func seldomPolls(seconds: Int) throws {
        let room = try VirtualRoom()
        room.poll = .seconds(seconds)
        try room.start()
        for minute in stride(from: 5, to: 24 * 60, by: 7) {
            room.run(to: minute)
            #expect(room.status?.isStale == false, "after \(minute) minutes")
            #expect(room.warnings.isEmpty, "after \(minute) minutes")
        }
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.run(to: 24 * 60 + seconds / 60 * 6 + 15)
        #expect(room.status?.isStale == true)
    }

    @Test("a clock that goes back deletes nothing, however long the network is away")
    func clockBackOffline() throws {
        let room = try VirtualRoom()
        room.add("review", at: 240)
        try room.start()
        room.run(to: 2)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.loop.stepClock(by: .days(-365))
        room.cloudClock.lead = .days(365)
        room.loop.run(for: .hours(3))
        #expect(room.titles == ["review"])
        room.loop.stepClock(by: .days(365))
        room.cloudClock.lead = .zero
        room.google.clearFaults()
        room.run(to: 190)
        #expect(room.titles == ["review"])
        #expect(room.devices.screen[1] == "Free until 12:00")
    }

    @Test("a start without a network and with a clock of long ago deletes nothing of what is stored")
    func clockOfLongAgo() throws {
        let room = try VirtualRoom()
        room.add("review", at: 240)
        try room.start()
        room.run(to: 2)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.loop.stepClock(by: .days(-365))
        room.cloudClock.lead = .days(365)
        try room.start()
        room.loop.run(for: .hours(3))
        #expect(room.titles == ["review"])
    }

    @Test("what was written before the fetch of the edge failed is shown, and not only at the next start")
    func edgeFails() throws {
        let room = try VirtualRoom()
        try room.start()
        room.run(to: 350)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.add("review", at: 480)
        room.run(to: 362)
        // Of the next sync, the changes come and the edge, which is due for two minutes, does not.
        room.google.clearFaults()
        room.google.inject(CloudFault(.unreachable, on: .events, after: 1))
        let asked = room.google.requests.count
        #expect(room.loop.run(until: { room.google.requests.count >= asked + 2 }, limit: .minutes(7)))
        room.loop.run(for: .seconds(1))
        #expect((room.status?.sync.failuresInARow ?? 0) > 0)
        #expect(room.titles == ["review"])
        #expect(room.devices.screen[1] == "Free until 16:00")
        room.run(to: 380)
        #expect(room.titles == ["review"])
        #expect(room.status?.sync.failuresInARow == 0)
    }

    @Test("a clock that is set ahead has the window's edge fetched by the new time")
    func edgeAfterClockStep() throws {
        let room = try VirtualRoom()
        room.add("review", at: 31 * 1440 + 300)
        try room.start()
        room.run(to: 60)
        room.loop.stepClock(by: .hours(5))
        room.loop.run(for: .hours(2))
        #expect(room.keeper?.window.meetings.count == 1)
    }

    @Test("a disk that comes back while the network is down shows what it holds")
    func diskIsBackOffline() throws {
        let room = try VirtualRoom.running(("review", 120), to: 2)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.diskFailure = Self.dead
        try room.start()
        room.run(to: 5)
        #expect(room.state == "unknown")
        room.diskFailure = nil
        room.run(to: 15)
        #expect(room.state == "free")
        #expect(room.devices.screen[1] == "Free until 10:00")
        #expect(!room.warnings.contains("store-not-writable"))
    }

    @Test("what was fetched while the disk was away is on it as soon as it is back, also without a network")
    func diskIsFilledOffline() throws {
        let room = try VirtualRoom()
        room.diskFailure = Self.dead
        room.add("review", at: 240)
        try room.start()
        room.run(to: 2)
        #expect(room.titles == ["review"])
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.diskFailure = nil
        room.run(to: 30)
        #expect(!room.warnings.contains("store-not-writable"))
        room.kill()
        try room.start()
        #expect(room.titles == ["review"])
    }

    @Test("a disk that comes back while nobody may look for half a day is used when it is due, all the same")
    func diskIsBackBetweenLooks() throws {
        let room = try VirtualRoom()
        // The first look takes what the day has.
        room.requestsPerDay = 1
        room.diskFailure = Self.dead
        room.add("review", at: 240)
        try room.start()
        room.run(to: 2)
        #expect(room.titles == ["review"])
        room.diskFailure = nil
        let asked = room.google.requests.count
        room.run(to: 13)
        #expect(room.google.requests.count == asked)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(!room.warnings.contains("store-not-writable"))
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.titles == ["review"])
    }

    @Test("nothing that Google no longer has stays after a disk has come back, and nothing is missing or old")
    func noGhosts() throws {
        let room = try VirtualRoom.running(("kept", 240), ("moved", 300), to: 2)
        room.kill()
        room.diskFailure = Self.dead
        try room.start()
        // Only in memory: a meeting that is not on the disk, and one that is elsewhere there.
        room.add("ghost", at: 60)
        room.edit { calendar, now in
            calendar.move(
                "moved", to: .timed(start: now + .minutes(120), end: now + .minutes(150)), at: now)
        }
        room.run(to: 8)
        #expect(room.titles == ["ghost", "moved", "kept"])
        // Google goes back to what the disk has, while nobody can hear it.
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.edit { calendar, now in
            calendar.cancel("ghost", at: now)
            let start = VirtualRoom.morning + .minutes(300)
            calendar.move("moved", to: .timed(start: start, end: start + .minutes(30)), at: now)
        }
        room.diskFailure = nil
        room.run(to: 14)
        room.google.clearFaults()
        room.run(to: 22)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.titles == ["kept", "moved"])
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.titles == ["kept", "moved"])
    }

    @Test("a store that another process has for a moment is used within seconds after it, also without a network")
    func storeInUse() throws {
        let room = try VirtualRoom.running(("review", 240), to: 2)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.diskFailure = Self.held
        try room.start()
        room.loop.run(for: .seconds(3))
        #expect(room.state == "unknown")
        room.diskFailure = nil
        room.loop.run(for: .seconds(5))
        #expect(room.titles == ["review"])
        #expect(room.status?.sync.storage == .encrypted)
        #expect(!room.warnings.contains("store-not-writable"))
    }

    @Test(
        "a store that another process had for a moment is shown before a slow calendar has answered",
        arguments: [1, 4])
    func storeHeldBesideSlowCalendar(seconds: Int) throws {
        let room = try VirtualRoom.running(("review", 240), to: 2)
        room.kill()
        room.google.inject(CloudFault(.slow(.seconds(25)), times: nil))
        room.diskFailure = Self.held
        try room.start()
        room.loop.run(for: .seconds(seconds) - .milliseconds(500))
        room.diskFailure = nil
        room.loop.run(for: .seconds(seconds + 2))
        #expect(room.titles == ["review"])
        #expect(room.status?.sync.storage == .encrypted)
        let full = room.status?.sync.fullSyncs
        room.google.clearFaults()
        room.loop.run(for: .minutes(2))
        // It went on from the stored cursor.
        #expect(room.status?.sync.fullSyncs == full)
        #expect((room.status?.sync.successes ?? 0) > 0)
    }

    @Test("a change is shown when it has come, and does not wait for the window's far edge where the network is slow")
    func slowEdge() throws {
        let room = try VirtualRoom()
        try room.start()
        room.run(to: 350)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.add("review", at: 480)
        room.run(to: 362)
        room.google.clearFaults()
        room.google.inject(CloudFault(.slow(.seconds(20)), on: .events, times: nil))
        _ = room.drainEvents()
        func listings() -> Int { room.google.requests.count { $0.path.last == "events" } }
        let asked = listings()
        #expect(room.loop.run(until: { listings() > asked }, limit: .minutes(7)))
        room.loop.run(for: .seconds(25))
        // The edge has been asked for, and is on its way.
        #expect(listings() == asked + 2)
        #expect(room.titles == ["review"])
        #expect(room.drainEvents().filter { $0 == "Updated" }.count == 1)
        room.loop.run(for: .seconds(20))
        #expect(room.status?.sync.failuresInARow == 0)
        #expect(!room.drainEvents().contains("Updated"))
    }

    @Test("a store that another process keeps is tried each minute, and costs the calendar no full sync more")
    func storeKept() throws {
        let room = try VirtualRoom()
        room.add("review", at: 240)
        room.diskFailure = Self.held
        try room.start()
        room.run(to: 1)
        room.run(to: 3)
        // Each try is no new beginning.
        #expect(room.status?.sync.fullSyncs == 1)
        #expect(room.warnings == ["store-not-writable"])
        room.run(to: 45)
        room.diskFailure = nil
        room.run(to: 47)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.warnings.isEmpty)
    }

    @Test("a disk that comes back with other rows than the window is told once")
    func toldOnce() throws {
        let room = try VirtualRoom.running(("kept", 240), to: 2)
        room.kill()
        room.diskFailure = Self.dead
        try room.start()
        room.add("later", at: 60)
        room.run(to: 8)
        room.diskFailure = nil
        _ = room.drainEvents()
        room.run(to: 17)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.drainEvents().filter { $0 == "Updated" }.count == 1)
    }

    @Test("a clock that is weeks fast for an hour, while nobody can confirm it, deletes nothing")
    func fastClock() throws {
        let room = try VirtualRoom()
        for day in 0..<7 { room.add("day\(day)", at: 60 + day * 24 * 60) }
        try room.start()
        room.run(to: 2)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.loop.stepClock(by: .days(40))
        room.loop.run(for: .hours(3))
        room.loop.stepClock(by: .days(-40))
        room.loop.run(for: .seconds(1))
        #expect(room.status?.meetings == 7)
        room.kill()
        try room.start()
        #expect(room.status?.meetings == 7)
    }

    @Test("without a network, what is older than a week is deleted all the same, and what lies ahead stays")
    func purge() throws {
        let room = try VirtualRoom()
        for day in -6..<10 { room.add("day\(day)", at: 60 + day * 24 * 60) }
        try room.start()
        room.run(to: 2)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.loop.run(for: .days(3))
        #expect(room.status?.meetings == 14)
    }

    @Test("where nobody looks for half a day, what is older than a week is deleted within two hours all the same")
    func purgeBetweenLooks() throws {
        let room = try VirtualRoom()
        // The first look takes what the day has left.
        room.requestsPerDay = 2
        room.add("old", at: (10 - 7 * 24) * 60)
        try room.start()
        room.run(to: 2)
        let asked = room.google.requests.count
        #expect(room.status?.meetings == 1)
        room.run(to: 12 * 60 + 30)
        #expect(room.google.requests.count == asked)
        #expect(room.status?.meetings == 0)
    }

    @Test("also in memory, and back on the disk, where no sync comes between: no request is left that day")
    func purgeWithoutMark() throws {
        for isBack in [false, true] {
            let room = try VirtualRoom()
            room.requestsPerDay = 2
            room.diskFailure = Self.held
            room.add("old", at: (10 - 7 * 24) * 60)
            try room.start()
            room.run(to: 2)
            #expect(room.status?.meetings == 1)
            room.keeper?.syncNow { _ in }
            room.run(to: 3)
            if isBack { room.diskFailure = nil }
            room.run(to: 10)
            let asked = room.google.requests.count
            #expect(room.status?.sync.storage == (isBack ? .encrypted : .memory))
            room.run(to: 12 * 60 + 30)
            #expect(room.google.requests.count == asked)
            #expect(room.status?.meetings == 0)
        }
    }

    @Test("a window that can only be read after all, and is shown, loses what a sync no longer finds")
    func readOnlyAfterHeld() throws {
        let room = try VirtualRoom.running(("kept", 240), ("gone", 300), to: 2)
        room.kill()
        let stored = room.disk.assumeIsolated { $0.load() }
        room.edit { calendar, now in calendar.cancel("gone", at: now) }
        room.diskFailure = Self.held
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 3)
        room.diskFailure = .readOnly(stored, StoreFailure(.medium, operation: "open", detail: "read-only"))
        room.run(to: 6)
        #expect(room.status?.meetings == 2)
        room.google.clearFaults()
        room.run(to: 30)
        #expect(room.titles == ["kept"])
    }

    @Test("a sync that is asked for while another runs is answered by one that began later")
    func laterSync() throws {
        let room = try VirtualRoom.running(to: 1)
        // Sound: all on this thread.
        nonisolated(unsafe) let room2 = room
        nonisolated(unsafe) var seen: [[String]] = []
        func ask() {
            room.agent?.assumeIsolated { agent in agent.syncNow { _ in seen.append(room2.titles) } }
        }
        ask()
        // Half way there and back: Google has answered, and we have not heard it.
        room.loop.run(for: .milliseconds(50))
        room.add("late", at: 60)
        ask()
        room.loop.run(for: .seconds(1))
        #expect(seen == [[], ["late"]])
    }

    @Test("a sync that could not be stored says so; the room goes on in memory, and on the disk when that works again")
    func notStored() throws {
        let room = try VirtualRoom.running(("early", 120), to: 1)
        // Sound: all on this thread.
        nonisolated(unsafe) var outcomes: [SyncOutcome] = []
        func ask() {
            room.agent?.assumeIsolated { agent in agent.syncNow { outcomes.append($0) } }
            room.loop.run(for: .seconds(2))
        }
        room.disk.assumeIsolated { $0.fail(2) }
        room.add("late", at: 180)
        ask()
        guard case .notStored(let failure)? = outcomes.first else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(failure.detail == "no space left on device")
        // Tried again at once, and once more in ten minutes: meanwhile nothing is missing on the display.
        #expect(room.titles == ["early", "late"])
        #expect(room.warnings == ["store-not-writable"])
        ask()
        #expect(outcomes.last == .synced)
        #expect(room.status?.sync.storage == .memory)
        let commits = room.disk.assumeIsolated { $0.commits }
        room.run(to: 9)
        #expect(room.disk.assumeIsolated { $0.commits } == commits)
        room.run(to: 14)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.warnings == [])
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.titles == ["early", "late"])
    }

    @Test("an event that can't be understood is missing until it can be, however many polls find nothing new")
    func refusedEvents() throws {
        let room = try VirtualRoom.running(("odd", 60), to: 2)
        #expect(room.titles == ["odd"])
        room.edit { calendar, now in calendar.change("odd", at: now) { $0.extra = [("start", .text("tomorrow"))] } }
        room.run(to: 10)
        // What it said before is no longer known to be true.
        #expect(room.titles == [])
        #expect(room.warnings == ["events-refused"])
        room.edit { calendar, now in calendar.change("odd", at: now) { $0.extra = [] } }
        room.run(to: 15)
        #expect(room.titles == ["odd"])
        #expect(room.warnings == [])
    }

    @Test("the room takes over the calendar's own zone, and its all-day meetings begin where its days do")
    func zone() throws {
        let room = try VirtualRoom()
        let east = FixedOffset(secondsEast: 9 * 3600)
        room.move(to: east)
        room.addPainters()
        try room.start()
        room.run(to: 2)
        #expect(room.status?.zone.name == east.name)
        // 08:02 in UTC is 17:02 there, and the day ends in seven hours.
        #expect(room.state == "busy")
        room.loop.run(for: .hours(7))
        #expect(room.state == "free")
    }

    @Test("two calendars of different zones live in one process, and each room's day ends with its own")
    func twoZones() throws {
        let east = try VirtualRoom()
        let west = try VirtualRoom(on: east.loop)
        east.move(to: FixedOffset(secondsEast: 9 * 3600))
        west.move(to: FixedOffset(secondsEast: -8 * 3600))
        for room in [east, west] {
            room.addPainters()
            try room.start()
        }
        // 17:05 and 00:05 of the same day.
        east.run(to: 5)
        #expect(east.state == "busy")
        #expect(west.state == "busy")
        #expect(east.devices.screen.contains { $0.hasSuffix("17:05") })
        #expect(west.devices.screen.contains { $0.hasSuffix("00:05") })
        east.run(to: 7 * 60 + 5)
        #expect(east.state == "free")
        #expect(west.state == "busy")
        east.run(to: 24 * 60 + 5)
        #expect(west.state == "free")
    }

    @Test("joined, refused: the reports come in the order in which things happened")
    func order() throws {
        let room = try VirtualRoom.running(("a", 2), to: 3)
        _ = room.drainEvents()
        room.joiner.failure = JoinFailure(.programMissing, detail: "/usr/bin/none")
        room.press()
        room.loop.run(for: .seconds(1))
        #expect(room.drainEvents() == ["Pressed", "Joining", "JoinFailed"])
    }
}

extension VirtualRoom {
    /// All of 2026-11-24, in the calendar's zone.
    fileprivate func addPainters() {
        let day = CivilDate(daysSince1970: 20_781)
        edit { calendar, now in
            calendar.add("painters", SimulatedEvent("Painters", .allDay(first: day, end: day.adding(days: 1))), at: now)
        }
    }
}
