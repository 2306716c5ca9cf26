// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation

/// Says whether the room does what is promised, from outside: it holds what is shown, opened and stored against what
/// the calendar truly was. It asks no agenda, no machine and no store what they think.
final class Oracle {
    private let plan: SeedPlan
    private let loop: VirtualLoop
    var violation: Violation?
    var situations = Situations()
    var days = 0

    // What disturbs, and since when, in time since boot.
    private(set) var trouble: (kind: CloudTrouble, since: Duration)?
    private var troubleEndedAt = Duration.zero
    /// How long what was lets the room wait before it asks again.
    private var longestWait = Duration.zero
    /// How long what was before the trouble may be waited for still, when it began.
    private var waitBefore = Duration.zero
    /// Until when the room may wait for what is over, in time since boot.
    private(set) var waitsUntil = Duration.zero
    private var clockWrongUntil: Duration? = .zero
    private var keyGoneUntil: Duration? = .zero
    private var disk: DiskTrouble?
    private var diskEndedAt = Duration.zero
    private var startedAt = Duration.zero
    private var joinerChangedAt = Duration.zero
    private var lastAnswer = Duration.seconds(-60)
    /// Of this agent: another has no cooldown.
    private var lastAccepted = Duration.seconds(-60)
    private var devicesChangedAt = Duration.zero
    private var wasInMemory = false
    private var shownText = ""
    private var shownSince = Duration.zero
    private var shownBefore = ""
    private var lamp = LampPattern.off
    private var lampSince = Duration.zero
    /// What the next start must show.
    private var expectedAtStart: [Set<String>] = []
    /// The file was harmed, and nobody has said so yet: a flipped byte or a cut is found when that part of it is read.
    private var isDamaged = false
    /// Since when the room tells of damage.
    private var damageTold: Duration?
    private var wasCut = false
    private var windowAtCut: Set<String>?
    /// The file had less than the memory when the agent was cut off.
    private var wasInMemoryAtCut = false
    private var hasStarted = false
    // Wake-ups
    private var hourBegan = Duration.zero
    private var wakeUpsThen = 0
    private var stepsInHour = 0
    private var requests = OracleRequests()
    var accounts = OracleAccounts()
    private var keywords = OracleKeywords()
    var bookings = OracleBookings()
    private var push = OraclePush()
    var people = OraclePeople()
    var settings = OracleSettings()
    var strikes = OracleStrikes()
    /// When this agent was started, in time since boot.
    var lastStart: Duration { startedAt }
    private var lastStep = Duration.zero

    init(plan: SeedPlan, loop: VirtualLoop) {
        self.plan = plan
        self.loop = loop
    }

    private var now: Duration { loop.now.uptime }

    func breaks(_ name: String, _ detail: @autoclosure () -> String) {
        if violation == nil { violation = Violation(name: name, detail: detail(), at: now.wholeMilliseconds) }
    }

    // MARK: What happens to the room

    func stepTaken() {
        stepsInHour += 1
        lastStep = now
    }

    func troubleBegan(_ kind: CloudTrouble) {
        // Who waits for one does not see the other.
        passes()
        waitBefore = max(.zero, waitsUntil - now)
        trouble = (kind, now)
        longestWait = max(longestWait, Self.wait(after: kind))
    }

    func troubleEnded() {
        passes()
        trouble = nil
        troubleEndedAt = now
    }

    /// The room may have met the trouble until now.
    private func passes() {
        if let trouble { waitsUntil = max(waitsUntil, now + Self.wait(after: trouble.kind)) }
    }

    func keyDeleted(_ isDeleted: Bool) { keyGoneUntil = isDeleted ? nil : now }

    func clockChanged(_ room: SeedRoom) {
        if room.clock.lead != .zero {
            clockWrongUntil = nil
            situations.saw(room.clock.lead < .zero ? .clockWentBack : .clockWentAhead)
            if !room.joiner.running.isEmpty { situations.saw(.clockSteppedInMeeting) }
            if case .joinable(_, _, let count) = room.status?.state, count > 1 {
                situations.saw(.twoJoinableAfterClockStep)
            }
        } else {
            clockWrongUntil = now
        }
    }

