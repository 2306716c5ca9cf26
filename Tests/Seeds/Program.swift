// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import Simulation

/// `room-soak`: whole rooms by seed, and the room machine by search. CONTRIBUTING.md says how to read a failure.
@main
struct Program {
    private static let usage = """
        room-soak seeds FIRST-LAST [--jobs N] [--every-situation]   plays the seeds, one process for each core
        room-soak metamorphic FIRST-LAST [--jobs N]   plays each also in worlds whose change nobody in the room can see
        room-soak show SEED [CHANGE [plain]]   what happens in that room, line by line; in a changed world, or in what it is
            held against: years, week, zone, pages, order, twice, polls, push
        room-soak shrink SEED      the fewest steps that break the same promise
        room-soak kept FILE        the seeds that once found something, one in each line
        room-soak machine          every state of the room machine
        """

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        guard let verb = words.first else { return fail(usage) }
        FaultyMedium.install()
        // A panel whose cable is pulled is an error of a call, as it is on a serial line.
        signal(SIGPIPE, SIG_IGN)
        switch verb {
        case "machine": machine()
        case "seeds": seeds(Array(words.dropFirst()), work: "worker")
        case "metamorphic": seeds(Array(words.dropFirst()), work: "comparer")
        case "worker", "comparer":
            let numbers = words.dropFirst().compactMap { UInt64($0) }
            guard numbers.count == 3 else { return fail(usage) }
            let work = verb == "worker" ? Worker.run : Worker.compare
            work(numbers[0], numbers[1], numbers[2], account())
        case "show":
            guard (2...4).contains(words.count), let seed = UInt64(words[1]) else { return fail(usage) }
            var plan = SeedPlan(seed: seed)
            if words.count > 2 {
                guard let change = Metamorphosis(rawValue: words[2]), let pair = change.pair(plan) else {
                    return fail(usage)
                }
                plan = words.last == "plain" ? pair.plain : pair.changed
            }
            show(plan)
        case "shrink":
            guard words.count == 2, let seed = UInt64(words[1]) else { return fail(usage) }
            shrink(seed)
        case "kept":
            guard words.count == 2 else { return fail(usage) }
            kept(words[1])
        default: fail(usage)
        }
    }

    private static func fail(_ sentence: String) {
        Console.error(sentence)
        exit(64)
    }

    /// A worker has the key of its soak.
    private static func account() -> SimulatedServiceAccount {
        let key = getenv(Soak.keyVariable).map { String(cString: $0) }
        guard let account = try? SimulatedServiceAccount(privatePEM: key) else {
            preconditionFailure("a key can be made")
        }
        return account
    }

    private static func machine() {
        let result = MachineSearch().run()
        print("the room machine: \(result.states) states, \(result.steps) steps")
        for (name, count) in result.names.sorted(by: { $0.key < $1.key }) { print("  \(name) \(count)") }
        guard let violation = result.violation else { return }
        print(violation)
        exit(1)
    }

    private static func seeds(_ words: [String], work: String) {
        let bounds = (words.first ?? "").split(separator: "-").compactMap { UInt64($0) }
        guard let first = bounds.first, let last = bounds.last, first <= last else { return fail(usage) }
        var jobs = sysconf(CInt(_SC_NPROCESSORS_ONLN))
        if let place = words.firstIndex(of: "--jobs"), place + 1 < words.count { jobs = Int(words[place + 1]) ?? jobs }
        var soak = Soak(first: first, last: last, jobs: max(1, min(jobs, 256)), work: work, key: account().privatePEM)
        if !soak.run(needsEverySituation: words.contains("--every-situation")) { exit(1) }
    }

    private static func show(_ plan: SeedPlan) {
        let run = SeedRun(plan, account()) { print($0) }
        print("features: \(plan.features.map { "\($0)" }.sorted().joined(separator: " "))")
        let span = "-\(plan.pastDays) +\(plan.futureDays)"
        print("poll \(plan.poll), \(plan.requestsPerDay) requests a day, window \(span) days, zone \(plan.zone.name)")
        printOutcome(plan.seed, run)
        if run.violation != nil { exit(1) }
    }

    private static func printOutcome(_ seed: UInt64, _ run: SeedRun) {
        let came = run.violation.map { "\($0.name): \($0.detail), at \($0.at) ms" } ?? "every promise kept"
        print("seed \(seed), \(run.days) days, bytes \(String(run.hash, radix: 16)): \(came)")
    }

    private static func shrink(_ seed: UInt64) {
        let account = account()
        let plan = SeedPlan(seed: seed)
        let run = SeedRun(plan, account)
        printOutcome(seed, run)
        guard let violation = run.violation else { return }
        let smallest = SeedRun.shrink(plan, violation.name, account)
        print("\(smallest.steps.count) of \(plan.steps.count) steps do it:")
        for step in smallest.steps { print("  \(step.at)  \(step.action)") }
        printOutcome(seed, SeedRun(smallest, account))
    }

    /// Lines of `seed, what it once found`.
    private static func kept(_ path: String) {
        guard let file = fopen(path, "r") else { return fail("\(path) cannot be read") }
        defer { fclose(file) }
        let account = account()
        var hasFailed = false
        var count = 0
        while let line = readLine(from: file) {
            guard let seed = UInt64(line.prefix { $0 != " " }) else { continue }
            count += 1
            let run = SeedRun(SeedPlan(seed: seed), account)
            if run.violation != nil {
                printOutcome(seed, run)
                hasFailed = true
            }
        }
        print("\(count) kept seeds")
        if hasFailed || count == 0 { exit(1) }
    }

    private static func readLine(from file: UnsafeMutablePointer<FILE>) -> String? {
        var buffer = [CChar](repeating: 0, count: 1024)
        guard fgets(&buffer, CInt(buffer.count), file) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
