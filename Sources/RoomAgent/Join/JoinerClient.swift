// SPDX-License-Identifier: Apache-2.0
import LocalSockets
package import RoomCore

/// The agent's side of the joiner's socket. It holds a connection while a session is under way, and one for a moment at
/// the start, to find out whether there is a joiner; so a joiner without work can end.
///
/// A connection that is lost is made anew, and each session asked for again: the joiner may have been killed and
/// started, and found its programs.
package final class JoinerClient: JoinPerformer {
    private enum Stage {
        /// The joiner has not been asked to start it yet.
        case unsent(JoinRequest)
        /// The joiner was asked, so that from now on it is only asked about.
        case asked
        /// It was told to end, too.
        case leaving
    }

    private let loop: any AgentLoop
    private let network: any StreamNetwork
    private let path: String
    private var report: (JoinReport) -> Void = { _ in }
    private var stream: LineStream?
    private var hasGreeted = false
    /// Sessions whose end has not been told.
    private var open: [JoinToken: Stage] = [:]
    private var isAvailable: Bool?
    private var attempts = 0
    private var timer: (any LoopRegistration)?
    private var greeting: (any LoopRegistration)?

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

    package func begin(_ report: @escaping (JoinReport) -> Void) {
        self.report = report
        later { [self] in connect() }
    }

    package func start(_ request: JoinRequest) { open(request.token, .unsent(request)) }
    package func resume(_ token: JoinToken) { open(token, .asked) }

    package func leave(_ token: JoinToken) {
        guard open[token] != nil else { return later { [self] in report(.ended(token, .gone)) } }
        open[token] = .leaving
        if hasGreeted { send(.leave(token)) }
    }

    package func forget(_ token: JoinToken) {
        guard open[token] != nil else { return }
        if hasGreeted { send(.forget(token)) }
        close(token)
    }

    // MARK: Sessions

    private func open(_ token: JoinToken, _ stage: Stage) {
        open[token] = stage
        if hasGreeted { return ask(token, stage) }
        attempts = 0
        if stream == nil { later { [self] in connect() } }
    }

    private func ask(_ token: JoinToken, _ stage: Stage) {
        switch stage {
        case .unsent(let request):
            open[token] = .asked
            send(.start(request))
        case .asked: send(.resume(token))
        case .leaving:
            send(.resume(token))
            send(.leave(token))
        }
    }

    private func close(_ token: JoinToken) {
        open[token] = nil
        if open.isEmpty && hasGreeted { disconnect() }
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
                onEnd: { [unowned self] in lost() })
        } catch { return lost() }
        greeting = loop.schedule(at: loop.now.uptime + Self.patience, tolerance: .seconds(1)) { [unowned self] in
            lost()
        }
    }

    private func disconnect() {
        greeting?.cancel()
        stream?.close()
        stream = nil
        hasGreeted = false
    }

    private func lost() {
        // A joiner that was there and is gone is being started again; only one that can't be reached is none.
        if !hasGreeted { tell(isAvailable: false) }
        disconnect()
        attempts += 1
        for (token, stage) in open {
            if case .unsent = stage {
                open[token] = nil
                report(.failed(token, JoinFailure(.noJoiner, detail: path)))
            } else if attempts >= Self.attemptsForSession {
                open[token] = nil
                report(.ended(token, .gone))
            }
        }
        let pause = min(Self.firstPause * (1 << min(attempts - 1, 8)), Self.longestPause)
        timer?.cancel()
        timer = loop.schedule(at: loop.now.uptime + pause, tolerance: pause / 4) { [unowned self] in connect() }
    }

    private func tell(isAvailable now: Bool) {
        guard isAvailable != now else { return }
        isAvailable = now
        report(.isAvailable(now))
    }

    private func receive(_ line: String) {
        switch JoinerReply(line: line) {
        case .hello(JoinMessage.version)?: greeted()
        case .report(let report)?: received(report)
        // Another version, or no joiner at all.
        case .hello?, .finding?, .checked?, nil: lost()
        }
    }

    private func greeted() {
        greeting?.cancel()
        hasGreeted = true
        attempts = 0
        tell(isAvailable: true)
        for (token, stage) in open { ask(token, stage) }
        if open.isEmpty { disconnect() }
    }

    private func received(_ report: JoinReport) {
        switch report {
        case .failed(let token, _), .ended(let token, _):
            guard open.removeValue(forKey: token) != nil else { return }
            self.report(report)
            if open.isEmpty && hasGreeted { disconnect() }
        case .started(let token), .handedOver(let token):
            if open[token] != nil { self.report(report) }
        case .isAvailable: break
        }
    }
}
