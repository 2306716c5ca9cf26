// SPDX-License-Identifier: Apache-2.0
import JoinLinks
internal import RoomCore

extension SimulatedCalendar {
    func json(_ line: Line, for role: Role) -> CloudValue {
        switch line {
        case .cancelled(let record):
            return .members([
                "kind": .text("calendar#event"), "etag": .text("\"\(record.revision)\""), "id": .text(record.id),
                "status": .text("cancelled"), "recurringEventId": record.series.map { .text($0) },
                "originalStartTime": record.original.map { time(of: $0, isEnd: false) },
            ])
        case .whole(let record):
            guard let event = record.event else { return json(.cancelled(record), for: role) }
            let isHidden =
                role == .freeBusyReader
                || (role == .reader && (event.visibility == "private" || event.visibility == "confidential"))
            return isHidden ? bare(record, event) : full(record, event)
        }
    }

    /// What those see who may not see details.
    private func bare(_ record: Record, _ event: SimulatedEvent) -> CloudValue {
        .members([
            "kind": .text("calendar#event"), "etag": .text("\"\(record.revision)\""), "id": .text(record.id),
            "status": .text(event.status), "updated": .text(CloudTime.rfc3339(record.updated, in: FixedOffset())),
            "start": time(of: event.span, isEnd: false), "end": time(of: event.span, isEnd: true),
            "recurringEventId": record.series.map { .text($0) },
            "originalStartTime": record.original.map { time(of: $0, isEnd: false) },
            "visibility": .text("private"), "iCalUID": .text("\(record.series ?? record.id)@google.com"),
            "eventType": .text(event.eventType),
        ])
    }

    private func full(_ record: Record, _ event: SimulatedEvent) -> CloudValue {
        let whole = CloudValue.members([
            "kind": .text("calendar#event"), "etag": .text("\"\(record.revision)\""), "id": .text(record.id),
            "status": .text(event.status), "htmlLink": .text("https://www.google.com/calendar/event?eid=\(record.id)"),
            "created": .text(CloudTime.rfc3339(record.created, in: FixedOffset())),
            "updated": .text(CloudTime.rfc3339(record.updated, in: FixedOffset())),
            "summary": event.title.map { .text($0) }, "description": event.description.map { .text($0) },
            "location": event.location.map { .text($0) },
            "creator": .object([("email", .text(event.organizer.email))]),
            "organizer": .members([
                "email": .text(event.organizer.email), "displayName": event.organizer.name.map { .text($0) },
                "self": event.organizer.email == id ? .bool(true) : nil,
            ]),
            "start": time(of: event.span, isEnd: false), "end": time(of: event.span, isEnd: true),
            "recurrence": record.rule.map { .array([.text($0)]) },
            "recurringEventId": record.series.map { .text($0) },
            "originalStartTime": record.original.map { time(of: $0, isEnd: false) },
            "transparency": event.transparency.map { .text($0) }, "visibility": event.visibility.map { .text($0) },
            "iCalUID": .text("\(record.series ?? record.id)@google.com"),
            "sequence": .integer(max(0, record.past.count - 1)),
            "attendees": event.attendees.isEmpty ? nil : .array(event.attendees.map { attendee($0, of: event) }),
            "hangoutLink": event.hangoutLink.map { .text($0) }, "conferenceData": conferenceData(event),
            "guestsCanModify": event.guestsCanModify ? .bool(true) : nil,
            "extendedProperties": event.shared.isEmpty
                ? nil
                : .object([
                    ("shared", .object(event.shared.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }))
                ]),
            "reminders": .object([("useDefault", .bool(true))]), "eventType": .text(event.eventType),
        ])
        guard !event.extra.isEmpty, case .object(let members) = whole else { return whole }
        let replaced = Set(event.extra.map(\.key))
        return .object(members.filter { !replaced.contains($0.key) } + event.extra)
    }

    private func attendee(_ attendee: SimulatedEvent.Attendee, of event: SimulatedEvent) -> CloudValue {
        .members([
            "email": .text(attendee.email), "displayName": attendee.name.map { .text($0) },
            "organizer": attendee.email == event.organizer.email ? .bool(true) : nil,
            "self": attendee.email == id ? .bool(true) : nil, "resource": attendee.isResource ? .bool(true) : nil,
            "responseStatus": .text(attendee.response),
        ])
    }

    private func conferenceData(_ event: SimulatedEvent) -> CloudValue? {
        var members: [(key: String, value: CloudValue)] = []
        if let request = event.conferenceRequest {
            let status = CloudValue.object([("statusCode", .text(request.status))])
            let solution = CloudValue.object([("type", .text("hangoutsMeet"))])
            members.append(
                (
                    "createRequest",
                    .object([
                        ("requestId", .text(request.id)), ("conferenceSolutionKey", solution), ("status", status),
                    ])
                ))
        }
        if let made = event.conference, case .object(let others) = conference(made) { members += others }
        return members.isEmpty ? nil : .object(members)
    }

    private func conference(_ conference: SimulatedEvent.Conference) -> CloudValue {
        let entries = conference.entries.map { entry in
            CloudValue.members([
                "entryPointType": .text(entry.type), "uri": .text(entry.uri),
                "pin": entry.code.isEmpty ? nil : .text(entry.code),
            ])
        }
        let solution = CloudValue.members([
            "key": .object([("type", .text(conference.solution))]), "name": .text("Conference"),
        ])
        return .members(["entryPoints": .array(entries), "conferenceSolution": solution])
    }

    private func time(of span: MeetingSpan, isEnd: Bool) -> CloudValue {
        switch span {
        case .timed(let start, let end):
            let text = CloudTime.rfc3339(isEnd ? end : start, in: zone)
            return .object([("dateTime", .text(text)), ("timeZone", .text(zone.name))])
        case .allDay(let first, let end):
            return .object([("date", .text(CloudTime.date(isEnd ? end : first)))])
        }
    }
}
