// SPDX-License-Identifier: Apache-2.0
import Configuration
import GoogleCalendar

/// What the features that are switched on need of Google: it is asked for by the agent, and told by `provision google`.
struct GoogleNeeds {
    private let configuration: RoomConfiguration

    init(_ configuration: RoomConfiguration) { self.configuration = configuration }

    /// The narrowest scopes that do.
    var scopes: [String] { [EventsQuery.scope] }
    /// A feature that is on writes to the room's calendar.
    var writes: Bool { scopes != [EventsQuery.scope] }
    /// What the calendar's settings call the right that is to be given.
    var sharing: String { "See all event details" }
}