    func devicesChanged() { devicesChangedAt = now }

    func joinerChanged() { joinerChangedAt = now }

    func diskChanged(_ trouble: DiskTrouble?) {
        disk = trouble
        if trouble == nil { diskEndedAt = now }
        switch trouble {
        case .full: situations.saw(.diskFull)
        case .ioError: situations.saw(.diskIOError)
        case .readOnly: situations.saw(.diskReadOnly)
        case .noSync: situations.saw(.diskCannotSync)
        case nil: break
        }
    }

    func damaged(_ damage: FileDamage) {
        isDamaged = true
        switch damage {
        case .flippedByte: situations.saw(.damagedByte)
        case .cutShort: situations.saw(.damagedCut)
        case .emptied: situations.saw(.damagedEmpty)
        case .deleted: situations.saw(.damagedDeleted)
        }
    }

    func powerCut(_ room: SeedRoom) {
        wasCut = true
        cut(room)
    }

    /// The agent is killed at this moment, in the middle of its turn.
    func killed(_ room: SeedRoom, at kind: SeedEffects.Kind) {
        situations.sawKill(at: kind)
        room.counter?.judge.died()
        cut(room)
    }

    /// What the agent does in the rest of its turn reaches no file any more.
    private func cut(_ room: SeedRoom) {
        windowAtCut = OracleWindow.names(room)
        wasInMemoryAtCut = room.keeper?.state.storage != .encrypted
    }

    /// The agent is about to end. One that was killed in its start leaves what was expected of it to the next.
    func ends(_ room: SeedRoom) {
        let expectedBefore = hasStarted ? [] : expectedAtStart
        hasStarted = false
        if !room.joiner.running.isEmpty, wasCut { situations.saw(.powerCutInMeeting) }
        expectedAtStart = []
        defer { room.keys?.judge.ends(expectedAtStart) }
        bookings.agentEnds()
        strikes.agentEnds(at: now)
        // Between two commits of one sync the file is ahead of the memory, and nobody outside knows how far.
        guard room.status?.sync.storage == .encrypted, !wasInMemoryAtCut, !isDamaged, disk == nil,
            !room.transport.isAsking,
            accounts.isActive(since: now), let window = OracleWindow.names(room)
        else { return }
        // An account that was deactivated after the power had gone is active again, with whatever the file has of it.
        if let windowAtCut, window.isEmpty, !windowAtCut.isEmpty { return }
        expectedAtStart = expectedBefore + [window] + (windowAtCut.map { [$0] } ?? [])
    }

    /// The next agent finds other files than the last one left.
    func restored() { expectedAtStart = [] }

    func started(_ room: SeedRoom, isBoot: Bool) {
        startedAt = now
        room.counter?.judge.started(isKnown: room.status?.sync.isKnown ?? false)
        hasStarted = true
        push.started(room)
        people.started(room)
        // The first look of a machine that boots is spread.
        if isBoot { longestWait = max(longestWait, .minutes(6)) }
        lastAccepted = .seconds(-60)
        requests.disturbed(room, plan)
        defer {
            if room.status.map(Self.tellsDamage) ?? false { isDamaged = false }
            wasCut = false
            windowAtCut = nil
            wasInMemoryAtCut = false
            expectedAtStart = []
        }
        if trouble != nil { situations.saw(.startedOffline) }
        if let keys = room.keys {
            return keys.judge.started(self, room, expectedAtStart, isSound: disk == nil && !isDamaged)
        }
        guard disk == nil, !expectedAtStart.isEmpty, let window = OracleWindow.names(room) else { return }
        guard expectedAtStart.contains(window) else {
            let lost = expectedAtStart[0].subtracting(window)
            let made = window.subtracting(expectedAtStart[0])
            return breaks("not-back-after-restart", "lost \(lost.sorted()), more \(made.sorted())")
        }
        let running = room.joiner.running.filter { !$0.isForgotten }
        if let session = running.first, room.joiner.isThere {
            situations.saw(.adoptedSession)
            if trouble != nil { situations.saw(.adoptedWhileOffline) }
            if session.isElsewhere { situations.saw(.adoptedHandedOver) }
        }
    }

