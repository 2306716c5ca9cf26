// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime

/// Writes what happens to a room, in order of time.
struct SeedWriter {
    var dice: Dice
    let plan: SeedPlan
    private var steps: [SeedPlan.Step] = []
    /// When meetings begin, which is when people come.
    private var starts: [Duration] = []
    private var events = 0
    /// For what came later: so the rooms of the seeds before stay as they were.
    private var late: Dice

    init(dice: Dice, plan: SeedPlan) {
        self.dice = dice
        late = Dice(plan.seed &+ 0x6c61_7465)
        self.plan = plan
    }

    private var end: Duration { .days(plan.days) }
    private func has(_ feature: SeedPlan.Feature) -> Bool { plan.features.contains(feature) }

    mutating func write() -> [SeedPlan.Step] {
        calendar()
        people()
        if has(.edits) { edits() }
        troubles()
        if plan.books { bookings() }
        later()
        if has(.accounts) { accounts() }
        if has(.keywords) { keywords() }
        return SeedPlan.inOrder(steps)
    }

    private mutating func add(_ at: Duration, _ action: SeedAction) { steps.append(.init(at: at, action: action)) }

    private mutating func time() -> Duration { .milliseconds(dice.number(60_000...Int(end.wholeMilliseconds))) }

    private mutating func lateTime() -> Duration {
        .milliseconds(late.number(60_000...Int(end.wholeMilliseconds)))
    }

    /// Somebody joins, and leaves a meeting whose program nobody hears of again.
    private mutating func deaf(_ at: Duration) {
        add(at - .milliseconds(900), .joiner(.isDeaf))
        add(at + late.seconds(30...60), .hold)
        add(at + late.seconds(70...90), .joiner(.runs))
    }

    /// Office hours more often than not.
    private mutating func start() -> Duration {
        let day = dice.number(-1...plan.days)
        let quarter = dice.happens(80) ? dice.number(4...44) : dice.number(0...95)
        return .days(day) + .minutes(quarter * 15)
    }

    private mutating func event() -> EventPlan {
        var event = EventPlan(start: start(), length: .minutes(dice.pick([15, 30, 30, 60, 60, 90, 0, 1])))
        if dice.happens(3) { event.length = .hours(10) }
        if has(.allDay), dice.happens(15) {
            event.isAllDay = true
            event.length = .days(dice.number(1...2))
        }
        event.link = dice.pick([.meet, .meet, .meet, .zoom, .inBody, .none, .none])
        // Two of them that can be joined take turns all day long, and little else is seen.
        if event.isAllDay, dice.happens(80) { event.link = .none }
        if has(.badLinks), dice.happens(25) { event.link = dice.pick(LinkPlan.allCases) }
        if has(.privacy) {
            event.isPrivate = dice.happens(20)
            event.isTransparent = dice.happens(20)
            event.isTentative = dice.happens(20)
            event.isNoMeeting = dice.happens(8)
        }
        if event.link != .none, !event.isAllDay { starts.append(event.start) }
        events += 1
        return event
    }

    private mutating func calendar() {
        for _ in 0..<dice.number(3...12) * plan.days {
            let first = event()
            add(.zero, .add(first))
            guard has(.doubleBookings), dice.happens(25) else { continue }
            var second = event()
            second.start = first.start + .minutes(dice.pick([0, 0, 15, 30, -15]))
            add(.zero, .add(second))
        }
        guard has(.series) else { return }
        for _ in 0..<dice.number(1...2) {
            var pattern = event()
            pattern.isAllDay = false
            pattern.length = .minutes(30)
            add(dice.happens(70) ? .zero : time(), .addSeries(pattern, count: dice.number(2...12)))
            if dice.happens(30) { add(time(), .cancelSeries(dice.number(0...1))) }
        }
    }

