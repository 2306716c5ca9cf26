// SPDX-License-Identifier: Apache-2.0
package import JoinLinks
package import RoomCore

/// What stands in one event of a simulated calendar. A series has one as the pattern of its occurrences.
package struct SimulatedEvent: Sendable {
    package struct Attendee: Sendable {
        package var email: String
        package var name: String?
        /// `needsAction`, `declined`, `tentative` or `accepted`.
        package var response: String
        package var isResource: Bool

        package init(_ email: String, name: String? = nil, response: String = "accepted", isResource: Bool = false) {
            self.email = email
            self.name = name
            self.response = response
            self.isResource = isResource
        }
    }

    package struct Conference: Sendable {
        /// `hangoutsMeet`, `addOn`, ….
        package var solution: String
        /// Type, URI and PIN of each entry point.
        package var entries: [EventText.Entry]

        package init(solution: String, entries: [EventText.Entry]) {
            self.solution = solution
            self.entries = entries
        }
    }

    package var title: String?
    package var span: MeetingSpan
    package var location: String?
    package var description: String?
    /// `confirmed` or `tentative`.
    package var status = "confirmed"
    package var eventType = "default"
    package var visibility: String?
    package var transparency: String?
    package var organizer = Attendee("alice@example.com", name: "Alice Example")
    package var attendees: [Attendee] = []
    package var conference: Conference?
    package var hangoutLink: String?
    /// Further members, which replace those of the same name: for shapes that Google would never send.
    package var extra: [(key: String, value: CloudValue)] = []

    package init(_ title: String?, _ span: MeetingSpan, location: String? = nil, description: String? = nil) {
        self.title = title
        self.span = span
        self.location = location
        self.description = description
    }

    package init(_ title: String?, from start: Instant, lasting length: Duration, location: String? = nil) {
        self.init(title, .timed(start: start, end: start + length), location: location)
    }
}

/// How a series repeats, in the calendar's own zone.
package struct SimulatedRecurrence: Sendable {
    package enum Frequency: Sendable { case daily, weekly }

    package var frequency: Frequency
    package var interval: Int
    /// Occurrences in all; nil goes on for as long as the simulation looks ahead (`horizon`).
    package var count: Int?

    package init(_ frequency: Frequency, interval: Int = 1, count: Int? = nil) {
        self.frequency = frequency
        self.interval = interval
        self.count = count
    }

    /// How many occurrences an endless series has here.
    package static let horizon = 800

    func spans(from first: MeetingSpan, in zone: any TimeZoneRules) -> [MeetingSpan] {
        let days = interval * (frequency == .daily ? 1 : 7)
        return (0..<min(count ?? Self.horizon, Self.horizon)).map { index in
            switch first {
            case .allDay(let start, let end):
                return .allDay(first: start.adding(days: index * days), end: end.adding(days: index * days))
            case .timed(let start, let end):
                let civil = zone.civilTime(at: start)
                let begin = CloudTime.instant(civil.date.adding(days: index * days), civil, in: zone)
                return .timed(start: begin, end: begin + (end - start))
            }
        }
    }
}
