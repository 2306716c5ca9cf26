// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LinuxEventLoop
import RoomCore
import Simulation

/// The demonstration in a terminal: draws the room, and takes keys for what people and cables do.
final class TerminalRoom {
    private let stage: Stage
    private let terminal = Terminal()
    private var network: NetworkStory
    /// How it ends, once it does.
    private var exitCode: Int32?
    /// Said for a few seconds in the place of the hint, while the button's lamp means what it meant.
    private var remark: (text: String, until: Duration, lamp: String)?
    private var seenOneShot: PanelFace.OneShot?
    /// The last day whose meetings are in the calendar.
    private var lastFilled: DemoDay
    private var agentMemory: String?
    private var meetings: [MeetingProgram] = []
    private var lookedAt = Duration.zero

    /// Civil seconds per second to begin with: slow enough for reading before the first press.
    static let speed = 10
    private static let speeds = [1, 10, 60, 300]
    private static let frameInterval = Duration.milliseconds(50)
    /// Between looks at /proc, and attempts to follow the agent's events.
    private static let lookInterval = Duration.milliseconds(500)
    private static let remarkShown = Duration.seconds(4)
    private static let daysAhead = 7

    init(_ stage: Stage) {
        self.stage = stage
        network = NetworkStory(stage)
        lastFilled = DemoDay(of: stage.now)
        stage.fill(lastFilled)
    }

