// SPDX-License-Identifier: Apache-2.0
import LocalSockets
package import RoomCore

/// The agent's side of the joiner's socket. It holds a connection while a session is under way, and one for a moment at
/// the start, to find out whether there is a joiner; so a joiner without work can end.
///
/// A connection that is lost is made anew, and each session asked for again: the joiner may have been killed and
/// started, and found its programs.
package final class JoinerClient: JoinAction {
    /// One push, from the request until its end is known.
    private final class Session: JoinSession {
        enum Stage {
            /// The joiner has not been asked to start it yet.
            case unsent(JoinRequest)
            /// The joiner was asked, so that from now on it is only asked about.
            case asked
            /// It was told to end, too.
            case leaving
        }

        let token: JoinToken
        let report: (JoinProgress) -> Void
        var stage: Stage
        var isConnected = false
        /// Running while a program has yet to show that it lives.
        var settling: (any LoopRegistration)?
        private weak let client: JoinerClient?

        init(_ token: JoinToken, _ stage: Stage, of client: JoinerClient, _ report: @escaping (JoinProgress) -> Void) {
            self.token = token
            self.stage = stage
            self.client = client
            self.report = report
        }

        func leave() { client?.leave(self) }
        func forget() { client?.forget(self) }
    }

    private let loop: any AgentLoop
    private let network: any StreamNetwork
    private let path: String
    private var availability: (Bool) -> Void = { _ in }
    private var stream: LineStream?
    private var hasGreeted = false
    /// Sessions whose end has not been told.
    private var open: [JoinToken: Session] = [:]
    private var isAvailable: Bool?
    private var attempts = 0
    private var timer: (any LoopRegistration)?
    private var greeting: (any LoopRegistration)?

    /// A program that still runs after this long has joined: one that can't, for want of a screen or a network, is gone
    /// by then.
    package static let settle = Duration.seconds(3)
    /// A joiner that the service manager starts first has this long to say hello.
    private static let patience = Duration.seconds(10)
    /// Between attempts; it doubles up to `longestPause`.
    private static let firstPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(60)
    /// A running session whose joiner cannot be reached after so many attempts, about 8 s, is given up.
    private static let attemptsForSession = 6

    /// `path` is `[join] socket`. Default of `network`: the kernel's sockets.
    package init(loop: any AgentLoop, path: String, network: (any StreamNetwork)? = nil) {
        self.loop = loop
        self.network = network ?? SocketNetwork(loop: loop)
        self.path = path
    }

    /// Connects in the next turn of the loop, and says whether the joiner said hello.
    package func begin(_ availability: @escaping (Bool) -> Void) {
        self.availability = availability
        later { [self] in connect() }
    }

    /// Asks for it on the connection that is there, or connects first: a joiner that its socket has to start takes some
    /// ten milliseconds more. `connected` comes `settle` after the program was started, unless it hands over.
    package func start(_ request: JoinRequest, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        open(Session(request.token, .unsent(request), of: self, report))
    }

    /// As `start`, but the joiner is only asked what became of it, and a program that lives counts as connected at
    /// once.
    package func resume(_ token: JoinToken, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        let session = Session(token, .asked, of: self, report)
        // Its three seconds were over, or nearly, when the agent that asked for it ended.
        session.isConnected = true
        return open(session)
    }

    // MARK: Sessions

    private func open(_ session: Session) -> any JoinSession {
        open[session.token] = session
        if hasGreeted {
            ask(session)
        } else {
            attempts = 0
            if stream == nil { later { [self] in connect() } }
        }
        return session
    }

    private func ask(_ session: Session) {
        switch session.stage {
        case .unsent(let request):
            session.stage = .asked
            send(.start(request))
        case .asked: send(.resume(session.token))
        case .leaving:
            send(.resume(session.token))
            send(.leave(session.token))
        }
    }

    private func leave(_ session: Session) {
        guard open[session.token] === session else { return }
        session.stage = .leaving
        session.settling?.cancel()
        if hasGreeted { send(.leave(session.token)) }
    }

    private func forget(_ session: Session) {
        guard open[session.token] === session else { return }
        if hasGreeted { send(.forget(session.token)) }
        close(session)
    }

    private func close(_ session: Session) {
        session.settling?.cancel()
        open[session.token] = nil
        if open.isEmpty && hasGreeted { disconnect() }
    }

    private func end(_ session: Session, _ end: JoinEnd) {
        close(session)
        session.report(.ended(end))
    }

    private func send(_ request: JoinerRequest) { stream?.send(request.line) }

    private func later(_ body: @escaping () -> Void) {
        _ = loop.schedule(at: loop.now.uptime, tolerance: .zero, body)
    }

    // MARK: Connection

    private func connect() {
        guard stream == nil else { return }
        timer?.cancel()
        do throws(SocketFailure) {
            stream = LineStream(
                try network.connect(to: .unix(path: path)), onLine: { [unowned self] line in receive(line) },
                onEnd: { [unowned self] in reconnect() })
        } catch { return reconnect() }
        greeting = loop.schedule(at: loop.now.uptime + Self.patience, tolerance: .seconds(1)) { [unowned self] in
            reconnect()
        }
    }

    private func disconnect() {
        greeting?.cancel()
        stream?.close()
        stream = nil
        hasGreeted = false
    }

    /// The connection is lost, or was never there: sessions that can't go on without it end, and another is tried.
    private func reconnect() {
        // A joiner that was there and is gone is being started again; only one that can't be reached is none.
        if !hasGreeted { report(isAvailable: false) }
        disconnect()
        attempts += 1
        for session in Array(open.values) {
            if case .unsent = session.stage {
                end(session, .failed(JoinFailure(.noJoiner, detail: path)))
            } else if attempts >= Self.attemptsForSession {
                end(
                    session,
                    session.isConnected
                        ? .left(detail: "the joiner is gone") : .failed(JoinFailure(.noJoiner, detail: path)))
            }
        }
        let pause = min(Self.firstPause * (1 << min(attempts - 1, 8)), Self.longestPause)
        timer?.cancel()
        timer = loop.schedule(at: loop.now.uptime + pause, tolerance: pause / 4) { [unowned self] in connect() }
    }

    private func report(isAvailable now: Bool) {
        guard isAvailable != now else { return }
        isAvailable = now
        availability(now)
    }

    private func receive(_ line: String) {
        switch JoinerReply(line: line) {
        case .hello(JoinMessage.version)?: greeted()
        case .report(let report)?: received(report)
        // Another version, or no joiner at all.
        case .hello?, .finding?, .checked?, nil: reconnect()
        }
    }

    private func greeted() {
        greeting?.cancel()
        hasGreeted = true
        attempts = 0
        report(isAvailable: true)
        for session in Array(open.values) { ask(session) }
        if open.isEmpty { disconnect() }
    }

    /// What programs do, as the room understands it.
    private func received(_ report: JoinerReport) {
        switch report {
        case .started(let token):
            guard let session = open[token] else { return }
            if session.isConnected { return session.report(.connected(isElsewhere: false)) }
            // A joiner that was started again says it a second time.
            guard session.settling == nil else { return }
            session.report(.connecting)
            session.settling = loop.schedule(at: loop.now.uptime + Self.settle, tolerance: .zero) {
                session.isConnected = true
                session.report(.connected(isElsewhere: false))
            }
        case .handedOver(let token):
            guard let session = open[token] else { return }
            session.isConnected = true
            session.report(.connected(isElsewhere: true))
        case .failed(let token, let failure):
            if let session = open[token] { end(session, .failed(failure)) }
        case .ended(let token, let status):
            guard let session = open[token] else { return }
            let how = status?.words ?? "nobody knows how"
            let wasAtOnce = !session.isConnected
            end(session, wasAtOnce ? .failed(JoinFailure(.endedAtOnce, detail: how)) : .left(detail: how))
        }
    }
}

extension ExitStatus {
    /// For the journal.
    fileprivate var words: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .killed(let signal): "signal \(signal)"
        }
    }
}
