// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Keeps the window like the calendar: decides what to fetch, fetches and stages it page by page, and commits rows and
/// cursor together. One function whatever the trigger; one sync at a time.
package final class SyncEngine {
    /// What one sync did, or why it didn't.
    package struct Outcome: Sendable {
        package var result: Result<Success, CalendarFailure>
        package var storeFailure: StoreFailure?
        package var refusedEvents: Int
        /// The source's clock minus ours, if it told.
        package var clockSkew: Duration?
    }

    package struct Success: Sendable {
        package var delta: WindowDelta
        package var mark: SyncMark
        package var fullSyncReason: FullSyncReason?
        package var pages: Int
    }

    /// A source that hands out page after page is broken; 2,500 events a page at most make this a million.
    package static let maximumPages = 400

    private let source: any CalendarSource
    private let plan: WindowPlan
    private let clock: () -> Moment
    package var zone: any TimeZoneRules
    package var store: any WindowStore
    /// As of the last commit, or of the store at start.
    package private(set) var mark: SyncMark?
    /// Of the write that is being staged.
    private var ticket: WriteTicket?
    private var lastEdgeAt: Duration?
    private var refusedEvents = 0
    private var clockSkew: Duration?
    private var timeZone: String?
    private var pages = 0

    package init(
        source: any CalendarSource, store: any WindowStore, mark: SyncMark?, plan: WindowPlan,
        zone: any TimeZoneRules, clock: @escaping () -> Moment
    ) {
        self.source = source
        self.store = store
        self.mark = mark
        self.plan = plan
        self.zone = zone
        self.clock = clock
        timeZone = mark?.timeZone
    }

    /// One sync: full where there is reason to, else what changed; then the window's edge, if it is due.
    package func sync() async -> Outcome {
        refusedEvents = 0
        clockSkew = nil
        pages = 0
        var storeFailure: StoreFailure?
        let result: Result<Success, CalendarFailure>
        do {
            result = .success(try await syncWindow())
        } catch {
            await discard()
            switch error {
            case .source(let failure): result = .failure(failure)
            case .store(let failure):
                storeFailure = failure
                result = .failure(CalendarFailure(.cancelled, detail: "the window could not be written"))
            }
        }
        return Outcome(
            result: result, storeFailure: storeFailure, refusedEvents: refusedEvents, clockSkew: clockSkew)
    }

    /// Deletes what has fallen out of the window, though no sync succeeds.
    package func purge() async throws(StoreFailure) -> WindowDelta {
        guard var mark else { return WindowDelta() }
        mark.cursor = nil
        let ticket = try await store.begin(.merge)
        return try await store.commit(ticket, mark, within: plan.bounds(at: clock().wall), zone: zone)
    }

    /// Continues with another store, which has to be filled anew.
    package func moveTo(_ store: any WindowStore) {
        self.store = store
        mark = nil
        lastEdgeAt = nil
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

    private func syncWindow() async throws(Failure) -> Success {
        if let reason = plan.reasonForFullSync(mark: mark, now: clock().wall) { return try await syncFully(reason) }
        do {
            var success = try await syncChanges()
            success.delta.append(try await topUpEdge())
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
        let token = try await fetch(.full(bounds), writing: .replaceAll, bounds: bounds)
        guard let token else { throw .source(CalendarFailure(.malformedReply, detail: "full sync without a cursor")) }
        let mark = SyncMark(
            cursor: SyncCursor(token: token, bounds: bounds), syncedAt: now, fullSyncAt: now, timeZone: timeZone)
        let delta = try await commit(mark, bounds)
        lastEdgeAt = clock().uptime
        return Success(delta: delta, mark: mark, fullSyncReason: reason, pages: pages)
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
        return Success(delta: try await commit(mark, bounds), mark: mark, fullSyncReason: nil, pages: pages)
    }

    private func topUpEdge() async throws(Failure) -> WindowDelta {
        let now = clock()
        if let lastEdgeAt, now.uptime - lastEdgeAt < WindowPlan.edgeInterval { return WindowDelta() }
        guard let mark, let cursor = mark.cursor, let edge = plan.edge(beyond: cursor, now: now.wall) else {
            return WindowDelta()
        }
        _ = try await fetch(.edge(edge), writing: .replaceFrom(edge.earliest), bounds: plan.bounds(at: now.wall))
        let delta = try await commit(mark, plan.bounds(at: now.wall))
        lastEdgeAt = now.uptime
        return delta
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
            note(page)
            do { try await store.stage(page.changes, within: bounds, zone: zone, for: ticket) } catch {
                throw Failure(error)
            }
            guard let next = page.nextPage else { return page.nextCursor }
            request.page = next
        }
        throw .source(CalendarFailure(.malformedReply, detail: "more than \(Self.maximumPages) pages"))
    }

    private func commit(_ mark: SyncMark, _ bounds: WindowBounds) async throws(Failure) -> WindowDelta {
        guard let ticket else { preconditionFailure("a commit follows a fetch") }
        let delta: WindowDelta
        do { delta = try await store.commit(ticket, mark, within: bounds, zone: zone) } catch { throw Failure(error) }
        self.ticket = nil
        self.mark = mark
        return delta
    }

    /// Ends a write that failed on its way.
    private func discard() async {
        if let ticket { await store.discard(ticket) }
        ticket = nil
    }

    private func note(_ page: CalendarPage) {
        pages += 1
        refusedEvents += page.refused
        if let zone = page.timeZone { timeZone = zone }
        if let time = page.sourceTime { clockSkew = time - clock().wall }
    }
}

extension WindowDelta {
    /// Adds what a later write changed.
    mutating func append(_ later: WindowDelta) {
        if later.replacesAll {
            self = later
            return
        }
        let gone = Set(later.removed)
        let back = Set(later.stored.map(\.id))
        stored = stored.filter { !gone.contains($0.id) } + later.stored
        removed = removed.filter { !back.contains($0) } + later.removed
    }
}
