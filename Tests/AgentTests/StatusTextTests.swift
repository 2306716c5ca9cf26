// SPDX-License-Identifier: Apache-2.0
import AgentFaces
import RoomCore
import Testing

@Suite("Status for people")
struct StatusTextTests {
    private let zone = FixedOffset(secondsEast: 7200)
    private let noon: Instant

    init() throws {
        noon = zone.startOfDay(try #require(CivilDate(year: 2026, month: 11, day: 24))) + .hours(12)
    }

    private func text(next start: Instant? = nil, _ change: (inout SyncState) -> Void = { _ in }) -> String {
        let next = start.map { start in
            let span = MeetingSpan.timed(start: start, end: start + .minutes(10))
            let meeting = Meeting(id: MeetingID("a"), title: Private("Standup"), span: span)
            return AgendaItem(meeting, in: CalendarID("c"), rules: AgendaRules(), zone: zone)
        }
        var sync = SyncState()
        (sync.syncedAt, sync.requestsSpent, sync.requestsPerDay) = (noon, 27, 100)
        change(&sync)
        return StatusText.status(
            RoomStatus(
                roomName: "Aalto", now: noon, zone: zone, language: .en, rules: AgendaRules(), state: .free,
                current: [], next: next, warnings: [], sync: sync, nextSyncIn: .seconds(288), isStale: false,
                meetings: 1,
                display: TextFrame([], TextSize(columns: 20, rows: 4)), lamp: .off, light: StatusLight(.green, .off),
                devices: []))
    }

    @Test("the next meeting has its date where that is another day's")
    func next() {
        #expect(text(next: noon + .hours(1)).contains("next   13:00-13:10  Standup\n"))
        #expect(text(next: noon + .hours(23)).contains("next   2026-11-25 11:00-11:10  Standup\n"))
        #expect(text(next: noon + .days(13) - .hours(1)).contains("next   2026-12-07 11:00-11:10  Standup\n"))
    }

    @Test("of the day's requests it tells those that are assumed, and that the last of them are for looking")
    func requests() {
        let line = "sync   last 12:00, next in 288 s, 27 of 100 requests today"
        #expect(text().contains("\(line)\n"))
        #expect(text { $0.requestsAssumed = 20 }.contains("\(line), 20 of them assumed\n"))
        #expect(text { $0.requestsAreScarce = true }.contains("\(line), the rest is for looking\n"))
    }
}
