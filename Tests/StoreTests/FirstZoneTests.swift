// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore
import Testing

@testable import CalendarKeeping

/// A calendar of another zone than the machine's, with one meeting that takes all of its day.
private final class WesternSource: CalendarSource {
    let requests = 0

    func page(_ request: CalendarPageRequest) async throws(CalendarFailure) -> CalendarPage {
        let today = CivilDate(daysSince1970: 20781)
        let meeting = Meeting(
            id: MeetingID("inventory"), title: Private("Inventory"),
            span: .allDay(first: today, end: today.adding(days: 1)))
        return CalendarPage(
            changes: [.stored(meeting, MeetingDetails(agenda: Private("")))], nextCursor: Private("cursor"),
            timeZone: "West")
    }
}

@Suite("The first sync of a calendar in another zone")
struct FirstZoneTests {
    @Test("an all-day meeting that goes on there, and is over by the machine's zone, is in the window")
    func allDay() async throws {
        let bench = try Bench()
        let west = Named(name: "West", rules: FixedOffset(secondsEast: -5 * 3600))
        // One o'clock of the next day by the machine, eight in the evening there.
        let now = Instant(secondsSince1970: 20782 * 86_400 + 3600)
        let engine = SyncEngine(
            source: WesternSource(), store: MemoryWindowStore(executor: bench.thread), plan: WindowPlan(past: .zero),
            zone: FixedOffset(), namedZone: { $0 == "West" ? west : nil },
            clock: { Moment(wall: now, uptime: .seconds(100)) })
        guard case .synced = await engine.sync({}) else {
            Issue.record("the first sync")
            return
        }
        #expect(engine.drainCommitted().stored.map(\.id.value.exposed) == ["inventory"])
    }
}

/// Rules under a name of their own.
private struct Named: TimeZoneRules {
    let name: String
    let rules: FixedOffset
    func civilTime(at instant: Instant) -> CivilTime { rules.civilTime(at: instant) }
    func startOfDay(_ date: CivilDate) -> Instant { rules.startOfDay(date) }
}
