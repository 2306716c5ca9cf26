// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Keeps the window like the calendar: decides what to fetch, fetches and stages it page by page, and commits rows and
/// cursor together. One function whatever the trigger; one sync at a time.
final class SyncEngine {
    /// What one sync did, or why it didn't.
    enum Outcome: Sendable {
        /// The window is like the calendar, and stored so.
        case synced(Success)
        /// The calendar could not be asked, or said no. What pages brought before that is committed, or gone.
        case refused(CalendarFailure)
        /// The store failed. The calendar was asked all the same.
        case notStored(StoreFailure)
    }

    /// What a sync that succeeded did.
    struct Success: Sendable {
        /// As it is stored now.
        var mark: SyncMark
        /// Why everything was fetched; nil where only changes were.
        var fullSyncReason: FullSyncReason?
        /// How many pages came, of the window and of its edge.
        var pages: Int
    }

    /// A source that hands out page after page is broken; 2,500 events a page at most make this a million.
    static let maximumPages = 400
    /// Further events that ask for join details are found by the next full sync.
    private static let maximumAsks = 1000

    /// The end of the last year that there is here.
    private static let endOfTime = Instant(secondsSince1970: 253_402_300_800)

    private let source: any CalendarSource
    private let plan: WindowPlan
    private let clock: () -> Moment
    /// The rules of the zone that the source names; nil where another one is configured, or nobody knows it.
    private let namedZone: (String) -> (any TimeZoneRules)?
    /// Says when an all-day meeting begins and ends.
    private(set) var zone: any TimeZoneRules
    /// Where pages are staged and committed; `moveTo` gives another.
    private(set) var store: any WindowStore
    /// As of the last commit, or of the store at start.
    private(set) var mark: SyncMark?
    /// Of the write that is being staged.
    private var ticket: WriteTicket?
    /// When the window's edge was fetched last, in time since boot, and up to where; nil where that is not known.
    private var lastEdge: (at: Duration, latest: Instant)?
    /// The source's clock minus ours, as the last sync heard it; nil where it heard none.
    private(set) var clockSkew: Duration?
    /// The last sync was told of changes since the one before.
    private(set) var foundChanges = false
    private var refused = RefusedEvents()
    private var asks: [KeywordAsk] = []
    private var timeZone: String?
    private var pages = 0
    /// What was committed and not yet taken.
    private var committed = WindowDelta()
    /// How many meetings the last sync stored, and removed.
    private(set) var brought = (stored: 0, removed: 0)

    /// With a store that holds nothing yet; `moveTo` gives it another. `zone` holds until the source names its own.
    init(
        source: any CalendarSource, store: any WindowStore, plan: WindowPlan, zone: any TimeZoneRules,
        namedZone: @escaping (String) -> (any TimeZoneRules)?, clock: @escaping () -> Moment
    ) {
        self.source = source
        self.store = store
        self.plan = plan
        self.zone = zone
        self.namedZone = namedZone
        self.clock = clock
    }

    /// Events that are missing from the window, because they could not be understood.
    var refusedEvents: Int { refused.count }

    /// One sync: full where there is reason to, else what changed; then the window's edge, if it is due. `hasChanges`
    /// is called before the edge is fetched, which a slow network makes long: what changed is committed then.
    func sync(_ hasChanges: () -> Void) async -> Outcome {
        clockSkew = nil
        pages = 0
        brought = (0, 0)
        foundChanges = false
        do {
            return .synced(try await syncWindow(hasChanges))
        } catch {
            await discard()
            switch error {
            case .source(let failure): return .refused(failure)
            case .store(let failure): return .notStored(failure)
            }
        }
    }

    /// What the store has changed since this was asked last. A sync that fails may have changed something before: the
    /// edge is fetched after the changes are written, and no later sync brings them again.
    func drainCommitted() -> WindowDelta {
        defer { committed = WindowDelta() }
        return committed
    }

    /// The events that asked for join details since this was asked last.
    func drainAsks() -> [KeywordAsk] {
        defer { asks = [] }
        return asks
    }

    /// Deletes what is older than the window at `least`, the least that the time can be. What lies ahead stays.
    func purge(at least: Instant) async throws(StoreFailure) -> WindowDelta {
        guard var mark else { return WindowDelta() }
        mark.cursor = nil
        // A clock that is behind, as after a start without a network, would call all of it too far ahead.
        let bounds = WindowBounds(earliest: plan.bounds(at: least).earliest, latest: Self.endOfTime)
        let ticket = try await store.begin(.merge)
        return try await store.commit(ticket, mark, within: bounds, zone: zone)
    }

