// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

// The window on the disk: opened, left for the memory where the disk fails, tried again, purged.
extension CalendarKeeper {
    /// Between attempts to use a disk that failed; twice as long after each.
    static let firstStoreRetryInterval = Duration.minutes(10)
    private static let longestStoreRetryInterval = Duration.hours(2)
    /// Between attempts where another process has the store, as `room-agent keys` has it for a moment; twice as long
    /// after each.
    private static let firstBusyPause = Duration.seconds(1)
    private static let longestBusyPause = Duration.minutes(1)
    /// Between purges of what falls out of the window, however seldom the calendar is looked at.
    static let purgeInterval = Duration.hours(1)

    /// Shows what was stored, and goes on from there.
    func use(_ store: any WindowStore, _ stored: StoredRoom) async {
        state.storage = .encrypted
        await adopt(stored)
        var mark = stored.mark
        // Which events ask for join details is stored nowhere: a full sync tells of all.
        if parts.keywords != nil { mark?.cursor = nil }
        engine.moveTo(store, mark: mark)
        await eraseUnwanted(stored)
    }

    /// Takes over what was stored: window, age, zone, and what was wrong with it. What may not be shown (a deactivated
    /// account) is left out, but for that: somebody may have had the storage.
    func adopt(_ stored: StoredRoom) async {
        if let (code, subject) = stored.damage?.told(to: parts.journal) { set(code, subject: subject, true) }
        guard await mayShow(stored) else { return }
        window = stored.window
        state.syncedAt = stored.mark?.syncedAt
        if let syncedAt = state.syncedAt { leastTime.confirm(syncedAt, at: parts.loop.now.uptime) }
        if let name = stored.mark?.timeZone { _ = adopt(zone: name) }
        report(.windowChanged(isNews: false))
    }

    /// Where the file was damaged and the store has begun a new one: gives it all that the room still shows, since a
    /// crash must not empty the room, says so, and has the calendar fetched again. Whether it goes on with it: a medium
    /// that spoils file after file is left for the memory.
    @discardableResult
    func goOnInNewFile(after failure: StoreFailure) async -> Bool {
        guard let damage = failure.damage else { return false }
        let now = parts.loop.now.uptime
        defer { renewedAt = now }
        do throws(StoreFailure) { try await engine.store.refill(with: window) } catch { return false }
        if let renewedAt, now - renewedAt < Self.firstStoreRetryInterval { return false }
        let (code, subject) = damage.told(to: parts.journal)
        set(code, subject: subject, true)
        engine.moveTo(engine.store, mark: state.syncedAt.map(engine.bareMark))
        // A service that has failed is left alone until its time.
        if state.lastFailure == nil { ask() }
        return true
    }

    /// Leaves the disk for the memory, and says so; `retryStore` goes back.
    func goOnInMemory(_ failure: StoreFailure) {
        unlock()
        parts.journal.error(
            "the window cannot be stored, working in memory", ("code", failure.code.rawValue),
            ("operation", failure.operation), ("detail", failure.detail))
        set(.storeNotWritable, true)
        workInMemory()
    }

    /// The same without a word: there is no disk to have failed, for want of a key. The window stays; the next sync is
    /// a full one.
    func workInMemory() {
        state.storage = .memory
        readsBack = false
        engine.moveTo(MemoryWindowStore(executor: parts.loop, seed: window), mark: state.syncedAt.map(engine.bareMark))
    }

