// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// An open file, and what must be known of it without asking: when each meeting is, what the heads add up to, and the
/// mark.
struct OpenWindow {
    /// Closed by whoever has the window, and not by the last reference.
    var file: WindowFile
    /// Each head that opened, under its name.
    var rows: [RowName: RowSpan] = [:]
    /// Of all heads that count.
    var sum = RowSum()
    /// As it lies in the file.
    var mark: SyncMark?
    /// As it lies in the mark (`StoredMark.count`).
    var count: UInt64?
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

    var span: MeetingSpan {
        isAllDay
            ? .allDay(first: CivilDate(daysSince1970: Int(start)), end: CivilDate(daysSince1970: Int(end)))
            : .timed(start: Instant(millisecondsSince1970: start), end: Instant(millisecondsSince1970: end))
    }
}
