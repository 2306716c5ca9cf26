// SPDX-License-Identifier: Apache-2.0

/// The stored days of one calendar, in memory: every meeting of it between the window's edges.
package struct MeetingWindow: Equatable, Sendable {
    /// Every stored meeting by its ID, declined ones too.
    package private(set) var meetings: [MeetingID: Meeting]

    /// Of two meetings of one ID the later one stays. Default: no meetings.
    package init(_ meetings: [Meeting] = []) {
        self.meetings = Dictionary(minimumCapacity: meetings.count)
        for meeting in meetings { self.meetings[meeting.id] = meeting }
    }

    /// Makes room for so many meetings: a window that grows by and by is moved each time that it doubles.
    package mutating func reserveCapacity(_ count: Int) { meetings.reserveCapacity(count) }

    /// Adds a meeting, in the place of one of its ID.
    package mutating func insert(_ meeting: consuming Meeting) { meetings[meeting.id] = meeting }

    /// Makes the window what it is after this write. Removals come first, so a meeting that is in both lists stays.
    package mutating func apply(_ delta: WindowDelta) {
        if delta.replacesAll { meetings.removeAll(keepingCapacity: true) }
        if meetings.isEmpty { reserveCapacity(delta.stored.count) }
        for id in delta.removed { meetings[id] = nil }
        for meeting in delta.stored { meetings[meeting.id] = meeting }
    }
}

/// What one committed write changed.
package struct WindowDelta: Equatable, Sendable {
    /// `stored` is the whole window, and what was there before is gone.
    package var replacesAll: Bool
    /// Meetings that are new or were changed, as they are now.
    package var stored: [Meeting]
    /// Meetings that are in the window no more. Unknown ones do no harm.
    package var removed: [MeetingID]

    package init(replacesAll: Bool = false, stored: [Meeting] = [], removed: [MeetingID] = []) {
        self.replacesAll = replacesAll
        self.stored = stored
        self.removed = removed
    }

    /// Whether applying it would change nothing.
    package var isEmpty: Bool { !replacesAll && stored.isEmpty && removed.isEmpty }
}

/// The span of civil time that a window holds: meetings that end after `earliest` and start before `latest`.
package struct WindowBounds: Hashable, Sendable {
    /// A meeting that ends at this instant is outside.
    package var earliest: Instant
    /// A meeting that starts at this instant is outside.
    package var latest: Instant

    package init(earliest: Instant, latest: Instant) {
        self.earliest = earliest
        self.latest = latest
    }

    /// Whether a part of the meeting, however short, is inside. `zone` is that of its calendar.
    package func contains(_ span: MeetingSpan, in zone: any TimeZoneRules) -> Bool {
        span.end(in: zone) > earliest && span.start(in: zone) < latest
    }
}