    // MARK: Presses

    struct Promise {
        var joins: Bool
        var state: RoomState?
        var text: String
        /// What was shown before, if the hand cannot have seen anything else.
        var textBefore: String
        var requests: Int
    }

    /// What the lamp says that a press would do now.
    func willPress(_ room: SeedRoom) -> Promise {
        let isCool = now - lastAnswer >= .seconds(4)
        return Promise(
            joins: isCool && (room.devices.lamp == .slow || room.devices.lamp == .three), state: room.status?.state,
            text: room.devices.text, textBefore: now - shownSince < .milliseconds(300) ? shownBefore : "",
            requests: room.joiner.requests.count)
    }

    func pressed(_ room: SeedRoom, _ promise: Promise) {
        let made = room.joiner.requests.count - promise.requests
        if made > 1 { breaks("two-joins", "\(made) joins of one press") }
        let state = room.status?.state
        let isRefused = if case .couldNotJoin(_, .addressRefused) = state { true } else { false }
        if promise.joins, made == 0, !isRefused { breaks("push-lost", "the lamp promised: \(promise.text)") }
        let wasSession = room.joiner.running.filter { !$0.isForgotten }.count > made
        if made == 1, wasSession, room.knowsSessions { breaks("two-sessions", "a join beside a running session") }
        if let before = promise.state {
            if let press = room.lastPress, !Self.allowed(plan, before).contains(press) {
                breaks("strange-answer", "\(press) to a press in a room that is \(before.name)")
            }
            let outcome: PressOutcome? =
                made > 0
                ? .joining
                : now - lastAnswer < .seconds(4)
                    ? .tooSoon
                    : {
                        switch before {
                        case .inMeeting, .free, .busy: room.lastPress
                        case .joining, .leaving: .ignored
                        case .unknown: .saidWhy
                        case .joinable, .couldNotJoin: nil
                        }
                    }()
            if made > 0, now - lastAccepted < .seconds(4) {
                breaks("joined-too-soon", "\(now - lastAccepted) after the last answer")
            }
            if let outcome, [.joining, .showedNext, .checkedIn, .saidWhy, .booking, .extending].contains(outcome) {
                lastAccepted = now
            }
            situations.sawPress(outcome, before, isOffline: trouble != nil)
            if outcome != .tooSoon, outcome != .ignored { lastAnswer = now }
        }
        guard made == 1, let request = room.joiner.requests.last else { return }
        guard let entry = room.calendar.entry(opening: request.address.address.exposed) else { return }
        // The press means what was shown when the hand began to move.
        if promise.textBefore.contains(text: "M\(entry.number ?? -1).") { return }
        if promise.text.contains(text: "M\(entry.number ?? -1)."), !entry.title.isEmpty { return }
        // A neutral title is that of any private meeting, whatever the rows below it name.
        if entry.isPrivate, !promise.textBefore.isEmpty, OracleWords.leading(promise.textBefore) == nil { return }
        if let title = OracleWords.leading(promise.text), promise.joins, room.devices.lamp != .three,
            room.devices.isDisplaySeen, !promise.text.hasPrefix(entry.title), OracleWords.number(title) != entry.number
        {
            breaks("joined-another", "\(entry.title) was opened, and shown was: \(promise.text)")
        }
    }

    /// What a press may be answered by.
    private static func allowed(_ plan: SeedPlan, _ state: RoomState) -> [PressOutcome] {
        let books = plan.books
        return switch state {
        case .joining, .leaving: [.ignored, .tooSoon]
        case .inMeeting: [.ignored, .tooSoon] + (books ? [.offeredExtension, .extending] : [])
        case .free: [.showedNext, .tooSoon] + (books ? [.offeredBooking, .booking] : [])
        case .busy: [.checkedIn, .tooSoon] + (books ? [.offeredExtension, .extending] : [])
        case .unknown: [.saidWhy, .tooSoon]
        case .joinable, .couldNotJoin: [.joining, .tooSoon]
        }
    }

