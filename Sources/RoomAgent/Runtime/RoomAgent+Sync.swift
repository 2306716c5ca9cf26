// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What is known about the calendar's side.
package struct SyncState: Sendable {
    /// When the source last answered in full, in civil time; kept across restarts.
    package var syncedAt: Instant?
    /// The same in time since boot; nil before the first success of this run.
    package var syncedAtUptime: Duration?
    /// The source's clock agreed with ours since the start: a machine without a time service may be right all the same.
    package var confirmsClock = false
    package var lastFailure: CalendarFailure?
    package var failuresInARow = 0
    package var refusedEvents = 0
    package var nextAttempt: Duration?
    package var successes = 0
    package var fullSyncs = 0
    package var storage = "none"

    package init() {}
}

/// How old the calendar may be before the room says so.
private let staleAfter = Duration.minutes(15)
/// A clock this far from the source's cannot be right.
private let largestClockSkew = Duration.minutes(5)
/// Between attempts to use a disk that failed.
private let storeRetryInterval = Duration.minutes(10)
/// Between purges of what falls out of the window while no sync succeeds.
private let purgeInterval = Duration.hours(1)

extension RoomAgent {
    // MARK: The store

    func openStore() async {
        switch await parts.openStore() {
        case .ready(let store, let stored):
            window = stored.window
            syncState.syncedAt = stored.mark?.syncedAt
            syncState.storage = "encrypted"
            note(stored.damage)
            makeEngine(store, mark: stored.mark)
        case .readOnly(let stored, let failure):
            window = stored.window
            syncState.syncedAt = stored.mark?.syncedAt
            note(stored.damage)
            if let name = stored.mark?.timeZone { adopt(zone: name) }
            goOnInMemory(failure)
        case .unusable(let failure): goOnInMemory(failure)
        case .locked(let code, let detail):
            parts.journal.error("no data key, working in memory", ("code", code.rawValue), ("detail", detail))
            health.set(code, at: loop.now.uptime)
            workInMemory()
        }
    }

    private func makeEngine(_ store: any WindowStore, mark: SyncMark?) {
        if let name = mark?.timeZone { adopt(zone: name) }
        let loop = self.loop
        let window = parts.configuration.window
        engine = SyncEngine(
            source: parts.source, store: store, mark: mark,
            plan: WindowPlan(past: .days(window.pastDays), future: .days(window.futureDays)), zone: zone,
            clock: { loop.now })
    }

    private func goOnInMemory(_ failure: StoreFailure) {
        parts.journal.error(
            "the window cannot be stored, working in memory", ("code", failure.code.rawValue),
            ("operation", failure.operation), ("detail", failure.detail))
        health.set(.storeNotWritable, at: loop.now.uptime)
        workInMemory()
    }

    private func workInMemory() {
        syncState.storage = "memory"
        let store = MemoryWindowStore(executor: loop, seed: window)
        if let engine { engine.moveTo(store) } else { makeEngine(store, mark: nil) }
    }

    private func note(_ damage: StoreDamage?) {
        switch damage {
        case nil: return
        case .rows(let count):
            parts.journal.warning("stored rows did not open and are fetched again", ("rows", "\(count)"))
            health.set(.storeDamaged, at: loop.now.uptime)
        case .fileSetAside(let name):
            parts.journal.warning("the stored window was unreadable and set aside", ("file", name))
            health.set(.storeDamaged, subject: name, at: loop.now.uptime)
        case .lost:
            parts.journal.warning("the stored window is gone and is fetched again")
            health.set(.storeDamaged, at: loop.now.uptime)
        case .wrongKey(let name):
            parts.journal.warning("the stored window is of another key or room, and set aside", ("file", name))
            health.set(.keyWrong, subject: name, at: loop.now.uptime)
        }
    }

    /// The calendar's own zone, unless one is configured.
    private func adopt(zone name: String) {
        guard parts.configuration.room.timeZone == nil, name != zone.name, let rules = parts.zone(name) else { return }
        zone = rules
        engine?.zone = rules
    }

