// SPDX-License-Identifier: Apache-2.0

/// The room's behaviour. Stores only what has history (the join session, the notice that is shown); everything else
/// comes from the agenda and the clock. No clock of its own, no I/O: events go in, effects come out.
package struct RoomMachine: Sendable {
    /// The part of the state that has history.
    enum Phase: Sendable {
        case idle
        /// `limit` is what the attempt has from `since`, when it was asked for or began to be tried.
        case joining(Session, since: Duration, limit: Duration)
        case inMeeting(Session)
        case leaving(Session, since: Duration)
        case failed(Session, JoinFailure.Code, since: Duration)
    }

    struct Session: Sendable {
        var token: JoinToken
        /// Nil for an adopted session whose meeting isn't in the window.
        var meeting: Meeting?
        var key: MeetingKey
        var end: Instant?
        /// Why the session is being left, where nobody asked for that; the room shows it when the session is over.
        var problem: JoinFailure.Code?
        /// It is being tried. Said once: an action that says so again and again gets no more time.
        var isConnecting = false
        /// The meeting goes on elsewhere, until its end or until it is left.
        var isElsewhere = false
    }

    let limits: RoomLimits
    let manners: RoomManners
    private let mayOpen: @Sendable (JoinAddress) -> Bool
    private(set) var phase = Phase.idle
    /// The end of the last cooldown, in time since boot.
    var pressableAt = Duration.zero
    private var pointer: Pointer?
    /// What is said for a moment in answer to a press, and until when, in time since boot.
    var shownNotice: (notice: RoomNotice, until: Duration)?
    private var seen = Seen()
    var attendance = Attendance()
    /// The meetings that were on at the last look; nil before the first at which the calendar was known: a window that
    /// opens late brings what was on before.
    var lastSeenOn: Set<MeetingKey>? { seen.isKnown ? seen.current : nil }
    private var endedAtOnceInARow = 0

    /// What was last reported, so that each change is reported once.
    private struct Seen: Sendable {
        var current: Set<MeetingKey> = []
        var joinable: Set<MeetingKey> = []
        var meetings: [MeetingKey: Meeting] = [:]
        /// There was a look before: what differs from it is news.
        var hasLooked = false
        /// The calendar was known.
        var isKnown = false
    }

    /// The joinable meeting that the display shows, which is the one that a press means.
    private struct Pointer: Sendable {
        var shown: MeetingKey
        var since: Duration
        /// What the display showed before, if that was a joinable meeting too.
        var before: MeetingKey?
    }

    /// `mayOpen` is asked about an address at the press: the last look before it is opened. Defaults: the limits of
    /// `RoomLimits`, and no manners, so that no press changes the calendar.
    package init(
        limits: RoomLimits = RoomLimits(), manners: RoomManners = RoomManners(),
        mayOpen: @escaping @Sendable (JoinAddress) -> Bool = { _ in true }
    ) {
        self.limits = limits
        self.manners = manners
        self.mayOpen = mayOpen
    }

    // MARK: The table

    /// Takes an event in, and says what is to be done. The caller shows `state` after every call: a press means what
    /// was shown then.
    package mutating func handle(_ event: RoomEvent, agenda: Agenda, now: Moment) -> [RoomEffect] {
        defer {
            dropNotice(agenda, now)
            point(agenda, now)
        }
        var effects = timeEffects(agenda, now)
        refreshSession(agenda)
        if case .present(let until) = event { attendance.inUseUntil = until }
        effects += attend(agenda, now)
        switch (phase, event) {
        case (_, .present): break
        case (_, .ticked): break

        case (_, .pressed) where now.uptime < pressableAt: effects += [.flicker, answer(.tooSoon, now)]
        case (_, .pressed) where offer(agenda, now) != nil: effects += accept(agenda, now)
        case (.inMeeting(let session), .pressed) where longer(session.key, agenda, now) != nil:
            effects += makeOffer(longer(session.key, agenda, now), now, session.meeting)
        case (_, .answered(let deed, let outcome, let meeting)): effects += answered(deed, outcome, meeting, now)
        case (.idle, .pressed(let fresh)): effects += pressed(fresh, agenda, now)
        // The one that is shown, also where several could be joined.
        case (.failed(let session, _, _), .pressed(let fresh)):
            effects += pressed(fresh, agenda, now, again: session.key)
        // Answered, never queued; leaving is what holding is for.
        case (.joining, .pressed), (.inMeeting, .pressed), (.leaving, .pressed):
            effects += [.flicker, answer(.ignored, now)]

        case (.inMeeting(let session), .held):
            phase = .leaving(session, since: now.uptime)
            startCooldown(now)
            effects += [.leave(session.token), answer(.leaving, now, session.meeting)]
        // A hold begins with a press, which has been answered.
        case (.idle, .held), (.joining, .held), (.leaving, .held), (.failed, .held):
            effects.append(answer(.nothingToLeave, now))

        case (.joining(var session, _, let limit), .join(let token, .connecting))
        where session.token == token && !session.isConnecting:
            session.isConnecting = true
            phase = .joining(session, since: now.uptime, limit: limit)
        case (.joining(let session, _, _), .join(let token, .connected(let isElsewhere))) where session.token == token:
            effects += enter(session, isElsewhere, now)
        case (.inMeeting(var session), .join(let token, .connected(let isElsewhere))) where session.token == token:
            session.isElsewhere = isElsewhere
            phase = .inMeeting(session)
        case (.joining(let session, _, _), .join(let token, .ended(.failed(let failure)))) where session.token == token:
            effects += fail(session, failure.code, now)
        case (.joining(let session, _, _), .join(let token, .ended(.left))) where session.token == token:
            effects += fail(session, .endedAtOnce, now)
        case (.inMeeting(let session), .join(let token, .ended)) where session.token == token:
            effects += finish(session, now)
        case (.leaving(let session, _), .join(let token, .ended)) where session.token == token:
            effects += session.problem.map { fail(session, $0, now) } ?? finish(session, now)
        // One that is being left says what it was on the way to; and of one that is over nothing is left to do.
        case (_, .join): break

        case (.idle, .adopted(let token, let key, let end)), (.failed, .adopted(let token, let key, let end)):
            phase = .inMeeting(Session(token: token, meeting: nil, key: key, end: end, problem: nil))
            refreshSession(agenda)
        // A session runs already: the older one is told to end, one room joins one meeting.
        case (.joining, .adopted(let token, _, _)), (.inMeeting, .adopted(let token, _, _)),
            (.leaving, .adopted(let token, _, _)):
            effects.append(.leave(token))
        }
        return effects + reports(agenda, now)
    }

    private mutating func pressed(
        _ fresh: JoinToken, _ agenda: Agenda, _ now: Moment, again: MeetingKey? = nil
    ) -> [RoomEffect] {
        startCooldown(now)
        switch idleState(agenda, now) {
        case .busy(let item) where longer(item.key, agenda, now) != nil:
            return checkIn(item).effects + makeOffer(longer(item.key, agenda, now), now, item.meeting)
                + [.report(RoomReport(.checkedIn, at: now.wall, meeting: item.meeting))]
        case .free where manners.books && agenda.walkUp(at: now.wall) != nil:
            phase = .idle
            return makeOffer(agenda.walkUp(at: now.wall), now, nil) + [.lookAtCalendar]
        case .joinable(let shown, _, _):
            let meant = again ?? pointedAt(now)
            return join(agenda.joinable.first { $0.key == meant } ?? shown, fresh, now)
        case .busy(let item):
            let (notice, effects) = checkIn(item)
            shownNotice = (notice, now.uptime + limits.noticeShown)
            return effects + [
                .doubleBlink, .lookAtCalendar, answer(.checkedIn, now, item.meeting),
                .report(RoomReport(.checkedIn, at: now.wall, meeting: item.meeting)),
            ]
        case .unknown:
            phase = .idle
            shownNotice = (.whyUnknown, now.uptime + limits.noticeShown)
            return [.doubleBlink, .lookAtCalendar, answer(.saidWhy, now)]
        default:
            phase = .idle
            shownNotice = (.nextMeeting, now.uptime + limits.noticeShown)
            return [.doubleBlink, .lookAtCalendar, answer(.showedNext, now)]
        }
    }

    private mutating func join(_ item: AgendaItem, _ fresh: JoinToken, _ now: Moment) -> [RoomEffect] {
        shownNotice = nil
        let session = Session(
            token: fresh, meeting: item.meeting, key: item.key, end: item.end, problem: nil)
        let reports = [
            answer(.joining, now, item.meeting), .report(RoomReport(.joining, at: now.wall, meeting: item.meeting)),
        ]
        guard let attempt = item.joinPlan.firstAttempt(where: mayOpen) else {
            return reports + fail(session, .addressRefused, now)
        }
        phase = .joining(session, since: now.uptime, limit: attempt.limit)
        return [.join(fresh, item, attempt.address)] + reports
    }

    mutating func startCooldown(_ now: Moment) { pressableAt = now.uptime + limits.cooldown }

    /// The meeting that whoever pushes now has seen.
    private func pointedAt(_ now: Moment) -> MeetingKey? {
        guard let pointer else { return nil }
        return now.uptime - pointer.since < limits.reaction ? pointer.before ?? pointer.shown : pointer.shown
    }

    /// Remembers what the caller is about to show.
    private mutating func point(_ agenda: Agenda, _ now: Moment) {
        guard case .joinable(let item, _, _) = state(agenda: agenda, now: now) else {
            pointer = nil
            return
        }
        let shown = item.key
        if pointer?.shown != shown { pointer = Pointer(shown: shown, since: now.uptime, before: pointer?.shown) }
    }

    func answer(_ outcome: PressOutcome, _ now: Moment, _ meeting: Meeting? = nil) -> RoomEffect {
        .report(RoomReport(.pressed, at: now.wall, meeting: meeting, press: outcome))
    }

    private mutating func fail(_ session: Session, _ problem: JoinFailure.Code, _ now: Moment) -> [RoomEffect] {
        phase = .failed(session, problem, since: now.uptime)
        let effects: [RoomEffect] = [
            .forget(session.token), .report(RoomReport(.joinFailed, at: now.wall, meeting: session.meeting)),
        ]
        guard problem == .endedAtOnce else { return effects }
        endedAtOnceInARow += 1
        return effects + (endedAtOnceInARow == limits.endedAtOnceIsFault ? [.programFails(true)] : [])
    }

    /// The meeting is joined.
    private mutating func enter(_ session: Session, _ isElsewhere: Bool, _ now: Moment) -> [RoomEffect] {
        var session = session
        session.isElsewhere = isElsewhere
        phase = .inMeeting(session)
        let failed = endedAtOnceInARow >= limits.endedAtOnceIsFault
        endedAtOnceInARow = 0
        return (failed ? [.programFails(false)] : [])
            + [.report(RoomReport(.joined, at: now.wall, meeting: session.meeting))]
    }

    private mutating func finish(_ session: Session, _ now: Moment) -> [RoomEffect] {
        phase = .idle
        return [.forget(session.token), .report(RoomReport(.left, at: now.wall, meeting: session.meeting))]
    }

    // MARK: Time

    /// What passes by itself.
    private mutating func timeEffects(_ agenda: Agenda, _ now: Moment) -> [RoomEffect] {
        if let until = shownNotice?.until, now.uptime >= until { shownNotice = nil }
        switch phase {
        case .inMeeting(let session) where session.isElsewhere && session.end.map { $0 <= now.wall } ?? false:
            return finish(session, now)
        case .joining(var session, let since, let limit) where now.uptime - since >= limit:
            session.problem = .tookTooLong
            phase = .leaving(session, since: now.uptime)
            return [.leave(session.token)]
        case .leaving(let session, let since) where now.uptime - since >= limits.leaveTimeout:
            return session.problem.map { fail(session, $0, now) } ?? finish(session, now)
        case .failed(let session, _, let since)
        where now.uptime - since >= limits.failureShown
            || !agenda.joinable.contains { $0.key == session.key }:
            phase = .idle
            return []
        default: return []
        }
    }

    /// A session keeps the words of its meeting as it was last seen, and follows what changes.
    private mutating func refreshSession(_ agenda: Agenda) {
        func refreshed(_ session: Session) -> Session {
            var session = session
            if let item = agenda.item(session.key) {
                session.meeting = item.meeting
                session.end = item.end
            }
            return session
        }
        switch phase {
        case .idle: break
        case .joining(let session, let since, let limit):
            phase = .joining(refreshed(session), since: since, limit: limit)
        case .inMeeting(let session): phase = .inMeeting(refreshed(session))
        case .leaving(let session, let since): phase = .leaving(refreshed(session), since: since)
        case .failed(let session, let problem, let since): phase = .failed(refreshed(session), problem, since: since)
        }
    }

    /// The uptime at which something changes by itself; nil if only civil time or an event can change anything.
    package func nextDeadline(agenda: Agenda, now: Moment) -> Duration? {
        var deadlines: [Duration] = [nextRelease(agenda, at: now)].compactMap(\.self)
        if let shownNotice { deadlines.append(shownNotice.until) }
        switch phase {
        case .idle: break
        case .inMeeting: break
        case .joining(_, let since, let limit): deadlines.append(since + limit)
        case .leaving(_, let since): deadlines.append(since + limits.leaveTimeout)
        case .failed(_, _, let since): deadlines.append(since + limits.failureShown)
        }
        if case .joinable(_, _, let count) = state(agenda: agenda, now: now), count > 1 {
            deadlines.append(limits.alternation * (now.uptime.count(of: limits.alternation) + 1))
        }
        return deadlines.filter { $0 > now.uptime }.min()
    }

    /// The civil time at which the session ends by itself; nil if it doesn't.
    package var nextWallDeadline: Instant? {
        if case .inMeeting(let session) = phase, session.isElsewhere { session.end } else { nil }
    }

    // MARK: State

    /// The room's state at this moment. Asking changes nothing.
    package func state(agenda: Agenda, now: Moment) -> RoomState {
        switch phase {
        case .idle: idleState(agenda, now)
        case .joining(let session, _, _): .joining(view(session))
        case .inMeeting(let session): .inMeeting(view(session))
        case .leaving(let session, _): .leaving(view(session))
        case .failed(let session, let problem, _): .couldNotJoin(view(session), problem)
        }
    }

    /// What was just said in answer to a press; nil most of the time.
    package func notice(at now: Moment) -> RoomNotice? {
        guard let shownNotice, now.uptime < shownNotice.until else { return nil }
        return shownNotice.notice
    }

    func idleState(_ agenda: Agenda, _ now: Moment) -> RoomState {
        let count = agenda.joinable.count
        if count > 0 {
            let index = now.uptime.count(of: limits.alternation) % count
            return .joinable(agenda.joinable[index], index: index, count: count)
        }
        // Timed meetings stand before all-day ones.
        if let taken = agenda.current.first(where: \.meeting.blocksTime) { return .busy(taken) }
        return agenda.isKnown ? .free : .unknown
    }

    private func view(_ session: Session) -> SessionView {
        SessionView(token: session.token, key: session.key, meeting: session.meeting, end: session.end)
    }

    // MARK: Reports

    /// What began and ended since the last time. The first look reports nothing: it is no news that a meeting is on at
    /// start.
    private mutating func reports(_ agenda: Agenda, _ now: Moment) -> [RoomEffect] {
        let current = Set(agenda.current.map(\.key))
        let joinable = Set(agenda.joinable.map(\.key))
        guard seen.hasLooked, current != seen.current || joinable != seen.joinable else {
            seen = Seen(
                current: current, joinable: joinable, meetings: seen.hasLooked ? seen.meetings : named(agenda),
                hasLooked: true, isKnown: agenda.isKnown)
            return []
        }
        let meetings = named(agenda)
        func report(_ kind: RoomReport.Kind, _ keys: Set<MeetingKey>) -> [RoomEffect] {
            keys.sorted().map { .report(RoomReport(kind, at: now.wall, meeting: meetings[$0] ?? seen.meetings[$0])) }
        }
        let effects =
            report(.end, seen.current.subtracting(current)) + report(.joinOpened, joinable.subtracting(seen.joinable))
            + report(.start, current.subtracting(seen.current))
        seen = Seen(
            current: current, joinable: joinable, meetings: meetings, hasLooked: true, isKnown: agenda.isKnown)
        return effects
    }

    private func named(_ agenda: Agenda) -> [MeetingKey: Meeting] {
        Dictionary(
            (agenda.current + agenda.joinable).map { ($0.key, $0.meeting) }, uniquingKeysWith: { one, _ in one })
    }
}
