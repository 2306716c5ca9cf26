// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

// What is done to an event on one calendar, by its organiser or anybody else, and what Google then does on the
// calendars of the others.
extension SimulatedGoogle {
    /// Adds an event to a calendar. Whom it invites gets a copy.
    package func add(_ id: String, _ event: SimulatedEvent, to calendar: String) {
        edit(calendar) { $0.add(id, event, at: $1) }
        spread(id, of: calendar)
    }

    /// Adds a series to a calendar. Whom it invites gets a copy of it, whose answers are those of the pattern.
    package func addSeries(
        _ id: String, _ pattern: SimulatedEvent, repeating recurrence: SimulatedRecurrence, to calendar: String
    ) {
        edit(calendar) { $0.addSeries(id, pattern, repeating: recurrence, at: $1) }
        var copy = pattern
        copy.isCopy = true
        for guest in guests(of: pattern, on: calendar) {
            edit(guest) { $0.addSeries(id, copy, repeating: recurrence, at: $1) }
        }
    }

    /// Changes an event, an occurrence, or a series on one calendar, and then what the others have of it.
    package func change(_ id: String, on calendar: String, _ edit: (inout SimulatedEvent) -> Void) {
        guard let old = calendars[calendar]?.event(id) else { return }
        self.edit(calendar) { $0.change(id, at: $1, edit) }
        settleConferences()
        spread(id, of: calendar)
        if let new = calendars[calendar]?.event(id) { propagate(old, new, id, from: calendar) }
    }

    /// Cancels an event, an occurrence, or a series: the organiser's on every calendar, a copy on this one alone.
    package func remove(_ id: String, from calendar: String) {
        guard let event = calendars[calendar]?.event(id) else { return }
        edit(calendar) { $0.cancel(id, at: $1) }
        for guest in guests(of: event, on: calendar) { edit(guest) { $0.cancel(id, at: $1) } }
    }

    /// The calendars that have a copy of what is organised on this one.
    private func guests(of event: SimulatedEvent, on calendar: String) -> [String] {
        guard event.organizer.email == calendar else { return [] }
        return event.attendees.map(\.email).filter { $0 != calendar && calendars[$0] != nil }
    }

    /// Puts the copies of an organiser's event on the calendars that it invites. A room answers as rooms do by
    /// themselves: it declines where its time is taken.
    private func spread(_ eventID: String, of id: String) {
        guard let record = calendars[id]?.record(eventID), record.rule == nil, var event = record.event,
            event.organizer.email == id, !event.attendees.isEmpty
        else { return }
        for place in event.attendees.indices {
            let guest = event.attendees[place].email
            guard guest != id, let calendar = calendars[guest], calendar.autoAnswers else { continue }
            let (start, end) = (event.span.start(in: calendar.zone), event.span.end(in: calendar.zone))
            let others = calendar.busy(from: start, until: end, without: eventID)
            event.attendees[place].response = others.isEmpty ? "accepted" : "declined"
        }
        for guest in guests(of: event, on: id) {
            var copy = event
            copy.isCopy = true
            edit(guest) { $0.add(eventID, copy, at: $1) }
        }
        calendars[id]?.change(eventID, at: now()) { $0.attendees = event.attendees }
    }

    /// A change comes to the copies that the invited have, and their answers to the organiser.
    private func propagate(_ old: SimulatedEvent, _ new: SimulatedEvent, _ event: String, from id: String) {
        for other in calendars.keys.sorted() where other != id {
            guard let copy = calendars[other]?.event(event), copy.organizer.email == new.organizer.email,
                copy.isCopy || new.isCopy
            else { continue }
            edit(other) { calendar, now in
                calendar.change(event, at: now) { event in
                    event.follow(old, new)
                    event.followAnswers(old, new)
                }
            }
        }
    }

    /// Makes the conferences that are due, on all calendars.
    func settleConferences() {
        for id in calendars.keys.sorted() {
            let before = calendars[id]?.revision ?? 0
            calendars[id]?.settleConferences(at: now()) { conferencesFail ? nil : freshMeet() }
            if calendars[id]?.revision != before { notify(id, since: before) }
        }
    }

    private func freshMeet() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        var number = Int(fresh("")) ?? 0
        var code = ""
        for place in 0..<10 {
            if place == 3 || place == 7 { code.append("-") }
            code.append(letters[number % 26])
            number /= 26
        }
        return "https://meet.google.com/\(code)"
    }
}
