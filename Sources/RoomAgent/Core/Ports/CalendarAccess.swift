// SPDX-License-Identifier: Apache-2.0

/// What an account may do with a calendar, by Google's names
/// (https://developers.google.com/workspace/calendar/api/v3/reference/calendarList, `accessRole`).
package enum CalendarRole: String, CaseIterable, Comparable, Sendable {
    /// Sees when the calendar is taken, and nothing else.
    case freeBusyReader
    /// Sees events.
    case reader
    /// Changes events, but sees nothing of private ones. No rule gives this role by name.
    case writerWithoutPrivateAccess
    /// Changes events.
    case writer
    /// Changes events, and who may do what.
    case owner

    /// Whether it may change events.
    package var mayWrite: Bool {
        switch self {
        case .freeBusyReader, .reader: false
        case .writerWithoutPrivateAccess, .writer, .owner: true
        }
    }

    /// Each role may do what those before it may, and more.
    package static func < (one: CalendarRole, other: CalendarRole) -> Bool {
        let inOrder = allCases
        return inOrder.firstIndex(of: one) ?? 0 < inOrder.firstIndex(of: other) ?? 0
    }
}

/// Finds out what the agent's account may do with one calendar. It belongs to one actor.
package protocol CalendarAccess {
    /// Asks for the role, and for nothing of an event; nil where the service does not say which it is. Throws where
    /// nothing may be read.
    func role() async throws(CalendarFailure) -> CalendarRole?
}

/// Changes who may do what with one calendar (its access control list). It belongs to one actor.
package protocol CalendarSharing {
    /// The role that a rule gives to an account; nil where none does.
    func role(of address: Private<String>) async throws(CalendarFailure) -> CalendarRole?

    /// Gives an account a role, or changes the role that it has. Nobody is written to.
    func grant(_ role: CalendarRole, to address: Private<String>) async throws(CalendarFailure)

    /// Takes back what an account was given. One that has nothing is as it should be.
    func revoke(_ address: Private<String>) async throws(CalendarFailure)
}

/// Remembers what was decided about accounts over restarts and power cuts.
package protocol AccountRecord {
    /// What is remembered of the account with this address; nil where that is nothing, or cannot be read.
    func load(_ address: Private<String>) -> AccountState?

    /// Remembers it. False: it could not be written, and a restart has the state of before.
    func keep(_ state: AccountState, of address: Private<String>) async -> Bool
}
