// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What somebody remembers who sees only what goes into the machine and what comes out.
struct MachineWatch {
    /// The session that was asked for or adopted, and that the machine has not said it is done with.
    var owned: JoinToken?
    /// The meeting whose joining the display offers, since when, and which one it offered before.
    var shown: MeetingKey?
    var shownSince = Duration.zero
    var before: MeetingKey?
    /// From when on a press may do something.
    var pressableAt = Duration.zero
    /// What the display offers to a second press.
    var offered: BookingOffer?
}

/// What must hold of the room machine in every state and at every step.
enum MachineLaws {
    /// Gives the machine an event and looks at what comes of it. What it broke, or nil.
    static func handle(_ event: RoomEvent, _ node: inout MachineNode, _ world: MachineWorld) -> String? {
        let agenda = world.agenda(node.place)
        let now = world.moment(node.place, node.uptime)
        let before = node.machine.state(agenda: agenda, now: now)
        let effects = node.machine.handle(event, agenda: agenda, now: now)
        let after = node.machine.state(agenda: agenda, now: now)
        defer {
            look(after, &node)
            if case .offer(let offer)? = node.machine.notice(at: now) {
                node.watch.offered = offer
            } else {
                node.watch.offered = nil
            }
        }
        if let broken = sessions(event, effects, &node.watch) { return broken }
        if let broken = presses(event, effects, before, after, agenda, &node, world) { return broken }
        // No session is lost, and none is made up.
        switch after {
        case .joining(let session), .inMeeting(let session), .leaving(let session):
            guard node.watch.owned == session.token else { return "the state has a session that is not owned" }
        default:
            guard node.watch.owned == nil else { return "a session is lost: the state is \(after.name)" }
        }
        return nil
    }

    /// Never two sessions; each is forgotten once, and left only while it is the room's.
    private static func sessions(_ event: RoomEvent, _ effects: [RoomEffect], _ watch: inout MachineWatch) -> String? {
        var ends = 0
        var forgets = 0
        for effect in effects {
            switch effect {
            case .join(let token, _, let address):
                guard MachineWorld.mayOpen(address) else { return "an address is opened that may not be" }
                guard case .pressed(let fresh) = event, fresh == token else { return "a join without a press" }
                guard watch.owned == nil else { return "two sessions: a join while one is running" }
                watch.owned = token
            case .forget(let token):
                forgets += 1
                // A press whose address is refused has a token that was never given out.
                if case .pressed(let fresh) = event, fresh == token, watch.owned == nil { continue }
                guard watch.owned == token else { return "a session was forgotten that is not the room's" }
                watch.owned = nil
            case .leave(let token):
                if case .adopted(token, _, _) = event { continue }
                guard watch.owned == token else { return "a session was left that is not the room's" }
            case .report(let report): if report.kind == .left || report.kind == .joinFailed { ends += 1 }
            case .request(let offer):
                guard case .pressed = event, watch.offered == offer else { return "booked what was not offered" }
            case .release, .attended: return "nobody is to check in here"
            case .programFails, .flicker, .doubleBlink, .lookAtCalendar: break
            }
        }
        if case .adopted(let token, _, _) = event {
            if watch.owned == nil {
                watch.owned = token
            } else if !effects.contains(.leave(token)) {
                return "two sessions: the adopted one was not left"
            }
        }
        return ends == forgets ? nil : "\(forgets) sessions were forgotten, and \(ends) reported as over"
    }

