// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What somebody wants done with an account.
enum AccountOrder {
    /// `CalendarKeeper.activate`; who waits hears of the sync after it.
    case activate
    /// `CalendarKeeper.deactivate`.
    case deactivate((Deactivation) -> Void)
    /// `CalendarKeeper.share`.
    case share(SharingOrder, with: Private<String>, (SharingOutcome) -> Void)
}

// Only an account that is active is asked for anything. Orders are carried out between two syncs, in the order in which
// they came; whoever waits hears nothing if the feed is stopped before.
extension CalendarKeeper {
    /// Wants the account active again, where somebody deactivated it, and looks at the calendar now. `done` as for
    /// `syncNow`.
    package func activate(_ done: @escaping (SyncOutcome) -> Void) {
        accountOrders.append(.activate)
        syncNow(done)
    }

    /// Has nothing of the calendar fetched any more, ends its channels, gives back the agent's own role on it, and
    /// erases what is kept of it. It stays so over restarts, until `activate`.
    package func deactivate(_ done: @escaping (Deactivation) -> Void) {
        accountOrders.append(.deactivate(done))
        ask()
    }

    /// Gives an address a role on the calendar, or takes back what it has. `done` is told what came of it.
    package func share(
        _ order: SharingOrder, with address: Private<String>, _ done: @escaping (SharingOutcome) -> Void
    ) {
        accountOrders.append(.share(order, with: address, done))
        ask()
    }

    /// Whether what was decided last about the account is written down; else a restart has the state of before.
    package var isAccountRemembered: Bool { account?.isRemembered ?? true }

    /// Carries out what was ordered, the oldest first. For `keep`, between two syncs.
    func carryOutAccountOrders() async {
        while !accountOrders.isEmpty {
            switch accountOrders.removeFirst() {
            case .activate:
                await account?.want()
                push?.resume()
            case .deactivate(let done): done(await deactivate())
            case .share(let order, let address, let done):
                done(await account?.share(order, with: address) ?? .failed(CalendarFailure(.notActivated)))
            }
        }
        state.account = account?.state
    }

    private func deactivate() async -> Deactivation {
        var result = Deactivation()
        guard let account else { return result }
        await account.deactivate()
        result.isRemembered = account.isRemembered
        if let push { result.openChannels = await spending { await push.retire() } }
        result.grantFailure = await account.revokeOwnGrant()
        // Who takes the role back writes again.
        if account.isRemembered { result.isRemembered = true }
        result.eraseFailure = await erase()
        return result
    }

    /// Sees to it that the account is active. Why it isn't; nil where it is.
    func activate() async -> CalendarFailure? {
        guard let account, !account.isActive else { return nil }
        defer { state.account = account.state }
        return await spending {
            do throws(CalendarFailure) { try await account.activate() } catch { return error }
            return nil
        }
    }

    /// Forgets the calendar: the rows, the cursor, and when it was read.
    private func erase() async -> StoreFailure? {
        var failure: StoreFailure?
        do throws(StoreFailure) { try await engine.store.erase() } catch { failure = error }
        engine.moveTo(engine.store, mark: nil)
        window = MeetingWindow()
        state.syncedAt = nil
        state.syncedAtUptime = nil
        await settings?.forget()
        await parts.series?.forget()
        state.settings = AccountSettings()
        report(.windowChanged(isNews: true))
        return failure
    }

    /// Somebody deactivated the account, or it is outside the domains: nothing of it is asked for or kept.
    var isUnwanted: Bool { account.map { !$0.mayKeep } ?? false }

    /// Whether what lies stored may be shown. Where it was synced before accounts had states, its account is active.
    func mayShow(_ stored: StoredRoom) async -> Bool {
        guard let account else { return true }
        if let syncedAt = stored.mark?.syncedAt { await account.adopt(syncedAt: syncedAt) }
        state.account = account.state
        return account.mayKeep
    }

    /// Erases what an account left that may not be kept, as where its deactivation was cut off.
    func eraseUnwanted(_ stored: StoredRoom) async {
        guard isUnwanted, stored.mark != nil || !stored.window.meetings.isEmpty else { return }
        if let failure = await erase() { goOnInMemory(failure) }
    }
}
