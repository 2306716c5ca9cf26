// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import AgentHost
import CLinux
import CalendarKeeping
import Configuration
import Glibc
import GoogleCalendar
import JoinActions
import JoinLinks
import Kernel
package import LinuxEventLoop
import LocalSockets
package import RoomCore
import RoomRuntime

/// `room-agent run`: the agent, in the foreground, until SIGTERM or SIGINT.
package enum RunVerb {
    /// Why the agent ends. A request to stop outweighs a reload under way, so that it is never lost; a wipe goes on.
    private enum Ending { case none, stopped, reload, wipe }

    /// Sound: made and used on the loop's thread alone.
    private final class Course: @unchecked Sendable {
        var ending = Ending.none
        var code = ExitCode.ok
    }

    /// Runs the agent, and returns the exit code. `environment` is this process's own. A demonstration passes `wrap` to
    /// put its own clock around the loop, and `isClockSet` to say that this clock is right.
    package static func run(
        _ configurationPath: String?, _ environment: Environment, wrap: (EventLoop) -> any AgentLoop = { $0 },
        isClockSet: @escaping @Sendable (Instant) -> Bool = { ClockState.isSet($0) }
    ) -> ExitCode {
        ProcessMemory.prepare()
        ProcessGuard.hideFromOthers()
        // One that comes before the loop listens waits for it, instead of ending the agent.
        ProcessGuard.hold([SIGHUP, SIGTERM, SIGINT])
        let configuration: RoomConfiguration
        switch load(configurationPath) {
        case .success(let loaded): configuration = loaded
        case .failure(let code): return code.code
        }
        if let code = Wipe.refusal(configuration, environment) { return code }
        let eventLoop: EventLoop
        do throws(LoopFailure) { eventLoop = try EventLoop() } catch {
            Console.error("\(error.operation): \(String(cString: strerror(error.errno)))")
            return .system
        }
        ignoreBrokenPipes()
        let loop = wrap(eventLoop)
        let course = Course()
        eventLoop.run {
            course.code = await keep(configuration, configurationPath, environment, loop, isClockSet, course)
        }
        if course.ending == .reload { return restartInPlace() }
        return course.code
    }

    private struct LoadFailure: Error { let code: ExitCode }

    private static func load(_ path: String?) -> Result<RoomConfiguration, LoadFailure> {
        let parsed: ParsedConfiguration
        do throws(PathFailure) { parsed = try ConfigurationFiles.load(path) } catch {
            Console.error(error.sentence)
            return .failure(LoadFailure(code: error.errno == EACCES ? .permission : .configuration))
        }
        for problem in parsed.problems { Console.error("\(problem)") }
        guard let configuration = parsed.configuration else { return .failure(LoadFailure(code: .configuration)) }
        return .success(configuration)
    }

    // MARK: The agent

    private static func keep(
        _ configuration: RoomConfiguration, _ path: String?, _ environment: Environment, _ loop: any AgentLoop,
        _ isClockSet: @escaping @Sendable (Instant) -> Bool, _ course: Course
    ) async -> ExitCode {
        let journal = Journal(environment: environment, clock: { loop.now.uptime })
        let notifier = ServiceNotifier(environment)
        let control = ControlVerbs()
        let socket: ControlSocket
        do throws(SocketFailure) {
            socket = try ControlSocket(
                loop: loop, path: configuration.control.socket,
                onExhaustion: { journal.noDescriptor($0) }, handler: { control.handle($0, $1) })
        } catch {
            Console.error(error.sentence)
            if error.isInUse { Console.error("another room-agent runs with this control socket: stop it first") }
            if error.isOccupied {
                Console.error("it is no socket of this user: move it away, or correct [control] socket")
            }
            return error.errno == EACCES ? .permission : .unavailable
        }
        defer { socket.close() }
        let assembly = AgentAssembly(
            configuration: configuration, environment: environment, loop: loop, journal: journal)
        let vault = Vault(assembly, startsAsking: false)
        control.vault = vault
        // Sound: the parts, the journal and the notifier are used on the loop's thread alone, where the actor and this
        // task run.
        nonisolated(unsafe) var parts = parts(assembly, vault, control, isClockSet, notifier)
        if !give(socket, to: configuration.control.group, journal) {
            parts.standingWarnings.append((.controlGroupUnusable, configuration.control.group))
        }
        let agent = RoomAgent(parts)
        do throws(LoopFailure) {
            for signal in [SIGTERM, SIGINT] {
                _ = try loop.onSignal(signal) {
                    if course.ending != .wipe { course.ending = .stopped }
                    agent.assumeIsolated { $0.stop() }
                }
            }
            _ = try loop.onSignal(SIGHUP) {
                guard course.ending == .none else { return }
                if reloadIsUsable(path, journal) {
                    course.ending = .reload
                    notifier.reloading()
                    agent.assumeIsolated { $0.stop() }
                } else {
                    agent.assumeIsolated { $0.warn(.configurationReloadFailed) }
                }
            }
        } catch {
            Console.error("\(error.operation): \(String(cString: strerror(error.errno)))")
            return .system
        }
        // Sound: on the loop's thread, where the socket is, too.
        nonisolated(unsafe) var wipeReply: (any ControlReply)?
        control.wipe = { reply in
            course.ending = .wipe
            wipeReply = reply
            agent.assumeIsolated { $0.stop() }
        }
        await agent.start()
        vault.onOpen = { agent.assumeIsolated { $0.recordOpened() } }
        vault.warn = { code, isOn in agent.assumeIsolated { $0.warn(code, isOn) } }
        // Not before the window is read: an empty answer would look like a free room.
        control.agent = agent
        notifier.ready()
        ProcessMemory.letGoOfText()
        notifier.keepWatchdog(on: loop)
        await run(agent, vault, control.people)
        notifier.stopWatchdog()
        if course.ending == .stopped { notifier.stopping() }
        guard course.ending == .wipe, let wipeReply else { return .ok }
        await vault.finish()
        return await Wipe.perform(assembly).answer(wipeReply)
    }

    /// The agent, and beside it who changes keys, and who watches people, until the agent stops.
    private static func run(_ agent: RoomAgent, _ vault: Vault, _ watching: PeopleKeeper?) async {
        // Sound: all run on the loop's thread alone.
        nonisolated(unsafe) let vault = vault
        // Sound: the same.
        nonisolated(unsafe) let people = watching
        await withDiscardingTaskGroup { group in
            group.addTask { await vault.serve() }
            if people != nil {
                group.addTask { await people?.keep() }
                group.addTask { await people?.teller?.keep() }
            }
            await agent.run()
            vault.stop()
            people?.stop()
            // A key service that does not answer is not waited for.
            group.cancelAll()
        }
    }

    /// Gives the control socket to the configured group. False: the group is missing or may not have it, and only root
    /// and our own user reach the socket. A missing default group is no failure, because nobody has set up the package
    /// on this machine.
    private static func give(_ socket: ControlSocket, to group: String, _ journal: Journal) -> Bool {
        if socket.give(toGroup: group) { return true }
        let isUnprepared = group == RoomConfiguration.Control.defaultGroup && !ControlSocket.hasGroup(group)
        if isUnprepared { return true }
        socket.closeToGroup()
        journal.warning("the control socket cannot be given to its group", ("group", group))
        return false
    }

    /// The key on this device opens what belongs to others, too. A user's own sign-in is for that user alone.
    private static func delegates(_ assembly: AgentAssembly) -> Bool {
        let configuration = assembly.configuration
        guard configuration.google.actAs != nil || !configuration.presence.vacation.isEmpty else { return false }
        let credential: GoogleCredential? = try? assembly.credential()
        return if case .authorizedUser? = credential { false } else { true }
    }

    private static func parts(
        _ assembly: AgentAssembly, _ vault: Vault, _ control: ControlVerbs,
        _ isClockSet: @escaping (Instant) -> Bool, _ notifier: ServiceNotifier
    ) -> RoomDependencies {
        let (configuration, loop, journal) = (assembly.configuration, assembly.loop, assembly.journal)
        let finder = assembly.linkFinder()
        var warnings: [(code: WarningCode, subject: String)] = []
        let files = CredentialFiles(assembly.environment)
        let source = LateSource(
            make: { () throws(AssemblyFailure) in
                let credential = try assembly.credential()
                let google = try assembly.google(finder, credential)
                return LateSource.Made(
                    source: google.source, editor: google.editor, sharing: google.sharing, settings: google.settings,
                    account: credential.account, actor: configuration.google.actAs?.exposed ?? credential.account,
                    certificateEnd: { files.certificateEnd(of: credential) })
            },
            failed: { failure in
                journal.error("the calendar cannot be asked", ("cause", failure.cause), ("remedy", failure.remedy))
            })
        if delegates(assembly) { warnings.append((.delegationInUse, "")) }
        if configuration.join.commands.isEmpty { warnings.append((.noJoinAction, "")) }
        if let name = configuration.room.timeZone, SystemZone.named(name) == nil {
            warnings.append((.timeZoneUnknown, name))
        }
        let window = configuration.window
        var keeping =
            KeeperParts(
                calendar: CalendarID(configuration.room.calendar.exposed), loop: loop, source: source,
                journal: journal, openStore: { await vault.open() },
                plan: WindowPlan(past: .days(window.pastDays), future: .days(window.futureDays)),
                schedule: SyncSchedule(poll: configuration.sync.poll),
                budget: RequestBudget(perDay: configuration.google.requestsPerDay),
                zoneName: configuration.room.timeZone,
                zone: { SystemZone.named($0) }, machineZone: SystemZone.ofMachine(),
                random: { Double.random(in: 0..<1) },
                trimMemory: { ProcessMemory.trim() })
        keeping.setStoreAside = { () throws(StoreFailure) in try vault.setAside() }
        assembly.addDesks(to: &keeping, source, vault)
        keeping.certificateEnd = { source.certificateEnd }
        keeping.keywords = assembly.keywordDesk(source, fresh: { String(freshToken().value.prefix(16)) })
        keeping.push = assembly.push(source, vault, fresh: { freshToken().value })
        keeping.account = assembly.account(source, vault)
        let people = assembly.people(vault)
        keeping.people = people
        control.people = people
        keeping.speaksUsersLanguage = configuration.room.language == nil
        keeping.settings = assembly.settings(source, vault)
        keeping.spending = assembly.spending(vault)
        keeping.startSpan = SyncSchedule.startSpan(at: loop.now.uptime)
        let keeper = CalendarKeeper(keeping)
        control.accounts = AccountDesk(
            keeper, address: configuration.room.calendar, writes: GoogleNeeds(configuration).writes,
            delegates: configuration.google.actAs != nil, ownAccount: { source.account },
            actor: { source.actor }, people: people)
        var parts = RoomDependencies(
            loop: loop, settings: RoomSettings(configuration), feed: keeper,
            devices: DeviceBay(loop: loop, configuration: configuration, journal: journal),
            joinAction: JoinerClient(loop: loop, path: configuration.join.socket),
            sessions: vault.sessions, journal: journal, mayOpen: { finder.recheck($0) },
            isClockSet: { isClockSet(loop.now.wall) }, freshToken: freshToken, announce: { notifier.status($0) },
            standingWarnings: warnings)
        parts.account = { source.actor }
        return parts
    }

    /// 16 random bytes in hexadecimal.
    private static func freshToken() -> JoinToken {
        var generator = SystemRandomNumberGenerator()
        func half() -> String {
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        return JoinToken(half() + half())
    }

    // MARK: Reload

    private static func reloadIsUsable(_ path: String?, _ journal: Journal) -> Bool {
        guard case .success = load(path) else {
            journal.error("the new configuration has errors and is not used")
            return false
        }
        return true
    }

    /// Starts this process anew, which is how a changed configuration comes into force: the agent reads everything
    /// again, and takes over a running join session, as after any restart. Returns only if the kernel refuses. The
    /// service manager then sees a failure, and starts the agent again.
    private static func restartInPlace() -> ExitCode {
        var words = CommandLine.arguments.map { (word: String) in strdup(word) } + [nil]
        ProcessGuard.closeDescriptorsOnExec()
        do throws(CallFailure) { try SystemCall.run("execv") { execv("/proc/self/exe", &words) } } catch {
            Console.error(error.text)
        }
        return .system
    }

    /// A reader that went away is an error of one write, not the end of the agent.
    private static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
