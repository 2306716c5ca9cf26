// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import Configuration
import Glibc
import RoomCore
import Simulation
import TestSupport
import Testing

/// Real devices on pseudo-terminals and sockets, in virtual time.
@Suite("A device that sends without end")
struct DeviceFloodTests {
    private static func configuration(_ lines: String) throws -> RoomConfiguration {
        let text = """
            [room]
            name = Aalto
            calendar = c@example.com
            [google]
            key-file = /x
            \(lines)
            """
        return try #require(
            ConfigurationParser.parse(files: [("room.conf", Array(text.utf8))], deviceKinds: DeviceDriver.kinds)
                .configuration)
    }

    @Test(
        "costs a bounded number of reads, whatever it says",
        arguments: ["DOWN\nUP\n", "\n", "HELLO\n", String(repeating: "x", count: 300) + "\n", "noise without an end"])
    func serial(text: String) throws {
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
        let panel = Pty()
        let bay = DeviceBay(
            loop: loop,
            configuration: try Self.configuration(
                "[button]\nsource = serial:\(panel.path)\n[display]\noutput = serial:\(panel.path)"),
            journal: ListedJournal())
        bay.start { _ in }
        let flood = String(repeating: text, count: 4096 / text.utf8.count)
        // Whenever the line takes something, there is more.
        for _ in 0..<1000 {
            panel.send(flood)
            _ = panel.received(milliseconds: 0)
            loop.run(for: .milliseconds(10))
        }
        // Ten seconds: 128 reads, and 32 a second.
        #expect((100...470).contains(loop.descriptorEvents), "\(loop.descriptorEvents)")
        #expect(loop.wakeUps < 200, "\(loop.wakeUps)")
        bay.stop(farewell: nil)
    }

    @Test("is heard again when it has come to its senses: the next press is a press, at once")
    func afterwards() throws {
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
        let panel = Pty()
        let bay = DeviceBay(
            loop: loop, configuration: try Self.configuration("[button]\nsource = serial:\(panel.path)"),
            journal: ListedJournal())
        var presses = 0
        bay.start { event in if case .pressed = event { presses += 1 } }
        for _ in 0..<500 {
            panel.send(String(repeating: "?\n", count: 2048))
            loop.run(for: .milliseconds(10))
        }
        #expect(presses == 0)
        // What is still in the line's buffer is read at the pace of a flood.
        loop.run(for: .seconds(30))
        panel.send("DOWN\n")
        loop.run(for: .milliseconds(1))
        #expect(presses == 1)
        bay.stop(farewell: nil)
    }
}
