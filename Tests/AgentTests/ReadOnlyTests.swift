// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@Suite("The agent on a disk that takes no byte", .serialized)
struct ReadOnlyTests {
    @Test(
        "a read-only file system and no network: the room shows what it knows, joins, and says that it cannot store",
        .enabled(if: geteuid() == 0, "only root mounts"))
    func readOnly() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.panel { $0.log.contains("synced stored") })
        #expect(bench.end(SIGTERM) == 0)
        bench.cloud?.signal(SIGKILL)
        let store = bench.folder.file("store")
        #expect(Program.run(["mount", "--bind", store, store]).code == 0)
        defer { _ = Program.run(["umount", "-l", store]) }
        #expect(Program.run(["mount", "-o", "remount,bind,ro", store]).code == 0)
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.status("$.warnings[0].code") == "store-not-writable")
        #expect(bench.status("$.sync.storage") == "memory")
        bench.press()
        #expect(bench.shows("Hold to leave"))
        #expect(bench.end(SIGTERM) == 0)
    }
}
