// SPDX-License-Identifier: Apache-2.0

/// A meeting as this room sees it: placed in civil time, and with what a press would open.
package struct AgendaItem: Sendable, Equatable {
    package var meeting: Meeting
    package var start: Instant
    package var end: Instant
    /// How a press would join it; empty where the room can't.
    package var joinPlan: JoinPlan
    /// From when until when a press joins.
    package var opensAt: Instant
    package var closesAt: Instant

    package init(_ meeting: Meeting, rules: AgendaRules, zone: any TimeZoneRules) {
        self.meeting = meeting
        start = meeting.span.start(in: zone)
        end = meeting.span.end(in: zone)
        joinPlan = JoinPlan(meeting.joinAddresses, preferences: rules.joinPreferences)
        opensAt = start - rules.joinEarly
        closesAt = end + rules.joinLate
    }

    package var isAllDay: Bool { meeting.span.isAllDay }

    func isOn(_ now: Instant) -> Bool { start <= now && now < end }
    func isJoinable(_ now: Instant) -> Bool { !joinPlan.attempts.isEmpty && opensAt <= now && now < closesAt }
}
