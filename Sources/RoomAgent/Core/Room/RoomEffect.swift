// SPDX-License-Identifier: Apache-2.0

/// What the room wants done. The shell carries out the effects of one event in their order, before it brings the next
/// event.
package enum RoomEffect: Sendable, Equatable {
    /// Start a session with this token that joins the address of this meeting.
    case join(JoinToken, AgendaItem, JoinAddress)
    /// Ask the session to end.
    case leave(JoinToken)
    /// The room is done with the session: drop its record.
    case forget(JoinToken)
    /// True: raise the warning that the join program fails, because `RoomLimits.endedAtOnceIsFault` programs in a row
    /// ended at once. False: take it back, because a session is connected.
    case programFails(Bool)
    /// Answer with the lamp: the press was seen, and does nothing now.
    case flicker
    /// Answer with the lamp: the press was seen, and the display has the answer.
    case doubleBlink
    /// Ask the calendar again: the press found nothing to join, and who pressed may know better.
    case lookAtCalendar
    /// Ask the calendar for what was offered and taken. What came of it comes back as `RoomEvent.answered`.
    case request(BookingOffer)
    /// Nobody came: give the room back.
    case release(AgendaItem)
    /// Somebody has shown up in a meeting. Only where `RoomManners.releaseSeriesAfter` is set.
    case attended(MeetingKey)
    /// Tell everybody who listens to the room's events.
    case report(RoomReport)
}
