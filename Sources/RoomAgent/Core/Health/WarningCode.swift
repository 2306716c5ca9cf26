// SPDX-License-Identifier: Apache-2.0

/// Everything that can be wrong with a room. The raw values are stable: status, scripts and the manual use them. What
/// each means, how bad it is, what it depends on, after how long it shows and what to do about it stands in its row of
/// the catalogue (`entry`).
package enum WarningCode: String, CaseIterable, Sendable {
    case clockNotSet = "clock-not-set"
    case clockWrong = "clock-wrong"
    case keyMissing = "key-missing"
    case keyFilePermissions = "key-file-permissions"
    case keyWrong = "key-wrong"
    case keyServiceUnreachable = "key-service-unreachable"
    case keyServiceDenied = "key-service-denied"
    case keyServiceWrong = "key-service-wrong"
    case storeDamaged = "store-damaged"
    case storeOlderCopy = "store-older-copy"
    case rollbackCounterLost = "rollback-counter-lost"
    case storeNotWritable = "store-not-writable"
    case networkDown = "network-down"
    case captivePortal = "captive-portal"
    case certificateUntrusted = "certificate-untrusted"
    case scopeNotGranted = "scope-not-granted"
    case grantRefused = "grant-refused"
    case unauthorized = "unauthorized"
    case credentialsUnreadable = "credentials-unreadable"
    case certificateRefused = "certificate-refused"
    case impersonationRefused = "impersonation-refused"
    case signInRevoked = "sign-in-revoked"
    case calendarForbidden = "calendar-forbidden"
    case calendarReadOnly = "calendar-read-only"
    case calendarNotFound = "calendar-not-found"
    case apiDisabled = "api-disabled"
    case accountReadOnly = "account-read-only"
    case accountInactive = "account-inactive"
    case accountOutsideDomains = "account-outside-domains"
    case rateLimited = "rate-limited"
    case quotaExhausted = "quota-exhausted"
    case requestsSpent = "requests-spent"
    case pushDown = "push-down"
    case pushMissed = "push-missed"
    case serverError = "server-error"
    case requestRefused = "request-refused"
    case malformedReply = "malformed-reply"
    case calendarStale = "calendar-stale"
    case eventsRefused = "events-refused"
    case keywordRefused = "keyword-refused"
    case vacationUnreadable = "vacation-unreadable"
    case presenceNotTold = "presence-not-told"
    case buttonLost = "button-lost"
    case buttonStuck = "button-stuck"
    case buttonHeldAtStart = "button-held-at-start"
    case buttonChattering = "button-chattering"
    case lampLost = "lamp-lost"
    case displayLost = "display-lost"
    case presenceLost = "presence-lost"
    case joinerMissing = "joiner-missing"
    case joinProgramMissing = "join-program-missing"
    case joinProgramFails = "join-program-fails"
    case noJoinAction = "no-join-action"
    case delegationInUse = "delegation-in-use"
    case certificateEnds = "certificate-ends"
    case certificateEnded = "certificate-ended"
    case configurationReloadFailed = "configuration-reload-failed"
    case timeZoneUnknown = "time-zone-unknown"
    case controlGroupUnusable = "control-group-unusable"
}

extension WarningCode {
    /// Its row of the catalogue.
    package var entry: WarningEntry { Self.entries[self, default: row] }

    /// Made at the first warning: what is on is asked for at each minute.
    private static let entries = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.row) })

    /// The catalogue lies beside this file in parts: what the device itself needs, what the calendar needs, what is
    /// wired or started.
    private var row: WarningEntry {
        switch self {
        case .clockNotSet: .clockNotSet
        case .clockWrong: .clockWrong
        case .keyMissing: .keyMissing
        case .keyFilePermissions: .keyFilePermissions
        case .keyWrong: .keyWrong
        case .keyServiceUnreachable: .keyServiceUnreachable
        case .keyServiceDenied: .keyServiceDenied
        case .keyServiceWrong: .keyServiceWrong
        case .storeDamaged: .storeDamaged
        case .storeOlderCopy: .storeOlderCopy
        case .rollbackCounterLost: .rollbackCounterLost
        case .storeNotWritable: .storeNotWritable
        case .networkDown: .networkDown
        case .captivePortal: .captivePortal
        case .certificateUntrusted: .certificateUntrusted
        case .scopeNotGranted: .scopeNotGranted
        case .grantRefused: .grantRefused
        case .unauthorized: .unauthorized
        case .credentialsUnreadable: .credentialsUnreadable
        case .certificateRefused: .certificateRefused
        case .impersonationRefused: .impersonationRefused
        case .signInRevoked: .signInRevoked
        case .calendarForbidden: .calendarForbidden
        case .calendarReadOnly: .calendarReadOnly
        case .calendarNotFound: .calendarNotFound
        case .apiDisabled: .apiDisabled
        case .accountReadOnly: .accountReadOnly
        case .accountInactive: .accountInactive
        case .accountOutsideDomains: .accountOutsideDomains
        case .rateLimited: .rateLimited
        case .quotaExhausted: .quotaExhausted
        case .requestsSpent: .requestsSpent
        case .pushDown: .pushDown
        case .pushMissed: .pushMissed
        case .serverError: .serverError
        case .requestRefused: .requestRefused
        case .malformedReply: .malformedReply
        case .calendarStale: .calendarStale
        case .eventsRefused: .eventsRefused
        case .keywordRefused: .keywordRefused
        case .vacationUnreadable: .vacationUnreadable
        case .presenceNotTold: .presenceNotTold
        case .buttonLost: .buttonLost
        case .buttonStuck: .buttonStuck
        case .buttonHeldAtStart: .buttonHeldAtStart
        case .buttonChattering: .buttonChattering
        case .lampLost: .lampLost
        case .displayLost: .displayLost
        case .presenceLost: .presenceLost
        case .joinerMissing: .joinerMissing
        case .joinProgramMissing: .joinProgramMissing
        case .joinProgramFails: .joinProgramFails
        case .noJoinAction: .noJoinAction
        case .delegationInUse: .delegationInUse
        case .certificateEnds: .certificateEnds
        case .certificateEnded: .certificateEnded
        case .configurationReloadFailed: .configurationReloadFailed
        case .timeZoneUnknown: .timeZoneUnknown
        case .controlGroupUnusable: .controlGroupUnusable
        }
    }
}
