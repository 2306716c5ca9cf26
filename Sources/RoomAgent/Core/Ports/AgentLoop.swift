// SPDX-License-Identifier: Apache-2.0

/// The one thread that everything but the store runs on: clocks, timers, descriptors, signals, children, and the
/// executor of the agent's actor. `LinuxEventLoop` is the real one, `VirtualLoop` the test bench.
///
/// Every member except `enqueue` is for code that runs on the loop, and traps elsewhere. Handlers run on the loop,
/// one at a time, and should take well under 20 ms.
package protocol AgentLoop: SerialExecutor, TaskExecutor {
    /// Civil time and time since boot, read at the moment of the call.
    var now: Moment { get }

    /// Calls `handler` once, when the time since boot reaches `uptime`, at most `tolerance` later. Timers whose ranges
    /// overlap share a wake-up.
    func schedule(at uptime: Duration, tolerance: Duration, _ handler: @escaping () -> Void) -> any LoopRegistration

    /// Calls `handler` once, when civil time reaches `wall`. Nothing is called early; after a step past it, it is
    /// called at once.
    func schedule(atWall wall: Instant, _ handler: @escaping () -> Void) -> any LoopRegistration

    /// Calls `handler` after every step of the civil clock, for as long as the registration is not cancelled.
    func onClockStep(_ handler: @escaping () -> Void) -> any LoopRegistration

    /// Calls `handler` whenever the descriptor is ready (level-triggered) until cancelled. Hang-up and error count as
    /// ready for whatever was asked. The caller keeps the descriptor open until it has cancelled.
    func watch(
        _ descriptor: CInt, for interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(LoopFailure) -> any LoopRegistration

    /// Calls `handler` for each arrival of the signal, which is blocked for the rest of the process from now on.
    func onSignal(_ signal: CInt, _ handler: @escaping () -> Void) throws(LoopFailure) -> any LoopRegistration

    /// Calls `handler` once when the process ends: with its wait status if it is our child, nil if it is somebody
    /// else's.
    func onExit(of process: Int32, _ handler: @escaping (ExitStatus?) -> Void) throws(LoopFailure)
        -> any LoopRegistration
}

/// What a descriptor is ready for, or what a caller waits for.
package struct Readiness: OptionSet, Hashable, Sendable {
    /// One bit for each of the values below.
    package let rawValue: UInt8
    /// Any combination of the bits below.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A read returns something at once: bytes, or the end.
    package static let readable = Readiness(rawValue: 1)
    /// A write takes at least one byte at once.
    package static let writable = Readiness(rawValue: 2)
    /// EPOLLHUP or EPOLLERR; reported whether asked for or not.
    package static let hungUp = Readiness(rawValue: 4)
}

/// How a process ended.
package enum ExitStatus: Hashable, Sendable {
    /// It returned from `main` or called exit(3), with this code: 0 to 255.
    case exited(code: Int32)
    /// This signal ended it.
    case killed(signal: Int32)
}

/// A standing request to the loop. `cancel()` may be called any number of times, from within its own handler too;
/// after it returns the handler is not called again. Dropping the value does not cancel it.
package protocol LoopRegistration: AnyObject {
    /// Ends the request. The handler is not called again.
    func cancel()
}

/// The kernel refused a registration.
package struct LoopFailure: Error, Equatable {
    /// The system call that failed.
    package var operation: String
    /// Its errno.
    package var errno: Int32

    package init(operation: String, errno: Int32) {
        self.operation = operation
        self.errno = errno
    }
}
