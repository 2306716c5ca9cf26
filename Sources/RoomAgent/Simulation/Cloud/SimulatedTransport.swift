// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The way to a simulated Google: no sockets, time passes on the given loop only.
package final class SimulatedTransport: HTTPTransport {
    /// Who answers.
    package let google: SimulatedGoogle
    /// How long a request takes, there and back. Default: 80 ms.
    package var latency: Duration
    private let loop: (any AgentLoop)?

    /// - Parameter loop: where latency and slow answers pass; without one every answer comes at once.
    package init(_ google: SimulatedGoogle, loop: (any AgentLoop)? = nil, latency: Duration = .milliseconds(80)) {
        self.google = google
        self.loop = loop
        self.latency = latency
    }

    /// Takes `latency` and what the answer is late by; throws `.timedOut` where the request's time-out comes first.
    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        if Task.isCancelled { throw HTTPFailure(.cancelled) }
        let answer = google.answer(request)
        let wait = latency + answer.delay
        try await pass(min(wait, request.timeout))
        guard wait < request.timeout else { throw HTTPFailure(.timedOut) }
        switch answer.outcome {
        case .reply(let response):
            guard response.body.count <= request.maximumResponseBytes else { throw HTTPFailure(.tooLarge) }
            return response
        case .cut: throw HTTPFailure(.malformedReply, detail: "transfer closed with bytes remaining")
        case .failure(let failure): throw failure
        }
    }

    private func pass(_ time: Duration) async throws(HTTPFailure) {
        guard let loop else { return }
        do { try await loop.sleep(for: time, tolerance: .zero) } catch { throw HTTPFailure(.cancelled) }
    }
}
