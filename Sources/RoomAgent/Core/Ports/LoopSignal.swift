// SPDX-License-Identifier: Apache-2.0
/// Lets one task wait for a time or for a nudge, whichever comes first. A nudge that comes while nobody waits is kept.
package final class LoopSignal {
    private let loop: any AgentLoop
    private var waiting: CheckedContinuation<Void, Never>?
    private var timer: (any LoopRegistration)?
    private var isRaised = false

    /// Not raised. `loop` is the one that the waiting task runs on.
    package init(loop: any AgentLoop) { self.loop = loop }

    /// Wakes the task that waits. Where none does, the next `wait` returns at once; raising again before that adds
    /// nothing.
    package func raise() {
        isRaised = true
        wake()
    }

    /// Returns when raised, or at the deadline (time since boot) and at most `tolerance` later. The return does not say
    /// which. One task waits at a time; cancelling the task does not wake it.
    package func wait(until uptime: Duration, tolerance: Duration) async {
        if !isRaised {
            await withCheckedContinuation { continuation in
                // A task may change executors before it gets here, and a nudge come in that turn.
                if isRaised { return continuation.resume() }
                waiting = continuation
                timer = loop.schedule(at: uptime, tolerance: tolerance) { [self] in wake() }
            }
        }
        isRaised = false
    }

    private func wake() {
        timer?.cancel()
        timer = nil
        waiting?.resume()
        waiting = nil
    }
}