    // MARK: The loop of syncs

    /// Syncs now, then whenever it is time or somebody asks, until the task is cancelled.
    func keepWindow() async {
        let schedule = SyncSchedule(poll: parts.configuration.sync.poll)
        var storeRetryAt = loop.now.uptime + storeRetryInterval
        var purgeAt = loop.now.uptime + purgeInterval
        while !Task.isCancelled, !isStopping {
            if syncState.storage == "memory", loop.now.uptime >= storeRetryAt {
                storeRetryAt = loop.now.uptime + storeRetryInterval
                await retryStore()
            }
            guard let outcome = await engine?.sync(), !Task.isCancelled, !isStopping else { return }
            // Before the memory takes over: the disk may have lost rows that the room still shows.
            if outcome.storeFailure != nil { try? await engine?.store.refill(with: window) }
            let delay = note(outcome, schedule)
            if loop.now.uptime >= purgeAt {
                purgeAt = loop.now.uptime + purgeInterval
                await purge()
            }
            let next = loop.now.uptime + delay
            syncState.nextAttempt = next
            wakeSyncWaiters()
            refresh()
            await syncSignal.wait(until: next, tolerance: .seconds(2))
        }
    }

    /// Notes what a sync did; returns how long to wait before the next.
    private func note(_ outcome: SyncEngine.Outcome, _ schedule: SyncSchedule) -> Duration {
        syncState.refusedEvents = outcome.refusedEvents
        set(.eventsRefused, outcome.refusedEvents > 0)
        if let failure = outcome.storeFailure {
            goOnInMemory(failure)
            return .zero
        }
        if let skew = outcome.clockSkew {
            syncState.confirmsClock = abs(skew.wholeSeconds) <= largestClockSkew.wholeSeconds
            set(.clockWrong, !syncState.confirmsClock)
        }
        switch outcome.result {
        case .success(let success): return note(success, schedule)
        case .failure(let failure): return note(failure, schedule)
        }
    }

    private func note(_ success: SyncEngine.Success, _ schedule: SyncSchedule) -> Duration {
        let now = loop.now
        if syncState.failuresInARow > 0 || syncState.syncedAtUptime == nil || success.fullSyncReason != nil {
            parts.journal.info(
                "synced", ("stored", "\(success.delta.stored.count)"), ("removed", "\(success.delta.removed.count)"),
                ("pages", "\(success.pages)"), ("full", success.fullSyncReason?.rawValue ?? "no"))
        }
        let isFirst = syncState.syncedAt == nil
        syncState.syncedAt = now.wall
        syncState.syncedAtUptime = now.uptime
        syncState.lastFailure = nil
        syncState.failuresInARow = 0
        syncState.successes += 1
        if success.fullSyncReason != nil {
            syncState.fullSyncs += 1
            // Fetched again: what was wrong with the stored rows is mended.
            clear(.storeDamaged)
            clear(.keyWrong)
        }
        for code in WarningCode.syncFailures { clear(code) }
        if let name = success.mark.timeZone { adopt(zone: name) }
        if !success.delta.isEmpty {
            window.apply(success.delta)
            publish(RoomReport(.updated, at: now.wall))
        }
        // A calendar that is empty is known to be empty.
        if isFirst || !success.delta.isEmpty { windowChanged() }
        if success.fullSyncReason != nil { parts.trimMemory() }
        let hour = zone.civilTime(at: now.wall).hour
        return schedule.afterSuccess(hour: hour, isQuiet: isQuiet(now.wall), random: parts.random())
    }

