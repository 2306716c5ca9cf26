// SPDX-License-Identifier: Apache-2.0

/// What is known about the calendar's side.
package struct SyncState: Sendable {
    /// Where the window is kept. The raw values are stable: `status --json` has them.
    package enum Storage: String, Sendable {
        /// Nothing has been opened yet.
        case none
        /// The disk or the key fails; nothing survives a restart.
        case memory
        /// Sealed, in a file: it survives restarts and power cuts.
        case encrypted
    }

    /// When the source last answered in full, in civil time; kept across restarts.
    package var syncedAt: Instant?
    /// The same in time since boot; nil before the first success of this run.
    package var syncedAtUptime: Duration?
    /// The source's clock agreed with ours since the start: a machine without a time service may be right all the same.
    /// Default: false.
    package var confirmsClock = false
    /// How far our clock was ahead of the source's when they were last compared; negative where it was behind, nil
    /// where nobody has compared them since the start, or since the clock was set.
    package var clockLead: Duration?
    /// Why the last attempt failed; nil before the first failure and after each success. Default: nil.
    package var lastFailure: CalendarFailure?
    /// How many attempts have failed since the last success. Default: 0.
    package var failuresInARow = 0
    /// Events that could not be understood, and so are missing from the window. Default: 0.
    package var refusedEvents = 0
    /// When the calendar is looked at next, in time since boot; nil before the first look has ended.
    package var nextAttempt: Duration?
    /// How many syncs of this run succeeded. Default: 0.
    package var successes = 0
    /// How many of them read the whole window. Default: 0.
    package var fullSyncs = 0
    /// How many requests the source has answered in this civil day. Default: 0.
    package var requestsSpent = 0
    /// The part of them that is assumed: what an agent of before should have spent on a day that nothing is known of.
    /// Default: 0.
    package var requestsAssumed = 0
    /// What is left of the day's requests is for looks alone. Default: false.
    package var requestsAreScarce = false
    /// How many it may answer in a day. Default: 0, not known yet.
    package var requestsPerDay = 0
    /// Where the window is kept now.
    package var storage = Storage.none
    /// Whether the account is active; nil where nobody decides that.
    package var account: AccountState?
    /// What the calendar's user has chosen. Default: nothing is known.
    package var settings = AccountSettings()
    /// How the watched people stand, in the order of the configuration.
    package var people: [PersonState] = []
    /// How push stands; nil where it is not configured.
    package var push: PushState?

    package init() {}

    /// How old the calendar may be before the room says so: never less than a quarter of an hour, and always longer
    /// than until the next look at it (`SyncSchedule.staleAfter`).
    package var staleAfter = shortestStaleAfter
    /// The least that `staleAfter` can be: 15 min.
    package static let shortestStaleAfter = Duration.minutes(15)

    /// The calendar has been read since the window was made: until then nobody knows whether the room is free.
    package var isKnown: Bool { syncedAt != nil }

    /// Whether the calendar is older than `staleAfter`; false where it has never been read.
    package func isStale(_ now: Moment) -> Bool { age(now).map { $0 > staleAfter } ?? false }

    /// When the calendar's age will have to be shown, in time since boot; nil if it is shown already, or unknown.
    package func staleDeadline(_ now: Moment) -> Duration? {
        guard let age = age(now), age <= staleAfter else { return nil }
        return now.uptime + (staleAfter - age) + .seconds(1)
    }

    /// By time since boot where this run has synced, because the civil clock may have stepped since; nil before any
    /// sync.
    private func age(_ now: Moment) -> Duration? {
        if let syncedAtUptime { return now.uptime - syncedAtUptime }
        return syncedAt.map { now.wall - $0 }
    }
}
