// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import JoinLinks
import RoomCore
import Simulation
import Testing

/// An organiser writes a word into a location, and the meeting gets its join details.
@Suite("Scheduling by keyword, in virtual time")
struct KeywordTests {
    @Test("a word in the location becomes a Google Meet, in the calendar and in the room, within a minute and a half")
    func meeting() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        world.run(.seconds(10))
        world.put("e", "Room 5, @meet")
        world.run(.seconds(90))
        let address = try #require(world.meet("e"))
        let event = try #require(world.event("e"))
        #expect(event.location == "Room 5, @meet \(address)")
        #expect(event.description?.hasPrefix("Agenda\n\n--- room agent ---\nJoin the meeting: \(address)\n") == true)
        #expect(agent.address("e") == address)
        #expect(agent.transport.writes == 2)
        // The room's calendar, and the organiser's, which is closed.
        #expect(agent.transport.reads["event"] == 2)
        world.run(.hours(30))
        #expect(agent.transport.writes == 2)
        #expect(agent.transport.reads["event"] == 2)
        #expect(agent.warnings.isDisjoint(with: [.keywordRefused]))
    }

    @Test("an event without a word costs no request, and without [scheduling] nothing is written")
    func ordinary() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        let plain = try world.start(templates: [])
        for number in 0..<20 { world.put("plain\(number)", "Room \(number), jane@meet.example") }
        world.run(.hours(25))
        #expect(agent.transport.reads["event"] == nil)
        world.stop(agent)
        world.put("e", "@meet")
        world.run(.hours(25))
        #expect(plain.transport.reads["event"] == nil)
        #expect(plain.transport.writes == 0)
        #expect(world.event("e")?.location == "@meet")
    }

    @Test("three agents see the word at the same instant, and it is written once")
    func race() throws {
        for latency in [Duration.zero, .seconds(7)] {
            let world = try KeywordWorld()
            world.google.conferenceLatency = latency
            world.put("e", "@meet")
            for _ in 0..<3 { try world.start() }
            world.run(.minutes(5))
            #expect(world.agents.map(\.transport.writes).reduce(0, +) == 2)
            let event = try #require(world.event("e"))
            let address = try #require(world.meet("e"))
            #expect(event.location == "@meet \(address)")
            #expect(KeywordWorld.blocks(event.description) == 1)
            #expect(world.agents.allSatisfy { $0.address("e") == address })
            #expect(world.agents.allSatisfy { !$0.warnings.contains(.keywordRefused) })
        }
    }

    @Test("three agents with a template of fresh names agree on one")
    func raceOfSpaces() throws {
        let world = try KeywordWorld()
        world.put("e", "@jitsi:space")
        for _ in 0..<3 { try world.start() }
        world.run(.minutes(5))
        #expect(world.agents.map(\.transport.writes).reduce(0, +) == 1)
        #expect(KeywordWorld.blocks(world.event("e")?.description) == 1)
        #expect(Set(world.agents.map { $0.address("e") }).count == 1)
    }

    @Test("agents of three rooms write into the organiser's event, once, and each room has it")
    func threeRooms() throws {
        let world = try KeywordWorld()
        let rooms = (1...3).map { "c_\($0)@resource.calendar.google.com" }
        for room in rooms { world.add(room) }
        world.add(KeywordWorld.organizer)
        world.put("e", "@meet", on: KeywordWorld.organizer)
        for room in rooms {
            world.put("e", "@meet", on: room) { $0.isCopy = true }
            try world.start(room)
        }
        world.run(.minutes(5))
        #expect(world.agents.map(\.transport.writes).reduce(0, +) == 2)
        let address = try #require(world.meet("e", on: KeywordWorld.organizer))
        #expect(KeywordWorld.blocks(world.event("e", on: KeywordWorld.organizer)?.description) == 1)
        #expect(world.agents.allSatisfy { $0.address("e") == address })
    }

    @Test("a meeting that takes time to be made is looked at again, and written when it is there")
    func pending() throws {
        for latency in [Duration.seconds(3), .seconds(40), .minutes(20)] {
            let world = try KeywordWorld()
            world.google.conferenceLatency = latency
            let agent = try world.start()
            world.put("e", "@meet")
            world.run(latency + .minutes(35))
            let address = try #require(world.meet("e"))
            #expect(agent.address("e") == address)
            #expect(agent.transport.writes == 2)
        }
    }

    @Test("a meeting that Google cannot make is asked for three times, a warning says so, and the event is as it was")
    func failing() throws {
        let world = try KeywordWorld()
        world.google.conferencesFail = true
        let agent = try world.start()
        world.put("e", "@meet", at: 48)
        world.run(.hours(3))
        #expect(agent.transport.writes == 3)
        #expect(agent.warnings.contains(.keywordRefused))
        #expect(world.event("e")?.location == "@meet")
        #expect(world.event("e")?.description == "Agenda")
        world.google.conferencesFail = false
        // The next day's full sync asks again.
        world.run(.hours(24))
        #expect(world.meet("e") != nil)
        #expect(!agent.warnings.contains(.keywordRefused))
    }

    @Test("taking the word out takes out what we wrote, byte for byte, and the meeting that was made")
    func removal() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        let body = "<p>Agenda &amp; minutes</p>\n--- room agent ---\nours\n--- room agent, end ---\n"
        world.put("e", "@meet, Room 5", body: body)
        world.run(.minutes(2))
        let address = try #require(world.meet("e"))
        world.change("e") { $0.location = "\(address), Room 5" }
        world.run(.minutes(3))
        let event = try #require(world.event("e"))
        #expect(event.location == ", Room 5")
        #expect(Array((event.description ?? "").utf8) == Array(body.utf8))
        #expect(event.conference == nil || event.conference?.entries.isEmpty == true)
        #expect(event.shared["roomAgentMeeting"] == nil)
        #expect(agent.address("e") == nil)
        world.change("e") { $0.location = "@meet" }
        world.run(.minutes(3))
        let second = try #require(world.meet("e"))
        #expect(second != address)
        #expect(agent.address("e") == second)
    }

    private static let kinds: [CloudFault.Kind] = [
        .cut, .refusal(status: 503, reason: "backendError"), .page(status: 500), .garbage, .unreachable, .portal,
        .wrongShape, .refusal(status: 412, reason: "conditionNotMet"),
        .refusalWithWait(status: 429, reason: "rateLimitExceeded", retryAfter: "5"),
        .refusal(status: 403, reason: "userRateLimitExceeded"), .slow(.seconds(45)),
    ]

    @Test("a fault at any request, before or after it took effect, doubles nothing and loses nothing", arguments: kinds)
    func faults(kind: CloudFault.Kind) throws {
        for skip in 0..<4 {
            let world = try KeywordWorld()
            let agent = try world.start()
            world.run(.seconds(5))
            world.google.inject(CloudFault(kind, on: .edits, after: skip))
            world.put("e", "Room 5, @meet")
            world.run(.minutes(10))
            let address = try #require(world.meet("e"), "\(kind) \(skip)")
            #expect(world.event("e")?.location == "Room 5, @meet \(address)", "\(kind) \(skip)")
            #expect(KeywordWorld.blocks(world.event("e")?.description) == 1)
            #expect(world.event("e")?.description?.hasPrefix("Agenda\n\n") == true)
            #expect(agent.address("e") == address)
            #expect(agent.titles == ["e"])
        }
    }

    @Test("a series is written once for all its occurrences, and a changed occurrence gets its own where it asks")
    func series() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        world.run(.seconds(5))
        world.google.edit(KeywordWorld.room) { calendar, now in
            var pattern = SimulatedEvent("Daily", from: VirtualRoom.morning + .hours(2), lasting: .hours(1))
            pattern.location = "@meet"
            calendar.addSeries("s", pattern, repeating: SimulatedRecurrence(.daily, count: 10), at: now)
        }
        let names = (0..<10).map { day in
            let start = VirtualRoom.morning + .hours(2) + .days(day)
            return SimulatedCalendar.occurrenceID(of: "s", .timed(start: start, end: start + .hours(1)))
        }
        world.change(names[3]) { $0.location = "Elsewhere" }
        world.change(names[4]) { $0.location = "Online, @jitsi" }
        world.change(names[5]) {
            $0.location = "Room 7, @meet"
            $0.description = "Bring cake"
        }
        world.run(.minutes(3))
        let address = try #require(world.meet("s"))
        for name in names.enumerated() where ![3, 4, 5].contains(name.offset) {
            #expect(world.event(name.element)?.location == "@meet \(address)")
            #expect(agent.address(name.element) == address)
        }
        #expect(world.event(names[3])?.location == "Elsewhere")
        #expect(world.event(names[3])?.conference == nil)
        #expect(world.event(names[4])?.location == "Online, @jitsi https://meet.jit.si/alice")
        #expect(world.event(names[5])?.location == "Room 7, @meet \(address)")
        #expect(world.event(names[5])?.description?.hasPrefix("Bring cake\n\n---") == true)
        // The series twice, and three occurrences: one of them lost the word.
        #expect(agent.transport.writes == 5)
        world.run(.days(2))
        #expect(agent.transport.writes == 5)

        world.change("s") { $0.location = nil }
        world.run(.minutes(5))
        #expect(world.event(names[9])?.description == nil || world.event(names[9])?.description == "")
        #expect(KeywordWorld.blocks(world.event(names[5])?.description) == 1)
    }

    @Test("an occurrence of its own is written however far ahead it is, also beyond a page of the series")
    func longSeries() throws {
        let world = try KeywordWorld()
        _ = try world.start()
        world.run(.seconds(5))
        let first = VirtualRoom.morning + .hours(2)
        world.google.edit(KeywordWorld.room) { calendar, now in
            var pattern = SimulatedEvent("Daily", from: first, lasting: .hours(1))
            pattern.location = "@meet"
            calendar.addSeries("s", pattern, repeating: SimulatedRecurrence(.daily, count: 400), at: now)
        }
        let far = SimulatedCalendar.occurrenceID(of: "s", .timed(start: first + .days(300), end: first))
        world.change(far) { $0.location = "Room 7, @meet" }
        world.run(.minutes(5))
        let address = try #require(world.meet("s"))
        #expect(world.event(far)?.location == "Room 7, @meet \(address)")
    }

    @Test("a copy of an event, and a moved one, never share a meeting with the original")
    func copies() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        world.put("e", "@meet")
        world.run(.minutes(2))
        let original = try #require(world.event("e"))
        world.google.edit(KeywordWorld.room) { calendar, now in calendar.add("copy", original, at: now) }
        world.run(.minutes(3))
        let (first, second) = (try #require(world.meet("e")), try #require(world.meet("copy")))
        #expect(first != second)
        #expect(world.event("copy")?.location == "@meet \(second)")
        #expect(world.event("copy")?.description?.contains(text: first) == false)
        #expect(KeywordWorld.blocks(world.event("copy")?.description) == 1)
        #expect(agent.address("copy") == second)
        #expect(agent.address("e") == first)
    }

    @Test("two people have one space for all their meetings; with a third there is another")
    func pair() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        func put(_ id: String, _ people: [String], at hours: Int) {
            world.put(id, "@jitsi:space", at: hours) { event in
                event.attendees += people.map { SimulatedEvent.Attendee($0) }
            }
        }
        put("one", ["bo@example.com"], at: 2)
        world.run(.minutes(2))
        put("two", ["bo@example.com"], at: 4)
        put("three", ["bo@example.com", "cy@example.com"], at: 6)
        put("four", ["cy@example.com"], at: 8)
        world.run(.minutes(3))
        let addresses = ["one", "two", "three", "four"].map { agent.address($0) }
        #expect(addresses[0] != nil)
        #expect(addresses[0] == addresses[1])
        #expect(Set(addresses).count == 3)

        world.stop(agent)
        let second = try world.start(on: agent)
        put("five", ["bo@example.com"], at: 10)
        world.run(.minutes(3))
        #expect(second.address("five") == addresses[0])
        #expect(second.transport.writes == 1)
    }

    @Test("a word that goes while the Meet is being made leaves none behind")
    func changedMind() throws {
        let world = try KeywordWorld()
        world.google.conferenceLatency = .seconds(40)
        let agent = try world.start()
        world.put("e", "@meet")
        world.run(.seconds(65))
        #expect(world.event("e")?.conferenceRequest?.status == "pending")
        world.change("e") { $0.location = nil }
        world.run(.minutes(10))
        #expect(world.event("e")?.conference == nil)
        #expect(world.event("e")?.description == "Agenda")
        #expect(agent.address("e") == nil)
    }

    @Test("an event that may not be written to has a warning with what to do, and is written once it may be")
    func notAllowed() throws {
        let world = try KeywordWorld()
        world.add(KeywordWorld.room, .reader)
        let agent = try world.start()
        world.put("e", "@meet", at: 48)
        world.run(.minutes(2))
        #expect(agent.warnings.contains(.keywordRefused))
        #expect(agent.transport.writes == 0)
        #expect(world.event("e")?.location == "@meet")
        // Nothing is tried over and over.
        let reads = agent.transport.reads["event"]
        world.run(.hours(5))
        #expect(agent.transport.reads["event"] == reads)
        world.google.edit(KeywordWorld.room) { calendar, _ in calendar.roles = [KeywordWorld.user: .writer] }
        world.run(.hours(24))
        #expect(world.meet("e") != nil)
        #expect(!agent.warnings.contains(.keywordRefused))
    }

    @Test("a service account that acts as nobody gets no Meet from Google; one that is there already is used")
    func accountAlone() throws {
        let world = try KeywordWorld()
        let agent = try world.start(actingAs: nil)
        world.put("e", "@meet", at: 48)
        world.put("found", "@meet", at: 50) {
            $0.conference = SimulatedEvent.Conference(
                solution: "hangoutsMeet", entries: [.init(type: "video", uri: "https://meet.google.com/own-meet-now")])
        }
        world.put("other", "@jitsi", at: 52)
        world.run(.hours(20))
        #expect(agent.warnings.contains(.keywordRefused))
        #expect(world.event("e")?.location == "@meet")
        #expect(world.event("found")?.location == "@meet https://meet.google.com/own-meet-now")
        #expect(world.event("other")?.location == "@jitsi https://meet.jit.si/alice")
        #expect(world.google.requests.count { $0.method == "PATCH" } == 3)
    }

    @Test("a copy whose organiser's calendar is closed is refused once, and no other event waits for it")
    func closedOrganizer() throws {
        let world = try KeywordWorld()
        world.put("copy", "@meet") { $0.isCopy = true }
        world.put("e", "@meet", at: 4)
        world.put("open", "@meet", at: 6) {
            $0.isCopy = true
            $0.guestsCanModify = true
        }
        let agent = try world.start()
        world.run(.minutes(3))
        #expect(agent.warnings.contains(.keywordRefused))
        #expect(world.meet("copy") == nil)
        #expect(agent.address("e") == world.meet("e"))
        #expect(world.meet("open") != nil)
        #expect(agent.address("open") == world.meet("open"))
    }

    @Test("an agent that is started anew goes on where the one before was cut off")
    func restart() throws {
        for seconds in [61, 62, 63, 65] {
            let world = try KeywordWorld()
            world.google.conferenceLatency = .seconds(20)
            let first = try world.start()
            world.run(.seconds(2))
            world.put("e", "@meet")
            world.run(.seconds(seconds - 2))
            world.stop(first)
            let second = try world.start(on: first)
            world.run(.minutes(2))
            #expect(world.event("e")?.location == world.meet("e").map { "@meet \($0)" })
            #expect(KeywordWorld.blocks(world.event("e")?.description) == 1)
            #expect(second.address("e") != nil)
        }
    }

    @Test("a thousand invitations with the word spend half of a day's requests at most, and the room goes on looking")
    func flood() throws {
        let world = try KeywordWorld()
        for number in 0..<1000 { world.put("spam\(number)", "@meet", at: 1 + number % 400) }
        let agent = try world.start(perDay: 100)
        world.run(.hours(12))
        let events = (agent.transport.reads["event"] ?? 0) + agent.transport.writes
        #expect((10...55).contains(events))
        #expect(world.google.requests.count { $0.path != ["token"] } <= 110)
        let lists = agent.transport.reads["list"] ?? 0
        world.run(.hours(4))
        #expect(agent.transport.reads["list"] ?? 0 > lists)
    }

    @Test(
        "hostile bodies lose nothing",
        arguments: [
            "--- room agent ---\nJoin the meeting: https://meet.google.com/aaa-bbbb-ccc\n--- room agent, end ---",
            String(repeating: "--- room agent ---\n", count: 300), String(repeating: "<b>", count: 2000),
            String(repeating: "ä", count: 40_000), "<!--", "\u{202E}\u{1}\u{FEFF}\u{7F}", "{\"a\":1}", "",
        ])
    func hostile(body: String) throws {
        let world = try KeywordWorld()
        try world.start()
        world.put("e", "@meet", body: body) {
            $0.shared = ["roomAgentMeeting": "1 0 meet made https://meet.google.com/aaa-bbbb-ccc", "theirs": "x"]
        }
        world.run(.minutes(2))
        let address = try #require(world.meet("e"))
        #expect(world.event("e")?.location == "@meet \(address)")
        #expect(world.event("e")?.description?.utf8.starts(with: body.utf8) == true)
        #expect(world.event("e")?.shared["theirs"] == "x")
        world.change("e") { $0.location = nil }
        world.run(.minutes(3))
        #expect(Array((world.event("e")?.description ?? "").utf8) == Array(body.utf8))
        #expect(world.event("e")?.shared["theirs"] == "x")
    }

    @Test("a text that cannot be written back as it was is not written to")
    func torn() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        world.put("e", "@meet", body: "before\u{0}after")
        world.put("f", "@meet\u{0}after", at: 4)
        world.run(.minutes(5))
        #expect(world.event("e")?.description == "before\u{0}after")
        #expect(world.event("f")?.location == "@meet\u{0}after")
        #expect(agent.transport.writes == 0)
    }

    @Test("a program that takes out what we write has the last word")
    func fight() throws {
        let world = try KeywordWorld()
        let agent = try world.start()
        world.put("e", "@meet", at: 20)
        for _ in 0..<60 {
            world.run(.minutes(3))
            world.change("e") { $0.location = "@meet" }
        }
        world.run(.minutes(3))
        #expect(agent.transport.writes == 8)
        #expect(KeywordWorld.blocks(world.event("e")?.description) == 1)
    }

    @Test("an event that is over, declined or cancelled is not written to")
    func over() throws {
        let world = try KeywordWorld()
        world.put("over", "@meet", at: -3)
        world.put("declined", "@meet") { $0.attendees[0].response = "declined" }
        world.put("gone", "@meet")
        world.google.edit(KeywordWorld.room) { calendar, now in calendar.cancel("gone", at: now) }
        let agent = try world.start()
        world.run(.minutes(3))
        #expect(agent.transport.reads["event"] == nil)
        #expect(agent.transport.writes == 0)
    }

    @Test("the block is in the room's language")
    func language() throws {
        let world = try KeywordWorld()
        try world.start(language: .fi)
        world.put("e", "@meet")
        world.run(.minutes(2))
        #expect(world.event("e")?.description?.contains(text: "Liity kokoukseen: https://meet.google.com/") == true)
    }

    @Test("the room's language is its user's from the very first block on")
    func usersLanguage() throws {
        let world = try KeywordWorld()
        var account = world.account
        account.delegatedScopes.insert(GoogleUserSettings.scope)
        world.google.register(account)
        world.google.userSettings[KeywordWorld.user] = ["locale": "fi"]
        world.put("e", "@meet")
        try world.start(speaksUsersLanguage: true)
        world.run(.minutes(2))
        #expect(world.event("e")?.description?.contains(text: "Liity kokoukseen: https://meet.google.com/") == true)
    }
}
