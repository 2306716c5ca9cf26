// SPDX-License-Identifier: Apache-2.0

/// In which of the meetings that are on somebody has shown up.
struct Attendance: Sendable {
    /// Somebody pressed, joined or was seen. It stays so until the meeting's end: one that was ended early comes back
    /// where the calendar refuses that.
    private(set) var present: Set<MeetingKey> = []
    /// When these end, and those that are on, as they were last seen.
    private var ends: [MeetingKey: Instant] = [:]
    /// When they began under the room's eyes, in time since boot.
    private(set) var begun: [MeetingKey: Duration] = [:]
    /// What was on before the room looked, or before its clock was set, until its end. It is never given back, not even
    /// where it was ended and came back: somebody may have shown up in it.
    private var onBefore: Set<MeetingKey> = []
    /// The room has been given back.
    private(set) var released: Set<MeetingKey> = []
    /// When the room was looked at last.
    private var lastLook: Moment?
    /// A sensor or a script says that the room is in use until then, in time since boot.
    var inUseUntil = Duration.zero

    /// A clock that is set by less does not matter here.
    private static let clockStep = Duration.minutes(1)

    /// - Parameter before: what was on at the last look; nil at the first.
    mutating func look(_ agenda: Agenda, since before: Set<MeetingKey>?, at now: Moment) {
        let on = Set(agenda.current.map(\.key))
        let near = on.union(agenda.joinable.map(\.key))
        for item in agenda.current + agenda.joinable { ends[item.key] = item.end }
        ends = ends.filter { key, end in
            near.contains(key) || (present.contains(key) || onBefore.contains(key)) && now.wall < end
        }
        present.formIntersection(ends.keys)
        onBefore.formIntersection(ends.keys)
        released.formIntersection(on)
        begun = begun.filter { on.contains($0.key) }
        defer { lastLook = now }
        guard let before else { return onBefore.formUnion(on) }
        let elapsed = lastLook.map { now.uptime - $0.uptime } ?? .zero
        let step = lastLook.map { now.wall - $0.wall - elapsed } ?? .zero
        for item in agenda.current where !before.contains(item.key) && begun[item.key] == nil {
            if onBefore.contains(item.key) { continue }
            // Where the clock was set, it was on already at the last look.
            if max(step, .zero - step) > Self.clockStep, item.start < now.wall - elapsed {
                onBefore.insert(item.key)
            } else {
                begun[item.key] = now.uptime
            }
        }
    }

    /// Returns whether that is news.
    @discardableResult
    mutating func arrive(_ key: MeetingKey) -> Bool { present.insert(key).inserted }

    /// The room is in another meeting: nobody else can show up.
    mutating func wait(for session: MeetingKey, at uptime: Duration) {
        for key in begun.keys where key != session { begun[key] = uptime }
    }

    mutating func release(_ key: MeetingKey) { released.insert(key) }

    /// When the room is given back if nobody shows up, in time since boot; nil where it is not. Who comes has all of
    /// the time by the clock on the wall too: one that was ahead and is set back lets a meeting begin too early.
    func releaseDue(_ item: AgendaItem, after limit: Duration?, at now: Moment) -> Duration? {
        guard let limit, item.asksForCheckIn, item.end - item.start <= RoomManners.longestReleased,
            !present.contains(item.key), !released.contains(item.key), let begun = begun[item.key]
        else { return nil }
        return limit + max(begun, now.uptime + (item.start - now.wall))
    }
}

extension AgendaItem {
    /// Somebody is to show that it is held. Who booked at the room has, and what has no times or takes none has no
    /// need to.
    var asksForCheckIn: Bool { !isAllDay && meeting.blocksTime && !meeting.isBusyOnly && !meeting.id.isMade }
}
