// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension RoomAgent {
    /// How the room stands now. Asking changes nothing.
    package func status() -> RoomStatus {
        let now = loop.now
        let scene = scene(now)
        let feed = given.feed
        var status = RoomStatus(
            roomName: given.settings.name, now: now.wall, zone: feed.zone, language: scene.language,
            rules: rules,
            state: scene.state, current: agenda.current, next: agenda.next, warnings: scene.warnings, sync: feed.state,
            nextSyncIn: feed.state.nextAttempt.map { max($0 - now.uptime, .zero) }, isStale: scene.isStale,
            meetings: feed.window.meetings.count,
            display: scene.frame(given.devices.displaySize ?? .standard, given.devices.displayCharset),
            lamp: scene.buttonLamp, light: scene.statusLight, devices: given.devices.states)
        status.isInUse = isInUse
        return status
    }

    /// Looks at the calendar now, and calls `done` with how it went.
    package func syncNow(_ done: @escaping (SyncOutcome) -> Void) { given.feed.syncNow(done) }

    /// The meetings of a day that the room shows; of the whole window for nil.
    package func agendaItems(on day: CivilDate?) -> [AgendaItem] {
        let feed = given.feed
        guard let day else { return Agenda.allItems(of: [feed.days], rules: rules) }
        return Agenda.items(on: day, of: [feed.days], rules: rules, zone: feed.zone)
    }
}
