// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import JSON
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

/// The simulated Google has to be as strict as the real one, or the client's tests say nothing.
@Suite struct SimulatedGoogleTests {
    private func get(_ world: World, _ query: String, path: String = "/calendar/v3/calendars/\(World.room)/events")
        async throws
        -> HTTPResponse
    {
        let token = try await world.tokens.token()
        return try reply(
            world,
            HTTPRequest(.get, "https://x\(path)?\(query)", headers: [("Authorization", "Bearer \(token.exposed)")]))
    }

    private func reply(_ world: World, _ request: HTTPRequest) throws -> HTTPResponse {
        guard case .reply(let response) = world.google.answer(request).outcome else { throw HTTPFailure(.connection) }
        return response
    }

    private func texts(_ response: HTTPResponse, _ paths: String...) throws -> [String] {
        try JSONDocument(response.body).values(at: JSONPaths(paths)) { row throws(JSONFailure) in
            paths.indices.map { index in if case .text(let text) = row.value(index) { text } else { "" } }
        }
    }

    @Test(
        "a list request is taken or refused as Google does",
        arguments: [
            ("singleEvents=true", 200, ""),
            ("singleEvents=true&maxResults=1&fields=items(id,start/date),nextSyncToken", 200, ""),
            ("singleEvents=true&timeMin=2026-11-01T00:00:00Z&timeMax=2026-11-02T00:00:00%2B02:00", 200, ""),
            ("singleEvents=true&eventTypes=default&eventTypes=fromGmail&prettyPrint=false&alt=json", 200, ""),
            ("singleEvents=true&unknown=1", 400, "unknown"), ("singleEvents=yes", 400, "singleEvents"),
            ("singleEvents=true&singleEvents=true", 400, "singleEvents"),
            ("singleEvents=true&maxResults=0", 400, "maxResults"),
            ("singleEvents=true&maxResults=many", 400, "maxResults"),
            ("singleEvents=true&timeMin=2026-11-01", 400, "timeMin"),
            ("singleEvents=true&timeMin=2026-11-01T00:00:00", 400, "timeMin"),
            ("singleEvents=true&timeMin=2026-11-01T00:00:00+02:00", 400, "timeMin"),
            ("singleEvents=true&timeMin=2026-11-02T00:00:00Z&timeMax=2026-11-02T00:00:00Z", 400, "timeMax"),
            ("singleEvents=true&fields=items(id", 400, "fields"),
            ("singleEvents=true&fields=items(nothing)", 400, "fields"),
            ("singleEvents=true&fields=", 400, "fields"), ("singleEvents=true&fields=id", 400, "fields"),
            ("singleEvents=true&fields=items/id/x", 400, "fields"),
            ("singleEvents=true&eventTypes=party", 400, "eventTypes"),
            ("singleEvents=true&pageToken=made-up", 400, "pageToken"),
            ("singleEvents=true&syncToken=made-up", 400, "syncToken"),
            ("singleEvents=true&orderBy=startTime", 400, "orderBy"), ("", 400, "singleEvents"),
        ])
    func parameters(query: String, status: Int, location: String) async throws {
        let response = try await get(World(), query)
        #expect(response.status == status)
        #expect(try texts(response, "$.error.errors[0].location") == [location])
        #expect(response["date"] == "Mon, 23 Nov 2026 06:00:00 GMT")
    }

    @Test("a sync token stands beside nothing that bounds the list, and beside what it came with")
    func syncToken() async throws {
        let world = try World()
        let full = try await get(world, "singleEvents=true&maxResults=50&timeMin=2026-11-01T00:00:00Z")
        let token = try texts(full, "$.nextSyncToken")[0]
        let good = "singleEvents=true&maxResults=50&syncToken=\(token)"
        #expect(try await get(world, good).status == 200)
        for bad in [
            "&timeMin=2026-11-01T00:00:00Z", "&timeMax=2026-11-01T00:00:00Z", "&showDeleted=false",
            "&prettyPrint=false",
            "&fields=items", "&showDeleted=true",
        ] {
            #expect(try await get(world, good + bad).status == 400, "\(bad)")
        }
        #expect(try await get(world, "singleEvents=true&syncToken=\(token)").status == 400)
        #expect(try await get(world, "singleEvents=true&maxResults=51&syncToken=\(token)").status == 400)
    }

