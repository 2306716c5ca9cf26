// SPDX-License-Identifier: Apache-2.0

/// Where the agent's log lines go. The message is a constant; what varies stands in the fields, and `Private` values
/// have no way in but as `‹private›`.
package protocol AgentJournal {
    func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)])
}

extension AgentJournal {
    package func info(_ message: StaticString, _ fields: (name: StaticString, value: String)...) {
        write(.info, message, fields)
    }
    package func warning(_ message: StaticString, _ fields: (name: StaticString, value: String)...) {
        write(.warning, message, fields)
    }
    package func error(_ message: StaticString, _ fields: (name: StaticString, value: String)...) {
        write(.error, message, fields)
    }
}

/// Priorities of syslog(3).
package enum JournalLevel: Int, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7
}
