// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The way of notices from the simulated Google to one device, with what goes wrong on it. It outlives the agent, and
/// gives each new one a receiver.
package final class SimulatedPush: PushReceiver {
    /// What becomes of a notice.
    package enum Fate: Sendable {
        /// It comes after `latency`.
        case delivered
        /// It never comes.
        case lost
        /// It comes twice.
        case doubled
        /// It comes so much later.
        case late(Duration)
    }

    /// The public address that the notices are posted to.
    package let address: String
    /// What becomes of the next notices. Default: delivered, after `latency`.
    package var fate = Fate.delivered
    /// How long a notice takes. Default: 300 ms.
    package var latency = Duration.milliseconds(300)
    private let loop: any AgentLoop
    private var handler: ((PushReceiverEvent) -> Void)?

    /// Takes the notices of `google` that go to `address`.
    package init(_ google: SimulatedGoogle, loop: any AgentLoop, address: String) {
        self.loop = loop
        self.address = address
        google.onNotice = { [unowned self] to, notice in if to == self.address { carry(notice) } }
    }

    /// `.ready` follows in the next turn of the loop.
    package func begin(_ handler: @escaping (PushReceiverEvent) -> Void) {
        self.handler = handler
        after(.zero, .ready)
    }

    /// Notices after it are dropped.
    package func close() { handler = nil }

    /// Anybody posts this.
    package func post(_ notice: PushNotice) { after(.zero, .notice(notice)) }

    /// Nothing can come in, as where the stream to a relay broke.
    package func interrupt() { after(.zero, .lost("the relay closed the stream")) }

    /// It can again.
    package func restore() { after(.zero, .ready) }

    private func carry(_ notice: PushNotice) {
        switch fate {
        case .delivered: after(latency, .notice(notice))
        case .lost: break
        case .doubled: for _ in 0..<2 { after(latency, .notice(notice)) }
        case .late(let delay): after(latency + delay, .notice(notice))
        }
    }

    private func after(_ delay: Duration, _ event: PushReceiverEvent) {
        _ = loop.schedule(at: loop.now.uptime + delay, tolerance: .zero) { [self] in handler?(event) }
    }
}