    /// The mark of a window that was the calendar's at `syncedAt`: it can be purged, and the next sync is a full one.
    func bareMark(_ syncedAt: Instant) -> SyncMark {
        SyncMark(cursor: nil, syncedAt: syncedAt, fullSyncAt: syncedAt, timeZone: timeZone)
    }

    /// Continues with another store. Without a mark it has to be filled anew.
    func moveTo(_ store: any WindowStore, mark: SyncMark?) {
        self.store = store
        self.mark = mark
        if let name = mark?.timeZone { adopt(name) }
        lastEdge = nil
    }

    /// Goes on with another store, and writes to it what this one had at `syncedAt`. The next sync is a full one.
    /// Returns why it could not be written; nil where it was.
    func fill(_ other: any WindowStore, with window: MeetingWindow, _ syncedAt: Instant) async -> StoreFailure? {
        do throws(StoreFailure) { try await move(window, to: other, syncedAt) } catch { return error }
        return nil
    }

    private func move(
        _ window: MeetingWindow, to other: any WindowStore, _ syncedAt: Instant
    ) async throws(StoreFailure) {
        let before = store
        moveTo(other, mark: nil)
        let ticket = try await other.begin(.replaceAll)
        // Whatever the clock says: what it may delete is not for here.
        let bounds = WindowBounds(earliest: Instant(secondsSince1970: 0), latest: Self.endOfTime)
        for meeting in window.meetings.values.sorted(by: { $0.id < $1.id }) {
            let details = try await before.details(of: meeting.id) ?? MeetingDetails()
            try await other.stage([.stored(meeting, details)], within: bounds, zone: zone, for: ticket)
        }
        let mark = bareMark(syncedAt)
        _ = try await other.commit(ticket, mark, within: bounds, zone: zone)
        self.mark = mark
    }

    // MARK: The parts of a sync

    private enum Failure: Error {
        case source(CalendarFailure)
        case store(StoreFailure)

        /// What the source brought can be why the store refuses it.
        init(_ failure: StoreFailure) {
            switch failure.code {
            case .tooLarge: self = .source(CalendarFailure(.malformedReply, detail: failure.detail))
            case .superseded: self = .source(CalendarFailure(.cancelled, detail: failure.detail))
            default: self = .store(failure)
            }
        }
    }

    private func syncWindow(_ hasChanges: () -> Void) async throws(Failure) -> Success {
        if let reason = plan.reasonForFullSync(mark: mark, now: clock().wall) { return try await syncFully(reason) }
        do {
            var success = try await syncChanges()
            try await topUpEdge(hasChanges)
            if let mark { success.mark = mark }
            return success
        } catch {
            guard case .source(let failure) = error,
                failure.reason == .cursorExpired || failure.reason == .requestRefused
            else { throw error }
            // The rows stay, and stay on the display, until the full sync replaces them.
            await discard()
            mark?.cursor = nil
            return try await syncFully(.cursorExpired)
        }
    }

    private func syncFully(_ reason: FullSyncReason) async throws(Failure) -> Success {
        let now = clock().wall
        let bounds = plan.bounds(at: now)
        refused = RefusedEvents()
        let token = try await fetch(.full(bounds), writing: .replaceAll, bounds: bounds)
        guard let token else { throw .source(CalendarFailure(.malformedReply, detail: "full sync without a cursor")) }
        let mark = SyncMark(
            cursor: SyncCursor(token: token, bounds: bounds), syncedAt: now, fullSyncAt: now, timeZone: timeZone)
        try await commit(mark, bounds)
        lastEdge = (clock().uptime, bounds.latest)
        return Success(mark: mark, fullSyncReason: reason, pages: pages)
    }

    private func syncChanges() async throws(Failure) -> Success {
        guard var mark, let cursor = mark.cursor else {
            throw .source(CalendarFailure(.cursorExpired, detail: "no cursor"))
        }
        let now = clock().wall
        let bounds = plan.bounds(at: now)
        let token = try await fetch(.changes(since: cursor), writing: .merge, bounds: bounds)
        guard let token else { throw .source(CalendarFailure(.malformedReply, detail: "sync without a cursor")) }
        mark.cursor = SyncCursor(token: token, bounds: cursor.bounds)
        mark.syncedAt = now
        mark.timeZone = timeZone
        try await commit(mark, bounds)
        return Success(mark: mark, fullSyncReason: nil, pages: pages)
    }

