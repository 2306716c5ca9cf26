// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import TestSupport
import Testing

@testable import SecureStore

@Suite("The records of channels and of the day's requests")
struct SmallRecordTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    private var spending: SpendingFile { SpendingFile(directory: bench.path, executor: bench.thread) }
    private var channels: ChannelFile { ChannelFile(directory: bench.path, executor: bench.thread) }

    @Test("what was spent is read by the next start, in a file that is ours alone")
    func spent() async throws {
        #expect(spending.load() == [])
        let days = [20_780, 20_781].map {
            RequestBudget.Day(CivilDate(daysSince1970: $0), spent: $0 - 20_700, assumed: $0 - 20_780)
        }
        let isKept = await spending.keep(days)
        #expect(isKept)
        #expect(spending.load() == days)
        #expect(try bench.status(bench.path + "/requests").st_mode & 0o7777 == 0o600)
        let text = String(decoding: try bench.read(bench.path + "/requests"), as: UTF8.self)
        #expect(text == "room-agent requests 1\n20780 80\n20781 81 1\n")
        #expect(try Files.names(in: bench.path).sorted() == ["requests"])
    }

    @Test(
        "what is no such file is empty, and a line that is none of ours is left out",
        arguments: [
            ("", []), ("20781 3\n", []), ("room-agent requests 2\n20781 3\n", []),
            ("room-agent requests 1\n20781 3\n20782 3 3\n", [3, 3]), ("room-agent requests 1\n20781 x\n20782 4\n", [4]),
            ("room-agent requests 1\n-1 3\n20781 -3\n20781\n20781 3 4\n20781 3 3 3\n20781 99999999999999999999\n", []),
            ("room-agent requests 1\n1 1\n2 2\n3 3\n4 4\n5 5\n", [2, 3, 4, 5]),
        ] as [(String, [Int])])
    func hostile(text: String, expected: [Int]) throws {
        try bench.write(Array(text.utf8), to: bench.path + "/requests")
        #expect(spending.load().map(\.spent) == expected)
    }

    @Test("a directory that cannot be written is told, and so is one that is gone")
    func unwritable() async throws {
        let file = SpendingFile(directory: bench.path + "/none", executor: bench.thread)
        let isKept = await file.keep([])
        #expect(!isKept)
        #expect(file.load() == [])
    }

    @Test("each record has the lines of its paper, byte for byte, and no other file is left")
    func bytes() async throws {
        let end = Instant(secondsSince1970: 1_796_000_000)
        let (directory, thread) = (bench.path, bench.thread)
        var active = AccountState()
        active.activatedAt = end
        var left = AccountState()
        left.isWanted = false
        left.hasOwnGrant = true
        let accounts = AccountFile(directory: directory, executor: thread)
        let presence = PresenceFile(directory: directory, executor: thread)
        var settings = AccountSettings()
        settings.timeZone = "Europe/Helsinki"
        settings.uses24HourClock = true
        let strikes = StrikeFile(directory: directory, executor: thread)
        let kept = KeptSettings(settings, askedOn: CivilDate(daysSince1970: 20_786))
        let message = KeptMessage(number: 3, id: "msg_5b0c", isAcknowledged: false)
        let hasKept = [
            await accounts.keep(active, of: Private("Anna@example.com")),
            await accounts.keep(left, of: Private("bo@example.com")),
            await channels.keep([
                PushChannel(id: "a", resource: "r1", endsAt: end), PushChannel(id: "b", endsAt: end),
            ]),
            await presence.keep(message, of: Private("Anna@example.com")),
            await spending.keep([RequestBudget.Day(CivilDate(daysSince1970: 20_786), spent: 9, assumed: 0)]),
            await SettingsFile(directory: directory, executor: thread).keep(kept),
            await SpendingFile(directory: directory, ofPeople: true, executor: thread)
                .keep([RequestBudget.Day(CivilDate(daysSince1970: 20_786), spent: 7, assumed: 0)]),
            await strikes.keep([
                SeriesStrikes.Entry(
                    series: strikes.name(of: MeetingID("weekly")), occurrence: strikes.name(of: MeetingID("weekly_1")),
                    count: 2, day: CivilDate(daysSince1970: 20_786))
            ]),
        ]
        #expect(hasKept == Array(repeating: true, count: 8))
        // sha256("anna@example.com") and that of bo.
        let (anna, bo) = (Self.digest("anna@example.com"), Self.digest("bo@example.com"))
        let expected = [
            "accounts": "\(anna) 1796000000000 wanted -\n\(bo) 0 unwanted granted\n",
            "channels": "a 1796000000000 r1\nb 1796000000000 \n", "presence": "\(anna) 3 msg_5b0c sent\n",
            "no-shows": "\(Self.digest("weekly")) \(Self.digest("weekly_1")) 2 20786\n",
            "requests": "20786 9\n", "requests-people": "20786 7\n", "settings": "20786 - true Europe/Helsinki\n",
        ]
        #expect(try Files.names(in: directory).sorted() == RecordName.allCases.map(\.rawValue).sorted())
        for (name, lines) in expected {
            let text = String(decoding: try bench.read("\(directory)/\(name)"), as: UTF8.self)
            #expect(text == "room-agent \(name) 1\n" + lines)
            #expect(try bench.status("\(directory)/\(name)").st_mode & 0o7777 == 0o600)
        }
    }

    private static func digest(_ text: String) -> String {
        String(Program.run(["sha256sum"], input: text).output.prefix(32))
    }

    @Test("channels come back without their tokens, and with what they watch where that is known")
    func channelsAreKept() async throws {
        let end = Instant(secondsSince1970: 1_796_000_000)
        let isKept = await channels.keep([
            PushChannel(id: "a", token: Private("secret"), resource: "r1", endsAt: end),
            PushChannel(id: "b", token: Private("secret"), endsAt: end),
        ])
        #expect(isKept)
        #expect(
            channels.load() == [PushChannel(id: "a", resource: "r1", endsAt: end), PushChannel(id: "b", endsAt: end)])
        #expect(!String(decoding: try bench.read(bench.path + "/channels"), as: UTF8.self).contains("secret"))
    }
}
