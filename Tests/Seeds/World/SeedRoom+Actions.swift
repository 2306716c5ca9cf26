// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation

extension SeedRoom {
    /// Lets everything happen that the plan says. The first violation, or nil.
    func play() -> Violation? {
        let beginning = loop.now.uptime
        var steps = plan.steps[...]
        // The calendar has events before there is an agent.
        while let step = steps.first, step.at == .zero {
            perform(step.action)
            steps.removeFirst()
        }
        start()
        for step in steps {
            advance(to: beginning + step.at)
            if oracle.violation != nil { break }
            oracle.stepTaken()
            if trace.isRead { trace.add(loop.now, "step", "\(step.action)") }
            perform(step.action)
            oracle.check(self)
            if oracle.violation != nil { break }
        }
        if oracle.violation == nil { advance(to: beginning + .days(plan.days)) }
        oracle.situations.count(plan)
        end(of: beginning)
        return oracle.violation
    }

    private func end(of beginning: Duration) {
        oracle.days = Int((loop.now.uptime - beginning) / .days(1))
        let violation = oracle.violation
        kill()
        oracle.violation = violation
    }

    /// The oracle is asked at least so often.
    private static let longestSilence = Duration.minutes(15)

    private func advance(to uptime: Duration) {
        while loop.now.uptime < uptime, oracle.violation == nil {
            let next = min(uptime, loop.now.uptime + Self.longestSilence)
            loop.run(until: { self.powerIsOut || self.isDying }, limit: next - loop.now.uptime)
            if powerIsOut { powerCutHappened() }
            killHappened()
            oracle.check(self)
        }
    }

    private func perform(_ action: SeedAction) {
        switch action {
        case .add(let event): calendar.add(event)
        case .addSeries(let event, let count): calendar.addSeries(event, count: count)
        case .cancelSeries(let index): calendar.cancelSeries(index)
        case .move(let index, let step): calendar.move(index, by: step)
        case .retitle(let index): calendar.retitle(index)
        case .relink(let index, let link): calendar.relink(index, link)
        case .cancel(let index): calendar.cancel(index)
        case .decline(let index, let isDeclined): calendar.decline(index, isDeclined)
        case .keyword(let index, let isAsked): calendar.keyword(index, isAsked)
        case .addInvited(let start, let length, let count): calendar.addInvited(start, length, count: count)
        case .skip(let number, let day): calendar.skip(number, day)
        case .storm(let count):
            oracle.situations.saw(.stormOfEdits)
            for index in 0..<count {
                calendar.retitle(index)
                if index % 3 == 0 { calendar.move(index, by: .minutes(15)) }
            }
        case .fault(let trouble): begin(trouble)
        case .faultEnds:
            google.clearFaults()
            oracle.troubleEnded()
        case .expireSyncTokens:
            google.expireSyncTokens()
            oracle.situations.saw(.cursorExpired)
        case .revokeTokens:
            google.revokeAccessTokens()
            oracle.situations.saw(.tokenRevoked)
        case .keyDeleted:
            oracle.keyDeleted(true)
            google.unregister(account.email)
            google.revokeAccessTokens()
        case .keyBack:
            oracle.keyDeleted(false)
            google.register(account)
        case .tokenEndsMidPage:
            google.inject(CloudFault(.refusal(status: 401, reason: "authError"), on: .events, after: 1))
        case .certificateEnds:
            oracle.keyDeleted(true)
            certificateEnd = google.now()
            google.unregister(account.email)
            google.revokeAccessTokens()
            oracle.situations.saw(.certificateEnded)
        case .certificateRenewed:
            oracle.keyDeleted(false)
            certificateEnd = google.now() + .days(90)
            google.register(account)
        case .notices(let fate): push.fate = fate.simulated
        case .stream(let isThere):
            if isThere { push.restore() } else { push.interrupt() }
            oracle.situations.saw(isThere ? .streamBack : .streamBroke)
        case .pushConfigured(let isOn):
            stop()
            pushIsConfigured = isOn
            oracle.situations.saw(.pushReconfigured)
            start()
        case .account(let isActive): account(isActive)
        case .press: press()
        case .bounce:
            press()
            press()
        case .hold: hold()
        case .ask(let wish): if isUp { agent?.assumeIsolated { $0.ask(wish) { _ in } } }
        case .present(let time): present(time)
        case .stuck(let isStuck):
            if isStuck { oracle.situations.saw(.buttonStuck) }
            devices.stick(isStuck)
            oracle.devicesChanged()
        case .display(let isThere):
            if !isThere { oracle.situations.saw(.displayLost) }
            if isThere, devices.displaySize == nil, case .joinable = status?.state {
                oracle.situations.saw(.displayBackWhileJoinable)
            }
            devices.display(isThere: isThere)
            oracle.devicesChanged()
        case .panelRestarts:
            if isUp, devices.isPlugged { oracle.situations.saw(.panelRestarted) }
            devices.restartPanel()
            oracle.devicesChanged()
        case .lcdd(let mood):
            if isUp, devices.displaySize != nil { oracle.situations.saw(mood) }
            devices.serve(mood)
            oracle.devicesChanged()
        case .pulledWhileDown(let back): pullWhileDown(back)
        case .joiner(let behaviour): joiner.behaviour = behaviour
        case .joinerThere(let isThere):
            if !isThere { oracle.situations.saw(joiner.running.isEmpty ? .joinerGone : .joinerGoneInMeeting) }
            joiner.serve(isThere)
            oracle.joinerChanged()
        case .sessionEnds: joiner.endAll()
        case .clockStep(let step):
            clock.lead += step
            oracle.clockChanged(self)
            transport.nudged()
            loop.stepClock(by: step)
        case .clockMended:
            let back = .zero - clock.lead
            clock.lead = .zero
            isClockSet = true
            oracle.clockChanged(self)
            transport.nudged()
            if back != .zero { loop.stepClock(by: back) }
        case .keys(let action):
            keys?.perform(action)
            switch action {
            case .wipe, .wipeRunning: forgotten()
            default: break
            }
        case .people(let action): people?.perform(action)
        case .settings(let action): people?.perform(action)
        case .counter(let action): counter?.perform(action)
        case .restart:
            stop()
            start()
        case .kill(let down):
            oracle.situations.sawKill(self)
            kill()
            loop.run(for: down)
            start()
        case .killAtEffect(let count, let kind, let happens, let down):
            downTime = down
            effects.kill(after: count, kind, happens: happens) { [self] kind in strike(kind) }
        case .killInStart(let count, let happens):
            killInStart = (count, happens)
            kill()
            start()
        case .powerCut(let write, let torn): cutPower(write, torn)
        case .disk(let trouble):
            FaultyMedium.trouble = trouble
            oracle.diskChanged(trouble)
            forgotten()
        case .diskMended:
            FaultyMedium.trouble = nil
            oracle.diskChanged(nil)
        case .damage(let damage): harm(damage)
        case .reconfigure(let early, let hides):
            stop()
            joinEarly = early
            hideTitles = hides
            oracle.situations.saw(.reconfigured)
            start()
        }
        loop.run(for: .zero)
        // Before the next step, which can be due in the same moment.
        if powerIsOut { powerCutHappened() }
        killHappened()
    }

