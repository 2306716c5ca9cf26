// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import AgentHost
import Configuration
import DeviceIO
import Glibc
import GoogleCalendar
import JoinActions
import LinuxEventLoop
import LocalSockets
import RoomCore
import RoomRuntime
import SecureStore

/// `room-agent check`: looks at everything a room needs, and says what is wrong and what to do. Changes nothing.
///
/// It looks with the service's eyes. What only others can see it asks them: the joiner about its programs, from inside
/// its own service, and the running agent about the devices that it holds. For the rest, called by root, it becomes the
/// service's user first.
struct CheckVerb {
    private let path: String?
    private let configuration: RoomConfiguration
    private let environment: Environment
    private let isOnline: Bool
    private var report = CheckReport()

    /// `environment` is this process's own.
    static func run(_ path: String?, _ environment: Environment, isOnline: Bool) -> ExitCode {
        let parsed: ParsedConfiguration
        do throws(PathFailure) { parsed = try ConfigurationFiles.load(path) } catch {
            Console.print("bad   \(error.sentence)\n      \(Self.remedy(for: error))\n")
            return error.errno == EACCES ? .permission : .configuration
        }
        for name in ConfigurationFiles.names(path) { Console.print("read  \(name)\n") }
        for name in ConfigurationFiles.ignored(path) {
            Console.print("note  \(name) is not read: its name does not end in .conf\n")
        }
        for problem in parsed.problems { Console.print("\(problem)\n") }
        guard let configuration = parsed.configuration else { return .configuration }
        var check = CheckVerb(
            path: path, configuration: configuration, environment: environment, isOnline: isOnline)
        return check.perform()
    }

    private init(path: String?, configuration: RoomConfiguration, environment: Environment, isOnline: Bool) {
        self.path = path
        self.environment = environment
        self.configuration = configuration
        self.isOnline = isOnline
        report.facts.delegates = configuration.google.actAs != nil
    }

    private static func remedy(for failure: PathFailure) -> String {
        switch failure.errno {
        case EACCES: "Run it as root."
        case ENOENT:
            "Copy /usr/share/doc/room-agent/examples/room-agent.conf there, and fill it in after room-agent.conf(5)."
        default: "Write one, after room-agent.conf(5)."
        }
    }

    private mutating func perform() -> ExitCode {
        report.good("configuration")
        checkPrograms()
        let agent = RunningAgent.settled(socket: configuration.control.socket)
        becomeService()
        checkConfigurationRights()
        checkZone()
        checkKey()
        checkCounter()
        checkDirectories(agent)
        checkNetworkFiles()
        report.addWebhook(configuration.presence)
        report.addScheduling(configuration)
        checkDevices(agent)
        let clockWasCompared = checkGoogle()
        if let assembly { report.addPush(assembly, agent, isOnline: isOnline) }
        if let assembly, isOnline { report.addPeople(assembly) }
        if !clockWasCompared { checkClock(agent) }
        checkComplaints(agent)
        let sentence = report.hasErrors ? "the room will not work as it should" : "the room is ready"
        Console.print(sentence + (agent == nil ? "; the agent is not running\n" : "\n"))
        return report.hasErrors ? .configuration : .ok
    }

    // MARK: With root's eyes, where root calls

    /// The joiner's own answer; asking it starts it where it waits for a socket.
    private mutating func checkPrograms() {
        guard !configuration.join.commands.isEmpty else { return }
        do throws(SocketFailure) {
            for finding in try JoinerQuestion.findings(path: configuration.join.socket) { report.add(finding) }
        } catch {
            switch error.errno {
            case EACCES, EPERM, ECONNRESET:
                report.addNote("join programs: only root and the agent may ask the joiner; run check as root")
            default:
                report.bad(
                    "\(WarningCode.joinerMissing.rawValue): joiner: nobody answers at \(error.sentence)",
                    "Run: systemctl enable --now room-agent-join.socket; by hand: room-agent joiner")
            }
        }
    }

