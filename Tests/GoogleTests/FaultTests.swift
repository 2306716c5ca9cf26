// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

/// What the client makes of a cloud, or a way to it, that misbehaves.
@Suite struct FaultTests {
    private struct Row: Sendable {
        var kind: CloudFault.Kind
        var reason: CalendarFailure.Reason
        var wait: Duration?

        init(_ kind: CloudFault.Kind, _ reason: CalendarFailure.Reason, wait: Duration? = nil) {
            self.kind = kind
            self.reason = reason
            self.wait = wait
        }
    }

    private static let rows: [Row] = [
        Row(.refusal(status: 403, reason: "forbidden"), .forbidden),
        Row(.refusal(status: 404, reason: "notFound"), .calendarNotFound),
        Row(.refusal(status: 403, reason: "userRateLimitExceeded"), .rateLimited),
        Row(.refusal(status: 403, reason: "quotaExceeded"), .quotaExhausted),
        Row(.refusal(status: 403, reason: "accessNotConfigured"), .apiDisabled),
        Row(
            .refusalWithWait(status: 429, reason: "rateLimitExceeded", retryAfter: "90"), .rateLimited,
            wait: .seconds(90)),
        Row(
            .refusalWithWait(status: 503, reason: "backendError", retryAfter: "Mon, 23 Nov 2026 06:05:00 GMT"),
            .serverError,
            wait: .seconds(300)),
        Row(.refusal(status: 500, reason: "backendError"), .serverError), Row(.page(status: 502), .serverError),
        Row(.portal, .captivePortal), Row(.redirect, .captivePortal), Row(.page(status: 403), .captivePortal),
        Row(.garbage, .malformedReply), Row(.wrongShape, .malformedReply), Row(.cut, .malformedReply),
        Row(.unreachable, .unreachable), Row(.noSuchHost, .unreachable), Row(.untrusted, .untrustedCertificate),
    ]

    @Test("each fault of the calendar has its reason, and is over when it is over", arguments: rows.indices)
    func events(index: Int) async throws {
        let row = Self.rows[index]
        let world = try World()
        world.google.inject(CloudFault(row.kind, on: .events))
        let failure = await world.failure()
        #expect(failure?.reason == row.reason)
        #expect(failure?.retryAfter == row.wait)
        #expect(await world.failure() == nil)
    }

