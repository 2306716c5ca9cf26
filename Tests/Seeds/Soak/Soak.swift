// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Plays a range of seeds in processes beside each other, one for each core, with a progress line and a summary.
struct Soak {
    var first: UInt64
    var last: UInt64
    var jobs: Int
    /// What a process does: the verb that it is started with.
    var work = "worker"
    /// The service account's key in PEM, made once for all processes.
    private let key: String

    /// The variable of a worker's environment that has it. The key is made for this soak, and opens nothing.
    static let keyVariable = "ROOM_SOAK_KEY"

    private struct Process {
        var id: pid_t
        var output: CInt
        var rest: [UInt8] = []
        /// The seed that it plays.
        var seed: UInt64 = 0
        var isBusy = false
    }

    private var failures: [(seed: UInt64, what: String)] = []
    private var situations: [String: Int] = [:]
    private var seeds = 0
    private var days = 0
    /// Of each trace.
    private var hashes: [UInt64: UInt64] = [:]

    /// So many failures are enough to begin with.
    private static let maximumFailures = 20
    private static let playedAgain: UInt64 = 8

    init(first: UInt64, last: UInt64, jobs: Int, work: String = "worker", key: String) {
        self.key = key
        self.first = first
        self.last = last
        self.jobs = jobs
        self.work = work
    }

    /// Whether every promise was kept, and every situation occurred where that is asked.
    mutating func run(needsEverySituation: Bool) -> Bool {
        let began = Self.seconds
        play()
        guard work == "worker" else { return summary(needsEverySituation, Self.seconds - began) }
        // In other processes, where every dictionary has another order: the same seed gives the same bytes.
        var again = Soak(first: first, last: min(last, first + Self.playedAgain - 1), jobs: jobs, key: key)
        again.play()
        for (seed, hash) in again.hashes where hashes[seed] != hash {
            failures.append((seed, "other bytes in another process"))
        }
        return summary(needsEverySituation, Self.seconds - began)
    }

    private mutating func play() {
        let step = UInt64(jobs)
        var processes = (0..<UInt64(jobs)).filter { first + $0 <= last }.map { spawn(from: first + $0, step) }
        let began = Self.seconds
        var told = began
        while !processes.isEmpty, failures.count < Self.maximumFailures {
            var entries = processes.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
            poll(&entries, nfds_t(entries.count), 1000)
            for place in entries.indices.reversed() where entries[place].revents != 0 {
                if read(&processes[place]) { continue }
                let ended = processes.remove(at: place)
                close(ended.output)
                if let next = conclude(ended, step) { processes.append(next) }
            }
            if Self.seconds - told >= 10 {
                told = Self.seconds
                Console.error("\(seeds) seeds, \(days) room-days, \(failures.count) failed, \(told - began) s")
            }
        }
        for process in processes {
            kill(process.id, SIGKILL)
            waitpid(process.id, nil, 0)
        }
    }

    private func summary(_ needsEverySituation: Bool, _ seconds: Int) -> Bool {
        for (name, count) in situations.sorted(by: { $0.key < $1.key }) { print("  \(name) \(count)") }
        let bytes = hashes.values.reduce(0, ^)
        print("\(seeds) seeds, \(days) room-days in \(seconds) s, all bytes \(String(bytes, radix: 16))")
        for failure in failures.sorted(by: { $0.seed < $1.seed }) { print("seed \(failure.seed): \(failure.what)") }
        if !failures.isEmpty { print("see it: room-soak show SEED; its fewest steps: room-soak shrink SEED") }
        let missing = Situations.names.filter { situations[$0] == nil }
        if needsEverySituation, !missing.isEmpty {
            print("these situations did not occur: \(missing.joined(separator: ", "))")
            return false
        }
        return failures.isEmpty
    }

    private static var seconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }

    // MARK: Processes

    private func spawn(from seed: UInt64, _ step: UInt64) -> Process {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { preconditionFailure("no pipe for a worker") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        let arguments = ["room-soak", work, String(seed), String(last), String(step)]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { (word: String) in strdup(word) }
        words.append(nil)
        var variables = [strdup("\(Self.keyVariable)=\(key)"), nil]
        defer { for word in words + variables { free(word) } }
        var id: pid_t = 0
        let status = posix_spawn(&id, "/proc/self/exe", &actions, nil, &words, &variables)
        guard status == 0 else { preconditionFailure("no process for a worker: \(status)") }
        close(ends[1])
        return Process(id: id, output: ends[0])
    }

    /// False at the end of the process's output.
    private mutating func read(_ process: inout Process) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(process.output, &buffer, buffer.count)
        guard count > 0 else { return false }
        process.rest += buffer[..<count]
        while let end = process.rest.firstIndex(of: 0x0A) {
            record(String(decoding: process.rest[..<end], as: UTF8.self), &process)
            process.rest.removeSubrange(...end)
        }
        return true
    }

    private mutating func record(_ line: String, _ process: inout Process) {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        switch words.first {
        case "begin" where words.count == 2:
            process.seed = UInt64(words[1]) ?? 0
            process.isBusy = true
        case "situation" where words.count == 3: situations[words[1], default: 0] += Int(words[2]) ?? 0
        case "violation" where words.count == 4:
            failures.append((process.seed, "\(words[2]): \(words[3])"))
            Console.error("seed \(process.seed): \(words[2])")
        case "end" where words.count == 4:
            seeds += 1
            days += Int(words[2]) ?? 0
            hashes[UInt64(words[1]) ?? 0] = UInt64(words[3])
            process.isBusy = false
        default: Console.error(line)
        }
    }

    /// A worker that crashed is a failure of the seed that it played. Another goes on after the last seed of each.
    private mutating func conclude(_ process: Process, _ step: UInt64) -> Process? {
        var status: CInt = 0
        waitpid(process.id, &status, 0)
        if process.isBusy {
            let signal = status & 0x7F
            failures.append((process.seed, signal == SIGALRM ? "does not end" : "crashed: signal \(signal)"))
        }
        let next = process.seed + step
        return next <= last ? spawn(from: next, step) : nil
    }
}

enum Console {
    static func error(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
