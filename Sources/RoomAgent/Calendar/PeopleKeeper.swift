// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What watching people is made of, put together by the executable.
package struct PeopleParts {
    /// One watched person.
    package struct Person {
        /// Their mail address.
        package var address: Private<String>
        /// Reads their vacation responder.
        package var source: any VacationSource

        package init(_ address: Private<String>, _ source: any VacationSource) {
            self.address = address
            self.source = source
        }
    }

    /// Everybody, in the order of the configuration.
    package var people: [Person]
    /// What everything here runs on.
    package var loop: any AgentLoop
    /// Where it is written what failed.
    package var journal: any AgentJournal
    /// Where accounts may be.
    package var domains: VerifiedDomains
    /// Remembers which accounts are active, over restarts.
    package var accounts: any AccountRecord
    /// The most requests that one person may cost in 24 hours.
    package var requestsPerDay: Int
    /// A number in 0..<1, another one at each call.
    package var random: () -> Double
    /// Tells somebody else. Default: nobody is told.
    package var teller: PresenceTeller?
    /// Remembers what all of them have cost on a day, over restarts. Default: nothing does.
    package var spending: (any SpendingRecord)?

    package init(
        people: [Person], loop: any AgentLoop, journal: any AgentJournal, domains: VerifiedDomains,
        accounts: any AccountRecord, requestsPerDay: Int, random: @escaping () -> Double
    ) {
        self.people = people
        self.loop = loop
        self.journal = journal
        self.domains = domains
        self.accounts = accounts
        self.requestsPerDay = requestsPerDay
        self.random = random
    }
}