    /// What is left to do where an agent was killed within its turn.
    private func killHappened() {
        guard isDying else { return }
        kill()
        loop.run(for: downTime)
        start()
        if isDying { killHappened() }
    }

    // MARK: People

    /// No hand pushes sooner again.
    private static let shortestPause = Duration.milliseconds(100)

    private func press(holds: Bool = false) {
        guard isUp, !isDying, !devices.isDark else { return }
        var promise = oracle.willPress(self)
        // A contact that closes again at once is a bounce, whatever came of the first.
        if loop.now.uptime - pushedAt < Self.shortestPause { promise.joins = false }
        pushedAt = loop.now.uptime
        let before: MeetingKey? = if case .busy(let item) = status?.state { item.key } else { nil }
        transport.nudged()
        lastPress = nil
        devices.push(holds: holds)
        loop.run(for: .zero)
        // Who was killed in the middle of it owes nothing.
        if !isDying { oracle.pressed(self, promise) }
        if !isDying, let before, lastPress == .checkedIn || lastPress == .offeredExtension { visited(before) }
        if !isDying, lastPress == .joining, case .joining(let session) = status?.state { visited(session.key) }
    }

    /// Somebody is in the room.
    private func present(_ time: Duration) {
        guard isUp, !isDying, let keeper else { return }
        let now = loop.now.wall
        let on = keeper.window.meetings.values.filter { meeting in
            meeting.ownResponse != .declined && meeting.span.start(in: plan.zone) <= now
                && now < meeting.span.end(in: plan.zone) && keeper.pending.allSatisfy { $0.meeting != meeting.id }
        }
        transport.nudged()
        _ = agent?.assumeIsolated { $0.inUse(for: time, source: "door") }
        loop.run(for: .zero)
        guard !isDying else { return }
        for meeting in on { visited(MeetingKey(keeper.calendar, meeting.id)) }
    }

    /// Somebody came to a meeting.
    private func visited(_ key: MeetingKey) {
        let id = key.meeting.value.exposed
        guard plan.strikes != nil, let series = calendar.seriesOfInvited(id) else { return }
        oracle.strikes.visited(series, id, self)
    }

    /// What the device remembers beside its window is gone, or may be.
    func forgotten() {
        oracle.strikes.forgotten()
        oracle.settings.forgetful()
        people?.receiver.forgotten()
    }

    private func hold() {
        press(holds: true)
        loop.run(for: .milliseconds(2005))
        guard isUp, !isDying else { return }
        devices.hold()
        loop.run(for: .zero)
        oracle.held()
    }

