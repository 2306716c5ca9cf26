// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation
import Testing

/// Only an account that is active is asked for anything, and nothing of another one is kept.
@Suite("An account, in virtual time")
struct AccountTests {
    private static func room() throws -> VirtualRoom {
        let room = try VirtualRoom()
        room.hasAccount = true
        room.add("review", at: 120)
        return room
    }

    private static func asked(_ room: VirtualRoom) -> [CloudRequest] {
        room.google.requests.filter { $0.path != ["token"] }
    }

    /// What came of a deactivation.
    private static func deactivate(_ room: VirtualRoom) throws -> Deactivation {
        var answers: [Deactivation] = []
        try #require(room.keeper).deactivate { answers.append($0) }
        room.loop.run(for: .seconds(5))
        return try #require(answers.first)
    }

    private static func activate(_ room: VirtualRoom) throws -> SyncOutcome {
        var answers: [SyncOutcome] = []
        try #require(room.keeper).activate { answers.append($0) }
        room.loop.run(for: .seconds(5))
        return try #require(answers.first)
    }

    @Test("a new room activates itself: it asks for its role first, and for events then")
    func first() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        let fields = Self.asked(room).map { $0["fields"] ?? "" }
        #expect(fields.first == "accessRole,timeZone")
        #expect(fields.dropFirst().allSatisfy { $0.contains("items") })
        #expect(fields.count == 2)
        #expect(room.status?.sync.account?.phase == .active)
        #expect(room.titles == ["review"])
        #expect(room.accounts.kept[VirtualRoom.calendar]?.activatedAt != nil)
    }

    @Test("an active account that starts again asks for no role")
    func restart() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        room.kill()
        let before = Self.asked(room).count
        try room.start()
        room.run(to: 2)
        #expect(Self.asked(room).dropFirst(before).allSatisfy { $0["fields"]?.contains("items") ?? false })
        #expect(room.status?.sync.account?.phase == .active)
    }

    @Test("an account that was synced before accounts had states is active, with a network or without")
    func before() throws {
        let room = try Self.room()
        room.hasAccount = false
        try room.start()
        room.run(to: 1)
        room.kill()
        room.hasAccount = true
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 3)
        #expect(room.titles == ["review"])
        #expect(room.status?.sync.account?.phase == .active)
    }

    @Test("of an address outside the domains nothing is asked for in a week, not even a token, and status says why")
    func domains() throws {
        let room = try Self.room()
        room.domains = ["example.com", "calendar.google.com"]
        try room.start()
        room.loop.run(for: .days(7))
        #expect(room.google.requests.isEmpty)
        #expect(room.state == "unknown")
        #expect(room.warnings == ["account-outside-domains"])
        #expect(room.status?.sync.account?.refusal?.condition == .domain)
        room.stop()
        room.domains = ["example.com", "Resource.Calendar.Google.Com"]
        try room.start()
        room.loop.run(for: .minutes(1))
        #expect(room.warnings == [])
        #expect(room.status?.sync.account?.phase == .active)
    }

    @Test("an active account that a new configuration puts outside the domains keeps nothing on the display")
    func movedOut() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        room.stop()
        room.domains = ["example.com"]
        let before = Self.asked(room).count
        try room.start()
        room.loop.run(for: .days(1))
        #expect(Self.asked(room).count == before)
        #expect(room.titles == [])
        #expect(room.state == "unknown")
        #expect(room.warnings == ["account-outside-domains"])
    }

    @Test("where a feature writes, of a reader's account no event is fetched; once it may write, it is active")
    func write() throws {
        let room = try Self.room()
        room.needsWriting = true
        try room.start()
        room.run(to: 10)
        #expect(room.warnings == ["account-read-only"])
        #expect(room.status?.sync.account?.phase == .error)
        #expect(room.status?.sync.account?.refusal?.condition == .write)
        #expect(Self.asked(room).allSatisfy { $0["fields"] == "accessRole,timeZone" })
        room.shareForWriting()
        room.run(to: 20)
        #expect(room.warnings == [])
        #expect(room.titles == ["review"])
    }

    @Test("a calendar that is not shared, a refused login and a network that is down are told apart")
    func conditions() throws {
        let unshared = try Self.room()
        unshared.edit { calendar, _ in calendar.roles = [:] }
        try unshared.start()
        unshared.run(to: 5)
        #expect(unshared.warnings == ["calendar-not-found"])
        #expect(unshared.status?.sync.account?.refusal?.condition == .read)
        let refused = try Self.room()
        refused.google.unregister(refused.account.email)
        try refused.start()
        refused.run(to: 5)
        #expect(refused.warnings == ["grant-refused"])
        #expect(refused.status?.sync.account?.refusal?.condition == .token)
        let offline = try Self.room()
        offline.google.inject(CloudFault(.unreachable, times: nil))
        try offline.start()
        offline.run(to: 5)
        #expect(offline.warnings == ["network-down"])
        offline.google.clearFaults()
        offline.run(to: 7)
        #expect(offline.titles == ["review"])
        #expect(offline.status?.sync.account?.phase == .active)
    }

    @Test("deactivating erases window and cursor, and nothing is asked for any more: for days, and after restarts")
    func deactivating() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        #expect(try Self.deactivate(room) == Deactivation())
        #expect(room.titles == [])
        #expect(room.state == "unknown")
        let before = room.google.requests.count
        room.loop.run(for: .days(2))
        room.stop()
        try room.start()
        room.loop.run(for: .days(2))
        #expect(room.google.requests.count == before)
        #expect(room.warnings == ["account-inactive"])
        #expect(room.status?.sync.account?.phase == .inactive)
        var outcome: SyncOutcome?
        room.keeper?.syncNow { outcome = $0 }
        room.loop.run(for: .seconds(5))
        #expect(outcome == .refused(CalendarFailure(.notActivated)))
        #expect(room.google.requests.count == before)
    }

    @Test("what a deactivation that was cut off left on the disk is neither shown nor kept by the next start")
    func cutOff() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        room.kill()
        room.accounts.kept[VirtualRoom.calendar]?.isWanted = false
        try room.start()
        room.run(to: 2)
        #expect(room.titles == [])
        room.kill()
        // Even an agent that knows nothing of accounts finds nothing there.
        room.hasAccount = false
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 4)
        #expect(room.titles == [])
        #expect(room.state == "unknown")
    }

    @Test("that somebody had the storage of a deactivated account is told, too, and nothing of it is shown")
    func olderCopy() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        _ = try Self.deactivate(room)
        room.stop()
        room.diskFailure = .ready(room.disk, StoredRoom(damage: .olderCopy))
        try room.start()
        room.run(to: 3)
        #expect(room.warnings.contains("store-older-copy"))
        #expect(room.titles == [])
    }

    @Test("activating again fetches everything again")
    func again() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        _ = try Self.deactivate(room)
        room.add("retro", at: 180)
        room.run(to: 30)
        #expect(try Self.activate(room) == .synced)
        #expect(room.titles == ["review", "retro"])
        #expect(room.warnings == [])
        #expect(room.status?.sync.account?.phase == .active)
    }

    @Test("deactivating ends the push channels, and activating makes one again")
    func channels() throws {
        let room = try Self.room()
        room.push = SimulatedPush(room.google, loop: room.loop, address: "https://site.example.com/push/aalto")
        try room.start()
        room.run(to: 2)
        #expect(room.google.channels.count == 1)
        #expect(try Self.deactivate(room) == Deactivation())
        #expect(room.google.channels.isEmpty)
        #expect(room.channels.kept.isEmpty)
        room.loop.run(for: .days(1))
        #expect(room.google.channels.isEmpty)
        _ = try Self.activate(room)
        room.loop.run(for: .minutes(2))
        #expect(room.google.channels.count == 1)
        #expect(room.status?.sync.push?.phase == .live)
    }

    @Test("a channel that could not be ended while the clock was wrong is ended when the clock is right")
    func channelBehindClock() throws {
        let room = try Self.room()
        room.push = SimulatedPush(room.google, loop: room.loop, address: "https://site.example.com/push/aalto")
        try room.start()
        room.run(to: 2)
        room.kill()
        room.loop.stepClock(by: .days(-30))
        room.cloudClock.lead = .days(30)
        try room.start()
        room.loop.run(for: .minutes(2))
        #expect(room.warnings.contains("clock-wrong"))
        #expect(try Self.deactivate(room).openChannels == 1)
        #expect(room.google.channels.count == 1)
        room.cloudClock.lead = .zero
        room.loop.stepClock(by: .days(30))
        room.loop.run(for: .hours(2))
        #expect(room.google.channels.isEmpty)
        #expect(room.channels.kept.isEmpty)
        // Of an account that isn't active nobody hears what time it is.
        #expect(room.warnings == ["account-inactive"])
    }

    @Test("a channel that could not be ended is told of, and ended later, also by the next start")
    func channelLater() throws {
        let room = try Self.room()
        room.push = SimulatedPush(room.google, loop: room.loop, address: "https://site.example.com/push/aalto")
        try room.start()
        room.run(to: 2)
        room.google.inject(CloudFault(.refusal(status: 503, reason: "backendError"), on: .edits, times: nil))
        #expect(try Self.deactivate(room).openChannels == 1)
        room.stop()
        room.google.clearFaults()
        try room.start()
        room.loop.run(for: .minutes(5))
        #expect(room.google.channels.isEmpty)
        #expect(room.state == "unknown")
        room.loop.run(for: .days(1))
        #expect(room.google.channels.isEmpty)
    }

    /// One that acts as the calendar's owner.
    private static func acting() throws -> VirtualRoom {
        let room = try Self.room()
        room.ownAccount = "device@project.iam.gserviceaccount.com"
        room.edit { calendar, _ in calendar.roles[room.account.email] = .owner }
        try room.start()
        room.run(to: 1)
        return room
    }

    private static func share(
        _ room: VirtualRoom, _ order: SharingOrder, _ address: String
    ) throws -> SharingOutcome {
        var outcomes: [SharingOutcome] = []
        try #require(room.keeper).share(order, with: Private(address)) { outcomes.append($0) }
        room.loop.run(for: .seconds(5))
        return try #require(outcomes.first)
    }

    private static func roles(_ room: VirtualRoom) -> [String: SimulatedCalendar.Role] {
        room.google.calendars[VirtualRoom.calendar]?.roles ?? [:]
    }

    @Test("the role that the agent's own account was given by it is taken back, and that of a colleague stays")
    func sharing() throws {
        let room = try Self.acting()
        let own = try #require(room.ownAccount)
        #expect(try Self.share(room, .grant(.reader, isLeast: true), "anna@example.com") == .done)
        #expect(try Self.share(room, .grant(.writer, isLeast: true), own) == .done)
        #expect(Self.roles(room) == [room.account.email: .owner, "anna@example.com": .reader, own: .writer])
        #expect(room.accounts.kept[VirtualRoom.calendar]?.hasOwnGrant == true)
        #expect(try Self.deactivate(room) == Deactivation())
        #expect(Self.roles(room) == [room.account.email: .owner, "anna@example.com": .reader])
        #expect(room.accounts.kept[VirtualRoom.calendar]?.hasOwnGrant == false)
    }

    @Test("a role is lowered only where somebody names a lower one, and what others gave the agent stays theirs")
    func lowered() throws {
        let room = try Self.acting()
        let own = try #require(room.ownAccount)
        room.edit { calendar, _ in
            calendar.roles["anna@example.com"] = .owner
            calendar.roles[own] = .reader
        }
        #expect(try Self.share(room, .grant(.reader, isLeast: true), "anna@example.com") == .has(.owner))
        #expect(Self.roles(room)["anna@example.com"] == .owner)
        #expect(try Self.share(room, .grant(.reader, isLeast: false), "anna@example.com") == .done)
        #expect(Self.roles(room)["anna@example.com"] == .reader)
        // A higher one is given to the agent's account, and deactivating leaves it what it was given by others.
        #expect(try Self.share(room, .grant(.writer, isLeast: true), own) == .done)
        #expect(try Self.deactivate(room) == Deactivation())
        #expect(Self.roles(room)[own] == .writer)
    }

    @Test("the account that the calendar is asked as keeps its role, whatever is ordered")
    func actor() throws {
        for own in ["device@project.iam.gserviceaccount.com", nil] {
            let room = try Self.acting()
            room.ownAccount = own
            for order in [SharingOrder.grant(.reader, isLeast: true), .grant(.writer, isLeast: false)] {
                #expect(try Self.share(room, order, room.account.email) == .has(.owner))
            }
            #expect(try Self.share(room, .revoke, room.account.email.uppercased()) == .ofActor)
            #expect(Self.roles(room) == [room.account.email: .owner])
            #expect(try Self.deactivate(room) == Deactivation())
            #expect(Self.roles(room) == [room.account.email: .owner])
        }
    }

    @Test("a role whose giving was answered by an error is taken back all the same; one that was refused is nobody's")
    func lostGrant() throws {
        for (fault, isKept) in [
            (CloudFault.Kind.cut, true), (.refusal(status: 403, reason: "forbidden"), false),
        ] {
            let room = try Self.acting()
            let own = try #require(room.ownAccount)
            // The role is looked at before.
            room.google.inject(CloudFault(fault, on: .edits, after: 1))
            guard case .failed = try Self.share(room, .grant(.writer, isLeast: true), own) else {
                Issue.record("the fault was not met")
                return
            }
            #expect((room.accounts.kept[VirtualRoom.calendar]?.hasOwnGrant ?? false) == isKept)
            #expect(Self.roles(room)[own] == (isKept ? .writer : nil))
            #expect(try Self.deactivate(room) == Deactivation())
            #expect(Self.roles(room)[own] == nil)
        }
    }

    @Test("a role that cannot be taken back, and a state that cannot be written, are told of")
    func failures() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        room.accounts.kept[VirtualRoom.calendar]?.hasOwnGrant = true
        room.stop()
        try room.start()
        room.run(to: 2)
        room.accounts.isBroken = true
        let result = try Self.deactivate(room)
        #expect(!result.isRemembered)
        // A reader changes no rules.
        #expect(result.grantFailure?.reason == .forbidden)
        #expect(try #require(room.keeper).isAccountRemembered == false)
        // Activating, and sharing with the agent's own account, are told of, too, and written the next time.
        _ = try Self.activate(room)
        #expect(try #require(room.keeper).isAccountRemembered == false)
        #expect(room.accounts.kept[VirtualRoom.calendar]?.isWanted == true)
        room.accounts.isBroken = false
        _ = try Self.activate(room)
        #expect(try #require(room.keeper).isAccountRemembered)
    }
}