    private mutating func people() {
        guard has(.presses) else { return }
        for start in starts where start > .zero && start < end && dice.happens(60) {
            let at = start + dice.seconds(-420...900)
            add(at, dice.happens(85) ? .press : .bounce)
            if dice.happens(30) { add(at + dice.seconds(0...20), .press) }
            if has(.holds), dice.happens(50) { add(at + dice.seconds(2...1800), .hold) }
            if dice.happens(30) { add(at + dice.seconds(5...2400), .sessionEnds) }
            if has(.joinPrograms) { add(at - .seconds(1), .joiner(dice.pick(JoinBehaviour.allCases))) }
            if has(.joinPrograms), has(.holds), late.happens(5) { deaf(at) }
            if has(.devices), has(.holds), late.happens(10) {
                add(at + late.seconds(5...600), .pulledWhileDown(back: late.seconds(1...60)))
            }
            if has(.kills), late.happens(30) {
                let kind: SeedEffects.Kind? =
                    late.happens(30)
                    ? nil : late.pick([.sessionKept, .joinAsked, .left, .forgotten, .sessionRemoved, .shown])
                add(
                    at - .milliseconds(500),
                    .killAtEffect(
                        late.number(1...(kind == nil ? 8 : 1)), kind, happens: late.happens(50),
                        down: late.seconds(1...60)))
            }
            if has(.kills), dice.happens(15) { add(at + dice.seconds(0...40), .kill(down: dice.seconds(1...300))) }
            if has(.powerCuts), dice.happens(8) { add(at + dice.seconds(0...40), .powerCut(write: 0, torn: false)) }
            if has(.restarts), dice.happens(10) { add(at + dice.seconds(0...40), .restart) }
            if has(.clock), dice.happens(5) { step(at + dice.seconds(0...10)) }
        }
        for _ in 0..<dice.number(0...4) * plan.days { add(time(), dice.happens(80) ? .press : .hold) }
    }

    /// By dice of their own: what else happens in the rooms of these seeds stays as it is.
    private mutating func bookings() {
        let before = dice
        defer { dice = before }
        dice = Dice(plan.seed &+ 0x7761_6c6b)
        for _ in 0..<dice.number(3...10) * plan.days {
            let at = time()
            switch dice.number(0...9) {
            case 0...4:
                add(at, .press)
                add(at + dice.seconds(1...4), .press)
                // Its end is near, or somebody ends it.
                let end = at + .minutes(dice.pick([26, 27, 28, 11, 3]))
                if dice.happens(30) { add(end, .ask(.end)) } else { add(end, .press) }
                add(end + dice.seconds(1...4), .press)
            case 5, 6:
                add(at, .ask(.book(minutes: dice.number(1...90))))
                if dice.happens(50) { add(at + dice.seconds(0...70), .ask(.end)) }
                if dice.happens(30) { add(at + dice.seconds(0...70), .ask(.extend(minutes: dice.number(1...60)))) }
            case 7:
                let hour = dice.number(0...22)
                let minute = dice.pick(["00", "15", "40"])
                let word = dice.happens(80) ? "Sentence" : "Monday sentence"
                add(at, .ask(.sentence("\(word) \(hour):\(minute)-\(hour + 1):\(minute)")))
            case 8: add(at, .ask(.end))
            default: add(at, .ask(.extend(minutes: dice.number(1...30))))
            }
            // The calendar goes away while it is asked.
            if has(.network), dice.happens(30) {
                add(at + dice.seconds(0...6), .fault(dice.pick([.unreachable, .cut, .slow, .serverError, .garbage])))
                add(at + dice.seconds(7...200), .faultEnds)
            }
        }
    }

    private mutating func edits() {
        for _ in 0..<dice.number(2...20) * plan.days {
            let which = dice.number(0...max(events - 1, 0))
            switch dice.number(0...9) {
            case 0, 1: add(time(), .add(event()))
            case 2, 3:
                add(time(), .move(which, by: .minutes(dice.pick([-15, 15, 60, -120, 600, 1440, -1440, 2880, 5, -5]))))
            case 4: add(time(), .retitle(which))
            case 5: add(time(), .relink(which, has(.badLinks) ? dice.pick(LinkPlan.allCases) : .zoom))
            case 6, 7: add(time(), .cancel(which))
            default: add(time(), .decline(which, dice.happens(80)))
            }
        }
        if has(.storms) { for _ in 0..<plan.days { add(time(), .storm(dice.number(5...40))) } }
    }

