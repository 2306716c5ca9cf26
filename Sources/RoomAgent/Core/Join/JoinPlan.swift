// SPDX-License-Identifier: Apache-2.0

/// How a meeting would be joined: its addresses that the room has an action for, in the order in which the room prefers
/// them. A press takes the first that may still be opened.
package struct JoinPlan: Sendable, Equatable {
    /// Best first; empty where nothing can be joined.
    package private(set) var attempts: [JoinAttempt]

    /// `addresses` come best first, as they were found in the event.
    package init(_ addresses: [JoinAddress], preferences: JoinPreferences) {
        var ordered = addresses.filter(preferences.allows)
        // What the configuration doesn't order stays as it was found.
        if !preferences.order.isEmpty {
            let places = preferences.order + JoinKind.allCases.filter { !preferences.order.contains($0) }
            ordered = places.flatMap { kind in ordered.filter { $0.kind == kind } }
        }
        attempts = ordered.map { JoinAttempt(address: $0) }
    }

    /// What a press would open; nil where nothing can be joined.
    package var best: JoinAddress? { attempts.first?.address }

    /// The best address that `mayOpen` allows; nil where it allows none.
    package func firstAttempt(where mayOpen: (JoinAddress) -> Bool) -> JoinAttempt? {
        attempts.first { mayOpen($0.address) }
    }
}

/// One address to try, and how long.
package struct JoinAttempt: Sendable, Equatable {
    /// The address to open.
    package var address: JoinAddress
    /// How long the attempt may wait until it is being tried, and then again until it is connected: past either it has
    /// failed. Default: 30 s, because a browser on a cheap box, or a script that calls a codec, takes that long at
    /// times.
    package var limit: Duration

    package init(address: JoinAddress, limit: Duration = .seconds(30)) {
        self.address = address
        self.limit = limit
    }
}

/// Which join addresses this room can do something with, and which it prefers.
package struct JoinPreferences: Sendable, Equatable {
    /// Kinds of address with an action. Default: none.
    package var kinds: Set<JoinKind>
    /// Services with an action of their own, by stable name. Default: none.
    package var services: Set<String>
    /// Kinds in the room's order; one that is not named comes after those that are. Empty, which is the default: the
    /// order in which an event's addresses were found.
    package var order: [JoinKind]

    package init(kinds: Set<JoinKind> = [], services: Set<String> = [], order: [JoinKind] = []) {
        self.kinds = kinds
        self.services = services
        self.order = order
    }

    /// Whether the room has an action for this address: one for its kind, or one for its service.
    package func allows(_ address: JoinAddress) -> Bool {
        kinds.contains(address.kind) || services.contains(address.service)
    }
}
