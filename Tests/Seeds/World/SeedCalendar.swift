// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// The room's calendar in the simulated cloud, changed together with the ledger.
final class SeedCalendar {
    static let id = "c_aalto@resource.calendar.google.com"

    private(set) var ledger = Ledger()
    let google: SimulatedGoogle
    private let loop: VirtualLoop
    private let plan: SeedPlan
    private var plans: [(id: String, plan: EventPlan)] = []
    private var series: [String] = []
    private var versions: [String: Int] = [:]
    private var links: [String: LinkPlan] = [:]
    private var declined: Set<String> = []
    /// What the room answers to each event of the plan, as far as is known.
    private var responses: [String: String] = [:]
    /// Of each event whose organiser ever asked for join details in its location: whether they do now, when that or
    /// anything else was last changed by somebody, and how often it was.
    private(set) var asked: [String: (isAsked: Bool, at: Duration, count: Int)] = [:]
    /// How often the room has written join details into an event, and taken them out of one.
    private(set) var keywordsWritten = 0
    private(set) var keywordsTakenOut = 0
    /// What the room answered as it should not have.
    private(set) var broken: (name: String, detail: String)?
    /// The series that the room is invited to, with the IDs of their occurrences by day.
    private var invited: [(name: String, occurrences: [String])] = []
    /// The last state of each, as somebody else would see it.
    private var seriesSeen: [String: (isDeclined: Bool, etag: Int)] = [:]
    /// Occurrences that the room declined since the last time, one by one.
    private var released: [String] = []
    /// How many invitations the room answered.
    private(set) var answered = 0

    init(google: SimulatedGoogle, loop: VirtualLoop, plan: SeedPlan, account: String) {
        self.google = google
        self.loop = loop
        self.plan = plan
        let role = [SimulatedCalendar.Role.reader, .writer, .freeBusyReader][plan.role]
        var calendar = SimulatedCalendar(Self.id, zone: plan.zone, roles: [account: role])
        calendar.movedOut = plan.tellsMovedOut ? .withNewTimes : .asCancelled
        calendar.listsBackwards = plan.listsBackwards
        calendar.repeatsItems = plan.repeatsItems
        google.calendars[Self.id] = calendar
    }

    private var uptime: Duration { loop.now.uptime }
    /// The first number is the event's, the second its version's.
    private func title(_ number: Int, _ id: String) -> String {
        "M\(number).\(versions[id, default: 1])"
    }

    /// Whose address that is, as the event stands now or stood before.
    func entry(opening address: String) -> Ledger.Entry? {
        ledger.entries.values.filter { entry in entry.code.map { address.contains(text: $0) } ?? false }
            .min { $0.id < $1.id }
    }

    // MARK: What the room does

    /// The event of that ID as it stands; nil where there is none, or none any more.
    func record(_ id: String) -> SimulatedEvent? { google.calendars[Self.id]?.event(id) }

    /// Takes over what the room itself has changed: it makes events not of the plan, and moves the end of others.
    /// - Parameter contact: since when the calendar was looked at last.
    func adoptEdits(since contact: Duration?) {
        adoptKeywords()
        guard plan.books, let calendar = google.calendars[Self.id] else { return }
        for (id, event) in calendar.events {
            guard let event, let response = Self.response(event), let before = responses[id], response != before else {
                continue
            }
            judge(id, event, from: before, to: response, isKnown: contact.map { ledger.lastChange < $0 } ?? false)
            responses[id] = response
            if response == "declined" { declined.insert(id) }
            if response == "declined", seriesOfInvited(id) != nil { released.append(id) }
            if var entry = ledger.entries[id] {
                entry.isHidden = entry.isNoMeeting || response == "declined"
                ledger.put(entry, at: uptime)
            }
        }
        for (id, event) in calendar.events {
            guard let event, var entry = ledger.entries[id] else { continue }
            (entry.start, entry.end) = (event.span.start(in: plan.zone), event.span.end(in: plan.zone))
            if ledger.entries[id] != entry { ledger.put(entry, at: uptime) }
        }
        for (id, event) in calendar.events where id.hasPrefix("roomagent") || id.hasPrefix("quick") {
            guard let event else {
                if ledger.entries[id] != nil { ledger.remove(id, at: uptime) }
                continue
            }
            let entry = Ledger.Entry(
                id: id, title: event.title ?? "", start: event.span.start(in: plan.zone),
                end: event.span.end(in: plan.zone), isAllDay: event.span.isAllDay, blocks: true, isPrivate: false,
                isTentative: false, code: nil, isHidden: false)
            if ledger.entries[id] != entry { ledger.put(entry, at: uptime) }
        }
    }

