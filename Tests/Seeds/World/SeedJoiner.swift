// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A joiner whose programs do what the seed says. It outlives the agent, and not the power.
final class SeedJoiner: JoinAction {
    struct Session {
        var request: JoinRequest
        var behaviour: JoinBehaviour
        var isRunning = true
        var isConnected = false
        var isElsewhere = false
        var isForgotten = false
    }

    /// The agent's end of a session.
    private final class Handle: JoinSession {
        private let token: JoinToken
        private let joiner: SeedJoiner

        init(_ token: JoinToken, of joiner: SeedJoiner) {
            self.token = token
            self.joiner = joiner
        }

        func leave() { joiner.leave(token) }
        func forget() { joiner.forget(token) }
    }

    private(set) var sessions: [Session] = []
    /// Every start that was asked for, with the ones that failed.
    private(set) var requests: [JoinRequest] = []
    var behaviour = JoinBehaviour.runs
    /// How often the room asked to leave.
    private(set) var leaves = 0
    private(set) var isThere = true
    /// Sessions whose end nobody could tell.
    private var lost: [JoinToken] = []
    private var onTheWay = 0
    private let loop: any AgentLoop
    private var availability: (Bool) -> Void = { _ in }
    private var listeners: [JoinToken: (JoinProgress) -> Void] = [:]

    /// After that, a program that does not end by itself is ended by force.
    static let grace = Duration.seconds(5)
    /// From the start of a program until it counts as joined.
    private static let settle = Duration.seconds(3)

    init(loop: any AgentLoop) { self.loop = loop }

    var running: [Session] { sessions.filter(\.isRunning) }

    func begin(_ availability: @escaping (Bool) -> Void) {
        self.availability = availability
        report(isAvailable: isThere)
    }

    func start(_ request: JoinRequest, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        let token = request.token
        requests.append(request)
        listeners[token] = report
        if !isThere {
            self.report(token, .ended(.failed(JoinFailure(.noJoiner, detail: "no socket"))))
        } else if behaviour == .isMissing {
            self.report(token, .ended(.failed(JoinFailure(.programMissing, detail: "browser"))))
        } else if behaviour == .cannotStart {
            self.report(token, .ended(.failed(JoinFailure(.couldNotStart, detail: "EAGAIN"))))
        } else {
            sessions.append(Session(request: request, behaviour: behaviour))
            run(sessions.count - 1)
        }
        return Handle(token, of: self)
    }

    private func run(_ place: Int) {
        let token = sessions[place].request.token
        switch sessions[place].behaviour {
        case .handsOver:
            sessions[place].isElsewhere = true
            connect(place, after: .zero)
        case .hangs: break
        case .isSlow:
            report(token, .connecting, after: .seconds(20))
            connect(place, after: .seconds(23))
        case .exitsAtOnce:
            report(token, .connecting)
            end(place, after: .milliseconds(500))
        case .crashesLater:
            report(token, .connecting)
            connect(place, after: Self.settle)
            end(place, after: .seconds(100))
        case .runs, .isStubborn, .isDeaf, .isMissing, .cannotStart:
            report(token, .connecting)
            connect(place, after: Self.settle)
        }
    }

    func resume(_ token: JoinToken, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        listeners[token] = report
        if let place = sessions.firstIndex(where: { $0.isRunning && $0.request.token == token }) {
            // Who asks for it has not forgotten it.
            sessions[place].isForgotten = false
            let session = sessions[place]
            if session.isConnected { self.report(token, .connected(isElsewhere: session.isElsewhere)) }
        } else if isThere {
            self.report(token, .ended(.left(detail: "gone")))
        } else {
            lost.append(token)
        }
        return Handle(token, of: self)
    }

    private func leave(_ token: JoinToken) {
        leaves += 1
        guard isThere, let place = sessions.firstIndex(where: { $0.request.token == token }),
            sessions[place].behaviour != .isDeaf
        else { return }
        let isStubborn = sessions[place].behaviour == .isStubborn || sessions[place].behaviour == .hangs
        end(place, after: isStubborn ? Self.grace : .milliseconds(300))
    }

    private func forget(_ token: JoinToken) {
        listeners[token] = nil
        guard let place = sessions.firstIndex(where: { $0.request.token == token }) else { return }
        sessions[place].isForgotten = true
        // It goes on by itself, and is no business of the room's any more.
        if sessions[place].isElsewhere { sessions[place].isRunning = false }
    }

    /// The people close the program.
    func endAll() {
        for place in sessions.indices where sessions[place].behaviour != .isDeaf { end(place, after: .zero) }
    }

    /// The power is gone: every program with it.
    func cutPower() {
        for place in sessions.indices { sessions[place].isRunning = false }
        lost = []
        forgetAgent()
    }

    /// The service stops, and every program with it; or it is back, and says what became of them.
    func serve(_ isThere: Bool) {
        guard isThere != self.isThere else { return }
        self.isThere = isThere
        report(isAvailable: isThere)
        if isThere {
            for token in lost { report(token, .ended(.left(detail: "gone"))) }
            lost = []
        } else {
            for place in sessions.indices where sessions[place].isRunning {
                sessions[place].isRunning = false
                lost.append(sessions[place].request.token)
            }
        }
    }

    /// Nothing is on its way to the room.
    var isQuiet: Bool { lost.isEmpty && onTheWay == 0 }

    /// The agent was killed: nobody is told until the next one begins.
    func forgetAgent() {
        availability = { _ in }
        listeners = [:]
    }

    private func connect(_ place: Int, after delay: Duration) {
        later(delay) { [self] in
            guard sessions[place].isRunning else { return }
            sessions[place].isConnected = true
            listeners[sessions[place].request.token]?(.connected(isElsewhere: sessions[place].isElsewhere))
        }
    }

    private func end(_ place: Int, after delay: Duration) {
        later(delay) { [self] in
            guard sessions[place].isRunning else { return }
            sessions[place].isRunning = false
            let end =
                sessions[place].isConnected ? JoinEnd.left(detail: "exit code 0") : .failed(JoinFailure(.endedAtOnce))
            listeners[sessions[place].request.token]?(.ended(end))
        }
    }

    private func report(isAvailable: Bool) { later(.zero) { [self] in availability(isAvailable) } }

    private func report(_ token: JoinToken, _ progress: JoinProgress, after delay: Duration = .zero) {
        later(delay) { [self] in listeners[token]?(progress) }
    }

    private func later(_ delay: Duration, _ body: @escaping () -> Void) {
        onTheWay += 1
        _ = loop.schedule(at: loop.now.uptime + delay, tolerance: .zero) { [self] in
            onTheWay -= 1
            body()
        }
    }
}
