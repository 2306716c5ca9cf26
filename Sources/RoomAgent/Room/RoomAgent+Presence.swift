// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension RoomAgent {
    /// Somebody says that the room is in use, for so long. Until when it is now, in civil time; nil where there are too
    /// many sources.
    package func inUse(for time: Duration, source: String) -> Instant? {
        let now = loop.now
        guard presence.add(source, for: time, at: now.uptime) else { return nil }
        presenceChanged()
        return now.wall + (presence.until - now.uptime)
    }

    /// Somebody is known to be in the room.
    package var isInUse: Bool { presence.until > loop.now.uptime }

    /// The name of the room's own sensor among the sources: none that a script can have.
    private static let sensor = "[presence] source"
    /// A sensor that sees somebody for longer than this is stuck.
    private static let longestSeen = Duration.hours(1)
    /// How long somebody is there after the sensor saw them last: people sit still.
    private static let lingering = Duration.minutes(5)

    func sensed(_ isSeen: Bool) {
        presence.set(Self.sensor, until: loop.now.uptime + (isSeen ? Self.longestSeen : Self.lingering))
        presenceChanged()
    }

    private func presenceChanged() {
        handle(.present(until: presence.until))
    }

    func attended(_ key: MeetingKey) {
        guard key.calendar == given.feed.calendar else { return }
        asked.visited(key.meeting)
        requests.raise()
    }

    /// Gives back a room that nobody came to; not where somebody could not have shown it.
    func release(_ item: AgendaItem) {
        let isBlind =
            given.feed.state.isStale(loop.now) || health.isSet(.buttonLost) || health.isSet(.presenceLost)
            || health.isSet(.clockNotSet) || health.isSet(.clockWrong) || given.feed.state.clockLead == nil
        guard !isBlind else {
            return given.journal.warning("nobody came, and the room is not given back: it could not have told")
        }
        given.journal.info("nobody came, and the room is given back")
        ask(.release(item.meeting.id, at: loop.now.wall)) { _ in }
    }
}
