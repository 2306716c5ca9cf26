// SPDX-License-Identifier: Apache-2.0

extension WarningCode {
    /// The warnings for a calendar that cannot be read. At most one of them is on: the one for the last failure.
    package static let syncFailures: [WarningCode] = allCases.filter {
        $0.entry.group == .calendarAccess || $0.entry.group == .calendarPause
    }

    /// The warning for a failure of the source; nil for one that the agent deals with by itself.
    package init?(_ reason: CalendarFailure.Reason) {
        switch reason {
        case .unreachable: self = .networkDown
        case .untrustedCertificate: self = .certificateUntrusted
        case .captivePortal: self = .captivePortal
        case .scopeNotGranted: self = .scopeNotGranted
        case .grantRefused: self = .grantRefused
        case .unauthorized: self = .unauthorized
        case .badCredentials: self = .credentialsUnreadable
        case .certificateRefused: self = .certificateRefused
        case .impersonationRefused: self = .impersonationRefused
        case .signInRevoked: self = .signInRevoked
        case .forbidden: self = .calendarForbidden
        case .apiDisabled: self = .apiDisabled
        case .calendarNotFound: self = .calendarNotFound
        case .rateLimited: self = .rateLimited
        case .quotaExhausted: self = .quotaExhausted
        case .requestsSpent: self = .requestsSpent
        case .serverError: self = .serverError
        case .requestRefused: self = .requestRefused
        case .malformedReply: self = .malformedReply
        case .notActivated: self = .accountInactive
        case .outsideDomains: self = .accountOutsideDomains
        case .mayNotWrite: self = .accountReadOnly
        case .cursorExpired, .cancelled: return nil
        }
    }
}
