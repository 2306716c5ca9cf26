// SPDX-License-Identifier: Apache-2.0

/// Times of day as the room writes them, at one moment: a time of another day has its date before it.
struct ClockText {
    private let zone: any TimeZoneRules
    private let uses24Hours: Bool
    private let today: CivilDate

    init(zone: any TimeZoneRules, uses24Hours: Bool, now: Instant) {
        self.zone = zone
        self.uses24Hours = uses24Hours
        today = zone.civilTime(at: now).date
    }

    /// The time alone.
    func time(_ instant: Instant) -> String { text(zone.civilTime(at: instant), isCompact: false) }

    /// The time, with the day of the month before it where that isn't today.
    func dated(_ instant: Instant) -> String { dated(instant, isCompact: false) }

    func date(_ instant: Instant) -> String {
        let date = zone.civilTime(at: instant).date
        return "\(date.day).\(date.month)."
    }

    /// Whether a time needs no date. The midnight that ends the day needs none.
    func isToday(_ instant: Instant) -> Bool { isToday(zone.civilTime(at: instant), instant) }

    /// The time with its day, the longest form first; the last is what the narrowest display has room for.
    func forms(_ instant: Instant) -> [String] {
        let long = dated(instant)
        return uses24Hours ? [long] : [long, dated(instant, isCompact: true)]
    }

    /// From when to when, on one day; the longest form first.
    func ranges(_ start: Instant, _ end: Instant) -> [String] {
        let (start, end) = (zone.civilTime(at: start), zone.civilTime(at: end))
        let long = "\(text(start, isCompact: false))–\(text(end, isCompact: false))"
        if uses24Hours { return [long] }
        let compact = "\(text(start, isCompact: true))–\(text(end, isCompact: true))"
        let isOneHalf = start.hour / 12 == end.hour / 12
        return (isOneHalf ? [long, "\(digits(start))–\(text(end, isCompact: false))"] : [long]) + [compact]
    }

    private func dated(_ instant: Instant, isCompact: Bool) -> String {
        let time = zone.civilTime(at: instant)
        let text = text(time, isCompact: isCompact)
        return isToday(time, instant) ? text : "\(date(instant)) \(text)"
    }

    private func isToday(_ time: CivilTime, _ instant: Instant) -> Bool {
        time.date == today || zone.civilTime(at: instant - .seconds(1)).date == today
    }

    private func text(_ time: CivilTime, isCompact: Bool) -> String {
        if uses24Hours { return digits(time) }
        return digits(time) + (isCompact ? "" : " ") + (time.hour < 12 ? "am" : "pm")
    }

    private func digits(_ time: CivilTime) -> String {
        let hour = uses24Hours ? time.hour.twoDigits : "\((time.hour + 11) % 12 + 1)"
        return "\(hour):\(time.minute.twoDigits)"
    }
}
