// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import Configuration
import Glibc
import LinuxEventLoop
import RoomCore
import Simulation
import TestSupport
import Testing

@Suite(
    "A room with a button and a lamp on a chip, a light of the kernel's and a display behind LCDd",
    .serialized,
    .enabled(if: SimulatedChip.isAvailable, "this kernel simulates no chips: Tests/Lab/run.sh 15-drivers"))
struct MixedDevicesTests {
    private static func configuration(_ port: UInt16) throws -> RoomConfiguration {
        let text = """
            [room]
            name = Aalto
            calendar = c@example.com
            [google]
            key-file = /x
            [button]
            source = gpio:JOIN_BUTTON
            [lamp]
            button = gpio:JOIN_LAMP
            green = led:room:green
            [display]
            output = lcdproc:127.0.0.1:\(port)
            """
        return try #require(
            ConfigurationParser.parse(files: [("room.conf", Array(text.utf8))], deviceKinds: DeviceDriver.kinds)
                .configuration)
    }

    /// Lets the loop turn until something holds, for at most ten seconds.
    private static func comes(_ loop: EventLoop, _ holds: () -> Bool) async throws -> Bool {
        for _ in 0..<1000 {
            if holds() { return true }
            try await loop.sleep(for: .milliseconds(10), tolerance: .zero)
        }
        return false
    }

    @Test("each is lost and found alone, and the rest goes on")
    func mixed() throws {
        try onRealLoop { loop in
            let named = [4: "JOIN_BUTTON", 5: "JOIN_LAMP"]
            var chip = SimulatedChip("room", label: "room-bank", named: named)
            chip.pull(4, .up)
            let light = SimulatedLight("room:green")
            var server: LCDdServer? = LCDdServer()
            let bay = DeviceBay(
                loop: loop, configuration: try Self.configuration(try #require(server).port), journal: ListedJournal())
            var events: [String] = []
            bay.start { event in
                switch event {
                case .pressed: events.append("pressed")
                case .held: events.append("held")
                case .presence(let isSeen): events.append(isSeen ? "seen" : "nobody")
                case .warning(let code, _, let isOn): if isOn { events.append(code.rawValue) }
                case .displayReady: events.append("display")
                }
            }
            defer { bay.stop(farewell: nil) }
            #expect(try await Self.comes(loop) { bay.displaySize == .standard })
            bay.show(TextFrame(["Aalto", "Press to join"], .standard))
            bay.show(lamp: .on, light: StatusLight(.green))
            #expect(chip.level(5))
            #expect(light.brightness == "255")
            // The rows go out as the socket takes them.
            try await loop.sleep(for: .milliseconds(50), tolerance: .zero)
            let rows = try #require(server).rows { $0.count == 4 && $0[1].hasPrefix("Press to join") }
            #expect(rows.dropFirst().first?.hasPrefix("Press to join") == true)
            // A press, and a release that the kernel has time to see.
            func isHeard() async throws -> Bool {
                events = []
                chip.pull(4, .down)
                let isHeard = try await Self.comes(loop) { events.contains("pressed") }
                chip.pull(4, .up)
                try await loop.sleep(for: .milliseconds(100), tolerance: .zero)
                return isHeard
            }
            #expect(try await isHeard())

            server = nil
            #expect(try await Self.comes(loop) { events.contains("display-lost") })
            #expect(bay.displaySize == nil)
            #expect(try await isHeard())

            light.pullOut()
            chip.pullOut()
            let again = SimulatedChip("again", label: "room-bank", named: named)
            chip = again
            chip.pull(4, .up)
            // A chip that doesn't tell is looked at every twenty seconds.
            for _ in 0..<4 where !events.contains("button-lost") {
                _ = try await Self.comes(loop) { events.contains("button-lost") }
            }
            #expect(events.contains("button-lost"))
            #expect(events.contains("lamp-lost"))
            #expect(try await Self.comes(loop) { bay.states.filter(\.isReady).count == 2 })
            #expect(try await isHeard())
        }
    }
}
