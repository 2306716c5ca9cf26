// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
package import RoomCore
import Synchronization

/// The agent's one thread: epoll(7), two timerfd(2), signalfd(2), pidfd_open(2), and a Swift executor that runs jobs
/// between descriptor events. Nothing here ever starts the Swift runtime's thread pool.
///
/// A turn is: run the jobs that stood in the queue when the turn began, look at the descriptors (waiting only when no
/// job is left), call their handlers, call due timers. Jobs enqueued by jobs wait for the next turn, so neither side
/// can starve the other.
// Sound: everything but `inbox` and `wakeDescriptor` is touched on the loop's thread alone, which `checkOnLoop`
// enforces at each door.
package final class EventLoop: AgentLoop, @unchecked Sendable {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        /// The loop waits, or is about to, and nobody has woken it yet.
        var needsWake = false
    }

    private let inbox = Mutex(Inbox())
    private let epoll: Descriptor
    private let wakeDescriptor: Descriptor
    private let thread = pthread_self()
    private let bootTimers: TimerQueue
    private let wallTimers: TimerQueue
    private var watches: [CInt: Watch] = [:]
    private var lastRegistration: UInt32 = 0
    private var signals: SignalSet?
    private var stepHandlers: [UInt32: () -> Void] = [:]
    private var isStopped = false
    /// Reused from turn to turn.
    private var events = [epoll_event](repeating: epoll_event(), count: EventLoop.eventsPerTurn)

    /// Descriptor events taken in one turn; more stay in the kernel for the next.
    private static let eventsPerTurn = 64

    /// Makes a loop for the calling thread, which has to be the one that calls `run`. Throws EMFILE or ENFILE where
    /// there is no descriptor left; it needs four.
    package init() throws(LoopFailure) {
        epoll = try LoopFailure.descriptor("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        wakeDescriptor = try LoopFailure.descriptor("eventfd") { eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }
        bootTimers = try TimerQueue(clock: CLOCK_BOOTTIME)
        wallTimers = try TimerQueue(clock: CLOCK_REALTIME)
        _ = try watch(wakeDescriptor.number, for: .readable) { [unowned self] _ in drainWake() }
        _ = try watch(bootTimers.descriptor, for: .readable) { [unowned self] _ in bootTimers.acknowledge() }
        _ = try watch(wallTimers.descriptor, for: .readable) { [unowned self] _ in
            if wallTimers.acknowledge() == .clockStepped { clockStepped() }
        }
    }

    // MARK: Running

    /// Runs `body` as a task on this loop and returns when it has ended. What else was started stays unfinished.
    package func run(_ body: @escaping @Sendable () async -> Void) {
        checkOnLoop()
        isStopped = false
        // Not `Task {}`: without the preference the runtime would start its pool for it.
        _ = Task(executorPreference: self) {
            await body()
            self.stop()
        }
        while !isStopped { turn() }
    }

    private func stop() { isStopped = true }

    private func turn() {
        let jobs = inbox.withLock { inbox in
            let jobs = inbox.jobs
            inbox.jobs = []
            return jobs
        }
        for job in jobs {
            job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
        if isStopped { return }
        bootTimers.rearm()
        wallTimers.rearm()
        let mayWait = inbox.withLock { inbox in
            inbox.needsWake = inbox.jobs.isEmpty
            return inbox.needsWake
        }
        let ready = wait(mayWait)
        inbox.withLock { $0.needsWake = false }
        for index in 0..<ready { dispatch(events[index]) }
        callDueTimers()
    }

    /// How many events there are.
    private func wait(_ mayWait: Bool) -> Int {
        do throws(CallFailure) {
            return Int(
                try SystemCall.run("epoll_wait") {
                    epoll_wait(epoll.number, &events, CInt(events.count), mayWait ? -1 : 0)
                })
        } catch { preconditionFailure("epoll_wait refused valid arguments: \(error.text)") }
    }

    private func dispatch(_ event: epoll_event) {
        let tag = WatchTag(event.data.u64)
        // A descriptor that was closed and reused within this batch has another registration number: its event is not
        // ours.
        guard let watch = watches[tag.descriptor], watch.registration == tag.registration else { return }
        watch.handler(Readiness(event))
    }

    private func callDueTimers() {
        for timer in bootTimers.removeDue() { timer.fire() }
        for timer in wallTimers.removeDue() { timer.fire() }
    }

    private func clockStepped() {
        for handler in stepHandlers.sorted(by: { $0.key < $1.key }).map(\.value) { handler() }
    }

    private func drainWake() {
        var count: UInt64 = 0
        _ = withUnsafeMutableBytes(of: &count) { try? SystemCall.read(wakeDescriptor.number, into: $0) }
    }

    // MARK: Executor

    /// May be called from any thread; wakes the loop where it waits. The job runs in the next turn, after those that
    /// were enqueued before it.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustWake = inbox.withLock { inbox in
            inbox.jobs.append(job)
            defer { inbox.needsWake = false }
            return inbox.needsWake
        }
        guard mustWake else { return }
        // Nothing is taken when the counter is full, and then the loop is being woken anyway.
        _ = withUnsafeBytes(of: UInt64(1)) { try? SystemCall.write(wakeDescriptor.number, $0) }
    }

    /// Traps on any thread but the loop's.
    package func checkIsolated() { checkOnLoop() }

    /// True on the loop's thread, false on any other; never nil.
    package func isIsolatingCurrentContext() -> Bool? { pthread_equal(thread, pthread_self()) != 0 }

    private func checkOnLoop() {
        precondition(pthread_equal(thread, pthread_self()) != 0, "the event loop was used from another thread")
    }

    // MARK: AgentLoop

    /// CLOCK_REALTIME and CLOCK_BOOTTIME, one after the other.
    package var now: Moment {
        Moment(wall: .now(), uptime: .sinceBoot())
    }

    /// A timer of CLOCK_BOOTTIME: the time that the machine sleeps counts, and it does not wake the machine.
    package func schedule(
        at uptime: Duration, tolerance: Duration, _ handler: @escaping () -> Void
    ) -> any LoopRegistration {
        checkOnLoop()
        return bootTimers.add(at: uptime, tolerance: tolerance, handler)
    }

    /// A timer of CLOCK_REALTIME, armed anew after each step of the clock.
    package func schedule(atWall wall: Instant, _ handler: @escaping () -> Void) -> any LoopRegistration {
        checkOnLoop()
        return wallTimers.add(at: .milliseconds(wall.millisecondsSince1970), tolerance: .zero, handler)
    }

    /// Handlers are called in the order in which they were registered.
    package func onClockStep(_ handler: @escaping () -> Void) -> any LoopRegistration {
        checkOnLoop()
        let registration = nextRegistration()
        stepHandlers[registration] = handler
        return Registration { [unowned self] in stepHandlers[registration] = nil }
    }

    /// Traps off the loop. Throws what epoll_ctl(2) says: EEXIST for a descriptor that is watched already, EPERM for a
    /// file.
    package func watch(
        _ descriptor: CInt, for interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(LoopFailure) -> any LoopRegistration {
        checkOnLoop()
        let tag = WatchTag(descriptor: descriptor, registration: nextRegistration())
        var event = epoll_event(interest, tag: tag)
        do throws(CallFailure) {
            try SystemCall.run("epoll_ctl") { epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event) }
        } catch { throw LoopFailure(error) }
        watches[descriptor] = Watch(registration: tag.registration, handler: handler)
        return Registration { [unowned self] in unwatch(tag) }
    }

    private func unwatch(_ tag: WatchTag) {
        guard watches[tag.descriptor]?.registration == tag.registration else { return }
        watches[tag.descriptor] = nil
        // It fails when the descriptor was closed first, which took it out of the set by itself.
        SystemCall.runIfOpen("epoll_ctl") { epoll_ctl(epoll.number, EPOLL_CTL_DEL, tag.descriptor, nil) }
    }

    /// The signal comes by signalfd(2), between two handlers and never within one. A second handler for the same signal
    /// replaces the first.
    package func onSignal(_ signal: CInt, _ handler: @escaping () -> Void) throws(LoopFailure) -> any LoopRegistration {
        checkOnLoop()
        let signals: SignalSet
        if let known = self.signals { signals = known } else { signals = try makeSignals() }
        try signals.add(signal, handler)
        return Registration { signals.remove(signal) }
    }

    private func makeSignals() throws(LoopFailure) -> SignalSet {
        let signals = try SignalSet()
        _ = try watch(signals.descriptor, for: .readable) { _ in signals.deliver() }
        self.signals = signals
        return signals
    }

    /// Follows the process by pidfd_open(2). Throws ESRCH where there is no such process.
    package func onExit(
        of process: Int32, _ handler: @escaping (ExitStatus?) -> Void
    ) throws(LoopFailure) -> any LoopRegistration {
        checkOnLoop()
        let follower = try ProcessFollower(process)
        let watch = try watch(follower.descriptor, for: .readable) { _ in follower.finish(handler) }
        follower.watch = watch
        return Registration { follower.finish(nil) }
    }

    private func nextRegistration() -> UInt32 {
        lastRegistration &+= 1
        return lastRegistration
    }
}

/// A handler and the number that tells it from an earlier watch of the same descriptor.
private struct Watch {
    let registration: UInt32
    let handler: (Readiness) -> Void
}

/// Cancels once.
private final class Registration: LoopRegistration {
    private var onCancel: (() -> Void)?

    init(_ onCancel: @escaping () -> Void) { self.onCancel = onCancel }

    func cancel() {
        let onCancel = self.onCancel
        self.onCancel = nil
        onCancel?()
    }
}
