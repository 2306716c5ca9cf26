// SPDX-License-Identifier: Apache-2.0

/// Everything that can be wrong with a room. The raw values are stable: status, scripts and the manual use them.
package enum WarningCode: String, CaseIterable, Sendable {
    case clockNotSet = "clock-not-set"
    case clockWrong = "clock-wrong"
    case keyMissing = "key-missing"
    case keyFilePermissions = "key-file-permissions"
    case keyWrong = "key-wrong"
    case storeDamaged = "store-damaged"
    case storeNotWritable = "store-not-writable"
    case networkDown = "network-down"
    case captivePortal = "captive-portal"
    case certificateUntrusted = "certificate-untrusted"
    case scopeNotGranted = "scope-not-granted"
    case grantRefused = "grant-refused"
    case unauthorized = "unauthorized"
    case credentialsUnreadable = "credentials-unreadable"
    case calendarForbidden = "calendar-forbidden"
    case calendarNotFound = "calendar-not-found"
    case apiDisabled = "api-disabled"
    case rateLimited = "rate-limited"
    case quotaExhausted = "quota-exhausted"
    case serverError = "server-error"
    case requestRefused = "request-refused"
    case malformedReply = "malformed-reply"
    case calendarStale = "calendar-stale"
    case eventsRefused = "events-refused"
    case buttonLost = "button-lost"
    case buttonStuck = "button-stuck"
    case buttonHeldAtStart = "button-held-at-start"
    case buttonChattering = "button-chattering"
    case lampLost = "lamp-lost"
    case displayLost = "display-lost"
    case joinerMissing = "joiner-missing"
    case joinProgramMissing = "join-program-missing"
    case joinProgramFails = "join-program-fails"
    case noJoinAction = "no-join-action"
    case delegationInUse = "delegation-in-use"
    case configurationReloadFailed = "configuration-reload-failed"
    case timeZoneUnknown = "time-zone-unknown"
    case controlGroupUnusable = "control-group-unusable"
}

package enum WarningSeverity: Int, Sendable, Comparable {
    /// The room does not do what it is for.
    case error = 0
    /// Somebody should look at it soon.
    case warning = 1
    /// Worth knowing.
    case notice = 2

    package static func < (left: WarningSeverity, right: WarningSeverity) -> Bool { left.rawValue < right.rawValue }

    package var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .notice: "notice"
        }
    }
}

extension WarningCode {
    /// One row of the catalogue.
    package struct Entry: Sendable {
        package var severity: WarningSeverity
        /// How long it has to last before it is shown.
        package var visibleAfter: Duration
        /// Hidden while one of these is shown, because they explain it.
        package var hiddenBy: [WarningCode]
        /// The status light's fault flash: no one in the room can mend it, and it won't mend itself.
        package var needsSomebody: Bool
    }

    package var entry: Entry {
        func row(
            _ severity: WarningSeverity, after: Duration = .zero, hiddenBy: [WarningCode] = [], flash: Bool = false
        ) -> Entry {
            Entry(severity: severity, visibleAfter: after, hiddenBy: hiddenBy, needsSomebody: flash)
        }
        return switch self {
        case .clockNotSet: row(.error, after: .seconds(30), flash: true)
        case .clockWrong: row(.error, hiddenBy: [.clockNotSet], flash: true)
        case .keyMissing, .keyFilePermissions: row(.error, flash: true)
        case .keyWrong: row(.warning)
        case .storeDamaged: row(.warning)
        case .storeNotWritable: row(.error, flash: true)
        case .networkDown: row(.warning, after: .seconds(90))
        case .captivePortal: row(.error, after: .seconds(90), flash: true)
        case .certificateUntrusted:
            row(.error, after: .seconds(30), hiddenBy: [.clockNotSet, .clockWrong], flash: true)
        case .scopeNotGranted, .unauthorized, .credentialsUnreadable, .calendarForbidden, .calendarNotFound,
            .apiDisabled:
            row(.error, flash: true)
        case .grantRefused: row(.error, hiddenBy: [.clockNotSet, .clockWrong], flash: true)
        case .rateLimited, .serverError: row(.notice, after: .minutes(5))
        case .quotaExhausted: row(.warning)
        case .requestRefused, .malformedReply: row(.error, after: .minutes(2), flash: true)
        case .calendarStale:
            row(
                .warning,
                hiddenBy: [
                    .networkDown, .captivePortal, .certificateUntrusted, .scopeNotGranted, .grantRefused, .unauthorized,
                    .credentialsUnreadable, .calendarForbidden, .calendarNotFound, .apiDisabled, .quotaExhausted,
                    .requestRefused, .malformedReply, .clockNotSet,
                ])
        case .eventsRefused: row(.notice)
        case .buttonLost, .displayLost: row(.error, after: .seconds(3), flash: true)
        case .lampLost: row(.warning, after: .seconds(3), flash: true)
        case .buttonStuck, .buttonChattering: row(.error, flash: true)
        case .buttonHeldAtStart: row(.notice, after: .seconds(5), hiddenBy: [.buttonStuck])
        // A restart of the joiner takes no longer.
        case .joinerMissing: row(.error, after: .seconds(5), hiddenBy: [.noJoinAction], flash: true)
        case .joinProgramMissing: row(.error, flash: true)
        case .joinProgramFails: row(.error, hiddenBy: [.joinProgramMissing], flash: true)
        case .noJoinAction: row(.warning)
        case .delegationInUse: row(.notice)
        case .configurationReloadFailed: row(.warning)
        case .timeZoneUnknown, .controlGroupUnusable: row(.warning)
        }
    }
}
