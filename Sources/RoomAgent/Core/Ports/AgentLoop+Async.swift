// SPDX-License-Identifier: Apache-2.0

extension AgentLoop {
    /// Suspends the calling task for at least `delay`, at most `tolerance` longer, and ends early by throwing when
    /// the task is cancelled. The caller must run on the loop. (`Task.sleep` would start the runtime's thread pool.)
    package func sleep(for delay: Duration, tolerance: Duration) async throws(CancellationError) {
        let sleeper = Sleeper()
        let woken = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
                sleeper.begin(on: self, at: now.uptime + delay, tolerance: tolerance, continuation)
            }
        } onCancel: {
            sleeper.cancel()
        }
        if !woken { throw CancellationError() }
    }
}

/// One `sleep`. Both ends run on the loop's thread: the sleeping task is there by contract, and everything that
/// cancels tasks is part of the agent, which lives on the loop.
private final class Sleeper: @unchecked Sendable {
    private var continuation: CheckedContinuation<Bool, Never>?
    private var registration: (any LoopRegistration)?
    private var isCancelled = false

    func begin(
        on loop: any AgentLoop, at uptime: Duration, tolerance: Duration,
        _ continuation: CheckedContinuation<Bool, Never>
    ) {
        if isCancelled { return continuation.resume(returning: false) }
        self.continuation = continuation
        registration = loop.schedule(at: uptime, tolerance: tolerance) { [self] in finish(true) }
    }

    func cancel() {
        isCancelled = true
        finish(false)
    }

    private func finish(_ woken: Bool) {
        registration?.cancel()
        registration = nil
        continuation?.resume(returning: woken)
        continuation = nil
    }
}
