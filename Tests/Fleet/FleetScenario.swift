// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What a fleet goes through, and how its rooms learn of changes.
struct FleetScenario {
    /// What happens to all rooms at once.
    enum Disturbance: String, CaseIterable {
        case none = "a quiet day"
        /// The site has no power from ten o'clock on for a quarter of an hour; then every machine boots.
        case powerCut = "a power cut"
        /// Google answers 503 from ten to eleven.
        case refusals = "an hour of Google's 503"
        /// The site has no way out from ten to eleven: neither Google nor the relay.
        case unreachable = "an hour without a network"
    }

    /// How a room looks at its calendar.
    enum Looks: String, CaseIterable {
        /// As the budget of 100 requests has it.
        case budget = "by the budget"
        /// The same, with notices.
        case push = "with push"
        /// At fixed times, whatever they cost.
        case eachMinute = "once a minute"
        case eachQuarter = "once a quarter hour"
    }

    var looks: Looks
    var disturbance = Disturbance.none
    /// How many days are measured, from a Monday's midnight on.
    var days = 1
    /// Edits a room and day.
    var edits = 12

    /// As one word of a worker's arguments.
    var code: String {
        let numbers = [
            Looks.allCases.firstIndex(of: looks) ?? 0, Disturbance.allCases.firstIndex(of: disturbance) ?? 0, days,
            edits,
        ]
        return numbers.map(String.init).joined(separator: ",")
    }

    init(_ looks: Looks, _ disturbance: Disturbance = .none, days: Int = 1) {
        self.looks = looks
        self.disturbance = disturbance
        self.days = days
    }

    init?(code: String) {
        let numbers = code.split(separator: ",").compactMap { Int($0) }
        guard numbers.count == 4, Looks.allCases.indices.contains(numbers[0]),
            Disturbance.allCases.indices.contains(numbers[1])
        else { return nil }
        looks = Looks.allCases[numbers[0]]
        disturbance = Disturbance.allCases[numbers[1]]
        days = numbers[2]
        edits = numbers[3]
    }

    /// 2026-11-23 00:00 UTC, a Monday.
    static let midnight = Instant(secondsSince1970: 1_795_392_000)
    /// Rooms are switched on, one after the other, in the two hours before.
    static let warmUp = Duration.hours(2)
    /// When what happens to all of them begins, after midnight.
    static let disturbedAt = Duration.hours(10)
    static let powerCutLasts = Duration.minutes(15)
    static let outageLasts = Duration.hours(1)
    /// From the power's return to the agent's start: machines of one kind boot in about the same time.
    static let boot = Duration.seconds(20)...Duration.seconds(60)

    /// From the network's return until a device has its relay's stream again (`RelaySubscriber`).
    static let streamReturns = Duration.zero...Duration.seconds(90)

    var schedule: SyncSchedule {
        switch looks {
        case .budget, .push, .eachMinute: SyncSchedule()
        case .eachQuarter: SyncSchedule(poll: .minutes(15))
        }
    }

    /// Fixed looks have as many requests as they need.
    var budget: RequestBudget {
        switch looks {
        case .budget, .push: RequestBudget()
        case .eachMinute, .eachQuarter: RequestBudget(perDay: 10_000)
        }
    }
}
