// SPDX-License-Identifier: Apache-2.0

/// Chooses the lines of a scene for one display.
struct FrameComposer {
    let scene: RoomScene
    let size: TextSize
    let charset: DisplayCharset

    let clock: ClockText

    init(scene: RoomScene, size: TextSize, charset: DisplayCharset) {
        self.scene = scene
        self.size = size
        self.charset = charset
        clock = ClockText(zone: scene.zone, uses24Hours: scene.uses24HourClock, now: scene.now.wall)
    }

    /// What is shown, from the top.
    struct Layout {
        var lines: [FrameLine]
        /// Something is wrong with the room that none of the lines tells.
        var isMarked: Bool
        /// What follows by turns, where lines share a place: in each turn the lines that are others than the first
        /// ones, by their row.
        var turns: [[(row: Int, line: FrameLine)]] = []
    }

    /// Below what the state itself needs, above what is only nice to know.
    private static let overlayRank = 40

    var layout: Layout {
        var lines = stateLines + absences
        let overlay = overlay.map { FrameLine(Self.overlayRank, $0) }
        let support = support
        if size.rows == 1 { return onlyRow(lines, [overlay, support].compactMap(\.self)) }
        // Where the state has no place of its own for it, support shares that of what is wrong.
        let isShared = support.map { $0.rank > Self.overlayRank } ?? false
        if let support, !isShared { lines.append(support) }
        if let overlay { lines.append(overlay) }
        let order = lines.indices.sorted { (lines[$0].rank, $0) < (lines[$1].rank, $1) }
        let chosen = order.prefix(size.rows)
        var layout = Layout(
            lines: chosen.sorted().map { lines[$0] },
            isMarked: overlay != nil && !chosen.contains(lines.indices.last ?? 0))
        var other: [(row: Int, line: FrameLine)] = []
        if isShared, let support, overlay != nil, !layout.isMarked { other.append((layout.lines.count - 1, support)) }
        let left = order.dropFirst(size.rows).first { lines[$0].isShared }
        if let left, let place = chosen.last(where: { lines[$0].isShared }),
            let row = chosen.sorted().firstIndex(of: place)
        {
            other.append((row, lines[left]))
        }
        if !other.isEmpty { layout.turns = [other] }
        return layout
    }

    /// On a single row the lines take turns, the most important one every other time.
    private func onlyRow(_ lines: [FrameLine], _ more: [FrameLine]) -> Layout {
        let ranked = lines.enumerated().filter { $0.element.rank <= FrameLine.essential }
            .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
        let first = Array(ranked.prefix(1))
        let others = ranked.dropFirst() + more
        if first.isEmpty || isShortLived { return Layout(lines: first, isMarked: !more.isEmpty) }
        return Layout(
            lines: first, isMarked: false,
            turns: Array(others.map { [[(0, $0)]] }.joined(separator: [[]])))
    }

    /// Who helps. It belongs to the states that are about what went wrong; elsewhere it stands beside the warning.
    private var support: FrameLine? {
        guard scene.needsSupport, let supportForm else { return nil }
        switch scene.state {
        case .couldNotJoin, .unknown: return FrameLine(25, [supportForm], isShared: true)
        default: return FrameLine(Self.overlayRank + 1, [supportForm])
        }
    }

    /// Whole or not at all: a number that was cut is a wrong number.
    var supportForm: String? {
        let text = charset.shown(DisplayText.clean(scene.support))
        return text.isEmpty || DisplayText.width(text) > size.columns ? nil : text
    }

    /// What is seen for a few seconds stays until it passes. So does each of several meetings: a press joins the one
    /// that is shown.
    private var isShortLived: Bool {
        if scene.notice != nil { return true }
        return switch scene.state {
        case .joining, .leaving: true
        case .joinable(_, _, let count): count > 1
        default: false
        }
    }

    // MARK: Lines

