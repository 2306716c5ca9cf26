// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("A day's requests")
struct RequestBudgetTests {
    /// A Tuesday with six meetings, as the window of a room has them.
    private static let meetings = [
        ("9:00", "10:00"), ("10:30", "11:00"), ("12:30", "13:30"), ("14:00", "14:30"), ("15:00", "16:00"),
        ("16:00", "16:30"),
    ]

    private static func week(_ days: Int = 5) -> MeetingWindow {
        MeetingWindow(
            (0..<days).flatMap { day in
                meetings.enumerated().map { number, times in
                    Meeting(
                        id: MeetingID("\(day)-\(number)"), title: Private("Stand-up"),
                        span: .timed(start: Day.at(times.0, plus: day), end: Day.at(times.1, plus: day)))
                }
            })
    }

    /// When the looks of a day are, each of so many requests. The first look is at its beginning.
    private static func looks(
        _ budget: inout RequestBudget, on day: Int = 0, _ window: MeetingWindow,
        costing cost: (Instant) -> Int = { _ in 1 }
    ) -> [Instant] {
        var looks: [Instant] = []
        var now = Day.at("0:00", plus: day)
        while now < Day.at("0:00", plus: day + 1) {
            budget.turn(to: now, window, in: Day.zone)
            if budget.left > 0 {
                looks.append(now)
                budget.spend(cost(now))
            }
            now = now + budget.pause(at: now, window, in: Day.zone)
        }
        return looks
    }

    private static func gaps(_ looks: [Instant], _ from: String, _ to: String) -> [Duration] {
        zip(looks, looks.dropFirst()).filter { $0.0 >= Day.at(from) && $0.1 <= Day.at(to) }.map { $0.1 - $0.0 }
    }

    @Test("a working day is looked at every few minutes, its starts more often, its night once an hour")
    func workingDay() throws {
        var budget = RequestBudget()
        let looks = Self.looks(&budget, Self.week())
        #expect((85...100).contains(looks.count), "\(looks.count)")
        let day = Self.gaps(looks, "7:00", "19:00")
        #expect(try #require(day.max()) < .minutes(12))
        #expect(try #require(Self.gaps(looks, "8:30", "9:15").max()) < .minutes(8))
        #expect(try #require(Self.gaps(looks, "0:00", "6:00").max()) <= .hours(1))
        #expect(try #require(Self.gaps(looks, "0:00", "6:00").min()) > .minutes(30))
        // The morning's first look is not an hour late because the last pause began at night.
        #expect(looks.contains { (Day.at("7:00")..<Day.at("7:15")).contains($0) })
    }

    @Test("a day off costs a third, and a meeting on it is looked after all the same")
    func dayOff() throws {
        var budget = RequestBudget()
        // Four days after a Tuesday.
        let quiet = Self.looks(&budget, on: 4, Self.week(4))
        #expect(quiet.count <= 30, "\(quiet.count)")
        let span = MeetingSpan.timed(start: Day.at("20:00", plus: 4), end: Day.at("22:00", plus: 4))
        let party = MeetingWindow([Meeting(id: MeetingID("party"), title: Private("Party"), span: span)])
        var other = RequestBudget()
        let looks = Self.looks(&other, on: 4, party)
        #expect(looks.filter { $0 >= Day.at("18:00", plus: 4) }.count > 20, "\(looks.count)")
    }

    @Test(
        "what something else costs leaves less for the rest of the day, which is spread, and never more than there is")
    func largeSync() throws {
        var budget = RequestBudget()
        var isFirst = true
        let looks = Self.looks(&budget, Self.week()) { now in
            guard now >= Day.at("9:00"), isFirst else { return 1 }
            isFirst = false
            return 40
        }
        #expect(budget.spent <= 100, "\(budget.spent)")
        let late = Self.gaps(looks, "9:30", "19:00")
        #expect(try #require(late.max()) < .minutes(30))
        #expect(try #require(late.max()) > .minutes(12))
        #expect(looks.contains { $0 > Day.at("22:00") })
    }

