// SPDX-License-Identifier: Apache-2.0
import CMedium
import Glibc
import RoomCore
import SecureStore

/// `store-torture`: the store's files under power cuts, kills, faults of the medium and damage. CONTRIBUTING.md says more.
@main
struct Program {
    private static let usage = """
        store-torture power FIRST-LAST [TRIALS]   power cuts, so many (50) in the history of each seed
        store-torture kills FIRST-LAST            a kill before each call of each seed's history
        store-torture wipes FIRST-LAST            a power cut after each call of a wipe, and a start that ends it
        store-torture faults                      each call of a write fails: full, broken, read-only
        store-torture reads                       each read of a start, of details, of a sync, of a rotation fails
        store-torture damage [STEP]               a flipped bit in every STEP-th byte, and every STEP-th length (1)
        store-torture wear                        what a normal room writes in 40 days
        """

    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let bounds = (words.count > 1 ? words[1] : "").split(separator: "-").compactMap { UInt64($0) }
        let thread = try StoreThread()
        var trials = Trials(thread)
        switch words.first {
        case "power":
            guard let first = bounds.first, let last = bounds.last, first <= last else { return fail() }
            let count = words.count > 2 ? Int(words[2]) ?? 50 : 50
            for seed in first...last { try await trials.cutPower(seed: seed, trials: count) }
        case "kills":
            guard let first = bounds.first, let last = bounds.last, first <= last else { return fail() }
            for seed in first...last { try await trials.killEverywhere(seed: seed) }
        case "wipes":
            guard let first = bounds.first, let last = bounds.last, first <= last else { return fail() }
            for seed in first...last { try await trials.wipeEverywhere(seed: seed) }
        case "faults":
            for number in [EIO, ENOSPC, EROFS] {
                for isFirst in [false, true] {
                    try await trials.fail(with: number, meetings: 24, inFirst: isFirst)
                }
            }
        case "reads":
            for work in ReadWork.allCases {
                for times: Int64 in [0, 1, 3] {
                    try await trials.failReads(of: work, times: times, meetings: 24, KeySetup())
                }
                let keys = KeySetup(service: SimulatedKeyService(), keepsCopy: true)
                try await trials.failReads(of: work, times: 0, meetings: 24, keys)
            }
        case "damage": try await trials.damage(step: max(1, Int(bounds.first ?? 1)))
        case "wear": return try await Wear(thread).run()
        default: return fail()
        }
        thread.finish()
        print("\(words.joined(separator: " ")): \(trials.summary)")
        if let miscount = trials.miscount { print("MISCOUNTED \(miscount)") }
        if !trials.failures.isEmpty || trials.count == 0 || trials.miscount != nil { exit(1) }
    }

    private static func fail() {
        print(usage)
        exit(64)
    }
}