    @Test("a fault on the third page fails that page, and the page can be asked for again")
    func laterPage() async throws {
        let world = try World()
        world.google.longestPage = 1
        world.edit { calendar, now in
            for index in 0..<4 {
                calendar.add("e\(index)", SimulatedEvent("e", from: now + .hours(index), lasting: .hours(1)), at: now)
            }
        }
        world.google.inject(CloudFault(.page(status: 500), on: .events, after: 2))
        let first = try await world.source.page(CalendarPageRequest(.full(World.window)))
        let second = try await world.source.page(CalendarPageRequest(.full(World.window), page: first.nextPage))
        let third = CalendarPageRequest(.full(World.window), page: second.nextPage)
        await #expect(throws: CalendarFailure(.serverError, detail: "500, not JSON")) {
            try await world.source.page(third)
        }
        #expect(try await world.source.page(third).changes.count == 1)
    }

    @Test("after a 401 one new token is asked for, and that is all")
    func revoked() async throws {
        let world = try World()
        _ = try await world.fullSync()
        world.google.revokeAccessTokens()
        #expect(await world.failure() == nil)
        #expect(world.google.requests.map(\.path.last) == ["token", "events", "events", "token", "events"])

        world.google.inject(CloudFault(.refusal(status: 401, reason: "authError"), on: .events, times: nil))
        let failure = await world.failure()
        #expect(failure == CalendarFailure(.unauthorized, detail: "401 authError"))
        #expect(world.google.requests.map(\.path.last).suffix(3) == ["events", "token", "events"])
    }

    @Test("a calendar that isn't shared, and one that doesn't exist, is not found")
    func notShared() async throws {
        #expect(await (try World(role: nil)).failure()?.reason == .calendarNotFound)
        let world = try World()
        world.google.calendars = [:]
        #expect(await world.failure()?.reason == .calendarNotFound)
    }

    @Test("a token without the scope is refused by the calendar")
    func missingScope() async throws {
        let world = try World(scopes: ["https://www.googleapis.com/auth/calendar.settings.readonly"])
        #expect(await world.failure() == CalendarFailure(.scopeNotGranted, detail: "403 insufficientPermissions"))
    }

    @Test("a page that names itself as the next is not followed")
    func loop() async throws {
        let world = try World()
        let body = #"{"items":[],"nextPageToken":"again"}"#
        let source = GoogleCalendarSource(
            calendar: World.room,
            transport: Canned(
                HTTPResponse(status: 200, headers: [("content-type", "application/json")], body: Array(body.utf8))),
            tokens: world.tokens, linkFinder: LinkFinder(), now: { World.start })
        #expect(try await source.page(CalendarPageRequest(.full(World.window))).nextPage == "again")
        await #expect(throws: CalendarFailure.self) {
            try await source.page(CalendarPageRequest(.full(World.window), page: "again"))
        }
    }

    @Test("JSON that is no list does not say that nothing is there: neither of a page, nor of the window's edge")
    func noList() async throws {
        let world = try World()
        for body in ["{}", "[]", "null", #"{"kind":"x","nextSyncToken":"s"}"#] {
            let source = GoogleCalendarSource(
                calendar: World.room,
                transport: Canned(
                    HTTPResponse(status: 200, headers: [("content-type", "application/json")], body: Array(body.utf8))),
                tokens: world.tokens, linkFinder: LinkFinder(), now: { World.start })
            for scope in [CalendarPageRequest.Scope.full(World.window), .edge(World.window)] {
                let failure = await #expect(throws: CalendarFailure.self, "\(body)") {
                    try await source.page(CalendarPageRequest(scope))
                }
                #expect(failure?.reason == .malformedReply)
            }
            await #expect(throws: EditFailure.self, "\(body)") {
                try await source.occurrences(
                    of: MeetingID("weekly"), from: World.start, page: nil, on: CalendarID(World.room))
            }
        }
    }

    @Test("nothing private is in a page's description, a failure or a request's record of it")
    func privacy() async throws {
        let world = try World()
        world.edit { calendar, now in
            var event = SimulatedEvent("Merger", from: now, lasting: .hours(1), location: "https://zoom.us/j/5551234")
            event.attendees = [.init("eve@example.com", name: "Eve")]
            event.description = "Merger with Acme"
            calendar.add("secretid", event, at: now)
        }
        let page = try await world.source.page(CalendarPageRequest(.full(World.window)))
        var dumped = ""
        dump(page, to: &dumped)
        for text in ["\(page)", String(reflecting: page), dumped] {
            for secret in ["Merger", "eve@", "Eve", "5551234", "Acme", "secretid"] { #expect(!text.contains(secret)) }
            #expect(page.nextCursor.map { !text.contains($0.exposed) } ?? false)
        }
        let token = try await world.tokens.token()
        #expect(!"\(token)".contains("ya29"))
        world.google.inject(CloudFault(.refusal(status: 404, reason: "notFound"), on: .events))
        #expect(!"\(String(describing: await world.failure()))".contains("resource.calendar"))
    }

    @Test("calendar IDs of all kinds reach Google as they are")
    func calendarIDs() async throws {
        for id in [
            "en.finnish#holiday@group.v.calendar.google.com", "a/b?c=d&e%2F@example.com", "primary", "ä@example.com",
        ] {
            let world = try World(room: id)
            #expect(try await world.source.page(CalendarPageRequest(.full(World.window))).changes.isEmpty)
        }
    }

    @Test("the API's root may have a path and a slash at its end")
    func roots() {
        for root in ["http://127.0.0.1:8080", "http://127.0.0.1:8080/", "https://proxy.example/google//"] {
            let url = EventsQuery(root: root, calendar: "x").probeURL(at: World.start)
            #expect(
                url.hasPrefix(
                    root == "https://proxy.example/google//"
                        ? "https://proxy.example/google/calendar/v3" : "http://127.0.0.1:8080/calendar/v3/"))
        }
    }
}
