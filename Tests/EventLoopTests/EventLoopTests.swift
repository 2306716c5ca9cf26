// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import LinuxEventLoop
import RoomCore
import Synchronization
import TestSupport
import Testing

@Suite("The event loop on the real kernel")
struct EventLoopTests {
    @Test("timers come in order of deadline, never early, and a cancelled one not at all")
    func timers() throws {
        let tally = Tally()
        try onRealLoop { loop in
            let start = loop.now.uptime
            _ = loop.schedule(at: start + .milliseconds(30), tolerance: .zero) { tally.add("c") }
            let cancelled = loop.schedule(at: start + .milliseconds(10), tolerance: .zero) { tally.add("x") }
            _ = loop.schedule(at: start + .milliseconds(20), tolerance: .zero) { tally.add("b") }
            _ = loop.schedule(at: start - .seconds(1), tolerance: .zero) { tally.add("a") }
            cancelled.cancel()
            try await loop.sleep(for: .milliseconds(40), tolerance: .zero)
            #expect(loop.now.uptime - start >= .milliseconds(40))
        }
        #expect(tally.words == ["a", "b", "c"])
    }

    @Test("timers whose tolerances overlap share one wake-up")
    func tolerance() throws {
        let tally = Tally()
        try onRealLoop { loop in
            let start = loop.now.uptime
            _ = loop.schedule(at: start + .milliseconds(5), tolerance: .seconds(5)) { tally.add("lax") }
            _ = loop.schedule(at: start + .milliseconds(400), tolerance: .zero) { tally.add("strict") }
            try await loop.sleep(for: .milliseconds(30), tolerance: .zero)
            // The sleep's own end was a wake-up, so the lax one came along with it.
            #expect(tally.words == ["lax"])
            try await loop.sleep(for: .milliseconds(400), tolerance: .zero)
        }
        #expect(tally.words == ["lax", "strict"])
    }

    @Test("cancelling a task ends its sleep at once")
    func cancelledSleep() throws {
        try onRealLoop { loop in
            let sleeper = Task(executorPreference: loop) {
                do throws(CancellationError) { try await loop.sleep(for: .seconds(3600), tolerance: .zero) } catch {
                    return true
                }
                return false
            }
            try await loop.sleep(for: .milliseconds(5), tolerance: .zero)
            sleeper.cancel()
            #expect(await sleeper.value)
            let before = Task(executorPreference: loop) {
                do throws(CancellationError) { try await loop.sleep(for: .seconds(3600), tolerance: .zero) } catch {
                    return true
                }
                return false
            }
            before.cancel()
            #expect(await before.value)
        }
    }

    @Test("a job that always enqueues another does not starve descriptors and timers, nor they it")
    func fairness() throws {
        let tally = Tally()
        try onRealLoop { loop in
            let greedy = Task(executorPreference: loop) {
                var turns = 0
                while !Task.isCancelled {
                    turns += 1
                    await Task.yield()
                }
                return turns
            }
            let pipe = try Pipe()
            pipe.write("x")
            // Never drained, so it is ready in each turn.
            let watch = try loop.watch(pipe.reading, for: .readable) { _ in tally.add("ready") }
            try await loop.sleep(for: .milliseconds(20), tolerance: .zero)
            watch.cancel()
            greedy.cancel()
            #expect(await greedy.value > 10)
            #expect(tally.words.count > 10)
        }
    }

    @Test("an event for a descriptor that was closed and reused in the same batch is dropped")
    func descriptorReuse() throws {
        let tally = Tally()
        try onRealLoop { loop in
            let first = try Pipe()
            let second = try Pipe()
            first.write("x")
            second.write("x")
            // Both are ready in one batch; whichever handler comes first replaces the other's descriptor by a silent
            // one.
            final class Box { var watches: [CInt: any LoopRegistration] = [:] }
            let box = Box()
            let quiet = try Pipe()
            func replace(_ other: Pipe) {
                box.watches[other.reading]?.cancel()
                #expect(dup2(quiet.reading, other.reading) == other.reading)
                box.watches[other.reading] = try? loop.watch(other.reading, for: .readable) { _ in tally.add("stale") }
            }
            box.watches[first.reading] = try loop.watch(first.reading, for: .readable) { _ in
                tally.add("one")
                box.watches[first.reading]?.cancel()
                replace(second)
            }
            box.watches[second.reading] = try loop.watch(second.reading, for: .readable) { _ in
                tally.add("one")
                box.watches[second.reading]?.cancel()
                replace(first)
            }
            try await loop.sleep(for: .milliseconds(20), tolerance: .zero)
            for watch in box.watches.values { watch.cancel() }
        }
        #expect(tally.words == ["one"])
    }

