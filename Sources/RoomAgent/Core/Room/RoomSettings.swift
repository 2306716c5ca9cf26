// SPDX-License-Identifier: Apache-2.0

/// What the room half needs to know of its room, whatever file or server that stands in.
package struct RoomSettings: Sendable {
    /// As the display shows it.
    package var name: String
    /// The address of the room's calendar, which warnings and the display say to whoever has to share it.
    package var calendar: Private<String>
    /// Default: nil, that of the calendar's user; English while nobody knows that.
    package var language: Language?
    /// False: times of day have 12 hours. Default: nil, as the calendar's user has it; 24 while nobody knows that.
    package var uses24HourClock: Bool?
    /// Who helps where the room cannot help itself, such as `Call 1234`. Default: empty, the display names nobody.
    package var support = ""
    /// How the room reads its calendar, and what it shows of it. Default: those of `AgendaRules`.
    package var rules = AgendaRules()
    /// What people may do to the calendar at the room. Default: nothing.
    package var manners = RoomManners()
    /// The limits of join sessions and notices. Default: those of `RoomLimits`.
    package var limits = RoomLimits()
    /// True: the agent reads the calendar in somebody's name, and its warnings name other remedies. Default: false.
    package var delegates = false

    package init(name: String, calendar: Private<String>) {
        self.name = name
        self.calendar = calendar
    }
}
