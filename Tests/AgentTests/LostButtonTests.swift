// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@Suite("A button that goes away", .serialized)
struct LostButtonTests {
    @Test("unplugged while it is down, in a meeting, it leaves nothing: the meeting goes on, and nothing is stuck")
    func unpluggedWhileDown() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        bench.start()
        #expect(bench.shows("Press to join"))
        bench.press()
        #expect(bench.shows("Hold to leave"))
        // The button rests for four seconds after a press.
        usleep(4_500_000)
        bench.panel.send("DOWN\n")
        usleep(300_000)
        bench.panel.hangUp()
        usleep(3_000_000)
        #expect(bench.status("$.state.name") == "in-meeting")
        #expect(!bench.verb("status", "--json").output.contains("button-stuck"))
        #expect(bench.end(SIGTERM) == 0)
    }
}