    /// Tries the disk, or the key, again, where that is due: the next look can be hours away.
    func retryStore() async {
        guard state.storage == .memory, parts.loop.now.uptime >= storeRetryAt else { return }
        storeRetryAt = parts.loop.now.uptime + storeRetryInterval
        // What is told of the store now is shown now: the next sync can be hours away.
        defer { report(.settled) }
        let wasLocked = lockedBy != nil || keyRetryAt != nil
        let pause = busyPause
        if keyRetryAt == nil, pause == nil {
            storeRetryInterval = min(storeRetryInterval * 2, Self.longestStoreRetryInterval)
        }
        (keyRetryAt, busyPause) = (nil, nil)
        setAsideWhatIsUnreadable()
        switch await parts.openStore() {
        case .ready(let store, let stored):
            // What this run fetched is newer than what lies there, and a restart may come before the next full sync.
            if state.syncedAtUptime != nil, let syncedAt = state.syncedAt {
                if let failure = await engine.fill(store, with: window, syncedAt) {
                    count(failure)
                    return goOnInMemory(failure)
                }
                (state.storage, readsBack) = (.encrypted, true)
                if let (code, subject) = stored.damage?.told(to: parts.journal) { set(code, subject: subject, true) }
                // Descriptions come with a full sync only. A service that has failed is left alone until its time.
                if state.lastFailure == nil, budget.left > 0 { ask() }
            } else {
                await use(store, stored)
                // It was stored with a zone, in which it can be another day.
                turnDay()
                if state.lastFailure?.reason == .requestsSpent, budget.left > 0 { ask() }
            }
            unreadableAttempts = 0
            parts.journal.info("the window can be stored again")
            unlock()
            set(.storeNotWritable, false)
        case .readOnly(let stored, let failure):
            let isShown = state.syncedAtUptime == nil
            if isShown { await adopt(stored) }
            if wasLocked { goOnInMemory(failure) } else if isShown { workInMemory() }
        case .unusable(let failure):
            if wasLocked { goOnInMemory(failure) }
            awaitOther(failure, after: pause)
            count(failure)
        case .locked(let code, let detail, let retry): lock(code, detail, retry)
        case .later: break
        }
    }

    /// Counts attempts in a row at which the medium did not give what is stored.
    func count(_ failure: StoreFailure) {
        unreadableAttempts = failure.code == .unreadable ? unreadableAttempts + 1 : 0
    }

    /// A cell of flash that died stays dead, and a room whose window lies on it would keep nothing for ever. Before the
    /// third attempt in a row, some half an hour after the first, and once the calendar has been read, the stored
    /// window is moved out of the way. Nothing is lost by it: the memory has all of it, and the file stays for somebody
    /// to look at.
    private func setAsideWhatIsUnreadable() {
        guard unreadableAttempts >= 2, state.syncedAtUptime != nil else { return }
        unreadableAttempts = 0
        do throws(StoreFailure) {
            try parts.setStoreAside()
            parts.journal.warning("the medium does not give the stored window, which is set aside")
        } catch {
            parts.journal.warning("the stored window stays where it is", ("detail", error.detail))
        }
    }

    /// Tells what a counter outside of the file said of it when the whole window was written. That an older copy was
    /// there is told until the agent ends, though it is fetched again: somebody had the storage.
    func hearCounter() async {
        let doubt = await engine.store.doubt
        if let (code, subject) = doubt?.told(to: parts.journal) { return set(code, subject: subject, true) }
        set(.rollbackCounterLost, false)
    }

    /// Where another process has the store, it is tried again soon; `pause` is how long was waited for it last.
    func awaitOther(_ failure: StoreFailure, after pause: Duration?) {
        guard failure.code == .inUse else { return }
        let next = pause.map { min($0 * 2, Self.longestBusyPause) } ?? Self.firstBusyPause
        busyPause = next
        storeRetryAt = parts.loop.now.uptime + next * (0.75 + parts.random() / 2)
    }

    /// Deletes what has fallen out of the window, without a request. A failure is told to the journal, and tried again
    /// with the next purge.
    func purge() async {
        purgeAt = parts.loop.now.uptime + Self.purgeInterval
        guard let least = leastTime.instant(parts.loop.now) else { return }
        do throws(StoreFailure) {
            let delta = try await engine.purge(at: least)
            guard !delta.isEmpty else { return }
            window.apply(delta)
            report(.windowChanged(isNews: false))
        } catch {
            await goOnInNewFile(after: error)
            parts.journal.warning("old meetings could not be deleted", ("code", error.code.rawValue))
        }
    }

    /// The changes that a store tells are changes of its rows. Where the window held other rows, it takes over the
    /// store's. Whether it did, which is news.
    func readBack() async -> Bool {
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
}
