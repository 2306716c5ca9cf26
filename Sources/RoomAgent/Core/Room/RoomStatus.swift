// SPDX-License-Identifier: Apache-2.0
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
