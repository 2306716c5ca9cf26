// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Join sessions without processes. It outlives the agent that uses it, as the joiner does, so that a restart can be
/// played. What it reports comes in a later turn of the loop, as from a socket.
package final class SimulatedJoiner: JoinPerformer {
    package struct Session {
        package var request: JoinRequest
        package var isRunning = true
        package var isHandedOver = false
    }

    package private(set) var sessions: [Session] = []
    /// What the next starts do instead of starting.
    package var failure: JoinFailure?
    /// The next starts hand the meeting over.
    package var handsOver = false
    /// Sessions that don't end when they are asked to.
    package var isStubborn = false
    /// Sessions that the room was done with.
    package private(set) var forgotten: [JoinToken] = []
    private let loop: any AgentLoop
    private var report: (JoinReport) -> Void = { _ in }

    package init(loop: any AgentLoop) { self.loop = loop }

    package var running: [Session] { sessions.filter(\.isRunning) }

    package func begin(_ report: @escaping (JoinReport) -> Void) {
        self.report = report
        tell(.isAvailable(true))
    }

    package func start(_ request: JoinRequest) {
        if let failure { return tell(.failed(request.token, failure)) }
        sessions.append(Session(request: request, isHandedOver: handsOver))
        tell(handsOver ? .handedOver(request.token) : .started(request.token))
    }

    package func resume(_ token: JoinToken) {
        guard let session = sessions.first(where: { $0.isRunning && $0.request.token == token }) else {
            return tell(.ended(token, .gone))
        }
        tell(session.isHandedOver ? .handedOver(token) : .started(token))
    }

    package func leave(_ token: JoinToken) {
        if !isStubborn { end(token, .killed(signal: 15)) }
    }

    package func forget(_ token: JoinToken) { forgotten.append(token) }

    /// The session ends by itself.
    package func end(_ token: JoinToken, _ end: JoinEnd = .exited(0)) {
        guard let index = sessions.firstIndex(where: { $0.isRunning && $0.request.token == token }) else { return }
        sessions[index].isRunning = false
        tell(.ended(token, end))
    }

    /// Whether there is a joiner.
    package func tell(isAvailable: Bool) { tell(.isAvailable(isAvailable)) }

    /// The agent was killed: nobody is told of what happens from now on, until the next one begins.
    package func forgetAgent() { report = { _ in } }

    private func tell(_ report: JoinReport) {
        _ = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [self] in self.report(report) }
    }
}

/// The session record in memory.
package final class SimulatedSessionKeeper: SessionKeeper {
    package private(set) var kept: KeptSession?

    package init() {}

    package func save(_ session: KeptSession) { kept = session }
    package func load() -> KeptSession? { kept }
    package func remove() { kept = nil }
}

/// The journal as a list, for looking whether something private slipped in.
package final class ListedJournal: AgentJournal {
    package private(set) var lines: [String] = []

    package init() {}

    package func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)])
    {
        lines.append(fields.reduce("\(level): \(message)") { $0 + " \($1.name)=\($1.value)" })
    }
}
