// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation
import Testing

/// Whose vacation responder is watched is out of office from its start to its end, wherever that is told.
@Suite("Watched people, in virtual time")
struct PeopleTests {
    static let anna = "anna@example.com"
    private static let morning = VirtualRoom.morning

    private static func room(_ vacation: SimulatedVacation = SimulatedVacation(isOn: false)) throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.watched = [anna]
        room.addPerson(anna, vacation)
        return room
    }

    private static func asked(_ room: VirtualRoom) -> Int {
        room.google.requests.count { $0.path.first == "gmail" }
    }

    private static func person(_ room: VirtualRoom) -> PersonState? { room.status?.sync.people.first }

    /// What came of an order.
    private static func want(_ room: VirtualRoom, _ isWanted: Bool) throws -> PersonState {
        var answers: [PersonState] = []
        #expect(try #require(room.people).want(anna, isWanted) { person, _ in answers.append(person) })
        room.loop.run(for: .seconds(5))
        return try #require(answers.first)
    }

    @Test("an absence begins and ends at the minute, though the responder is read once an hour")
    func range() throws {
        let room = try Self.room(
            SimulatedVacation(from: Self.morning + .minutes(90), until: Self.morning + .minutes(150)))
        try room.start()
        room.run(to: 1)
        #expect(Self.person(room)?.word == "in-office")
        #expect(Self.person(room)?.account.phase == .active)
        #expect(Self.asked(room) == 1)
        room.run(to: 89)
        #expect(room.drainEvents().filter { $0.hasSuffix("Office") } == [])
        room.run(to: 91)
        #expect(Self.person(room)?.absence?.until == Self.morning + .minutes(150))
        #expect(room.drainEvents() == ["OutOfOffice"])
        #expect(room.devices.screen.contains { $0.hasPrefix("anna ") })
        room.run(to: 151)
        #expect(Self.person(room)?.word == "in-office")
        #expect(room.drainEvents() == ["BackInOffice"])
        #expect(!room.devices.screen.contains { $0.hasPrefix("anna ") })
        let before = Self.asked(room)
        room.run(to: 151 + 10 * 60)
        #expect((9...11).contains(Self.asked(room) - before))
    }

    @Test("an open absence, a past one, and one that is switched off")
    func others() throws {
        for (vacation, word) in [
            (SimulatedVacation(), "out-of-office"), (SimulatedVacation(isOn: false), "in-office"),
            (SimulatedVacation(until: Self.morning - .minutes(1)), "in-office"),
            (SimulatedVacation(from: Self.morning - .days(1)), "out-of-office"),
        ] {
            let room = try Self.room(vacation)
            try room.start()
            room.run(to: 1)
            #expect(Self.person(room)?.word == word)
        }
        // 0 stands for no time.
        var vacation = SimulatedVacation()
        (vacation.start, vacation.end) = ("0", "0")
        let room = try Self.room(vacation)
        try room.start()
        room.run(to: 1)
        #expect(Self.person(room)?.absence == Absence())
    }

    @Test("a notice of push has the responders read soon, and many have them read seldom")
    func notices() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        #expect(Self.asked(room) == 1)
        room.google.vacations[Self.anna] = SimulatedVacation()
        room.people?.look()
        room.run(to: 11)
        #expect(Self.person(room)?.word == "out-of-office")
        for minute in 12...60 {
            room.people?.look()
            room.run(to: minute)
        }
        #expect(Self.asked(room) <= 13)
        for minute in 61...(24 * 60) {
            room.people?.look()
            room.run(to: minute)
        }
        #expect(Self.asked(room) <= 100)
    }

    @Test("a sync that somebody asks for reads them, too")
    func sync() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 10)
        room.google.vacations[Self.anna] = SimulatedVacation()
        room.keeper?.syncNow { _ in }
        room.run(to: 11)
        #expect(Self.person(room)?.word == "out-of-office")
    }

    @Test("a clock that was set is looked at at once")
    func clock() throws {
        let room = try Self.room(SimulatedVacation(from: Self.morning + .days(2)))
        try room.start()
        room.run(to: 1)
        #expect(Self.person(room)?.word == "in-office")
        room.loop.stepClock(by: .days(3))
        room.loop.run(for: .seconds(2))
        #expect(Self.person(room)?.word == "out-of-office")
    }

    @Test(
        "trouble that passes leaves what was known for a day, and is tried again",
        arguments: [
            CloudFault.Kind.unreachable, .page(status: 503), .portal, .redirect, .garbage, .wrongShape, .cut,
            .oversized,
            .untrusted, .refusal(status: 429, reason: "rateLimitExceeded"),
            .refusal(status: 403, reason: "dailyLimitExceeded"), .refusal(status: 500, reason: "backendError"),
        ])
    func trouble(_ fault: CloudFault.Kind) throws {
        let room = try Self.room(SimulatedVacation(until: Self.morning + .days(9)))
        try room.start()
        room.run(to: 1)
        room.google.inject(CloudFault(fault, on: .people, times: nil))
        room.run(to: 20 * 60)
        #expect(Self.person(room)?.word == "out-of-office")
        #expect(Self.person(room)?.account.phase == .active)
        #expect(!room.warnings.contains("vacation-unreadable"))
        room.run(to: 26 * 60)
        #expect(Self.person(room)?.word == "unknown")
        #expect(!room.devices.screen.contains { $0.hasPrefix("anna ") })
        #expect(room.drainEvents().filter { $0.hasSuffix("Office") } == ["OutOfOffice"])
        room.google.clearFaults()
        room.run(to: 28 * 60)
        #expect(Self.person(room)?.word == "out-of-office")
        // It is no news.
        #expect(room.drainEvents().filter { $0.hasSuffix("Office") } == [])
    }

    @Test("what was read is unknown a day later at the minute, whenever it is asked for next")
    func dayOld() throws {
        let room = try Self.room(SimulatedVacation())
        try room.start()
        room.run(to: 1)
        let read = try #require(Self.person(room)?.readAt)
        room.google.inject(CloudFault(.unreachable, on: .people, times: nil))
        room.run(to: 24 * 60 - 2)
        #expect(Self.person(room)?.word == "out-of-office")
        room.loop.run(for: read + .hours(24) + .seconds(2) - room.loop.now.wall)
        #expect(Self.person(room)?.word == "unknown")
    }

    @Test("who comes back while nobody could know it is told to be back")
    func backUnseen() throws {
        let room = try Self.room(SimulatedVacation())
        try room.start()
        room.run(to: 1)
        room.google.inject(CloudFault(.unreachable, on: .people, times: nil))
        room.run(to: 26 * 60)
        room.google.clearFaults()
        room.google.vacations[Self.anna] = SimulatedVacation(isOn: false)
        room.run(to: 28 * 60)
        #expect(room.drainEvents().filter { $0.hasSuffix("Office") } == ["OutOfOffice", "BackInOffice"])
    }

    @Test(
        "a refusal puts the account in error and makes the person unknown, with a warning; it mends itself",
        arguments: [
            CloudFault.Kind.refusal(status: 403, reason: "insufficientPermissions"),
            .refusal(status: 403, reason: "forbidden"), .refusal(status: 403, reason: "accessNotConfigured"),
            .refusal(status: 404, reason: "notFound"), .refusal(status: 400, reason: "failedPrecondition"),
        ])
    func refused(_ fault: CloudFault.Kind) throws {
        let room = try Self.room(SimulatedVacation())
        try room.start()
        room.run(to: 1)
        room.google.inject(CloudFault(fault, on: .people, times: nil))
        room.run(to: 2 * 60)
        #expect(Self.person(room)?.word == "unknown")
        #expect(Self.person(room)?.account.phase == .error)
        #expect(Self.person(room)?.account.refusal != nil)
        #expect(room.warnings.contains("vacation-unreadable"))
        let before = Self.asked(room)
        room.run(to: 26 * 60)
        #expect(Self.asked(room) - before <= 7)
        room.google.clearFaults()
        let person = try Self.want(room, true)
        #expect(person.account.phase == .active)
        #expect(person.word == "out-of-office")
        room.loop.run(for: .minutes(1))
        #expect(!room.warnings.contains("vacation-unreadable"))
    }

    @Test("a scope that was not granted, and a person whom nobody knows, are told by the token")
    func token() throws {
        let room = try VirtualRoom()
        room.watched = [Self.anna, "nobody@example.com"]
        room.addPerson(Self.anna)
        room.google.register(room.account)
        try room.start()
        room.run(to: 2)
        let people = room.status?.sync.people ?? []
        #expect(people.map(\.account.phase) == [.error, .error])
        #expect(people.map(\.account.refusal?.condition) == [.token, .token])
        #expect(people.first?.failure?.reason == .scopeNotGranted)
        #expect(people.last?.failure?.reason == .grantRefused)
        #expect(Self.asked(room) == 0)
    }

    @Test("outside the domains nobody is asked for, not even a token")
    func domains() throws {
        let room = try Self.room()
        room.domains = ["resource.calendar.google.com"]
        try room.start()
        room.run(to: 3 * 60)
        #expect(Self.asked(room) == 0)
        #expect(Self.person(room)?.account.refusal?.condition == .domain)
    }

    @Test("a deactivated person is not asked for, over restarts, and known to be nowhere; until they are activated")
    func deactivated() throws {
        let room = try Self.room(SimulatedVacation())
        try room.start()
        room.run(to: 1)
        #expect(try Self.want(room, false).word == "unknown")
        let before = Self.asked(room)
        room.run(to: 5 * 60)
        room.people?.look()
        room.run(to: 10 * 60)
        room.kill()
        try room.start()
        room.run(to: 24 * 60)
        #expect(Self.asked(room) == before)
        #expect(Self.person(room)?.account.phase == .inactive)
        #expect(!room.warnings.contains("vacation-unreadable"))
        #expect(try Self.want(room, true).word == "out-of-office")
        #expect(try #require(room.people).want("other@example.com", true) { _, _ in } == false)
    }

    @Test("what is wanted of a person and cannot be written is told, and written when it is wanted again")
    func unwritten() throws {
        let room = try Self.room(SimulatedVacation())
        try room.start()
        room.run(to: 1)
        for isWanted in [false, true] {
            var remembered: [Bool] = []
            for isBroken in [true, true, false] {
                room.accounts.isBroken = isBroken
                #expect(try #require(room.people).want(Self.anna, isWanted) { remembered.append($1) })
                room.loop.run(for: .seconds(5))
            }
            #expect(remembered == [false, false, true])
            #expect(room.accounts.kept["person \(Self.anna)"]?.isWanted == isWanted)
        }
    }

    @Test("who is deactivated while the first of three mail services is silent is not asked for any more")
    func orderBetween() throws {
        let room = try VirtualRoom()
        room.watched = [Self.anna, "bo@example.com", "cy@example.com"]
        for person in room.watched { room.addPerson(person) }
        room.google.inject(CloudFault(.slow(.seconds(20)), on: .people, times: 1))
        try room.start()
        room.loop.run(for: .seconds(2))
        var isAnswered = false
        #expect(try #require(room.people).want("cy@example.com", false) { _, _ in isAnswered = true })
        room.run(to: 1)
        #expect(isAnswered)
        #expect(Self.asked(room) == 2)
    }

    @Test("the room's own account with the same address keeps a record of its own")
    func sameAddress() throws {
        let room = try VirtualRoom()
        room.watched = [VirtualRoom.calendar]
        room.hasAccount = true
        room.addPerson(VirtualRoom.calendar)
        try room.start()
        room.run(to: 1)
        #expect(room.accounts.kept.count == 2)
        #expect(room.status?.sync.people.first?.account.phase == .active)
    }

    @Test("a person who is in error stands in no way of the room, nor of another person")
    func apart() throws {
        let room = try VirtualRoom()
        room.watched = [Self.anna, "bo@example.com"]
        room.addPerson(Self.anna)
        room.addPerson("bo@example.com", SimulatedVacation())
        room.google.vacations[Self.anna] = nil
        room.add("review", at: 120)
        try room.start()
        room.run(to: 2)
        #expect(room.titles == ["review"])
        #expect(room.status?.sync.people.map(\.word) == ["unknown", "out-of-office"])
    }

    @Test("after a start nobody is known until read, which is at once, and an unread person is neither in nor out")
    func unknownAtStart() throws {
        let room = try VirtualRoom()
        room.watched = [Self.anna, "bo@example.com"]
        room.addPerson(Self.anna, SimulatedVacation())
        room.addPerson("bo@example.com")
        try room.start()
        room.run(to: 1)
        #expect(room.status?.sync.people.map(\.word) == ["out-of-office", "in-office"])
        room.kill()
        // The second of three requests of people's waits: a token, the first responder, the second's token.
        room.google.inject(CloudFault(.slow(.seconds(20)), on: .people, after: 1))
        _ = room.drainEvents()
        try room.start()
        #expect(room.status?.sync.people.map(\.word) == ["unknown", "unknown"])
        #expect(!room.devices.screen.contains { $0.hasPrefix("anna ") })
        room.loop.run(for: .seconds(2))
        // Whoever is read is shown, while another's mail service is waited for.
        #expect(room.status?.sync.people.map(\.word) == ["out-of-office", "unknown"])
        room.loop.run(for: .seconds(90))
        #expect(room.status?.sync.people.map(\.word) == ["out-of-office", "in-office"])
        #expect(room.drainEvents().filter { $0.hasSuffix("Office") } == ["OutOfOffice"])
    }

    @Test("an agent that is started over and over spends no more than the day's requests on people")
    func restarts() throws {
        let room = try Self.room()
        for minute in 0..<150 {
            try room.start()
            room.run(to: minute + 1)
            room.kill()
        }
        #expect(Self.asked(room) == 100)
        // Of the next day there are as many again.
        room.run(to: 16 * 60 + 1)
        try room.start()
        room.run(to: 16 * 60 + 2)
        #expect(Self.person(room)?.word == "in-office")
    }
}