/// Watches the vacation responders of some people: asks on a schedule, and sooner where something tells of a change;
/// and says when somebody goes and comes back, at the minute, whenever that was read.
package final class PeopleKeeper {
    private let parts: PeopleParts
    private let wake: LoopSignal
    private var watched: [WatchedPerson]
    private var isStopping = false
    private var orders: [(person: Int, isWanted: Bool, done: (PersonState, Bool) -> Void)] = []
    private var isWarned = false
    /// What all of them have cost on a day of UTC, in this run and those before.
    private var day: RequestBudget.Day?
    /// Called when a person's state is another; `isNews` where they went or came back.
    var changed: (_ person: PersonState, _ isNews: Bool) -> Void = { _, _ in }
    /// Turns a warning on or off. Default: nobody is told.
    var warn: (WarningCode, Bool) -> Void = { _, _ in }

    /// Between two looks at a responder, a tenth more or less.
    static let pause = Duration.hours(1)
    /// The least time between two looks that a notice causes.
    static let shortestPause = Duration.minutes(5)
    /// The least time between two looks that somebody asks for.
    static let askedPause = Duration.seconds(15)
    /// What was read so long ago is no longer known.
    static let longestKnown = Duration.hours(24)
    private static let firstRetry = Duration.minutes(1)
    /// An account that was refused is tried again on command, and by itself: an administrator's entry may take some
    /// minutes at the service, and from then on daily.
    private static let refusedRetry = Duration.minutes(15)
    private static let longestRefusedRetry = Duration.hours(24)

    /// Asks nothing yet: `keep` does. Until then nobody is known to be there or away.
    package init(_ parts: PeopleParts) {
        self.parts = parts
        wake = LoopSignal(loop: parts.loop)
        let (loop, journal) = (parts.loop, parts.journal)
        watched = parts.people.map { person in
            let access = PersonAccess(person.source)
            let account = AccountKeeper(
                AccountParts(
                    address: person.address, domains: parts.domains, needsWriting: false, access: access,
                    sharing: access, ownAccount: { nil }, actor: { nil }, record: PersonRecord(parts.accounts)),
                journal: journal, clock: { loop.now.wall })
            return WatchedPerson(access: access, account: account, state: PersonState(person.address))
        }
        for person in watched { person.state.account = person.account.state }
        day = parts.spending?.load().last
    }

    /// Tells somebody else; who runs it is the executable. Nil: nobody is told.
    package var teller: PresenceTeller? { parts.teller }

    /// How everybody stands, in the order of the configuration.
    package var people: [PersonState] { watched.map(\.state) }

    /// Keeps watching until `stop`, or until the task is cancelled.
    package func keep() async {
        while !Task.isCancelled, !isStopping {
            await carryOutOrders()
            for person in watched where person.due <= parts.loop.now.uptime {
                await look(at: person)
                if Task.isCancelled || isStopping { return }
                // Nobody waits for the next one's mail service.
                settle()
                if !orders.isEmpty { break }
            }
            settle()
            warnOfRefusals()
            if !orders.isEmpty { continue }
            let due = watched.map(\.due).min() ?? .seconds(Int64.max / 2)
            await wake.wait(until: max(min(due, nextChange), parts.loop.now.uptime), tolerance: .seconds(1))
        }
    }

    /// Ends `keep`.
    package func stop() {
        isStopping = true
        parts.teller?.stop()
        wake.raise()
    }

    /// Something tells of a change: everybody is looked at soon, but not much more often than on schedule, unless
    /// somebody waits for it.
    package func look(isAsked: Bool = false) {
        let now = parts.loop.now.uptime
        let pause = isAsked ? Self.askedPause : Self.shortestPause
        for person in watched where person.failures == 0 && person.spent(at: now) < parts.requestsPerDay / 2 {
            person.due = min(person.due, max(now, person.lookedAt + pause))
        }
        wake.raise()
    }

    /// The civil clock was set.
    package func clockStepped() { wake.raise() }

    /// Wants a person watched again who was not, and looks now; or nothing of them asked for or known any more. `done`
    /// is told how they stand then, and whether a restart would know what was wanted. False: nobody of that address is
    /// watched.
    @discardableResult
    package func want(
        _ address: String, _ isWanted: Bool, _ done: @escaping (_ person: PersonState, _ isRemembered: Bool) -> Void
    ) -> Bool {
        let name = address.lowercased()
        guard let place = watched.firstIndex(where: { $0.state.address.exposed.lowercased() == name }) else {
            return false
        }
        orders.append((place, isWanted, done))
        wake.raise()
        return true
    }

    private func carryOutOrders() async {
        while !orders.isEmpty {
            let order = orders.removeFirst()
            let person = watched[order.person]
            if order.isWanted {
                await person.account.want()
                await look(at: person)
            } else {
                await person.account.deactivate()
                person.forget()
                person.state.failure = nil
                person.due = .seconds(Int64.max / 2)
            }
            settle(person)
            order.done(person.state, person.account.isRemembered)
        }
    }

    // MARK: Reading

    private func look(at person: WatchedPerson) async {
        let now = parts.loop.now.uptime
        guard person.account.state.isWanted else {
            person.due = .seconds(Int64.max / 2)
            return
        }
        guard person.spent(at: now) < parts.requestsPerDay, await mayAsk() else {
            person.due = now + Self.pause
            return
        }
        person.lookedAt = now
        do throws(CalendarFailure) {
            // Activating asks for the responder, too.
            if person.account.isActive {
                _ = try await person.access.role()
            } else {
                try await person.account.activate()
            }
            person.responder = person.access.responder
            person.knownAt = parts.loop.now.uptime
            person.state.readAt = parts.loop.now.wall
            person.state.failure = nil
            person.failures = 0
            person.due = now + Self.pause * (0.9 + 0.2 * parts.random())
        } catch { failed(error, person, now) }
    }

    /// Counts a request against the day's, of which an agent that is started often has as many as any other.
    private func mayAsk() async -> Bool {
        guard let record = parts.spending else { return true }
        let today = FixedOffset().civilTime(at: parts.loop.now.wall).date
        var day = day.flatMap { $0.date == today ? $0 : nil } ?? RequestBudget.Day(today, spent: 0, assumed: 0)
        guard day.spent < parts.requestsPerDay * watched.count else { return false }
        day.spent += 1
        self.day = day
        if await !record.keep([day]) { parts.journal.warning("what watching people cost cannot be remembered") }
        return true
    }

    private func failed(_ failure: CalendarFailure, _ person: WatchedPerson, _ now: Duration) {
        guard failure.reason != .cancelled else {
            person.due = now + Self.firstRetry
            return
        }
        person.failures += 1
        if failure != person.state.failure {
            parts.journal.warning(
                "a vacation responder could not be read", ("code", WarningCode(failure.reason)?.rawValue ?? "none"),
                ("detail", failure.detail))
        }
        person.state.failure = failure
        let doublings = min(person.failures - 1, 8)
        let spread = 0.75 + 0.5 * parts.random()
        guard failure.passes else {
            // Whatever was known of them, nobody may know it any more.
            person.account.refuse(failure)
            person.forget()
            person.due = now + min(Self.refusedRetry * (1 << doublings), Self.longestRefusedRetry) * spread
            return
        }
        let least = failure.retryAfter ?? (failure.reason == .quotaExhausted ? Self.pause : .zero)
        person.due = now + max(least, min(Self.firstRetry * (1 << doublings), Self.pause) * spread)
    }

    // MARK: What is known

    private func settle() { for person in watched { settle(person) } }

    private func settle(_ person: WatchedPerson) {
        let now = parts.loop.now
        if let knownAt = person.knownAt, now.uptime - knownAt >= Self.longestKnown { person.forget() }
        var state = person.state
        state.account = person.account.state
        state.isKnown = person.responder != nil
        state.absence = person.responder?.absence(at: now.wall)
        guard state != person.told else { return }
        // What is unknown is no news; nor is it news that somebody is in who was never out.
        let isNews = state.isKnown && state.absence != person.lastAbsence
        if state.isKnown { person.lastAbsence = state.absence }
        person.state = state
        person.told = state
        changed(state, isNews)
        if state.isKnown { parts.teller?.update(state.address, state.absence) }
    }

    private func warnOfRefusals() {
        let isRefused = watched.contains { $0.account.state.isWanted && ($0.state.failure.map { !$0.passes } ?? false) }
        if isRefused != isWarned { warn(.vacationUnreadable, isRefused) }
        isWarned = isRefused
    }

    /// When somebody goes or comes back by what was read, or that is too old; in time since boot.
    private var nextChange: Duration {
        let now = parts.loop.now
        let changes = watched.compactMap { $0.responder?.nextChange(after: now.wall) }
        let ends = watched.compactMap { $0.knownAt.map { $0 + Self.longestKnown } }
        return (changes.map { now.uptime + ($0 - now.wall) } + ends).min() ?? .seconds(Int64.max / 2)
    }
}

