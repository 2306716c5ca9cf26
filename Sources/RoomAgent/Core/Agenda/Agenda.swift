// SPDX-License-Identifier: Apache-2.0

/// What the room's meetings mean right now. Derived from the windows of its calendars, what is pending there, and the
/// clock; stored nowhere. Copies of one event on two calendars are two meetings.
package struct Agenda: Sendable {
    /// Every calendar has been read since its window was made. Until then an empty agenda says nothing about the room.
    package let isKnown: Bool
    /// Shown meetings that are on: timed before all-day, then later start first.
    package let current: [AgendaItem]
    /// The next timed meetings to start, soonest first; at most `maximumComing`.
    package let coming: [AgendaItem]
    /// What a press can join: started before not yet started, later start before earlier. All-day ones only when no
    /// timed one can be joined.
    package let joinable: [AgendaItem]
    /// A meeting that blocks time is on.
    package let isTaken: Bool
    /// While the room is free: when that ends, if it does within the window.
    package let freeUntil: Instant?
    /// The start of the next timed meeting that blocks time.
    package let nextBooking: AgendaItem?
    /// The earliest civil time after now at which any of this may differ.
    package let nextChange: Instant?

    /// What the largest display has room for.
    package static let maximumComing = 8

    /// The next timed meeting to start.
    package var next: AgendaItem? { coming.first }

    /// - Parameter calendars: those of the room; today there is one.
    package init(_ calendars: [CalendarDays], rules: AgendaRules, now: Instant) {
        isKnown = calendars.allSatisfy(\.isKnown)
        // Once through the window, which has thousands, and only what is shown is kept and put in order.
        var on: [AgendaItem] = []
        var open: [AgendaItem] = []
        var coming: [AgendaItem] = []
        var bookings: [AgendaItem] = []
        var edges = Edges(after: now)
        for days in calendars {
            days.forEachShown { meeting in
                let (start, end) = (meeting.span.start(in: days.zone), meeting.span.end(in: days.zone))
                let (opensAt, closesAt) = (start - rules.joinEarly, end + rules.joinLate)
                guard closesAt > now || end > now else { return }
                edges.see(opensAt)
                edges.see(start)
                edges.see(end)
                edges.see(closesAt)
                // Of the many that are still ahead, only the next few are looked at any closer.
                let isAhead = start > now && opensAt > now
                if isAhead, coming.count == Self.maximumComing, let last = coming.last, let booking = bookings.first,
                    last.start < start, booking.start < start
                {
                    return
                }
                let item = AgendaItem(meeting, in: days.calendar, rules: rules, zone: days.zone)
                if item.isOn(now) { on.append(item) }
                if item.isJoinable(now) { open.append(item) }
                if item.start > now, !item.isAllDay {
                    Self.keep(item, amongFirst: Self.maximumComing, of: &coming)
                    if item.meeting.blocksTime { Self.keep(item, amongFirst: 1, of: &bookings) }
                }
            }
        }
        current = on.sorted { Self.ranks($0, before: $1, now) }
        self.coming = coming
        nextBooking = bookings.first
        let timed = open.filter { !$0.isAllDay }
        joinable = (timed.isEmpty ? open : timed).sorted { Self.ranks($0, before: $1, now) }
        isTaken = current.contains(where: \.meeting.blocksTime)
        freeUntil = isTaken ? nil : nextBooking?.start
        nextChange = edges.earliest
    }

    /// The shown meetings of a day, all-day ones first, then by start.
    /// - Parameter zone: where the day begins and ends.
    package static func items(
        on day: CivilDate, of calendars: [CalendarDays], rules: AgendaRules, zone: any TimeZoneRules
    ) -> [AgendaItem] {
        let start = zone.startOfDay(day)
        let end = zone.startOfDay(day.adding(days: 1))
        return allItems(of: calendars, rules: rules)
            .filter { $0.start < end && ($0.end > start || $0.start >= start) }
            .sorted { left, right in
                left.isAllDay != right.isAllDay ? left.isAllDay : startsEarlier(left, right)
            }
    }

    /// All shown meetings, by start.
    package static func allItems(of calendars: [CalendarDays], rules: AgendaRules) -> [AgendaItem] {
        var items: [AgendaItem] = []
        for days in calendars {
            days.forEachShown { items.append(AgendaItem($0, in: days.calendar, rules: rules, zone: days.zone)) }
        }
        return items.sorted(by: startsEarlier)
    }

    /// The earliest of many instants after one.
    private struct Edges {
        let now: Instant
        private(set) var earliest: Instant?

        init(after now: Instant) { self.now = now }

        mutating func see(_ edge: Instant) {
            if edge > now { earliest = min(earliest ?? edge, edge) }
        }
    }

    /// Puts the item in its place among the so many that start first.
    private static func keep(_ item: AgendaItem, amongFirst count: Int, of first: inout [AgendaItem]) {
        if first.count == count, let last = first.last {
            guard startsEarlier(item, last) else { return }
            first.removeLast()
        }
        first.insert(item, at: first.firstIndex { startsEarlier(item, $0) } ?? first.endIndex)
    }

    private static func startsEarlier(_ left: AgendaItem, _ right: AgendaItem) -> Bool {
        (left.start, left.end, left.key) < (right.start, right.end, right.key)
    }

    /// Timed before all-day; started before not yet started; later start before earlier; then by name, so that the
    /// order is always the same.
    private static func ranks(_ left: AgendaItem, before right: AgendaItem, _ now: Instant) -> Bool {
        if left.isAllDay != right.isAllDay { return right.isAllDay }
        let (leftStarted, rightStarted) = (left.start <= now, right.start <= now)
        if leftStarted != rightStarted { return leftStarted }
        if left.start != right.start { return left.start > right.start }
        return left.key < right.key
    }
}

extension Agenda {
    /// The meeting of that name, if it is on, joinable or next.
    func item(_ key: MeetingKey) -> AgendaItem? {
        (current + joinable + (next.map { [$0] } ?? [])).first { $0.key == key }
    }
}
