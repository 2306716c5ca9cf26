// SPDX-License-Identifier: Apache-2.0
import Glibc
import JSON
import Kernel
import LinuxEventLoop
import RoomCore
import Simulation

/// The demonstration's world: a simulated cloud, a simulated room panel, a civil clock that can run fast and jump, and
/// the real agent as a process among them.
final class Stage {
    static let calendar = "c_aalto@resource.calendar.google.com"
    /// The user whose sign-in the room has, and whose vacation responder it watches.
    static let user = "aino@example.com"
    private static let newsKept = 400

    let loop: EventLoop
    let folder: String
    let cloud: CloudServer
    let panel: RoomPty
    private(set) var clock: ShiftedLoop.Clock
    private(set) var agent: ChildProcess?
    /// What happened, in the order of happening.
    private(set) var news: [RoomNews] = []
    private(set) var isButtonDown = false
    var onChange: () -> Void = {}
    private var follower: ChildProcess?
    private var joiner: ChildProcess?
    private let program: String

    private var configuration: String { "\(folder)/room-agent.conf" }
    private var clockFile: String { "\(folder)/clock" }
    var journal: String { "\(folder)/journal" }

    /// Minutes of real time in which somebody has to come to a meeting.
    private let releaseAfter: Int

    /// `start` is where the clock begins. `releaseAfter` is what its name says in the configuration, in minutes.
    init(
        loop: EventLoop, program: String, folder: String, start: Instant, speed: Int, releaseAfter: Int
    ) throws {
        self.loop = loop
        self.program = program
        self.folder = folder
        self.releaseAfter = releaseAfter
        let uptime = loop.now.uptime
        clock = ShiftedLoop.Clock(wall: start, at: uptime, speed: speed)
        final class Time { var now: () -> Instant = { Instant(millisecondsSince1970: 0) } }
        let time = Time()
        cloud = try CloudServer(loop: loop) { time.now() }
        panel = try RoomPty(loop: loop)
        time.now = { [unowned self] in now }
        panel.onChange = { [unowned self] in onChange() }
        cloud.google.calendars[Self.calendar] = SimulatedCalendar(
            Self.calendar, roles: [cloud.account.email: .writer, Self.user: .writer])
        // A user's sign-in: Google makes no Meet for a service account alone.
        cloud.google.refreshScopes = CloudSchema.scopes.union(CloudSchema.mailScopes)
        cloud.google.vacations[Self.user] = SimulatedVacation(isOn: false)
        try SmallFile.write(cloud.google.signIn(of: Self.user), to: "\(folder)/google.json")
        try SmallFile.write(Array(configurationText.utf8), to: configuration)
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
        credential = \(folder)/google.json
        api = \(cloud.root)
        requests-per-day = 10000

        [sync]
        poll = 15 s

        [scheduling]
        meet = @meet

        [manners]
        book = yes
        answer = yes
        check-in = yes
        release-after = \(releaseAfter) min
        release-series-after = 1

        [presence]
        vacation = \(Self.user)

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
        video = \(MeetingProgram.command(of: program))
        socket = \(folder)/join.sock

        [store]
        directory = \(folder)/state

        [control]
        socket = \(folder)/control.sock

        """
    }

    // MARK: What can be done to the room

    /// The joiner, which in a real room is a service of its own, comes with the first agent and outlives it.
    func startAgent() throws {
        if joiner == nil {
            joiner = try ChildProcess(
                [program, "joiner", "--config", configuration, "--stage", "\(getpid())"], loop: loop, errors: journal
            ) { _ in }
        }
        agent = try ChildProcess(
            [program, "agent", "--config", configuration, "--clock", clockFile, "--stage", "\(getpid())"],
            loop: loop, errors: journal
        ) { _ in }
    }

    /// Follows `room-agent events`, once the agent answers.
    func followEvents() throws {
        follower = try ChildProcess([program, "events", "--config", configuration], loop: loop, errors: journal) {
            [unowned self] line in
            if let item = RoomNews(json: line) { append(item) }
        }
    }

    func append(_ item: RoomNews) {
        if news.count >= Self.newsKept { news.removeFirst(Self.newsKept / 2) }
        news.append(item)
        onChange()
    }

    var isFollowing: Bool { follower?.isRunning ?? false }

    func kill() { agent?.signal(SIGKILL) }
    func terminate() { agent?.signal(SIGTERM) }

    func pressButton() { holdButton(for: .milliseconds(150)) }
    /// Long enough to mean "leave".
    func holdButton() { holdButton(for: .milliseconds(2300)) }

    /// A button that is down can't be pushed.
    private func holdButton(for time: Duration) {
        if isButtonDown { return }
        isButtonDown = true
        panel.send("DOWN")
        _ = loop.schedule(at: loop.now.uptime + time, tolerance: .zero) { [weak self] in
            self?.isButtonDown = false
            self?.panel.send("UP")
        }
    }

    /// `room-agent sync`.
    func syncNow() { ask(["sync"]) { _ in } }

    /// How many seconds from now the agent will ask its calendar again, by `room-agent status`.
    func askForNextSync(_ answer: @escaping (Int64) -> Void) {
        ask(["status", "--json"]) { line in
            guard let document = try? JSONDocument(line),
                case .integer(let seconds)? = document.value(at: "$.sync.next-in-seconds")
            else { return }
            answer(seconds)
        }
    }

    private func ask(_ verb: [String], _ onLine: @escaping (String) -> Void) {
        _ = try? ChildProcess(
            [program] + verb + ["--config", configuration], loop: loop, errors: journal, onLine: onLine)
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
        joiner?.signal(SIGTERM)
        _ = await wait(.seconds(7)) { self.joiner?.isRunning != true }
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
    /// Puts the meetings of a day into the cloud's calendar.
    func fill(_ day: DemoDay) { edit { calendar, now in day.add(to: &calendar, at: now) } }

    /// Ends join sessions that outlived the agent, as they are meant to.
    func endMeetings() {
        for meeting in MeetingProgram.running() { SystemCall.kill(meeting.process, SIGTERM) }
    }
}
