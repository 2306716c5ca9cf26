// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Join sessions without processes. It outlives the agent that uses it, as the joiner does, so that a restart can be
/// played. What it reports comes in a later turn of the loop, as from a socket.
package final class SimulatedJoiner: JoinAction {
    /// A session that was started.
    package struct Session {
        /// What the room asked for.
        package var request: JoinRequest
        /// False once it has ended.
        package var isRunning = true
        /// True: the meeting goes on elsewhere, and nobody reports its end.
        package var isElsewhere = false
    }

    /// The agent's end of a session.
    private final class Handle: JoinSession {
        let token: JoinToken
        let joiner: SimulatedJoiner

        init(_ token: JoinToken, of joiner: SimulatedJoiner) {
            self.token = token
            self.joiner = joiner
        }

        func leave() { joiner.leave(token) }
        func forget() { joiner.forget(token) }
    }

    /// Every session that was started, in order, those that ended included.
    package private(set) var sessions: [Session] = []
    /// Why the next starts fail. Default: nil, they succeed.
    package var failure: JoinFailure?
    /// True: the next starts hand the meeting over. Default: false.
    package var handsOver = false
    /// True: sessions do not end when they are asked to. Default: false.
    package var isStubborn = false
    /// How long after its start a program counts as joined. Default: 3 s.
    package var settle = Duration.seconds(3)
    /// The tokens of the sessions that the room was done with, in order.
    package private(set) var forgotten: [JoinToken] = []
    private let loop: any AgentLoop
    private var availability: (Bool) -> Void = { _ in }
    private var listeners: [JoinToken: (JoinProgress) -> Void] = [:]
    private var connected: Set<JoinToken> = []

    /// A joiner that is there, and whose programs live until `end` or `leave`.
    package init(loop: any AgentLoop) { self.loop = loop }

    /// The sessions that have not ended.
    package var running: [Session] { sessions.filter(\.isRunning) }

    /// Says in the next turn of the loop that there is a joiner.
    package func begin(_ availability: @escaping (Bool) -> Void) {
        self.availability = availability
        report(isAvailable: true)
    }

    /// Adds to `sessions`. `connecting` follows at once and `connected` after `settle`, or what `failure` and
    /// `handsOver` say.
    package func start(_ request: JoinRequest, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        let token = request.token
        listeners[token] = report
        if let failure {
            self.report(token, .ended(.failed(failure)))
        } else {
            sessions.append(Session(request: request, isElsewhere: handsOver))
            if handsOver {
                connect(token)
            } else {
                self.report(token, .connecting)
                _ = loop.schedule(at: loop.now.uptime + settle, tolerance: .zero) { [self] in connect(token) }
            }
        }
        return Handle(token, of: self)
    }

    /// `connected` where the session of the token still runs, else `ended`.
    package func resume(_ token: JoinToken, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        listeners[token] = report
        if sessions.contains(where: { $0.isRunning && $0.request.token == token }) {
            connect(token)
        } else {
            self.report(token, .ended(.left(detail: "gone")))
        }
        return Handle(token, of: self)
    }

    private func leave(_ token: JoinToken) {
        if !isStubborn { end(token) }
    }

    private func forget(_ token: JoinToken) {
        forgotten.append(token)
        listeners[token] = nil
    }

    private func connect(_ token: JoinToken) {
        guard let session = sessions.first(where: { $0.isRunning && $0.request.token == token }) else { return }
        connected.insert(token)
        report(token, .connected(isElsewhere: session.isElsewhere))
    }

    /// The session ends by itself.
    package func end(_ token: JoinToken) {
        guard let index = sessions.firstIndex(where: { $0.isRunning && $0.request.token == token }) else { return }
        sessions[index].isRunning = false
        report(
            token, .ended(connected.contains(token) ? .left(detail: "exit code 0") : .failed(JoinFailure(.endedAtOnce)))
        )
    }

    /// Tells the agent whether there is a joiner.
    package func report(isAvailable: Bool) {
        _ = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [self] in availability(isAvailable) }
    }

    /// The agent was killed: nobody is told of what happens from now on, until the next one begins.
    package func forgetAgent() {
        availability = { _ in }
        listeners = [:]
    }

    private func report(_ token: JoinToken, _ progress: JoinProgress) {
        _ = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [self] in listeners[token]?(progress) }
    }
}

/// The session record in memory.
package final class SimulatedSessionKeeper: SessionKeeper {
    /// The record; nil where there is none.
    package private(set) var kept: KeptSession?

    package init() {}

    /// Replaces the one that was kept.
    package func save(_ session: KeptSession) { kept = session }
    /// What was saved last, also by an agent that is gone.
    package func load() -> KeptSession? { kept }
    /// Forgets it.
    package func remove() { kept = nil }
}

/// The journal as a list, for looking whether something private slipped in.
package final class ListedJournal: AgentJournal {
    /// Every line, in order: level, message and fields.
    package private(set) var lines: [String] = []

    package init() {}

    /// Adds a line to `lines`, however often it repeats.
    package func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)])
    {
        lines.append(fields.reduce("\(level): \(message)") { $0 + " \($1.name)=\($1.value)" })
    }
}
