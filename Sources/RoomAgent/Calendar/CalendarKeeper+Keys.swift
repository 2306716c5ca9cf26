// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

// What is told of a store that does not open, or not whole.
extension CalendarKeeper {
    /// At most one of them is on.
    static let keyWarnings: [WarningCode] = [
        .keyMissing, .keyFilePermissions, .keyServiceUnreachable, .keyServiceDenied, .keyServiceWrong,
    ]

    /// There is no key, for this reason. `retry`: when to ask again; nil: when the disk is tried again, too. A reason
    /// that stands is neither logged nor told again.
    func lock(_ code: WarningCode, _ detail: String, _ retry: Duration?) {
        let now = parts.loop.now.uptime
        keyRetryAt = retry.map { now + $0 }
        if let keyRetryAt { storeRetryAt = keyRetryAt }
        guard code != lockedBy else { return }
        lockedBy = code
        parts.journal.error("no data key, working in memory", ("code", code.rawValue), ("detail", detail))
        for other in Self.keyWarnings where other != code { set(other, false) }
        set(code, true)
    }

    /// There is a key, whatever else is wrong: its warning goes.
    func unlock() {
        if lockedBy != nil { for code in Self.keyWarnings { set(code, false) } }
        lockedBy = nil
    }
}
