// SPDX-License-Identifier: Apache-2.0

/// How many requests a day one account may cost its calendar service, and when the next one is worth most: often where
/// a change matters, seldom where none does. Pure.
///
/// The day is a civil day of the calendar's zone. Each quarter hour of it has a weight, and between two looks at the
/// calendar lies the same amount of weighted time, wherever in the day. Whatever is spent otherwise (further pages,
/// failures, somebody's own wish) leaves less for the rest of the day, and the looks move apart by themselves.
package struct RequestBudget: Sendable {
    /// What was spent on one civil day.
    package struct Day: Equatable, Sendable {
        /// Which day, of the calendar's zone.
        package var date: CivilDate
        /// Requests that the service answered; never less.
        package var spent: Int
        /// The part of them that nobody counted: taken for spent when nothing was known of the day until then.
        package var assumed: Int

        package init(_ date: CivilDate, spent: Int, assumed: Int = 0) {
            self.date = date
            self.spent = spent
            self.assumed = assumed
        }
    }

    /// The most requests of one civil day. Default 100: a project of Google's has 1,000,000 a day, which cannot be
    /// raised (https://developers.google.com/workspace/calendar/api/guides/quota), and so enough for 10,000 rooms.
    package let perDay: Int
    /// Spent since midnight. On a day that nothing is known of, what an agent spent before it was started is taken to
    /// be what it should have, and never more than leaves a quarter of the day's requests: for who sets a room up in
    /// the evening.
    package private(set) var spent = 0
    /// What is known of days, this one last: what has to be remembered over a restart. A clock that is set back and
    /// forth finds each day as it left it.
    package private(set) var days: [Day]

    /// So many days are known at most. Today, and those that a clock passes through that is set back and forth.
    package static let maximumDays = 4
    /// In which zone `days` ends with the day that `spent` is of; nil before the first `turn`.
    private var zoneName: String?

    /// The longest time between two looks, however little is going on, where the day has a request left for each of its
    /// hours: a change at night is seen in the same hour.
    package static let longestPause = Duration.hours(1)

    /// - Parameter days: what is remembered of earlier runs.
    package init(perDay: Int = 100, days: [Day] = []) {
        self.perDay = perDay
        self.days = days.suffix(Self.maximumDays)
    }

    /// How many requests the day still has.
    package var left: Int { max(perDay - spent, 0) }

    /// The last fifth of a day's requests is for looks that nobody can cause: what the room does to the calendar by
    /// itself waits for the next day.
    package var isScarce: Bool { left <= perDay / 5 }

    /// The part of `spent` that nobody counted.
    package var assumed: Int { zoneName == nil ? 0 : days.last?.assumed ?? 0 }

    /// Counts requests that the service answered, after `turn` to their day.
    package mutating func spend(_ count: Int) {
        spent += count
        if zoneName != nil, let last = days.indices.last { days[last].spent = spent }
    }

    /// Turns to the day that it is now, at a start, after midnight, and where the calendar's zone is known only then.
    /// Call it before each use.
    package mutating func turn(to now: Instant, _ window: MeetingWindow, in zone: any TimeZoneRules) {
        let today = zone.civilTime(at: now).date
        if zoneName == zone.name, today == days.last?.date { return }
        zoneName = zone.name
        let weights = DayWeights(today, window, in: zone)
        let passed = weights.whole - weights.rest(from: now)
        let share = Int(Double(perDay) * min(passed / weights.total, 0.75))
        var day = Day(today, spent: share, assumed: share)
        if let place = days.firstIndex(where: { $0.date == today }) {
            day = days.remove(at: place)
            // A clock that was ahead, or a zone further east, had more of that day pass than has passed now.
            let excess = max(day.assumed - share, 0)
            day.assumed -= excess
            day.spent -= excess
        }
        spent = day.spent
        days = (days + [day]).suffix(Self.maximumDays)
    }

    /// The part of the day's requests that is spent on looks while push tells of changes: what it misses is found
    /// within half an hour of a working day, and the rest is for the looks that notices cause.
    package static let shareWithPush = 0.25

    /// How long it is until the next look is worth a request; until the next day where nothing is left of this one.
    /// `share` is the part of the requests that looks may have. Default: all of them.
    package func pause(
        at now: Instant, _ window: MeetingWindow, in zone: any TimeZoneRules, share: Double = 1
    ) -> Duration {
        let today = zone.civilTime(at: now).date
        guard left > 0 else {
            // A minute more: a clock that is a little fast has not begun the day.
            return max(zone.startOfDay(today.adding(days: 1)) - now, .zero) + .minutes(1)
        }
        let weights = DayWeights(today, window, in: zone)
        let step = max(weights.total / Double(perDay), weights.rest(from: now) / Double(left)) / share
        // Each hour that has a request left: what push misses is found, also where notices have spent the most.
        let longest = max(Self.longestPause, (zone.startOfDay(today.adding(days: 1)) - now) / Double(left))
        return min(weights.time(from: now, worth: step), longest)
    }
}