    func held() { lastAnswer = now }

    /// A join is asked for.
    func asked(_ room: SeedRoom, _ request: JoinRequest) {
        let address = request.address.address.exposed
        let services = ["https://meet.google.com/", "https://example.zoom.us/", "https://meet.jit.si/"]
        let codes = room.calendar.ledger.safeCodes
        guard services.contains(where: address.hasPrefix), codes.contains(where: { address.contains(text: $0) }) else {
            return breaks("dangerous-address", address)
        }
        if address.contains(text: "zoom") { situations.saw(.joinedZoom) }
        // Whatever comes next, a restart must find it.
        guard SeedFolder.exists("\(room.folder.run)/session") || !room.knowsSessions else {
            return breaks("session-not-kept-first", "no record when the join is asked for")
        }
    }

    // MARK: What is shown

    /// The room shows something.
    func looked(_ room: SeedRoom, _ text: String) {
        remember(text)
        if room.devices.lamp != lamp { (lamp, lampSince) = (room.devices.lamp, now) }
        for title in OracleWords.titles(in: text)
        where room.hideTitles || room.calendar.ledger.lives[title]?.isPrivate ?? false {
            breaks("private-shown", text)
        }
        guard violation == nil, let contact = room.transport.contact,
            room.joiner.running.allSatisfy(\.isForgotten), room.devices.lamp == .off || room.devices.lamp == .slow,
            now - room.transport.contactEnded > .seconds(3),
            disk == nil, isClockRight(since: contact)
        else { return }
        for title in OracleWords.titles(in: text) {
            guard let life = room.calendar.ledger.lives[title] else {
                return breaks("made-up", "\(title) was never in the calendar: \(text)")
            }
            // The far edge is fetched from time to time only.
            let certain = OracleWindow.certain(room, plan, contact, isCalm: isCalm(since: contact))
            guard life.start < certain else { continue }
            if plan.role != 2, let until = life.until, until < contact {
                return breaks("shows-what-is-gone", "\(title) ended \(now - until) ago: \(text)")
            }
        }
    }

    private func remember(_ text: String) {
        guard text != shownText else { return }
        shownBefore = shownText
        shownText = text
        shownSince = now
    }

    func isClockRight(since moment: Duration) -> Bool { clockWrongUntil.map { $0 < moment } ?? false }

    /// Nothing has been wrong since then.
    private func isCalm(since moment: Duration) -> Bool {
        isUntroubled(since: moment) && accounts.isActive(since: moment)
    }

    /// Neither with the network and the cloud, nor with the clock.
    func isUntroubled(since moment: Duration) -> Bool {
        trouble == nil && troubleEndedAt < moment && isClockRight(since: moment) && (keyGoneUntil ?? now) < moment
    }

    // MARK: All of it

    func check(_ room: SeedRoom) {
        guard violation == nil else { return }
        wakeUps(room)
        let status = room.status
        requests.check(self, room, status, plan)
        accounts.check(self, room, status, plan)
        keywords.check(self, room, plan) { isCalm(since: $0) }
        push.check(self, room, status, plan) { isCalm(since: $0) }
        bookings.check(self, room)
        people.check(self, room, plan) { isCalm(since: $0) }
        settings.check(self, room, plan) { isCalm(since: $0) }
        strikes.check(self, room, plan) { isCalm(since: $0) }
        if let broken = room.transport.retries.broken { breaks(broken.name, broken.detail) }
        let running = room.joiner.running.filter { !$0.isForgotten }
        room.keys?.check(self)
        if running.count > 1, room.knowsSessions { breaks("two-sessions", "\(running.count) sessions run") }
        guard let status, now - startedAt >= .seconds(1) else { return }
        OracleScene.check(self, room, status)
        if !room.devices.isPanel, let limit = Self.longest[lamp], now - lampSince > limit {
            breaks("stays", "\(status.state.name) for \(now - lampSince)")
        }
        if status.state.name == "leaving", running.contains(where: { $0.behaviour == .isDeaf }) {
            situations.saw(.programNeverEnds)
        }
        warnings(room, status)
        room.counter?.judge.check(self, status)
        fresh(room)
        situations.sawState(status, room, &wasInMemory)
        // A look at the window's edge ends as a sync does, some milliseconds after it.
        guard let contact = room.transport.contact, contact - room.calendar.ledger.lastChange > .seconds(1),
            now - room.transport.contactEnded > .seconds(3), isClockRight(since: contact), disk == nil,
            diskEndedAt < contact, accounts.isActive(since: contact)
        else { return }
        situationsOf(room, status)
        // A room that lost to the damage what it had just fetched says so, and fetches it again when it may.
        if damageTold != nil { return }
        OracleWindow.check(self, room, plan, contact, isCalm: isCalm(since: contact))
        bookings.checkCalm(self, room, plan) { isCalm(since: $0) && startedAt < $0 }
        OracleScene.checkAgenda(self, room, status, plan)
    }