    /// The owner of the store, which the service manager made for the service, else the user that the package makes.
    private mutating func becomeService() {
        guard ServiceUser.isRoot else { return }
        let owner = ServiceUser(owning: configuration.store.directory)
        if let owner, owner.user == 0 { return }
        guard let user = owner ?? ServiceUser(named: "room-agent") else {
            return report.addNote("there is no user room-agent: this looks with root's eyes")
        }
        checkControlGroup(user)
        guard user.become() else {
            return report.addNote("this cannot become the user \(user.name): it looks with root's eyes")
        }
    }

    private mutating func checkControlGroup(_ user: ServiceUser) {
        let group = configuration.control.group
        switch user.isMember(of: group) {
        case true?: break
        case false?:
            report.bad(
                "[control] group: the user \(user.name) is no member of \(group), so only root reaches the agent",
                "Run: usermod -a -G \(group) \(user.name); then restart room-agent")
        case nil where group == RoomConfiguration.Control.defaultGroup: break
        case nil: report.bad("[control] group: there is no group \(group)", "Run: groupadd --system \(group)")
        }
    }

    // MARK: With the service's eyes

    private mutating func checkConfigurationRights() {
        for name in ConfigurationFiles.names(path) where !PathState.isReadable(name) {
            report.bad("\(name): the agent's user may not read it", "Run: systemd-tmpfiles --create")
        }
    }

    /// Checks the clock without asking Google: by what the running agent says, which compares the clocks at each sync,
    /// and else by the kernel and the time service.
    private mutating func checkClock(_ agent: RunningAgent?) {
        guard let loop = try? EventLoop() else { return }
        if agent?.complains(.clockWrong) ?? false { return report.bad(Warning(code: .clockWrong), "") }
        let isSet = agent.map { !$0.complains(.clockNotSet) } ?? ClockState.isSet(loop.now.wall)
        if isSet { return report.good("clock") }
        report.bad(Warning(code: .clockNotSet), "check --online compares it with Google's")
    }

    private mutating func checkZone() {
        guard let name = configuration.room.timeZone else { return }
        if SystemZone.named(name) != nil { return report.good("time zone \(name)") }
        let place = ZoneGuess.place(path).map { "\($0): \(name)" } ?? name
        let guess = ZoneGuess.closest(to: name).map { "; did you mean \($0)?" } ?? ""
        report.bad(Warning(code: .timeZoneUnknown), place + guess)
    }

    private mutating func checkKey() {
        guard let assembly, let loop = assembly.loop as? EventLoop else { return }
        if assembly.keyWillBeMade { return report.good("data key: will be made on the first start") }
        let keys = assembly.keys
        let isOfService = keys.local != nil
        if isOfService, !isOnline {
            return report.addNote("data key: wrapped by \(keys.provider.name); check --online asks there")
        }
        // Sound: made and used on this thread, which is the loop's.
        final class Outcome: @unchecked Sendable { var failure: KeyFailure? }
        let outcome = Outcome()
        // Sound: used on this thread alone, which is the loop's.
        nonisolated(unsafe) let keeper = KeyKeeper(
            directory: configuration.store.directory, provider: keys.provider, local: keys.local,
            room: configuration.room.calendar.exposed, now: { loop.now.wall })
        loop.run {
            do throws(KeyFailure) { try await keeper.probe() } catch { outcome.failure = error }
        }
        if let error = outcome.failure {
            // A credential is there for the service alone, while it runs.
            if case .credential = configuration.store.key, error.code == .missing {
                return report.addNote("data key: a systemd credential, which only the running service can see")
            }
            return report.bad("\(error.warning.rawValue): data key: \(error.path) \(error.cause)", error.remedy)
        }
        report.good(isOfService ? "data key: \(keys.provider.name) opens it" : "data key")
    }

    /// Only the count is read: nothing is made or changed.
    private mutating func checkCounter() {
        guard let path = configuration.store.rollbackCounter else { return }
        do throws(CounterFailure) {
            let count = try TPMCounter(path: path).value()
            report.good("rollback counter: " + (count.map { "counted \($0) openings" } ?? "the first start makes it"))
        } catch {
            report.bad(Warning(code: .rollbackCounterLost), error.text)
        }
    }

