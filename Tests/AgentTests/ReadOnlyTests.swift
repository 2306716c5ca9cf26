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

    @Test(
        "what is ordered of an account and cannot be written down fails, says so, and holds once it can be",
        .enabled(if: geteuid() == 0, "only root mounts"))
    func accounts() {
        let anna = "anna@example.com"
        let bench = AgentBench(role: "owner", people: [anna])
        // The agent's own account is another than the one that it asks as, and can be given a role.
        bench.configure(extra: "[google]\nact-as = \(anna)\n[presence]\nvacation = \(anna)")
        bench.start()
        #expect(bench.shows("Free"))
        for _ in 0..<100 where bench.status("$.people[0].account") != "active" { usleep(50_000) }
        let unwritten = "could not be written down, and a restart of the agent would know nothing of it"
        let store = bench.folder.file("store")
        #expect(Program.run(["mount", "--bind", store, store]).code == 0)
        defer { _ = Program.run(["umount", "-l", store]) }
        #expect(Program.run(["mount", "-o", "remount,bind,ro", store]).code == 0)
        for words in [
            ["deactivate", anna], ["activate", anna], ["deactivate"], ["activate"],
            ["revoke", "room-agent@project.iam.gserviceaccount.com"],
            ["grant", "room-agent@project.iam.gserviceaccount.com", "--role", "owner"],
        ] {
            let answer = bench.verb(words: ["account"] + words)
            #expect(answer.code == 69, "\(words)")
            #expect(answer.errors.contains(unwritten), "\(words): \(answer)")
        }
        // Whose role is nobody's but their own is nothing to remember.
        #expect(bench.verb("account", "grant", "bo@example.com").code == 0)
        #expect(bench.verb("account", "revoke", "bo@example.com").code == 0)
        #expect(Program.run(["umount", "-l", store]).code == 0)
        #expect(bench.verb("account", "activate", anna).output == "active\n")
        #expect(bench.verb("account", "deactivate", anna).code == 0)
        #expect(bench.end(SIGTERM) == 0)
        bench.start()
        #expect(bench.shows("Free"))
        #expect(bench.verb("account", "list").output.contains("\(anna)\n  person, inactive"))
    }
}
