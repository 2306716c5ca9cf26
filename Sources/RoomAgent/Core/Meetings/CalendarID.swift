// SPDX-License-Identifier: Apache-2.0

/// Names one calendar: the source's ID of it, which is an address for a room or a person.
package struct CalendarID: Hashable, Comparable, Sendable {
    /// The source's ID of it. Private: it can be a person's address.
    package let value: Private<String>

    /// `value` is the source's ID of it, as it is.
    package init(_ value: String) { self.value = Private(value) }

    /// By the Unicode scalars of the IDs; it means nothing beyond a stable order.
    package static func < (left: CalendarID, right: CalendarID) -> Bool { left.value.exposed < right.value.exposed }
}

/// Names one meeting among those of all calendars. Copies of one event on two calendars bear the same `MeetingID`, so
/// wherever meetings of several calendars can meet (agenda, machine, display), they are told apart by this key. Source,
/// store and window are of one calendar each, and need the `MeetingID` alone.
package struct MeetingKey: Hashable, Comparable, Sendable {
    /// The calendar on which it stands.
    package var calendar: CalendarID
    /// Its ID within that calendar.
    package var meeting: MeetingID

    package init(_ calendar: CalendarID, _ meeting: MeetingID) {
        self.calendar = calendar
        self.meeting = meeting
    }

    /// By the meeting, so that the copies of one stand side by side.
    package static func < (left: MeetingKey, right: MeetingKey) -> Bool {
        (left.meeting, left.calendar) < (right.meeting, right.calendar)
    }
}
