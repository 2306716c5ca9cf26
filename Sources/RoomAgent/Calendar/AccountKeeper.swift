// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the keeper of an account is made of, put together by the executable.
package struct AccountParts {
    /// The account: the calendar's own address, or a person's.
    package var address: Private<String>
    /// Where accounts may be.
    package var domains: VerifiedDomains
    /// A feature that is on writes to the calendar.
    package var needsWriting: Bool
    /// Asks what may be done with the calendar. The keeper counts its requests.
    package var access: any CalendarAccess
    /// Takes back the role that `account grant` gave.
    package var sharing: any CalendarSharing
    /// The address of the agent's own account; nil until its credential could be read, and where it is a user's.
    package var ownAccount: () -> String?
    /// The address of the account that the calendar is asked as, which is another where the agent acts as somebody; nil
    /// as above.
    package var actor: () -> String?
    /// Remembers the state over restarts.
    package var record: any AccountRecord

    /// All of it.
    package init(
        address: Private<String>, domains: VerifiedDomains, needsWriting: Bool, access: any CalendarAccess,
        sharing: any CalendarSharing, ownAccount: @escaping () -> String?, actor: @escaping () -> String?,
        record: any AccountRecord
    ) {
        self.address = address
        self.domains = domains
        self.needsWriting = needsWriting
        self.access = access
        self.sharing = sharing
        self.ownAccount = ownAccount
        self.actor = actor
        self.record = record
    }
}

/// Activates and deactivates one account, and says whether its calendar may be asked for. Every decision is remembered
/// before the call returns, or the journal says that it is not.
final class AccountKeeper {
    /// What was decided, and what was refused last.
    private(set) var state: AccountState
    /// False: what was decided last could not be written, and a restart has the state of before.
    private(set) var isRemembered = true
    private let parts: AccountParts
    private let journal: any AgentJournal
    private let clock: () -> Instant

    /// Reads what is remembered. An active account that is outside today's domains is in error at once. `clock` gives
    /// the civil time, for people to read.
    init(_ parts: AccountParts, journal: any AgentJournal, clock: @escaping () -> Instant) {
        self.parts = parts
        self.journal = journal
        self.clock = clock
        state = parts.record.load(parts.address) ?? AccountState()
        if let refusal = outsideDomains, state.activatedAt != nil {
            // The configuration was changed since.
            state.activatedAt = nil
            state.refusal = AccountRefusal(refusal, at: clock())
        }
    }

    /// Whether its calendar may be asked for.
    var isActive: Bool { state.phase == .active }
    /// Whether what was fetched before may be kept and shown: where nobody deactivated it, and nothing forbids it.
    var mayKeep: Bool { state.isWanted && outsideDomains == nil }

    private var outsideDomains: CalendarFailure? {
        parts.domains.contain(parts.address.exposed) ? nil : CalendarFailure(.outsideDomains)
    }

    /// Wants the account again, after it was deactivated, and writes what could not be written before. It is active
    /// once `activate` says so.
    func want() async {
        guard !state.isWanted || !isRemembered else { return }
        state.isWanted = true
        await remember()
    }

    /// Checks the conditions in their order, and makes the account active. Throws why it isn't.
    func activate() async throws(CalendarFailure) {
        if !state.isWanted { throw CalendarFailure(.notActivated) }
        do throws(CalendarFailure) {
            try await check()
        } catch {
            state.refusal = AccountRefusal(error, at: clock())
            throw error
        }
        state.refusal = nil
        state.activatedAt = clock()
        journal.info("account activated")
        await remember()
    }

    /// An active account was refused: it is in error until it is activated again.
    func refuse(_ failure: CalendarFailure) {
        state.activatedAt = nil
        state.refusal = AccountRefusal(failure, at: clock())
    }

    private func check() async throws(CalendarFailure) {
        if let outsideDomains { throw outsideDomains }
        let role = try await parts.access.role()
        // Where the service does not say the role, the first write will.
        guard parts.needsWriting, let role, !role.mayWrite else { return }
        throw CalendarFailure(.mayNotWrite, detail: role.rawValue)
    }

