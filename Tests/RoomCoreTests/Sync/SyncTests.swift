// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("When to sync")
struct SyncScheduleTests {
    static let reasons: [CalendarFailure.Reason] = [
        .unreachable, .untrustedCertificate, .captivePortal, .scopeNotGranted, .grantRefused, .unauthorized,
        .badCredentials, .forbidden, .apiDisabled, .calendarNotFound, .cursorExpired, .rateLimited, .quotaExhausted,
        .requestsSpent, .serverError, .requestRefused, .malformedReply, .cancelled,
    ]

    private let schedule = SyncSchedule()

    private func failure(_ reason: CalendarFailure.Reason, after: Duration? = nil) -> CalendarFailure {
        CalendarFailure(reason, retryAfter: after)
    }

    @Test("as the budget has it, give or take a tenth, and never sooner than the configured time")
    func success() {
        #expect(schedule.afterSuccess(pause: .minutes(8), random: 0.5) == .minutes(8))
        #expect(schedule.afterSuccess(pause: .minutes(10), random: 0) == .minutes(9))
        #expect(schedule.afterSuccess(pause: .minutes(10), random: 1) == .minutes(11))
        #expect(schedule.afterSuccess(pause: .seconds(5), random: 0.5) == .seconds(60))
    }

    @Test("the calendar is old when the next look and the attempts after it have come to nothing")
    func staleAfter() {
        #expect(SyncSchedule.staleAfter(.seconds(60)) == .minutes(15))
        #expect(SyncSchedule.staleAfter(.minutes(60)) == .minutes(122))
    }

    @Test("what costs requests keeps to the budget after four attempts; what costs none does not")
    func budget() {
        func delay(_ reason: CalendarFailure.Reason, _ count: Int) -> Duration {
            schedule.afterFailure(failure(reason), count: count, pause: .minutes(30), random: 0.5)
        }
        #expect(delay(.serverError, 4) < .minutes(5))
        #expect(delay(.serverError, 5) == .minutes(30))
        #expect(delay(.forbidden, 5) == .minutes(30))
        #expect(delay(.unreachable, 50) <= .minutes(5))
        #expect(delay(.requestsSpent, 1) >= .minutes(30))
        #expect(delay(.requestsSpent, 1) <= .minutes(40))
    }

    @Test("where requests are few, attempts after a failure are spread too, so that no fleet asks in step")
    func budgetIsSpread() {
        func delay(_ random: Double) -> Duration {
            schedule.afterFailure(failure(.serverError), count: 5, pause: .minutes(30), random: random)
        }
        #expect(delay(0).wholeSeconds == 27 * 60)
        #expect(delay(1).wholeSeconds == 33 * 60)
    }

    @Test(
        "back-off grows, has a ceiling and is spread, for every kind of failure",
        arguments: Self.reasons.filter { $0 != .requestsSpent })
    func backOff(reason: CalendarFailure.Reason) {
        var last = Duration.zero
        for count in 1...40 {
            let low = schedule.afterFailure(failure(reason), count: count, pause: .zero, random: 0)
            let high = schedule.afterFailure(failure(reason), count: count, pause: .zero, random: 1)
            #expect(low >= last * 0.99)
            #expect(low < high)
            #expect(low > .zero)
            #expect(high <= .hours(5))
            last = low
        }
        #expect(
            schedule.afterFailure(failure(reason), count: .max, pause: .zero, random: 0.5)
                == schedule.afterFailure(failure(reason), count: 100, pause: .zero, random: 0.5))
    }

    @Test("a start with its machine is spread, and one without is not")
    func start() {
        #expect(SyncSchedule.startSpan(at: .seconds(40)) == SyncSchedule.span)
        #expect(SyncSchedule.startSpan(at: .minutes(5)) == .zero)
    }

    @Test("Retry-After is obeyed, and never for longer than six hours")
    func retryAfter() {
        #expect(
            schedule.afterFailure(failure(.rateLimited, after: .minutes(20)), count: 1, pause: .zero, random: 0)
                == .minutes(20))
        #expect(
            schedule.afterFailure(failure(.rateLimited, after: .seconds(1)), count: 1, pause: .zero, random: 0)
                > .seconds(20))
        #expect(
            schedule.afterFailure(failure(.serverError, after: .days(30)), count: 1, pause: .zero, random: 1) == .hours(
                6)
                + .seconds(5))
    }
}

