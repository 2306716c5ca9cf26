// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Everything that one seed decides: the room, and what happens to it, when.
struct SeedPlan {
    struct Step {
        /// Since the room's beginning.
        var at: Duration
        var action: SeedAction
    }

    /// What a seed may have or not have: each is off in half of the seeds, so that the others get long runs.
    enum Feature: Int, CaseIterable {
        case edits, series, allDay, privacy, doubleBookings, badLinks, storms, presses, holds, devices, joinPrograms
        case network, cloudRefusals, tokens, clock, restarts, kills, powerCuts, diskFaults, damage, reconfiguration
        case edge
        // Drawn with dice of their own: they came later, and the rooms of the seeds before stay as they are.
        case push, certificate, accounts, keywords

        static let later: Set<Feature> = [.push, .certificate, .accounts, .keywords]
    }

    let seed: UInt64
    var features: Set<Feature> = []
    var days: Int
    var steps: [Step] = []
    // The room
    var poll: Duration
    var requestsPerDay: Int
    var pastDays: Int
    var futureDays: Int
    var joinEarly: Duration
    var joinLate: Duration
    var columns: Int
    var rows: Int
    var place: SeedZone
    var zone: any TimeZoneRules { place.zone }
    var beginning: Instant { place.beginning }
    var role: Int
    /// People may book at the room.
    var books: Bool
    /// The room answers what it is invited to.
    var answers: Bool
    /// A meeting to which nobody came gives the room back after so long.
    var releaseAfter: Duration?
    var pageSize: Int
    var tellsMovedOut: Bool
    var tokenLife: Duration
    /// Button, lamps and display are one panel on a serial line, by its real driver.
    var hasPanel: Bool
    /// The display is one that takes ECMA-48 sequences, by its real driver, beside the panel.
    var hasTerminal: Bool
    /// That display is behind LCDd instead, by its real driver.
    var hasLCDd = false
    // Only a changed world has these other than so.
    var latency = Duration.milliseconds(80)
    var listsBackwards = false
    var repeatsItems = false
    var machineZone: any TimeZoneRules = FixedOffset()
    /// How long the service lets a channel of push live.
    var channelLife: Duration
    /// Nil: its data key is simply there.
    var keys: SeedKeyPlan?
    /// A TPM counts the window's openings.
    var hasCounter = false
    /// Nil: nobody is watched.
    var people: SeedPeoplePlan?
    /// Language and clock are those of the calendar's user.
    var hasSettings = false
    /// Nil: no series is given back.
    var strikes: SeedStrikePlan?

    init(seed: UInt64) {
        var dice = Dice(seed)
        self.seed = seed
        days = dice.number(2...4)
        for feature in Feature.allCases where !Feature.later.contains(feature) && dice.happens(50) {
            features.insert(feature)
        }
        poll = .seconds(dice.pick([60, 120, 300, 300, 600, 900]))
        // Dice of its own: it came later, and the rooms of the seeds before stay as they are.
        var other = Dice(seed &+ 0x6275_6467_6574)
        requestsPerDay = other.pick([10_000, 10_000, 250, 100, 100, 40])
        pastDays = dice.pick([1, 2, 7])
        futureDays = features.contains(.edge) ? 2 : dice.pick([3, 7, 31])
        joinEarly = .seconds(dice.pick([300, 300, 0, 900]))
        joinLate = .seconds(dice.pick([0, 0, 600]))
        (columns, rows) = dice.pick([(20, 4), (20, 4), (40, 2), (20, 2)])
        let offset = FixedOffset(secondsEast: dice.pick([0, 7200, -18000, 20700]))
        var third = Dice(seed &+ 0x7a6f_6e65)
        place = SeedZone(fixed: offset, &third)
        var sixth = Dice(seed &+ 0x7075_7368)
        if sixth.happens(50) { features.insert(.push) }
        if sixth.happens(15) { features.insert(.certificate) }
        channelLife = sixth.pick([.days(7), .days(1), .hours(6)])
        var seventh = Dice(seed &+ 0x6163_636f_756e_74)
        if seventh.happens(15) { features.insert(.accounts) }
        if seventh.happens(15) { features.insert(.keywords) }
        role = dice.pick([0, 0, 0, 1, 2])
        // Dice of its own, too.
        var fourth = Dice(seed &+ 0x626f_6f6b)
        books = fourth.happens(50)
        if books, fourth.happens(80) { role = 1 }
        if features.contains(.keywords) { role = 1 }
        answers = books && role == 1 && fourth.happens(50)
        releaseAfter = books && role == 1 && fourth.happens(30) ? .minutes(fourth.number(2...10)) : nil
        pageSize = dice.pick([2500, 7, 3])
        tellsMovedOut = dice.happens(50)
        tokenLife = .seconds(features.contains(.tokens) && dice.happens(30) ? 900 : 3599)
        var fifth = Dice(seed &+ 0x7061_6e65_6c)
        hasPanel = fifth.happens(25)
        hasTerminal = hasPanel && fifth.happens(50)
        if !features.contains(.edits), !features.contains(.series) { features.insert(.edits) }
        var writer = SeedWriter(dice: dice, plan: self)
        steps = writer.write()
        if hasTerminal, let drawn = SeedLCDdPlan.draw(seed, days: days) {
            hasLCDd = true
            steps = SeedPlan.inOrder(steps + drawn)
        }
        if hasPanel { steps = SeedPlan.inOrder(steps + SeedPanelPlan.draw(seed, days: days)) }
        if let drawn = SeedKeyPlan.draw(seed, days: days) {
            keys = drawn.plan
            steps = SeedPlan.inOrder(steps + drawn.steps)
        }
        if keys == nil, let drawn = SeedCounterPlan.draw(seed, days: days) {
            hasCounter = true
            steps = SeedPlan.inOrder(steps + drawn)
        }
        if let drawn = SeedPeoplePlan.draw(seed, days: days) {
            people = drawn.plan
            steps = SeedPlan.inOrder(steps + drawn.steps)
        }
        if let drawn = SeedSettingsPlan.draw(seed, days: days) {
            hasSettings = true
            steps = SeedPlan.inOrder(steps + drawn)
        }
        if let drawn = SeedStrikePlan.draw(seed, days: days) {
            strikes = drawn.plan
            books = true
            role = 1
            releaseAfter = drawn.plan.releaseAfter
            steps = SeedPlan.inOrder(steps + drawn.steps)
        }
    }

    /// By time, and then as they stand: sorting is stable.
    static func inOrder(_ steps: [Step]) -> [Step] {
        steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