    /// Runs until `q` or a signal; returns the exit code.
    func play() async throws -> Int32 {
        defer { terminal.leave() }
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            _ = try stage.loop.onSignal(number) { [unowned self] in exitCode = 128 + number }
        }
        let watch = try stage.loop.watch(STDIN_FILENO, for: .readable) { [unowned self] _ in readKeys() }
        defer { watch.cancel() }
        stage.append(RoomNews(time: stage.now, text: "the agent starts, and reads the room's calendar", isDeed: true))
        try stage.startAgent()
        while exitCode == nil {
            look()
            draw()
            _ = await stage.wait(Self.frameInterval) { exitCode != nil }
        }
        return exitCode ?? 0
    }

    // MARK: Keys

    private func readKeys() {
        var keys: [UInt8]? = []
        do throws(CallFailure) { keys = try SystemCall.read(STDIN_FILENO, atMost: 64) } catch {}
        guard let keys else { return }
        guard !keys.isEmpty else {
            exitCode = exitCode ?? 0
            return
        }
        // Arrows and the like come as a sequence that begins with escape.
        if keys[0] == 0x1b { return }
        for key in keys { act(on: key) }
    }

    private func act(on key: UInt8) {
        remark = nil
        switch Character(Unicode.Scalar(key)) {
        case " ": push(held: false)
        case "h": push(held: true)
        case "n":
            network.toggle()
            did(stage.cloud.isUnplugged ? "pulled the network cable" : "put the network cable back")
        case "y": if isAlive { stage.syncNow() }
        case "k": kill()
        case "s": start()
        case "j": jump(to: DemoDay(of: stage.now).moment(after: stage.now))
        case "f", "+": changeSpeed(by: 1)
        case "d", "-": changeSpeed(by: -1)
        case "q", "\u{3}", "\u{4}": exitCode = 0
        case "\u{1a}": suspend()
        default: return
        }
    }

    private func push(held: Bool) {
        if stage.isButtonDown { return }
        if held { stage.holdButton() } else { stage.pressButton() }
        did(held ? "held the button down" : "pushed the button")
    }

    private func kill() {
        guard isAlive else { return say("The agent is dead already. Start it: s.") }
        stage.kill()
        did("killed the agent")
    }

    private func start() {
        if isAlive { return say("The agent runs. Kill it: k.") }
        did("started the agent")
        do { try stage.startAgent() } catch { say("It could not be started: \(error)") }
    }

    private func jump(to wall: Instant) {
        stage.setClock(wall)
        did("jumped to \(DemoDay(of: wall).name), \(DemoDay.time(wall))")
    }

    private func changeSpeed(by step: Int) {
        let place = (Self.speeds.firstIndex(of: stage.clock.speed) ?? 0) + step
        guard Self.speeds.indices.contains(place) else {
            return say(step > 0 ? "Faster than that it does not go." : "This is the pace of the real world.")
        }
        stage.setClock(stage.now, speed: Self.speeds[place])
    }

    /// As Ctrl-Z does anywhere; `fg` comes back.
    private func suspend() {
        terminal.leave()
        raise(SIGSTOP)
        terminal.enter()
    }

    // MARK: Looking

    private var isAlive: Bool { stage.agent?.isRunning == true }

    private func did(_ text: String) { stage.append(RoomNews(time: stage.now, text: "you \(text)", isDeed: true)) }

    private func say(_ text: String) {
        remark = (text, stage.loop.now.uptime + Self.remarkShown, stage.panel.face.steady("button"))
    }

    /// Takes in what happened since the last frame.
    private func look() {
        let now = stage.loop.now.uptime
        let face = stage.panel.face
        if let oneShot = face.lastOneShot, oneShot != seenOneShot {
            seenOneShot = oneShot
            say(Hint.answer(oneShot.pattern, lamp: face.steady("button")))
        }
        let day = DemoDay(of: stage.now)
        while lastFilled.midnight < day.midnight + .days(Self.daysAhead) {
            lastFilled = lastFilled.next
            stage.fill(lastFilled)
        }
        if stage.now > day.rollover, meetings.isEmpty {
            stage.setClock(day.next.opening)
            stage.append(RoomNews(time: stage.now, text: "\(day.next.name) begins", isDeed: true))
        }
        guard now - lookedAt >= Self.lookInterval else { return }
        lookedAt = now
        if isAlive, !stage.isFollowing { try? stage.followEvents() }
        meetings = MeetingProgram.running()
        agentMemory = stage.agent.flatMap { $0.isRunning ? ProcessFile.ownMemory(of: $0.identifier) : nil }
        network.look(isAgentAlive: isAlive)
    }

    // MARK: Drawing

    private func draw() {
        let size = terminal.currentSize()
        terminal.draw(
            picture.lines(columns: size.columns, rows: size.rows), columns: size.columns, rows: size.rows)
    }

    private var picture: RoomPicture {
        let face = stage.panel.face
        let uptime = stage.loop.now.uptime
        func lamp(_ name: String) -> RoomPicture.Lamp {
            RoomPicture.Lamp(isLit: isAlive && face.isLit(name, at: uptime), pattern: face.steady(name))
        }
        let day = DemoDay(of: stage.now)
        return RoomPicture(
            now: stage.now, day: day, speed: stage.clock.speed, hint: hint(day),
            display: stage.panel.screen(rows: 4), isButtonDown: stage.isButtonDown, button: lamp("button"),
            lights: [
                ("green", lamp("green"), .green), ("amber", lamp("amber"), .amber), ("red", lamp("red"), .red),
            ],
            isAlive: isAlive, agent: agentText, network: network.text, isNetworkOut: stage.cloud.isUnplugged,
            joinCommand: meetings.last?.words.joined(separator: " "), news: stage.news)
    }

    private func hint(_ day: DemoDay) -> String {
        let face = stage.panel.face
        let lamp = face.steady("button")
        if let remark, stage.loop.now.uptime < remark.until, lamp == remark.lamp { return remark.text }
        if !isAlive { return Hint.agentIsGone(isNetworkOut: stage.cloud.isUnplugged) }
        return Hint.now(
            lamp: lamp, isTaken: face.steady("red") == "on",
            nextDayAt: stage.now > day.end ? DemoDay.time(day.rollover) : nil,
            firstRow: face.rows[1] ?? "")
    }

    private var agentText: String {
        guard let agent = stage.agent else { return "not started" }
        if agent.isRunning {
            return "process \(agent.identifier)" + (agentMemory.map { ", \($0) of its own memory" } ?? "")
        }
        return switch agent.exitStatus {
        case .killed(let signal)?: " KILLED by signal \(signal); its window is on the disk, encrypted "
        case .exited(let code)?: " ENDED with exit code \(code); its journal: \(stage.journal) "
        case nil: " GONE "
        }
    }
}
