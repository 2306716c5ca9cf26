// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import JoinLinks
package import RoomCore

/// A calendar as Google itself serves it (Calendar API v3; docs/google-sync.md). It belongs to one actor.
package final class GoogleCalendarSource: CalendarSource {
    /// A page of 250 ordinary events has half a megabyte; one that is larger than this is not taken.
    static let maximumPageBytes = 16 << 20
    static let timeout = Duration.seconds(30)

    let query: EventsQuery
    let api: GoogleAPI
    private let decoder: EventDecoder

    /// - Parameters:
    ///   - calendar: the calendar's ID. A room's is its address.
    ///   - apiRoot: replaces `https://www.googleapis.com` (tests, proxies).
    ///   - accountAddress: whose answer to invitations counts; the calendar's ID unless given.
    ///   - keywords: says which events ask for join details. Default: nil, none does.
    package init(
        calendar: String, apiRoot: String = EventsQuery.defaultRoot, transport: any HTTPTransport,
        tokens: AccessTokenSource, accountAddress: String? = nil, linkFinder: LinkFinder,
        keywords: KeywordPlan? = nil, now: @escaping () -> Instant
    ) {
        query = EventsQuery(root: apiRoot, calendar: calendar, hasKeywords: keywords != nil)
        api = GoogleAPI(transport: transport, tokens: tokens, now: now)
        decoder = EventDecoder(account: accountAddress ?? calendar, linkFinder: linkFinder, keywords: keywords)
    }

    /// Those for tokens do not count: they are none of the Calendar API's.
    package var requests: Int { api.answered }
    var tokens: AccessTokenSource { api.tokens }
    var now: () -> Instant { api.now }

    /// `events.list`. Throws `.cursorExpired` without asking for a cursor that was made with other parameters, and
    /// `.malformedReply` for a page that names itself as the next one.
    package func page(_ request: CalendarPageRequest) async throws(CalendarFailure) -> CalendarPage {
        var isIncremental = false
        if case .changes(let cursor) = request.scope {
            isIncremental = true
            guard EventsQuery.syncToken(of: cursor.token) != nil else {
                throw CalendarFailure(.cursorExpired, detail: "a cursor of other parameters")
            }
        }
        let reply = try await reply(to: query.url(for: request), isIncremental: isIncremental)
        let page = try decode(reply.body)
        // Following it would go round for ever.
        if let next = page.nextPage, next == request.page {
            throw CalendarFailure(.malformedReply, detail: "events: the next page is this page")
        }
        let isEdge = if case .edge = request.scope { true } else { false }
        return CalendarPage(
            changes: page.changes, nextPage: page.nextPage,
            nextCursor: isEdge || page.nextPage != nil ? nil : page.nextCursor.map(EventsQuery.cursor),
            timeZone: page.timeZone, refused: page.refused, sourceTime: reply.sourceTime, asks: page.asks)
    }

    /// The body of a reply that Google itself gave with status 200, and its `Date`.
    func reply(
        to url: String, isIncremental: Bool
    ) async throws(CalendarFailure) -> (body: [UInt8], sourceTime: Instant?) {
        var response = try await api.reply(
            to: GoogleAPI.Call(
                url: url, name: "events", timeout: Self.timeout, maximumReplyBytes: Self.maximumPageBytes))
        guard response.status == 200 else { throw api.failure(response, isIncremental: isIncremental) }
        guard response.hasJSONBody else { throw CalendarFailure(.captivePortal, detail: "200, not JSON") }
        // Taken out, not copied: the decoder reads in place.
        var body: [UInt8] = []
        swap(&body, &response.body)
        return (body, response["date"].flatMap(HTTPDate.instant))
    }

    func decode(_ body: consuming [UInt8]) throws(CalendarFailure) -> EventDecoder.Page {
        do { return try decoder.page(body) } catch {
            throw CalendarFailure(.malformedReply, detail: "events: \(error)")
        }
    }
}
