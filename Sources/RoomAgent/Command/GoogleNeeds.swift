// SPDX-License-Identifier: Apache-2.0
import Configuration
import GoogleCalendar

/// What the features that are switched on need of Google: it is asked for by the agent, and told by `provision google`.
struct GoogleNeeds {
    private let configuration: RoomConfiguration

    init(_ configuration: RoomConfiguration) { self.configuration = configuration }

    /// The narrowest scopes that do.
    var scopes: [String] { [writes ? GoogleCalendarSource.writingScope : EventsQuery.scope] }
    /// What the calendar's settings call the right that is to be given.
    var sharing: String { writes ? "Make changes to events" : "See all event details" }
    /// Events are changed.
    private var writes: Bool { !configuration.scheduling.templates.isEmpty }
}
