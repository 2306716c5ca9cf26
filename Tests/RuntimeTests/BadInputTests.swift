// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import RoomCore
import Simulation
import Testing

/// What a whole room makes of each thing that can go wrong between it and its calendar (docs/google-sync.md, "What the
/// room shows, and when it asks again"): what it shows, when it asks again, and that nothing it knows is lost.
@Suite("Bad input and faults, in virtual time")
struct BadInputTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var kind: CloudFault.Kind
        var target = CloudFault.Target.events
        /// What status says after a quarter of an hour.
        var warning: String
        /// From the first failure to the next attempt, and what that may be more by what was asked for.
        var again: Duration
        /// From the end of the trouble until the calendar is read, at most.
        var backIn: Duration

        init(
            _ name: String, _ kind: CloudFault.Kind, on target: CloudFault.Target = .events, _ warning: String,
            again: Duration, backIn: Duration
        ) {
            self.name = name
            self.kind = kind
            self.target = target
            self.warning = warning
            self.again = again
            self.backIn = backIn
        }

        /// An error of the API.
        init(_ status: Int, _ reason: String, _ warning: String, again: Duration, backIn: Duration) {
            self.init(
                "\(status) \(reason)", .refusal(status: status, reason: reason), warning, again: again, backIn: backIn)
        }

        /// One of the token's endpoint.
        init(token status: Int, _ reason: String, _ warning: String, again: Duration, backIn: Duration) {
            self.init(
                "token \(status) \(reason)", .refusal(status: status, reason: reason), on: .token, warning,
                again: again, backIn: backIn)
        }

        var testDescription: String { name }
    }

    private static let way = (again: Duration.seconds(5), backIn: Duration.minutes(7))
    private static let trouble = (again: Duration.seconds(15), backIn: Duration.minutes(13))
    private static let limit = (again: Duration.seconds(30), backIn: Duration.minutes(20))
    private static let rights = (again: Duration.seconds(30), backIn: Duration.minutes(7))
    private static let quota = (again: Duration.hours(1), backIn: Duration.hours(5))

    static let rows: [Row] = [
        // The way to Google.
        Row("no route", .unreachable, "network-down", again: way.again, backIn: way.backIn),
        Row("no such host", .noSuchHost, "network-down", again: way.again, backIn: way.backIn),
        Row("no answer", .slow(.seconds(100)), "network-down", again: way.again, backIn: way.backIn),
        Row("TLS fails", .untrusted, "certificate-untrusted", again: way.again, backIn: way.backIn),
        Row("HTML with 200", .portal, "captive-portal", again: way.again, backIn: way.backIn),
        Row("a redirect to another host", .redirect, "captive-portal", again: way.again, backIn: way.backIn),
        Row("HTML with 403", .page(status: 403), "captive-portal", again: way.again, backIn: way.backIn),
        // Answers that are none.
        Row("garbage JSON", .garbage, "malformed-reply", again: trouble.again, backIn: trouble.backIn),
        Row("JSON of another shape", .wrongShape, "malformed-reply", again: trouble.again, backIn: trouble.backIn),
        Row("a cut answer", .cut, "malformed-reply", again: trouble.again, backIn: trouble.backIn),
        Row("100 MB", .oversized, "malformed-reply", again: trouble.again, backIn: trouble.backIn),
        // Google's own trouble.
        Row(500, "backendError", "server-error", again: trouble.again, backIn: trouble.backIn),
        Row(503, "backendError", "server-error", again: trouble.again, backIn: trouble.backIn),
        Row("HTML with 502", .page(status: 502), "server-error", again: trouble.again, backIn: trouble.backIn),
        Row(
            "503 with Retry-After", .refusalWithWait(status: 503, reason: "backendError", retryAfter: "600"),
            "server-error", again: .seconds(602.5), backIn: trouble.backIn),
        Row(token: 503, "temporarily_unavailable", "server-error", again: trouble.again, backIn: trouble.backIn),
        // Limits.
        Row(403, "rateLimitExceeded", "rate-limited", again: limit.again, backIn: limit.backIn),
        Row(403, "userRateLimitExceeded", "rate-limited", again: limit.again, backIn: limit.backIn),
        Row(429, "rateLimitExceeded", "rate-limited", again: limit.again, backIn: limit.backIn),
        Row(
            "429 with Retry-After", .refusalWithWait(status: 429, reason: "rateLimitExceeded", retryAfter: "90"),
            "rate-limited", again: .seconds(92.5), backIn: limit.backIn),
        Row(403, "dailyLimitExceeded", "quota-exhausted", again: quota.again, backIn: quota.backIn),
        Row(403, "quotaExceeded", "quota-exhausted", again: quota.again, backIn: quota.backIn),
        Row(403, "calendarUsageLimitsExceeded", "quota-exhausted", again: quota.again, backIn: quota.backIn),
        // Rights.
        Row(401, "authError", "unauthorized", again: rights.again, backIn: rights.backIn),
        Row(403, "forbidden", "calendar-forbidden", again: rights.again, backIn: rights.backIn),
        Row(403, "accessNotConfigured", "api-disabled", again: rights.again, backIn: rights.backIn),
        Row(403, "insufficientPermissions", "scope-not-granted", again: rights.again, backIn: rights.backIn),
        Row(404, "notFound", "calendar-not-found", again: rights.again, backIn: rights.backIn),
        Row(token: 401, "unauthorized_client", "scope-not-granted", again: rights.again, backIn: rights.backIn),
        Row(token: 400, "invalid_grant", "grant-refused", again: rights.again, backIn: rights.backIn),
        // Of our own request.
        Row(400, "badRequest", "request-refused", again: limit.again, backIn: limit.backIn),
        Row(410, "deleted", "server-error", again: trouble.again, backIn: trouble.backIn),
    ]

    @Test("the room shows what it knows, says what is wrong, asks again in time, and is right again", arguments: rows)
    func row(_ row: Row) throws {
        let room = try VirtualRoom.running(("review", 600), to: 2)
        if row.target == .token { room.google.revokeAccessTokens() }
        room.google.inject(CloudFault(row.kind, on: row.target, times: nil))
        room.add("late", at: 700)
        let hasFailed = { room.status?.sync.failuresInARow == 1 }
        let came = room.loop.run(until: hasFailed, limit: .minutes(3))
        #expect(came)
        let next = try #require(room.status?.sync.nextAttempt)
        #expect(abs((next - room.loop.now.uptime - row.again).wholeMilliseconds) < 1000, "\(row.name)")

        room.loop.run(for: .minutes(15))
        #expect(room.warnings.contains(row.warning), "\(room.warnings)")
        #expect(room.titles == ["review"])
        #expect(room.devices.screen[1] == "Free until 18:00")
        #expect(room.status?.sync.refusedEvents == 0)
        // Nor does a power cut in the middle of it take anything.
        room.kill()
        try room.start()
        room.loop.run(for: .seconds(2))
        #expect(room.titles == ["review"])
        #expect(room.devices.screen[1] == "Free until 18:00")
        room.loop.run(for: .minutes(15))
        #expect(room.titles == ["review"])

        room.google.clearFaults()
        room.loop.run(for: row.backIn)
        #expect(room.titles == ["review", "late"])
        #expect(room.warnings == [])
    }

    @Test("an expired cursor costs a full sync at once, and no warning", arguments: [410, 400])
    func cursor(status: Int) throws {
        let room = try VirtualRoom.running(("review", 600), to: 2)
        room.google.inject(
            CloudFault(.refusal(status: status, reason: status == 410 ? "fullSyncRequired" : "badRequest"), on: .events)
        )
        room.add("late", at: 700)
        let before = room.status?.sync.fullSyncs ?? 0
        room.run(to: 4)
        #expect(room.titles == ["review", "late"])
        #expect(room.status?.sync.fullSyncs == before + 1)
        #expect(room.status?.sync.failuresInARow == 0)
        #expect(room.warnings == [])
    }

    @Test("a token that dies between two pages is replaced, and the sync goes on where it was")
    func tokenMidPage() throws {
        let room = try VirtualRoom()
        room.google.longestPage = 2
        for number in 0..<7 { room.add("m\(number)", at: 300 + number) }
        room.google.inject(CloudFault(.refusal(status: 401, reason: "authError"), on: .events, after: 2))
        try room.start()
        room.run(to: 1)
        #expect(room.titles.count == 7)
        #expect(room.google.requests.filter { $0.path == ["token"] }.count == 2)
        #expect(room.status?.sync.fullSyncs == 1)
        #expect(room.warnings == [])
    }

    @Test("a sync that fails on a later page leaves the window as it was, and the next one brings all of it")
    func laterPage() throws {
        let room = try VirtualRoom.running(("review", 600), to: 2)
        room.google.longestPage = 1
        for number in 0..<3 { room.add("m\(number)", at: 300 + number) }
        room.google.inject(CloudFault(.cut, on: .events, after: 2))
        let came = room.loop.run(until: { room.status?.sync.failuresInARow == 1 }, limit: .minutes(2))
        #expect(came)
        #expect(room.titles == ["review"])
        room.loop.run(for: .minutes(1))
        #expect(room.titles == ["m0", "m1", "m2", "review"])
        #expect(room.warnings == [])
    }

    @Test("a clock that is off by a day is told as such, and shows and loses nothing", arguments: [1, -1])
    func clockOff(days: Int) throws {
        let room = try VirtualRoom.running(("review", 600), to: 5)
        room.google.revokeAccessTokens()
        room.cloudClock.lead = .days(days)
        room.add("late", at: 700)
        room.run(to: 25)
        #expect(room.warnings.contains("clock-wrong"), "\(room.warnings)")
        #expect(room.titles == ["review"])
        #expect(room.devices.screen[1] == "Free until 18:00")
        room.cloudClock.lead = .zero
        room.run(to: 35)
        #expect(room.titles == ["review", "late"])
        #expect(room.warnings == [])
    }

    /// A field of another type than Google's schema gives it.
    static let wrongTypes: [(field: String, value: CloudValue)] = [
        ("summary", .integer(7)), ("status", .array([])), ("start", .text("tomorrow")), ("end", .integer(5)),
        ("start", .object([("dateTime", .text("yesterday"))])), ("attendees", .text("eve")),
        ("location", .object([])), ("description", .integer(1)),
        ("hangoutLink", .integer(1)), ("eventType", .integer(1)),
        ("transparency", .array([])), ("visibility", .integer(0)),
        ("recurringEventId", .integer(3)), ("etag", .object([])),
    ]

    @Test("an event with a field of a wrong type is left out and counted, and none of its neighbours with it")
    func wrongTypes() throws {
        for (field, value) in Self.wrongTypes {
            let room = try VirtualRoom.running(("review", 600), ("odd", 700), to: 2)
            #expect(room.titles == ["review", "odd"])
            room.edit { calendar, now in calendar.change("odd", at: now) { $0.extra = [(field, value)] } }
            room.add("late", at: 800)
            room.run(to: 4)
            #expect(room.titles == ["review", "late"], "\(field)")
            #expect(room.status?.sync.refusedEvents == 1, "\(field)")
            #expect(room.warnings == ["events-refused"], "\(field)")
            #expect(room.status?.sync.failuresInARow == 0, "\(field)")
            room.edit { calendar, now in calendar.change("odd", at: now) { $0.extra = [] } }
            room.run(to: 6)
            #expect(room.titles == ["review", "odd", "late"], "\(field)")
            #expect(room.warnings == [], "\(field)")
        }
    }

    @Test("a text in the place of an object within an event counts as none, and the event is shown without it")
    func noObject() throws {
        let room = try VirtualRoom.running(("review", 600), to: 2)
        room.edit { calendar, now in
            calendar.change("review", at: now) {
                $0.extra = [
                    ("attendees", .array([.text("eve")])), ("conferenceData", .text("x")), ("organizer", .text("eve")),
                ]
            }
        }
        room.run(to: 4)
        #expect(room.titles == ["review"])
        #expect(room.status?.sync.refusedEvents == 0)
        #expect(room.warnings == [])
    }
}
