// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The real loop with another civil clock: it can run faster than time, and jump. Time since boot stays what it is,
/// so that everything a person sees and feels (rhythms, debouncing, time-outs) keeps its pace while a day goes by in
/// minutes.
// Sound: used on the wrapped loop's thread alone, like the loop itself.
package final class ShiftedLoop: AgentLoop, @unchecked Sendable {
    /// Civil time as a function of time since boot.
    package struct Clock: Sendable, Equatable {
        /// Civil time at `uptime`.
        package var wall: Instant
        /// The time since boot at which the clock shows `wall`.
        package var uptime: Duration
        /// Civil seconds per second; at least 1.
        package var speed: Int

        /// A clock that shows `wall` at `uptime`, and runs from there.
        package init(wall: Instant, at uptime: Duration, speed: Int) {
            self.wall = wall
            self.uptime = uptime
            self.speed = speed
        }

        /// What the clock shows at this time since boot.
        package func wall(at uptime: Duration) -> Instant { wall + (uptime - self.uptime) * speed }
        func uptime(at wall: Instant) -> Duration { uptime + (wall - self.wall) / speed }
    }

    private final class WallTimer: LoopRegistration {
        let wall: Instant
        let handler: () -> Void
        var registration: (any LoopRegistration)?
        var onCancel: () -> Void = {}

        init(wall: Instant, handler: @escaping () -> Void) {
            self.wall = wall
            self.handler = handler
        }

        func cancel() {
            registration?.cancel()
            onCancel()
        }
    }

    private let loop: any AgentLoop
    private var wallTimers: [ObjectIdentifier: WallTimer] = [:]
    private var stepHandlers: [Int: () -> Void] = [:]
    private var lastStepHandler = 0

    /// Setting it is a clock step.
    package var clock: Clock {
        didSet {
            for handler in stepHandlers.sorted(by: { $0.key < $1.key }) { handler.value() }
            for timer in wallTimers.values { arm(timer) }
        }
    }

    /// The loop that runs below, and the clock to begin with.
    package init(_ loop: any AgentLoop, clock: Clock) {
        self.loop = loop
        self.clock = clock
    }

    /// The shifted civil time, and the real time since boot.
    package var now: Moment {
        let uptime = loop.now.uptime
        return Moment(wall: clock.wall(at: uptime), uptime: uptime)
    }

    /// Due by the shifted clock; armed anew whenever `clock` is set.
    package func schedule(atWall wall: Instant, _ handler: @escaping () -> Void) -> any LoopRegistration {
        let timer = WallTimer(wall: wall, handler: handler)
        let key = ObjectIdentifier(timer)
        timer.onCancel = { [unowned self] in wallTimers[key] = nil }
        wallTimers[key] = timer
        arm(timer)
        return timer
    }

    private func arm(_ timer: WallTimer) {
        timer.registration?.cancel()
        timer.registration = loop.schedule(at: clock.uptime(at: timer.wall), tolerance: .zero) { [unowned self] in
            wallTimers[ObjectIdentifier(timer)] = nil
            timer.handler()
        }
    }

    /// Called when `clock` is set, and not when the real clock steps.
    package func onClockStep(_ handler: @escaping () -> Void) -> any LoopRegistration {
        lastStepHandler += 1
        let number = lastStepHandler
        stepHandlers[number] = handler
        return StepRegistration { [unowned self] in stepHandlers[number] = nil }
    }

    private final class StepRegistration: LoopRegistration {
        private let onCancel: () -> Void
        init(_ onCancel: @escaping () -> Void) { self.onCancel = onCancel }
        func cancel() { onCancel() }
    }

    // MARK: Passed on

    /// The loop's below, like everything that knows no civil time.
    package func enqueue(_ job: consuming ExecutorJob) { loop.enqueue(job) }
    /// The loop's below.
    package func checkIsolated() { loop.checkIsolated() }
    /// The loop's below.
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    /// The loop's below.
    package func asUnownedTaskExecutor() -> UnownedTaskExecutor { loop.asUnownedTaskExecutor() }

    /// The loop's below: rhythms and time-outs keep their pace.
    package func schedule(
        at uptime: Duration, tolerance: Duration, _ handler: @escaping () -> Void
    ) -> any LoopRegistration {
        loop.schedule(at: uptime, tolerance: tolerance, handler)
    }

    /// The loop's below.
    package func watch(
        _ descriptor: CInt, for interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(LoopFailure) -> any LoopRegistration {
        try loop.watch(descriptor, for: interest, handler)
    }

    /// The loop's below.
    package func onSignal(_ signal: CInt, _ handler: @escaping () -> Void) throws(LoopFailure) -> any LoopRegistration {
        try loop.onSignal(signal, handler)
    }

    /// The loop's below.
    package func onExit(
        of process: Int32, _ handler: @escaping (ExitStatus?) -> Void
    ) throws(LoopFailure) -> any LoopRegistration {
        try loop.onExit(of: process, handler)
    }
}