@Suite("Which days to fetch")
struct WindowPlanTests {
    private let now = Day.at("12:00")

    private func mark(_ plan: WindowPlan, fullSyncAt: Instant, boundsAt: Instant? = nil) -> SyncMark {
        SyncMark(
            cursor: SyncCursor(token: Private("t"), bounds: plan.bounds(at: boundsAt ?? fullSyncAt)),
            syncedAt: fullSyncAt, fullSyncAt: fullSyncAt, timeZone: nil)
    }

    @Test("seven days back and thirty-one ahead, which configuration makes smaller and not larger")
    func bounds() {
        let full = WindowPlan()
        #expect(full.bounds(at: now) == WindowBounds(earliest: now - .days(7), latest: now + .days(31)))
        #expect(WindowPlan(past: .days(30), future: .days(300)) == full)
        #expect(WindowPlan(past: .days(1), future: .days(2)).bounds(at: now).latest == now + .days(2))
        #expect(full.bounds(at: now + .milliseconds(999)) == full.bounds(at: now))
    }

    @Test("a full sync first, daily, after the window grew and after the clock went back; else changes will do")
    func reasons() {
        let plan = WindowPlan()
        #expect(plan.reasonForFullSync(mark: nil, now: now) == .noCursor)
        #expect(plan.reasonForFullSync(mark: mark(plan, fullSyncAt: now), now: now) == nil)
        #expect(plan.reasonForFullSync(mark: mark(plan, fullSyncAt: now), now: now + .hours(24) - .seconds(1)) == nil)
        #expect(plan.reasonForFullSync(mark: mark(plan, fullSyncAt: now), now: now + .hours(24)) == .daily)
        #expect(plan.reasonForFullSync(mark: mark(plan, fullSyncAt: now), now: now - .seconds(2)) == .windowGrew)
        // A full sync by the true clock, and then others by one that was a day ahead.
        var ahead = mark(plan, fullSyncAt: now)
        ahead.syncedAt = now + .hours(25)
        #expect(plan.reasonForFullSync(mark: ahead, now: now + .hours(1)) == .windowGrew)
        ahead.syncedAt = now + .hours(1) + .minutes(5)
        #expect(plan.reasonForFullSync(mark: ahead, now: now + .hours(1)) == nil)
        let small = WindowPlan(past: .days(1), future: .days(5))
        #expect(plan.reasonForFullSync(mark: mark(small, fullSyncAt: now), now: now) == .windowGrew)
        #expect(small.reasonForFullSync(mark: mark(plan, fullSyncAt: now), now: now) == nil)
    }

    @Test("changes are seen in seven eighths of what lies ahead, however small the window: else a full sync")
    func smallWindow() {
        let day = WindowPlan(future: .days(1))
        #expect(day.reasonForFullSync(mark: mark(day, fullSyncAt: now), now: now + .hours(3)) == nil)
        #expect(day.reasonForFullSync(mark: mark(day, fullSyncAt: now), now: now + .minutes(181)) == .windowGrew)
    }

    @Test("the edge is what slid into the window since the cursor was made")
    func edge() throws {
        let plan = WindowPlan()
        let cursor = try #require(mark(plan, fullSyncAt: now).cursor)
        #expect(plan.edge(beyond: cursor, now: now) == nil)
        #expect(
            plan.edge(beyond: cursor, now: now + .hours(3))
                == WindowBounds(earliest: now + .days(31), latest: now + .days(31) + .hours(3)))
        #expect(plan.edge(beyond: cursor, now: now - .hours(3)) == nil)
    }
}