    @Test("a day whose requests are spent is over, and the next one begins with all of them")
    func spent() {
        var budget = RequestBudget(perDay: 50)
        let window = Self.week()
        let now = Day.at("13:00")
        budget.turn(to: now, window, in: Day.zone)
        #expect(budget.spent > 0)
        #expect(budget.left >= 12)
        budget.spend(50)
        #expect(budget.left == 0)
        let next = now + budget.pause(at: now, window, in: Day.zone)
        #expect(next == Day.at("0:01", plus: 1))
        budget.turn(to: next, window, in: Day.zone)
        #expect(budget.left == 50)
    }

    @Test("an agent that is started in the evening has a quarter of the day's requests")
    func evening() {
        var budget = RequestBudget()
        budget.turn(to: Day.at("23:30"), Self.week(), in: Day.zone)
        #expect(budget.left == 25)
    }

    @Test("what was spent is known again after a restart, and so is a day that a clock comes back to")
    func remembered() {
        let window = Self.week()
        let now = Day.at("10:00")
        let other = Day.at("10:00", plus: 1)
        var budget = RequestBudget()
        budget.turn(to: now, window, in: Day.zone)
        budget.spend(40)
        let spent = budget.spent
        var next = RequestBudget(days: budget.days)
        next.turn(to: now, window, in: Day.zone)
        #expect(next.spent == spent)
        next.spend(5)
        // The clock is set to the next day, and back.
        next.turn(to: other, window, in: Day.zone)
        #expect(next.spent < spent)
        next.spend(7)
        next.turn(to: now, window, in: Day.zone)
        #expect(next.spent == spent + 5)
        #expect(next.days.map(\.date) == [Day.date.adding(days: 1), Day.date])
        #expect(next.days.last?.spent == spent + 5)
        for day in 2..<9 {
            next.turn(to: Day.at("0:00", plus: day), window, in: Day.zone)
            #expect(next.spent == 0)
        }
        #expect(next.days.count == RequestBudget.maximumDays)
    }

    @Test("what a clock that was ahead had the budget assume of a day is taken back when the day comes")
    func clockAhead() {
        let window = Self.week()
        var budget = RequestBudget()
        budget.turn(to: Day.at("20:00"), window, in: Day.zone)
        budget.turn(to: Day.at("20:30", plus: 1), window, in: Day.zone)
        #expect(budget.left == 25)
        budget.spend(3)
        budget.turn(to: Day.at("21:00"), window, in: Day.zone)
        // Over a restart too.
        var next = RequestBudget(days: budget.days)
        next.turn(to: Day.at("0:00", plus: 1), window, in: Day.zone)
        #expect(next.spent == 3)
        next.spend(4)
        next = RequestBudget(days: next.days)
        next.turn(to: Day.at("22:00", plus: 1), window, in: Day.zone)
        #expect(next.spent == 7)
    }

    @Test("what another zone had the budget assume of a day is taken back when the calendar's zone is known")
    func zoneKnownLater() {
        let now = Day.at("15:00")
        let (machine, calendar) = (FixedOffset(), FixedOffset(secondsEast: -11 * 3600))
        var budget = RequestBudget(perDay: 1000)
        budget.turn(to: now, MeetingWindow(), in: machine)
        budget.spend(3)
        #expect(budget.spent > 500)
        budget.turn(to: now, MeetingWindow(), in: calendar)
        var known = RequestBudget(perDay: 1000)
        known.turn(to: now, MeetingWindow(), in: calendar)
        #expect(known.spent > 0)
        #expect(budget.spent == known.spent + 3)
        #expect(budget.days.count == 1)
        // Back and forth takes nothing back twice.
        budget.turn(to: now, MeetingWindow(), in: machine)
        budget.turn(to: now, MeetingWindow(), in: calendar)
        #expect(budget.spent == known.spent + 3)
    }

