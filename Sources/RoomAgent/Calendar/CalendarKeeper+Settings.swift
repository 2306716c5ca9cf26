// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension CalendarKeeper {
    /// Reads what the calendar's user has chosen, once a day, and has the room shown anew where that is another. The
    /// last fifth of a day's requests is for looks. Nothing is asked while another process has the store: it gives that
    /// back in a moment, and a slow answer would keep the window waiting for it.
    func readSettings() async {
        guard let settings, busyPause == nil, !budget.isScarce else { return }
        let before = settings.requests
        await settings.read(on: today, at: parts.loop.now.uptime, tellsZone: tellsZone)
        await spend(settings.requests - before)
        guard settings.values != state.settings else { return }
        state.settings = settings.values
        if !tellsZone, let name = state.settings.timeZone { _ = adopt(zone: name) }
        report(.windowChanged(isNews: false))
    }
}
