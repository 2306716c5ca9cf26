// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import RoomCore
import Simulation
import Testing

/// The block in a description is in its organiser's language, where Google tells it.
@Suite("The organiser's language, in virtual time")
struct OrganizerLanguageTests {
    private static let aino = "aino@example.com"

    /// Organisers as Google tells of them; `granted` are the scopes of the delegation.
    private static func world(
        granted: Set<String> = [GoogleUserSettings.scope], domains: [String] = []
    ) throws -> (KeywordWorld, OrganizerBook) {
        let world = try KeywordWorld()
        var account = world.account
        account.delegatedScopes = granted.union([GoogleCalendarSource.writingScope])
        world.google.register(account)
        world.google.users.formUnion([aino, "bob@example.com"])
        world.google.userSettings = [aino: ["locale": "fi"], "bob@example.com": ["locale": "en_GB"]]
        let key = try ServiceAccountKey(json: account.keyFile(tokenURI: world.google.tokenURI))
        let (loop, google) = (world.loop, world.google)
        let book = OrganizerBook(domains: VerifiedDomains(domains), loop: loop, journal: ListedJournal()) { organizer in
            let transport = SimulatedTransport(google, loop: loop)
            let tokens = AccessTokenSource(
                key: key, actingAs: organizer.exposed, scopes: [GoogleUserSettings.scope], transport: transport,
                now: { loop.now.wall })
            return GoogleUserSettings(transport: transport, tokens: tokens, now: { loop.now.wall })
        }
        return (world, book)
    }

    private static func put(_ id: String, by organizer: String, in world: KeywordWorld) {
        world.put(id, "@meet", at: 48) { $0.organizer = SimulatedEvent.Attendee(organizer) }
        world.run(.minutes(3))
    }

    private static func asked(_ world: KeywordWorld) -> Int {
        world.google.requests.count { $0.path.contains("settings") }
    }

    @Test("each organiser has the block in their own language, and is asked for once a day")
    func each() throws {
        let (world, book) = try Self.world()
        let agent = try world.start(languages: book)
        world.run(.seconds(10))
        for (id, organizer) in [("a", Self.aino), ("b", "bob@example.com"), ("c", Self.aino)] {
            Self.put(id, by: organizer, in: world)
        }
        for id in ["a", "c"] { #expect(world.event(id)?.description?.contains("Liity kokoukseen:") == true) }
        #expect(world.event("b")?.description?.contains("Join the meeting:") == true)
        #expect(Self.asked(world) == 2)
        #expect(book.requests == 2)
        // Read again, it is as it should be, in whichever language.
        world.run(.hours(25))
        let writes = agent.transport.writes
        #expect(world.event("a")?.description?.contains("Liity kokoukseen:") == true)
        world.change("a") { $0.location = "Room 5" }
        world.run(.minutes(3))
        #expect(world.event("a")?.description == "Agenda")
        #expect(agent.transport.writes > writes)
    }

    @Test(
        "where the scope was not granted, nobody is asked for again that day, and the block is in the room's language")
    func refused() throws {
        let (world, book) = try Self.world(granted: [])
        try world.start(language: .fi, languages: book)
        world.run(.seconds(10))
        let tokens = { world.google.requests.count { $0.path == ["token"] } }
        Self.put("a", by: "bob@example.com", in: world)
        let before = tokens()
        Self.put("b", by: Self.aino, in: world)
        #expect(tokens() == before)
        for id in ["a", "b"] { #expect(world.event(id)?.description?.contains("Liity kokoukseen:") == true) }
        #expect(Self.asked(world) == 0)
    }

    @Test("an unknown organiser, one outside the domains, and one whose language has no texts: the room's language")
    func others() throws {
        let (world, book) = try Self.world(domains: ["example.com"])
        world.google.userSettings["bob@example.com"] = ["locale": "pt_BR"]
        try world.start(languages: book)
        world.run(.seconds(10))
        for (id, organizer) in [("a", "gone@example.com"), ("b", "bob@example.com"), ("c", "eve@other.example")] {
            Self.put(id, by: organizer, in: world)
            #expect(world.event(id)?.description?.contains("Join the meeting:") == true, "\(organizer)")
        }
        #expect(Self.asked(world) == 1)
    }

    @Test(
        "trouble costs no meeting its link, and is tried again after an hour",
        arguments: [
            CloudFault.Kind.unreachable, .page(status: 503), .portal, .garbage, .cut,
            .refusal(status: 429, reason: "rateLimitExceeded"),
        ])
    func trouble(_ fault: CloudFault.Kind) throws {
        let (world, book) = try Self.world()
        world.google.inject(CloudFault(fault, on: .people))
        try world.start(languages: book)
        world.run(.seconds(10))
        Self.put("a", by: Self.aino, in: world)
        Self.put("b", by: Self.aino, in: world)
        for id in ["a", "b"] { #expect(world.event(id)?.description?.contains("Join the meeting:") == true) }
        world.run(.minutes(61))
        Self.put("c", by: Self.aino, in: world)
        #expect(world.event("c")?.description?.contains("Liity kokoukseen:") == true)
    }
}
