// SPDX-License-Identifier: Apache-2.0

/// What a second press would do to the calendar.
package enum BookingOffer: Hashable, Sendable {
    /// Books the room from now on, for so many minutes.
    case book(minutes: Int, until: Instant)
    /// Has this meeting end so many minutes later.
    case extend(MeetingKey, minutes: Int, until: Instant)
}

extension Agenda {
    /// What a free room offers: `RoomManners.walkUp` or what fits before the next meeting, to a full minute. Nil where
    /// less than `RoomManners.least` fits, or the room is not known to be free.
    package func walkUp(at now: Instant) -> BookingOffer? {
        guard isKnown, !isTaken else { return nil }
        // From the full minute, so that the end is one, too.
        let minute = Instant(secondsSince1970: now.secondsSince1970 / 60 * 60)
        return Self.minutes(RoomManners.walkUp, from: minute, to: freeUntil).map { minutes in
            .book(minutes: minutes, until: minute + .minutes(minutes))
        }
    }

    /// What a meeting offers that is about to end: `RoomManners.longer` or what fits before the next one. Nil where the
    /// room may not change it, where its end is not near, and where less than `RoomManners.least` fits.
    package func longer(_ item: AgendaItem, at now: Instant) -> BookingOffer? {
        guard item.meeting.isOwn, !item.isAllDay, item.start <= now, now < item.end,
            item.end - now <= RoomManners.nearEnd,
            current.allSatisfy({ $0.key == item.key || !$0.meeting.blocksTime || $0.end <= item.end })
        else { return nil }
        return Self.minutes(RoomManners.longer, from: item.end, to: nextBooking?.start).map { minutes in
            .extend(item.key, minutes: minutes, until: item.end + .minutes(minutes))
        }
    }

    private static func minutes(_ wanted: Duration, from start: Instant, to limit: Instant?) -> Int? {
        let length = min(wanted, limit.map { $0 - start } ?? wanted)
        return length < RoomManners.least ? nil : Int(length.wholeSeconds / 60)
    }
}

extension Meeting {
    /// It stands on the room's calendar directly, or was booked at the room: its times are the room's to change. Those
    /// of other meetings are their organisers'.
    package var isOwn: Bool { !isBusyOnly && (ownResponse == .notInvited || id.isMade) }
}
