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
    private var hasKeywords: Bool { !configuration.scheduling.templates.isEmpty }
    /// The keys of [manners] that write.
    private var manners: [String] {
        let manners = configuration.manners
        return (manners.answer == .no ? [] : ["answer"]) + (manners.book ? ["book"] : [])
            + (manners.releaseAfter == nil ? [] : ["release-after"])
    }
    /// The narrowest scopes that do.
    var scopes: [String] {
        if !manners.isEmpty { return GoogleCalendarEditor.scopes }
        return [hasKeywords ? GoogleCalendarSource.writingScope : EventsQuery.scope]
    }
    /// The user's settings that the configuration leaves open. They are asked for where the device signs in for a user.
    var settings: [AccountSetting] {
        let room = configuration.room
        return (room.language == nil ? [.locale] : []) + (room.clock == nil ? [.format24HourTime] : [])
            + (room.timeZone == nil ? [.timezone] : [])
    }
    /// Where the device signs in for a user: all scopes that features want, those too that the calendar does without.
    var userScopes: [String] {
        // The organisers' languages, too.
        let asksSettings = hasKeywords || settings.contains { $0 != .timezone }
        return scopes + (asksSettings ? [GoogleUserSettings.scope] : [])
    }
    /// Vacation responders are watched: each is read in its person's name.
    var watchesPeople: Bool { !configuration.presence.vacation.isEmpty }
    /// What the calendar's settings call the right that is to be given.
    var sharing: String { writes ? "Make changes to events" : "See all event details" }
    /// The account on whose calendar bookings are made; nil: on the room's own.
    var scheduler: String? { configuration.manners.bookAs?.exposed }
    /// The keys that ask for it, as a sentence names them; empty where nothing is written.
    var writers: String {
        let ofManners = manners.isEmpty ? nil : "[manners] " + manners.joined(separator: ", ")
        return [ofManners, hasKeywords ? "[scheduling]" : nil].compactMap(\.self).joined(separator: " and ")
    }
}