    @Test("a page token goes on with the same query only")
    func pageToken() async throws {
        let world = try World()
        world.edit { calendar, now in
            for id in ["a", "b"] { calendar.add(id, SimulatedEvent(id, from: now, lasting: .hours(1)), at: now) }
        }
        let first = try await get(world, "singleEvents=true&maxResults=1")
        let token = try texts(first, "$.nextPageToken")[0]
        #expect(try texts(first, "$.nextSyncToken", "$.items[0].id") == ["", "a"])
        let second = try await get(world, "singleEvents=true&maxResults=1&pageToken=\(token)")
        #expect(try texts(second, "$.nextPageToken", "$.items[0].id") == ["", "b"])
        #expect(try !texts(second, "$.nextSyncToken")[0].isEmpty)
        #expect(try await get(world, "singleEvents=true&maxResults=2&pageToken=\(token)").status == 400)
    }

    @Test("requests without a good token, and to other paths, get nothing")
    func access() async throws {
        let world = try World()
        let url = "https://x/calendar/v3/calendars/\(World.room)/events?singleEvents=true"
        #expect(try reply(world, HTTPRequest(.get, url)).status == 401)
        #expect(try reply(world, HTTPRequest(.get, url, headers: [("Authorization", "Bearer made-up")])).status == 401)
        #expect(try await get(world, "singleEvents=true", path: "/calendar/v3/calendars/other/events").status == 404)
        #expect(try await get(world, "", path: "/calendar/v3/colors")["content-type"]?.hasPrefix("text/html") == true)
        world.clock.now = World.start + .seconds(1)
        let token = try await world.tokens.token()
        world.clock.now = World.start + .hours(1)
        let late = HTTPRequest(.get, url, headers: [("Authorization", "Bearer \(token.exposed)")])
        #expect(try reply(world, late).status == 401)
    }

    @Test("a cancelled occurrence has its ID, status, series and place, and nothing more")
    func cancelled() async throws {
        let world = try World()
        let span = MeetingSpan.timed(start: World.start, end: World.start + .hours(1))
        world.edit { calendar, now in
            calendar.addSeries(
                "s", SimulatedEvent("x", span), repeating: SimulatedRecurrence(.daily, count: 2), at: now)
        }
        let token = try texts(try await get(world, "singleEvents=true"), "$.nextSyncToken")[0]
        world.edit { calendar, now in calendar.cancel("s_20261123T060000Z", at: now) }
        let changes = try await get(world, "singleEvents=true&syncToken=\(token)")
        let text = String(decoding: changes.body, as: UTF8.self)
        #expect(
            text.contains(
                #""items":[{"kind":"calendar#event","etag":"\"2\"","id":"s_20261123T060000Z","status":"cancelled","#
                    + #""recurringEventId":"s","originalStartTime":{"dateTime":"2026-11-23T08:00:00+02:00","timeZone":"UTC+7200 s"}}]"#
            ))
    }

    @Test(
        "an assertion is taken only if everything in it is right",
        arguments: [
            "good", "no typ", "alg none", "other kid", "other key", "other issuer", "other audience", "no scope",
            "odd scope",
            "life of 3601 s", "future", "past", "text for a number", "no signature",
        ])
    func assertions(flaw: String) throws {
        let world = try World()
        let account = try World.account.get()
        var header: [(key: String, value: JSONText)] = [
            ("alg", .text(flaw == "alg none" ? "none" : "RS256")),
            ("kid", .text(flaw == "other kid" ? "kid" : account.keyID)),
        ]
        if flaw != "no typ" { header.append(("typ", .text("JWT"))) }
        let issued = World.start.secondsSince1970 + (flaw == "future" ? 301 : flaw == "past" ? -3600 : 0)
        let claims = JSONText.object([
            "iss": .text(flaw == "other issuer" ? "x@example.com" : account.email),
            "aud": .text(flaw == "other audience" ? "https://example.com" : world.google.tokenURI),
            "scope": .text(flaw == "no scope" ? "" : flaw == "odd scope" ? "calendar" : EventsQuery.scope),
            "iat": flaw == "text for a number" ? .text("\(issued)") : .integer(issued),
            "exp": .integer(issued + (flaw == "life of 3601 s" ? 3601 : 3600)),
        ])
        let signed = [JSONText.object(header), claims].map { Base64URL.encode(Array($0.text.utf8)) }.joined(
            separator: ".")
        let key = try flaw == "other key" ? RSAPrivateKey.generate() : RSAPrivateKey(pem: account.privatePEM)
        let signature = flaw == "no signature" ? "" : Base64URL.encode(try key.sign(Array(signed.utf8)))
        let form = PercentEncoding.form([
            (name: "grant_type", value: "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            (name: "assertion", value: "\(signed).\(signature)"),
        ])
        let request = HTTPRequest(
            .post, world.google.tokenURI, headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(form.utf8))
        #expect(try reply(world, request).status == (flaw == "good" ? 200 : 400))
    }

    @Test("the token endpoint takes its form only")
    func tokenForm() throws {
        let world = try World()
        for (type, body) in [
            ("application/json", "grant_type=x&assertion=y"), ("application/x-www-form-urlencoded", ""),
            ("application/x-www-form-urlencoded", "grant_type=x&assertion=y"),
            ("application/x-www-form-urlencoded", "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"),
        ] {
            let request = HTTPRequest(
                .post, world.google.tokenURI, headers: [("Content-Type", type)], body: Array(body.utf8))
            #expect(try reply(world, request).status == 400)
        }
    }

    @Test("a fault strikes the requests it is for, as often as it says")
    func faults() async throws {
        let world = try World()
        world.google.inject(CloudFault(.page(status: 500), on: .events, after: 1, times: 2))
        var statuses: [Int] = []
        for _ in 0..<5 { statuses.append(try await get(world, "singleEvents=true").status) }
        #expect(statuses == [200, 500, 500, 200, 200])
        world.google.inject(CloudFault(.unreachable, on: .token, times: nil))
        #expect(try await get(world, "singleEvents=true").status == 200)
        world.google.inject(CloudFault(.slow(.seconds(9)), on: .events))
        let request = HTTPRequest(.get, "https://x/calendar/v3/calendars/x/events")
        #expect(world.google.answer(request).delay == .seconds(9))
        world.google.inject(CloudFault(.cut, on: .events))
        guard case .cut(let whole, let count) = world.google.answer(request).outcome else {
            Issue.record("not cut")
            return
        }
        #expect(count < whole.body.count)
    }
}

