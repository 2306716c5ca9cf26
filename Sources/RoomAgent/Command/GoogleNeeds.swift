// SPDX-License-Identifier: Apache-2.0
import Configuration
import GoogleCalendar
import RoomCore

/// What the features that are switched on need of Google: it is asked for by the agent, and told by `provision google`.
struct GoogleNeeds {
    private let configuration: RoomConfiguration

    init(_ configuration: RoomConfiguration) { self.configuration = configuration }

    /// A feature changes the room's calendar.
    var writes: Bool { !writers.isEmpty }
    /// The narrowest scopes that do.
    var scopes: [String] { writes ? GoogleCalendarEditor.scopes : [EventsQuery.scope] }
    /// What the calendar's settings call the right that is to be given.
    var sharing: String { writes ? "Make changes to events" : "See all event details" }
    /// The account on whose calendar bookings are made; nil: on the room's own.
    var scheduler: String? { configuration.manners.bookAs?.exposed }
    /// The keys that ask for it, as a sentence names them; empty where nothing is written.
    var writers: String {
        let manners = configuration.manners
        let keys =
            (manners.answer ? ["answer"] : []) + (manners.book ? ["book"] : [])
            + (manners.releaseAfter == nil ? [] : ["release-after"])
        return keys.isEmpty ? "" : "[manners] " + keys.joined(separator: ", ")
    }
}
