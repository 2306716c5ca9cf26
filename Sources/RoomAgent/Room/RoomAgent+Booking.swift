// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What somebody asks of the room's calendar by a script.
package enum BookingWish: Sendable, Equatable {
    /// The room, from now on for so many minutes.
    case book(minutes: Int)
    /// A meeting, in a sentence such as `Retro 14:00-14:30`.
    case sentence(String)
    /// The meeting that is on ends so many minutes later.
    case extend(minutes: Int)
    /// The meeting that is on is over.
    case end
}

/// What came of it.
package enum BookingAnswer: Sendable, Equatable {
    /// It stands in the calendar: the meeting has these times.
    case done(BookingDeed, start: Instant, end: Instant)
    /// The calendar was asked, and it does not stand there.
    case undone(BookingOutcome)
    /// Nothing was asked.
    case refused(BookingRefusal)
}

/// Why the calendar was not even asked. The raw values are stable.
package enum BookingRefusal: String, Sendable {
    /// Booking at the room is switched off.
    case off
    /// The calendar has never been read, so nobody knows whether the room is free.
    case unknown
    /// No meeting is on whose end could be moved.
    case nothingOn = "nothing-on"
    /// Another meeting has the time.
    case conflict
    /// There is no sentence, or one that is too long.
    case unclear
}

/// Requests to the calendar that wait or are under way.
struct Asked {
    typealias One = (request: BookingRequest, done: (BookingAnswer) -> Void)
    private var all: [Int: One] = [:]
    private var waiting: [Int] = []
    private var visits: [MeetingID] = []
    private var last = 0

    /// Somebody showed up in a meeting; the calendar half is told of it.
    mutating func visited(_ meeting: MeetingID) { visits.append(meeting) }
    mutating func nextVisit() -> MeetingID? { visits.isEmpty ? nil : visits.removeFirst() }

    mutating func add(_ request: BookingRequest, _ done: @escaping (BookingAnswer) -> Void) {
        last += 1
        all[last] = (request, done)
        waiting.append(last)
    }

    /// The next one to begin with; nil where all are under way.
    mutating func next() -> Int? { waiting.isEmpty ? nil : waiting.removeFirst() }
    func request(_ number: Int) -> BookingRequest? { all[number]?.request }
    mutating func end(_ number: Int) -> One? { all.removeValue(forKey: number) }
}

extension RoomAgent {
    /// Asks the calendar for a change, and calls `done` with what came of it: at once where it is not even asked, else
    /// within a minute and one exchange.
    package func ask(_ wish: BookingWish, _ done: @escaping (BookingAnswer) -> Void) {
        bringAgendaUpToDate()
        switch request(wish) {
        case .success(let request): ask(request, done)
        case .failure(let refusal): done(.refused(refusal.why))
        }
    }

    /// Asks for what was offered and taken.
    func ask(_ offer: BookingOffer) {
        switch offer {
        case .book(_, let until):
            let title = RoomText.walkUp.text(language)
            ask(.book(title: Private(title), start: loop.now.wall, end: until)) { _ in }
        case .extend(let key, _, let until): ask(.extend(key.meeting, to: until)) { _ in }
        }
    }

    func ask(_ request: BookingRequest, _ done: @escaping (BookingAnswer) -> Void) {
        asked.add(request, done)
        requests.raise()
    }

    // MARK: What is meant

    private struct Refusal: Error {
        let why: BookingRefusal
        init(_ why: BookingRefusal) { self.why = why }
    }

    private func request(_ wish: BookingWish) -> Result<BookingRequest, Refusal> {
        guard given.settings.manners.books else { return .failure(Refusal(.off)) }
        guard agenda.isKnown else { return .failure(Refusal(.unknown)) }
        let now = loop.now.wall
        switch wish {
        case .book(let minutes):
            let end = Instant(secondsSince1970: now.secondsSince1970 / 60 * 60) + .minutes(minutes)
            guard !agenda.isTaken, agenda.freeUntil.map({ end <= $0 }) ?? true else {
                return .failure(Refusal(.conflict))
            }
            let title = RoomText.walkUp.text(language)
            return .success(.book(title: Private(title), start: now, end: end))
        case .sentence(let text):
            guard let sentence = BookingSentence(text, at: now, in: given.feed.zone) else {
                return .failure(Refusal(.unclear))
            }
            return .success(.sentence(sentence))
        case .extend(let minutes):
            guard let item = meetingThatIsOn(now) else { return .failure(Refusal(.nothingOn)) }
            let end = item.end + .minutes(minutes)
            guard agenda.nextBooking.map({ end <= $0.start }) ?? true else { return .failure(Refusal(.conflict)) }
            return .success(.extend(item.meeting.id, to: end))
        case .end:
            guard let item = meetingThatIsOn(now) else { return .failure(Refusal(.nothingOn)) }
            // Times are whole seconds, and a meeting lasts at least one.
            let end = max(now, item.start + .seconds(1))
            return end < item.end ? .success(.end(item.meeting.id, at: end)) : .failure(Refusal(.nothingOn))
        }
    }

    /// The one of the room's session, else the one that is shown.
    private func meetingThatIsOn(_ now: Instant) -> AgendaItem? {
        let on = agenda.current.filter { !$0.isAllDay && $0.meeting.blocksTime && $0.start <= now }
        if case .inMeeting(let session) = machine.state(agenda: agenda, now: loop.now) {
            return on.first { $0.key == session.key } ?? on.first
        }
        return on.first
    }

    // MARK: Asking

    /// Carries out requests until the agent stops.
    func serveRequests() async {
        await withDiscardingTaskGroup { group in
            while !isStopping {
                while let number = asked.next() { group.addTask { await self.carryOut(number) } }
                while let meeting = asked.nextVisit() { group.addTask { await self.reportVisit(meeting) } }
                await requests.wait(until: .seconds(Int64.max / 2), tolerance: .zero)
            }
        }
    }

    private func reportVisit(_ meeting: MeetingID) async { await given.feed.attended(meeting) }

    private func carryOut(_ number: Int) async {
        guard let request = asked.request(number) else { return }
        // What is given back may be gone from the window by then.
        let former = request.meeting.flatMap { given.feed.window.meetings[$0] }
        let outcome = await given.feed.request(request)
        guard let one = asked.end(number) else { return }
        var meeting = former
        if case .confirmed(let id) = outcome { meeting = given.feed.window.meetings[id] ?? former }
        if !isStopping { handle(.answered(request.deed, outcome, meeting)) }
        one.done(answer(request, outcome, former))
    }

    private func answer(_ request: BookingRequest, _ outcome: BookingOutcome, _ former: Meeting?) -> BookingAnswer {
        guard case .confirmed(let id) = outcome, let meeting = given.feed.window.meetings[id] ?? former else {
            return .undone(outcome)
        }
        let zone = given.feed.zone
        var end = meeting.span.end(in: zone)
        // What was taken back is in no window any more.
        if case .end(_, let at) = request { end = min(end, Instant(secondsSince1970: at.secondsSince1970)) }
        return .done(request.deed, start: meeting.span.start(in: zone), end: end)
    }
}