@Suite struct FieldSelectorTests {
    private let value = CloudValue.object([
        ("a", .text("1")), ("b", .object([("c", .integer(2)), ("d", .null)])),
        ("items", .array([.object([("id", .text("x")), ("t", .bool(true))]), .object([("id", .text("y"))])])),
    ])

    @Test(
        "a selector cuts a value as Google documents it",
        arguments: [
            ("a", #"{"a":"1"}"#), ("b", #"{"b":{"c":2,"d":null}}"#), ("b/c", #"{"b":{"c":2}}"#),
            ("a,b(c)", #"{"a":"1","b":{"c":2}}"#), ("items/id", #"{"items":[{"id":"x"},{"id":"y"}]}"#),
            ("items(id,t),a", #"{"a":"1","items":[{"id":"x","t":true},{"id":"y"}]}"#),
            ("b/*", #"{"b":{"c":2,"d":null}}"#),
            ("b/c,b/d", #"{"b":{"c":2,"d":null}}"#), ("b,b/c", #"{"b":{"c":2,"d":null}}"#), ("x", "{}"),
            ("*/id", #"{"a":"1","b":{},"items":[{"id":"x"},{"id":"y"}]}"#),
        ])
    func selection(text: String, expected: String) throws {
        #expect(try #require(FieldSelector(text)).selected(from: value).json.text == expected)
    }

    @Test(
        "anything else is no selector",
        arguments: ["", ",", "a,", ",a", "a(", "a()", "a)", "a(b))", "a//b", "/a", "a/", "a b", "a(b)c", "ä"])
    func badSelectors(text: String) { #expect(FieldSelector(text) == nil) }

    @Test("a name that the schema doesn't have is told with its path")
    func unknown() throws {
        let schema = try #require(FieldSelector("a,b(c,d(e)),f/*"))
        for (text, unknown) in [
            ("a", nil), ("b/d/e", nil), ("b/*", nil), ("f/anything", nil), ("x", "x"), ("b(c,x)", "b/x"),
            ("a/b", "a/b"),
            ("b/d/x", "b/d/x"),
        ] as [(String, String?)] {
            #expect(try #require(FieldSelector(text)).firstUnknown(in: schema) == unknown)
        }
    }
}
