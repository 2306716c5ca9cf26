// SPDX-License-Identifier: Apache-2.0

// Check-in, and giving back a room that nobody came to.
extension RoomMachine {
    /// Notes who is there, and gives the room back where nobody came.
    mutating func attend(_ agenda: Agenda, _ now: Moment) -> [RoomEffect] {
        guard manners.checksIn else { return [] }
        attendance.look(agenda, since: lastSeenOn, at: now)
        var effects: [RoomEffect] = []
        switch state(agenda: agenda, now: now) {
        case .joining(let session), .inMeeting(let session), .leaving(let session):
            if attendance.arrive(session.key) { effects += visited(session.key) }
            // The next group waits outside, and its time begins when the room is free for it.
            attendance.wait(for: session.key, at: now.uptime)
        default: break
        }
        if now.uptime < attendance.inUseUntil {
            for item in agenda.current where item.asksForCheckIn && attendance.arrive(item.key) {
                effects.append(.report(RoomReport(.checkedIn, at: now.wall, meeting: item.meeting)))
                effects += visited(item.key)
            }
        }
        for item in agenda.current {
            guard let due = attendance.releaseDue(item, after: manners.releaseAfter, at: now), due <= now.uptime
            else { continue }
            attendance.release(item.key)
            effects.append(.release(item))
        }
        return effects
    }

    /// A series that somebody comes to begins anew.
    private func visited(_ key: MeetingKey) -> [RoomEffect] {
        manners.releaseSeriesAfter == nil ? [] : [.attended(key)]
    }

    /// When the next meeting is given back, in time since boot.
    func nextRelease(_ agenda: Agenda, at now: Moment) -> Duration? {
        guard manners.checksIn else { return nil }
        return agenda.current.compactMap { attendance.releaseDue($0, after: manners.releaseAfter, at: now) }.min()
    }

    /// A press would show that the meeting is held: it is on, and nobody has shown up.
    package func awaitsCheckIn(agenda: Agenda, now: Moment) -> Bool {
        guard manners.checksIn, case .busy(let item) = state(agenda: agenda, now: now) else { return false }
        return item.asksForCheckIn && !attendance.present.contains(item.key) && !attendance.released.contains(item.key)
    }

    /// A press in a meeting that has nothing to join. What the display says of it, and what there is to do.
    mutating func checkIn(_ item: AgendaItem) -> (notice: RoomNotice, effects: [RoomEffect]) {
        guard manners.checksIn, item.asksForCheckIn, attendance.arrive(item.key) else { return (.nothingToJoin, []) }
        return (.checkedIn, visited(item.key))
    }
}
