// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// The real agent with `[store] rollback-counter`, on a TPM 2.0 in software (swtpm) that it speaks to as to
/// /dev/tpmrm0, by way of `tpm.py`, which can be away and can kill the agent in the middle.
@Suite("A rollback counter and the whole agent", .serialized)
struct RollbackCounterTests {
    private let bench: AgentBench
    private let cloud: Program
    private let tpm: Counter

    init() throws {
        bench = AgentBench(role: "writer")
        let calendar = ["--calendar", AgentBench.calendar, "--key-file", bench.folder.file("google.json")]
        cloud = Program([AgentBench.demo, "cloud", "--events", "3", "--role", "writer"] + calendar)
        let root: String = try #require(cloud.line())
        bench.configure(root: root)
        tpm = try Counter(bench.folder, "tpm")
        configure(tpm)
    }

    private func configure(_ tpm: Counter, _ extra: String = "") {
        bench.configure(extra: "[store]\nrollback-counter = tpm:\(tpm.path)\n\(extra)")
    }

    private var store: String { bench.folder.file("store") }

    /// Starts the agent, with a journal of its own, and waits for these words in it.
    private func start(until words: String) {
        bench.folder.write("", to: "log")
        bench.start()
        #expect(bench.panel { $0.log.contains(words) || $0.process?.isOver ?? true })
        #expect(bench.log.contains(words), "\(bench.log)")
    }

