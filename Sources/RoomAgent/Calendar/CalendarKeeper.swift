// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Keeps the window of one calendar: in memory for the room, sealed in the store, and like the source. There is one for
/// each calendar, and they know nothing of each other.
package final class CalendarKeeper: WindowFeed {
    package private(set) var window = MeetingWindow()
    package private(set) var zone: any TimeZoneRules
    package private(set) var state = SyncState()
    private let parts: KeeperParts
    private let engine: SyncEngine
    private let wake: LoopSignal
    private var report: (FeedReport) -> Void = { _ in }
    private var waiters: [(SyncOutcome) -> Void] = []
    private var isStopping = false
    private var leastTime = LeastTime()
    private let count: RequestCount
    private var budget: RequestBudget { count.budget }
    /// When the last look began, in time since boot, and the last that succeeded.
    private var lastLook = Duration.zero
    private var lastGood = Duration.zero
    /// When a disk that failed is tried again, in time since boot: the first failure of a disk that worked is followed
    /// at once.
    private var storeRetryAt = Duration.zero
    private var storeRetryInterval = firstStoreRetryInterval
    /// The store holds other rows than the window: after the next full sync the window is read from it.
    private var readsBack = false
    private let push: PushKeeper?
    /// Somebody asked for a look.
    private var isAsked = false
    /// When the next look is due, in time since boot.
    private var next = Duration.zero
    private var purgeAt = Duration.zero
    private var isPushTrusted = false

    /// Between attempts to use a disk that failed; twice as long after each, for each costs a sync of the window.
    private static let firstStoreRetryInterval = Duration.minutes(10)
    private static let longestStoreRetryInterval = Duration.hours(2)
    /// A poll can wait that long for another timer's wake-up.
    private static let pollTolerance = Duration.seconds(2)
    /// Between purges of what falls out of the window while no sync succeeds.
    private static let purgeInterval = Duration.hours(1)

    /// Opens nothing yet: `open` does. Until then the window is empty.
    package init(_ parts: KeeperParts) {
        self.parts = parts
        wake = LoopSignal(loop: parts.loop)
        count = RequestCount(parts.budget, parts.spending, parts.journal)
        state.requestsPerDay = parts.budget.perDay
        zone = parts.zoneName.flatMap { parts.zone($0) } ?? parts.machineZone ?? FixedOffset()
        push = parts.push.map {
            PushKeeper(
                $0, of: parts.calendar, perDay: parts.budget.perDay, startSpan: parts.startSpan, loop: parts.loop,
                journal: parts.journal, random: parts.random)
        }
        state.push = push?.state
        let loop = parts.loop
        engine = SyncEngine(
            source: parts.source, store: MemoryWindowStore(executor: loop), plan: parts.plan, zone: zone,
            namedZone: { parts.zoneName == nil ? parts.zone($0) : nil }, clock: { loop.now })
    }

    // MARK: WindowFeed

    package var calendar: CalendarID { parts.calendar }
    package var pending: [PendingChange] { parts.desk?.pending ?? [] }

    package func open(_ report: @escaping (FeedReport) -> Void) async {
        self.report = report
        switch await parts.openStore() {
        case .ready(let store, let stored): use(store, stored)
        case .readOnly(let stored, let failure):
            adopt(stored)
            goOnInMemory(failure)
        case .unusable(let failure): goOnInMemory(failure)
        case .locked(let code, let detail):
            parts.journal.error("no data key, working in memory", ("code", code.rawValue), ("detail", detail))
            set(code, true)
            workInMemory()
        }
        if state.storage == .memory { storeRetryAt = parts.loop.now.uptime + storeRetryInterval }
    }

    package func keep() async {
        push?.begin(today: { [unowned self] in today }, changed: { [unowned self] in wake.raise() })
        defer { push?.close() }
        next = parts.loop.now.uptime
        purgeAt = next + Self.purgeInterval
        // All of a site starts when its power is back. What the room knows it shows meanwhile.
        if state.isKnown, parts.startSpan > .zero { next += parts.startSpan * parts.random() }
        while !Task.isCancelled, !isStopping {
            if isDue { await lookNow() }
            if Task.isCancelled || isStopping { break }
            // Also where the next look is far away: a day's requests are spent, or a quota is.
            await purge()
            let due = await keepPush()
            if Task.isCancelled || isStopping { break }
            if isDue { continue }
            // A poll can wait for another timer; who pushes is waited for.
            let isPoll = due.map { $0 >= next } ?? true
            let tolerance = isPoll ? min(next - parts.loop.now.uptime, Self.pollTolerance) : .zero
            await wake.wait(until: min(isPoll ? next : due ?? next, purgeAt), tolerance: tolerance)
        }
        await count.close()
    }

    private var isDue: Bool {
        let now = parts.loop.now.uptime
        return isAsked || now >= next || noticeDue.map { now >= $0 } ?? false
    }

    private func lookNow() async {
        isAsked = false
        await retryStore()
        // Who asks from now on is answered by the next sync: what they changed may have come too late for this one.
        let answered = waiters
        waiters = []
        let outcome = await sync()
        if Task.isCancelled || isStopping { return }
        let (answer, delay) = await conclude(outcome)
        next = parts.loop.now.uptime + delay
        state.nextAttempt = next
        for waiter in answered { waiter(answer) }
        report(.settled)
    }

    /// One sync, unless the day's requests are spent. What has begun is brought to its end.
    private func sync() async -> SyncEngine.Outcome {
        turnDay()
        guard budget.left > 0 else { return .refused(CalendarFailure(.requestsSpent)) }
        // A look, and a page or a fetch of the edge with it.
        await count.reserve(2)
        push?.looking(on: today)
        let began = parts.loop.now.uptime
        lastLook = began
        let outcome = await spending { await engine.sync() }
        // Of what changed before a look that failed, the notice came before that look.
        push?.looked(foundChanges: engine.foundChanges, began: began, before: lastGood)
        if case .synced = outcome { lastGood = began }
        return outcome
    }

    /// Counts the requests that this costs.
    private func spending<Value>(_ work: () async -> Value) async -> Value {
        let before = parts.source.requests
        let value = await work()
        turnDay()
        count.spend(parts.source.requests - before)
        state.requestsSpent = budget.spent
        await count.reserve(0)
        return value
    }

    // MARK: Push

    private var today: CivilDate { zone.civilTime(at: parts.loop.now.wall).date }
    /// When a notice has the calendar looked at: never before a wait is over that a failure asks for. The last fifth of
    /// a day's requests is for looks that nobody can cause.
    private var noticeDue: Duration? {
        guard state.failuresInARow == 0, budget.left > budget.perDay / 5 else { return nil }
        return push?.lookDue(after: lastLook)
    }

    /// Does what push has to do now. Returns when it, or a notice, has something to do next.
    private func keepPush() async -> Duration? {
        guard let push else { return nil }
        turnDay()
        // Not while the service answers nothing else.
        let mayAsk = budget.left > 0 && state.successes > 0 && state.failuresInARow == 0
        push.clockLead = state.clockLead ?? .zero
        let due = await spending { await push.act(mayAsk: mayAsk) }
        if isPushTrusted, !push.isTrusted, state.failuresInARow == 0 {
            next = min(next, parts.loop.now.uptime + parts.schedule.afterSuccess(pause: pause, random: parts.random()))
        }
        isPushTrusted = push.isTrusted
        if state.push != push.state {
            state.push = push.state
            set(.pushDown, state.push.map { [.starting, .down].contains($0.phase) } ?? false)
            set(.pushMissed, state.push?.phase == .missing)
        }
        return [due, noticeDue].compactMap { $0 }.min()
    }

    private func turnDay() {
        count.turn(to: parts.loop.now.wall, window, in: zone)
        state.requestsSpent = budget.spent
    }

    private var pause: Duration {
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
        ask()
    }

    package func look() {
        if parts.loop.now.uptime >= lastLook + parts.schedule.poll { ask() }
    }

    package func clockStepped() { ask() }

    private func ask() {
        isAsked = true
        wake.raise()
    }

    package func request(_ request: BookingRequest) async -> BookingOutcome {
        guard let desk = parts.desk else { return .rolledBack(.notAllowed(detail: "nothing writes to this calendar")) }
        return await desk.carryOut(
            request, in: days, changed: { [self] in report(.windowChanged(isNews: false)) },
            sync: { [self] in ask() })
    }

    // MARK: The store

    /// Shows what was stored, and goes on from there.
    private func use(_ store: any WindowStore, _ stored: StoredRoom) {
        state.storage = .encrypted
        adopt(stored)
        engine.moveTo(store, mark: stored.mark)
    }

    private func adopt(_ stored: StoredRoom) {
        window = stored.window
        state.syncedAt = stored.mark?.syncedAt
        if let syncedAt = state.syncedAt { leastTime.confirm(syncedAt, at: parts.loop.now.uptime) }
        if let (code, subject) = stored.damage?.told(to: parts.journal) { set(code, subject: subject, true) }
        if let name = stored.mark?.timeZone { _ = adopt(zone: name) }
        report(.windowChanged(isNews: false))
    }

    private func goOnInMemory(_ failure: StoreFailure) {
        parts.journal.error(
            "the window cannot be stored, working in memory", ("code", failure.code.rawValue),
            ("operation", failure.operation), ("detail", failure.detail))
        set(.storeNotWritable, true)
        workInMemory()
    }

    private func workInMemory() {
        state.storage = .memory
        readsBack = false
        engine.moveTo(MemoryWindowStore(executor: parts.loop, seed: window), mark: nil)
    }

    /// Tries the disk, or the key, again.
    private func retryStore() async {
        guard state.storage == .memory, parts.loop.now.uptime >= storeRetryAt else { return }
        storeRetryAt = parts.loop.now.uptime + storeRetryInterval
        storeRetryInterval = min(storeRetryInterval * 2, Self.longestStoreRetryInterval)
        switch await parts.openStore() {
        case .ready(let store, let stored):
            parts.journal.info("the window can be stored again")
            for code in [WarningCode.storeNotWritable, .keyMissing, .keyFilePermissions] { set(code, false) }
            if state.syncedAtUptime == nil { return use(store, stored) }
            // What this run fetched is newer than what lies there.
            state.storage = .encrypted
            readsBack = true
            engine.moveTo(store, mark: nil)
        case .readOnly(let stored, _): if state.syncedAtUptime == nil { adopt(stored) }
        case .unusable, .locked: break
        }
    }

    private func purge() async {
        guard parts.loop.now.uptime >= purgeAt else { return }
        purgeAt = parts.loop.now.uptime + Self.purgeInterval
        guard let least = leastTime.instant(parts.loop.now) else { return }
        do throws(StoreFailure) {
            let delta = try await engine.purge(at: least)
            guard !delta.isEmpty else { return }
            window.apply(delta)
            report(.windowChanged(isNews: false))
        } catch {
            try? await engine.store.refill(with: window)
            parts.journal.warning("old meetings could not be deleted", ("code", error.code.rawValue))
        }
    }

    // MARK: What a sync did

    /// The answer for who asked, and how long to wait before the next sync.
    private func conclude(_ outcome: SyncEngine.Outcome) async -> (SyncOutcome, Duration) {
        state.refusedEvents = engine.refusedEvents
        set(.eventsRefused, state.refusedEvents > 0)
        if let skew = engine.clockSkew { compareClocks(skew) }
        let ending = CertificateLife.warning(endsAt: parts.certificateEnd(), now: parts.loop.now.wall)
        for code in CertificateLife.codes { set(code, code == ending) }
        let delta = engine.takeCommitted()
        window.apply(delta)
        let hasFailed = if case .synced = outcome { false } else { true }
        if hasFailed, !delta.isEmpty { report(.windowChanged(isNews: true)) }
        switch outcome {
        case .synced(let success):
            await conclude(success, delta)
            let delay = parts.schedule.afterSuccess(pause: pause, random: parts.random())
            state.staleAfter = SyncSchedule.staleAfter(delay)
            return (.synced, delay)
        case .refused(let failure): return (.refused(failure), conclude(failure))
        case .notStored(let failure):
            // Before the memory takes over: the disk may have lost rows that the room still shows.
            try? await engine.store.refill(with: window)
            goOnInMemory(failure)
            // Opening mends a file that was damaged while it was open; the next turn of `keep` tries it, unless it just
            // did.
            return (.notStored(failure), .zero)
        }
    }

    private func compareClocks(_ skew: Duration) {
        let now = parts.loop.now
        leastTime.confirm(now.wall + skew, at: now.uptime)
        state.clockLead = .zero - skew
        state.confirmsClock = abs(skew.wholeSeconds) <= WarningFacts.tolerableClockLead.wholeSeconds
        set(.clockWrong, !state.confirmsClock)
    }

    private func conclude(_ success: SyncEngine.Success, _ delta: WindowDelta) async {
        let now = parts.loop.now
        if state.failuresInARow > 0 || state.syncedAtUptime == nil || success.fullSyncReason != nil {
            parts.journal.info(
                "synced", ("stored", "\(delta.stored.count)"), ("removed", "\(delta.removed.count)"),
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
        let isOtherZone = success.mark.timeZone.map { adopt(zone: $0) } ?? false
        if success.fullSyncReason != nil {
            state.fullSyncs += 1
            if state.storage == .encrypted { storeRetryInterval = Self.firstStoreRetryInterval }
            // Fetched again: what was wrong with the stored rows is mended.
            for code in [WarningCode.storeDamaged, .keyWrong] { set(code, false) }
            if await readBack() { isNews = true }
            parts.trimMemory()
        }
        let isConfirmed = parts.desk?.confirm(by: window) ?? false
        // A calendar that is empty is known to be empty.
        if isNews || !wasKnown || isOtherZone || isConfirmed { report(.windowChanged(isNews: isNews)) }
    }

    /// The changes that a store tells are changes of its rows. Where the window held other rows, it takes over the
    /// store's. Whether it did, which is news.
    private func readBack() async -> Bool {
        guard readsBack else { return false }
        readsBack = false
        do throws(StoreFailure) {
            window = try await engine.store.load().window
            return true
        } catch {
            goOnInMemory(error)
            return false
        }
    }

    private func conclude(_ failure: CalendarFailure) -> Duration {
        state.failuresInARow += 1
        let code = WarningCode(failure.reason)
        if failure != state.lastFailure {
            parts.journal.warning(
                "sync failed", ("code", code?.rawValue ?? "none"), ("detail", failure.detail),
                ("failures", "\(state.failuresInARow)"))
        }
        // A clock that is far off is why the login is refused, and that is what somebody can mend.
        if let lead = failure.clockLead, abs(lead.wholeSeconds) > WarningFacts.tolerableClockLead.wholeSeconds {
            state.confirmsClock = false
            state.clockLead = lead
            set(.clockWrong, true)
        }
        state.lastFailure = failure
        for other in WarningCode.syncFailures where other != code { set(other, false) }
        if let code { set(code, true) }
        return parts.schedule.afterFailure(failure, count: state.failuresInARow, pause: pause, random: parts.random())
    }

    /// The calendar's own zone, unless one is configured. Whether it is another than before.
    private func adopt(zone name: String) -> Bool {
        guard parts.zoneName == nil, name != zone.name, let rules = parts.zone(name) else { return false }
        zone = rules
        return true
    }

    private func set(_ code: WarningCode, subject: String = "", _ isOn: Bool) {
        report(.warning(code, subject: subject, isOn: isOn))
    }
}
