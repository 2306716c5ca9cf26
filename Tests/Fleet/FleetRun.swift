// SPDX-License-Identifier: Apache-2.0
import Glibc
import Simulation

/// Plays a scenario with so many rooms, in a process for each core.
enum FleetRun {
    static func play(_ scenario: FleetScenario, rooms: Int, jobs: Int) -> FleetTally {
        let outputs = (0..<jobs).map { spawn([scenario.code, "\(rooms)", "\($0)", "\(jobs)"]) }
        var tally = FleetTally()
        for (process, output) in outputs {
            guard let file = fdopen(output, "r") else { preconditionFailure("no stream for a worker") }
            var line: UnsafeMutablePointer<CChar>?
            var capacity = 0
            while getline(&line, &capacity, file) > 0, let line {
                let text = String(cString: line)
                guard let part = FleetTally(line: String(text.prefix { $0 != "\n" })) else {
                    preconditionFailure("a worker said: \(text)")
                }
                tally.add(part)
            }
            free(line)
            fclose(file)
            var status: CInt = 0
            waitpid(process, &status, 0)
            precondition(status == 0, "a worker ended with \(status)")
        }
        precondition(tally.rooms == rooms, "\(tally.rooms) of \(rooms) rooms were played")
        return tally
    }

    /// One process's share, in a line at the end: who reads takes one process after the other.
    static func work(_ words: [String]) {
        let numbers = words.dropFirst().compactMap { Int($0) }
        guard let scenario = words.first.flatMap(FleetScenario.init(code:)), numbers.count == 3,
            let account = try? SimulatedServiceAccount()
        else { preconditionFailure("a worker takes a scenario, rooms, its number and how many there are") }
        let shards = (numbers[0] + FleetShard.size - 1) / FleetShard.size
        var tally = FleetTally()
        for shard in stride(from: numbers[1], to: shards, by: numbers[2]) {
            tally.add(FleetShard(shard, of: numbers[0], scenario, account).play())
        }
        print(tally.line)
    }

    private static func spawn(_ arguments: [String]) -> (pid_t, CInt) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { preconditionFailure("no pipe for a worker") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = (["room-fleet", "worker"] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var id: pid_t = 0
        let status = posix_spawn(&id, "/proc/self/exe", &actions, nil, &words, environ)
        guard status == 0 else { preconditionFailure("no process for a worker: \(status)") }
        close(ends[1])
        return (id, ends[0])
    }
}
