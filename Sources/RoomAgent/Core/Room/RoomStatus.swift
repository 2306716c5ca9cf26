// SPDX-License-Identifier: Apache-2.0
/// What `room-agent status` tells: a picture of one moment, with nothing in it that the display would not show.
package struct RoomStatus: Sendable {
    /// The room's name, as configured.
    package var roomName: String
    /// The civil time of the picture.
    package var now: Instant
    /// Where the room's days begin and end.
    package var zone: any TimeZoneRules
    /// The language that the room speaks.
    package var language: Language
    /// What of a meeting may be shown.
    package var rules: AgendaRules
    /// What the room is doing.
    package var state: RoomState
    /// The meetings that are on now.
    package var current: [AgendaItem]
    /// The next meeting; nil where nothing more is known to come.
    package var next: AgendaItem?
    /// The warnings that are shown, the worst first.
    package var warnings: [Warning]
    /// How far the calendar is known, and how the last look at it went.
    package var sync: SyncState
    /// How long it is until the next look at the calendar; zero where it is due. Nil: none is planned.
    package var nextSyncIn: Duration?
    /// True: the calendar was fetched longer ago than it should be.
    package var isStale: Bool
    /// How many meetings are stored.
    package var meetings: Int
    /// What the display shows; where there is no display, what one of 20 columns and 4 rows would show.
    package var display: TextFrame
    /// What the button's lamp does.
    package var lamp: LampPattern
    /// What the status light shows.
    package var light: StatusLight
    /// Somebody is known to be in the room. Default: nobody is.
    package var isInUse = false
    /// The configured devices, and whether each is there.
    package var devices: [DeviceState]

    package init(
        roomName: String, now: Instant, zone: any TimeZoneRules, language: Language, rules: AgendaRules,
        state: RoomState, current: [AgendaItem], next: AgendaItem?, warnings: [Warning], sync: SyncState,
        nextSyncIn: Duration?, isStale: Bool, meetings: Int, display: TextFrame, lamp: LampPattern, light: StatusLight,
        devices: [DeviceState]
    ) {
        self.roomName = roomName
        self.now = now
        self.zone = zone
        self.language = language
        self.rules = rules
        self.state = state
        self.current = current
        self.next = next
        self.warnings = warnings
        self.sync = sync
        self.nextSyncIn = nextSyncIn
        self.isStale = isStale
        self.meetings = meetings
        self.display = display
        self.lamp = lamp
        self.light = light
        self.devices = devices
    }
}