    private mutating func checkDirectories(_ agent: RunningAgent?) {
        let store = configuration.store.directory
        let unwritable = WarningCode.storeNotWritable.rawValue
        switch PathState.kind(store) {
        case .directory? where StoreEraser.isWiped(store):
            report.bad(
                "store \(store): this device was wiped",
                "Run: rm \(store)/\(StoreEraser.markerName), if it is to be used again.")
        case .directory? where PathState.isWritable(store): report.good("store \(store)")
        case .directory?:
            report.bad(
                "\(unwritable): store \(store): the agent's user may not write there",
                "Run: chown -R room-agent: \(store)")
        case nil where store == RoomConfiguration.Store.defaultDirectory:
            report.good("store \(store): will be made on the first start")
        case nil where PathState.isWritable(Self.folder(of: store)):
            report.good("store \(store): will be made on the first start")
        case nil:
            report.bad(
                "\(unwritable): store \(store): it is not there, or the agent's user may not enter it",
                "Run: install -d -m 0700 -o room-agent \(store); and let the service in: room-agent(8)"
            )
        case .socket?, .other?:
            report.bad("\(unwritable): store \(store): it is no directory", "Correct [store] directory.")
        }
        checkControlSocket(agent)
    }

    private mutating func checkControlSocket(_ agent: RunningAgent?) {
        let socket = configuration.control.socket
        if agent != nil { return report.good("control socket \(socket)") }
        switch PathState.kind(socket) {
        case nil, .socket?: break
        case .directory?, .other?:
            return report.bad(
                "control socket \(socket): something else lies there", "Move it away, or correct [control] socket.")
        }
        let folder = Self.folder(of: socket)
        // The service manager makes its own on each start.
        if folder == "/run/room-agent" || PathState.isWritable(folder) { return }
        report.bad("control socket \(socket): the agent's user may not write in \(folder)", "Correct [control] socket.")
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
    }

    private mutating func checkNetworkFiles() {
        guard let path = configuration.network.caFile else { return }
        guard let bytes = try? BoundedFile.read(path, maximumBytes: Self.maximumTrustBytes) else {
            return report.bad(
                "ca-file \(path): the agent's user cannot read it",
                "Put the file there, with mode 0644; or correct [network].")
        }
        let mark = Array("-----BEGIN CERTIFICATE-----".utf8)
        if bytes.indices.contains(where: { bytes[$0...].starts(with: mark) }) { return report.good("ca-file \(path)") }
        report.bad("ca-file \(path): there is no certificate in it", "Write certificates in PEM form there.")
    }

    /// All of the world's public authorities take 220 KB.
    private static let maximumTrustBytes = 4 * 1024 * 1024

    private mutating func checkDevices(_ agent: RunningAgent?) {
        checkWhatIsMissing()
        guard let agent else {
            for (address, failure) in DeviceProbe.probe(configuration) {
                guard let failure else {
                    report.good("device \(address)")
                    continue
                }
                report.bad("device \(address): \(failure.cause)", failure.remedy)
            }
            return
        }
        for address in DeviceProbe.addresses(configuration) {
            // Stuck, held at the start, chattering: it is there, and something is wrong with it.
            let complaints = agent.complaints(about: address)
            let device = agent.devices[address]
            if device?.isReady == false {
                let cause = device?.cause ?? ""
                let code = complaints.first.map { "\($0.code): " } ?? ""
                report.bad(
                    "\(code)device \(address): \(cause.isEmpty ? "it does not answer" : cause)",
                    device?.remedy ?? "Check the cable, and the address in the configuration.")
            } else if complaints.isEmpty {
                let isNew = device == nil
                report.good("device \(address)" + (isNew ? ": new to the agent; reload it" : ": in use by the agent"))
            }
            for complaint in complaints where device?.isReady != false {
                report.bad("\(complaint.code): device \(address): \(complaint.sentence)", complaint.remedy)
            }
        }
    }

