// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("check of what the room writes into events", .serialized)
struct CheckSchedulingTests {
    private static func notes(_ scheduling: String, join: String = "") -> [String] {
        let bench = AgentBench(extra: "[scheduling]\n\(scheduling)\n\(join)")
        return bench.verb("check").output.split(separator: "\n").filter {
            $0.hasPrefix("note  [scheduling] ") && $0.contains("no button")
        }
        .map(String.init)
    }

    @Test("an address that no room joins is told of, and one that rooms join is not")
    func joinable() {
        let unknown = Self.notes("webex = @webex\nwebex-space = https://acme.webex.com/space/{space}")
        #expect(unknown.count == 1)
        #expect(unknown.first?.contains("webex-space: no button joins") ?? false, "\(unknown)")
        #expect(
            Self.notes(
                "webex = @webex\nwebex-myroom = https://acme.webex.com/meet/{user}\n"
                    + "webex-space = https://acme.webex.com/meet/room-{space}\nzoom = @zoom\n"
                    + "zoom-space = https://acme.zoom.us/my/room-{space}") == [])
        let own = "jitsi = @jitsi\njitsi-space = https://meet.example.com/{space}"
        #expect(Self.notes(own).count == 1)
        #expect(Self.notes(own, join: "[join]\njitsi-hosts = meet.example.com") == [])
    }
}