/// What the keeper knows of one person.
final class WatchedPerson {
    let access: PersonAccess
    let account: AccountKeeper
    var state: PersonState
    /// As it was last told.
    var told: PersonState?
    var lastAbsence: Absence?
    var responder: VacationResponder?
    /// All in time since boot.
    var knownAt: Duration?
    var lookedAt = Duration.seconds(Int64.min / 2)
    var due = Duration.zero
    var failures = 0
    private var dayBegan = Duration.zero
    private var askedBefore = 0

    init(access: PersonAccess, account: AccountKeeper, state: PersonState) {
        self.access = access
        self.account = account
        self.state = state
    }

    /// How often they were asked for since a day began that is 24 hours long.
    func spent(at now: Duration) -> Int {
        if now - dayBegan >= .hours(24) { (dayBegan, askedBefore) = (now, access.asked) }
        return access.asked - askedBefore
    }

    func forget() {
        responder = nil
        knownAt = nil
        state.readAt = nil
    }
}

/// A person's account, whose role is that their responder can be read. There is nothing of it to share.
final class PersonAccess: CalendarAccess, CalendarSharing {
    private let source: any VacationSource
    /// As it was read last.
    private(set) var responder: VacationResponder?
    private(set) var asked = 0

    init(_ source: any VacationSource) { self.source = source }

    func role() async throws(CalendarFailure) -> CalendarRole? {
        asked += 1
        responder = try await source.responder()
        return nil
    }

    func role(of address: Private<String>) async throws(CalendarFailure) -> CalendarRole? {
        throw CalendarFailure(.mayNotWrite, detail: "a person's account")
    }

    func grant(_ role: CalendarRole, to address: Private<String>) async throws(CalendarFailure) {
        throw CalendarFailure(.mayNotWrite, detail: "a person's account")
    }

    func revoke(_ address: Private<String>) async throws(CalendarFailure) {
        throw CalendarFailure(.mayNotWrite, detail: "a person's account")
    }
}

/// What was decided about a person, apart from what was about a calendar with the same address.
private struct PersonRecord: AccountRecord {
    private let record: any AccountRecord

    init(_ record: any AccountRecord) { self.record = record }

    func load(_ address: Private<String>) -> AccountState? { record.load(Self.name(address)) }

    func keep(_ state: AccountState, of address: Private<String>) async -> Bool {
        await record.keep(state, of: Self.name(address))
    }

    private static func name(_ address: Private<String>) -> Private<String> { Private("person \(address.exposed)") }
}

extension CalendarFailure {
    /// Waiting helps. A clock that is far off is why a sign-in is refused.
    var passes: Bool {
        if let clockLead, abs(clockLead.wholeSeconds) > WarningFacts.tolerableClockLead.wholeSeconds { return true }
        return switch reason {
        case .unreachable, .untrustedCertificate, .captivePortal, .rateLimited, .quotaExhausted, .serverError,
            .malformedReply, .requestsSpent, .cancelled:
            true
        default: false
        }
    }
}
