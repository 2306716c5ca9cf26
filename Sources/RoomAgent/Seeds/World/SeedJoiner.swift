// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A joiner whose programs do what the seed says. It outlives the agent, and not the power.
final class SeedJoiner: JoinPerformer {
    struct Session {
        var request: JoinRequest
        var startedAt: Duration
        var behaviour: JoinBehaviour
        var isRunning = true
        var isHandedOver = false
        var isForgotten = false
    }

    private(set) var sessions: [Session] = []
    /// Every start that was asked for, with the ones that failed.
    private(set) var requests: [JoinRequest] = []
    var behaviour = JoinBehaviour.runs
    private(set) var isThere = true
    private var lost: [JoinToken] = []
    private var onTheWay = 0
    private let loop: any AgentLoop
    private var report: (JoinReport) -> Void = { _ in }

    /// After that, a program that does not end by itself is ended by force.
    static let grace = Duration.seconds(5)

    init(loop: any AgentLoop) { self.loop = loop }

    var running: [Session] { sessions.filter(\.isRunning) }

    func begin(_ report: @escaping (JoinReport) -> Void) {
        self.report = report
        tell(.isAvailable(isThere))
    }

    func start(_ request: JoinRequest) {
        requests.append(request)
        guard isThere else { return tell(.failed(request.token, JoinFailure(.noJoiner, detail: "no socket"))) }
        switch behaviour {
        case .isMissing: return tell(.failed(request.token, JoinFailure(.programNotFound, detail: "browser")))
        case .cannotStart: return tell(.failed(request.token, JoinFailure(.spawnFailed, detail: "EAGAIN")))
        default: break
        }
        let place = sessions.count
        sessions.append(Session(request: request, startedAt: loop.now.uptime, behaviour: behaviour))
        switch behaviour {
        case .handsOver:
            sessions[place].isHandedOver = true
            tell(.handedOver(request.token))
        case .hangs: break
        case .isSlow: tell(.started(request.token), after: .seconds(20))
        case .exitsAtOnce:
            tell(.started(request.token))
            end(place, .exited(1), after: .milliseconds(500))
        case .crashesLater:
            tell(.started(request.token))
            end(place, .killed(signal: 11), after: .seconds(100))
        case .runs, .isStubborn, .isMissing, .cannotStart: tell(.started(request.token))
        }
    }

    func resume(_ token: JoinToken) {
        guard isThere else { return }
        guard let session = sessions.first(where: { $0.isRunning && $0.request.token == token }) else {
            return tell(.ended(token, .gone))
        }
        tell(session.isHandedOver ? .handedOver(token) : .started(token))
    }

    func leave(_ token: JoinToken) {
        guard isThere, let place = sessions.firstIndex(where: { $0.request.token == token }) else { return }
        let isStubborn = sessions[place].behaviour == .isStubborn || sessions[place].behaviour == .hangs
        end(place, .killed(signal: isStubborn ? 9 : 15), after: isStubborn ? Self.grace : .milliseconds(300))
    }

    func forget(_ token: JoinToken) {
        guard let place = sessions.firstIndex(where: { $0.request.token == token }) else { return }
        sessions[place].isForgotten = true
        // It goes on by itself, and is no business of the room's any more.
        if sessions[place].isHandedOver { sessions[place].isRunning = false }
    }

    /// The people close the program.
    func endAll() { for place in sessions.indices { end(place, .exited(0), after: .zero) } }

    /// The power is gone: every program with it.
    func powerCut() {
        for place in sessions.indices { sessions[place].isRunning = false }
        report = { _ in }
    }

    /// The service stops, and every program with it; or it is back, and says what became of them.
    func tell(isThere: Bool) {
        guard isThere != self.isThere else { return }
        self.isThere = isThere
        tell(.isAvailable(isThere))
        if isThere {
            for token in lost { tell(.ended(token, .gone)) }
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
    func forgetAgent() { report = { _ in } }

    private func end(_ place: Int, _ end: JoinEnd, after delay: Duration) {
        _ = loop.schedule(at: loop.now.uptime + delay, tolerance: .zero) { [self] in
            guard sessions[place].isRunning else { return }
            sessions[place].isRunning = false
            report(.ended(sessions[place].request.token, end))
        }
    }

    private func tell(_ report: JoinReport, after delay: Duration = .zero) {
        onTheWay += 1
        _ = loop.schedule(at: loop.now.uptime + delay, tolerance: .zero) { [self] in
            onTheWay -= 1
            self.report(report)
        }
    }
}
