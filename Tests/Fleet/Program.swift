// SPDX-License-Identifier: Apache-2.0
import Glibc

/// `room-fleet`: many rooms in virtual time, and what they cost Google's service (docs/fleet.md).
@main
struct Program {
    private static let usage = """
        room-fleet day [ROOMS] [JOBS]     a working day of a fleet: requests a day and a minute (10,000 rooms)
        room-fleet week [ROOMS] [JOBS]    a working week: how soon a change is seen, by how the calendar is looked at
        room-fleet check [ROOMS] [JOBS]   both with few rooms, held against what is promised
        """

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst().compactMap { Int($0) }
        let jobs = numbers.count > 1 ? numbers[1] : sysconf(CInt(_SC_NPROCESSORS_ONLN))
        switch words.first {
        case "worker": FleetRun.work(Array(words.dropFirst()))
        case "day": FleetReport.day(rooms: numbers.first ?? 10_000, jobs: jobs)
        case "week": FleetReport.week(rooms: numbers.first ?? 40, jobs: jobs)
        case "check":
            let rooms = numbers.first ?? 200
            let broken = FleetReport.day(rooms: rooms, jobs: jobs) + FleetReport.week(rooms: rooms / 10, jobs: jobs)
            for promise in broken { print("broken: \(promise)") }
            if !broken.isEmpty { exit(1) }
        default:
            let text = Array((usage + "\n").utf8)
            _ = write(STDERR_FILENO, text, text.count)
            exit(64)
        }
    }
}
