// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Meetings as an organiser says them in one line.
package enum OrganizerWords {
    /// `14:00/14:30 Review @ Room 5, @meet`: when it is, the title, and behind the first `@` that stands alone the
    /// location, which may hold a word such as `@meet`. Nil where it is none.
    package static func meeting(
        _ words: some Collection<String>, at now: Instant, in zone: any TimeZoneRules
    ) -> SimulatedEvent? {
        guard let first = words.first, let span = span(first, at: now, in: zone) else { return nil }
        let rest = words.dropFirst()
        let title = rest.prefix { $0 != "@" }
        guard !title.isEmpty else { return nil }
        let location = rest.dropFirst(title.count + 1).joined(separator: " ")
        return SimulatedEvent(title.joined(separator: " "), span, location: location.isEmpty ? nil : location)
    }

    /// `START/END`: each `14:00` of today, `+5` or `-5` minutes from now, `now`, or `2026-11-24T10:00:00Z`. Nil where
    /// it is none, or ends before it begins.
    package static func span(_ word: String, at now: Instant, in zone: any TimeZoneRules) -> MeetingSpan? {
        let edges = word.split(separator: "/").compactMap { instant($0, at: now, in: zone) }
        guard edges.count == 2, edges[0] <= edges[1] else { return nil }
        return .timed(start: edges[0], end: edges[1])
    }

    private static func instant(_ word: Substring, at now: Instant, in zone: any TimeZoneRules) -> Instant? {
        let minute = Instant(secondsSince1970: now.secondsSince1970 / 60 * 60)
        if word == "now" { return minute }
        if word.first == "+" || word.first == "-" {
            return Int(word).flatMap { abs($0) <= 1_000_000 ? minute + .minutes($0) : nil }
        }
        if let clock = SimulatedGoogle.minutes(word) {
            return zone.startOfDay(zone.civilTime(at: now).date) + .minutes(clock)
        }
        return CloudTime.instant(String(word))
    }
}