    private mutating func troubles() {
        for _ in 0..<plan.days {
            if has(.network) {
                cloud(dice.pick([.unreachable, .noSuchHost, .portal, .redirect, .untrusted, .slow, .stalled, .cut]))
            }
            if has(.cloudRefusals) { cloud(dice.pick(CloudTrouble.allCases)) }
            if has(.tokens) {
                add(time(), dice.happens(60) ? .expireSyncTokens : .revokeTokens)
                if dice.happens(20) {
                    let at = time()
                    add(at, .keyDeleted)
                    add(at + dice.seconds(60...7200), .keyBack)
                }
            }
            if has(.tokens) { add(lateTime(), .tokenEndsMidPage) }
            if has(.clock) { step(time()) }
            if has(.restarts) { add(time(), .restart) }
            if has(.kills) { add(time(), .kill(down: dice.seconds(1...7200))) }
            if has(.kills) {
                let kind: SeedEffects.Kind? = late.happens(50) ? nil : late.pick([.request, .answer, .written, .shown])
                add(
                    lateTime(),
                    .killAtEffect(late.number(1...40), kind, happens: late.happens(50), down: late.seconds(1...7200)))
                if late.happens(30) {
                    add(lateTime(), .killInStart(late.number(1...12), happens: late.happens(50)))
                }
            }
            if has(.powerCuts) { add(time(), .powerCut(write: dice.number(1...12), torn: dice.happens(50))) }
            if has(.diskFaults) {
                let at = time()
                add(at, .disk(dice.pick(DiskTrouble.allCases)))
                add(at + dice.seconds(60...20_000), .diskMended)
            }
            if has(.damage) { add(time(), .damage(dice.pick(FileDamage.allCases))) }
            if has(.reconfiguration) {
                add(
                    time(),
                    .reconfigure(joinEarly: .seconds(dice.pick([0, 300, 600, 3600])), hideTitles: dice.happens(20)))
            }
            if has(.devices) {
                let at = time()
                add(at, dice.happens(50) ? .display(false) : .stuck(true))
                add(at + dice.seconds(5...3600), .display(true))
                add(at + dice.seconds(5...3600), .stuck(false))
            }
            if has(.joinPrograms), dice.happens(50) {
                let at = time()
                add(at, .joinerThere(false))
                add(at + dice.seconds(1...3600), .joinerThere(true))
            }
        }
    }

    /// With dice of its own, as the features that it is of.
    private mutating func later() {
        dice = Dice(plan.seed &+ 0x6c61_7465_72)
        if has(.tokens) { for _ in 0..<plan.days { add(time(), .tokenEndsMidPage) } }
        if has(.certificate) {
            let at = time()
            add(at, .certificateEnds)
            add(at + dice.seconds(60...20_000), .certificateRenewed)
        }
        guard has(.push) else { return }
        for _ in 0..<plan.days * 2 {
            let at = time()
            add(at, .notices(dice.pick([.lost, .lost, .doubled, .late])))
            add(at + dice.seconds(60...dice.pick([600, 7200, 30_000])), .notices(.delivered))
            guard dice.happens(40) else { continue }
            let broken = time()
            add(broken, .stream(false))
            add(broken + dice.seconds(5...dice.pick([60, 7200])), .stream(true))
        }
        // Somebody changes the calendar more often than a day's requests are good for.
        if dice.happens(40) { for _ in 0..<dice.number(60...150) { add(time(), .retitle(dice.number(0...30))) } }
        if dice.happens(30) {
            let at = time()
            add(at, .pushConfigured(false))
            add(at + dice.seconds(60...40_000), .pushConfigured(true))
        }
    }

    private mutating func keywords() {
        dice = Dice(plan.seed &+ 0x776f_7264)
        for _ in 0..<dice.number(2...8) {
            let (at, event) = (time(), dice.number(0...30))
            add(at, .keyword(event, true))
            if dice.happens(50) { add(at + dice.seconds(1...dice.pick([10, 3600, 40_000])), .keyword(event, false)) }
        }
    }

    private mutating func accounts() {
        dice = Dice(plan.seed &+ 0x6163_7469_7665)
        for _ in 0..<dice.number(1...3) {
            let at = time()
            let back = at + dice.seconds(2...dice.pick([60, 7200, 80_000]))
            add(at, .account(isActive: false))
            add(back, .account(isActive: true))
            // Where the agent was killed before it knew, somebody asks again.
            add(back + .minutes(10), .account(isActive: true))
        }
    }

    private mutating func cloud(_ trouble: CloudTrouble) {
        let at = time()
        add(at, .fault(trouble))
        add(at + dice.seconds(10...dice.pick([300, 3600, 30_000])), .faultEnds)
    }

    private mutating func step(_ at: Duration) {
        add(at, .clockStep(dice.pick([.days(-365), .days(1), .hours(-2), .minutes(7), .seconds(-90), .days(40)])))
        add(at + dice.seconds(1...7200), .clockMended)
    }
}
