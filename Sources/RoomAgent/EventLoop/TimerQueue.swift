// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
import RoomCore

/// The timers of one clock over one timerfd. The agent has a few dozen at most, so they stand in a plain dictionary.
///
/// The kernel is asked for one wake-up: the earliest moment at which some timer may wait no longer. All timers that
/// are due by then are called together, which is how tolerances save wake-ups.
final class TimerQueue {
    final class Timer: LoopRegistration {
        fileprivate let number: UInt64
        fileprivate let deadline: Duration
        fileprivate let latest: Duration
        private var handler: (() -> Void)?
        private weak var queue: TimerQueue?

        fileprivate init(
            number: UInt64, deadline: Duration, latest: Duration, queue: TimerQueue, handler: @escaping () -> Void
        ) {
            self.number = number
            self.deadline = deadline
            self.latest = latest
            self.queue = queue
            self.handler = handler
        }

        func cancel() {
            handler = nil
            queue?.timers[number] = nil
        }

        /// Calls the handler, unless a timer called just before has cancelled this one.
        func fire() {
            let handler = self.handler
            self.handler = nil
            handler?()
        }
    }

    enum Expiry { case due, clockStepped }

    private let clock: clockid_t
    private let timer: Descriptor
    private var timers: [UInt64: Timer] = [:]
    private var lastNumber: UInt64 = 0
    /// What the kernel was last asked for; nil after it answered.
    private var armed: Duration?

    /// A clock step is only told to a timer that is armed, so the civil clock's timer always is: this long after now
    /// at most.
    private static let farAhead = Duration.seconds(10 * 365 * 86400)

    init(clock: clockid_t) throws(LoopFailure) {
        self.clock = clock
        timer = try LoopFailure.descriptor("timerfd_create") {
            timerfd_create(clock, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
        }
    }

    var descriptor: CInt { timer.number }

    func add(at deadline: Duration, tolerance: Duration, _ handler: @escaping () -> Void) -> Timer {
        lastNumber += 1
        let timer = Timer(
            number: lastNumber, deadline: deadline, latest: deadline + tolerance, queue: self, handler: handler)
        timers[lastNumber] = timer
        return timer
    }

    /// Reads the timerfd after an event. ECANCELED is how TFD_TIMER_CANCEL_ON_SET tells of a step (timerfd_create(2)).
    @discardableResult
    func acknowledge() -> Expiry {
        armed = nil
        do throws(CallFailure) { _ = try SystemCall.read(timer.number, atMost: MemoryLayout<UInt64>.size) } catch {
            precondition(error.errno == ECANCELED, "a timerfd cannot be read: \(error.text)")
            return .clockStepped
        }
        return .due
    }

    /// Asks the kernel for the next wake-up, if that is another one than it was last asked for.
    func rearm() {
        let isWall = clock == CLOCK_REALTIME
        let wanted = timers.values.map(\.latest).min()
        // An armed far-ahead timer of the civil clock is left alone.
        if wanted == armed && armed != nil { return }
        if wanted == nil, isWall ? armed != nil && armedIsFarAhead : armed == nil { return }
        armedIsFarAhead = isWall && wanted == nil
        armed = wanted ?? (isWall ? now + Self.farAhead : nil)
        var setting = itimerspec()
        // Zero disarms; a deadline of zero or before means "at once", which is one nanosecond after the epoch here.
        if let armed { setting.it_value = timespec(max(armed, .nanoseconds(1))) }
        let flags = isWall ? TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET : TFD_TIMER_ABSTIME
        do throws(CallFailure) {
            try SystemCall.run("timerfd_settime") { timerfd_settime(timer.number, Int32(flags), &setting, nil) }
        } catch {
            // The clock stepped meanwhile; the timer is set all the same, and the step is told by the next read.
            precondition(error.errno == ECANCELED, "timerfd_settime refused a valid time: \(error.text)")
        }
    }
    private var armedIsFarAhead = false

    /// Takes out what is due now, in order of deadline, then of creation.
    func removeDue() -> [Timer] {
        guard !timers.isEmpty else { return [] }
        let now = self.now
        let due = timers.values.filter { $0.deadline <= now }
        for timer in due { timers[timer.number] = nil }
        return due.sorted { ($0.deadline, $0.number) < ($1.deadline, $1.number) }
    }

    private var now: Duration {
        clock == CLOCK_REALTIME ? .milliseconds(Instant.now().millisecondsSince1970) : .sinceBoot()
    }
}
