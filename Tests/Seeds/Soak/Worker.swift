// SPDX-License-Identifier: Apache-2.0
import Glibc
import Simulation

/// One process of a soak: plays its share of the seeds, and tells a line of each.
enum Worker {
    /// So often a seed is played twice: the same seed has to give the same bytes.
    private static let twiceEach: UInt64 = 64

    /// So many seeds are played by one process. An agent that is killed lets go of nothing, as a process that is killed
    /// does; here the kernel does not tidy up behind it until its process ends.
    private static let mostSeeds: UInt64 = 50

    /// In changed worlds each is played in so many, twice for each world but one that means nothing to it.
    private static let playsEach: UInt64 = 10

    static func run(from first: UInt64, to last: UInt64, step: UInt64, _ account: SimulatedServiceAccount) {
        var seed = first
        let last = min(last, first + (mostSeeds - 1) * step)
        while seed <= last {
            say("begin \(seed)")
            let plan = SeedPlan(seed: seed)
            var run = SeedRun(plan, account)
            if run.violation == nil, seed % twiceEach == 0, SeedRun(plan, account).hash != run.hash {
                run.violation = Violation(name: "other-bytes", detail: "two runs of one seed differ", at: 0)
            }
            for (situation, count) in run.situations.named { say("situation \(situation) \(count)") }
            if let violation = run.violation {
                say("violation \(seed) \(violation.name) \(violation.detail)")
            }
            say("end \(seed) \(run.days) \(run.hash)")
            seed += step
        }
    }

    /// Plays seeds in changed worlds.
    static func compare(from first: UInt64, to last: UInt64, step: UInt64, _ account: SimulatedServiceAccount) {
        var seed = first
        let last = min(last, first + (mostSeeds / playsEach - 1) * step)
        while seed <= last {
            say("begin \(seed)")
            let run = MetamorphicRun(SeedPlan(seed: seed), account)
            if let violation = run.violation {
                say("violation \(seed) \(violation.name) \(violation.detail), at \(violation.at) ms")
            }
            say("end \(seed) \(run.days) 0")
            seed += step
        }
    }

    /// One write: lines reach the soak whole, also when this process crashes after them. Where nobody reads them any
    /// more, the soak was ended, and so is its worker.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        if write(STDOUT_FILENO, bytes, bytes.count) != bytes.count { exit(EXIT_FAILURE) }
    }
}
