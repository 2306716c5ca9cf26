// SPDX-License-Identifier: Apache-2.0

/// Times of day as the room writes them.
struct ClockText {
    let zone: any TimeZoneRules
    let uses24Hours: Bool

    func time(_ instant: Instant) -> String {
        let time = zone.civilTime(at: instant)
        let minute = time.minute < 10 ? "0\(time.minute)" : "\(time.minute)"
        if uses24Hours { return (time.hour < 10 ? "0" : "") + "\(time.hour):\(minute)" }
        return "\((time.hour + 11) % 12 + 1):\(minute) \(time.hour < 12 ? "am" : "pm")"
    }

    /// The time, with the day of the month before it where that isn't today.
    func time(_ instant: Instant, today: Instant) -> String {
        let date = zone.civilTime(at: instant).date
        if date == zone.civilTime(at: today).date { return time(instant) }
        return "\(date.day).\(date.month). \(time(instant))"
    }

    func range(_ start: Instant, _ end: Instant) -> String { "\(time(start))–\(time(end))" }
}
