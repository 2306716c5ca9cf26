// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import Glibc
import JoinActions
import JoinLinks
package import LinuxEventLoop
import LocalSockets
package import RoomCore

/// `room-agent joiner`: the service that starts join programs, with a user of its own (room-agent-join.service).
package enum JoinerVerb {
    /// `environment` is this process's own. `began` lets a demonstration put something of its own on the loop.
    package static func run(
        _ configurationPath: String?, _ environment: Environment, began: (EventLoop) -> Void = { _ in }
    ) -> ExitCode {
        ProcessMemory.prepare()
        ProcessGuard.hideFromOthers()
        ProcessGuard.hold([SIGHUP, SIGTERM, SIGINT])
        let eventLoop: EventLoop
        do throws(LoopFailure) { eventLoop = try EventLoop() } catch {
            Console.error("\(error.operation): \(String(cString: strerror(error.errno)))")
            return .system
        }
        signal(SIGPIPE, SIG_IGN)
        began(eventLoop)
        // Sound: made and used on this thread, which is the loop's.
        final class Result: @unchecked Sendable { var code = ExitCode.ok }
        let result = Result()
        eventLoop.run { result.code = await keep(eventLoop, configurationPath, environment) }
        return result.code
    }

    private static func keep(
        _ loop: EventLoop, _ configurationPath: String?, _ environment: Environment
    ) async -> ExitCode {
        let inherited = InheritedSockets.first(environment)
        let socketPath: String
        do throws(JoinFailure) {
            if let path = inherited.flatMap(UnixSocket.path) {
                socketPath = path
            } else {
                socketPath = try settings(configurationPath).join.socket
            }
        } catch {
            Console.error("room-agent: \(error.detail)")
            return .configuration
        }
        let notifier = ServiceNotifier(environment)
        let journal = Journal(environment: environment, clock: { loop.now.uptime })
        let joiner = Joiner(
            loop: loop, folder: folder(besides: socketPath, environment), environment: environment
        ) { () throws(JoinFailure) in try settings(configurationPath) }
        let server: JoinerServer
        do throws(SocketFailure) {
            server = try JoinerServer(
                loop: loop, source: inherited.map { .inherited($0) } ?? .made(path: socketPath), joiner: joiner,
                onExhaustion: { journal.noDescriptor($0) }, findings: { findings(configurationPath, environment) })
        } catch {
            Console.error(error.sentence)
            if error.isInUse { Console.error("another joiner runs with this socket: stop it first") }
            return error.errno == EACCES ? .permission : .unavailable
        }
        let stopped = Stop()
        do throws(LoopFailure) {
            for signal in [SIGTERM, SIGINT] {
                _ = try loop.onSignal(signal) {
                    notifier.stopping()
                    server.close { stopped.stop() }
                }
            }
            // The configuration is read at each join, so a reload has nothing to do.
            _ = try loop.onSignal(SIGHUP) {}
        } catch {
            Console.error("\(error.operation): \(String(cString: strerror(error.errno)))")
            return .system
        }
        // Who was started by a socket is started again by it.
        if inherited != nil { server.onIdle = { server.close { stopped.stop() } } }
        notifier.ready()
        journal.info("the joiner waits", ("socket", socketPath))
        await stopped.wait()
        return .ok
    }

    /// Reads the files anew. An error outside of `[join]` does not count: it keeps the agent from starting, not a
    /// meeting from being joined.
    private static func settings(_ path: String?) throws(JoinFailure) -> Joiner.Settings {
        let parsed: ParsedConfiguration
        do throws(PathFailure) { parsed = try ConfigurationFiles.load(path) } catch {
            throw JoinFailure(.configuration, detail: error.sentence)
        }
        guard let join = parsed.join else {
            let problem = parsed.problems.first { $0.severity == .error }
            throw JoinFailure(.configuration, detail: problem.map { "\($0)" } ?? "it has errors")
        }
        return Joiner.Settings(join: join, finder: LinkFinder(join))
    }

    private static func findings(_ path: String?, _ environment: Environment) -> [JoinFinding] {
        do throws(JoinFailure) { return JoinerSetUp.findings(try settings(path).join, environment) } catch {
            return [
                JoinFinding(
                    .bad, "joiner: cannot use the configuration: \(error.detail)",
                    remedy: "Run: systemd-tmpfiles --create; the user room-join must be able to read it.")
            ]
        }
    }

    /// Where pages of meetings are written: the service's runtime directory, else beside the socket.
    private static func folder(besides socketPath: String, _ environment: Environment) -> String {
        // The first is the service's own, those behind it lie in it (systemd.exec(5)).
        let runtime = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first
        return runtime.map { "\($0)/pages" } ?? "\(socketPath).pages"
    }

    /// Ends the service's task.
    private final class Stop {
        private var isStopped = false
        private var waiter: CheckedContinuation<Void, Never>?

        func stop() {
            isStopped = true
            waiter?.resume()
            waiter = nil
        }

        func wait() async {
            await withCheckedContinuation { continuation in
                if isStopped { continuation.resume() } else { waiter = continuation }
            }
        }
    }
}
