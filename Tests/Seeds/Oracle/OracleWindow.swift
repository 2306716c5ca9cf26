// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation

/// Holds the window against the calendar.
enum OracleWindow {
    /// Every meeting with its title and times; nil without an agent.
    static func names(_ room: SeedRoom) -> Set<String>? {
        room.keeper.map { names($0.window) }
    }

    /// Every meeting with its title and times, in UTC where they are days.
    static func names(_ window: MeetingWindow) -> Set<String> {
        let zone = FixedOffset()
        return Set(
            window.meetings.values.map { meeting in
                let start = meeting.span.start(in: zone).millisecondsSince1970
                let end = meeting.span.end(in: zone).millisecondsSince1970
                let days = meeting.span.isAllDay ? "days" : "times"
                return "\(meeting.id.value.exposed) \(meeting.title.exposed) \(start) to \(end) \(days)"
            })
    }

    /// What starts before is known for certain. A cursor tells nothing of the days that entered the window since it was
    /// made: up to an eighth of the window, and a day at most. They are fetched from time to time only, after a listing;
    /// where something was wrong since, maybe not yet.
    static func certain(_ room: SeedRoom, _ plan: SeedPlan, _ contact: Duration, isCalm: Bool) -> Instant {
        let now = room.loop.now
        guard isCalm else { return now.wall + .days(plan.futureDays) - .hours(26) }
        let isQuiet = contact - room.calendar.ledger.lastChange > edgeInterval
        let edge = isQuiet ? edgeInterval : min(.hours(plan.futureDays * 3), .hours(24)) + .minutes(10)
        return now.wall - (now.uptime - contact) + .days(plan.futureDays) - edge
    }

    /// Six hours, and a little.
    private static let edgeInterval = Duration.minutes(6 * 60 + 10)

    /// The calendar has not changed since a listing that was delivered whole.
    static func check(
        _ oracle: Oracle, _ room: SeedRoom, _ plan: SeedPlan, _ contact: Duration, isCalm: Bool
    ) {
        guard let window = room.keeper?.window.meetings else { return }
        let now = room.loop.now
        let earliest = now.wall - .days(plan.pastDays)
        let certain = certain(room, plan, contact, isCalm: isCalm)
        let isEntered = now.uptime - contact < .hours(20)
        guard isEntered else { return }
        for (id, entry) in room.calendar.ledger.entries {
            let entry = room.calendar.ledger.seen(entry, role: plan.role)
            guard !entry.isNoMeeting, entry.end > earliest + .hours(2), entry.start < certain else { continue }
            guard let meeting = window[MeetingID(id)] else {
                return oracle.breaks("meeting-missing", "\(entry.title) at \(entry.start) is not in the window")
            }
            let start = meeting.span.start(in: plan.zone)
            let end = meeting.span.end(in: plan.zone)
            if start != entry.start || end != entry.end {
                return oracle.breaks("meeting-differs", "\(entry.title) has other times in the window")
            }
            if !meeting.title.exposed.isEmpty, meeting.title.exposed != entry.title {
                return oracle.breaks("meeting-differs", "\(entry.title) is \(meeting.title.exposed) in the window")
            }
        }
        for meeting in window.values {
            let end = meeting.span.end(in: plan.zone)
            if end < earliest - .hours(2) {
                return oracle.breaks("too-old", "\(meeting.title.exposed) ended before the window")
            }
            guard meeting.span.start(in: plan.zone) < certain else { continue }
            if room.calendar.ledger.entries[meeting.id.value.exposed] == nil {
                return oracle.breaks("meeting-left", "\(meeting.title.exposed) is in the window, and gone")
            }
        }
    }
}
