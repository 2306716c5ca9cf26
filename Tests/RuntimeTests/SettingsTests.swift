// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import RoomCore
import Simulation
import Testing

/// The room speaks its user's language, by the user's clock, where the configuration leaves that open.
@Suite("The settings of the calendar's user, in virtual time")
struct SettingsTests {
    /// A room that acts as a Finn with a clock of 12 hours; `granted` are the scopes of the delegation.
    private static func room(granted: Set<String> = [GoogleUserSettings.scope]) throws -> VirtualRoom {
        let room = try VirtualRoom()
        var account = room.account
        account.delegatedScopes = granted
        room.google.register(account)
        room.google.users = [VirtualRoom.user]
        room.google.userSettings[VirtualRoom.user] = ["locale": "fi", "format24HourTime": "false"]
        room.wantedSettings = AccountSetting.allCases
        room.add("review", at: 120)
        return room
    }

    private static func asked(_ room: VirtualRoom) -> [String] {
        room.google.requests.filter { $0.path.contains("settings") }.compactMap(\.path.last)
    }

    @Test("language and clock are the user's, asked for once a day, and a change is seen on the next")
    func daily() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        #expect(room.line.hasSuffix("8:01 am"))
        #expect(room.devices.screen.contains { $0.contains("Vapaa") })
        #expect(room.status?.language == .fi)
        room.run(to: 12 * 60)
        // The calendar says its zone itself.
        #expect(Self.asked(room) == ["locale", "format24HourTime"])
        room.google.userSettings[VirtualRoom.user] = ["locale": "en_GB", "format24HourTime": "true"]
        room.run(to: 36 * 60)
        #expect(Self.asked(room).count == 4)
        #expect(room.status?.language == .en)
        #expect(room.line.hasSuffix("20:00"))
    }

    @Test("a language without texts is English, and a user without settings has the defaults")
    func unknown() throws {
        let room = try Self.room()
        room.google.userSettings[VirtualRoom.user] = ["locale": "pt_BR"]
        try room.start()
        room.run(to: 1)
        #expect(room.status?.language == .en)
        #expect(room.line.hasSuffix("08:01"))
    }

    @Test("a restart without a network speaks the language that was read, and asks for nothing again on that day")
    func restart() throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.status?.language == .fi)
        #expect(room.line.hasSuffix("8:01 am"))
        room.google.clearFaults()
        room.run(to: 60)
        #expect(Self.asked(room).count == 2)
    }

    @Test("a scope that was not granted leaves the defaults, warns nobody, and is asked for once a day")
    func refused() throws {
        let room = try Self.room(granted: [])
        try room.start()
        room.run(to: 12 * 60)
        #expect(room.status?.language == .en)
        #expect(room.warnings == [])
        #expect(Self.asked(room) == [])
        // Of the two accounts' tokens, the calendar's is asked for once an hour.
        #expect(room.google.requests.count { $0.path == ["token"] } <= 16)
        #expect(room.settings.kept?.askedOn != nil)
        #expect(room.titles == ["review"])
    }

    @Test(
        "a refusal about rights is not repeated that day, and what was known stays",
        arguments: [
            CloudFault.Kind.refusal(status: 403, reason: "insufficientPermissions"),
            .refusal(status: 403, reason: "quotaExceeded"), .refusal(status: 400, reason: "invalid"),
        ])
    func kept(_ fault: CloudFault.Kind) throws {
        let room = try Self.room()
        try room.start()
        room.run(to: 1)
        room.google.inject(CloudFault(fault, on: .people, times: nil))
        room.run(to: 36 * 60)
        #expect(Self.asked(room).count == 3)
        #expect(room.status?.language == .fi)
        #expect(room.warnings == [])
    }

    @Test(
        "trouble that passes is tried three times a day, and the calendar goes on",
        arguments: [
            CloudFault.Kind.unreachable, .page(status: 503), .portal, .garbage, .wrongShape, .cut, .oversized,
            .untrusted,
            .refusal(status: 429, reason: "rateLimitExceeded"),
        ])
    func trouble(_ fault: CloudFault.Kind) throws {
        let room = try Self.room()
        room.google.inject(CloudFault(fault, on: .people, times: nil))
        try room.start()
        room.run(to: 12 * 60)
        #expect(Self.asked(room).count == 3)
        #expect(room.titles == ["review"])
        #expect(room.warnings == [])
        #expect(room.status?.language == .en)
        room.google.clearFaults()
        room.run(to: 36 * 60)
        #expect(room.status?.language == .fi)
    }

    @Test("settings that are long in coming do not keep the window from a disk that another process had for a moment")
    func slowBesideBusyDisk() throws {
        let room = try Self.room()
        room.google.inject(CloudFault(.slow(.seconds(100)), on: .people, times: nil))
        room.diskFailure = .unusable(StoreFailure(.inUse, operation: "load", detail: ""))
        try room.start()
        room.loop.run(for: .seconds(1))
        room.diskFailure = nil
        room.loop.run(for: .seconds(5))
        #expect(room.status?.sync.storage == .encrypted)
        room.google.clearFaults()
        room.run(to: 60)
        #expect(room.status?.language == .fi)
    }

    @Test("Retry-After is obeyed")
    func retryAfter() throws {
        let room = try Self.room()
        let fault = CloudFault.Kind.refusalWithWait(status: 429, reason: "rateLimitExceeded", retryAfter: "7200")
        room.google.inject(CloudFault(fault, on: .people, times: nil))
        try room.start()
        room.run(to: 119)
        #expect(Self.asked(room).count == 1)
        room.run(to: 130)
        #expect(Self.asked(room).count == 2)
    }

    @Test("what is asked for is counted with the day's requests")
    func counted() throws {
        let (room, other) = (try Self.room(), try Self.room())
        other.wantedSettings = []
        for room in [room, other] {
            try room.start()
            room.run(to: 1)
        }
        let spent = [room, other].map { $0.status?.sync.requestsSpent ?? 0 }
        #expect(spent[0] == spent[1] + 2)
    }

    @Test("a deactivated account's language is forgotten")
    func forgotten() throws {
        let room = try Self.room()
        room.hasAccount = true
        try room.start()
        room.run(to: 1)
        #expect(room.status?.language == .fi)
        try #require(room.keeper).deactivate { _ in }
        room.loop.run(for: .seconds(5))
        #expect(room.status?.language == .en)
        #expect(room.settings.kept?.values == AccountSettings())
    }
}
