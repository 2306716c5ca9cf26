// SPDX-License-Identifier: Apache-2.0

/// Which join addresses this room can do something with.
package struct JoinCapability: Sendable, Equatable {
    package var kinds: Set<JoinKind>
    /// Services with an action of their own.
    package var services: Set<String>

    package init(kinds: Set<JoinKind> = [], services: Set<String> = []) {
        self.kinds = kinds
        self.services = services
    }

    package func allows(_ address: JoinAddress) -> Bool {
        kinds.contains(address.kind) || services.contains(address.service)
    }
}

/// How a room reads its calendar.
package struct AgendaRules: Sendable, Equatable {
    /// How long before its start a meeting can be joined. Default 300 s.
    package var joinEarly: Duration
    /// How long after its end. Default 0 s.
    package var joinLate: Duration
    package var capability: JoinCapability
    /// Every title is shown as the neutral one.
    package var hideTitles: Bool
    package var hideOrganizer: Bool

    package init(
        joinEarly: Duration = .seconds(300), joinLate: Duration = .zero, capability: JoinCapability = JoinCapability(),
        hideTitles: Bool = false, hideOrganizer: Bool = false
    ) {
        self.joinEarly = joinEarly
        self.joinLate = joinLate
        self.capability = capability
        self.hideTitles = hideTitles
        self.hideOrganizer = hideOrganizer
    }
}