    @Test("a day of 23 or of 25 hours, and one that does not exist, have looks like any other")
    func oddDays() throws {
        // An hour is left out, or comes twice, at three o'clock.
        struct Odd: TimeZoneRules {
            let name = "Odd"
            let change: Duration
            private var changesAt: Instant { Day.at("3:00") }
            func civilTime(at instant: Instant) -> CivilTime {
                Day.zone.civilTime(at: instant < changesAt ? instant : instant + change)
            }
            func startOfDay(_ date: CivilDate) -> Instant {
                let start = Day.zone.startOfDay(date)
                return start < changesAt ? start : start - change
            }
        }
        for hours in [-1, 1, 21] {
            let zone = Odd(change: .hours(hours))
            var budget = RequestBudget()
            var now = Day.at("0:00")
            var count = 0
            while zone.civilTime(at: now).date == Day.date {
                budget.turn(to: now, Self.week(), in: zone)
                budget.spend(1)
                count += 1
                let pause = budget.pause(at: now, Self.week(), in: zone)
                try #require(pause > .seconds(30))
                #expect(pause <= .hours(2))
                now = now + pause
            }
            #expect((3...100).contains(count), "\(hours): \(count)")
        }
    }

    @Test("at any time, with any calendar and anything spent, the next look is ahead and within the hour or the day")
    func anything() throws {
        for seed in 0..<2000 {
            var random = TestRandom(seed: UInt64(seed))
            let now = Day.midnight + .seconds(Int.random(in: -100_000_000...100_000_000, using: &random))
            let window = MeetingWindow(
                (0..<Int.random(in: 0...30, using: &random)).map { number in
                    let start = now + .seconds(Int.random(in: -200_000...200_000, using: &random))
                    let length = Duration.seconds(Int.random(in: 0...2_000_000, using: &random))
                    return Meeting(
                        id: MeetingID("\(number)"), title: Private(""), span: .timed(start: start, end: start + length))
                })
            var budget = RequestBudget(perDay: Int.random(in: 40...10_000, using: &random))
            budget.turn(to: now, window, in: Day.zone)
            budget.spend(Int.random(in: 0...budget.perDay, using: &random))
            let pause = budget.pause(at: now, window, in: Day.zone)
            #expect(pause > .zero, "\(seed)")
            #expect(pause <= (budget.left > 25 ? .hours(1) : .hours(24) + .minutes(1)), "\(seed)")
        }
    }

    /// How late a change of the next two hours is seen, as median and worst, with looks at these times.
    private static func delays(_ looks: [Instant]) -> (median: Duration, worst: Duration) {
        var random = TestRandom(seed: 7)
        let delays = (0..<5000).compactMap { _ -> Duration? in
            let day = Int.random(in: 0..<4, using: &random)
            // People change meetings while they work; a third of them on the way to one.
            var change = Day.at("7:30", plus: day) + .seconds(Int.random(in: 0..<39_600, using: &random))
            if Int.random(in: 0..<3, using: &random) == 0, let times = meetings.randomElement(using: &random) {
                change = Day.at(times.0, plus: day) - .seconds(Int.random(in: 0..<1800, using: &random))
            }
            return looks.first { $0 >= change }.map { $0 - change }
        }.sorted()
        return (delays[delays.count / 2], delays[delays.count - 1])
    }

    @Test("a change of the next two hours is seen within five minutes, and sooner than by as many looks at fixed times")
    func week() {
        let window = Self.week()
        var budget = RequestBudget()
        var looks: [Instant] = []
        for day in 0..<5 {
            // A full sync of two pages and three looks at the window's edge are in it.
            var extra = 4
            looks += Self.looks(&budget, on: day, window) { _ in
                defer { extra = 0 }
                return 1 + extra
            }
            #expect(budget.spent <= 100)
        }
        let fixed = (0..<5 * 96).map { Day.midnight + .minutes(15 * $0) }
        let ours = Self.delays(looks)
        let theirs = Self.delays(fixed)
        #expect(ours.median < .minutes(5), "\(ours) \(theirs) \(looks.count)")
        #expect(ours.worst < .minutes(13), "\(ours)")
        #expect(ours.median * 1.6 < theirs.median, "\(ours) \(theirs)")
    }
}
