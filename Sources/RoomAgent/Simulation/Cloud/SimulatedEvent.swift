// SPDX-License-Identifier: Apache-2.0
package import JoinLinks
package import RoomCore

/// What stands in one event of a simulated calendar. A series has one as the pattern of its occurrences.
package struct SimulatedEvent: Sendable {
    /// Somebody, or a room, who is asked to a meeting.
    package struct Attendee: Sendable {
        /// The address.
        package var email: String
        /// The name to show. Default: nil, the event has none.
        package var name: String?
        /// `needsAction`, `declined`, `tentative` or `accepted`. Default: `accepted`.
        package var response: String
        /// True: a room or a thing, no person. Default: false.
        package var isResource: Bool

        package init(_ email: String, name: String? = nil, response: String = "accepted", isResource: Bool = false) {
            self.email = email
            self.name = name
            self.response = response
            self.isResource = isResource
        }
    }

    /// What `conferenceData` says: how to join the meeting.
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

    /// What `conferenceData.createRequest` says: that a Google Meet was asked for.
    package struct ConferenceRequest: Equatable, Sendable {
        /// Made by who asked.
        package var id: String
        /// `pending`, `success` or `failure`.
        package var status: String
        /// When it is pending no more.
        var endsAt: Instant
    }

    /// The title; nil leaves `summary` out.
    package var title: String?
    /// When it is, or which days it takes.
    package var span: MeetingSpan
    /// The place as somebody wrote it; nil: none.
    package var location: String?
    /// The text below the title, which may be HTML; nil: none.
    package var description: String?
    /// `confirmed` or `tentative`. Default: `confirmed`.
    package var status = "confirmed"
    /// As `eventType` of the API has it. Default: `default`, an ordinary meeting.
    package var eventType = "default"
    /// As `visibility` of the API has it, such as `private`. Default: nil, left out.
    package var visibility: String?
    /// As `transparency` of the API has it: `transparent` takes no time. Default: nil, left out, which takes time.
    package var transparency: String?
    /// Whose meeting it is. Default: Alice Example.
    package var organizer = Attendee("alice@example.com", name: "Alice Example")
    /// Who is asked to come. Default: nobody.
    package var attendees: [Attendee] = []
    /// How to join it; nil: the event does not say.
    package var conference: Conference?
    /// Default: nil, no conference was asked for.
    package var conferenceRequest: ConferenceRequest?
    /// The shared extended properties.
    package var shared: [String: String] = [:]
    /// Whoever is invited may change it for all. Default: false.
    package var guestsCanModify = false
    /// This is an invited calendar's copy: what all see is changed by the organiser alone, unless `guestsCanModify`,
    /// and a change on the organiser's calendar arrives here. Default: false.
    package var isCopy = false
    /// The address of a Meet call, as older events have it; nil: none.
    package var hangoutLink: String?
    /// Further members, which replace those of the same name: for shapes that Google would never send.
    package var extra: [(key: String, value: CloudValue)] = []

    package init(_ title: String?, _ span: MeetingSpan, location: String? = nil, description: String? = nil) {
        self.title = title
        self.span = span
        self.location = location
        self.description = description
    }

    /// A timed event of a length.
    package init(_ title: String?, from start: Instant, lasting length: Duration, location: String? = nil) {
        self.init(title, .timed(start: start, end: start + length), location: location)
    }
}

extension SimulatedEvent {
    /// What all who are invited see alike.
    private static var sharedTexts: [WritableKeyPath<SimulatedEvent, String?>] {
        [\.title, \.location, \.description, \.hangoutLink]
    }

    /// Takes over what `new` has otherwise than `old`, where this has what `old` has: so a series changes its
    /// occurrences, and an organiser's event its copies.
    mutating func follow(_ old: SimulatedEvent, _ new: SimulatedEvent) {
        for path in Self.sharedTexts where self[keyPath: path] == old[keyPath: path] {
            self[keyPath: path] = new[keyPath: path]
        }
        if shared == old.shared { shared = new.shared }
        if conference?.entries.map(\.uri) == old.conference?.entries.map(\.uri) { conference = new.conference }
        if conferenceRequest == old.conferenceRequest { conferenceRequest = new.conferenceRequest }
    }
}

extension SimulatedEvent {
    /// Takes over the answers that the invited gave to a series, where an occurrence has none of its own.
    mutating func followAnswers(_ old: SimulatedEvent, _ new: SimulatedEvent) {
        for place in attendees.indices {
            func answer(in event: SimulatedEvent) -> String? {
                event.attendees.first { $0.email == attendees[place].email }?.response
            }
            guard attendees[place].response == answer(in: old), let now = answer(in: new) else { continue }
            attendees[place].response = now
        }
    }
}

/// How a series repeats, in the calendar's own zone.
package struct SimulatedRecurrence: Sendable {
    /// What `interval` counts.
    package enum Frequency: Sendable {
        /// Days.
        case daily
        /// Weeks.
        case weekly
    }

    /// Days or weeks.
    package var frequency: Frequency
    /// How many days or weeks lie between two occurrences. Default: 1.
    package var interval: Int
    /// How many occurrences there are. Default: nil, the series goes on, and the simulation has `horizon` of them.
    package var count: Int?

    package init(_ frequency: Frequency, interval: Int = 1, count: Int? = nil) {
        self.frequency = frequency
        self.interval = interval
        self.count = count
    }

    /// How many occurrences an endless series has here.
    package static let horizon = 800

    /// As an event's `recurrence` has it.
    var rule: String {
        "RRULE:FREQ=\(frequency == .daily ? "DAILY" : "WEEKLY");INTERVAL=\(interval)"
            + (count.map { ";COUNT=\($0)" } ?? "")
    }

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