    /// One answer to each press, one join for each that is accepted, and of the meeting that the hand has seen.
    private static func presses(
        _ event: RoomEvent, _ effects: [RoomEffect], _ before: RoomState, _ after: RoomState, _ agenda: Agenda,
        _ node: inout MachineNode, _ world: MachineWorld
    ) -> String? {
        let outcomes = effects.compactMap { if case .report(let report) = $0 { report.press } else { nil } }
        let joined = effects.compactMap { if case .join(_, let item, _) = $0 { item.key } else { nil } }
        switch event {
        case .pressed, .held: guard outcomes.count == 1 else { return "\(outcomes.count) answers to one press" }
        default: return outcomes.isEmpty && joined.isEmpty ? nil : "an answer or a join without a press"
        }
        guard let outcome = outcomes.first, joined.count <= 1 else { return "\(joined.count) joins of one press" }
        if outcome == .offeredBooking || outcome == .offeredExtension {
            node.watch.pressableAt = node.uptime + MachineWorld.limits.reaction
            guard case .offer? = node.machine.notice(at: world.moment(node.place, node.uptime)) else {
                return "an offer that is not shown"
            }
            return joined.isEmpty ? nil : "an offer joins"
        }
        let asks = effects.contains { if case .request = $0 { true } else { false } }
        guard asks == (outcome == .booking || outcome == .extending) else { return "\(outcome), and asked: \(asks)" }
        if asks {
            node.watch.pressableAt = node.uptime + MachineWorld.limits.cooldown
            return joined.isEmpty ? nil : "a booking joins"
        }
        if outcome == .leaving { node.watch.pressableAt = node.uptime + MachineWorld.limits.cooldown }
        guard case .pressed = event else { return joined.isEmpty ? nil : "a hold joins" }
        guard (outcome == .tooSoon) == (node.uptime < node.watch.pressableAt) else { return "the cooldown is wrong" }
        guard outcome != .tooSoon, outcome != .ignored else { return joined.isEmpty ? nil : "an ignored press joins" }
        node.watch.pressableAt = node.uptime + MachineWorld.limits.cooldown
        if case .couldNotJoin(_, .addressRefused) = after, outcome == .joining {
            return joined.isEmpty ? nil : "an address was refused, and joined"
        }
        guard (outcome == .joining) == (joined.count == 1) else { return "\(outcome) with \(joined.count) joins" }
        guard let meeting = joined.first else {
            return agenda.joinable.isEmpty ? nil : "a press while something can be joined does not join"
        }
        guard agenda.joinable.contains(where: { $0.key == meeting }) else { return "joined what cannot be" }
        let sawBefore = node.uptime - node.watch.shownSince < MachineWorld.limits.reaction
        switch before {
        case .joinable(let item, _, _):
            let meant = [item.key, node.watch.shown] + (sawBefore ? [node.watch.before] : [])
            guard meant.contains(meeting) else { return "joined what was not shown" }
            if !sawBefore, node.watch.shown == item.key, meeting != item.key {
                return "joined another meeting than the one that is shown"
            }
        default: break
        }
        return nil
    }

    /// The display turns now.
    private static func look(_ state: RoomState, _ node: inout MachineNode) {
        guard case .joinable(let item, _, _) = state else {
            node.watch.shown = nil
            node.watch.before = nil
            return
        }
        guard node.watch.shown != item.key else { return }
        node.watch.before = node.watch.shown
        node.watch.shown = item.key
        node.watch.shownSince = node.uptime
    }

    /// What holds of a state as it stands: its deadline lies ahead, nothing that is shown changes before it, and time
    /// alone leads out of it.
    static func standing(_ node: MachineNode, _ world: MachineWorld) -> String? {
        let agenda = world.agenda(node.place)
        let now = world.moment(node.place, node.uptime)
        let deadline = node.machine.nextDeadline(agenda: agenda, now: now)
        if let deadline, deadline <= node.uptime { return "a deadline in the past" }
        let state = node.machine.state(agenda: agenda, now: now)
        let notice = node.machine.notice(at: now)
        var later = now
        for _ in 0..<MachineWorld.turns {
            later.uptime += MachineWorld.tick
            if let deadline, later.uptime >= deadline { break }
            guard node.machine.state(agenda: agenda, now: later) == state,
                node.machine.notice(at: later) == notice
            else { return "what is shown changes without a deadline" }
        }
        return wayOut(node, world)
    }

    /// Wakes the machine at its own deadlines only, as the room does. A program that runs is left by a hold.
    private static func wayOut(_ node: MachineNode, _ world: MachineWorld) -> String? {
        var node = node
        var hasHeld = false
        let agenda = world.agenda(node.place)
        // Each phase is entered once on the way.
        for _ in 0..<(MachineWorld.turns * 2) {
            var now = world.moment(node.place, node.uptime)
            let state = node.machine.state(agenda: agenda, now: now)
            switch state {
            case .unknown, .free, .busy, .joinable: return nil
            case .inMeeting:
                if let end = node.machine.nextWallDeadline {
                    now.wall = max(now.wall, end)
                    _ = node.machine.handle(.ticked, agenda: agenda, now: now)
                    guard case .inMeeting = node.machine.state(agenda: agenda, now: now) else { return nil }
                    return "a session that was handed over outlives its meeting"
                }
                guard !hasHeld else { return "a hold does not leave" }
                hasHeld = true
                if let deadline = node.machine.nextDeadline(agenda: agenda, now: now) { node.uptime = deadline }
                now.uptime = max(node.uptime, node.watch.pressableAt)
                node.uptime = now.uptime
                _ = node.machine.handle(.held, agenda: agenda, now: now)
                continue
            case .joining, .leaving, .couldNotJoin: break
            }
            guard let deadline = node.machine.nextDeadline(agenda: agenda, now: now) else {
                return "no way out of \(state.name) by time alone"
            }
            node.uptime = deadline
            _ = node.machine.handle(.ticked, agenda: agenda, now: world.moment(node.place, deadline))
        }
        return "no way out by time alone"
    }
}

extension RoomEvent {
    /// The session that a joiner tells of; nil for other events.
    fileprivate var session: JoinToken? {
        switch self {
        case .join(let token, _): token
        case .ticked, .pressed, .held, .adopted, .answered, .present: nil
        }
    }
}
