// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The room half: takes what happens (button, calendar, clock, join session, command line) to the pure core, and
/// carries out what the core answers. Everything here runs on the loop's thread.
package actor RoomAgent {
    let loop: any AgentLoop
    let given: RoomDependencies
    let rules: AgendaRules
    private(set) var agenda: Agenda
    private(set) var machine: RoomMachine
    private(set) var health = Health()
    var published = Published()
    /// Join sessions that the machine is not done with: one, or for a moment two.
    private var joinSessions: [JoinToken: any JoinSession] = [:]
    private var subscribers: [Int: (RoomReport) -> Void] = [:]
    private var isStarted = false
    private(set) var isStopping = false
    private var isPerforming = false
    private var lastSubscriber = 0
    private var agendaIsStale = true
    /// The record of sessions was opened late, and not read yet.
    private var hasLateRecord = false
    /// In time since boot.
    private let startedAt: Duration
    /// What the displays show, by turns, until the next event.
    private var frames: FrameCycle?
    private var shownFrame: TextFrame?
    private var lamps = (button: LampPattern.off, light: StatusLight(.green, .off))
    private var announced = ""
    /// When everything is worked out again by itself.
    private var due = (uptime: Duration?.none, wall: Instant?.none)
    private var deadlineTimer: (any LoopRegistration)?
    private var wallTimer: (any LoopRegistration)?
    private var turnTimer: (any LoopRegistration)?
    private let stopSignal: LoopSignal
    /// Raised when something is to be asked of the calendar.
    let requests: LoopSignal
    /// What is to be asked, and what is being asked, by number.
    var asked = Asked()
    /// Who says that the room is in use.
    var presence = Presence()

    /// The loop: whatever runs on it may call the agent without waiting.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Shows nothing yet: `start` does.
    package init(_ given: sending RoomDependencies) {
        loop = given.loop
        startedAt = given.loop.now.uptime
        stopSignal = LoopSignal(loop: given.loop)
        rules = given.settings.rules
        agenda = Agenda([given.feed.days], rules: rules, now: given.loop.now.wall)
        machine = RoomMachine(
            limits: given.settings.limits, manners: given.settings.manners, mayOpen: given.mayOpen)
        requests = LoopSignal(loop: given.loop)
        self.given = given
    }

    // MARK: Life

    /// Shows what was known and brings the devices up. The first frame is out when this returns.
    package func start() async {
        for warning in given.standingWarnings {
            health.set(warning.code, subject: warning.subject, at: loop.now.uptime)
        }
        await given.feed.open { [self] report in feedReported(report) }
        given.joinAction.begin { [self] isAvailable in joinAvailabilityChanged(isAvailable) }
        given.devices.start { [self] event in deviceReported(event) }
        adoptSession()
        _ = loop.onClockStep { [self] in clockStepped() }
        isStarted = true
        refresh()
        given.journal.info("started", ("meetings", "\(given.feed.window.meetings.count)"))
    }

    /// Keeps the room until `stop` is called.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepWindow() }
            group.addTask { await self.serveRequests() }
            await stopSignal.wait(until: .seconds(Int64.max / 2), tolerance: .zero)
            group.cancelAll()
            given.feed.stop()
            requests.raise()
        }
        deadlineTimer?.cancel()
        wallTimer?.cancel()
        turnTimer?.cancel()
        given.devices.stop(farewell: farewellFrame())
        subscribers = [:]
        given.journal.info("stopped")
    }

    private func keepWindow() async { await given.feed.keep() }

    /// Makes `run` return. A running join session is left alone: the next start of the agent takes it over.
    package func stop() {
        isStopping = true
        stopSignal.raise()
    }

    private func adoptSession() {
        guard let kept = given.sessions.load() else { return }
        given.journal.info("adopted a join session", ("session", kept.token.value))
        let token = kept.token
        joinSessions[token] = given.joinAction.resume(token) { [self] progress in joinProgressed(token, progress) }
        handle(.adopted(token, meeting: MeetingKey(given.feed.calendar, kept.meeting), end: kept.end))
    }

    /// The record of sessions can be read, which at the start it could not.
    /// It is read when the feed has told what came with it: a session is of a meeting.
    package func recordOpened() { hasLateRecord = true }

    private func adoptLateSession() {
        guard hasLateRecord, isStarted else { return }
        hasLateRecord = false
        if joinSessions.isEmpty { adoptSession() }
    }

    private func clockStepped() {
        given.journal.info("the clock was set")
        agendaIsStale = true
        given.feed.clockStepped()
        refresh()
    }

    // MARK: Events in, effects out

    private func deviceReported(_ event: DeviceEvent) {
        switch event {
        case .pressed: press()
        case .held: hold()
        case .presence(let isSeen): sensed(isSeen)
        case .warning(let code, let subject, let isOn):
            set(code, subject: subject, isOn)
            refresh()
        case .displayReady:
            shownFrame = nil
            refresh()
        }
    }

    private func feedReported(_ report: FeedReport) {
        switch report {
        case .windowChanged(let isNews):
            agendaIsStale = true
            if isNews { publish(RoomReport(.updated, at: loop.now.wall)) }
            adoptLateSession()
            refresh()
        case .warning(let code, let subject, true): set(code, subject: subject, true)
        case .warning(let code, _, false): clear(code)
        case .person(let person, let isNews):
            if isNews { publish(person) }
            refresh()
        case .seriesReleased(let meeting): publish(RoomReport(.seriesReleased, at: loop.now.wall, meeting: meeting))
        case .settled:
            adoptLateSession()
            refresh()
        }
    }

    /// Does what a push of the button does, whoever pushes: all share one cooldown. Returns what came of it.
    @discardableResult
    package func press() -> PressOutcome? { handle(.pressed(fresh: given.freshToken())) }

    /// Does what a held button does: leaves the meeting that the room is in. Returns what came of it.
    @discardableResult
    package func hold() -> PressOutcome? { handle(.held) }

    /// Works everything out again, and shows what differs.
    func refresh() { handle(.ticked) }

    /// The one way into the machine: an event goes in, its effects are carried out, and what differs is shown. What
    /// came of a press or a hold; nil for other events.
    @discardableResult
    func handle(_ event: RoomEvent) -> PressOutcome? {
        precondition(!isPerforming, "an effect has come back to the machine while effects are being carried out")
        isPerforming = true
        defer { isPerforming = false }
        bringAgendaUpToDate()
        let now = loop.now
        let effects = machine.handle(event, agenda: agenda, now: now)
        for effect in effects { perform(effect) }
        if isStarted, !isStopping { show(now) }
        return effects.lazy.compactMap { if case .report(let report) = $0 { report.press } else { nil } }.first
    }

    private func perform(_ effect: RoomEffect) {
        switch effect {
        case .join(let token, let item, let address): join(token, item, address)
        case .leave(let token): joinSessions[token]?.leave()
        case .forget(let token):
            joinSessions.removeValue(forKey: token)?.forget()
            given.sessions.remove()
        case .programFails(let isOn): set(.joinProgramFails, isOn)
        case .flicker: given.devices.answer(.flicker)
        case .doubleBlink: given.devices.answer(.doubleBlink)
        case .lookAtCalendar: given.feed.look()
        case .request(let offer): ask(offer)
        case .release(let item): release(item)
        case .attended(let key): attended(key)
        case .report(let report): publish(report)
        }
    }

    private func join(_ token: JoinToken, _ item: AgendaItem, _ address: JoinAddress) {
        // Kept first: whatever a restart finds may have been started, and is never started again.
        do throws(StoreFailure) {
            try given.sessions.save(KeptSession(token: token, meeting: item.meeting.id, end: item.end))
        } catch {
            given.journal.warning("the join session could not be kept", ("cause", error.detail))
        }
        given.journal.info("join action asked for", ("service", address.service), ("session", token.value))
        joinSessions[token] = given.joinAction.start(JoinRequest(token: token, address: address)) { [self] progress in
            joinProgressed(token, progress)
        }
    }

    private func joinProgressed(_ token: JoinToken, _ progress: JoinProgress) {
        let journal = given.journal
        switch progress {
        case .connecting: journal.info("join action started", ("session", token.value))
        case .connected(false): journal.info("joined", ("session", token.value))
        case .connected(true): journal.info("join action handed over", ("session", token.value))
        case .ended(.failed(let failure)):
            journal.error("could not join", ("code", failure.code.rawValue), ("detail", failure.detail))
            if failure.code == .programMissing { set(.joinProgramMissing, subject: failure.detail, true) }
        case .ended(.left(let detail)):
            journal.info("join session ended", ("session", token.value), ("how", detail))
        }
        switch progress {
        case .connecting, .connected: clear(.joinProgramMissing)
        case .ended: break
        }
        handle(.join(token, progress))
        if case .ended = progress { joinSessions[token] = nil }
    }

    private func joinAvailabilityChanged(_ isAvailable: Bool) {
        if !isAvailable { given.journal.warning("the joiner does not answer") }
        set(.joinerMissing, !isAvailable)
        refresh()
    }

    // MARK: Showing

    private func show(_ now: Moment) {
        set(.clockNotSet, !given.isClockSet() && !given.feed.state.confirmsClock)
        set(.calendarStale, given.feed.state.isStale(now))
        let scene = scene(now)
        publishChanges(scene)
        frames = given.devices.displaySize.map { scene.frames($0, given.devices.displayCharset) }
        lamps = (scene.buttonLamp, scene.statusLight)
        showTurn(now)
        announce(scene)
        scheduleNext(now)
    }

    private func turnCame() {
        let now = loop.now
        // In the same moment: shown once, and not with the minute before.
        let isDue = due.uptime.map { $0 <= now.uptime } ?? false || due.wall.map { $0 <= now.wall } ?? false
        if isDue { refresh() } else { showTurn(now) }
    }

    /// Shows what has its turn now, and wakes for the next. Nothing else is worked out anew: lines that share a place
    /// change every few seconds for as long as a fault lasts.
    private func showTurn(_ now: Moment) {
        turnTimer?.cancel()
        turnTimer = nil
        if let frames {
            let frame = frames.frame(at: now.uptime)
            if frame != shownFrame {
                shownFrame = frame
                given.devices.show(frame)
            }
            if let next = frames.nextTurn(after: now.uptime) {
                turnTimer = loop.schedule(at: next, tolerance: Self.tolerance) { [self] in turnCame() }
            }
        }
        given.devices.show(lamp: lamps.button, light: lamps.light)
    }

    func scene(_ now: Moment) -> RoomScene {
        var scene = RoomScene(
            roomName: given.settings.name, state: machine.state(agenda: agenda, now: now),
            notice: machine.notice(at: now), agenda: agenda,
            warnings: health.visible(at: now.uptime, facts: facts), now: now,
            zone: given.feed.zone, language: language,
            uses24HourClock: given.settings.uses24HourClock ?? given.feed.state.settings.uses24HourClock ?? true,
            syncedAt: given.feed.state.syncedAt,
            isStale: given.feed.state.isStale(now), rules: rules, triedSince: now.wall - (now.uptime - startedAt))
        scene.roomAddress = given.settings.calendar
        scene.support = given.settings.support
        scene.people = given.feed.state.people
        scene.awaitsCheckIn = machine.awaitsCheckIn(agenda: agenda, now: now)
        return scene
    }

    /// As configured, else as the calendar's user has it.
    var language: Language { given.settings.language ?? given.feed.state.settings.language ?? .en }

    /// What the sentences of warnings can say more exactly.
    package var facts: WarningFacts {
        var facts = WarningFacts()
        facts.clockLead = given.feed.state.clockLead
        facts.refusedEvents = given.feed.state.refusedEvents
        facts.account = given.account()
        facts.delegates = given.settings.delegates
        return facts
    }

    func bringAgendaUpToDate() {
        let now = loop.now.wall
        guard agendaIsStale || agenda.nextChange.map({ $0 <= now }) ?? false else { return }
        agenda = Agenda([given.feed.days], rules: rules, now: now)
        agendaIsStale = false
    }

    private func announce(_ scene: RoomScene) {
        let status = scene.statusLine
        guard status != announced else { return }
        announced = status
        given.announce(status)
    }

    /// How late something may change on the display, so that the processor wakes once for several things.
    private static let tolerance = Duration.milliseconds(50)

    /// One timer for each clock: the next thing that changes by itself, and the next minute where a clock is shown.
    private func scheduleNext(_ now: Moment) {
        deadlineTimer?.cancel()
        wallTimer?.cancel()
        let deadlines = [
            machine.nextDeadline(agenda: agenda, now: now), health.nextDeadline(after: now.uptime),
            given.feed.state.staleDeadline(now),
        ]
        due.uptime = deadlines.compactMap({ $0 }).min()
        if let next = due.uptime {
            deadlineTimer = loop.schedule(at: next, tolerance: Self.tolerance) { [self] in refresh() }
        }
        var wall = agenda.nextChange
        if given.devices.displaySize != nil {
            let minute = Instant(secondsSince1970: (now.wall.secondsSince1970 / 60 + 1) * 60)
            wall = min(wall ?? minute, minute)
        }
        if let end = machine.nextWallDeadline { wall = min(wall ?? end, end) }
        due.wall = wall
        if let wall { wallTimer = loop.schedule(atWall: wall) { [self] in refresh() } }
    }

    private func farewellFrame() -> TextFrame? {
        given.devices.displaySize.map { scene(loop.now).farewell($0, given.devices.displayCharset) }
    }

    // MARK: Health and subscribers

    /// Turns a warning on or off. `subject` names the device, file or program, and is never private. The room shows the
    /// change at the next refresh. Default of `subject`: empty, the warning concerns the room as a whole.
    package func set(_ code: WarningCode, subject: String = "", _ isOn: Bool) {
        if isOn {
            health.set(code, subject: subject, at: loop.now.uptime)
        } else {
            health.clear(code, subject: subject)
        }
    }

    /// Turns a warning on or off that was found outside of the room, and shows it at once. Default: on.
    package func warn(_ code: WarningCode, _ isOn: Bool = true) {
        set(code, isOn)
        refresh()
    }

    private func clear(_ code: WarningCode) { health.clear(code) }

    /// Calls the handler for each event of the room, on the loop, until `unsubscribe`. Returns the number of the
    /// subscription.
    package func subscribe(_ handler: @escaping (RoomReport) -> Void) -> Int {
        lastSubscriber += 1
        subscribers[lastSubscriber] = handler
        return lastSubscriber
    }

    /// Ends a subscription; `number` is what `subscribe` returned.
    package func unsubscribe(_ number: Int) { subscribers[number] = nil }

    func publish(_ report: RoomReport) {
        for (_, handler) in subscribers.sorted(by: { $0.key < $1.key }) { handler(report) }
    }
}
