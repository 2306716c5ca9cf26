// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation

/// Holds lamp, light and display against each other, and against what is on.
enum OracleScene {
    static func check(_ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus) {
        let (lamp, light) = (room.devices.lamp, room.devices.light)
        let name = status.state.name
        let lamps: [LampPattern]
        var lights: [String]
        switch name {
        case "free": (lamps, lights) = ([.off], ["green on"])
        case "unknown": (lamps, lights) = ([.off], ["green off"])
        case "busy": (lamps, lights) = ([.off], ["red on"])
        case "joinable": (lamps, lights) = ([.slow], ["green on", "amber slow"])
        case "joining": (lamps, lights) = ([.fast], ["amber fast"])
        case "in-meeting": (lamps, lights) = ([.on, .gaps], ["red on"])
        case "leaving": (lamps, lights) = ([.fast], ["red on"])
        case "could-not-join": (lamps, lights) = ([.three], ["green on", "amber slow"])
        default: return oracle.breaks("unknown-state", name)
        }
        if room.devices.isDark { return }
        let shown = "\(light.color.rawValue) \(light.pattern.rawValue)"
        if !lamps.contains(lamp) || !lights.contains(shown) {
            return oracle.breaks("lights-differ", "\(name), and the lamp \(lamp), the light \(shown)")
        }
        guard room.knowsSessions else { return }
        let isSession = ["joining", "in-meeting", "leaving"].contains(name)
        let running = room.joiner.running.filter { !$0.isForgotten }
        if !running.isEmpty, !isSession, room.joiner.isThere {
            return oracle.breaks("session-lost", "a program runs, and the room is \(name)")
        }
        if running.isEmpty, name == "in-meeting", room.joiner.isThere, room.joiner.isQuiet {
            return oracle.breaks("session-made-up", "the room is in a meeting that is over")
        }
        if running.isEmpty, !isSession, SeedFolder.exists("\(room.folder.run)/session") {
            return oracle.breaks("record-left", "the room is \(name), and a restart would find a session")
        }
        if room.devices.isDisplaySeen, room.devices.frame == nil {
            return oracle.breaks("nothing-shown", "there is a display, and nothing on it")
        }
        if let difference = room.devices.difference { return oracle.breaks("shown-otherwise", difference) }
    }

    /// The window is known to be like the calendar: what is on is worked out anew, in the plainest way.
    static func checkAgenda(_ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus, _ plan: SeedPlan) {
        guard ["free", "busy", "joinable", "unknown"].contains(status.state.name) else { return }
        // What was asked for is shown before the calendar has it.
        guard room.keeper?.pending.isEmpty ?? true else { return }
        let now = room.loop.now.wall
        // A meeting that begins or ends within this second is both.
        var joinable: [Ledger.Entry] = []
        var blocking: [Ledger.Entry] = []
        for (_, entry) in room.calendar.ledger.entries {
            let entry = room.calendar.ledger.seen(entry, role: plan.role)
            guard !entry.isHidden else { continue }
            let opens = entry.start - room.joinEarly
            let closes = entry.end + plan.joinLate
            for edge in [opens, entry.start, entry.end, closes] where abs((edge - now).wholeSeconds) < 1 { return }
            if entry.code != nil, opens <= now, now < closes { joinable.append(entry) }
            if entry.blocks, entry.start <= now, now < entry.end { blocking.append(entry) }
        }
        if joinable.contains(where: { !$0.isAllDay }) { joinable = joinable.filter { !$0.isAllDay } }
        let expected = !joinable.isEmpty ? "joinable" : blocking.isEmpty ? "free" : "busy"
        let isAmber = room.devices.light.color == .amber
        if status.state.name != expected {
            return oracle.breaks(
                "wrong-state",
                "\(status.state.name) where \(joinable.map(\.title)) can be joined and \(blocking.map(\.title)) is on")
        }
        if room.devices.isDark { return }
        if expected == "joinable", isAmber == blocking.isEmpty {
            return oracle.breaks("wrong-light", "\(room.devices.light.color) with \(blocking.map(\.title)) on")
        }
        let titles = OracleWords.titles(in: room.devices.text)
        if room.devices.lcdd != nil, expected == "joinable", !titles.isEmpty { oracle.situations.saw(.lcddShown) }
        let isNeutral = room.hideTitles || plan.role == 2 || joinable.contains(where: \.isPrivate)
        if expected == "joinable", room.devices.isDisplaySeen, !isNeutral,
            !joinable.contains(where: { titles.contains($0.title) })
        {
            return oracle.breaks("joinable-not-shown", "\(joinable.map(\.title)) and shown is \(room.devices.text)")
        }
    }
}