    /// What the organiser of such an event wrote into it.
    static let (location, word, body) = ("Room 5", "Room 5, @jitsi:space", "Agenda of Alice")

    func keyword(_ index: Int, _ isAsked: Bool) {
        guard plan.features.contains(.keywords), let id = id(index), ledger.entries[id] != nil else { return }
        if isAsked {
            asked[id] = (true, uptime, asked[id]?.count ?? 0)
            return change(index) { _ in }
        }
        guard asked[id]?.isAsked ?? false else { return }
        asked[id] = (false, uptime, (asked[id]?.count ?? 0) + 1)
        google.edit(Self.id) { calendar, now in calendar.change(id, at: now) { $0.location = Self.location } }
        adoptKeywords()
    }

    /// Takes over what the room has written.
    private func adoptKeywords() {
        for id in asked.keys.sorted() {
            guard let event = record(id), var entry = ledger.entries[id] else { continue }
            let code = Self.space(in: event.location) ?? Self.space(in: event.description)
            guard code != entry.code else { continue }
            if code == nil { keywordsTakenOut += 1 } else { keywordsWritten += 1 }
            entry.code = code
            ledger.put(entry, at: uptime)
        }
    }

    /// The name in the first address that the room's template makes.
    private static func space(in text: String?) -> String? {
        let words = text?.split { $0 == " " || $0.isNewline }
        let address = words?.first { $0.hasPrefix("https://meet.jit.si/") }
        return address.map { String($0.dropFirst(8)) }
    }

    private static func response(_ event: SimulatedEvent) -> String? {
        event.attendees.first { $0.email == id }?.response
    }

    /// What the room answered by itself, held against what it was to answer. `isKnown`: it has seen all changes.
    private func judge(_ id: String, _ event: SimulatedEvent, from before: String, to response: String, isKnown: Bool) {
        func breaks(_ name: String) { broken = broken ?? (name, "\(event.title ?? id): from \(before) to \(response)") }
        let zone = plan.zone
        let (start, end) = (event.span.start(in: zone), event.span.end(in: zone))
        switch (before, response) {
        case ("needsAction", "accepted"), ("needsAction", "declined"):
            // A room that has not answered is given back, too, where nobody comes.
            let now = loop.now.wall
            if response == "declined", let pause = plan.releaseAfter, start + pause <= now, now < end { return }
            answered += 1
            guard plan.answers else { return breaks("answered-unasked") }
            // Google counts what is no meeting, as focus time, as busy; the room shows nothing of it.
            let others = ledger.entries.values.filter { other in
                other.id != id && other.blocks && (!other.isHidden || other.isNoMeeting) && other.start < end
                    && start < other.end
            }
            let taken = others.filter { !$0.isHidden && responses[$0.id] != "needsAction" }
            if isKnown, response == "accepted", !taken.isEmpty, event.transparency != "transparent" {
                breaks("accepted-taken")
            }
            if isKnown, response == "declined", others.isEmpty { breaks("declined-free") }
        case ("accepted", "declined"): if plan.releaseAfter == nil { breaks("declined-unasked") }
        default: breaks("answer-changed")
        }
    }

    // MARK: Edits

    func add(_ event: EventPlan) {
        let number = plans.count
        let id = "event\(number)"
        plans.append((id, event))
        links[id] = event.link
        put(number)
    }

    func addSeries(_ event: EventPlan, count: Int) {
        var event = event
        event.start = repeated(event.start)
        let name = "series\(series.count)"
        series.append(name)
        let number = plans.count
        plans.append((name, event))
        let span = span(event)
        var first = SimulatedEvent(title(number, name), span)
        let code = link(event.link, number, name, &first)
        let pattern = first
        google.edit(Self.id) { calendar, now in
            calendar.addSeries(name, pattern, repeating: SimulatedRecurrence(.daily, count: count), at: now)
        }
        for day in 0..<count {
            var occurrence = event
            occurrence.start = start(event, onDay: day)
            let id = SimulatedCalendar.occurrenceID(of: name, self.span(occurrence))
            var entry = entry(occurrence, id, title: title(number, name))
            entry.code = code
            entry.isPrivate = false
            entry.isTentative = false
            entry.blocks = true
            // A series is one of meetings, whatever its plan says.
            (entry.isHidden, entry.isNoMeeting) = (false, false)
            ledger.put(entry, at: uptime)
        }
    }

