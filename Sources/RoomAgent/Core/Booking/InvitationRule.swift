// SPDX-License-Identifier: Apache-2.0

/// Whether a room is free for what it is invited to.
package enum InvitationRule {
    /// The answer: what collides with a meeting that the room has is declined. Of two invitations to the same time
    /// neither keeps the other out: whoever is answered first has it.
    /// - Parameters:
    ///   - free: the answer where the room is free. What takes no time is accepted.
    ///   - meeting: the invitation.
    ///   - days: the calendar as the room shows it; bookings that no sync has brought yet count.
    ///   - accepted: what was not declined since the window was read.
    ///   - busy: when the calendar's service calls the room taken. The invitation itself can be among it, and times
    ///     that touch or overlap can be told as one.
    package static func answer(
        to meeting: Meeting, in days: CalendarDays, accepted: Set<MeetingID>, busy: [BusyTime], free: InvitationAnswer
    ) -> InvitationAnswer {
        // It takes no time.
        guard meeting.blocksTime else { return .accepted }
        let own = Span(meeting, days.zone)
        var invited: [Span] = []
        var touching: [Span] = []
        var isTaken = false
        days.forEachShown { other in
            guard other.id != meeting.id, other.blocksTime else { return }
            let span = Span(other, days.zone)
            if other.ownResponse == .needsAction, !accepted.contains(other.id) {
                invited.append(span)
            } else if span.overlaps(own) {
                isTaken = true
            } else {
                touching.append(span)
            }
        }
        if isTaken { return .declined }
        let known = [own] + invited
        let isStrange = busy.contains { time in
            let time = Span(start: time.start, end: time.end)
            guard time.overlaps(own), !known.contains(time) else { return false }
            // More than the invitation itself: then all of it has to be known.
            return !(time.start <= own.start && own.end <= time.end && time.isCovered(by: known + touching))
        }
        return isStrange ? .declined : free
    }

    private struct Span: Equatable {
        var start: Instant
        var end: Instant

        init(start: Instant, end: Instant) {
            self.start = start
            self.end = end
        }

        init(_ meeting: Meeting, _ zone: any TimeZoneRules) {
            self.init(start: meeting.span.start(in: zone), end: meeting.span.end(in: zone))
        }

        func overlaps(_ other: Span) -> Bool { start < other.end && other.start < end }

        func isCovered(by spans: [Span]) -> Bool {
            var reached = start
            for span in spans.sorted(by: { $0.start < $1.start }) where span.start <= reached {
                reached = max(reached, span.end)
            }
            return reached >= end
        }
    }
}
