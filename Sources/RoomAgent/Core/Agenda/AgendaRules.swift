// SPDX-License-Identifier: Apache-2.0

/// How a room reads its calendar.
package struct AgendaRules: Sendable, Equatable {
    /// How long before its start a meeting can be joined. Default 300 s.
    package var joinEarly: Duration
    /// How long after its end. Default 0 s.
    package var joinLate: Duration
    /// Which addresses of a meeting a press tries, and in which order.
    package var joinPreferences: JoinPreferences
    /// True: every title is shown as the neutral one. Default: false.
    package var hideTitles: Bool
    /// True: nobody is shown as the organiser. Default: false.
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
