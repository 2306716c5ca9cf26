// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// The people whose vacation responders a room watches, and the receiver that is told of them.
struct SeedPeoplePlan {
    var addresses: [String]
    var hasReceiver: Bool
    /// For what is drawn while the room is played.
    var seed: UInt64

    /// By dice of its own: the rooms of the other seeds stay as they are.
    static func draw(_ seed: UInt64, days: Int) -> (plan: SeedPeoplePlan, steps: [SeedPlan.Step])? {
        var dice = Dice(seed &+ 0x70_656f_706c_6500)
        guard dice.happens(20) else { return nil }
        let count = dice.number(1...3)
        let plan = SeedPeoplePlan(
            addresses: (0..<count).map { "person\($0)@example.com" }, hasReceiver: dice.happens(75), seed: dice.next())
        var writer = Writer(dice: dice, days: days, count: count)
        writer.write(hasReceiver: plan.hasReceiver)
        return (plan, writer.steps)
    }

    private struct Writer {
        var dice: Dice
        let days: Int
        let count: Int
        var steps: [SeedPlan.Step] = []

        mutating func add(_ at: Duration, _ action: PeopleAction) {
            steps.append(.init(at: at, action: .people(action)))
        }

        mutating func time() -> Duration {
            .milliseconds(dice.number(60_000...Int(Duration.days(days).wholeMilliseconds)))
        }

        mutating func write(hasReceiver: Bool) {
            for person in 0..<count {
                add(.zero, .vacation(person, vacation(at: .zero)))
                for _ in 0..<dice.number(1...4) * days {
                    let at = time()
                    add(at, .vacation(person, vacation(at: at)))
                }
                if dice.happens(40) {
                    let at = time()
                    add(at, .mail(person, isThere: false))
                    add(at + dice.seconds(60...40_000), .mail(person, isThere: true))
                }
                if dice.happens(30) {
                    let at = time()
                    add(at, .watched(person, false))
                    add(at + dice.seconds(60...40_000), .watched(person, true))
                }
            }
            for mood in SideMood.allCases where mood != .sound && dice.happens(50) {
                let at = time()
                add(at, .mood(mood))
                add(at + dice.seconds(10...dice.pick([300, 7200, 100_000])), .mood(.sound))
            }
            guard hasReceiver else { return }
            for mood in ReceiverMood.allCases where mood != .sound && dice.happens(60) {
                let at = time()
                add(at, .receiver(mood))
                add(at + dice.seconds(10...dice.pick([300, 3600, 20_000])), .receiver(.sound))
            }
        }

        /// Off, open, over, yet to begin, or from then to then.
        private mutating func vacation(at: Duration) -> VacationPlan {
            let soon = at + .minutes(dice.number(-600...600))
            switch dice.number(0...5) {
            case 0: return VacationPlan(isOn: false)
            case 1: return VacationPlan(isOn: true)
            case 2: return VacationPlan(isOn: true, from: soon)
            case 3: return VacationPlan(isOn: true, until: soon)
            case 4: return VacationPlan(isOn: true, from: soon, until: soon + .minutes(dice.number(1...900)))
            default: return VacationPlan(isOn: false, from: soon, until: soon + .minutes(dice.number(1...900)))
            }
        }
    }
}

/// A responder, in time since the room's beginning.
struct VacationPlan {
    var isOn: Bool
    var from: Duration?
    var until: Duration?
}

/// One thing that happens to watched people.
enum PeopleAction {
    case vacation(Int, VacationPlan)
    /// The person has a mailbox, or none any more.
    case mail(Int, isThere: Bool)
    /// `account activate` or `deactivate` of the person.
    case watched(Int, Bool)
    /// What the mail service does until it does something else.
    case mood(SideMood)
    case receiver(ReceiverMood)
}

/// What a service beside the calendar does until it does something else.
enum SideMood: CaseIterable { case sound, away, slow, garbage, serverError, rateLimited, cut, refused, portal }

/// What a webhook's receiver does until it does something else.
enum ReceiverMood: CaseIterable {
    case sound, away, errors, asksToWait
    /// It takes the message, and its answer comes too late, or never.
    case slow, losesAnswers
}

/// What the calendar's user chooses, which the configuration leaves open.
struct SeedSettingsPlan {
    static func draw(_ seed: UInt64, days: Int) -> [SeedPlan.Step]? {
        var dice = Dice(seed &+ 0x73_6574_7469_6ead)
        guard dice.happens(20) else { return nil }
        var steps: [SeedPlan.Step] = []
        for day in 0...days {
            for _ in 0..<dice.number(1...2) {
                let at = day == 0 ? .zero : .days(day) - dice.seconds(1...80_000)
                let locale = dice.pick(["en", "fi", "fi", "fi_FI", "xx", nil])
                let clock = dice.pick(["true", "false", "false", "perhaps", nil])
                steps.append(.init(at: at, action: .settings(.chosen(locale: locale, clock: clock))))
            }
        }
        for mood in SideMood.allCases where mood != .sound && dice.happens(50) {
            let at = Duration.milliseconds(dice.number(0...Int(Duration.days(days).wholeMilliseconds)))
            steps.append(.init(at: at, action: .settings(.mood(mood))))
            let end = at + dice.seconds(60...dice.pick([3600, 100_000]))
            steps.append(.init(at: end, action: .settings(.mood(.sound))))
        }
        return steps
    }
}

enum SettingsAction {
    case chosen(locale: String?, clock: String?)
    case mood(SideMood)
}

/// Recurring meetings that people come to or not.
struct SeedStrikePlan {
    /// So many no-shows in a row give a series back.
    var after: Int
    var releaseAfter: Duration

    static func draw(_ seed: UInt64, days: Int) -> (plan: SeedStrikePlan, steps: [SeedPlan.Step])? {
        var dice = Dice(seed &+ 0x73_7472_696b_6539)
        guard dice.happens(20) else { return nil }
        let plan = SeedStrikePlan(after: dice.number(1...2), releaseAfter: .minutes(dice.number(2...10)))
        var steps: [SeedPlan.Step] = []
        for number in 0..<dice.number(2...5) {
            // Most of them apart from the others, as a press is of the meeting that is shown.
            let first = Duration.minutes(number * 150 + dice.number(10...100))
            let length = Duration.minutes(dice.pick([30, 45, 60, 300]))
            steps.append(
                .init(at: .zero, action: .addInvited(start: first, length: length, count: dice.number(days...12))))
            let isLoved = dice.happens(30)
            for day in 0..<days where dice.happens(isLoved ? 90 : 25) {
                let at = first + .days(day) + dice.seconds(1...600)
                steps.append(.init(at: at, action: dice.happens(50) ? .press : .present(dice.seconds(1...120))))
            }
            for day in 0..<days {
                if dice.happens(8) {
                    steps.append(.init(at: first + .days(day) - .hours(1), action: .skip(number, day)))
                }
                // The calendar fails in the moment of a release.
                guard dice.happens(20) else { continue }
                let at = first + .days(day) + plan.releaseAfter + dice.seconds(-2...4)
                let trouble = dice.pick([CloudTrouble.cut, .serverError, .unreachable, .slow, .garbage])
                steps.append(.init(at: at, action: .fault(trouble)))
                steps.append(.init(at: at + dice.seconds(2...dice.pick([30, 600])), action: .faultEnds))
            }
        }
        return (plan, steps)
    }
}
