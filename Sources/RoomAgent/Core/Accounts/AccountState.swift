// SPDX-License-Identifier: Apache-2.0

/// Whether the calendar of an account may be asked for. The configuration names the account, and so wants it active;
/// somebody can deactivate it, and it stays that way over restarts. Nothing of an account that isn't active is fetched
/// or kept.
package struct AccountState: Hashable, Sendable {
    /// The states. The raw values are stable: `account list` and `status --json` have them.
    package enum Phase: String, Sendable {
        /// Somebody deactivated it, or its first activation has not ended yet.
        case inactive
        /// Every condition was met when it was activated.
        case active
        /// The last activation failed. It is tried again by itself, and on command.
        case error
    }

    /// False: somebody deactivated it. Default: true.
    package var isWanted = true
    /// When every condition was met; nil where that never was, or not since it was deactivated.
    package var activatedAt: Instant?
    /// Why the last activation failed; nil before the first failure and after a success. No restart remembers it,
    /// because a start tries again.
    package var refusal: AccountRefusal?
    /// `account grant` gave the agent's own account its role on the calendar, and deactivating takes it back. Default:
    /// false.
    package var hasOwnGrant = false

    /// An account that nothing was decided about yet.
    package init() {}

    /// The state, in a word.
    package var phase: Phase {
        if !isWanted { return .inactive }
        if activatedAt != nil { return .active }
        return refusal == nil ? .inactive : .error
    }
}

/// What has to be so before an account is active, in the order in which it is checked. The raw values are stable:
/// `account list --json` has them.
package enum AccountCondition: String, CaseIterable, Sendable {
    /// The account's address is in one of the verified domains of `[google] domains`, where there are any.
    case domain
    /// The device can sign in.
    case token
    /// The calendar can be read, at least when it is free and when busy.
    case read
    /// The calendar can be written, where a feature that is on needs that.
    case write

    /// The condition that a failure says is not met. A network that is down says nothing of any; it stands in the way
    /// of the first that needs it.
    package init(_ reason: CalendarFailure.Reason) {
        switch reason {
        case .outsideDomains, .notActivated: self = .domain
        case .scopeNotGranted, .grantRefused, .unauthorized, .badCredentials, .certificateRefused,
            .impersonationRefused, .signInRevoked, .unreachable, .untrustedCertificate, .captivePortal, .cancelled:
            self = .token
        case .forbidden, .apiDisabled, .calendarNotFound, .cursorExpired, .rateLimited, .quotaExhausted,
            .requestsSpent, .serverError, .requestRefused, .malformedReply:
            self = .read
        case .mayNotWrite: self = .write
        }
    }
}

/// Why an account could not be activated.
package struct AccountRefusal: Hashable, Sendable {
    /// The first condition that was not met. Those behind it were not looked at.
    package var condition: AccountCondition
    /// Why.
    package var failure: CalendarFailure
    /// When that was.
    package var at: Instant

    /// The condition is the one that such a failure speaks of.
    package init(_ failure: CalendarFailure, at: Instant) {
        condition = AccountCondition(failure.reason)
        self.failure = failure
        self.at = at
    }
}

/// The domains whose accounts may be synced. Default: none are named, and every account may.
package struct VerifiedDomains: Hashable, Sendable {
    private let names: [String]

    /// `names` as they were written; capitals do not count (RFC 4343).
    package init(_ names: [String]) { self.names = names.map { $0.lowercased() } }

    /// Whether the address is in one of them: its domain is one of theirs. A domain below one of theirs is another.
    package func contain(_ address: String) -> Bool {
        guard !names.isEmpty else { return true }
        guard let at = address.lastIndex(of: "@") else { return false }
        return names.contains(address[address.index(after: at)...].lowercased())
    }
}
