// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime
import Simulation
import Testing

@Suite("Events of states and warnings")
struct ReportTests {
    @Test("each change of the state is told once, after what brought it about")
    func states() throws {
        let room = try VirtualRoom()
        room.add("review", at: 10, lasting: 20)
        try room.start()
        room.run(to: 1)
        _ = room.drainReports()
        room.run(to: 6)
        #expect(room.drainReports() == ["JoinOpened", "State joinable"])
        room.press()
        room.loop.run(for: .seconds(4))
        #expect(room.drainReports() == ["Pressed", "Joining", "State joining", "Joined", "State in-meeting"])
        room.hold()
        room.loop.run(for: .seconds(1))
        #expect(room.drainReports() == ["Pressed", "State leaving", "Left", "State joinable"])
        room.run(to: 31)
        #expect(room.drainReports() == ["Start", "End", "State free"])
    }

    @Test("a warning is told when it is shown, not when it begins, and when it is shown no more")
    func warnings() throws {
        let room = try VirtualRoom.running(to: 1)
        _ = room.drainReports()
        room.devices.cause(.warning(.lampLost, subject: "gpio:LAMP", isOn: true))
        #expect(room.drainReports() == [])
        room.loop.run(for: .seconds(4))
        let told = room.reports.last?.warning
        #expect(told?.code == .lampLost)
        #expect(told?.subject == "gpio:LAMP")
        #expect(room.drainReports() == ["Warning lamp-lost"])
        #expect(room.journal.lines.contains { $0.contains("lamp-lost") && $0.contains("A lamp's device is gone.") })
        room.devices.cause(.warning(.lampLost, subject: "gpio:LAMP", isOn: false))
        #expect(room.drainReports() == ["WarningEnded lamp-lost"])
        room.run(to: 5)
        #expect(room.drainReports() == [])
    }

    @Test("a warning that another explains ends with the other's beginning, and comes back with its end")
    func explained() throws {
        let room = try VirtualRoom()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 3)
        #expect(room.drainReports().contains("Warning network-down"))
        room.isClockSet = false
        room.run(to: 5)
        #expect(room.drainReports() == ["Warning clock-not-set"])
    }

    @Test("who begins to listen is told how things stand: the state, then each warning")
    func standing() throws {
        let room = try VirtualRoom()
        room.add("review", at: 0, lasting: 60)
        try room.start()
        room.run(to: 1)
        room.devices.cause(.warning(.displayLost, subject: "tty", isOn: true))
        room.loop.run(for: .seconds(5))
        let standing = room.agent?.assumeIsolated { $0.standing() } ?? []
        #expect(standing.map(\.kind) == [.state, .warning])
        #expect(standing.allSatisfy { $0.isStanding })
        #expect(standing.first?.state == "joinable")
        #expect(standing.first?.meeting?.title.exposed == "Title of review")
        #expect(standing.last?.warning?.code == .displayLost)
        #expect(room.reports.allSatisfy { !$0.isStanding })
    }

    @Test("a warning that is found outside of the room, as by a failed reload, is told and shown at once")
    func warnedFromOutside() throws {
        let room = try VirtualRoom()
        try room.start()
        room.run(to: 2)
        let shown = room.devices.screen
        room.agent?.assumeIsolated { $0.warn(.configurationReloadFailed) }
        #expect(room.reports.last?.warning?.code == .configurationReloadFailed)
        #expect(room.announced.last?.contains("configuration-reload-failed") == true)
        #expect(room.devices.screen != shown)
    }
}