    private func stop() { #expect(bench.end(SIGTERM) == 0) }

    /// A start in which nothing is wrong, and its end.
    private func runs(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        start(until: "synced")
        for word in [Self.olderCopy, Self.lost, "unreadable", "another key", "is gone"] {
            #expect(!bench.log.contains(word), comment, sourceLocation: sourceLocation)
        }
        #expect(!warns("store-older-copy"), comment, sourceLocation: sourceLocation)
        #expect(bench.status("$.sync.storage") == "encrypted", comment, sourceLocation: sourceLocation)
        stop()
    }

    private func warns(_ code: String) -> Bool { bench.verb("status").output.contains(code) }

    private func comes(_ code: String) -> Bool {
        for _ in 0..<200 {
            if warns(code) { return true }
            usleep(50_000)
        }
        return false
    }

    private func copy(_ source: String, to target: String) {
        #expect(Program.run(["sh", "-euc", "rm -rf '\(target)'; cp -a '\(source)' '\(target)'"]).code == 0)
    }

    private static let olderCopy = "the stored window is an older copy"
    private static let lost = "nobody can tell whether the stored window is an older copy"

    @Test("an old copy that is put back is told and fetched anew, also where the network comes later")
    func olderCopy() {
        runs()
        let old = bench.folder.file("old")
        copy(store, to: old)
        let oldAgenda = agenda()
        cloud.send("change\n")
        runs()
        runs()
        let newAgenda = agenda()
        #expect(oldAgenda != newAgenda)
        #expect(bench.verb("check").output.contains("ok    rollback counter: counted "))

        copy(old, to: store)
        cloud.send("unplug\n")
        start(until: "sync failed")
        #expect(bench.log.contains(Self.olderCopy))
        #expect(warns("store-older-copy"))
        // What the copy says is shown with its age, as after any start without a network; and nothing counts as synced.
        #expect(agenda() == oldAgenda)
        #expect(warns("network-down"))
        cloud.send("plug\n")
        #expect(bench.verb("sync").output == "synced\n")
        // Whole, and not from the copy's cursor.
        #expect(bench.log.contains("full=no-cursor"), "\(bench.log)")
        #expect(agenda() == newAgenda)
        // Somebody had the storage: that stays told until the agent ends.
        #expect(warns("store-older-copy"))
        stop()
        runs()
        // The same copy once more, with the network there.
        copy(old, to: store)
        start(until: "full=no-cursor")
        #expect(bench.log.contains(Self.olderCopy))
        #expect(agenda() == newAgenda)
        stop()
        runs()
    }

    /// Of a running agent, or of one that is started for it, without the line that says how old it is.
    private func agenda() -> String {
        let isRunning = bench.process != nil
        if !isRunning { start(until: "synced") }
        let told = bench.verb("agenda").output
        if !isRunning { stop() }
        return told
    }

    @Test("a copy from before the counter was switched on is taken as it is; with it, it cannot be told")
    func beforeCounter() {
        bench.configure()
        runs()
        let old = bench.folder.file("old")
        copy(store, to: old)
        configure(tpm)
        runs()
        runs()
        copy(old, to: store)
        runs()
    }

    @Test("a TPM that was cleared, and another one, are told once, and count from then on")
    func otherTPM() throws {
        runs()
        let code = Program.run(["/usr/bin/python3", Counter.script, "clear", tpm.software])
        #expect(code.code == 0, "\(code.errors)")
        start(until: "full=no-cursor")
        #expect(bench.log.contains(Self.olderCopy))
        stop()
        runs()
        let other = try Counter(bench.folder, "other")
        configure(other)
        start(until: "full=no-cursor")
        #expect(bench.log.contains(Self.olderCopy))
        stop()
        runs()
        runs()
    }

    @Test("without the TPM the room works and says so; when it is back, it counts, and tells an old copy even then")
    func away() {
        // A start reads everything anew with this, so that a running agent writes a whole window.
        configure(tpm, "[scheduling]\nmeet = @kokous")
        runs()
        let old = bench.folder.file("old")
        copy(store, to: old)
        runs()
        for isOld in [false, true] {
            if isOld { copy(old, to: store) }
            tpm.leave()
            cloud.send("unplug\n")
            start(until: "sync failed")
            #expect(bench.log.contains(Self.lost))
            #expect(comes("rollback-counter-lost"))
            #expect(bench.verb("check").output.contains("bad   rollback-counter-lost: "))
            tpm.comeBack()
            cloud.send("plug\n")
            #expect(bench.verb("sync").output == "synced\n")
            #expect(bench.log.contains("full="), "\(bench.log)")
            #expect(warns("store-older-copy") == isOld)
            if !isOld { #expect(!warns("rollback-counter-lost")) }
            stop()
            runs()
        }
        // A TPM that refuses is as one that is away.
        bench.folder.write("fail", to: "tpm.mood")
        start(until: Self.lost)
        #expect(bench.log.contains("refuses (0x101)"), "\(bench.log)")
        stop()
        bench.folder.write("", to: "tpm.mood")
        runs()
    }

    @Test("a running agent whose TPM goes away says so when it writes the next whole window, a first one as well")
    func goesAway() {
        tpm.leave()
        start(until: "synced stored")
        #expect(bench.log.contains(Self.lost))
        #expect(comes("rollback-counter-lost"))
        #expect(bench.status("$.sync.storage") == "encrypted")
        stop()
        tpm.comeBack()
        runs()
        runs()
    }

    @Test("the power goes between the file and the counter, and around it: that is no older copy", arguments: 1...3)
    func killed(increment: Int) {
        for moment in ["before", "after"] {
            for isFirst in [true, false] {
                if isFirst { _ = Program.run(["rm", "-rf", store]) }
                bench.folder.write("\(moment) \(increment)", to: "tpm.mood")
                bench.folder.write("", to: "log")
                bench.start()
                _ = bench.panel { $0.log.contains("synced") || $0.process?.isOver ?? true }
                // A start with a window counts once, the very first one makes the counter, too.
                if increment == 1 { #expect(bench.process?.isOver ?? false, "\(moment) \(isFirst) \(bench.log)") }
                _ = bench.end(SIGKILL)
                bench.folder.write("", to: "tpm.mood")
                runs("\(moment) \(increment) \(isFirst)")
            }
        }
    }

    @Test("keys change and a room is wiped with the count on; a copy of before the change is told")
    func keysAndWipe() {
        runs()
        let old = bench.folder.file("old")
        copy(store, to: old)
        start(until: "synced")
        #expect(bench.verb("keys", "rotate").output.contains(": 3 meetings; older keys are destroyed\n"))
        #expect(bench.verb("keys", "rotate", "--wrapping").code == 0)
        stop()
        runs()
        #expect(bench.verb("keys", "rotate").output.contains(": 3 meetings; older keys are destroyed\n"))
        runs()
        copy(old, to: store)
        start(until: "full=no-cursor")
        #expect(bench.log.contains(Self.olderCopy))
        #expect(bench.verb("wipe", "--yes").output.hasPrefix("keys destroyed: "))
        #expect(bench.process?.wait() == 78)
        #expect(Program.run(["ls", store]).output == "window.lock\nwiped\n")
        #expect(unlink("\(store)/wiped") == 0)
        runs()
        // A copy of before the wipe has its own key beside it, as a stolen card has; the counter knows it for old.
        copy(old, to: store)
        start(until: "full=no-cursor")
        #expect(bench.log.contains(Self.olderCopy))
        stop()
    }
}

/// swtpm with its own state, and before it what can be away.
private final class Counter {
    static let script = "\(SignInBench.tests)/tpm.py"

    /// For the configuration.
    let path: String
    /// swtpm's own socket.
    let software: String
    private let mood: String
    private let program: Program
    private var door: Program?

    init(_ folder: TemporaryFolder, _ name: String) throws {
        path = folder.file("\(name).sock")
        software = folder.file("\(name).soft")
        mood = folder.file("\(name).mood")
        folder.write("", to: "\(name).mood")
        try #require(mkdir(folder.file(name), 0o700) == 0)
        program = Program(
            [
                "swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(folder.file(name))", "--server",
                "type=unixio,path=\(software)", "--flags", "not-need-init,startup-clear",
            ], errors: folder.file("\(name).log"))
        // The socket has its name a moment before swtpm listens (unix(7): the flag of those that do).
        let software = software
        func listens() -> Bool {
            TemporaryFolder.contents("/proc/net/unix").split(separator: "\n")
                .contains { $0.hasSuffix(" \(software)") && $0.contains(" 00010000 ") }
        }
        for _ in 0..<500 where !listens() { usleep(20_000) }
        try #require(listens(), "\(folder.read("\(name).log"))")
        comeBack()
    }

    func leave() {
        door = nil
        unlink(path)
    }

    func comeBack() {
        let door = Program(["/usr/bin/python3", Self.script, path, software, mood])
        #expect(door.line() == "ready")
        self.door = door
    }
}
