// SPDX-License-Identifier: Apache-2.0
import Glibc
import Simulation

/// Plays one seed, and says what came of it.
struct SeedRun {
    var violation: Violation?
    var hash: UInt64
    var days: Int
    var situations: Situations
    /// What was noticed of the room, where that is recorded.
    var entries: [SeedTrace.Entry]

    /// A seed that takes longer than this does not end.
    static let longestSeconds: UInt32 = 300

    init(
        _ plan: SeedPlan, _ account: SimulatedServiceAccount, records: Bool = false, tells: ((String) -> Void)? = nil
    ) {
        alarm(Self.longestSeconds)
        let room = SeedRoom(plan, account, records: records, tells: tells)
        violation = room.play()
        room.remove()
        alarm(0)
        hash = room.trace.hash
        days = room.oracle.days
        situations = room.oracle.situations
        entries = room.trace.entries
    }

    /// The fewest steps with which the same promise is broken: halves, quarters and so on are left out for as long as
    /// that goes.
    static func shrink(_ plan: SeedPlan, _ name: String, _ account: SimulatedServiceAccount) -> SeedPlan {
        var smallest = plan
        var size = max(plan.steps.count / 2, 1)
        var runs = 0
        while runs < maximumRuns {
            var start = 0
            var hasShrunk = false
            while start < smallest.steps.count, runs < maximumRuns {
                var smaller = smallest
                smaller.steps.removeSubrange(start..<min(start + size, smaller.steps.count))
                runs += 1
                if SeedRun(smaller, account).violation?.name == name {
                    smallest = smaller
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            if size == 1, !hasShrunk { break }
            size = max(size / 2, 1)
        }
        return smallest
    }

    private static let maximumRuns = 400
}