    /// What repeats goes by the zone's clocks, where a time that comes twice in a night is the first (RFC 5545, 3.3.5).
    private func repeated(_ start: Duration) -> Duration {
        let now = plan.beginning + start
        let back = plan.place.offset(at: now - .hours(3)) - plan.place.offset(at: now)
        let isSecond = back > .zero && plan.place.offset(at: now - back) == plan.place.offset(at: now) + back
        return isSecond ? start - back : start
    }

    /// When the series' event of so many days later starts: at the same time of day by the zone's clocks.
    private func start(_ event: EventPlan, onDay day: Int) -> Duration {
        let first = plan.beginning + event.start
        let moved = plan.place.offset(at: first + .days(day)) - plan.place.offset(at: first)
        return event.start + .days(day) - moved
    }

    func addInvited(_ start: Duration, _ length: Duration, count: Int) {
        let name = "seriesI\(invited.count)"
        let number = plans.count
        let event = EventPlan(start: repeated(start), length: length, link: .none)
        plans.append((name, event))
        var made = SimulatedEvent(title(number, name), span(event), location: "Room 4, second floor")
        made.attendees = [.init("alice@example.com"), .init(Self.id, response: "accepted", isResource: true)]
        made.isCopy = true
        let pattern = made
        google.edit(Self.id) { calendar, now in
            calendar.addSeries(name, pattern, repeating: SimulatedRecurrence(.daily, count: count), at: now)
        }
        var ids: [String] = []
        for day in 0..<count {
            var occurrence = event
            occurrence.start = self.start(event, onDay: day)
            let id = SimulatedCalendar.occurrenceID(of: name, span(occurrence))
            // Each has a title of its own, so that it is seen which one is shown.
            let title = title(plans.count, id)
            plans.append((id, occurrence))
            google.edit(Self.id) { calendar, now in calendar.change(id, at: now) { $0.title = title } }
            ledger.put(entry(occurrence, id, title: title), at: uptime)
            responses[id] = "accepted"
            ids.append(id)
        }
        invited.append((name, ids))
        seriesSeen[name] = (false, 0)
    }

    func skip(_ number: Int, _ day: Int) {
        guard invited.indices.contains(number), invited[number].occurrences.indices.contains(day) else { return }
        let id = invited[number].occurrences[day]
        google.edit(Self.id) { $0.cancel(id, at: $1) }
        ledger.remove(id, at: uptime)
    }

    /// The series of an occurrence that the room is invited to; nil for any other event.
    func seriesOfInvited(_ id: String) -> String? { invited.first { id.hasPrefix("\($0.name)_") }?.name }

    /// Tells the oracle what the room did to these series since the last time.
    func checkSeries(_ room: SeedRoom) {
        guard let strikes = plan.strikes, let calendar = google.calendars[Self.id] else { return }
        let now = loop.now.wall
        for (name, _) in invited {
            guard let event = calendar.event(name), let seen = seriesSeen[name] else { continue }
            let isDeclined = Self.response(event) == "declined"
            let version = calendar.version(name)
            seriesSeen[name] = (isDeclined, version)
            guard isDeclined else { continue }
            if !seen.isDeclined { room.oracle.strikes.givenBack(name, after: strikes.after, room) }
            if seen.isDeclined, seen.etag != version { room.oracle.strikes.writtenAgain(name, room) }
            released.removeAll { seriesOfInvited($0) == name }
        }
        for id in released {
            guard let series = seriesOfInvited(id), let entry = ledger.entries[id] else { continue }
            let isDue = now - entry.start >= strikes.releaseAfter - .seconds(1) && now < entry.end
            room.oracle.strikes.missed(series, id, due: isDue, after: strikes.after, room)
        }
        released = []
    }

    func cancelSeries(_ index: Int) {
        guard series.indices.contains(index) else { return }
        google.edit(Self.id) { $0.cancelSeries(series[index], at: $1) }
        for id in ledger.entries.keys.filter({ $0.hasPrefix("\(series[index])_") }).sorted() {
            ledger.remove(id, at: uptime)
        }
    }

    func move(_ index: Int, by step: Duration) {
        change(index) { $0.start += step }
    }

    func retitle(_ index: Int) { change(index) { _ in } }

    func relink(_ index: Int, _ link: LinkPlan) {
        guard let id = id(index) else { return }
        links[id] = link
        change(index) { _ in }
    }

    func decline(_ index: Int, _ isDeclined: Bool) {
        guard let id = id(index) else { return }
        if isDeclined { declined.insert(id) } else { declined.remove(id) }
        change(index) { _ in }
    }

