// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import JSON
import RoomCore
import Simulation

/// What is said of a person is what their mail service said last, at most a day ago and since this start, worked out
/// anew; nobody is asked for who is not to be; and whoever is told of people hears how it is in the end.
struct OraclePeople {
    private struct Reading {
        var isOn: Bool
        var from: Instant?
        var until: Instant?
        var at: Duration
    }

    /// Of the agent that runs now.
    private var readings: [String: Reading] = [:]
    private var refused: [String: Duration] = [:]
    private var wanted: [String: (isWanted: Bool, at: Duration)] = [:]
    private var deactivated: Set<String> = []
    private var isAsking = 0
    private var lastReply = Duration.zero
    private var lastChange = Duration.zero
    /// Requests for responders, by day of UTC as the room's clock has it.
    private var asked: [Int: Int] = [:]
    private var starts: [Int: Int] = [:]
    /// How long each person has been said to stand as they do.
    private var standing: [String: (words: String, since: Duration)] = [:]

    private static let longestKnown = Duration.hours(24) + .minutes(2)
    /// A start reads everybody; a request takes half a minute at most, and there are three people.
    private static let patience = Duration.minutes(4)
    /// The longest pause of a receiver's retries, and what it may ask for, with room.
    private static let longestRetry = Duration.minutes(100)

    // MARK: What happens

    mutating func started(_ room: SeedRoom) {
        readings = [:]
        refused = [:]
        isAsking = 0
        standing = [:]
        starts[Self.today(room), default: 0] += 1
    }

    mutating func changed(_ room: SeedRoom) { lastChange = room.loop.now.uptime }

    mutating func ordered(_ person: String, _ isWanted: Bool, _ room: SeedRoom) {
        wanted[person] = (isWanted, room.loop.now.uptime)
        if isWanted { deactivated.remove(person) }
    }

    mutating func deactivated(_ person: String) {
        if !(wanted[person]?.isWanted ?? true) { deactivated.insert(person) }
        readings[person] = nil
    }

    mutating func asks(_ request: HTTPRequest, _ room: SeedRoom) {
        guard let person = Self.person(request, room) else { return }
        isAsking += 1
        asked[Self.today(room), default: 0] += 1
        if deactivated.contains(person) { room.oracle.breaks("asked-inactive-person", person) }
    }

    /// The answer has come, or none will.
    mutating func answered(_ request: HTTPRequest, _ response: HTTPResponse?, _ room: SeedRoom) {
        guard let person = Self.person(request, room) else {
            // A token that is refused for good says as much of the person.
            if let response, response.status == 400 || response.status == 401 { lastChange = room.loop.now.uptime }
            return
        }
        isAsking = max(0, isAsking - 1)
        lastReply = room.loop.now.uptime
        guard let response else { return }
        switch response.status {
        case 200:
            // As it was said, which may have changed while the answer was on its way.
            guard let said = try? JSONDocument(response.body),
                case .bool(let isOn)? = said.value(at: "$.enableAutoReply")
            else { return }
            func time(_ path: String) -> Instant? {
                guard case .text(let text)? = said.value(at: path) else { return nil }
                return Int64(text).map { Instant(millisecondsSince1970: $0) }
            }
            refused[person] = nil
            readings[person] = Reading(isOn: isOn, from: time("$.startTime"), until: time("$.endTime"), at: lastReply)
        case 400, 403, 404:
            refused[person] = lastReply
            readings[person] = nil
        default: break
        }
    }

    /// Of whom it asks, in whose name it is; nil where it asks for something else.
    private static func person(_ request: HTTPRequest, _ room: SeedRoom) -> String? {
        guard request.url.contains(text: "/settings/vacation") else { return nil }
        return room.plan.people?.addresses.first { request.url.contains(text: String($0.prefix { $0 != "@" })) }
    }

    private static func today(_ room: SeedRoom) -> Int {
        FixedOffset().civilTime(at: room.loop.now.wall).date.daysSince1970
    }

    // MARK: What is said

