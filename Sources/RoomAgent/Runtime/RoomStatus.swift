// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What `room-agent status` tells: a picture of one moment, without anything the display would not show.
package struct RoomStatus: Sendable {
    package var roomName: String
    package var now: Instant
    package var zone: any TimeZoneRules
    package var language: Language
    package var rules: AgendaRules
    package var state: RoomState
    package var current: [AgendaItem]
    package var next: AgendaItem?
    package var warnings: [Warning]
    package var sync: SyncState
    /// Until the next attempt.
    package var nextSyncIn: Duration?
    package var isStale: Bool
    package var meetings: Int
    package var display: TextFrame
    package var lamp: LampPattern
    package var light: StatusLight
    package var devices: [DeviceState]
}

extension RoomAgent {
    package func status() -> RoomStatus {
        let now = loop.now
        let scene = scene(now)
        let feed = parts.feed
        return RoomStatus(
            roomName: parts.configuration.room.name, now: now.wall, zone: feed.zone, language: scene.language,
            rules: rules,
            state: scene.state, current: agenda.current, next: agenda.next, warnings: scene.warnings, sync: feed.state,
            nextSyncIn: feed.state.nextAttempt.map { max($0 - now.uptime, .zero) }, isStale: scene.isStale,
            meetings: feed.window.meetings.count,
            display: scene.frame(parts.devices.displaySize ?? .standard, parts.devices.displayCharset),
            lamp: scene.buttonLamp, light: scene.statusLight, devices: parts.devices.states)
    }

    /// Looks at the calendar now, and tells how it went.
    package func syncNow(_ done: @escaping (SyncOutcome) -> Void) { parts.feed.syncNow(done) }

    /// The meetings of a day that the room shows; of the whole window for nil.
    package func agendaItems(on day: CivilDate?) -> [AgendaItem] {
        let feed = parts.feed
        guard let day else { return Agenda.allItems(of: [feed.days], rules: rules) }
        return Agenda.items(on: day, of: [feed.days], rules: rules, zone: feed.zone)
    }
}
