// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Keeps the window of one calendar: in memory for the room, sealed in the store, and like the source. There is one for
/// each calendar, and they know nothing of each other.
///
/// Order of calls: `open` once, and then `keep` once, which returns after `stop` or where its task is cancelled.
/// Whatever else the feed is asked between is noted, and carried out by `keep` between two syncs. Everything runs on
/// the loop of its parts; the store alone has a thread of its own, and is waited for.
///
/// A disk, a key or a network that fails ends nothing: the keeper goes on in memory, or with what it has, says so with
/// a warning, and tries again.
package final class CalendarKeeper: WindowFeed {
    package internal(set) var window = MeetingWindow()
    package private(set) var zone: any TimeZoneRules
    package internal(set) var state = SyncState()
    /// As the executable put them together; nothing changes them.
    let parts: KeeperParts
    /// Fetches and stages. Its store is the disk's or the memory's, as `state.storage` says.
    let engine: SyncEngine
    private let wake: LoopSignal
    /// Tells the room. Default: nobody hears, until `open`.
    var report: (FeedReport) -> Void = { _ in }
    private var waiters: [(SyncOutcome) -> Void] = []
    private var isStopping = false
    /// The least that the time can be, by which what is over is deleted.
    var leastTime = LeastTime()
    /// What the calendar has cost its service.
    let count: RequestCount
    /// What is left of the day.
    var budget: RequestBudget { count.budget }
    /// When the last look began, in time since boot, and the last that succeeded.
    private(set) var lastLook = Duration.zero
    private var lastGood = Duration.zero
    /// When a disk that failed is tried again, in time since boot: the first failure of a disk that worked is followed
    /// at once.
    var storeRetryAt = Duration.zero
    /// How long is waited before the attempt after the next; it grows, and a full sync that is stored resets it.
    var storeRetryInterval = firstStoreRetryInterval
    /// How long is waited for another process that has the store; nil where none has.
    var busyPause: Duration?
    /// When a service that holds the data key is asked again, in time since boot; nil where there is none to ask.
    var keyRetryAt: Duration?
    /// The warning for the key that there is none of.
    var lockedBy: WarningCode?
    /// The store may hold other rows than the window: it is read back after the next full sync.
    var readsBack = false
    /// Channels and notices; nil where push was never configured here.
    let push: PushKeeper?
    /// Whether the calendar may be asked for; nil where nobody decides that.
    let account: AccountKeeper?
    /// What the calendar's user has chosen; nil where it is not read.
    let settings: SettingsKeeper?
    /// The calendar says in which zone it is.
    private(set) var tellsZone = true
    /// What somebody wants done with the account, before the next look.
    var accountOrders: [AccountOrder] = []
    /// Somebody asked for a look.
    private var isAsked = false
    /// When the store last began a new file for a damaged one, in time since boot.
    var renewedAt: Duration?
    /// How often in a row the medium has not given what is stored.
    var unreadableAttempts = 0
    /// When the next look is due, in time since boot.
    var next = Duration.zero
    /// When the next purge is due, in time since boot.
    var purgeAt = Duration.zero
    /// As of the last turn of `keepPush`.
    var isPushTrusted = false
    /// How many of the desk's requests the budget has seen.
    var editsCounted = 0

    /// A start waits at most that long for another process that has the store.
    private static let longestWaitForOther = Duration.seconds(10)
    /// A poll can wait that long for another timer's wake-up.
    private static let pollTolerance = Duration.seconds(2)

    /// Opens nothing yet: `open` does. Until then the window is empty.
    package init(_ parts: KeeperParts) {
        self.parts = parts
        wake = LoopSignal(loop: parts.loop)
        count = RequestCount(parts.budget, parts.spending, parts.journal)
        state.requestsPerDay = parts.budget.perDay
        settings = parts.settings.map { SettingsKeeper($0, journal: parts.journal) }
        if let settings { state.settings = settings.values }
        zone =
            (parts.zoneName ?? state.settings.timeZone).flatMap { parts.zone($0) } ?? parts.machineZone ?? FixedOffset()
        push = parts.push.map {
            PushKeeper(
                $0, of: parts.calendar, perDay: parts.budget.perDay, startSpan: parts.startSpan, loop: parts.loop,
                journal: parts.journal, random: parts.random)
        }
        state.push = push?.state
        let loop = parts.loop
        account = parts.account.map { AccountKeeper($0, journal: parts.journal, clock: { loop.now.wall }) }
        state.account = account?.state
        engine = SyncEngine(
            source: parts.source, store: MemoryWindowStore(executor: loop), plan: parts.plan, zone: zone,
            namedZone: { parts.zoneName == nil ? parts.zone($0) : nil }, clock: { loop.now })
    }

    // MARK: WindowFeed

    package var calendar: CalendarID { parts.calendar }
    package var pending: [PendingChange] { parts.desk?.pending ?? [] }

    package func open(_ report: @escaping (FeedReport) -> Void) async {
        self.report = report
        followPeople()
        switch await parts.openStore() {
        case .ready(let store, let stored): await use(store, stored)
        case .readOnly(let stored, let failure):
            await adopt(stored)
            goOnInMemory(failure)
        case .unusable(let failure):
            goOnInMemory(failure)
            awaitOther(failure, after: nil)
            count(failure)
        case .locked(let code, let detail, let retry):
            lock(code, detail, retry)
            workInMemory()
        case .later:
            keyRetryAt = parts.loop.now.uptime
            workInMemory()
        }
        if isUnwanted { push?.abandon() }
        if state.storage == .memory, busyPause == nil {
            storeRetryAt = keyRetryAt ?? parts.loop.now.uptime + storeRetryInterval
        }
    }

    package func keep() async {
        push?.begin(today: { [unowned self] in today }, changed: { [unowned self] in wake.raise() })
        defer { push?.close() }
        next = parts.loop.now.uptime
        purgeAt = next + Self.purgeInterval
        // All of a site starts when its power is back. What the room knows it shows meanwhile.
        if state.isKnown, parts.startSpan > .zero { next += parts.startSpan * parts.random() }
        await awaitStore()
        while !Task.isCancelled, !isStopping {
            await retryStore()
            if isDue { await lookNow() }
            if Task.isCancelled || isStopping { break }
            if parts.loop.now.uptime >= purgeAt { await purge() }
            let storeDue = state.storage == .memory ? storeRetryAt : nil
            let due = [await keepPush(), storeDue].compactMap { $0 }.min()
            if Task.isCancelled || isStopping { break }
            if isDue { continue }
            // A poll or a purge can wait for another timer; who pushes is waited for.
            let own = min(next, purgeAt)
            let isPoll = due.map { $0 >= own } ?? true
            let tolerance = isPoll ? min(own - parts.loop.now.uptime, Self.pollTolerance) : .zero
            await wake.wait(until: isPoll ? own : due ?? own, tolerance: tolerance)
        }
        await count.close()
    }

    /// Waits for a store that another process has: mostly it is left alone in a moment, and what lies there is known
    /// sooner than a slow calendar answers, and spares a full sync.
    private func awaitStore() async {
        let end = parts.loop.now.uptime + Self.longestWaitForOther
        while busyPause != nil, storeRetryAt < end, !Task.isCancelled, !isStopping {
            await wake.wait(until: storeRetryAt, tolerance: .zero)
            await retryStore()
        }
    }

    private var isDue: Bool {
        let now = parts.loop.now.uptime
        return isAsked || now >= next || noticeDue.map { now >= $0 } ?? false
    }

    private func lookNow() async {
        isAsked = false
        // A notice may be of an absence that its owner put into the calendar, too.
        if noticeDue.map({ parts.loop.now.uptime >= $0 }) ?? false { parts.people?.look() }
        await carryOutAccountOrders()
        // Who asks from now on is answered by the next sync: what they changed may have come too late for this one.
        let answered = waiters
        waiters = []
        let outcome = await sync()
        if Task.isCancelled || isStopping { return }
        let (answer, delay) = await conclude(outcome)
        next = parts.loop.now.uptime + delay
        // Before the requests that follow: each may take as long as the network lets it.
        report(.settled)
        // What is written into events is in the user's language.
        if answer == .synced, parts.keywords != nil { await readSettings() }
        if let due = await writeKeywords() { next = min(next, due) }
        state.nextAttempt = next
        for waiter in answered { waiter(answer) }
        if answer == .synced { await afterSync() }
        report(.settled)
    }

    /// One sync, unless the day's requests are spent. What has begun is brought to its end.
    private func sync() async -> SyncEngine.Outcome {
        turnDay()
        // Who stands in the room and waits is answered.
        guard budget.left > 0 || parts.desk?.isWaiting ?? false else {
            return .refused(CalendarFailure(.requestsSpent))
        }
        // A look, and a page or a fetch of the edge with it.
        await count.reserve(2)
        if let failure = await activate() { return .refused(failure) }
        push?.looking(on: today)
        let began = parts.loop.now.uptime
        lastLook = began
        let outcome = await spending { await engine.sync(showChanges) }
        // Of what changed before a look that failed, the notice came before that look.
        push?.looked(foundChanges: engine.foundChanges, began: began, before: lastGood)
        if case .synced = outcome { lastGood = began }
        return outcome
    }

    /// Counts the requests that this costs.
    func spending<Value>(_ work: () async -> Value) async -> Value {
        let before = parts.source.requests
        let value = await work()
        await spend(parts.source.requests - before)
        return value
    }

    /// Counts requests that were answered against the day's.
    func spend(_ requests: Int) async {
        turnDay()
        count.spend(requests)
        showRequests()
        await count.reserve(0)
    }

    /// Where another day has begun in the calendar's zone, its requests begin anew.
    func turnDay() {
        count.turn(to: parts.loop.now.wall, window, in: zone)
        showRequests()
    }

    private func showRequests() {
        (state.requestsSpent, state.requestsAssumed) = (budget.spent, budget.assumed)
        state.requestsAreScarce = budget.isScarce
    }

    /// How long it is until the next look is worth a request, on the day that it is in the calendar's zone, which may
    /// be known only now.
    func pause() -> Duration {
        turnDay()
        let share = push?.isTrusted ?? false ? RequestBudget.shareWithPush : 1
        return budget.pause(at: parts.loop.now.wall, window, in: zone, share: share)
    }

    package func stop() {
        isStopping = true
        parts.desk?.stop()
        wake.raise()
    }

    package func syncNow(_ done: @escaping (SyncOutcome) -> Void) {
        waiters.append(done)
        parts.people?.look(isAsked: true)
        ask()
    }

    package func look() {
        if parts.loop.now.uptime >= lastLook + parts.schedule.poll { ask() }
    }

    package func clockStepped() {
        parts.people?.clockStepped()
        // How far the clock is off, the next answer tells; of an account that isn't wanted nobody is asked.
        state.clockLead = nil
        if isUnwanted { set(.clockWrong, false) }
        ask()
    }

    /// Has `keep` look at the calendar in its next turn.
    func ask() {
        isAsked = true
        wake.raise()
    }

    // MARK: What a sync did

    /// Shows what it has brought so far, while it goes on.
    private func showChanges() {
        let delta = engine.drainCommitted()
        guard !delta.isEmpty else { return }
        window.apply(delta)
        report(.windowChanged(isNews: true))
    }

    /// The answer for who asked, and how long to wait before the next sync.
    private func conclude(_ outcome: SyncEngine.Outcome) async -> (SyncOutcome, Duration) {
        state.refusedEvents = engine.refusedEvents
        set(.eventsRefused, state.refusedEvents > 0)
        compareClocks(engine.clockSkew, outcome)
        let ending = CertificateLife.warning(endsAt: parts.certificateEnd(), now: parts.loop.now.wall)
        for code in CertificateLife.codes { set(code, code == ending) }
        let delta = engine.drainCommitted()
        // What writing a window took is given back before there is a window in memory, too.
        if delta.stored.count > window.meetings.count { parts.trimMemory() }
        window.apply(delta)
        let hasFailed = if case .synced = outcome { false } else { true }
        if hasFailed, !delta.isEmpty { report(.windowChanged(isNews: true)) }
        switch outcome {
        case .synced(let success):
            await conclude(success, delta)
            let delay = parts.schedule.afterSuccess(pause: pause(), random: parts.random())
            state.staleAfter = SyncSchedule.staleAfter(delay)
            return (.synced, delay)
        case .refused(let failure): return (.refused(failure), conclude(failure))
        case .notStored(let failure):
            if await !goOnInNewFile(after: failure) { goOnInMemory(failure) }
            return (.notStored(failure), .zero)
        }
    }

    /// Goes by the calendar's own clock, else by that of the server that refused to sign in. Where neither told the
    /// time since the clock was set, nobody knows how far it is off, and it is called wrong no more.
    private func compareClocks(_ skew: Duration?, _ outcome: SyncEngine.Outcome) {
        if let skew {
            let now = parts.loop.now
            leastTime.confirm(now.wall + skew, at: now.uptime)
            state.clockLead = .zero - skew
            state.confirmsClock = true
        } else if case .refused(let failure) = outcome, let lead = failure.clockLead {
            state.clockLead = lead
        }
        let lead = abs((state.clockLead ?? .zero).wholeSeconds)
        let isWrong = lead > WarningFacts.tolerableClockLead.wholeSeconds
        if isWrong { state.confirmsClock = false }
        set(.clockWrong, isWrong)
    }

    private func conclude(_ success: SyncEngine.Success, _ delta: WindowDelta) async {
        let now = parts.loop.now
        if state.failuresInARow > 0 || state.syncedAtUptime == nil || success.fullSyncReason != nil {
            parts.journal.info(
                "synced", ("stored", "\(engine.brought.stored)"), ("removed", "\(engine.brought.removed)"),
                ("pages", "\(success.pages)"), ("full", success.fullSyncReason?.rawValue ?? "no"))
        }
        let wasKnown = state.isKnown
        state.syncedAt = now.wall
        state.syncedAtUptime = now.uptime
        state.lastFailure = nil
        state.failuresInARow = 0
        state.successes += 1
        for code in WarningCode.syncFailures { set(code, false) }
        var isNews = !delta.isEmpty
        tellsZone = success.mark.timeZone != nil
        let isOtherZone = success.mark.timeZone.map { adopt(zone: $0) } ?? false
        if success.fullSyncReason != nil {
            state.fullSyncs += 1
            if state.storage == .encrypted { storeRetryInterval = Self.firstStoreRetryInterval }
            // Fetched again: what was wrong with the stored rows is mended.
            for code in [WarningCode.storeDamaged, .keyWrong] { set(code, false) }
            await hearCounter()
            if await readBack() { isNews = true }
            parts.trimMemory()
        }
        let isConfirmed = parts.desk?.confirm(by: window) ?? false
        // A calendar that is empty is known to be empty.
        if isNews || !wasKnown || isOtherZone || isConfirmed { report(.windowChanged(isNews: isNews)) }
    }

    private func conclude(_ failure: CalendarFailure) -> Duration {
        state.failuresInARow += 1
        let code = WarningCode(failure.reason)
        if failure != state.lastFailure {
            parts.journal.warning(
                "sync failed", ("code", code?.rawValue ?? "none"), ("detail", failure.detail),
                ("failures", "\(state.failuresInARow)"))
        }
        state.lastFailure = failure
        for other in WarningCode.syncFailures where other != code { set(other, false) }
        if let code { set(code, true) }
        return parts.schedule.afterFailure(failure, count: state.failuresInARow, pause: pause(), random: parts.random())
    }

    /// The calendar's own zone, unless one is configured. Whether it is another than before.
    func adopt(zone name: String) -> Bool {
        guard parts.zoneName == nil, name != zone.name, let rules = parts.zone(name) else { return false }
        zone = rules
        return true
    }

    /// Turns a warning on or off. One that is as it should be may be set again. `subject` is a path or a name of a
    /// file, and nothing private; default: it is about nothing in particular.
    func set(_ code: WarningCode, subject: String = "", _ isOn: Bool) {
        report(.warning(code, subject: subject, isOn: isOn))
    }
}
