// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// The real agent, killed by the kernel at one system call after another: strace(1) injects SIGKILL at the n-th call,
/// before it is carried out.
@Suite("Killed at each effect", .serialized)
struct KillTests {
    /// `-D` leaves the agent our own child, and the tracer aside. Without a number it only counts.
    private static func tracer(
        _ calls: String, _ number: Int?, _ bench: AgentBench, isOfJoin: Bool = false
    ) -> [String] {
        let injection = number.map { ["-e", "inject=\(calls):signal=KILL:when=\($0)"] } ?? []
        // The tracer counts in each thread, and the store's gives files their names, too: of a join it is the record's.
        let path = calls == "rename" && isOfJoin ? ["-P", bench.folder.file("session.new")] : []
        return ["strace", "-D", "-f", "-qq", "-e", "signal=none", "-o", bench.folder.file("trace"), "-e"]
            + ["trace=\(calls)"] + path + injection
    }

    /// How many calls the tracer has seen.
    private static func calls(_ bench: AgentBench) -> Int {
        bench.folder.read("trace").split(separator: "\n").count { !$0.contains(" resumed>") }
    }

    /// Sound, complete, and offline: what a start after the kill shows.
    private static func checkRestart(_ bench: AgentBench, _ place: String) {
        bench.start()
        #expect(bench.shows("Press to join"), "\(place)")
        #expect(bench.verb("status", "--json").output.contains(#""meetings":3,"#), "\(place)")
        #expect(bench.status("$.sync.storage") == "encrypted", "\(place)")
        #expect(bench.status("$.warnings[0].code") == "", "\(place)")
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test(
        "a first sync, at each write to the disk: the next start has the right window",
        arguments: ["pwrite64", "fsync", "rename", "ftruncate", "mkdir", "unlink", "openat"])
    func sync(call: String) {
        var kills = 0
        var number = 1
        while number < 400 {
            let bench = AgentBench(meetings: [(-60, 3600, "Design review"), (7200, 600, "b"), (9000, 600, "c")])
            bench.start(before: Self.tracer(call, number, bench))
            let isDone = bench.panel { bench in bench.isOver || bench.log.contains("synced stored") }
            #expect(isDone, "\(call) \(number)")
            let isKilled = bench.isOver
            _ = bench.end(SIGKILL)
            if isKilled { kills += 1 }
            Self.checkRestart(bench, "\(call) \(number)")
            if !isKilled { break }
            // openat is mostly reading: each tenth is a sample. The others are each tried.
            number += call == "openat" ? 10 : 1
        }
        #expect(kills > 0, "\(call): nothing was killed")
    }

    @Test(
        "a join, at each of its effects: at most one program per push, and the next start knows of it",
        arguments: ["rename", "connect", "sendto", "write", "read", "unlink"])
    func join(call: String) {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review"), (7200, 600, "b"), (9000, 600, "c")])
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.panel { $0.log.contains("synced stored") })
        #expect(bench.end(SIGTERM) == 0)
        // What it calls until somebody presses is not what is tried here.
        bench.start(before: Self.tracer(call, nil, bench, isOfJoin: true))
        #expect(bench.shows("Press to join"))
        let before = Self.calls(bench)
        #expect(bench.end(SIGKILL) == 137)
        var kills = 0
        var number = before + 1
        for _ in 0..<12 where kills < 3 {
            let joins = bench.joins.count
            bench.start(before: Self.tracer(call, number, bench, isOfJoin: true))
            // It has called more often this time, and was killed too early: the next number.
            guard bench.panel(until: { $0.isOver || $0.showsNow("Press to join") }), !bench.isOver else {
                _ = bench.end(SIGKILL)
                number += 1
                continue
            }
            bench.press()
            _ = bench.panel { $0.isOver || $0.showsNow("Hold to leave") }
            let isKilled = bench.isOver
            _ = bench.end(SIGKILL)
            if isKilled { kills += 1 }
            bench.start()
            #expect(bench.panel { $0.showsNow("Press to join") || $0.showsNow("Hold to leave") }, "\(call) \(number)")
            #expect(bench.joins.count - joins <= 1, "\(call) \(number)")
            let state = bench.status("$.state.name")
            #expect(state == "joinable" || state == "in-meeting", "\(call) \(number): \(state)")
            // A running program is ours, or there is none.
            if bench.runningSessions > 0 { #expect(state == "in-meeting", "\(call) \(number)") }
            _ = bench.verb("press", "--hold")
            #expect(bench.panel { $0.showsNow("Press to join") })
            #expect(bench.panel { $0.runningSessions == 0 }, "\(call) \(number)")
            #expect(bench.end(SIGTERM) == 0)
            // A join has no more of these calls; or there were fewer in front of it this time.
            if !isKilled && kills > 0 { break }
            number += isKilled ? 1 : -1
        }
        #expect(kills > 0, "\(call): nothing was killed")
    }

    @Test(
        "the joiner, killed at each of its effects: at most one program per push, and the room tells the truth",
        arguments: ["accept", "read", "clone,clone3", "pidfd_open", "sendto"])
    func joiner(call: String) {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        var kills = 0
        bench.startJoiner(before: Self.tracer(call, nil, bench))
        // What it calls until it waits for work is not what is tried here.
        let before = Self.calls(bench)
        for number in (before + 1)...(before + 3) {
            let joins = bench.joins.count
            _ = bench.endJoiner(SIGTERM)
            bench.folder.write("", to: "joiner")
            bench.startJoiner(before: Self.tracer(call, number, bench))
            if bench.process == nil { bench.start() }
            guard bench.panel(until: { $0.showsNow("Press to join") }) else {
                Issue.record("\(call) \(number): nothing to join")
                return
            }
            bench.press()
            _ = bench.panel { $0.joiner?.isOver == true || $0.showsNow("Hold to leave") }
            if bench.joiner?.isOver == true { kills += 1 }
            // As the service manager does.
            _ = bench.endJoiner(SIGKILL)
            bench.startJoiner()
            #expect(bench.settles(), "\(call) \(number): \(bench.status("$.state.name")), \(bench.runningSessions) run")
            #expect(bench.joins.count - joins <= 1, "\(call) \(number)")
            _ = bench.verb("press", "--hold")
            #expect(bench.panel { $0.runningSessions == 0 }, "\(call) \(number)")
            #expect(bench.panel { $0.showsNow("Press to join") || $0.showsNow("Press to try again") })
            if bench.showsNow("Press to try again") { _ = bench.end(SIGTERM) }
        }
        #expect(kills > 0, "\(call): nothing was killed")
        _ = bench.end(SIGTERM)
    }
}

extension AgentBench {
    /// The traced agent has ended by itself.
    var isOver: Bool {
        process?.isOver ?? true
    }

    /// Comes to say what is true: in a meeting exactly if a program runs.
    func settles() -> Bool {
        for _ in 0..<150 {
            let state = status("$.state.name")
            if (state == "in-meeting") == (runningSessions == 1), state != "joining", state != "leaving" { return true }
            usleep(100_000)
        }
        return false
    }

    func showsNow(_ text: String) -> Bool { rowsNow.contains { $0.hasPrefix(text) } }

    /// Join programs of this bench that run.
    var runningSessions: Int {
        let found = Program.run(["pgrep", "-f", "^sleep \(nap)$"]).output.split(separator: "\n")
        return found.count { TemporaryFolder.contents("/proc/\($0)/environ").contains("ROOM_AGENT_SESSION=") }
    }
}
