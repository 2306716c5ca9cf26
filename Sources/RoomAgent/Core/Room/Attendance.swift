// SPDX-License-Identifier: Apache-2.0

/// In which of the meetings that are on somebody has shown up.
struct Attendance: Sendable {
    /// Somebody pressed, joined or was seen. It stays so until the meeting's end: one that was ended early comes back
    /// where the calendar refuses that.
    private(set) var present: Set<MeetingKey> = []
    /// When these end, and those that are on, as they were last seen.
    private var ends: [MeetingKey: Instant] = [:]
    /// When they began under the room's eyes, in time since boot. What was on before is not in here, and is never given
    /// back: somebody may have shown up in it.
    private(set) var begun: [MeetingKey: Duration] = [:]
    /// The room has been given back.
    private(set) var released: Set<MeetingKey> = []
    /// A sensor or a script says that the room is in use until then, in time since boot.
    var inUseUntil = Duration.zero

    /// - Parameter before: what was on at the last look; nil at the first.
    mutating func look(_ agenda: Agenda, since before: Set<MeetingKey>?, at now: Moment) {
        let on = Set(agenda.current.map(\.key))
        let near = on.union(agenda.joinable.map(\.key))
        for item in agenda.current + agenda.joinable { ends[item.key] = item.end }
        ends = ends.filter { near.contains($0.key) || present.contains($0.key) && now.wall < $0.value }
        present.formIntersection(ends.keys)
        released.formIntersection(on)
        begun = begun.filter { on.contains($0.key) }
        guard let before else { return }
        for key in on.subtracting(before) where begun[key] == nil { begun[key] = now.uptime }
    }

    /// Returns whether that is news.
    @discardableResult
    mutating func arrive(_ key: MeetingKey) -> Bool { present.insert(key).inserted }

    /// The room is in another meeting: nobody else can show up.
    mutating func wait(for session: MeetingKey, at uptime: Duration) {
        for key in begun.keys where key != session { begun[key] = uptime }
    }

    mutating func release(_ key: MeetingKey) { released.insert(key) }

    /// When the room is given back if nobody shows up; nil where it is not.
    func releaseDue(_ item: AgendaItem, after limit: Duration?) -> Duration? {
        guard let limit, item.asksForCheckIn, item.end - item.start <= RoomManners.longestReleased,
            !present.contains(item.key), !released.contains(item.key)
        else { return nil }
        return begun[item.key].map { $0 + limit }
    }
}

extension AgendaItem {
    /// Somebody is to show that it is held. Who booked at the room has, and what has no times or takes none has no
    /// need to.
    var asksForCheckIn: Bool { !isAllDay && meeting.blocksTime && !meeting.isBusyOnly && !meeting.id.isMade }
}
