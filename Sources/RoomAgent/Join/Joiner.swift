// SPDX-License-Identifier: Apache-2.0
package import Configuration
import Glibc
package import JoinLinks
import Kernel
package import RoomCore

/// Carries out join actions for the joiner's service: it reads the configuration, checks the address once more, starts
/// the program, follows it, ends it, and reports how it went. It knows no sockets: requests come in as calls, and
/// reports go out by `report`.
///
/// There is one session at a time. A new one first ends by force what is left of the last, whatever `leave-grace` says.
package final class Joiner {
    /// What the configuration says at this moment.
    package struct Settings {
        /// What joins a meeting.
        package var join: RoomConfiguration.Join
        /// Checks addresses once more, by the configured hosts and numbers.
        package var finder: LinkFinder

        package init(join: RoomConfiguration.Join, finder: LinkFinder) {
            self.join = join
            self.finder = finder
        }
    }

    private let loop: any AgentLoop
    private let files: SessionFiles
    private let launcher: ProgramLauncher
    /// Read at each use, so that a changed configuration needs no restart, which would end a meeting.
    private let settings: () throws(JoinFailure) -> Settings
    private var sessions: [JoinToken: ProgramSession] = [:]
    /// Asked for while an earlier session is being ended.
    private var waiting: JoinRequest?
    /// Ends that a restarted agent may still ask for, and tokens that are never started any more; newest last.
    private var past: [(token: JoinToken, end: ExitStatus?)] = []
    /// Gets every report. Default: reports are lost. The owner sets it before the first request.
    package var report: (JoinerReport) -> Void = { _ in }
    /// Called when the last session is over. Default: nothing is.
    package var becameIdle: () -> Void = {}

    private static let maximumPast = 32
    /// How often the joiner looks whether programs that were told to end are gone.
    private static let interval = Duration.milliseconds(100)
    /// The least time that a leave command has before it is ended by force, also where `leave-grace` is shorter.
    private static let shortestLeaveCommand = Duration.seconds(5)

    /// `folder` holds the sessions' pages and marks; it should be in memory. `environment` is the joiner's own.
    package init(
        loop: any AgentLoop, folder: String, environment: Environment,
        settings: @escaping () throws(JoinFailure) -> Settings
    ) {
        self.loop = loop
        files = SessionFiles(folder: folder)
        launcher = ProgramLauncher(environment)
        self.settings = settings
    }

    /// True: no session is under way, and none waits to start.
    package var isIdle: Bool { sessions.isEmpty && waiting == nil }

    // MARK: Requests

    /// Starts a session, once what is left of the last one has ended. Where the token's session is over, reports its
    /// end again; where it runs or waits, does nothing. One push never starts two programs.
    package func start(_ request: JoinRequest) {
        let token = request.token
        if let over = past.last(where: { $0.token == token }) { return report(.ended(token, over.end)) }
        if sessions[token] != nil || waiting?.token == token { return }
        let replaced = waiting
        waiting = request
        if let replaced { finish(replaced.token, nil) }
        for session in Array(sessions.values) { end(session, grace: .zero) }
        startWaiting()
    }

    /// Reports how the session stands: started, handed over, or ended. A session that runs, but whose program an
    /// earlier run of the joiner started, is followed again. A token that is not known here counts as ended, and is
    /// never started any more.
    package func resume(_ token: JoinToken) {
        if let session = sessions[token] {
            return report(session.isHandedOver ? .handedOver(token) : .started(token))
        }
        if waiting?.token == token { return }
        if let over = past.last(where: { $0.token == token }) { return report(.ended(token, over.end)) }
        if let process = ProcessTable.leader(of: token) {
            let session = ProgramSession(token: token, kind: .video, mode: .program)
            do throws(LoopFailure) {
                try follow(session, process)
                return report(.started(token))
            } catch {
                // Not followed, it could never be left: better no session than one that nobody can end.
                SystemCall.kill(-process, SIGKILL)
            }
        } else if let kind = files.handedOver(token) {
            let session = ProgramSession(token: token, kind: kind, mode: .handedOver)
            session.isHandedOver = true
            sessions[token] = session
            return report(.handedOver(token))
        }
        // A request to start it may still be on its way: it must not start after this answer.
        remember(token, nil)
        report(.ended(token, nil))
    }

    /// Asks the session to end, and ends it by force after `[join] leave-grace`. The end is reported. Does nothing for
    /// a token without a session.
    package func leave(_ token: JoinToken) {
        if waiting?.token == token {
            waiting = nil
            return finish(token, nil)
        }
        guard let session = sessions[token] else { return }
        let grace: Duration
        do throws(JoinFailure) { grace = try settings().join.leaveGrace } catch {
            grace = RoomConfiguration.Join().leaveGrace
        }
        end(session, grace: grace)
    }

    /// Drops a session that was handed over: the meeting goes on elsewhere, and nothing more is reported. Does nothing
    /// for any other session.
    package func forget(_ token: JoinToken) {
        guard let session = sessions[token], session.isHandedOver, !session.isEnding else { return }
        drop(session)
        remember(token, nil)
    }

    /// Ends every program, politely, and calls `ended` when all are gone. What was handed over goes on.
    package func endAll(_ ended: @escaping () -> Void) {
        waiting = nil
        for session in Array(sessions.values) where !session.isHandedOver { leave(session.token) }
        awaitEnd(ended)
    }

    private func awaitEnd(_ ended: @escaping () -> Void) {
        if sessions.values.allSatisfy(\.isHandedOver) { return ended() }
        _ = loop.schedule(at: loop.now.uptime + Self.interval, tolerance: .zero) { [self] in awaitEnd(ended) }
    }

    // MARK: Starting

    private func startWaiting() {
        guard sessions.isEmpty, let request = waiting else { return }
        waiting = nil
        do throws(JoinFailure) { try begin(request) } catch {
            files.removePage(request.token)
            remember(request.token, nil)
            report(.failed(request.token, error))
            if isIdle { becameIdle() }
        }
    }

    private func begin(_ request: JoinRequest) throws(JoinFailure) {
        let settings = try self.settings()
        if let refusal = CommandLineTemplate.refusal(request.address) {
            throw JoinFailure(.addressRefused, detail: refusal)
        }
        guard settings.finder.recheck(request.address) else {
            throw JoinFailure(.addressRefused, detail: "not an address of \(request.address.service)")
        }
        let kind = request.address.kind
        guard let command = settings.join.command(for: request.address) else {
            throw JoinFailure(.notConfigured, detail: request.address.service)
        }
        let session = ProgramSession(token: request.token, kind: kind, mode: settings.join.session(for: kind))
        let address = CommandLineTemplate.encoded(request.address)
        let words = try CommandLineTemplate.arguments(command, address: address) { () throws(JoinFailure) in
            try files.write(request.token, leadingTo: address)
        }
        let process = try launcher.start(words, token: request.token, service: request.address.service)
        do throws(LoopFailure) { try follow(session, process) } catch {
            SystemCall.kill(-process, SIGKILL)
            throw JoinFailure(.couldNotStart, detail: "\(error.operation): \(String(cString: strerror(error.errno)))")
        }
        if session.mode == .program { report(.started(session.token)) }
    }

    private func follow(_ session: ProgramSession, _ process: Int32) throws(LoopFailure) {
        session.process = process
        session.exit = try loop.onExit(of: process) { [self] status in exited(session, status) }
        sessions[session.token] = session
    }

    // MARK: Ending

    private func exited(_ session: ProgramSession, _ end: ExitStatus?) {
        session.exit = nil
        files.removePage(session.token)
        if session.mode == .handedOver, end == .exited(code: 0), !session.isEnding {
            session.isHandedOver = true
            session.process = nil
            files.markHandedOver(session.token, session.kind)
            return report(.handedOver(session.token))
        }
        // A program's children may outlive it, and hold the screen: they are told to end too, and get as long for it.
        if !session.isEnding { self.end(session, grace: RoomConfiguration.Join().leaveGrace) }
        report(.ended(session.token, end))
        remember(session.token, end)
        awaitRest(session)
    }

    /// The session is in the way of the next one until nothing of it runs.
    private func awaitRest(_ session: ProgramSession) {
        guard lives(session) else {
            drop(session)
            return startWaiting()
        }
        _ = loop.schedule(at: loop.now.uptime + Self.interval, tolerance: .zero) { [self] in awaitRest(session) }
    }

    /// Anything that the session's program started still runs, in its group or in another.
    private func lives(_ session: ProgramSession) -> Bool {
        guard let process = session.process else { return false }
        return ProcessTable.groupLives(process) || !rest(of: session).isEmpty
    }

    private func end(_ session: ProgramSession, grace: Duration) {
        if session.isHandedOver { return hangUp(session, grace: max(grace, Self.shortestLeaveCommand)) }
        guard let process = session.process else { return }
        if !session.isEnding { SystemCall.kill(-process, SIGTERM) }
        session.isEnding = true
        let deadline = loop.now.uptime + grace
        session.force?.cancel()
        if grace == .zero { force(session, process) } else { endByForce(session, process, at: deadline) }
    }

    /// Programs leave children behind that outlive the leader: the grace is for all of them.
    private func endByForce(_ session: ProgramSession, _ process: Int32, at deadline: Duration) {
        session.force = loop.schedule(at: loop.now.uptime + Self.interval, tolerance: .zero) { [self] in
            if loop.now.uptime >= deadline { return force(session, process) }
            if lives(session) { endByForce(session, process, at: deadline) }
        }
    }

    private func force(_ session: ProgramSession, _ process: Int32) {
        SystemCall.kill(-process, SIGKILL)
        for process in rest(of: session) { SystemCall.kill(process, SIGKILL) }
    }

    /// What belongs to the session and has left its process group. A session that is a program is alone in the service.
    private func rest(of session: ProgramSession) -> Set<Int32> {
        Set(ProcessTable.bearers(of: session.token)).union(session.mode == .program ? ProcessTable.companions() : [])
    }

    /// Runs the command that ends a handed-over session; whatever comes of it, the session is over then.
    private func hangUp(_ session: ProgramSession, grace: Duration) {
        if session.isEnding { return }
        session.isEnding = true
        var process: Int32 = 0
        do {
            guard let command = try settings().join.leaveCommand(for: session.kind) else {
                return hungUp(session, nil)
            }
            // The address is not known any more, and no leave command needs it.
            process = try launcher.start(
                CommandLineTemplate.arguments(command, address: "") { () throws(Never) in "" }, token: session.token,
                service: session.kind.word)
            session.exit = try loop.onExit(of: process) { [self] status in hungUp(session, status) }
        } catch {
            if process > 0 { SystemCall.kill(-process, SIGKILL) }
            return hungUp(session, nil)
        }
        let started = process
        session.force = loop.schedule(at: loop.now.uptime + grace, tolerance: .zero) {
            SystemCall.kill(-started, SIGKILL)
        }
    }

    private func hungUp(_ session: ProgramSession, _ end: ExitStatus?) {
        drop(session)
        remember(session.token, end)
        report(.ended(session.token, end))
        startWaiting()
    }

    private func finish(_ token: JoinToken, _ end: ExitStatus?) {
        remember(token, end)
        report(.ended(token, end))
        if isIdle { becameIdle() }
    }

    private func drop(_ session: ProgramSession) {
        session.force?.cancel()
        session.exit?.cancel()
        files.removePage(session.token)
        files.removeMark(session.token)
        sessions[session.token] = nil
        if isIdle { becameIdle() }
    }

    private func remember(_ token: JoinToken, _ end: ExitStatus?) {
        past.append((token, end))
        if past.count > Self.maximumPast { past.removeFirst() }
    }
}
