// SPDX-License-Identifier: Apache-2.0

/// A change that was asked of the calendar and that no sync has confirmed yet. The agenda shows it at once, as an
/// overlay: it is never a row of the window or of the store, so rolling it back is forgetting it.
package struct PendingChange: Hashable, Sendable {
    /// What was asked for.
    package enum Kind: Hashable, Sendable {
        /// The meeting as it will be.
        case booked(Meeting)
        /// The end moves from `from` to the later `to`.
        case extended(from: Instant, to: Instant)
        /// The end moves from `from` to the earlier `at`.
        case endedEarly(from: Instant, at: Instant)
        /// The room's own booking, ended at `at` before a minute of it had passed: it is taken out of the calendar.
        case takenBack(at: Instant)
        /// Nobody came: the room is free from `at` on.
        case released(at: Instant)
        /// A booking that was rolled back, and may stand in the calendar all the same: it is not shown.
        case withdrawn
    }

    /// The meeting that changes; of a booking, the ID that the new one will have.
    package let meeting: MeetingID
    /// What was asked for. All its times are whole seconds.
    package let kind: Kind
    /// In time since boot.
    package let madeAt: Duration

    /// What is not confirmed within this long is shown no more.
    package static let longest = Duration.seconds(60)
    /// A booking of the room's own that ends sooner than this was none.
    static let trial = Duration.minutes(1)
    /// Changes of one calendar that can be pending at once. A person at the room makes one or two; a script that goes
    /// wild is stopped.
    package static let maximumCount = 16

    /// When it ends by itself, in time since boot.
    package var until: Duration { madeAt + Self.longest }

    /// The change that a request asks for, given what is shown.
    ///
    /// Throws `.gone` where the meeting is not shown, and `.conflict` where the request does not fit the meeting, where
    /// another change of it is pending, where a pending change already claims the time, and beyond `maximumCount`.
    /// - Parameters:
    ///   - fresh: the ID of a new meeting.
    ///   - uptime: now, in time since boot.
    package init(
        _ request: BookingRequest, in days: CalendarDays, fresh: @autoclosure () -> MeetingID, at uptime: Duration
    ) throws(EditFailure) {
        madeAt = uptime
        switch request {
        case .sentence(let sentence):
            guard let times = sentence.times else { throw .unclear }
            let booked = try Self.booked(sentence.title, times.lowerBound, times.upperBound, fresh())
            meeting = booked.id
            kind = .booked(booked)
        case .book(let title, let start, let end):
            let booked = try Self.booked(title, start, end, fresh())
            meeting = booked.id
            kind = .booked(booked)
        case .extend(let id, let to):
            let (_, end) = try Self.times(of: id, in: days)
            guard to.wholeSecond > end else { throw .conflict }
            meeting = id
            kind = .extended(from: end, to: to.wholeSecond)
        case .end(let id, let at):
            let (start, end) = try Self.times(of: id, in: days)
            guard start < at.wholeSecond, at.wholeSecond < end else { throw .conflict }
            meeting = id
            let wasNone = id.isMade && at.wholeSecond - start < Self.trial
            kind = wasNone ? .takenBack(at: at.wholeSecond) : .endedEarly(from: end, at: at.wholeSecond)
        case .release(let id, let at):
            let (start, end) = try Self.times(of: id, in: days)
            guard start <= at.wholeSecond, at.wholeSecond < end else { throw .conflict }
            meeting = id
            kind = .released(at: max(at.wholeSecond, start + .seconds(1)))
        }
        for other in days.pending where other.meeting == meeting || overlaps(other) { throw .conflict }
        guard days.pending.count < Self.maximumCount else { throw .conflict }
    }

    /// A booking that the calendar's service made of a sentence.
    package init(booked meeting: Meeting, at uptime: Duration) {
        self.meeting = meeting.id
        kind = .booked(meeting)
        madeAt = uptime
    }

    /// Keeps a booking from being shown.
    package init(withdrawn meeting: MeetingID, at uptime: Duration) {
        self.meeting = meeting
        kind = .withdrawn
        madeAt = uptime
    }

    private static func booked(
        _ title: Private<String>, _ start: Instant, _ end: Instant, _ id: MeetingID
    ) throws(EditFailure) -> Meeting {
        let (start, end) = (start.wholeSecond, end.wholeSecond)
        guard start < end else { throw .conflict }
        return Meeting(id: id, title: title, span: .timed(start: start, end: end))
    }

    private static func times(
        of id: MeetingID, in days: CalendarDays
    ) throws(EditFailure) -> (start: Instant, end: Instant) {
        guard let meeting = overlay(days.pending, on: days.window)[id] ?? days.window.meetings[id],
            meeting.ownResponse != .declined
        else { throw .gone }
        guard case .timed(let start, let end) = meeting.span else { throw .conflict }
        return (start, end)
    }

    /// The time that this change takes and that was free before; empty where it gives time back.
    package var claim: Range<Instant> {
        switch kind {
        case .booked(let meeting):
            guard case .timed(let start, let end) = meeting.span else { preconditionFailure("a booking has times") }
            return start..<end
        case .extended(let from, let to): return from..<to
        case .endedEarly(_, let at), .takenBack(let at): return at..<at
        case .released, .withdrawn: return Instant(secondsSince1970: 0)..<Instant(secondsSince1970: 0)
        }
    }

    private func overlaps(_ other: PendingChange) -> Bool { claim.overlaps(other.claim) }

    /// The room's own policy turned down the booking that somebody else's calendar holds.
    package func isDeclined(by window: MeetingWindow) -> Bool {
        guard case .booked = kind else { return false }
        return window.meetings[meeting]?.ownResponse == .declined
    }

    /// Whether the calendar's own copy says what this change says: for a booking that it is there, for a change of the
    /// end that it has this end, for one that is taken back that it is gone.
    package func isConfirmed(by window: MeetingWindow) -> Bool {
        guard let stored = window.meetings[meeting] else {
            return switch kind {
            case .released, .takenBack: true
            case .booked, .extended, .endedEarly, .withdrawn: false
            }
        }
        switch kind {
        case .released(let at): return stored.ownResponse == .declined || stored.endsBy(at)
        case .booked: return stored.ownResponse != .declined
        case .withdrawn, .takenBack: return false
        case .extended(_, let end), .endedEarly(_, let end): return stored.hasEnd(end)
        }
    }

    /// The meetings of `window`, and those that are not in it yet, that `changes` show otherwise than it does. Where
    /// the calendar has decided something else meanwhile, the window counts.
    static func overlay(_ changes: [PendingChange], on window: MeetingWindow) -> [MeetingID: Meeting] {
        var shown: [MeetingID: Meeting] = [:]
        for change in changes {
            switch change.kind {
            case .booked(let meeting):
                if window.meetings[meeting.id] == nil { shown[meeting.id] = meeting }
            case .released, .withdrawn, .takenBack:
                guard var meeting = window.meetings[change.meeting] else { continue }
                meeting.ownResponse = .declined
                shown[meeting.id] = meeting
            case .extended(let from, let end), .endedEarly(let from, let end):
                guard var meeting = shown[change.meeting] ?? window.meetings[change.meeting], meeting.hasEnd(from),
                    case .timed(let start, _) = meeting.span
                else { continue }
                meeting.span = .timed(start: start, end: end)
                shown[change.meeting] = meeting
            }
        }
        return shown
    }
}

extension Meeting {
    fileprivate func endsBy(_ instant: Instant) -> Bool {
        if case .timed(_, let end) = span { end <= instant } else { false }
    }

    fileprivate func hasEnd(_ instant: Instant) -> Bool {
        if case .timed(_, let end) = span { end == instant } else { false }
    }
}

extension Instant {
    /// Rounded down.
    fileprivate var wholeSecond: Instant { Instant(secondsSince1970: secondsSince1970) }
}
