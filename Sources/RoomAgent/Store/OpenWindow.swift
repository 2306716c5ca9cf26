// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// An open file, and what must be known of it without asking: when each meeting is, what the heads add up to, and the
/// mark.
struct OpenWindow {
    /// Closed by whoever has the window, and not by the last reference.
    var file: WindowFile
    /// Each head that opened, under its name.
    var rows = RowIndex()
    /// Of all heads that count.
    var sum = RowSum()
    /// As it lies in the file.
    var mark: SyncMark?
    /// As it lies in the mark (`StoredMark.count`).
    var count: UInt64?
}

/// When each stored meeting is, by its row's name; and how far they reach, so that nobody need look at all of them to
/// know that the window has moved past none.
struct RowIndex {
    private var spans: [RowName: RowSpan] = [:]
    /// Of all rows, and maybe of some that are gone.
    private var reach = Reach()

    /// How early one ends, and how late one begins, in milliseconds since 1970.
    struct Reach {
        private var earliestEnd = Int64.max
        private var latestStart = Int64.min

        /// Takes a row in.
        mutating func add(_ span: RowSpan) {
            earliestEnd = min(earliestEnd, span.leastEnd)
            latestStart = max(latestStart, span.greatestStart)
        }

        /// False where all of them lie within the bounds, in whatever zone.
        func mayLeave(_ bounds: WindowBounds) -> Bool {
            earliestEnd <= bounds.earliest.millisecondsSince1970 || latestStart >= bounds.latest.millisecondsSince1970
        }
    }

    var count: Int { spans.count }
    var isEmpty: Bool { spans.isEmpty }
    /// Without order.
    var names: some Sequence<RowName> { spans.keys }

    subscript(name: RowName) -> RowSpan? {
        get { spans[name] }
        set {
            spans[name] = newValue
            if let newValue { reach.add(newValue) }
        }
    }

    mutating func reserveCapacity(_ count: Int) { spans.reserveCapacity(count) }

    /// False where the name was there; its row is replaced.
    mutating func insert(_ span: RowSpan, _ name: RowName) -> Bool {
        reach.add(span)
        return spans.updateValue(span, forKey: name) == nil
    }

    /// The rows for which this is so, which are to go.
    /// - Parameter bounds: it can be so of rows that reach out of these only; where none does, none is looked at.
    ///   Nil: it can be so of any.
    mutating func names(
        where isWanted: (RowName, RowSpan) -> Bool, onlyOutside bounds: WindowBounds?
    ) -> [RowName] {
        if let bounds, !reach.mayLeave(bounds) { return [] }
        var found: [RowName] = []
        var rest = Reach()
        for (name, span) in spans {
            if isWanted(name, span) { found.append(name) } else { rest.add(span) }
        }
        // Of what was found, what stays gets another span, and is added with that.
        reach = rest
        return found
    }
}

/// A `MeetingSpan` in a third of its size; the index holds one for every row.
struct RowSpan: Hashable {
    private let start: Int64
    private let end: Int64
    private let isAllDay: Bool

    /// The same times; `span` gives it back.
    init(_ span: MeetingSpan) {
        isAllDay = span.isAllDay
        switch span {
        case .timed(let start, let end):
            self.start = start.millisecondsSince1970
            self.end = end.millisecondsSince1970
        case .allDay(let first, let end):
            start = Int64(first.daysSince1970)
            self.end = Int64(end.daysSince1970)
        }
    }

    /// Zones are less than a day from UTC, and begin a day by a day at most after it.
    private static let zonesMilliseconds: Int64 = 2 * dayMilliseconds
    private static let dayMilliseconds: Int64 = 86_400_000

    /// It ends at this time or later, in milliseconds since 1970, whatever the zone.
    var leastEnd: Int64 { isAllDay ? end * Self.dayMilliseconds - Self.zonesMilliseconds : end }

    /// It begins at this time or earlier.
    var greatestStart: Int64 { isAllDay ? start * Self.dayMilliseconds + Self.zonesMilliseconds : start }

    var span: MeetingSpan {
        isAllDay
            ? .allDay(first: CivilDate(daysSince1970: Int(start)), end: CivilDate(daysSince1970: Int(end)))
            : .timed(start: Instant(millisecondsSince1970: start), end: Instant(millisecondsSince1970: end))
    }
}
