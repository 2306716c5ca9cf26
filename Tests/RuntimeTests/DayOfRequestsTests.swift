// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation
import Testing

@Suite("A room that keeps to its requests, in virtual time")
struct DayOfRequestsTests {
    /// Minutes from the first morning, a Tuesday's at eight, to the first and the second midnight.
    private static let midnight = 16 * 60
    private static let nextMidnight = 40 * 60

    private static func asked(_ room: VirtualRoom) -> Int {
        room.google.requests.filter { $0.path.last == "events" }.count
    }

    @Test("a whole day costs no more than it may, as Google counts; a change is seen, and nothing is called old")
    func day() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        try room.start()
        room.run(to: Self.midnight)
        let before = Self.asked(room)
        room.run(to: Self.midnight + 10 * 60)
        room.add("review", at: Self.midnight + 12 * 60)
        room.run(to: Self.midnight + 10 * 60 + 13)
        #expect(room.titles == ["review"])
        room.run(to: Self.nextMidnight - 1)
        let asked = Self.asked(room) - before
        #expect((70...100).contains(asked), "\(asked)")
        #expect(room.status?.sync.requestsSpent == asked)
        #expect(room.warnings == [])
        #expect(room.status?.isStale == false)
    }

    @Test("a room that learns its zone, in which it is another day, goes by the requests of that day from then on")
    func otherDay() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        // The day in UTC, which is the machine's zone, has one request left after this start.
        room.spending.kept = [RequestBudget.Day(CivilDate(daysSince1970: 20_781), spent: 98)]
        room.move(to: FixedOffset(secondsEast: 14 * 3600))
        // Three o'clock of the next day, there.
        room.run(to: 5 * 60)
        try room.start()
        room.run(to: 5 * 60 + 1)
        let asked = Self.asked(room)
        #expect(asked > 0)
        room.run(to: 5 * 60 + 80)
        #expect(Self.asked(room) > asked)
    }

    @Test("a room that learns its zone from its disk, late, goes by the requests of the day there, too")
    func otherDayFromDisk() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        room.move(to: FixedOffset(secondsEast: 14 * 3600))
        room.run(to: 5 * 60)
        try room.start()
        room.run(to: 5 * 60 + 1)
        room.kill()
        room.diskFailure = .unusable(StoreFailure(.medium, operation: "open", detail: "read-only"))
        // In UTC, which is all that is known without the disk, nothing is left of the day.
        room.spending.kept = [RequestBudget.Day(CivilDate(daysSince1970: 20_781), spent: 100)]
        try room.start()
        room.run(to: 5 * 60 + 3)
        let asked = Self.asked(room)
        #expect(room.warnings.contains("requests-spent"))
        room.diskFailure = nil
        room.run(to: 5 * 60 + 20)
        #expect(Self.asked(room) > asked)
        #expect(!room.warnings.contains("requests-spent"))
    }

    @Test("refusals of a whole day cost no more than the day has, and nothing that is known is lost")
    func refusals() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        room.add("review", at: Self.nextMidnight)
        try room.start()
        room.run(to: Self.midnight)
        let before = Self.asked(room)
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .events, times: nil))
        room.run(to: Self.nextMidnight - 1)
        #expect(Self.asked(room) - before <= 100)
        #expect(room.titles == ["review"])
    }

    @Test("a press that finds nothing to join has the calendar looked at, once a minute at most")
    func press() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        try room.start()
        room.run(to: 3)
        let before = Self.asked(room)
        for _ in 0..<2 {
            room.press()
            room.loop.run(for: .seconds(10))
        }
        #expect(Self.asked(room) == before + 1)
        room.run(to: 5)
        room.add("review", at: 6)
        room.press()
        room.loop.run(for: .seconds(2))
        #expect(Self.asked(room) == before + 2)
        #expect(room.titles == ["review"])
        #expect(room.devices.lamp == .slow)
    }

    @Test("who asks too often is told that the day's requests are spent; the next day begins anew")
    func spent() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        room.add("review", at: Self.nextMidnight)
        try room.start()
        room.run(to: 5)
        let spent = try #require(room.status?.sync.requestsSpent)
        var refused = 0
        for number in 0..<120 {
            room.keeper?.syncNow { outcome in
                if case .refused(let failure) = outcome, failure.reason == .requestsSpent { refused += 1 }
            }
            room.run(to: 6 + number)
        }
        #expect(refused >= 120 - (100 - spent))
        #expect(Self.asked(room) <= 101 - spent + 2)
        #expect(room.warnings == ["requests-spent"])
        #expect(room.titles == ["review"])
        room.run(to: Self.midnight + 15)
        #expect(room.warnings == [])
        #expect((1...5).contains(room.status?.sync.requestsSpent ?? 0))
    }

    @Test("a room whose power is cut each hour spends its day's requests once, and knows its calendar to the last")
    func powerCuts() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        room.isBoot = true
        try room.start()
        room.run(to: Self.midnight)
        let before = Self.asked(room)
        for hour in 0..<24 {
            room.kill()
            room.add("m\(hour)", at: Self.nextMidnight + hour)
            try room.start()
            room.run(to: Self.midnight + 60 * (hour + 1) - 1)
        }
        let asked = Self.asked(room) - before
        #expect((60...100).contains(asked), "\(asked)")
        #expect(room.titles.count >= 20)
        #expect(room.spending.writes < 120, "\(room.spending.writes)")
    }

    @Test("a day's spending is written down ahead, some forty times, and exactly at a stop")
    func writes() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        try room.start()
        room.run(to: Self.midnight)
        let before = room.spending.writes
        room.run(to: Self.nextMidnight - 1)
        #expect((30...50).contains(room.spending.writes - before), "\(room.spending.writes - before)")
        let spent = try #require(room.status?.sync.requestsSpent)
        #expect(try #require(room.spending.kept.last?.spent) >= spent)
        room.stop()
        #expect(room.spending.kept.last?.spent == spent)
        try room.start()
        room.loop.run(for: .seconds(10))
        #expect((1...2).contains(try #require(room.status?.sync.requestsSpent) - spent))
    }

    @Test("what falls out of the window is deleted in the hour, also while the day's requests are spent")
    func purge() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 40
        room.add("old", at: 20, lasting: 10)
        try room.start()
        // Seven days later at half past eight it falls out of the window.
        room.run(to: 7 * 24 * 60 + 2)
        for _ in 0..<60 {
            room.keeper?.syncNow { _ in }
            room.loop.run(for: .seconds(5))
        }
        #expect(room.status?.sync.requestsSpent ?? 0 >= 40)
        #expect(room.keeper?.window.meetings.count == 1)
        room.run(to: 7 * 24 * 60 + 30 + 62)
        #expect(room.keeper?.window.meetings.isEmpty == true)
    }

    @Test("spending that cannot be written down is told once, and the room goes on")
    func unwritable() throws {
        let room = try VirtualRoom()
        room.requestsPerDay = 100
        room.spending.works = false
        try room.start()
        room.run(to: Self.midnight)
        let lines = room.journal.lines.filter { $0.contains("what the calendar costs cannot be remembered") }
        #expect(lines.count == 1)
        #expect(room.warnings == [])
    }

    @Test("after a boot the first look at a known calendar is spread over five minutes, and at an unknown one at once")
    func boot() throws {
        for (random, minutes) in [(0.0, 1), (0.5, 3), (0.99, 5)] {
            let room = try VirtualRoom()
            room.isBoot = true
            room.random = random
            room.add("review", at: 300)
            try room.start()
            room.loop.run(for: .seconds(2))
            #expect(room.titles == ["review"])
            room.run(to: 10)
            room.kill()
            room.add("stand-up", at: 400)
            let before = Self.asked(room)
            try room.start()
            #expect(room.titles == ["review"])
            room.run(to: 10 + minutes - 1)
            #expect(Self.asked(room) - before == 0 || random == 0)
            room.run(to: 10 + minutes)
            #expect(room.titles == ["review", "stand-up"], "\(random)")
        }
    }
}