    /// The lines of the state, from the top. Ranks: 10 is shown on any display, 20 and 30 belong to the state, 35 is
    /// above the overlay, the rest is only nice to know.
    private var stateLines: [FrameLine] {
        let time = clock.time(now)
        switch scene.state {
        case .unknown:
            return [
                FrameLine(20, title: roomName, right: time),
                FrameLine(10, notice ?? Form.all(say(.noCalendarYet)), isShared: scene.notice == nil),
            ] + (scene.triedSince.map { [FrameLine(30, say(.triedSince, at: $0), isShared: true)] } ?? [])
        case .free:
            let opening = opening
            return [
                FrameLine(20, title: roomName, right: time),
                FrameLine(10, notice ?? Form.all(free), isShared: scene.notice == nil),
            ] + pressAgain + (notice == nil || saysNext ? [] : [FrameLine(25, Form.all(free))])
                + coming(from: saysNext ? 1 : 0, rank: 30, opening: opening)
        case .joinable(let item, let index, let count):
            let number = count > 1 ? "\(index + 1)/\(count)" : more(item)
            // The arrow is the button: pressing does what stands behind it.
            let first =
                size.rows == 1
                ? FrameLine(10, Form.all([number.isEmpty ? "»" : number + " »"], title: title(item.meeting)))
                : FrameLine(10, title: title(item.meeting), right: number)
            return [first, FrameLine(30, span(item), clock: time), FrameLine(20, say(.pressToJoin))]
                + clash(item) + organizer(item.meeting) + coming(from: 0, rank: 60, without: item.key)
        case .busy(let item):
            let opening = opening
            let title = FrameLine(scene.notice == nil ? 10 : 30, title: title(item.meeting), right: more(item))
            let isAwaited = scene.awaitsCheckIn && scene.notice == nil
            let until = FrameLine(
                20, item.isAllDay ? say(.allDay) : say(.until, at: item.end), clock: time, isShared: isAwaited)
            return (notice.map { [FrameLine(10, $0)] + pressAgain + [until, title] } ?? [title, until])
                + (isAwaited ? [FrameLine(22, say(.pressToCheckIn), isShared: true)] : [])
                + clash(item) + organizer(item.meeting)
                + coming(from: 0, rank: opening == nil ? 60 : 34, opening: opening)
        case .joining(let session): return transition(.joining, session, time)
        case .leaving(let session): return transition(.leaving, session, time)
        case .inMeeting(let session): return inMeeting(session, time)
        case .couldNotJoin(let session, let problem):
            return [
                FrameLine(30, say(.couldNotJoin), clock: time), FrameLine(50, title: title(session.meeting)),
                FrameLine(20, words(problem), isShared: scene.needsSupport && supportForm != nil),
                FrameLine(10, say(.pressToTryAgain)),
            ]
        }
    }

    /// How many others are booked at the same time and have no turn of their own.
    private func more(_ item: AgendaItem) -> String {
        let count = scene.clashes(with: item).count
        return count > 0 ? "+\(count)" : ""
    }

    /// The first of them, where a display has the row for it.
    private func clash(_ item: AgendaItem) -> [FrameLine] {
        scene.clashes(with: item).prefix(1).map { FrameLine(45, Form.all(say(.alsoBooked), title: title($0.meeting))) }
    }

    private func transition(_ text: RoomText, _ session: SessionView, _ time: String) -> [FrameLine] {
        [
            FrameLine(10, say(text)), FrameLine(20, title: title(session.meeting)),
            FrameLine(30, title: "", right: time),
        ]
    }

    private func inMeeting(_ session: SessionView, _ time: String) -> [FrameLine] {
        let hold = FrameLine(30, say(.holdToLeave), isShared: true)
        if let next = scene.waitingGroup(session) {
            return [
                FrameLine(10, say(.nextWaiting)), FrameLine(20, title: title(next.meeting), isShared: true), hold,
                FrameLine(35, span(next), clock: time), FrameLine(50, title: title(session.meeting)),
            ]
        }
        if let notice {
            return [FrameLine(10, notice)] + pressAgain + [
                FrameLine(20, timeLeft(session, nil), clock: time), FrameLine(30, title: title(session.meeting)),
            ]
        }
        let booking = scene.nearBooking(session)
        return [
            FrameLine(10, title: title(session.meeting)),
            FrameLine(20, timeLeft(session, booking), clock: time, isShared: true), hold,
        ] + coming(from: 0, rank: booking == nil ? 60 : 35, without: session.key)
    }

    private var free: [String] {
        guard let until = scene.agenda.freeUntil, until - now <= .hours(24) else { return say(.free) }
        return say(.freeUntil, at: until)
    }

    private func span(_ item: AgendaItem) -> [String] {
        if item.isAllDay { return say(.allDay) }
        if clock.isToday(item.start) && clock.isToday(item.end) { return clock.ranges(item.start, item.end) }
        return item.start <= now ? say(.until, at: item.end) : say(.next, at: item.start)
    }

