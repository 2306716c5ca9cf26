// SPDX-License-Identifier: Apache-2.0

/// Where the agent's log lines go. The message is a constant; what varies stands in the fields, and `Private` values
/// have no way in but as `‹private›`.
package protocol AgentJournal {
    /// Writes one line. Throws nothing, because a log that cannot be written must not stop the room. The journal may
    /// leave out a message that repeats, and says later how often. Never put a private value into a field.
    func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)])
}

extension AgentJournal {
    /// Writes what happened in the course of things.
    package func info(_ message: StaticString, _ fields: (name: StaticString, value: String)...) {
        write(.info, message, fields)
    }
    /// Writes a fault that the agent lives with: something is missing or was tried again.
    package func warning(_ message: StaticString, _ fields: (name: StaticString, value: String)...) {
        write(.warning, message, fields)
    }
    /// Writes a fault that takes something away from the room.
    package func error(_ message: StaticString, _ fields: (name: StaticString, value: String)...) {
        write(.error, message, fields)
    }
}

/// Priorities of syslog(3); the raw values are its numbers.
package enum JournalLevel: Int, Sendable {
    /// A fault that takes something away from the room.
    case error = 3
    /// A fault that the agent lives with.
    case warning = 4
    /// Something that somebody may want to look at when there is time.
    case notice = 5
    /// What happens in the course of things.
    case info = 6
}
