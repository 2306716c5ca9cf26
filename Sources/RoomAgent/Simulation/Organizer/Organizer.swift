// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// Somebody with the calendar's page open, and a hand on the cable: does in a simulated Google what a line of words
/// says. One owner.
package final class Organizer {
    /// Why a line was not understood, or could not be done.
    package struct Refusal: Error, Equatable {
        /// A sentence without its full stop.
        package let why: String

        init(_ why: String) { self.why = why }
    }

    /// What can be done to the cable between the room and Google.
    package enum Cable: Sendable {
        /// It is in.
        case plugged
        /// It is out.
        case unplugged
        /// It goes out in the middle of the next request that writes: the write takes effect, its answer is lost.
        case unpluggedByWrite
    }

    private let google: SimulatedGoogle
    private let setCable: (Cable) -> Void
    private let room: String
    private let person: String
    private var number: Int

    /// How many weeks a series has.
    private static let weeks = 10
    /// The most lines of a list.
    private static let maximumLines = 60

    /// - Parameters:
    ///   - room: the room's calendar.
    ///   - person: who invites the room; nil for somebody whose own calendar is not here.
    ///   - number: that of the next meeting: `meeting0` has 0.
    ///   - setCable: does to the cable what is said.
    package init(
        _ google: SimulatedGoogle, room: String, person: String?, number: Int, setCable: @escaping (Cable) -> Void
    ) {
        self.google = google
        self.setCable = setCable
        self.room = room
        self.person = person ?? "alice@example.com"
        self.number = number
    }

    private var zone: any TimeZoneRules { google.calendars[room]?.zone ?? FixedOffset() }
    private var now: Instant { google.now() }

    /// Does what the line says, and returns lines to be read.
    package func carryOut(_ line: String) throws(Refusal) -> [String] {
        let words = line.split { $0 == " " || $0 == "\t" || $0.isNewline }.map(String.init)
        let rest = Array(words.dropFirst())
        switch (words.first ?? "", rest.count) {
        case ("add", _): return [try add(rest, isInvitation: false)]
        case ("invite", _): return [try add(rest, isInvitation: true)]
        case ("title", 2...): try edit(rest[0]) { $0.title = Self.text(rest) }
        case ("location", 1...): try edit(rest[0]) { $0.location = Self.text(rest) }
        case ("describe", 1...): try edit(rest[0]) { $0.description = Self.text(rest) }
        case ("move", 2): try move(rest[0], rest[1])
        case ("remove", 1):
            let (id, calendar) = try found(rest[0])
            google.remove(id, from: calendar)
        case ("share", 3): try share(rest[0], with: rest[1], as: rest[2])
        case ("show", 1): return try show(rest[0])
        case ("list", 0): return comingEvents.prefix(Self.maximumLines).map { self.line($0.id, $0.event) }
        case ("requests", 0): return requests()
        case ("change", 0): google.edit(room) { BusyCalendar.changeOne(&$0, now: $1) }
        case ("unplug", 0): setCable(.unplugged)
        case ("unplug", 1) where rest == ["after-write"]: setCable(.unpluggedByWrite)
        case ("plug", 0): setCable(.plugged)
        default:
            let words = DisplayText.clean(String(line.prefix(60)))
            throw Refusal("'\(words)' is no command; room-demo organise --help has them")
        }
        return []
    }

    /// Behind the ID; `\n` in it begins a line. Nil where there is none.
    private static func text(_ words: [String]) -> String? {
        var text = ""
        var rest = words.dropFirst().joined(separator: " ")[...]
        while let first = rest.first {
            let isLineEnd = rest.hasPrefix("\\n")
            text.append(isLineEnd ? "\n" : first)
            rest = rest.dropFirst(isLineEnd ? 2 : 1)
        }
        return text.isEmpty ? nil : text
    }

    // MARK: Events

    private func add(_ words: [String], isInvitation: Bool) throws(Refusal) -> String {
        let isWeekly = words.first == "weekly"
        guard var event = OrganizerWords.meeting(words.dropFirst(isWeekly ? 1 : 0), at: now, in: zone) else {
            throw Refusal("a meeting is TIMES TITLE [@ LOCATION], such as: 14:00/14:30 Review @ Room 5")
        }
        let id = "meeting\(number)"
        number += 1
        var home = room
        if isInvitation {
            event.organizer = SimulatedEvent.Attendee(person)
            event.attendees = [
                SimulatedEvent.Attendee(person),
                SimulatedEvent.Attendee(room, response: "needsAction", isResource: true),
            ]
            if google.calendars[person] == nil { event.isCopy = true } else { home = person }
        }
        let recurrence = SimulatedRecurrence(.weekly, count: Self.weeks)
        if isWeekly {
            google.addSeries(id, event, repeating: recurrence, to: home)
        } else {
            google.add(id, event, to: home)
        }
        return id
    }

    private func edit(_ word: String, _ change: (inout SimulatedEvent) -> Void) throws(Refusal) {
        let (id, calendar) = try found(word)
        google.change(id, on: calendar, change)
    }

    private func move(_ word: String, _ times: String) throws(Refusal) {
        guard let span = OrganizerWords.span(times, at: now, in: zone) else {
            throw Refusal("'\(DisplayText.clean(times))' is no START/END, such as 14:00/14:30 or +5/+35")
        }
        let (id, calendar) = try found(word)
        guard google.calendars[calendar]?.record(id)?.rule == nil else {
            throw Refusal("a series keeps its times; move one occurrence, such as \(id)/2")
        }
        google.change(id, on: calendar) { $0.span = span }
    }

    /// As in the settings of a calendar: `none` takes it back.
    private func share(_ calendar: String, with address: String, as word: String) throws(Refusal) {
        guard google.calendars[calendar] != nil else {
            throw Refusal("there is no calendar '\(DisplayText.clean(calendar))'")
        }
        let role = SimulatedCalendar.Role(rawValue: word)
        guard role != nil || word == "none", address.utf8.contains(UInt8(ascii: "@")) else {
            throw Refusal("sharing is CALENDAR ADDRESS ROLE: owner, writer, reader, freeBusyReader, or none")
        }
        google.calendars[calendar]?.roles[address] = role
    }

    /// The event of that ID or title, or of `SERIES/2` the second occurrence, and the calendar of its organiser, or
    /// another that has it.
    private func found(_ word: String) throws(Refusal) -> (id: String, calendar: String) {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        var id = String(parts.first ?? "")
        if parts.count > 1 {
            let all = google.calendars[room]?.events.map(\.id).filter { $0.hasPrefix("\(id)_") } ?? []
            guard parts.count == 2, let place = Int(parts[1]), all.indices.contains(place - 1) else {
                throw Refusal("there is no occurrence '\(DisplayText.clean(word))'")
            }
            id = all[place - 1]
        }
        func holders(_ id: String) -> [String] {
            google.calendars.keys.sorted().filter { google.calendars[$0]?.event(id) != nil }
        }
        if holders(id).isEmpty, let named = comingEvents.first(where: { $0.event.title == word }) { id = named.id }
        let holders = holders(id)
        let home = holders.first { google.calendars[$0]?.event(id)?.organizer.email == $0 }
        guard let calendar = home ?? holders.first else {
            throw Refusal("there is no event '\(DisplayText.clean(word))', or no more")
        }
        return (id, calendar)
    }

    // MARK: Looking

    private func show(_ word: String) throws(Refusal) -> [String] {
        let (id, calendar) = try found(word)
        guard let event = google.calendars[calendar]?.event(id) else { return [] }
        var lines = [line(id, event)]
        func add(_ name: String, _ text: String?) {
            for row in text?.split(whereSeparator: \.isNewline) ?? [] { lines.append("  \(name): \(row)") }
        }
        add("calendar", calendar)
        add("location", event.location)
        add("description", event.description)
        add("meet", event.hangoutLink)
        for (name, value) in event.shared.sorted(by: { $0.key < $1.key }) { add(name, value) }
        for guest in event.attendees { add("guest", "\(guest.email) \(guest.response)") }
        return lines
    }

    /// What is on the room's calendar from yesterday on, by start.
    private var comingEvents: [(id: String, event: SimulatedEvent)] {
        (google.calendars[room]?.events ?? []).compactMap { id, event in event.map { (id, $0) } }
            .filter { $0.1.span.end(in: zone) > now - .days(1) }
            .sorted { ($0.1.span.start(in: zone), $0.0) < ($1.1.span.start(in: zone), $1.0) }
    }

    private func line(_ id: String, _ event: SimulatedEvent) -> String {
        let (start, end) = (event.span.start(in: zone), event.span.end(in: zone))
        let clocks = [start, end].map { CloudTime.rfc3339($0, in: zone).dropFirst(11).prefix(5) }
        let time = event.span.isAllDay ? "all day" : clocks.joined(separator: "-")
        return "\(id)  \(CloudTime.date(zone.civilTime(at: start).date)) \(time)  \(event.title ?? "")"
    }

    /// How often each operation of Google's was asked for, by name.
    private func requests() -> [String] {
        var counts: [String: Int] = [:]
        for request in google.requests { if let name = request.operation { counts[name, default: 0] += 1 } }
        return counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    }
}