    private func topUpEdge(_ hasChanges: () -> Void) async throws(Failure) {
        let now = clock()
        guard var mark, let cursor = mark.cursor, let edge = plan.edge(beyond: cursor, now: now.wall) else { return }
        // By both clocks: the civil one may have been set ahead since.
        if let lastEdge, now.uptime - lastEdge.at < WindowPlan.edgeInterval,
            edge.latest - lastEdge.latest < WindowPlan.edgeInterval
        {
            return
        }
        hasChanges()
        // What this drops, it drops by the clock of now, which may have been set since the sync began.
        mark.syncedAt = now.wall
        _ = try await fetch(.edge(edge), writing: .replaceFrom(edge.earliest), bounds: plan.bounds(at: now.wall))
        try await commit(mark, plan.bounds(at: now.wall))
        lastEdge = (now.uptime, edge.latest)
    }

    /// Fetches all pages of a scope and stages what they change. Returns the new cursor, if the source gave one.
    private func fetch(
        _ scope: CalendarPageRequest.Scope, writing writeScope: WriteScope, bounds: WindowBounds
    ) async throws(Failure) -> Private<String>? {
        let store = self.store
        let ticket: WriteTicket
        do { ticket = try await store.begin(writeScope) } catch { throw Failure(error) }
        self.ticket = ticket
        var request = CalendarPageRequest(scope)
        for _ in 0..<Self.maximumPages {
            let page: CalendarPage
            do { page = try await source.page(request) } catch { throw .source(error) }
            read(page)
            if case .changes = scope, !page.changes.isEmpty { foundChanges = true }
            do { try await store.stage(page.changes, within: bounds, zone: zone, for: ticket) } catch {
                throw Failure(error)
            }
            guard let next = page.nextPage else { return page.nextCursor }
            request.page = next
        }
        throw .source(CalendarFailure(.malformedReply, detail: "more than \(Self.maximumPages) pages"))
    }

    private func commit(_ mark: SyncMark, _ bounds: WindowBounds) async throws(Failure) {
        guard let ticket else { preconditionFailure("a commit follows a fetch") }
        let delta: WindowDelta
        do { delta = try await store.commit(ticket, mark, within: bounds, zone: zone) } catch { throw Failure(error) }
        committed.append(delta)
        brought = (brought.stored + delta.stored.count, brought.removed + delta.removed.count)
        self.ticket = nil
        self.mark = mark
    }

    /// Ends a write that failed on its way.
    private func discard() async {
        if let ticket { await store.discard(ticket) }
        ticket = nil
    }

    private func adopt(_ name: String) {
        timeZone = name
        if name != zone.name, let rules = namedZone(name) { zone = rules }
    }

    private func read(_ page: CalendarPage) {
        pages += 1
        refused.read(page)
        asks.append(contentsOf: page.asks.prefix(Self.maximumAsks - asks.count))
        // Before its all-day meetings are held against the window's edges.
        if let name = page.timeZone { adopt(name) }
        if let time = page.sourceTime { clockSkew = time - clock().wall }
    }
}

/// Events that the window lacks because they could not be understood: until they change, or a full sync looks again.
private struct RefusedEvents {
    private var named: Set<MeetingID> = []
    private var nameless = 0

    /// More names than this are only counted.
    private static let maximumNames = 1000

    /// How many the window lacks.
    var count: Int { named.count + nameless }

    /// Takes note of what a page refuses, and of what it brings after all.
    mutating func read(_ page: CalendarPage) {
        if !named.isEmpty {
            for change in page.changes {
                switch change {
                case .stored(let meeting, _): named.remove(meeting.id)
                case .removed(let id): named.remove(id)
                }
            }
        }
        for id in page.refused {
            if let id, named.count < Self.maximumNames { named.insert(id) } else { nameless += 1 }
        }
    }
}

extension WindowDelta {
    /// Adds what a later write changed.
    mutating func append(_ later: WindowDelta) {
        if later.replacesAll || isEmpty {
            self = later
            return
        }
        let gone = Set(later.removed)
        let back = Set(later.stored.map(\.id))
        stored = stored.filter { !gone.contains($0.id) } + later.stored
        removed = removed.filter { !back.contains($0) } + later.removed
    }
}
