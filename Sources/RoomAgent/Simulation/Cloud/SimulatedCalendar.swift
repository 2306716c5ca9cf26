// SPDX-License-Identifier: Apache-2.0
internal import JoinLinks
package import RoomCore

/// One calendar of the simulated Google: events with their past, so that a sync token can be answered with what
/// changed.
package struct SimulatedCalendar {
    /// A role as `accessRole` names it.
    package enum Role: String, Sendable {
        /// From everything to nothing but busy times, as Google's reference has them.
        case owner, writer, reader, freeBusyReader
    }

    /// What an incremental list says of an event that was moved out of its bounds. Google documents neither.
    package enum MovedOut: Sendable {
        /// The whole event, with its new times.
        case withNewTimes
        /// A cancelled event.
        case asCancelled
    }

    /// The calendar's ID, which has the form of an e-mail address.
    package let id: String
    /// The calendar's own zone. Default: UTC.
    package let zone: any TimeZoneRules
    /// Roles by the address of the user or service account; who isn't here gets 404.
    package var roles: [String: Role]
    /// What an incremental list says of an event that was moved out of its bounds. Default: `.withNewTimes`.
    package var movedOut = MovedOut.withNewTimes
    /// It answers invitations by itself, as rooms do whose policy says so. Default: true.
    package var autoAnswers = true
    /// Listings have their items in the opposite order, which Google does not promise either way. Default: false.
    package var listsBackwards = false
    /// Each item comes twice, as where an event changes while its page is made. Default: false.
    package var repeatsItems = false

    private(set) var revision = 0
    /// At which no conference was asked for.
    private var revisionWithoutRequests: Int?
    private var records: [Record] = []
    private var places: [String: Int] = [:]
    /// The series, by ID: what `events.get` has of them.
    private var masters: [String: Record] = [:]

    /// A calendar without events.
    package init(_ id: String, zone: any TimeZoneRules = FixedOffset(), roles: [String: Role]) {
        self.id = id
        self.zone = zone
        self.roles = roles
    }

    /// One event or occurrence.
    struct Record {
        let id: String
        let series: String?
        /// An occurrence's place in its series.
        let original: MeetingSpan?
        /// Nil once it is cancelled.
        var event: SimulatedEvent?
        /// Of a series, how it repeats (RFC 5545, section 3.3.10).
        var rule: String?
        var revision: Int
        var created: Instant
        var updated: Instant
        /// What it spanned after each of its changes, oldest first; nil for cancelled.
        var past: [(revision: Int, span: MeetingSpan?)]

        /// Its span when the calendar had that revision.
        func span(at revision: Int) -> MeetingSpan? { past.last { $0.revision <= revision }?.span ?? nil }
    }

    // MARK: What happens to events

    /// Adds an event. One that has this ID already is replaced, also where it was cancelled.
    package mutating func add(_ id: String, _ event: SimulatedEvent, at now: Instant) {
        revision += 1
        put(id, event, series: nil, original: nil, now)
    }

    /// Adds every occurrence of a series, each as an event of its own with the ID of `occurrenceID`.
    package mutating func addSeries(
        _ id: String, _ pattern: SimulatedEvent, repeating recurrence: SimulatedRecurrence, at now: Instant
    ) {
        revision += 1
        masters[id] = Record(
            id: id, series: nil, original: nil, event: pattern, rule: recurrence.rule, revision: revision, created: now,
            updated: now, past: [])
        for span in recurrence.spans(from: pattern.span, in: zone) {
            var event = pattern
            event.span = span
            put(Self.occurrenceID(of: id, span), event, series: id, original: span, now)
        }
    }

    /// Changes one event or occurrence, or a series and what its occurrences have of it; the edit of what isn't there
    /// does nothing.
    package mutating func change(_ id: String, at now: Instant, _ edit: (inout SimulatedEvent) -> Void) {
        if masters[id] != nil { return changeMaster(id, now, edit) }
        guard let place = places[id], var event = records[place].event else { return }
        revision += 1
        edit(&event)
        update(place, to: event, now)
    }

    private mutating func changeMaster(_ id: String, _ now: Instant, _ edit: (inout SimulatedEvent) -> Void) {
        guard let old = masters[id]?.event else { return }
        revision += 1
        var new = old
        edit(&new)
        masters[id]?.event = new
        masters[id]?.revision = revision
        masters[id]?.updated = now
        for place in records.indices where records[place].series == id {
            guard var event = records[place].event else { continue }
            event.follow(old, new)
            event.followAnswers(old, new)
            update(place, to: event, now)
        }
    }

    /// Ends the requests for conferences that are due: `make` gives each its address, or none where it fails.
    mutating func settleConferences(at now: Instant, _ make: () -> String?) {
        guard revision != revisionWithoutRequests else { return }
        let all = records + masters.values.sorted { $0.id < $1.id }
        guard all.contains(where: { $0.event?.conferenceRequest?.status == "pending" }) else {
            revisionWithoutRequests = revision
            return
        }
        for record in all {
            guard let request = record.event?.conferenceRequest, request.status == "pending", request.endsAt <= now,
                // What a series asked for comes to its occurrences from it.
                record.series.flatMap({ masters[$0]?.event?.conferenceRequest?.id }) != request.id
            else { continue }
            let address = make()
            change(record.id, at: now) { event in
                event.conferenceRequest?.status = address == nil ? "failure" : "success"
                guard let address else { return }
                event.conference = SimulatedEvent.Conference(
                    solution: "hangoutsMeet", entries: [EventText.Entry(type: "video", uri: address)])
                event.hangoutLink = address
            }
        }
    }

    /// Occurrences of a series that are left, within bounds.
    func occurrences(of series: String, within bounds: Bounds) -> [Record] {
        records.filter { $0.series == series && $0.event.map { bounds.contain($0.span, zone) } ?? false }
    }

    /// Changes every occurrence of a series that is left.
    package mutating func changeSeries(_ id: String, at now: Instant, _ edit: (inout SimulatedEvent) -> Void) {
        revision += 1
        if var master = masters[id]?.event {
            edit(&master)
            masters[id]?.event = master
            masters[id]?.revision = revision
        }
        for place in records.indices where records[place].series == id {
            guard var event = records[place].event else { continue }
            edit(&event)
            update(place, to: event, now)
        }
    }

    /// Gives one event or occurrence other times; does nothing where there is none of that ID.
    package mutating func move(_ id: String, to span: MeetingSpan, at now: Instant) {
        change(id, at: now) { $0.span = span }
    }

    /// Cancels one event or occurrence, or a series with what is left of it; does nothing where there is none of that
    /// ID.
    package mutating func cancel(_ id: String, at now: Instant) {
        if masters[id]?.event != nil { return cancelSeries(id, at: now) }
        guard let place = places[id], records[place].event != nil else { return }
        revision += 1
        update(place, to: nil, now)
    }

    /// Cancels every occurrence of a series that is left.
    package mutating func cancelSeries(_ id: String, at now: Instant) {
        revision += 1
        masters[id]?.event = nil
        for place in records.indices where records[place].series == id && records[place].event != nil {
            update(place, to: nil, now)
        }
    }

    /// The ID of the occurrence that a series has at `span`.
    package static func occurrenceID(of series: String, _ span: MeetingSpan) -> String {
        "\(series)_\(CloudTime.occurrenceSuffix(span))"
    }

    private mutating func put(
        _ id: String, _ event: SimulatedEvent, series: String?, original: MeetingSpan?, _ now: Instant
    ) {
        if let place = places[id] { return update(place, to: event, now) }
        places[id] = records.count
        records.append(
            Record(
                id: id, series: series, original: original, event: event, revision: revision, created: now,
                updated: now, past: [(revision, event.span)]))
    }

    private mutating func update(_ place: Int, to event: SimulatedEvent?, _ now: Instant) {
        records[place].event = event
        records[place].revision = revision
        records[place].updated = now
        records[place].past.append((revision, event?.span))
    }

    // MARK: What other requests see

    /// All events by ID, in the order in which they were made; nil for one that was cancelled.
    package var events: [(id: String, event: SimulatedEvent?)] { records.map { ($0.id, $0.event) } }

    /// When the events of that title are, by their order.
    package func spans(titled title: String) -> [MeetingSpan] {
        records.compactMap { $0.event?.title == title ? $0.event?.span : nil }
    }

    /// The event, occurrence or series of that ID, also once it is cancelled; nil where there never was one.
    func record(_ id: String) -> Record? { places[id].map { records[$0] } ?? masters[id] }

    /// Which change made the event, occurrence or series what it is; 0 where there is none.
    package func version(_ id: String) -> Int { record(id)?.revision ?? 0 }

    /// What stands in the event, occurrence or series of that ID; nil where there is none.
    package func event(_ id: String) -> SimulatedEvent? { record(id)?.event }

    /// What takes the calendar's time between two instants, by start.
    func busy(from start: Instant, until end: Instant, without own: String? = nil) -> [MeetingSpan] {
        records.compactMap { record in
            guard record.id != own, let event = record.event, event.transparency != "transparent",
                !event.attendees.contains(where: { $0.email == id && $0.response == "declined" }),
                Bounds(timeMin: start, timeMax: end).contain(event.span, zone)
            else { return nil }
            return event.span
        }.sorted { $0.start(in: zone) < $1.start(in: zone) }
    }

    /// Whether an event of these types (all, where none is named) was made, changed or cancelled after that revision.
    /// Of one that is cancelled nobody knows the type any more.
    func hasChange(since revision: Int, of types: Set<String>) -> Bool {
        // A calendar that was made anew counts from the beginning.
        revision > self.revision
            || records.contains { record in
                record.revision > revision
                    && (types.isEmpty || record.event.map { types.contains($0.eventType) } ?? true)
            }
    }

    // MARK: What a list request sees

    /// Bounds of a list request; either may be open.
    struct Bounds: Equatable {
        var timeMin: Instant?
        var timeMax: Instant?

        func contain(_ span: MeetingSpan, _ zone: any TimeZoneRules) -> Bool {
            if let timeMin, span.end(in: zone) <= timeMin { return false }
            if let timeMax, span.start(in: zone) >= timeMax { return false }
            return true
        }
    }

    /// What a page holds of one record.
    enum Line {
        case whole(Record)
        /// ID and status, and for an occurrence its series and place.
        case cancelled(Record)
    }

    var count: Int { records.count }

    /// The record at `place` as a list of those bounds shows it; nil where it doesn't. `since` is the sync token's
    /// revision.
    func line(_ place: Int, within bounds: Bounds, since: Int?) -> Line? {
        let record = records[listsBackwards ? records.count - 1 - place : place]
        guard let since else {
            guard let event = record.event, bounds.contain(event.span, zone) else { return nil }
            return .whole(record)
        }
        guard record.revision > since else { return nil }
        let wasThere = record.span(at: since).map { bounds.contain($0, zone) } ?? false
        guard let event = record.event else {
            let wasEverThere = record.past.contains { $0.span.map { bounds.contain($0, zone) } ?? false }
            return wasEverThere ? .cancelled(record) : nil
        }
        if bounds.contain(event.span, zone) { return .whole(record) }
        guard wasThere else { return nil }
        return movedOut == .asCancelled ? .cancelled(record) : .whole(record)
    }
}
