// SPDX-License-Identifier: Apache-2.0

/// A meeting as this room sees it: placed in civil time, and with what a press would open.
package struct AgendaItem: Sendable, Equatable {
    /// Where it stands.
    package var calendar: CalendarID
    /// As the calendar has it, with what is pending laid over it.
    package var meeting: Meeting
    /// When it begins; of an all-day meeting, when its first day does in the zone of its calendar.
    package var start: Instant
    /// When it is over: not a part of it any more.
    package var end: Instant
    /// How a press would join it; empty where the room can't.
    package var joinPlan: JoinPlan
    /// From this instant on a press joins it: `AgendaRules.joinEarly` before its start.
    package var opensAt: Instant
    /// From this instant on a press joins it no more: `AgendaRules.joinLate` after its end.
    package var closesAt: Instant

    /// - Parameter zone: of the calendar's all-day meetings.
    package init(_ meeting: Meeting, in calendar: CalendarID, rules: AgendaRules, zone: any TimeZoneRules) {
        self.calendar = calendar
        self.meeting = meeting
        start = meeting.span.start(in: zone)
        end = meeting.span.end(in: zone)
        joinPlan = JoinPlan(meeting.joinAddresses, preferences: rules.joinPreferences)
        opensAt = start - rules.joinEarly
        closesAt = end + rules.joinLate
    }

    /// Its name among the meetings of all calendars.
    package var key: MeetingKey { MeetingKey(calendar, meeting.id) }

    /// Whether it has days and no times.
    package var isAllDay: Bool { meeting.span.isAllDay }

    func isOn(_ now: Instant) -> Bool { start <= now && now < end }
    func isJoinable(_ now: Instant) -> Bool { !joinPlan.attempts.isEmpty && opensAt <= now && now < closesAt }
}
