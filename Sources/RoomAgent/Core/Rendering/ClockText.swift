// SPDX-License-Identifier: Apache-2.0

/// Times of day as the room writes them.
struct ClockText {
    let zone: any TimeZoneRules
    let uses24Hours: Bool

    func time(_ instant: Instant) -> String { time(instant, isCompact: false) }

    /// The time, with the day of the month before it where that isn't today.
    func time(_ instant: Instant, today: Instant) -> String { time(instant, today: today, isCompact: false) }

    func date(_ instant: Instant) -> String {
        let date = zone.civilTime(at: instant).date
        return "\(date.day).\(date.month)."
    }

    /// Whether a time needs no date on that day. The midnight that ends the day needs none.
    func isOn(_ instant: Instant, _ day: Instant) -> Bool {
        let date = zone.civilTime(at: day).date
        return zone.civilTime(at: instant).date == date || zone.civilTime(at: instant - .seconds(1)).date == date
    }

    /// The time with its day, the longest form first; the last is what the narrowest display has room for.
    func forms(_ instant: Instant, today: Instant) -> [String] {
        let long = time(instant, today: today)
        return uses24Hours ? [long] : [long, time(instant, today: today, isCompact: true)]
    }

    /// From when to when, on one day; the longest form first.
    func ranges(_ start: Instant, _ end: Instant) -> [String] {
        let long = "\(time(start))–\(time(end))"
        if uses24Hours { return [long] }
        let compact = "\(time(start, isCompact: true))–\(time(end, isCompact: true))"
        let isOneHalf = zone.civilTime(at: start).hour / 12 == zone.civilTime(at: end).hour / 12
        return (isOneHalf ? [long, "\(digits(start))–\(time(end))"] : [long]) + [compact]
    }

    private func time(_ instant: Instant, today: Instant, isCompact: Bool) -> String {
        let time = time(instant, isCompact: isCompact)
        return isOn(instant, today) ? time : "\(date(instant)) \(time)"
    }

    private func time(_ instant: Instant, isCompact: Bool) -> String {
        if uses24Hours { return digits(instant) }
        return digits(instant) + (isCompact ? "" : " ") + (zone.civilTime(at: instant).hour < 12 ? "am" : "pm")
    }

    private func digits(_ instant: Instant) -> String {
        let time = zone.civilTime(at: instant)
        let minute = time.minute < 10 ? "0\(time.minute)" : "\(time.minute)"
        if uses24Hours { return (time.hour < 10 ? "0" : "") + "\(time.hour):\(minute)" }
        return "\((time.hour + 11) % 12 + 1):\(minute)"
    }
}
