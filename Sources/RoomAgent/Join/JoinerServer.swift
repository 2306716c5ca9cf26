// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LocalSockets
package import RoomCore

/// The joiner's socket: takes requests to a `Joiner`, and tells every connection of the agent what comes of them.
package final class JoinerServer {
    /// Where a listening socket comes from.
    package enum Source {
        /// The service manager made it and handed it over (sd_listen_fds(3)).
        case inherited(CInt)
        /// It is made at this path, for our own user alone: a joiner that was started by hand.
        case made(path: String)
    }

    private let loop: any AgentLoop
    private let joiner: Joiner
    private let findings: () -> [JoinFinding]
    private var listener: (any StreamListener)?
    /// Who may ask for joins: the owner of the socket's file.
    private let owner: uid_t
    private var agents: [ObjectIdentifier: LineStream] = [:]
    private var others: [ObjectIdentifier: LineStream] = [:]
    private var idleTimer: (any LoopRegistration)?
    /// Called once nothing has been asked for, and nothing has run, for `idleLimit`. Nil: never.
    package var onIdle: (() -> Void)? { didSet { restartIdleTimer() } }

    /// How long a joiner without a session and without a connection stays: long enough for the next push after a
    /// failure to find it there.
    package static let idleLimit = Duration.seconds(30)
    private static let maximumConnections = 8

    /// `findings` looks at the joiner's own set-up, for `check`. `onExhaustion` is told the errno when clients begin to
    /// wait because there is no descriptor left for them. Default of `network`: the kernel's sockets.
    package init(
        loop: any AgentLoop, network: (any StreamNetwork)? = nil, source: Source, joiner: Joiner,
        onExhaustion: @escaping (CInt) -> Void = { _ in }, findings: @escaping () -> [JoinFinding]
    ) throws(SocketFailure) {
        self.loop = loop
        self.joiner = joiner
        self.findings = findings
        let address: StreamAddress
        switch source {
        case .inherited(let descriptor):
            address = .inherited(descriptor)
            owner = UnixSocket.path(of: descriptor).flatMap(UnixSocket.file)?.owner ?? 0
        case .made(let path):
            address = .unix(path: path)
            owner = geteuid()
        }
        joiner.report = { [unowned self] report in broadcast(report) }
        joiner.becameIdle = { [unowned self] in restartIdleTimer() }
        let network = network ?? SocketNetwork(loop: loop)
        listener = try network.listen(at: address, onExhaustion: onExhaustion) { [unowned self] client in
            admit(client)
        }
    }

    /// Closes the socket and every connection, and ends every program; `closed` is called when they are gone.
    package func close(_ closed: @escaping () -> Void) {
        listener?.close()
        idleTimer?.cancel()
        onIdle = nil
        joiner.endAll { [self] in
            for stream in Array(agents.values) + Array(others.values) { stream.close() }
            closed()
        }
    }

    /// Closes the sockets and nothing else, as the end of the process would.
    package func abandon() {
        listener?.close()
        idleTimer?.cancel()
        onIdle = nil
        joiner.report = { _ in }
        joiner.becameIdle = {}
        for stream in Array(agents.values) + Array(others.values) { stream.close() }
    }

    private func admit(_ client: any ByteStream) {
        let peer = client.peer
        let isAgent = peer?.user == owner
        guard isAgent || peer?.user == 0, agents.count + others.count < Self.maximumConnections else {
            return client.close()
        }
        // The stream's identity is needed by closures that are made before it.
        final class Place { var stream: LineStream? }
        let place = Place()
        let stream = LineStream(
            client,
            onLine: { [unowned self] line in
                if let stream = place.stream { answer(line, stream, isAgent: isAgent) }
            },
            onEnd: { [unowned self] in
                if let stream = place.stream { forget(stream) }
            })
        place.stream = stream
        if isAgent { agents[ObjectIdentifier(stream)] = stream } else { others[ObjectIdentifier(stream)] = stream }
        send(.hello(version: JoinMessage.version), to: stream)
    }

    private func answer(_ line: String, _ stream: LineStream, isAgent: Bool) {
        idleTimer?.cancel()
        switch (JoinerRequest(line: line), isAgent) {
        case (.check, _):
            for finding in findings() { send(.finding(finding), to: stream) }
            send(.checked, to: stream)
        case (.start(let request), true): joiner.start(request)
        case (.resume(let token), true): joiner.resume(token)
        case (.leave(let token), true): joiner.leave(token)
        case (.forget(let token), true): joiner.forget(token)
        // Root may look; whoever speaks another language has lost its way.
        case (_, false), (nil, _):
            stream.close()
            forget(stream)
        }
    }

    private func forget(_ stream: LineStream) {
        agents[ObjectIdentifier(stream)] = nil
        others[ObjectIdentifier(stream)] = nil
        restartIdleTimer()
    }

    private func broadcast(_ report: JoinerReport) {
        for stream in Array(agents.values) { send(.report(report), to: stream) }
    }

    private func send(_ reply: JoinerReply, to stream: LineStream) {
        stream.send(reply.line)
    }

    private func restartIdleTimer() {
        idleTimer?.cancel()
        guard let onIdle, agents.isEmpty, others.isEmpty, joiner.isIdle else { return }
        idleTimer = loop.schedule(at: loop.now.uptime + Self.idleLimit, tolerance: .seconds(5)) { onIdle() }
    }
}
