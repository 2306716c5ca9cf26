// SPDX-License-Identifier: Apache-2.0

/// One calendar as it is to be shown: what is stored of it, what has just been asked of it, and where its days begin.
package struct CalendarDays: Sendable {
    /// Which calendar it is.
    package var calendar: CalendarID
    /// What is stored of it.
    package var window: MeetingWindow
    /// Changes that no sync has confirmed yet, oldest first; they lie over the window. Default: none.
    package var pending: [PendingChange]
    /// Of this calendar's all-day meetings.
    package var zone: any TimeZoneRules
    /// The calendar has been read since the window was made. Default: it has.
    package var isKnown: Bool

    package init(
        calendar: CalendarID, window: MeetingWindow, pending: [PendingChange] = [], zone: any TimeZoneRules,
        isKnown: Bool = true
    ) {
        self.calendar = calendar
        self.window = window
        self.pending = pending
        self.zone = zone
        self.isKnown = isKnown
    }

    /// Calls `body` with each meeting as it is to be shown; those that the account declined are not.
    package func forEachShown(_ body: (Meeting) -> Void) {
        let changed = PendingChange.overlay(pending, on: window)
        for (id, meeting) in window.meetings where meeting.ownResponse != .declined {
            let meeting = changed[id] ?? meeting
            if meeting.ownResponse != .declined { body(meeting) }
        }
        for (id, meeting) in changed where window.meetings[id] == nil { body(meeting) }
    }
}
