// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
package import RoomCore
import Synchronization

/// The event loop's twin in virtual time: jobs run as on the real one, and when nothing is left to run the clock
/// jumps to the next timer. A day passes in milliseconds, the same way each time.
///
/// Descriptors are real ones and looked at whenever nothing else is left to do, so a pipe, a pty or a socket whose
/// other end is in the same test works, and one whose other end is another process does not: time would jump ahead of
/// it. Signals, process ends and clock steps are caused by the test.
// Sound: used from one thread, the one that calls `run`; jobs enqueued from elsewhere only touch `inbox`.
package final class VirtualLoop: AgentLoop, @unchecked Sendable {
    private final class Timer: LoopRegistration {
        let number: UInt64
        let deadline: Duration
        let latest: Duration
        let isWall: Bool
        var handler: (() -> Void)?
        unowned let loop: VirtualLoop

        init(
            number: UInt64, deadline: Duration, latest: Duration, isWall: Bool, loop: VirtualLoop,
            handler: @escaping () -> Void
        ) {
            self.number = number
            self.deadline = deadline
            self.latest = latest
            self.isWall = isWall
            self.loop = loop
            self.handler = handler
        }

        func cancel() {
            handler = nil
            loop.timers[number] = nil
        }
    }

    private struct Watch {
        let number: UInt64
        let interest: Readiness
        let handler: (Readiness) -> Void

        var events: Int16 {
            Int16((interest.contains(.readable) ? POLLIN : 0) | (interest.contains(.writable) ? POLLOUT : 0))
        }
    }

    private final class Registration: LoopRegistration {
        private var onCancel: (() -> Void)?
        init(_ onCancel: @escaping () -> Void) { self.onCancel = onCancel }
        func cancel() {
            onCancel?()
            onCancel = nil
        }
    }

    private let inbox = Mutex<[UnownedJob]>([])
    private var timers: [UInt64: Timer] = [:]
    private var lastNumber: UInt64 = 0
    private var uptime: Duration
    /// Civil time at `uptime` zero.
    private var wallAtBoot: Instant
    private var stepHandlers: [UInt64: () -> Void] = [:]
    private var signalHandlers: [CInt: () -> Void] = [:]
    private var exitHandlers: [Int32: (ExitStatus?) -> Void] = [:]
    private var watches: [CInt: Watch] = [:] { didSet { polled = nil } }
    /// What is watched, by descriptor; nil where `watches` has changed since.
    private var polled: [pollfd]?
    /// How often a watched descriptor was ready, and its handler called.
    package private(set) var descriptorEvents = 0
    /// How often a descriptor was begun to be watched: a system call each, on the real loop.
    package private(set) var watchesMade = 0
    /// How often the loop had to wait: what would have been a wake-up of the processor.
    package private(set) var wakeUps = 0

    /// Timers that wait: of a room that does not grow there are never many.
    package var pendingTimers: Int { timers.count }

    /// `wall` is civil time at the beginning. Default of `uptime`: a minute, so that nothing lies before the boot.
    package init(wall: Instant, uptime: Duration = .seconds(60)) {
        self.uptime = uptime
        wallAtBoot = wall - uptime
    }

    /// Stands still while jobs run.
    package var now: Moment { Moment(wall: wallAtBoot + uptime, uptime: uptime) }

    // MARK: Running

    /// Runs everything that is due within the next `duration` of virtual time, and leaves the clock exactly there.
    package func run(for duration: Duration) { run(until: uptime + duration) }

    /// Runs until `done` holds after some event, or `limit` of virtual time has passed. Returns whether it holds.
    @discardableResult
    package func run(until done: () -> Bool, limit: Duration) -> Bool {
        let end = uptime + limit
        drain()
        while !done() {
            guard let next = nextWake, next <= end else {
                uptime = max(uptime, end)
                drain()
                return done()
            }
            wake(at: next)
        }
        return true
    }

    /// Runs `body` as a task until it has ended, in as much virtual time as it takes; nil if nothing is left that
    /// could end it.
    package func finish<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value? {
        let result = Mutex<Value?>(nil)
        _ = Task(executorPreference: self) {
            let value = await body()
            result.withLock { $0 = value }
        }
        drain()
        while result.withLock({ $0 == nil }), let next = nextWake { wake(at: next) }
        return result.withLock { $0 }
    }

    /// Runs what is ready now, without letting time pass.
    package func drain() {
        while true {
            let jobs = inbox.withLock { jobs in
                defer { jobs = [] }
                return jobs
            }
            if jobs.isEmpty && !callReadyHandlers() { return }
            for job in jobs {
                job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
        }
    }

    /// False if no watched descriptor is ready.
    private func callReadyHandlers() -> Bool {
        if watches.isEmpty { return false }
        let asked = watches
        var entries =
            polled
            ?? asked.sorted { $0.key < $1.key }.map { pollfd(fd: $0.key, events: $0.value.events, revents: 0) }
        polled = entries
        guard SystemCall.succeeds("poll", { poll(&entries, nfds_t(entries.count), 0) }),
            entries.contains(where: { $0.revents != 0 })
        else { return false }
        for entry in entries where entry.revents != 0 {
            // As on the real loop: a watch that an earlier handler has cancelled is not called any more.
            guard let watch = watches[entry.fd], watch.number == asked[entry.fd]?.number else { continue }
            precondition(entry.revents & Int16(POLLNVAL) == 0, "a descriptor was closed while it was watched")
            descriptorEvents += 1
            watch.handler(Readiness(entry))
        }
        return true
    }

    private func run(until end: Duration) {
        drain()
        while let next = nextWake, next <= end { wake(at: next) }
        uptime = max(uptime, end)
        drain()
    }

    /// As on the real loop: the earliest moment at which some timer may wait no longer.
    private var nextWake: Duration? {
        let offset = wallOffset
        var next: Duration?
        for timer in timers.values {
            let latest = timer.isWall ? timer.latest - offset : timer.latest
            if next.map({ latest < $0 }) ?? true { next = latest }
        }
        return next
    }

    private var wallOffset: Duration { .milliseconds(wallAtBoot.millisecondsSince1970) }

    private func wake(at next: Duration) {
        uptime = max(uptime, next)
        wakeUps += 1
        fireDue()
        drain()
    }

    private func fireDue() {
        let offset = wallOffset
        let due = timers.values.filter { ($0.isWall ? $0.deadline - offset : $0.deadline) <= uptime }
        for timer in due { timers[timer.number] = nil }
        for timer in due.sorted(by: { ($0.deadline, $0.number) < ($1.deadline, $1.number) }) { timer.handler?() }
    }

    // MARK: What a test can cause

    /// Sets the civil clock forward or back, as NTP or a person would.
    package func stepClock(by step: Duration) {
        wallAtBoot = wallAtBoot + step
        for (_, handler) in stepHandlers.sorted(by: { $0.key < $1.key }) { handler() }
        fireDue()
        drain()
    }

    /// Calls the signal's handler, and runs what comes of it.
    package func deliver(signal: CInt) {
        signalHandlers[signal]?()
        drain()
    }

    /// Has whoever follows the process hear of its end, once, and runs what comes of it.
    package func endProcess(_ process: Int32, _ status: ExitStatus?) {
        exitHandlers.removeValue(forKey: process)?(status)
        drain()
    }

    // MARK: Executor

    /// From any thread. The job runs in the next turn, before time moves on.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        inbox.withLock { $0.append(job) }
    }

    /// The test's own thread is the loop's.
    package func checkIsolated() {}

    /// Always true, for the same reason.
    package func isIsolatingCurrentContext() -> Bool? { true }

    // MARK: AgentLoop

    /// Due at `uptime` at the earliest; time jumps as far as the tolerance of the timers lets it, as on the real loop.
    package func schedule(
        at uptime: Duration, tolerance: Duration, _ handler: @escaping () -> Void
    ) -> any LoopRegistration {
        add(at: uptime, tolerance: tolerance, isWall: false, handler)
    }

    /// Due by the virtual civil clock, also after a step of it.
    package func schedule(atWall wall: Instant, _ handler: @escaping () -> Void) -> any LoopRegistration {
        add(at: .milliseconds(wall.millisecondsSince1970), tolerance: .zero, isWall: true, handler)
    }

    private func add(
        at deadline: Duration, tolerance: Duration, isWall: Bool, _ handler: @escaping () -> Void
    ) -> Timer {
        lastNumber += 1
        let timer = Timer(
            number: lastNumber, deadline: deadline, latest: deadline + tolerance, isWall: isWall, loop: self,
            handler: handler)
        timers[lastNumber] = timer
        return timer
    }

    /// Called when the test sets the clock.
    package func onClockStep(_ handler: @escaping () -> Void) -> any LoopRegistration {
        lastNumber += 1
        let number = lastNumber
        stepHandlers[number] = handler
        return Registration { [unowned self] in stepHandlers[number] = nil }
    }

    /// The descriptor is looked at when no job and no due timer is left. Throws EEXIST for one that is watched already.
    package func watch(
        _ descriptor: CInt, for interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(LoopFailure) -> any LoopRegistration {
        guard watches[descriptor] == nil else { throw LoopFailure(operation: "watch", errno: EEXIST) }
        lastNumber += 1
        watchesMade += 1
        let number = lastNumber
        watches[descriptor] = Watch(number: number, interest: interest, handler: handler)
        return Registration { [unowned self] in
            if watches[descriptor]?.number == number { watches[descriptor] = nil }
        }
    }

    /// Blocks nothing: `deliver` brings the signal.
    package func onSignal(_ signal: CInt, _ handler: @escaping () -> Void) -> any LoopRegistration {
        signalHandlers[signal] = handler
        return Registration { [unowned self] in signalHandlers[signal] = nil }
    }

    /// Follows nothing: `endProcess` brings the end.
    package func onExit(of process: Int32, _ handler: @escaping (ExitStatus?) -> Void) -> any LoopRegistration {
        exitHandlers[process] = handler
        return Registration { [unowned self] in exitHandlers[process] = nil }
    }
}

extension Readiness {
    fileprivate init(_ entry: pollfd) {
        self = []
        if entry.revents & Int16(POLLIN) != 0 { insert(.readable) }
        if entry.revents & Int16(POLLOUT) != 0 { insert(.writable) }
        if entry.revents & Int16(POLLHUP | POLLERR) != 0 { insert(.hungUp) }
    }
}
