// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

/// A client and the simulated Google it talks to, with one clock that stands still until a test moves it.
final class World {
    static let room = "c_188@resource.calendar.google.com"
    static let admin = "room-admin@example.com"
    static let start = instant("2026-11-23T06:00:00Z")
    /// Seven days back, 31 days ahead.
    static let window = WindowBounds(earliest: start - .days(7), latest: start + .days(31))

    /// Making a key takes a while, so all tests share one.
    static let account = Result {
        try SimulatedServiceAccount(delegatedScopes: [EventsQuery.scope, GoogleCalendarSource.writingScope])
    }

    final class Clock {
        var now = World.start
    }

    let clock = Clock()
    /// The one calendar's ID.
    let calendar: String
    let google: SimulatedGoogle
    let transport: SimulatedTransport
    let key: ServiceAccountKey
    let tokens: AccessTokenSource
    let source: GoogleCalendarSource

    init(
        role: SimulatedCalendar.Role? = .reader, actingAs subject: String? = nil,
        zone: any TimeZoneRules = FixedOffset(secondsEast: 7200), scopes: [String] = [EventsQuery.scope],
        room: String = World.room
    ) throws {
        let account = try Self.account.get()
        calendar = room
        let clock = clock
        google = SimulatedGoogle(now: { clock.now })
        google.register(account)
        google.users = [Self.admin]
        google.calendars[room] = SimulatedCalendar(
            room, zone: zone, roles: role.map { [subject ?? account.email: $0] } ?? [:])
        transport = SimulatedTransport(google)
        key = try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI))
        tokens = AccessTokenSource(
            key: key, actingAs: subject,
            scopes: scopes,
            transport: transport, now: { clock.now }, jitter: { 0.5 })
        source = GoogleCalendarSource(
            calendar: room, transport: transport, tokens: tokens, linkFinder: LinkFinder(), now: { clock.now })
    }

    func edit(_ change: (inout SimulatedCalendar, Instant) -> Void) { google.edit(Self.room, change) }

    /// All pages of a request, and what came with the last.
    func all(_ scope: CalendarPageRequest.Scope) async throws -> (
        changes: [MeetingChange], last: CalendarPage, pages: Int
    ) {
        var changes: [MeetingChange] = []
        var next: String?
        var pages = 0
        while true {
            let page = try await source.page(CalendarPageRequest(scope, page: next))
            changes += page.changes
            pages += 1
            guard let following = page.nextPage else { return (changes, page, pages) }
            next = following
        }
    }

    /// A full sync, and the cursor it leaves.
    func fullSync(_ bounds: WindowBounds = World.window) async throws -> (window: MeetingWindow, cursor: SyncCursor) {
        let (changes, last, _) = try await all(.full(bounds))
        var window = MeetingWindow()
        window.apply(changes)
        return (window, SyncCursor(token: try #require(last.nextCursor), bounds: bounds))
    }

    /// Applies what changed since the cursor, and moves the cursor on.
    func update(_ window: inout MeetingWindow, _ cursor: inout SyncCursor) async throws {
        let (changes, last, _) = try await all(.changes(since: cursor))
        window.apply(changes)
        cursor.token = try #require(last.nextCursor)
    }

    /// The failure of a request that must not succeed.
    func failure(of scope: CalendarPageRequest.Scope = .full(World.window)) async -> CalendarFailure? {
        do throws(CalendarFailure) {
            _ = try await source.page(CalendarPageRequest(scope))
            return nil
        } catch { return error }
    }
}

extension MeetingWindow {
    mutating func apply(_ changes: [MeetingChange]) {
        for change in changes {
            switch change {
            case .stored(let meeting, _): apply(WindowDelta(stored: [meeting]))
            case .removed(let id): apply(WindowDelta(removed: [id]))
            }
        }
    }

    var titles: [String] { meetings.values.map(\.title.exposed).sorted() }

    subscript(_ id: String) -> Meeting? { meetings[MeetingID(id)] }
}

extension [MeetingChange] {
    var stored: [Meeting] {
        compactMap { if case .stored(let meeting, _) = $0 { meeting } else { nil } }
    }
    var removed: [MeetingID] {
        compactMap { if case .removed(let id) = $0 { id } else { nil } }
    }
    var details: [MeetingDetails] {
        compactMap { if case .stored(_, let details) = $0 { details } else { nil } }
    }
}

/// An instant by its RFC 3339 text, which is right in a test.
func instant(_ text: String) -> Instant {
    guard let instant = RFC3339.instant(text) else { preconditionFailure("\(text) is no time") }
    return instant
}
