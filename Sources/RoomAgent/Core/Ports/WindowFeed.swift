// SPDX-License-Identifier: Apache-2.0

/// What the calendar half gives the room half of one calendar, and all that the room half asks of it. `CalendarKeeper`
/// asks the calendar's source itself; a file that a site's server made for this device can stand here one day, and the
/// room cannot tell.
///
/// Everything happens on the loop's thread. The feed never reports from within a call of the room's, but for `open` and
/// `request`.
package protocol WindowFeed: AnyObject {
    /// Which calendar it is. It stays.
    var calendar: CalendarID { get }
    /// The stored days. Empty before `open` has returned.
    var window: MeetingWindow { get }
    /// What the room asked for and no sync has confirmed yet, oldest first. It lies over the window.
    var pending: [PendingChange] { get }
    /// Where the room's days begin and end: the configured zone, else the calendar's own, else the machine's.
    var zone: any TimeZoneRules { get }
    /// How syncing goes: when the calendar was last read, what failed, where the window is kept.
    var state: SyncState { get }

    /// Reads what is stored. Called once; `report` is called with what changes from now on.
    func open(_ report: @escaping (FeedReport) -> Void) async

    /// Keeps the window like the calendar, until `stop` is called or the task is cancelled.
    func keep() async

    /// Ends `keep`. A sync that has begun is no longer concluded, and those who wait for it hear nothing.
    func stop()

    /// Looks at the calendar now, unless it was looked at a moment ago. For who may know of a change, and waits for no
    /// answer.
    func look()

    /// Looks at the calendar now. `done` is told how the first look went that began after this call; never, if the feed
    /// is stopped before.
    func syncNow(_ done: @escaping (SyncOutcome) -> Void)

    /// Changes the calendar. The change is pending, and reported, before the first wait; a sync confirms it, or it is
    /// rolled back, within `PendingChange.longest`. The answer may come later by what one exchange with the source can
    /// take. Where this calendar cannot be changed: `.rolledBack(.notAllowed)` at once.
    func request(_ request: BookingRequest) async -> BookingOutcome

    /// Somebody has shown up in a meeting. Told only where `RoomManners.releaseSeriesAfter` is set.
    func attended(_ meeting: MeetingID) async

    /// The civil clock was set: what depends on it is looked at again.
    func clockStepped()
}

extension WindowFeed {
    /// All of it that an agenda is derived from.
    package var days: CalendarDays {
        CalendarDays(calendar: calendar, window: window, pending: pending, zone: zone, isKnown: state.isKnown)
    }
}

/// What a feed tells the room.
package enum FeedReport: Sendable {
    /// `window`, `pending`, `zone` or whether the calendar is known are others than before. `isNews` is false for what
    /// was stored.
    case windowChanged(isNews: Bool)
    /// A warning is there, or gone; gone whatever its subject.
    case warning(WarningCode, subject: String, isOn: Bool)
    /// A watched person stands otherwise than before, as `state.people` has it. `isNews`: they went, or came back.
    case person(PersonState, isNews: Bool)
    /// Nobody came to a series so often that the rest of it is given back; its next meeting, where one is known.
    case seriesReleased(Meeting?)
    /// `state` or what is warned of is another: a sync has ended, or the store was tried again.
    case settled
}

/// How a look at the calendar ended.
package enum SyncOutcome: Sendable, Equatable {
    /// The window is like the calendar.
    case synced
    /// The source gave no answer, or none that can be used. The window is as it was.
    case refused(CalendarFailure)
    /// The answer could not be written. The room goes on in memory.
    case notStored(StoreFailure)
}