    @Test("hang-up is reported to whoever waits to read")
    func hangUp() throws {
        let tally = Tally()
        try onRealLoop { loop in
            let pipe = try Pipe()
            let watch = try loop.watch(pipe.reading, for: .readable) { ready in
                if ready.contains(.hungUp) { tally.add("hung up") }
            }
            pipe.closeWriting()
            try await loop.sleep(for: .milliseconds(10), tolerance: .zero)
            watch.cancel()
        }
        #expect(tally.words.contains("hung up"))
    }

    @Test("a descriptor that epoll cannot watch is refused with its errno; one that is not open is our bug")
    func unwatchable() async throws {
        try onRealLoop { loop in
            let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
            defer { close(file) }
            #expect(throws: LoopFailure(operation: "epoll_ctl", errno: EPERM)) {
                _ = try loop.watch(file, for: .readable) { _ in }
            }
        }
        await #expect(processExitsWith: .failure) {
            try onRealLoop { loop in _ = try loop.watch(999, for: .readable) { _ in } }
        }
    }

    @Test("a job enqueued from another thread wakes a waiting loop")
    func wokenFromOutside() throws {
        try onRealLoop { loop in
            let answer = await withCheckedContinuation { (continuation: CheckedContinuation<Int, Never>) in
                let box = Unmanaged.passRetained(ContinuationBox(continuation)).toOpaque()
                var thread = pthread_t()
                pthread_create(
                    &thread, nil,
                    { box in
                        usleep(5000)
                        guard let box else { return nil }
                        Unmanaged<ContinuationBox>.fromOpaque(box).takeRetainedValue().continuation.resume(returning: 7)
                        return nil
                    }, box)
                pthread_detach(thread)
            }
            #expect(answer == 7)
        }
    }

    @Test("the end of a child is told once, with how it ended")
    func children() throws {
        let tally = Tally()
        try onRealLoop { loop in
            let exits = try spawnShell("exit 3")
            let dies = try spawnShell("kill -9 $$")
            for child in [exits, dies] {
                _ = try loop.onExit(of: child) { status in
                    tally.add(
                        child == exits ? "exits \(String(describing: status))" : "dies \(String(describing: status))")
                }
            }
            while tally.words.count < 2 { try await loop.sleep(for: .milliseconds(5), tolerance: .zero) }
            #expect(throws: LoopFailure(operation: "pidfd_open", errno: ESRCH)) {
                _ = try loop.onExit(of: exits) { _ in }
            }
        }
        #expect(
            Set(tally.words) == [
                "exits \(String(describing: Optional(ExitStatus.exited(code: 3))))",
                "dies \(String(describing: Optional(ExitStatus.killed(signal: 9))))",
            ])
    }

    @Test("a signal becomes a call on the loop")
    func signals() throws {
        let tally = Tally()
        try onRealLoop { loop in
            _ = try loop.onSignal(SIGUSR2) { tally.add("usr2") }
            // To this thread, because the test runner's other threads don't block it.
            pthread_kill(pthread_self(), SIGUSR2)
            try await loop.sleep(for: .milliseconds(5), tolerance: .zero)
        }
        #expect(tally.words == ["usr2"])
    }
}

private final class ContinuationBox: Sendable {
    let continuation: CheckedContinuation<Int, Never>
    init(_ continuation: CheckedContinuation<Int, Never>) { self.continuation = continuation }
}

/// Both ends of a pipe(2).
final class Pipe {
    let reading: CInt
    private var writing: CInt

    init() throws {
        var ends: [CInt] = [-1, -1]
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    func write(_ text: String) {
        #expect(Glibc.write(writing, text, text.utf8.count) == text.utf8.count)
    }

    func closeWriting() {
        close(writing)
        writing = -1
    }

    deinit {
        close(reading)
        if writing >= 0 { close(writing) }
    }
}

func spawnShell(_ script: String) throws -> pid_t {
    var child = pid_t()
    var arguments: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", script].map { (word: String) in strdup(word) } + [nil]
    defer { for argument in arguments { free(argument) } }
    try #require(posix_spawn(&child, "/bin/sh", nil, nil, &arguments, environ) == 0)
    return child
}