    private mutating func checkWhatIsMissing() {
        let lamp = configuration.lamp
        let hasLamp = [lamp.button, lamp.green, lamp.amber, lamp.red].contains { $0 != nil }
        let missing =
            (configuration.button.source == nil ? ["button ([button] source)"] : [])
            + (hasLamp ? [] : ["lamp ([lamp] button, green …)"])
            + (configuration.display.output == nil ? ["display ([display] output)"] : [])
        if missing.count == 3 {
            report.bad(
                "devices: there is no button, no lamp and no display, so nobody in the room sees or does anything",
                "Write what is wired to the box under [button], [lamp] and [display], after room-agent.conf(5)."
            )
        } else if !missing.isEmpty {
            report.addNote("the room has no \(missing.joined(separator: ", no "))")
        }
        let columns = configuration.display.size.columns
        if configuration.display.output != nil, let support = configuration.room.support,
            DisplayText.width(support) > columns
        {
            report.addNote("[room] support is longer than the display's \(columns) columns, so it is not shown")
        }
        if configuration.join.commands.isEmpty { report.addNote("the room joins nothing: [join] has no command") }
    }

    /// Whether the clock was compared with Google's.
    private mutating func checkGoogle() -> Bool {
        guard let assembly else { return false }
        // Sound: made and used on this thread, which is the loop's.
        final class Probe: @unchecked Sendable { var results: [ProbeResult] = [], bookings: [ProbeResult] = [] }
        let probe = Probe()
        do throws(AssemblyFailure) {
            let credential = try assembly.credential()
            let subject = configuration.google.actAs?.exposed
            report.add(credential, actingAs: subject, CredentialFiles(environment), now: assembly.loop.now.wall)
            report.facts.account = subject ?? credential.account
            if !VerifiedDomains(configuration.google.domains).contain(configuration.room.calendar.exposed) {
                report.bad(Warning(code: .accountOutsideDomains), "")
            }
            let isUser = if case .authorizedUser = credential { true } else { configuration.google.actAs != nil }
            if configuration.scheduling.words[.meet] != nil, !isUser {
                report.addNote(
                    "[scheduling] meet: Google makes no Meet for a service account alone; set [google] act-as,\n"
                        + "      or sign in as a user. A Meet that an event has already is used in any case.")
            }
            let perDay = configuration.google.requestsPerDay
            let rooms = 1_000_000 / perDay
            report.good("requests: at most \(perDay) a day; a project has 1,000,000, for \(rooms) such rooms")
            report.add(GoogleNeeds(configuration))
            // Sound: made and used on this thread, which is the loop's.
            nonisolated(unsafe) let google = try assembly.google(assembly.linkFinder(), credential)
            guard isOnline, let loop = assembly.loop as? EventLoop else { return false }
            loop.run {
                probe.results = await google.source.probe()
                probe.bookings = await google.bookings?.probe() ?? []
            }
        } catch {
            report.bad("\(WarningCode.credentialsUnreadable.rawValue): \(error.cause)", error.remedy)
            return false
        }
        for result in probe.results { report.add(result, GoogleNeeds(configuration)) }
        for result in probe.bookings { report.addBookings(result, GoogleNeeds(configuration)) }
        return probe.results.contains { $0.step == .clock && $0.outcome != .clockUnknown }
    }

    /// What the running agent complains of beside its devices; with `--online` this has tried the calendar itself.
    private mutating func checkComplaints(_ agent: RunningAgent?) {
        let devices = DeviceProbe.addresses(configuration)
        let told = [WarningCode.clockNotSet, .clockWrong, .accountOutsideDomains, .accountInactive].map(\.rawValue)
        if agent?.complains(.accountInactive) ?? false { report.bad(Warning(code: .accountInactive), "") }
        for complaint in agent?.complaints ?? []
        where !devices.contains(complaint.subject) && !told.contains(complaint.code) {
            report.addNote(
                "\(complaint.code): the running agent says: \(complaint.sentence)\n      \(complaint.remedy)")
        }
    }

    private var assembly: AgentAssembly? {
        guard let loop = try? EventLoop() else { return nil }
        return AgentAssembly(
            configuration: configuration, environment: environment, loop: loop,
            journal: Journal(environment: environment, clock: { loop.now.uptime }))
    }
}