    private func note(_ failure: CalendarFailure, _ schedule: SyncSchedule) -> Duration {
        syncState.failuresInARow += 1
        let code = WarningCode(failure.reason)
        if failure != syncState.lastFailure {
            parts.journal.warning(
                "sync failed", ("reason", "\(failure.reason)"), ("detail", failure.detail),
                ("failures", "\(syncState.failuresInARow)"))
        }
        // A clock that is far off is why the login is refused, and that is what somebody can mend.
        if let lead = failure.clockLead, abs(lead.wholeSeconds) > largestClockSkew.wholeSeconds {
            syncState.confirmsClock = false
            set(.clockWrong, true)
        }
        syncState.lastFailure = failure
        for other in WarningCode.syncFailures where other != code { clear(other) }
        if let code { health.set(code, at: loop.now.uptime) }
        return schedule.afterFailure(failure, count: syncState.failuresInARow, random: parts.random())
    }

    /// Nothing is on, and nothing starts within two hours.
    private func isQuiet(_ now: Instant) -> Bool {
        agenda.current.isEmpty && agenda.next.map { $0.start - now > .hours(2) } ?? true
    }

    private func purge() async {
        do throws(StoreFailure) {
            guard let delta = try await engine?.purge(), !delta.isEmpty else { return }
            window.apply(delta)
            windowChanged()
        } catch {
            try? await engine?.store.refill(with: window)
            parts.journal.warning("old meetings could not be deleted", ("code", error.code.rawValue))
        }
    }

    private func retryStore() async {
        guard case .ready(let store, _) = await parts.openStore() else { return }
        parts.journal.info("the window can be stored again")
        syncState.storage = "encrypted"
        clear(.storeNotWritable)
        for code in [WarningCode.keyMissing, .keyFilePermissions] { clear(code) }
        engine?.moveTo(store)
    }

    // MARK: Age

    func isStale(_ now: Moment) -> Bool { age(now).map { $0 > staleAfter } ?? false }

    /// By time since boot where this run has synced, because the civil clock may have stepped since; nil before any
    /// sync.
    private func age(_ now: Moment) -> Duration? {
        if let uptime = syncState.syncedAtUptime { return now.uptime - uptime }
        return syncState.syncedAt.map { now.wall - $0 }
    }

    /// When the calendar's age will have to be shown.
    func staleDeadline(_ now: Moment) -> Duration? {
        guard let age = age(now), age <= staleAfter else { return nil }
        return now.uptime + (staleAfter - age) + .seconds(1)
    }

    // MARK: Asked from outside

    /// Syncs now, and tells how it went: nil when all is well.
    package func syncNow(_ done: @escaping (CalendarFailure?) -> Void) {
        syncWaiters.append(done)
        syncSignal.raise()
    }

    func wakeSyncWaiters() {
        let waiters = syncWaiters
        syncWaiters = []
        for waiter in waiters { waiter(syncState.lastFailure) }
    }
}

extension WarningCode {
    /// At most one of them is on: the reason of the last failure.
    static let syncFailures: [WarningCode] = [
        .networkDown, .captivePortal, .certificateUntrusted, .scopeNotGranted, .grantRefused, .unauthorized,
        .credentialsUnreadable, .calendarForbidden, .calendarNotFound, .apiDisabled, .rateLimited, .quotaExhausted,
        .serverError, .requestRefused, .malformedReply,
    ]

    /// The warning that a failure of the source is, if it is one.
    package init?(_ reason: CalendarFailure.Reason) {
        switch reason {
        case .unreachable: self = .networkDown
        case .untrustedCertificate: self = .certificateUntrusted
        case .captivePortal: self = .captivePortal
        case .scopeNotGranted: self = .scopeNotGranted
        case .grantRefused: self = .grantRefused
        case .unauthorized: self = .unauthorized
        case .badCredentials: self = .credentialsUnreadable
        case .forbidden: self = .calendarForbidden
        case .apiDisabled: self = .apiDisabled
        case .calendarNotFound: self = .calendarNotFound
        case .rateLimited: self = .rateLimited
        case .quotaExhausted: self = .quotaExhausted
        case .serverError: self = .serverError
        case .requestRefused: self = .requestRefused
        case .malformedReply: self = .malformedReply
        case .cursorExpired, .cancelled: return nil
        }
    }
}