    func cancel(_ index: Int) {
        guard let id = id(index), ledger.entries[id] != nil else { return }
        google.edit(Self.id) { $0.cancel(id, at: $1) }
        ledger.remove(id, at: uptime)
    }

    private func id(_ index: Int) -> String? {
        guard !plans.isEmpty else { return nil }
        let id = plans[index % plans.count].id
        return id.hasPrefix("series") ? nil : id
    }

    private func change(_ index: Int, _ edit: (inout EventPlan) -> Void) {
        guard let id = id(index), ledger.entries[id] != nil else { return }
        let number = index % plans.count
        edit(&plans[number].plan)
        versions[id, default: 1] += 1
        put(number)
    }

    // MARK: How an event is written

    private func put(_ number: Int) {
        let (id, event) = plans[number]
        var made = SimulatedEvent(title(number, id), span(event))
        var entry = entry(event, id, title: title(number, id))
        entry.code = link(links[id] ?? .none, number, id, &made)
        if let count = asked[id]?.count {
            let isAsked = asked[id]?.isAsked ?? false
            asked[id] = (isAsked, uptime, count + 1)
            (made.location, made.description) = (isAsked ? Self.word : Self.location, Self.body)
            entry.code = nil
        }
        if event.isTransparent { made.transparency = "transparent" }
        if event.isPrivate { made.visibility = "private" }
        if event.isTentative { made.status = "tentative" }
        if event.isNoMeeting { made.eventType = "focusTime" }
        made.attendees = [
            .init("alice@example.com", name: "Alice Example"),
            .init(Self.id, response: response(number, id), isResource: true),
        ]
        responses[id] = response(number, id)
        google.edit(Self.id) { calendar, now in
            if ledger.entries[id] == nil {
                calendar.add(id, made, at: now)
            } else {
                calendar.change(id, at: now) { $0 = made }
            }
        }
        ledger.put(entry, at: uptime)
    }

    /// Whoever changes an event leaves the answer as it is.
    private func response(_ number: Int, _ id: String) -> String {
        if declined.contains(id) { return "declined" }
        if let known = responses[id], known != "declined" { return known }
        return plan.answers && number % 3 == 0 ? "needsAction" : "accepted"
    }

    private func entry(_ event: EventPlan, _ id: String, title: String) -> Ledger.Entry {
        let zone = plan.zone
        let span = span(event)
        return Ledger.Entry(
            id: id, title: title, start: span.start(in: zone), end: span.end(in: zone), isAllDay: event.isAllDay,
            blocks: !event.isTransparent, isPrivate: event.isPrivate, isTentative: event.isTentative, code: nil,
            isHidden: event.isNoMeeting || declined.contains(id), isNoMeeting: event.isNoMeeting)
    }

    private func span(_ event: EventPlan) -> MeetingSpan {
        let start = plan.beginning + event.start
        guard event.isAllDay else { return .timed(start: start, end: start + event.length) }
        let first = plan.zone.civilTime(at: start).date
        return .allDay(first: first, end: first.adding(days: Int(event.length / .days(1))))
    }

    /// Puts the link where its kind has it. What an address that may be opened has in it; nil where none may be.
    private func link(_ link: LinkPlan, _ number: Int, _ id: String, _ event: inout SimulatedEvent) -> String? {
        let meet = Self.meetCode(number * 50 + versions[id, default: 1] % 50)
        switch link {
        case .none: event.location = "Room 4, second floor"
        case .plainText: event.location = "meet google com \(meet), or ask Alice"
        case .meet:
            event.location = "https://meet.google.com/\(meet)"
            return meet
        case .inBody:
            event.description = "<p>Join: <a href=\"https://meet.google.com/\(meet)\">here</a></p>"
            return meet
        case .zoom:
            let code = String(91_234_000_000 + number * 50 + versions[id, default: 1] % 50)
            event.location = "https://example.zoom.us/j/\(code)?pwd=aBc123"
            return code
        case .foreignHost: event.location = "https://meet.google.com.evil.example/\(meet)"
        case .userInfo: event.location = "https://meet.google.com@evil.example/\(meet)"
        case .script: event.location = "javascript:location='https://evil.example/\(number)'"
        }
        return nil
    }

    /// `abc-defg-hij`, another for each number.
    private static func meetCode(_ number: Int) -> String {
        var rest = number
        var letters: [Character] = []
        for _ in 0..<10 {
            letters.append(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(rest % 26))))
            rest = rest / 26 + (rest % 26) * 7 % 26
        }
        return String(letters[0..<3]) + "-" + String(letters[3..<7]) + "-" + String(letters[7..<10])
    }
}