    /// Nobody holds a button that is not there.
    private func pullWhileDown(_ back: Duration) {
        guard devices.isPanel, devices.isPlugged, isUp, !isDying else { return }
        oracle.situations.saw(.pulledWhileDown)
        let wasInMeeting = if case .inMeeting = status?.state { true } else { false }
        press(holds: true)
        guard isUp, !isDying else { return }
        let leaving = joiner.leaves
        devices.display(isThere: false)
        oracle.devicesChanged()
        loop.run(for: back)
        guard isUp, !isDying else { return }
        devices.display(isThere: true)
        oracle.devicesChanged()
        loop.run(for: .seconds(15))
        if wasInMeeting, joiner.leaves != leaving {
            oracle.breaks("held-by-nobody", "a button without a cable left a meeting")
        }
    }

    private func account(_ isActive: Bool) {
        guard isUp, !isDying, let keeper else { return }
        oracle.accounts.ordered(isActive, self)
        if !isActive {
            forgotten()
            counter?.judge.erased()
        }
        transport.nudged()
        if isActive { return keeper.activate { _ in } }
        keeper.deactivate { [self, effects] outcome in
            if hears(effects) { oracle.accounts.deactivated(outcome.isRemembered) }
        }
    }

    // MARK: Power and disk

    private func cutPower(_ write: Int, _ torn: Bool) {
        guard isUp else { return }
        guard write > 0 else {
            folder.hold()
            oracle.situations.saw(.powerCutAnywhere)
            return powerCutHappened()
        }
        FaultyMedium.countdown = (
            write,
            { [self] isInMiddle in
                guard isInMiddle == torn, !isDying else { return }
                folder.hold()
                powerIsOut = true
                oracle.powerCut(self)
                oracle.situations.saw(torn ? .powerCutInTornWrite : .powerCutAtWrite)
            }
        )
    }

    private func powerCutHappened() {
        powerIsOut = false
        kill(isHeld: true)
        joiner.cutPower()
        folder.clearRun()
        if plan.features.contains(.clock) {
            // No battery behind the clock.
            clock.lead -= .days(30)
            isClockSet = false
            oracle.clockChanged(self)
            oracle.situations.saw(.startedWithoutClock)
            loop.stepClock(by: .days(-30))
        }
        loop.run(for: .seconds(20))
        start(isBoot: true)
    }

    private func harm(_ damage: FileDamage) {
        guard isUp else { return }
        folder.hold()
        if folder.harm(damage, at: dice.number(0...1_000_000)) { oracle.damaged(damage) }
        forgotten()
        kill(isHeld: true)
        loop.run(for: .seconds(2))
        start()
    }

    // MARK: The cloud

    private func begin(_ trouble: CloudTrouble) {
        google.clearFaults()
        oracle.troubleBegan(trouble)
        let fault: CloudFault =
            switch trouble {
            case .unreachable: CloudFault(.unreachable, times: nil)
            case .noSuchHost: CloudFault(.noSuchHost, times: nil)
            case .portal: CloudFault(.portal, times: nil)
            case .redirect: CloudFault(.redirect, times: nil)
            case .untrusted: CloudFault(.untrusted, times: nil)
            case .slow: CloudFault(.slow(.seconds(20)), times: nil)
            case .stalled: CloudFault(.slow(.seconds(100)), times: nil)
            case .garbage: CloudFault(.garbage, times: nil)
            case .wrongShape: CloudFault(.wrongShape, times: nil)
            case .cut: CloudFault(.cut, times: nil)
            case .serverError: CloudFault(.refusal(status: 503, reason: "backendError"), times: nil)
            case .rateLimited: CloudFault(.refusal(status: 429, reason: "rateLimitExceeded"), on: .events, times: nil)
            case .quota: CloudFault(.refusal(status: 403, reason: "quotaExceeded"), on: .events, times: nil)
            case .forbidden: CloudFault(.refusal(status: 403, reason: "forbidden"), on: .events, times: nil)
            case .notFound: CloudFault(.refusal(status: 404, reason: "notFound"), on: .events, times: nil)
            case .apiDisabled: CloudFault(.refusal(status: 403, reason: "accessNotConfigured"), on: .events, times: nil)
            case .badRequest: CloudFault(.refusal(status: 400, reason: "badRequest"), on: .events, times: nil)
            case .unauthorized: CloudFault(.refusal(status: 401, reason: "authError"), on: .events, times: nil)
            case .tokenRefused: CloudFault(.refusal(status: 400, reason: "invalid_grant"), on: .token, times: nil)
            case .retryAfter:
                CloudFault(.refusalWithWait(status: 503, reason: "backendError", retryAfter: "1800"), times: 2)
            case .htmlError: CloudFault(.page(status: 502), times: nil)
            case .midPage: CloudFault(.unreachable, on: .events, after: 1, times: 1)
            }
        google.inject(fault)
    }
}

extension NoticeFate {
    fileprivate var simulated: SimulatedPush.Fate {
        switch self {
        case .delivered: .delivered
        case .lost: .lost
        case .doubled: .doubled
        case .late: .late(.seconds(90))
        }
    }
}
