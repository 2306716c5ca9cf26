// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The loop as one process has it, with a switch: once it is off, nothing that the process waits for ever comes, as
/// after a power cut. It is switched between two turns of the loop, when none of the process's code runs.
// Sound: used on the thread of the virtual loop alone.
package final class PowerSwitch: AgentLoop, @unchecked Sendable {
    private let loop: VirtualLoop
    private var isOn = true

    /// On.
    package init(_ loop: VirtualLoop) { self.loop = loop }

    /// Nothing more of the process runs.
    package func off() { isOn = false }

    private func whileOn(_ handler: @escaping () -> Void) -> () -> Void {
        { [self] in if isOn { handler() } }
    }

    private func whileOn<Value>(_ handler: @escaping (Value) -> Void) -> (Value) -> Void {
        { [self] value in if isOn { handler(value) } }
    }

    /// Goes on without power.
    package var now: Moment { loop.now }

    /// The handler is not called once the power is off.
    package func schedule(
        at uptime: Duration, tolerance: Duration, _ handler: @escaping () -> Void
    ) -> any LoopRegistration {
        loop.schedule(at: uptime, tolerance: tolerance, whileOn(handler))
    }

    /// The same.
    package func schedule(atWall wall: Instant, _ handler: @escaping () -> Void) -> any LoopRegistration {
        loop.schedule(atWall: wall, whileOn(handler))
    }

    /// The same.
    package func onClockStep(_ handler: @escaping () -> Void) -> any LoopRegistration {
        loop.onClockStep(whileOn(handler))
    }

    /// The same; the descriptor stays open.
    package func watch(
        _ descriptor: CInt, for interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(LoopFailure) -> any LoopRegistration {
        try loop.watch(descriptor, for: interest, whileOn(handler))
    }

    /// The same.
    package func onSignal(_ signal: CInt, _ handler: @escaping () -> Void) throws(LoopFailure) -> any LoopRegistration {
        loop.onSignal(signal, whileOn(handler))
    }

    /// The same.
    package func onExit(
        of process: Int32, _ handler: @escaping (ExitStatus?) -> Void
    ) throws(LoopFailure) -> any LoopRegistration {
        loop.onExit(of: process, whileOn(handler))
    }

    // MARK: Executor

    /// Jobs run also without power: the process's own code is stopped by no longer hearing anything.
    package func enqueue(_ job: consuming ExecutorJob) { loop.enqueue(job) }
    /// As the virtual loop.
    package func checkIsolated() { loop.checkIsolated() }
    /// As the virtual loop.
    package func isIsolatingCurrentContext() -> Bool? { loop.isIsolatingCurrentContext() }
    /// The virtual loop's: one executor, whatever the switch.
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    /// The virtual loop's.
    package func asUnownedTaskExecutor() -> UnownedTaskExecutor { loop.asUnownedTaskExecutor() }
}