    /// What passes by itself: joining takes half a minute at most and leaving a quarter; why it failed stays for five.
    private static let longest: [LampPattern: Duration] = [.fast: .seconds(60), .three: .seconds(310)]

    /// After so long without a disturbance there was a look at the calendar.
    private func fresh(_ room: SeedRoom) {
        let last = max(room.transport.contactEnded, startedAt, troubleEndedAt)
        guard now - last > longestPause, isCalm(since: now - longestPause) else { return }
        breaks("not-fresh", "nothing was fetched for \(now - last)")
    }

    /// The longest that nothing may be fetched while nothing is wrong.
    private var longestPause: Duration { plan.poll * 6 + .seconds(60) + longestWait + slack }

    /// The longest wait that such an answer can lead to.
    private static func wait(after kind: CloudTrouble) -> Duration {
        switch kind {
        case .unreachable, .noSuchHost, .portal, .redirect, .untrusted, .slow, .stalled, .midPage: .minutes(7)
        case .garbage, .wrongShape, .cut, .serverError, .htmlError: .minutes(13)
        case .rateLimited, .badRequest: .minutes(20)
        case .quota: .hours(5)
        case .retryAfter: .minutes(31)
        case .forbidden, .notFound, .apiDisabled, .unauthorized, .tokenRefused: .minutes(7)
        }
    }

    private static func tellsDamage(_ status: RoomStatus) -> Bool {
        status.warnings.contains { $0.code == .storeDamaged }
    }

    /// Damage that the room tells is mended by the calendar, and told until then.
    private func damage(_ status: RoomStatus) {
        guard Self.tellsDamage(status) else {
            damageTold = nil
            return
        }
        isDamaged = false
        let since = damageTold ?? now
        damageTold = since
        guard now - max(since, startedAt, diskEndedAt) > longestPause, disk == nil, isCalm(since: now - longestPause)
        else { return }
        breaks("damage-stays", "told for \(now - since), and not mended")
    }

