// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// What the body of a write says about an event; nil is what it doesn't mention.
struct EventBody {
    private(set) var id: String?
    private(set) var title: String?
    private(set) var start: Edge?
    private(set) var end: Edge?
    private(set) var attendees: [SimulatedEvent.Attendee]?
    private(set) var location: Text?
    private(set) var description: Text?
    /// Our record among the shared extended properties.
    private(set) var record: Text?
    private(set) var conference: Conference?
    /// Only the account's own answer is meant.
    private(set) var attendeesOmitted = false

    /// A text; nil takes it out.
    struct Text { var text: String? }

    enum Conference: Equatable {
        case remove
        /// A Google Meet is asked for, by a request of this ID.
        case create(String)
    }

    /// Of what all who are invited see alike, something is named.
    var isOfAll: Bool {
        title != nil || start != nil || end != nil || location != nil || description != nil || record != nil
            || conference != nil
    }

    /// An event's start or end.
    enum Edge {
        case instant(Instant)
        case day(CivilDate)
    }

    init(_ request: CloudRequest) throws(CloudRefusal) {
        guard request.header("content-type")?.hasPrefix("application/json") ?? false else {
            throw CloudRefusal(400, "parseError", "This API does not support parsing form-encoded input.")
        }
        do {
            try read(JSONDocument(request.body))
        } catch {
            throw CloudRefusal(400, error is JSONFailure ? "parseError" : "invalid", "Parse Error")
        }
    }

    private struct BadTime: Error {}
    private struct BadValue: Error {}

    /// Google's limits of a description and of an extended property, in characters.
    private static let longestDescription = 8192
    private static let longestProperty = 1024

    private mutating func readTexts(_ document: JSONDocument) throws {
        try document.values(at: Self.textPaths) { row throws(JSONFailure) in
            location = row.kind(0) == nil ? nil : Text(text: try row.text(0))
            description = row.kind(1) == nil ? nil : Text(text: try row.text(1))
            record = row.kind(2) == nil ? nil : Text(text: try row.text(2))
            if row.kind(3) == .null { conference = .remove }
            if let id = try row.text(4) { conference = .create(id) }
        }
        guard description?.text?.utf16.count ?? 0 <= Self.longestDescription,
            record?.text?.utf16.count ?? 0 <= Self.longestProperty
        else { throw BadValue() }
        let type = document.value(at: "$.conferenceData.createRequest.conferenceSolutionKey.type")
        let request = document.value(at: "$.conferenceData.createRequest")
        guard request == nil || conference != nil && type == .text("hangoutsMeet") else { throw BadValue() }
    }

    private static let textPaths: JSONPaths = [
        "$.location", "$.description", "$.extendedProperties.shared.roomAgentMeeting", "$.conferenceData",
        "$.conferenceData.createRequest.requestId",
    ]

    private mutating func read(_ document: JSONDocument) throws {
        var texts: [String?] = []
        try document.values(at: Self.paths) { row throws(JSONFailure) in
            for index in 0..<6 { texts.append(try row.text(index)) }
            attendeesOmitted = try row.bool(6) ?? false
        }
        id = texts[0]
        title = texts[1]
        start = try edge(texts[2], texts[3])
        end = try edge(texts[4], texts[5])
        try readTexts(document)
        guard document.value(at: "$.attendees") != nil else { return }
        var invitees: [SimulatedEvent.Attendee] = []
        try document.rows(in: "$.attendees", paths: ["$.email", "$.responseStatus", "$.resource"]) {
            row throws(JSONFailure) in
            invitees.append(
                SimulatedEvent.Attendee(
                    try row.text(0) ?? "", response: try row.text(1) ?? "needsAction",
                    isResource: try row.bool(2) ?? false))
        }
        attendees = invitees
    }

    private static let paths: JSONPaths = [
        "$.id", "$.summary", "$.start.dateTime", "$.start.date", "$.end.dateTime", "$.end.date", "$.attendeesOmitted",
    ]

    private func edge(_ time: String?, _ day: String?) throws -> Edge? {
        if let time {
            guard let instant = CloudTime.instant(time) else { throw BadTime() }
            return .instant(instant)
        }
        guard let day else { return nil }
        guard let instant = CloudTime.instant("\(day)T00:00:00Z") else { throw BadTime() }
        return .day(CivilDate(daysSince1970: Int(instant.secondsSince1970 / 86400)))
    }

    /// The span that an event of span `old` has after this; nil where the two edges are no span.
    func span(changing old: MeetingSpan?) -> MeetingSpan? {
        switch (start, end, old) {
        case (nil, nil, _): old
        case (.instant(let start), .instant(let end), _): start <= end ? .timed(start: start, end: end) : nil
        case (.instant(let start), nil, .timed(_, let end)): start <= end ? .timed(start: start, end: end) : nil
        case (nil, .instant(let end), .timed(let start, _)): start <= end ? .timed(start: start, end: end) : nil
        case (.day(let first), .day(let end), _): first < end ? .allDay(first: first, end: end) : nil
        default: nil
        }
    }
}
