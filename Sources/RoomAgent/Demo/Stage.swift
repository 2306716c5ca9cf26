// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxEventLoop
import RoomCore
import Simulation

/// The demonstration's world: a simulated cloud, a simulated room panel, a civil clock that can run fast and jump, and
/// the real agent as a process among them.
final class Stage {
    static let calendar = "c_aalto@resource.calendar.google.com"

    let loop: EventLoop
    let folder: String
    let cloud: CloudServer
    let panel: RoomPty
    private(set) var clock: ShiftedLoop.Clock
    private(set) var agent: ChildProcess?
    private(set) var events: [String] = []
    var onChange: () -> Void = {}
    private var follower: ChildProcess?
    fileprivate let program: String

    private var configuration: String { "\(folder)/room-agent.conf" }
    private var clockFile: String { "\(folder)/clock" }
    var journal: String { "\(folder)/journal" }

    /// `morning` is where the clock starts.
    init(loop: EventLoop, program: String, folder: String, morning: Instant, speed: Int) throws {
        self.loop = loop
        self.program = program
        self.folder = folder
        let uptime = loop.now.uptime
        clock = ShiftedLoop.Clock(wall: morning, at: uptime, speed: speed)
        final class Time { var now: () -> Instant = { Instant(millisecondsSince1970: 0) } }
        let time = Time()
        cloud = try CloudServer(loop: loop) { time.now() }
        panel = try RoomPty(loop: loop)
        time.now = { [unowned self] in now }
        panel.onChange = { [unowned self] in onChange() }
        cloud.google.calendars[Self.calendar] = SimulatedCalendar(
            Self.calendar, roles: [cloud.account.email: .reader])
        try write(cloud.keyFile, to: "\(folder)/google.json")
        try write(Array(configurationText.utf8), to: configuration)
        ClockFile.save(clock, to: clockFile)
    }

    var now: Instant { clock.wall(at: loop.now.uptime) }

    /// A configuration such as a room has, with the simulated addresses in it.
    private var configurationText: String {
        """
        [room]
        name = Aalto
        calendar = \(Self.calendar)
        timezone = UTC

        [google]
        key-file = \(folder)/google.json
        api = \(cloud.root)

        [sync]
        poll = 15 s

        [button]
        source = serial:\(panel.path)

        [lamp]
        button = serial:\(panel.path)
        green = serial:\(panel.path)
        amber = serial:\(panel.path)
        red = serial:\(panel.path)

        [display]
        output = serial:\(panel.path)
        size = 20x4

        [join]
        video = \(program) meeting {url}

        [store]
        directory = \(folder)/state

        [control]
        socket = \(folder)/control.sock

        """
    }

    private func write(_ bytes: [UInt8], to path: String) throws(LoopFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LoopFailure(operation: "open", errno: errno) }
        defer { Glibc.close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw LoopFailure(operation: "write", errno: errno)
        }
    }

    // MARK: What can be done to the room

    func startAgent() throws {
        agent = try ChildProcess(
            [program, "agent", "--config", configuration, "--clock", clockFile], loop: loop, errors: journal
        ) { _ in }
    }

    /// Follows `room-agent events`, once the agent answers.
    func followEvents() throws {
        follower = try ChildProcess([program, "events", "--config", configuration], loop: loop, errors: journal) {
            [unowned self] line in
            events.append(line)
            onChange()
        }
    }

    var isFollowing: Bool { follower?.isRunning ?? false }

    func kill() { agent?.signal(SIGKILL) }
    func terminate() { agent?.signal(SIGTERM) }

    func pressButton() {
        panel.send("DOWN")
        _ = loop.schedule(at: loop.now.uptime + .milliseconds(150), tolerance: .zero) { [weak self] in
            self?.panel.send("UP")
        }
    }

    func holdButton() {
        panel.send("DOWN")
        _ = loop.schedule(at: loop.now.uptime + .milliseconds(2300), tolerance: .zero) { [weak self] in
            self?.panel.send("UP")
        }
    }

    /// Sets the civil clock, for the agent as a step.
    func setClock(_ wall: Instant, speed: Int? = nil) {
        clock = ShiftedLoop.Clock(wall: wall, at: loop.now.uptime, speed: speed ?? clock.speed)
        ClockFile.save(clock, to: clockFile)
        agent?.signal(SIGUSR1)
        onChange()
    }

    func edit(_ change: (inout SimulatedCalendar, Instant) -> Void) { cloud.google.edit(Self.calendar, change) }

    /// Ends what runs, the join sessions too.
    func close() async {
        agent?.signal(SIGTERM)
        follower?.signal(SIGTERM)
        _ = await wait(.seconds(3)) { self.agent?.isRunning != true }
        agent?.signal(SIGKILL)
        cloud.close()
        panel.close()
    }

    /// Waits until it holds; false if it didn't within the limit.
    func wait(_ limit: Duration, until holds: () -> Bool) async -> Bool {
        let end = loop.now.uptime + limit
        while !holds() {
            guard loop.now.uptime < end else { return false }
            do throws(CancellationError) {
                try await loop.sleep(for: .milliseconds(20), tolerance: .zero)
            } catch { return false }
        }
        return true
    }
}

extension Stage {
    /// The day that is played: from quiet to double-booked.
    func fillDay(from morning: Instant) {
        let meet = "https://meet.google.com/abc-defg-hij"
        edit { calendar, now in
            calendar.add(
                "stand-up",
                SimulatedEvent("Stand-up", from: morning + .minutes(60), lasting: .minutes(15), location: meet),
                at: now)
            calendar.add(
                "review",
                SimulatedEvent(
                    "Design review", from: morning + .hours(2), lasting: .minutes(30),
                    location: "https://example.zoom.us/j/91234567890?pwd=a1B2c3"), at: now)
            calendar.add(
                "lunch", SimulatedEvent("Lunch talk", from: morning + .hours(4), lasting: .hours(1)), at: now)
            calendar.add(
                "one", SimulatedEvent("Interview A", from: morning + .hours(6), lasting: .minutes(45), location: meet),
                at: now)
            calendar.add(
                "two",
                SimulatedEvent(
                    "Interview B", from: morning + .hours(6), lasting: .minutes(30),
                    location: "https://teams.microsoft.com/meet/2345678901234?p=Xy12"), at: now)
        }
    }
}

extension Stage {
    /// Ends join sessions that outlived the agent, as they are meant to.
    func endMeetings() {
        guard let directory = opendir("/proc") else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let process = pid_t(name), process != getpid(), isOurMeeting(process) else { continue }
            Glibc.kill(process, SIGTERM)
        }
    }

    /// Its command line begins with this program and the word that meetings are started with.
    private func isOurMeeting(_ process: pid_t) -> Bool {
        guard let file = fopen("/proc/\(process)/cmdline", "r") else { return false }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        let words = bytes[..<count].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return words.count == 3 && words[0] == program && words[1] == "meeting" && getpgid(process) == process
    }
}
