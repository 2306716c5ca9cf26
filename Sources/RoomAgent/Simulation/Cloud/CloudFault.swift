// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Something that goes wrong in the simulated cloud or on the way to it.
package struct CloudFault: Sendable {
    /// What goes wrong.
    package enum Kind: Sendable {
        /// An error of the API, in Google's JSON.
        case refusal(status: Int, reason: String)
        /// As `refusal`, with a `Retry-After` header (seconds or an HTTP date).
        case refusalWithWait(status: Int, reason: String, retryAfter: String)
        /// A login page with status 200.
        case portal
        /// A redirect to a login page.
        case redirect
        /// HTML with this status, as front ends and proxies send it.
        case page(status: Int)
        /// The right headers, and no JSON below them.
        case garbage
        /// JSON of quite another shape.
        case wrongShape
        /// More bytes than anybody takes; the requester ends the transfer at its limit.
        case oversized
        /// The reply breaks off half way.
        case cut
        /// The right reply, so much later.
        case slow(Duration)
        /// No connection.
        case unreachable
        /// No such host.
        case noSuchHost
        /// The network shows a certificate of its own.
        case untrusted
    }

    /// Which requests it concerns.
    package enum Target: Sendable {
        /// Every request; requests for access tokens.
        case any, token
        /// `events.list`.
        case events
        /// A user's settings and vacation responder.
        case people
        /// Everything else of the API: one event, and free/busy.
        case edits
    }

    /// What goes wrong.
    package var kind: Kind
    /// Which requests it concerns. Default: any.
    package var target: Target
    /// How many matching requests go well before it strikes. Default: 0.
    package var skip: Int
    /// How often it strikes. Default: once. Nil: until `clearFaults`.
    package var times: Int?

    package init(_ kind: Kind, on target: Target = .any, after skip: Int = 0, times: Int? = 1) {
        self.kind = kind
        self.target = target
        self.skip = skip
        self.times = times
    }
}

/// What comes back from the simulated cloud, and when.
package struct CloudAnswer: Sendable {
    /// What the requester gets.
    package enum Outcome: Sendable {
        /// This whole reply.
        case reply(HTTPResponse)
        /// The reply's headers and that many bytes of its body; then the connection ends.
        case cut(HTTPResponse, afterBytes: Int)
        /// No reply, and this failure of the transport.
        case failure(HTTPFailure)
    }

    /// What the requester gets.
    package var outcome: Outcome
    /// How much later than usual the answer comes. Default: zero.
    package var delay: Duration

    package init(_ outcome: Outcome, delay: Duration = .zero) {
        self.outcome = outcome
        self.delay = delay
    }
}

/// The faults that are yet to come, oldest first: the first that matches a request strikes, or counts it.
struct FaultPlan {
    private var faults: [CloudFault] = []

    mutating func add(_ fault: CloudFault) { faults.append(fault) }
    mutating func clear() { faults.removeAll() }

    mutating func next(for target: CloudFault.Target) -> CloudFault.Kind? {
        guard let place = faults.firstIndex(where: { $0.target == .any || $0.target == target }) else { return nil }
        guard faults[place].skip == 0 else {
            faults[place].skip -= 1
            return nil
        }
        let kind = faults[place].kind
        if let times = faults[place].times {
            faults[place].times = times - 1
            if times <= 1 { faults.remove(at: place) }
        }
        return kind
    }
}