    private func organizer(_ meeting: Meeting) -> [FrameLine] {
        if scene.rules.hideOrganizer || meeting.isPrivate || scene.rules.hideTitles { return [] }
        let name = DisplayText.clean(meeting.organizer.exposed)
        if scene.isRoomItself(name) || charset.shown(name).isEmpty { return [] }
        return [FrameLine(50, title: name)]
    }

    /// What comes next, and from when it can be joined where that is soon.
    private func coming(
        from first: Int, rank: Int, without shown: MeetingKey? = nil, opening: Instant? = nil
    ) -> [FrameLine] {
        // Two lines at least come before them on any display.
        let most = max(size.rows - 2, 1)
        let items = scene.agenda.coming.lazy.filter { $0.key != shown }.dropFirst(first).prefix(most)
        if items.isEmpty && first == 0 { return rank == 30 ? [FrameLine(rank, say(.nothingNext))] : [] }
        var lines = items.enumerated().map { offset, item in
            // The first is most likely seen on a small display; the list below it needs a large one.
            let isFirst = offset == 0 && first == 0
            let words = isFirst ? nextWords(item) : [clock.dated(item.start)]
            return FrameLine(rank + (offset == 0 ? 0 : 40 + offset), Form.all(words, title: title(item.meeting)))
        }
        if let opening {
            lines.insert(
                FrameLine(35, say(.joinFrom, at: opening), isShared: scene.notice == nil), at: min(1, lines.count))
        }
        return lines
    }

    private func timeLeft(_ session: SessionView, _ booking: AgendaItem?) -> [String] {
        // With a row for the booking itself, this one goes on counting.
        if let booking, size.rows < 4 { return say(.nextBooking, clock.time(booking.start)) }
        guard let end = [session.end, booking?.start].compactMap({ $0 }).min(), end > now else {
            return say(.inMeeting)
        }
        let minutes = (end - now + .seconds(59)).wholeSeconds / 60
        return minutes < 60 ? say(.timeLeft, "\(minutes)") : say(.until, at: end)
    }

    private var opening: Instant? { scene.opening }
    private var now: Instant { scene.now.wall }

    // MARK: Words

    typealias Form = FrameLine.Form

    func say(_ text: RoomText, _ value: String = "") -> [String] { text.forms(scene.language, value) }

    /// Each form of the text with the time in full, then the last ones with less of it.
    func say(_ text: RoomText, at instant: Instant) -> [String] {
        let times = clock.forms(instant)
        let short = times.dropFirst() + (clock.isToday(instant) ? [] : [clock.date(instant)])
        return say(text, times[0]) + short.compactMap { say(text, $0).last }
    }

    func nextWords(_ item: AgendaItem) -> [String] {
        let isToday = clock.isToday(item.start)
        let times = clock.forms(item.start)
        return say(isToday ? .next : .nextOnDay, times[0]) + times
    }

    private var roomName: String { DisplayText.clean(scene.roomName) }

    /// The title in this display's letters; the neutral word where it has none of them.
    func title(_ meeting: Meeting?) -> String {
        let title = scene.title(meeting)
        let shown = charset.shown(title)
        func says(_ text: String) -> Bool {
            text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        }
        if shown == title || says(shown) { return shown }
        return (shown.hasPrefix("?") ? "? " : "") + RoomText.untitled.text(scene.language)
    }

    private func words(_ problem: JoinFailure.Code) -> [String] {
        switch problem {
        case .programMissing: say(.problemProgram)
        case .couldNotStart, .notConfigured, .configuration: say(.problemStart)
        case .addressRefused: say(.problemAddress)
        case .endedAtOnce: say(.problemEnded)
        case .noJoiner: say(.problemNoJoiner)
        case .tookTooLong: say(.problemTooLong)
        }
    }

    /// The one line about what is not as it should be: the calendar's age first, because it bears on everything else
    /// shown.
    private var overlay: [String]? {
        if scene.isStale, let syncedAt = scene.syncedAt { return say(.calendarFrom, at: syncedAt) }
        if let worst = scene.worst { return ["! " + worst.label(in: scene.language)] }
        return scene.syncedAt == nil && scene.state != .unknown ? say(.noCalendarYet) : nil
    }
}
