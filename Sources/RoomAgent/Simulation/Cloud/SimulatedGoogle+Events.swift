// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

extension SimulatedGoogle {
    /// What a sync token stands for.
    struct SyncState {
        var calendar: String
        var principal: String
        var revision: Int
        var bounds: SimulatedCalendar.Bounds
        var constants: [String: [String]]
        var issuedAt: Instant
    }

    /// Where a listing goes on.
    struct PageState {
        var calendar: String
        var principal: String
        var query: [String: [String]]
        /// Whose occurrences are listed; nil where all events are.
        var series: String?
        var listing: Listing
    }

    struct Listing {
        var bounds: SimulatedCalendar.Bounds
        /// The sync token's revision; nil for a full listing.
        var since: Int?
        /// The calendar's revision when the listing began: what changes during it comes with the next token.
        var revision: Int
        /// The record that is looked at next.
        var place = 0
    }

    private static let maximumStates = 10_000

    func list(_ request: CloudRequest, calendar id: String) throws(CloudRefusal) -> HTTPResponse {
        let grant = try authorized(request, for: CloudSchema.listScopes)
        let list = try ListRequest(request)
        guard let calendar = calendars[id], let role = calendar.roles[grant.principal] else {
            throw CloudRefusal(404, "notFound", "Not Found")
        }
        var listing = try start(list, calendar, grant.principal)
        let items = page(&listing, list, calendar, role)
        let isLast = listing.place >= calendar.count
        let rest = PageState(calendar: id, principal: grant.principal, query: list.query, listing: listing)
        let next: (key: String, value: CloudValue) =
            isLast
            ? ("nextSyncToken", .text(remember(listing, list, id, grant.principal)))
            : ("nextPageToken", .text(remember(rest)))
        let reply = CloudValue.object([
            ("kind", .text("calendar#events")), ("etag", .text("\"p\(calendar.revision)\"")), ("summary", .text(id)),
            ("updated", .text(CloudTime.rfc3339(now(), in: FixedOffset()))), ("timeZone", .text(calendar.zone.name)),
            ("accessRole", .text(role.rawValue)), ("defaultReminders", .array([])), next, ("items", .array(items)),
        ])
        return HTTPResponse(status: 200, json: list.selector.selected(from: reply))
    }

    /// Whose request it is; its token must be of one of `scopes`.
    func authorized(_ request: CloudRequest, for scopes: Set<String>) throws(CloudRefusal) -> Grant {
        let prefix = "Bearer "
        guard let header = request.header("authorization"), header.hasPrefix(prefix) else {
            throw CloudRefusal(401, "required", "Login Required.", at: "Authorization")
        }
        guard let grant = grants[String(header.dropFirst(prefix.count))], grant.endsAt > now() else {
            throw CloudRefusal(401, "authError", "Invalid Credentials", at: "Authorization")
        }
        guard !grant.scopes.isDisjoint(with: scopes) else {
            throw CloudRefusal(403, "insufficientPermissions", "Insufficient Permission")
        }
        return grant
    }

    private func start(
        _ list: ListRequest, _ calendar: SimulatedCalendar, _ principal: String
    ) throws(CloudRefusal) -> Listing {
        if let token = list.pageToken {
            guard let state = pageStates[token], state.calendar == calendar.id, state.principal == principal,
                state.query == list.query, state.series == nil
            else { throw .badParameter("pageToken", "Invalid page token value.") }
            return state.listing
        }
        guard let token = list.syncToken else {
            return Listing(bounds: list.bounds, since: nil, revision: calendar.revision)
        }
        guard token.hasPrefix(Self.syncPrefix) else {
            throw CloudRefusal(400, "invalid", "Invalid sync token value.", domain: "calendar", at: "syncToken")
        }
        guard let state = syncStates[token], state.calendar == calendar.id, state.principal == principal,
            state.issuedAt + syncTokenLife > now()
        else {
            throw CloudRefusal(
                410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.",
                domain: "calendar", at: "syncToken")
        }
        guard state.constants == list.constants else {
            throw CloudRefusal(400, "badRequest", "The parameters differ from those of the initial request.")
        }
        return Listing(bounds: state.bounds, since: state.revision, revision: calendar.revision)
    }

    private func page(
        _ listing: inout Listing, _ list: ListRequest, _ calendar: SimulatedCalendar, _ role: SimulatedCalendar.Role
    ) -> [CloudValue] {
        let limit = min(list.maxResults, longestPage)
        var items: [CloudValue] = []
        while listing.place < calendar.count {
            guard let line = calendar.line(listing.place, within: listing.bounds, since: listing.since),
                list.shows(line)
            else {
                listing.place += 1
                continue
            }
            guard items.count < limit else { break }
            items.append(calendar.json(line, for: role))
            if calendar.repeatsItems { items.append(calendar.json(line, for: role)) }
            listing.place += 1
        }
        return items
    }

    private static let syncPrefix = "CPjX-"

    private func remember(_ listing: Listing, _ list: ListRequest, _ id: String, _ principal: String) -> String {
        if syncStates.count >= Self.maximumStates { syncStates.removeAll() }
        let token = fresh(Self.syncPrefix)
        syncStates[token] = SyncState(
            calendar: id, principal: principal, revision: listing.revision, bounds: listing.bounds,
            constants: list.constants, issuedAt: now())
        return token
    }

    /// The token by which a listing goes on.
    func remember(_ state: PageState) -> String {
        if pageStates.count >= Self.maximumStates { pageStates.removeAll() }
        let token = fresh("CkgK-")
        pageStates[token] = state
        return token
    }
}

extension ListRequest {
    func shows(_ line: SimulatedCalendar.Line) -> Bool {
        if let updatedMin, case .whole(let record) = line {
            guard record.updated >= updatedMin, record.series == nil else { return false }
        }
        guard case .whole(let record) = line, let event = record.event, !eventTypes.isEmpty else { return true }
        return eventTypes.contains(event.eventType)
    }
}