    /// An agent of before this was remembered had synced the calendar: what it knows stays.
    func adopt(syncedAt: Instant) async {
        guard state.isWanted, state.activatedAt == nil, outsideDomains == nil else { return }
        state.activatedAt = syncedAt
        state.refusal = nil
        await remember()
    }

    /// The account is not wanted any more, from now on; whether a restart would know it, `isRemembered` says.
    func deactivate() async {
        state.isWanted = false
        state.activatedAt = nil
        state.refusal = nil
        journal.info("account deactivated")
        await remember()
    }

    /// Takes back the role that the agent's own account was given here, if there is one. Why that failed; nil where it
    /// did not.
    func revokeOwnGrant() async -> CalendarFailure? {
        guard state.hasOwnGrant, let own = parts.ownAccount() else { return nil }
        guard case .failed(let failure) = await change(.revoke, Private(own)) else { return nil }
        return failure
    }

    /// Gives an address a role on the calendar, or takes back what it has. The account that does so keeps its own: it
    /// is an owner, and no other account of the device could make it one again.
    func share(_ order: SharingOrder, with address: Private<String>) async -> SharingOutcome {
        let isActor = parts.actor()?.utf8.equalsIgnoringCase(address.exposed.utf8) ?? false
        guard isActor else { return await change(order, address) }
        switch order {
        case .revoke: return .ofActor
        case .grant(let role, _): return await change(.grant(role, isLeast: true), address)
        }
    }

    private func change(_ order: SharingOrder, _ address: Private<String>) async -> SharingOutcome {
        let isOwn = parts.ownAccount()?.utf8.equalsIgnoringCase(address.exposed.utf8) ?? false
        do throws(CalendarFailure) {
            switch order {
            case .revoke:
                try await parts.sharing.revoke(address)
                if isOwn { await remember(hasOwnGrant: false) }
            case .grant(let role, let isLeast):
                let former = try await parts.sharing.role(of: address)
                if let former, former == role || isLeast && former > role { return .has(former) }
                do throws(CalendarFailure) {
                    try await parts.sharing.grant(role, to: address)
                } catch {
                    // What may have been given is to be taken back, too; what others gave before is theirs.
                    if isOwn, former == nil, EditFailure.failed(error).mayBeDone { await remember(hasOwnGrant: true) }
                    throw error
                }
                if isOwn { await remember(hasOwnGrant: former == nil || state.hasOwnGrant) }
            }
            return .done
        } catch { return .failed(error) }
    }

    private func remember(hasOwnGrant: Bool) async {
        guard state.hasOwnGrant != hasOwnGrant || !isRemembered else { return }
        state.hasOwnGrant = hasOwnGrant
        await remember()
    }

    private func remember() async {
        isRemembered = await parts.record.keep(state, of: parts.address)
        if !isRemembered { journal.warning("the state of an account cannot be remembered") }
    }
}

/// What is to be done with the role that an address has on the calendar.
package enum SharingOrder: Equatable, Sendable {
    /// Gives it a role, or changes the one that it has; with `isLeast` one that may more stays.
    case grant(CalendarRole, isLeast: Bool)
    /// Takes back what it has.
    case revoke
}

/// What came of it.
package enum SharingOutcome: Equatable, Sendable {
    /// It is as ordered.
    case done
    /// Nothing was changed: the address has this role.
    case has(CalendarRole)
    /// Nothing was changed: the room's own right would have gone.
    case ofActor
    /// Why nothing is known to have been changed.
    case failed(CalendarFailure)
}

/// What came of deactivating an account.
package struct Deactivation: Equatable, Sendable {
    /// False: the state could not be written, and a restart of the agent would ask for the calendar again. Default:
    /// true.
    package var isRemembered = true
    /// How many push channels could not be ended yet. They are tried again, and end by themselves within a week.
    /// Default: 0.
    package var openChannels = 0
    /// Why the agent's own role on the calendar could not be taken back; nil where it was, or there was none.
    package var grantFailure: CalendarFailure?
    /// Why the rows could not be erased; nil where they were.
    package var eraseFailure: StoreFailure?

    /// One that succeeded in everything.
    package init() {}
}