/// How much a look at the calendar is worth in each quarter hour of one civil day.
private struct DayWeights {
    private let start: Instant
    private let slots: [Double]
    /// The weight of a whole day; never less than that of an ordinary working day, so that a quiet day costs little.
    let total: Double
    /// The weight of the day as it is.
    let whole: Double

    private static let slot = Duration.minutes(15)
    /// Nobody is about.
    private static let quiet = 1.4
    /// Somebody may book the room at any moment.
    private static let working = 8.0
    /// A meeting is about to start, or has just started: people look at the display, and move what they booked.
    private static let near = 12.0
    private static let ordinary = 12 * 4 * (working + quiet)
    /// Monday to Friday, as civil hours.
    private static let workingHours = 7..<19
    /// So long before a meeting the room counts as in use, on any day and at any hour.
    private static let lead = Duration.hours(2)
    /// So long before a start a change of it is bad news.
    private static let approach = Duration.minutes(30)

    init(_ date: CivilDate, _ window: MeetingWindow, in zone: any TimeZoneRules) {
        let start = zone.startOfDay(date)
        // In milliseconds: a `Duration` reckons in 128 bits, and this runs at each look.
        let slot = Self.slot.wholeMilliseconds
        let length = zone.startOfDay(date.adding(days: 1)).millisecondsSince1970 - start.millisecondsSince1970
        let count = max(Int((length + slot - 1) / slot), 1)
        let isWorkday = date.weekday < 5
        var slots = (0..<count).map { number in
            guard isWorkday else { return Self.quiet }
            let begin = Instant(millisecondsSince1970: start.millisecondsSince1970 + slot * Int64(number))
            return Self.workingHours.contains(zone.civilTime(at: begin).hour) ? Self.working : Self.quiet
        }
        func raise(_ span: Range<Instant>, to weight: Double) {
            let begin = span.lowerBound.millisecondsSince1970 - start.millisecondsSince1970
            let end = span.upperBound.millisecondsSince1970 - start.millisecondsSince1970
            let (first, last) = (max(begin, 0) / slot, min((end + slot - 1) / slot, Int64(count)))
            guard first < last else { return }
            for number in Int(first)..<Int(last) { slots[number] = max(slots[number], weight) }
        }
        let (earliest, latest) = (start - Self.slot, start + Self.slot * count + Self.lead)
        for meeting in window.meetings.values where meeting.ownResponse != .declined {
            guard case .timed(let begin, let end) = meeting.span, end > begin else { continue }
            // Nearly all of a window is of other days.
            guard begin < latest, end > start || begin > earliest else { continue }
            raise(begin - Self.lead..<end, to: Self.working)
            raise(begin - Self.approach..<begin + Self.slot, to: Self.near)
        }
        self.start = start
        self.slots = slots
        whole = slots.reduce(0, +)
        total = max(whole, Self.ordinary)
    }

    /// The weight of what is left of the day.
    func rest(from now: Instant) -> Double {
        let (number, share) = place(now)
        guard number < slots.count else { return 0 }
        return slots[number] * (1 - share) + slots[(number + 1)...].reduce(0, +)
    }

    /// How long it takes from now on until so much weight has passed; the next day counts as quiet.
    func time(from now: Instant, worth weight: Double) -> Duration {
        var (number, share) = place(now)
        var left = weight
        var time = Duration.zero
        while number < slots.count {
            let rest = slots[number] * (1 - share)
            if rest >= left { return time + Self.slot * (left / slots[number]) }
            left -= rest
            time += Self.slot * (1 - share)
            number += 1
            share = 0
        }
        return time + Self.slot * (left / Self.quiet)
    }

    private func place(_ now: Instant) -> (slot: Int, share: Double) {
        let passed = max((now - start) / Self.slot, 0)
        let number = min(Int(passed), slots.count)
        return (number, min(passed - Double(number), 1))
    }
}