    mutating func check(_ oracle: Oracle, _ room: SeedRoom, _ plan: SeedPlan, isCalm: (Duration) -> Bool) {
        guard let people = plan.people, room.isUp, let keeper = room.keeper else { return }
        let now = room.loop.now
        if !plan.features.contains(.clock) {
            for (day, count) in asked
            where count > plan.requestsPerDay * people.addresses.count + starts[day, default: 0] * 2 + 3 {
                oracle.breaks("people-requests", "\(count) on day \(day)")
            }
        }
        guard isAsking == 0, now.uptime - max(lastReply, lastChange) > .seconds(5), isCalm(now.uptime - .seconds(5))
        else { return }
        for person in keeper.state.people {
            let name = person.address.exposed
            check(person, readings[name], oracle, now)
            let words = person.absence.map { "\(String(describing: $0.since)) \(String(describing: $0.until))" } ?? "in"
            let told = person.isKnown ? words : "unknown"
            if standing[name]?.words != told { standing[name] = (told, now.uptime) }
            if person.isKnown, person.absence != nil { oracle.situations.saw(.personAway) }
            let order = wanted[name]
            if !(order?.isWanted ?? true) {
                if deactivated.contains(name), person.isKnown { oracle.breaks("known-inactive-person", name) }
                if deactivated.contains(name) { oracle.situations.saw(.personDeactivated) }
                continue
            }
            let since = max(oracle.lastStart, lastChange, order?.at ?? .zero)
            if !person.isKnown, now.uptime - since > Self.patience, refused[name] == nil, order == nil,
                room.people?.isMailSound ?? false, isCalm(oracle.lastStart - .seconds(1)),
                lastChange < oracle.lastStart,
                plan.requestsPerDay >= 100
            {
                oracle.breaks("person-not-read", "\(name), \(now.uptime - since) after the start")
            }
        }
        told(oracle, room, people, now, isCalm)
    }

    private func check(_ person: PersonState, _ reading: Reading?, _ oracle: Oracle, _ now: Moment) {
        let name = person.address.exposed
        guard person.isKnown else {
            if person.absence != nil || person.word != "unknown" { oracle.breaks("unknown-shown", name) }
            if reading == nil, refused[name] != nil { oracle.situations.saw(.personRefused) }
            return
        }
        guard let reading else { return oracle.breaks("made-up-person", "\(name) is \(person.word), and was not read") }
        if now.uptime - reading.at > Self.longestKnown {
            oracle.breaks("old-person", "\(name): \(now.uptime - reading.at)")
        }
        for edge in [reading.from, reading.until] {
            if let edge, abs((edge - now.wall).wholeSeconds) < 65 { return }
        }
        let isAway =
            reading.isOn && reading.from.map { $0 <= now.wall } ?? true && reading.until.map { now.wall < $0 } ?? true
        let expected = isAway ? Absence(since: reading.from, until: reading.until) : nil
        if person.absence != expected {
            oracle.breaks("wrong-person", "\(name) is \(person.word), and was read as \(reading)")
        }
        if reading.isOn, !isAway { oracle.situations.saw(.personNotAwayYet) }
    }

    /// Where nothing was wrong for longer than any retry waits, whoever is told knows how everybody stands.
    private func told(
        _ oracle: Oracle, _ room: SeedRoom, _ people: SeedPeoplePlan, _ now: Moment, _ isCalm: (Duration) -> Bool
    ) {
        guard people.hasReceiver, let receiver = room.people?.receiver, receiver.mood == .sound,
            now.uptime - max(receiver.changedAt, oracle.lastStart, lastChange) > Self.longestRetry,
            isCalm(now.uptime - Self.longestRetry)
        else { return }
        for (name, state) in standing where state.words != "unknown" && now.uptime - state.since > Self.longestRetry {
            let last = receiver.acknowledged[name]
            let isOut = state.words != "in"
            guard last != nil || isOut else { continue }
            if (last?.words.hasPrefix("OutOfOffice") ?? false) != isOut {
                oracle.breaks("not-told", "\(name) stands \(state.words), and was told: \(String(describing: last))")
            }
        }
    }
}
