// SPDX-License-Identifier: Apache-2.0

/// How a room reads its calendar.
package struct AgendaRules: Sendable, Equatable {
    /// How long before its start a meeting can be joined. Default 300 s.
    package var joinEarly: Duration
    /// How long after its end. Default 0 s.
    package var joinLate: Duration
    package var joinPreferences: JoinPreferences
    /// Every title is shown as the neutral one.
    package var hideTitles: Bool
    package var hideOrganizer: Bool

    package init(
        joinEarly: Duration = .seconds(300), joinLate: Duration = .zero,
        joinPreferences: JoinPreferences = JoinPreferences(),
        hideTitles: Bool = false, hideOrganizer: Bool = false
    ) {
        self.joinEarly = joinEarly
        self.joinLate = joinLate
        self.joinPreferences = joinPreferences
        self.hideTitles = hideTitles
        self.hideOrganizer = hideOrganizer
    }
}
