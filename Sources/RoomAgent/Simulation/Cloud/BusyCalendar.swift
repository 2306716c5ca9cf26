// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// A calendar full of ordinary meetings, the same for each number and day: what benchmarks run on.
package enum BusyCalendar {
    /// One meeting that is on now and can be joined, called `Bench now`, and so many others spread over the window.
    package static func fill(_ calendar: inout SimulatedCalendar, count: Int, now: Instant) {
        guard count > 0 else { return }
        let hour = Instant(secondsSince1970: now.secondsSince1970 / 3600 * 3600)
        calendar.add(
            "bench-now",
            SimulatedEvent(
                "Bench now", from: hour - .hours(1), lasting: .hours(4),
                location: "https://meet.google.com/abc-defg-hij"),
            at: now)
        var seed: UInt64 = 0x9e37_79b9_7f4a_7c15
        for number in 1..<max(count, 1) {
            // xorshift64 of Marsaglia: any fixed sequence will do.
            seed ^= seed << 13
            seed ^= seed >> 7
            seed ^= seed << 17
            // A quarter of an hour's grid over 37 days, but not within six hours of now: nothing is to overlap the one
            // that is on.
            var slot = Int64(seed % 3552) - 672
            if (-24...40).contains(slot) { slot += 100 }
            let start = hour + .seconds(slot * 900)
            calendar.add("bench-\(number)", meeting(number, start, seed), at: now)
        }
    }

    /// Gives one meeting of a filled calendar a new title, so that an incremental sync has something to bring. Needs a
    /// `count` of 2 or more in `fill`.
    package static func changeOne(_ calendar: inout SimulatedCalendar, now: Instant) {
        calendar.change("bench-1", at: now) { $0.title = "Changed at \(now.secondsSince1970)" }
    }

    private static func meeting(_ number: Int, _ start: Instant, _ seed: UInt64) -> SimulatedEvent {
        let links = [
            "https://meet.google.com/abc-defg-hij",
            "https://example.zoom.us/j/9123456\(1000 + number % 9000)?pwd=aBc123",
            "https://teams.microsoft.com/meet/23456789\(10000 + number % 90000)?p=Xy12Zz", "Room 4, second floor",
        ]
        var event = SimulatedEvent(
            "Meeting \(number) about topic \(seed % 97)", from: start, lasting: .minutes(30 + Int(seed % 4) * 15),
            location: links[number % links.count])
        event.description = String(
            repeating: "<p>We look at item \(number) of the plan and what comes next.</p>", count: 8 + number % 8)
        event.attendees = (0..<(2 + number % 6)).map { index in
            SimulatedEvent.Attendee("person\(index)@example.com", name: "Person Number \(index)")
        }
        return event
    }
}
