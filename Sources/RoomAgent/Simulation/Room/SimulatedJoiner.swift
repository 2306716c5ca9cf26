// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Join sessions without processes. It outlives the agent that uses it, as real sessions do, so that a restart can be
/// played.
package final class SimulatedJoiner: JoinPerformer {
    package struct Session {
        package var request: JoinRequest
        package var isRunning = true
        fileprivate var ended: (JoinEnd) -> Void
    }

    package private(set) var sessions: [Session] = []
    /// What the next starts do instead of starting.
    package var failure: JoinFailure?
    /// Sessions that don't end when they are asked to.
    package var isStubborn = false

    package init() {}

    package var running: [Session] { sessions.filter(\.isRunning) }

    package func start(
        _ request: JoinRequest, ended: @escaping (JoinEnd) -> Void
    ) throws(JoinFailure) -> JoinHandle {
        if let failure { throw failure }
        sessions.append(Session(request: request, ended: ended))
        return JoinHandle(token: request.token, process: Int32(sessions.count))
    }

    package func adopt(_ token: JoinToken, ended: @escaping (JoinEnd) -> Void) -> JoinHandle? {
        guard let index = sessions.firstIndex(where: { $0.isRunning && $0.request.token == token }) else { return nil }
        sessions[index].ended = ended
        return JoinHandle(token: token, process: Int32(index + 1))
    }

    package func leave(_ handle: JoinHandle) {
        if !isStubborn { end(handle.token, .killed(signal: 15)) }
    }

    /// The session ends by itself.
    package func end(_ token: JoinToken, _ end: JoinEnd = .exited(0)) {
        guard let index = sessions.firstIndex(where: { $0.isRunning && $0.request.token == token }) else { return }
        sessions[index].isRunning = false
        sessions[index].ended(end)
    }

    /// The agent was killed: nobody is told of what ends from now on, until somebody adopts.
    package func forgetAgent() {
        for index in sessions.indices { sessions[index].ended = { _ in } }
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