    private func warnings(_ room: SeedRoom, _ status: RoomStatus) {
        let codes = Set(status.warnings.map(\.code.rawValue))
        damage(status)
        if codes.contains("calendar-stale") { situations.saw(.staleCalendar) }
        if let trouble, let code = Self.code(of: trouble.kind), startedAt < trouble.since,
            isClockRight(since: trouble.since), keyGoneUntil.map({ $0 < trouble.since }) ?? false,
            accounts.isActive(since: trouble.since),
            now - trouble.since > plan.poll * 6 + .minutes(7) + waitBefore + slack, !codes.contains(code)
        {
            breaks("no-warning", "\(trouble.kind) for \(now - trouble.since), and only \(codes.sorted())")
        }
        if let contact = room.transport.contact, isCalm(since: contact),
            now - room.transport.contactEnded > .seconds(5),
            // A token that is refused, and the next with it, is a warning until the next look.
            room.transport.tokenRefusedAt.map({ $0 < contact || now - $0 > .minutes(7) }) ?? true,
            disk == nil, diskEndedAt < contact,
            let left = Self.cloudCodes.first(where: codes.contains)
        {
            breaks("warning-stays", "\(left) after the calendar was read")
        }
        if now - max(devicesChangedAt, startedAt) > .seconds(10), room.devices.lcdd?.isCertain ?? true {
            let isLost = room.devices.displaySize == nil
            if isLost, room.devices.isPlugged, now - max(devicesChangedAt, startedAt) > .seconds(15) {
                breaks("panel-not-found", "plugged in \(now - devicesChangedAt) ago")
            }
            if isLost != codes.contains("display-lost") || room.devices.isStuck != codes.contains("button-stuck") {
                breaks("device-warning", "\(codes.sorted())")
            }
        }
        if now - max(joinerChangedAt, startedAt) > .seconds(10) {
            if room.joiner.isThere == codes.contains("joiner-missing") { breaks("joiner-warning", "\(codes.sorted())") }
        }
        if status.sync.storage == .memory, !codes.contains("store-not-writable"), room.keys?.judge.hasOpened ?? true {
            breaks("no-store-warning", "in memory, and only \(codes.sorted())")
        }
        if disk == nil, now - max(diskEndedAt, startedAt) > .hours(3), status.sync.storage == .memory,
            isCalm(since: now - .hours(3)), room.keys?.isSound(since: now - .hours(3)) ?? true
        {
            breaks("disk-not-used-again", "in memory \(now - diskEndedAt) after the disk was mended")
        }
    }

    private static let cloudCodes = [
        "network-down", "captive-portal", "certificate-untrusted", "scope-not-granted", "grant-refused", "unauthorized",
        "calendar-forbidden", "calendar-not-found", "api-disabled", "rate-limited", "quota-exhausted", "server-error",
        "request-refused", "malformed-reply", "calendar-stale",
    ]

    private static func code(of kind: CloudTrouble) -> String? {
        switch kind {
        case .unreachable, .noSuchHost, .stalled: "network-down"
        case .portal, .redirect: "captive-portal"
        case .untrusted: "certificate-untrusted"
        case .garbage, .wrongShape, .cut: "malformed-reply"
        case .serverError, .htmlError: "server-error"
        case .rateLimited: "rate-limited"
        case .quota: "quota-exhausted"
        case .forbidden: "calendar-forbidden"
        case .notFound: "calendar-not-found"
        case .apiDisabled: "api-disabled"
        case .badRequest: "request-refused"
        case .unauthorized: "unauthorized"
        case .slow, .tokenRefused, .retryAfter, .midPage: nil
        }
    }

    /// Where requests are few, a look can come as late as the next day.
    private var slack: Duration { plan.requestsPerDay < 10_000 ? .hours(26) : .zero }

    /// The processor sleeps most of the time: a minute's tick, the polls and answers, and the turns of a display.
    private func wakeUps(_ room: SeedRoom) {
        guard now - hourBegan >= .hours(1) else { return }
        let hours = Double((now - hourBegan) / .hours(1))
        let polls = 3600.0 / Double(plan.poll.wholeSeconds)
        let budget = hours * (60 + 900 + 720 + polls * 12) + Double(stepsInHour) * 60
        let woken = loop.wakeUps - wakeUpsThen
        if Double(woken) > budget { breaks("wakes-too-often", "\(woken) wake-ups in \(hours) h") }
        if loop.pendingTimers > 300 { breaks("grows", "\(loop.pendingTimers) timers") }
        hourBegan = now
        wakeUpsThen = loop.wakeUps
        stepsInHour = 0
    }

    private func situationsOf(_ room: SeedRoom, _ status: RoomStatus) {
        if case .joinable(let item, _, let count) = status.state {
            if count == 2 { situations.saw(.twoJoinable) }
            if count >= 3 { situations.saw(.threeJoinable) }
            if item.isAllDay { situations.saw(.joinableAllDay) }
        }
        if case .busy(let item) = status.state, item.isAllDay { situations.saw(.busyAllDay) }
        if room.devices.lamp == .gaps { situations.saw(.nextGroupWaits) }
        if room.transport.pagesOfLongest > 2 { situations.saw(.syncInManyPages) }
    }
}
