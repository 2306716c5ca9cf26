// SPDX-License-Identifier: Apache-2.0

/// Which days the window holds, and what has to be fetched to keep it whole. Pure.
package struct WindowPlan: Sendable, Equatable {
    /// How far the window reaches back from now. Default: `longestPast`.
    package var past: Duration
    /// How far it reaches ahead. Default: `longestFuture`.
    package var future: Duration

    /// The most that a window reaches back: 7 days. Configuration can make it less, not more.
    package static let longestPast = Duration.days(7)
    /// The most that a window reaches ahead: 31 days. Configuration can make it less, not more.
    package static let longestFuture = Duration.days(31)
    /// A full sync at least this often: it repairs whatever incremental syncs may have missed.
    package static let fullSyncInterval = Duration.hours(24)
    /// How far the edge may slide before it is fetched: a month ahead a quarter of a day is soon enough, and each time
    /// costs a request.
    package static let edgeInterval = Duration.hours(6)

    /// More than the longest counts as the longest. Default: both are.
    package init(past: Duration = longestPast, future: Duration = longestFuture) {
        self.past = min(past, Self.longestPast)
        self.future = min(future, Self.longestFuture)
    }

    /// Whole seconds, as the source's query parameters are.
    package func bounds(at now: Instant) -> WindowBounds {
        let second = Instant(secondsSince1970: now.secondsSince1970)
        return WindowBounds(earliest: second - past, latest: second + future)
    }

    /// Nil when an incremental sync will do; else the reason for a full one.
    package func reasonForFullSync(mark: SyncMark?, now: Instant) -> FullSyncReason? {
        guard let mark, let cursor = mark.cursor else { return .noCursor }
        let bounds = bounds(at: now)
        // Also after the clock was set back, and after the configured window grew.
        if cursor.bounds.earliest > bounds.earliest || mark.fullSyncAt > now { return .windowGrew }
        // By a clock that was ahead, a sync dropped days that belong to the window again.
        if mark.syncedAt - now > Self.tolerableStep { return .windowGrew }
        if now - mark.fullSyncAt >= Self.fullSyncInterval { return .daily }
        if bounds.latest - cursor.bounds.latest > longestEdge { return .windowGrew }
        return nil
    }

    /// How much of the window may lie beyond the cursor, where changes are seen only when the edge is fetched: an
    /// eighth of what lies ahead, and a day at most.
    private var longestEdge: Duration { min(future / 8, Self.fullSyncInterval) }

    /// A clock that is set back by less has a sync drop nothing that anybody would miss.
    private static let tolerableStep = Duration.minutes(5)

    /// The days that entered the window since the cursor was made. A cursor stays bound to its first request's
    /// bounds, so nothing ever arrives for them by it.
    package func edge(beyond cursor: SyncCursor, now: Instant) -> WindowBounds? {
        let latest = bounds(at: now).latest
        guard latest > cursor.bounds.latest else { return nil }
        return WindowBounds(earliest: cursor.bounds.latest, latest: latest)
    }
}

/// Why the whole window has to be read again. The raw values are for the journal.
package enum FullSyncReason: String, Sendable {
    /// Nothing says up to where the window is known: the first sync, or one after damage.
    case noCursor = "no-cursor"
    /// `WindowPlan.fullSyncInterval` has passed since the last one.
    case daily = "daily"
    /// The window holds days that the cursor does not cover: it was configured larger, the clock was set back, or
    /// nobody looked for long.
    case windowGrew = "window-grew"
    /// The source refused the cursor as too old.
    case cursorExpired = "cursor-expired"
}
