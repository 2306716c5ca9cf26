// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// Plays one seed in its own world and in changed ones, and looks for a difference.
struct MetamorphicRun {
    private(set) var violation: Violation?
    private(set) var days = 0

    init(_ plan: SeedPlan, _ account: SimulatedServiceAccount) {
        for change in Metamorphosis.allCases {
            guard violation == nil, let (plain, changed) = change.pair(plan) else { continue }
            let first = SeedRun(plain, account, records: true)
            let second = SeedRun(changed, account, records: true)
            days += first.days + second.days
            violation =
                first.violation ?? second.violation ?? Self.difference(first.entries, second.entries, change, plain)
            violation?.name = "metamorphic-\(change.rawValue)"
        }
    }

    private static func difference(
        _ first: [SeedTrace.Entry], _ second: [SeedTrace.Entry], _ change: Metamorphosis, _ plan: SeedPlan
    ) -> Violation? {
        switch change.likeness {
        case .everything: difference(first, second)
        case .withoutWords: difference(withoutWords(first), withoutWords(second))
        case .quietMoments: difference(quiet(first, plan), quiet(second, plan))
        }
    }

    private static func difference(_ first: [SeedTrace.Entry], _ second: [SeedTrace.Entry]) -> Violation? {
        for place in 0..<max(first.count, second.count) {
            let one = place < first.count ? first[place] : nil
            let other = place < second.count ? second[place] : nil
            guard one != other else { continue }
            return Violation(
                name: "",
                detail:
                    "\(one.map { "\($0)" } ?? "nothing more"), and changed: \(other.map { "\($0)" } ?? "nothing more")",
                at: (one ?? other)?.at ?? 0)
        }
        return nil
    }

    /// Lights that stay as they were while the words change are one entry.
    private static func withoutWords(_ entries: [SeedTrace.Entry]) -> [SeedTrace.Entry] {
        var kept: [SeedTrace.Entry] = []
        var lights = ""
        for var entry in entries {
            entry.words = ""
            if entry.kind == "shows" {
                if entry.text == lights { continue }
                lights = entry.text
            }
            kept.append(entry)
        }
        return kept
    }

    /// What is shown every five minutes, where the calendar has not changed for long.
    private static func quiet(_ entries: [SeedTrace.Entry], _ plan: SeedPlan) -> [SeedTrace.Entry] {
        let beginning = (entries.first?.at ?? 0) / 1000 * 1000
        var moments: [SeedTrace.Entry] = []
        var (entry, step) = (0, 0)
        var shown: SeedTrace.Entry?
        var changedAt: Int64 = 0
        // Half a minute after the minute: what changes with it has changed.
        for at in stride(from: Int64(330_000), to: Int64(plan.days) * 86_400_000, by: 300_000) {
            while entry < entries.count, entries[entry].at - beginning <= at {
                if entries[entry].kind == "shows" { shown = entries[entry] }
                entry += 1
            }
            while step < plan.steps.count, plan.steps[step].at.wholeMilliseconds <= at {
                changedAt = plan.steps[step].at.wholeMilliseconds
                step += 1
            }
            guard at - changedAt > Metamorphosis.quiet.wholeMilliseconds, var moment = shown else { continue }
            moment.at = at
            moments.append(moment)
        }
        return moments
    }
}
