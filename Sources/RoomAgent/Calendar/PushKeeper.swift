// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Carries out `PushPlan` for one calendar. What it asks of the service, it asks when the keeper says so, between two
/// syncs.
final class PushKeeper {
    private var plan: PushPlan
    private let parts: PushParts
    private let loop: any AgentLoop
    private let journal: any AgentJournal
    private let random: () -> Double
    private var allowance: NoticeAllowance
    /// What the IDs of this calendar's channels begin with.
    private let family: String
    private var changed: () -> Void = {}
    /// A notice came, or could have come unheard, and the calendar was not looked at since.
    private var wantsLook = false
    private var remembered: [PushChannel]
    /// When a look that no notice asked for may come, in time since boot.
    private var lookAt = Duration.zero

    /// How far our clock is ahead of the service's, as the last look heard it; nil where none has since the clock was
    /// set.
    var clockLead: Duration?
    /// With the civil time as the service has it: what is remembered of channels must not hang on a clock of ours.
    private var now: Moment { Moment(wall: loop.now.wall - (clockLead ?? .zero), uptime: loop.now.uptime) }

    /// Steps of one turn; more wait for the next.
    private static let stepsAtOnce = 4
    /// Where notices can come again, so can those of every device of the same relay: their looks are spread over this
    /// time.
    private static let returnSpan = Duration.minutes(2)

    /// Reads which channels earlier runs left. With `startSpan` (of `KeeperParts`) above zero it asks for its first
    /// channel after that time, and within three times of it. `perDay` is the day's requests.
    init(
        _ parts: PushParts, of calendar: CalendarID, perDay: Int, startSpan: Duration, loop: any AgentLoop,
        journal: any AgentJournal, random: @escaping () -> Double
    ) {
        self.parts = parts
        family = PushChannel.family(of: calendar)
        self.loop = loop
        self.journal = journal
        self.random = random
        remembered = parts.record.load()
        // After the first looks of all the others: a channel costs three requests.
        let beginsAt = startSpan > .zero ? loop.now.uptime + startSpan * (1 + 2 * random()) : .zero
        plan = PushPlan(isWanted: parts.receiver != nil, leftovers: remembered, beginsAt: beginsAt)
        allowance = NoticeAllowance(perDay: perDay)
    }

    /// Nil where push is not configured.
    var state: PushState? { parts.receiver == nil ? nil : plan.state }
    /// Whether notices have been coming, so that the calendar may be looked at less often.
    var isTrusted: Bool { plan.isTrusted }

    /// Begins to receive. `changed` is called when there is something to do, or to tell. `today` is the calendar's day.
    func begin(today: @escaping () -> CivilDate, changed: @escaping () -> Void) {
        self.changed = changed
        parts.receiver?.begin { [weak self] event in self?.react(event, today()) }
    }

    /// Receives nothing any more. Channels stay at the service: a restart goes on with them.
    func close() {
        changed = {}
        parts.receiver?.close()
    }

    /// Asks for no channel any more. What there is, is ended by `act`.
    func abandon() { plan.retire(at: now) }

    /// The same, and ends what there is. Returns how many channels could not be ended yet.
    func retire() async -> Int {
        abandon()
        while plan.step(at: now, random: random()) != nil {
            _ = await act(mayAsk: true)
            if Task.isCancelled { break }
        }
        return plan.channels.count
    }

    /// Wants channels again, after `retire`.
    func resume() { plan.resume(isWanted: parts.receiver != nil) }

    private func react(_ event: PushReceiverEvent, _ today: CivilDate) {
        let before = plan.state
        switch event {
        case .ready:
            plan.receiving(true, nil, at: now)
            // What changed meanwhile was told to nobody.
            if plan.isTrusted, !wantsLook {
                wantsLook = true
                lookAt = loop.now.uptime + Self.returnSpan * random()
            }
        case .lost(let why): plan.receiving(false, why, at: now)
        case .notice(let notice):
            if plan.receive(notice, on: today, at: now) {
                wantsLook = true
                lookAt = .zero
            }
        }
        logChange(since: before)
        changed()
    }

    /// When a notice has the calendar looked at, in time since boot, where the last look began at `look`.
    func lookDue(after look: Duration) -> Duration? {
        wantsLook ? max(allowance.next(after: look, at: loop.now.uptime), lookAt) : nil
    }

    /// A look begins. What comes from now on may be too late for it.
    func looking(on today: CivilDate) {
        if wantsLook { allowance.spend(at: loop.now.uptime) }
        wantsLook = false
        plan.turn(to: today)
    }

    /// A look ended that began at `began`, in time since boot; the last good one before it began at `before`. One that
    /// finds changes of which no notice told shows that notices get lost.
    func looked(foundChanges: Bool, began: Duration, before: Duration) {
        plan.looked(foundChanges: foundChanges, began: began, before: before, at: now)
    }

    /// Does what is due; asks the service only if `mayAsk`. Returns when there is something to do next, in time since
    /// boot; nil for never.
    func act(mayAsk: Bool) async -> Duration? {
        let before = plan.state
        if mayAsk, clockLead != nil { plan.forgetEnded(at: now.wall) }
        for _ in 0..<Self.stepsAtOnce {
            guard let step = plan.step(at: now, random: random()) else { break }
            guard mayAsk else {
                logChange(since: before)
                // The next sync's turn comes by itself.
                return nil
            }
            switch step {
            case .make: await make()
            case .stop(let channel): await stop(channel)
            }
            await remember()
            if Task.isCancelled { break }
        }
        await remember()
        logChange(since: before)
        return plan.next(after: loop.now.uptime)
    }

    private func make() async {
        guard let name = parts.fresh(), let token = parts.fresh().map({ Private($0) }) else {
            return plan.refused("no randomness", isCertain: true, retryAfter: nil, at: now, random: random())
        }
        let id = "\(family)-\(name)"
        plan.asking(for: PushChannel(id: id, token: token, endsAt: now.wall + PushPlan.life), at: now)
        // Before it is asked for: what we don't remember we cannot end.
        await remember()
        do throws(CalendarFailure) {
            let lease = try await parts.service.watch(id, token: token, address: parts.address)
            plan.made(lease, at: now, random: random())
        } catch {
            plan.refused(
                error.detail, isCertain: error.reason.isRefusal, retryAfter: error.retryAfter, at: now,
                random: random())
        }
    }

    private func stop(_ channel: PushChannel) async {
        var isDone = false
        do throws(CalendarFailure) {
            try await parts.service.stop(channel.id, resource: channel.resource ?? "")
            isDone = true
        } catch {
            journal.info("a channel could not be ended yet", ("detail", error.detail))
        }
        plan.stopped(channel, isDone, at: now, random: random())
    }

    private func remember() async {
        let channels = plan.channels
        guard channels != remembered else { return }
        remembered = channels
        if !(await parts.record.keep(channels)) { journal.warning("channels of push cannot be remembered") }
    }

    private func logChange(since before: PushState) {
        guard plan.state.phase != before.phase || plan.state.failure != before.failure else { return }
        journal.info("push", ("state", plan.state.phase.rawValue), ("detail", plan.state.failure ?? ""))
    }
}

extension CalendarFailure.Reason {
    /// The service was asked, and said no: nothing came of it.
    fileprivate var isRefusal: Bool {
        switch self {
        case .unreachable, .serverError, .malformedReply, .cancelled, .captivePortal: false
        default: true
        }
    }
}
