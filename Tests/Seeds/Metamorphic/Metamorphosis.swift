// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A change of the world that nobody in the room can see: what is shown, joined and told stays the same.
enum Metamorphosis: String, CaseIterable {
    /// 28 years later, when each date has the same day of the week, and clocks change on the same nights.
    case years
    /// A week later. What is shown has dates in it: lamps, joins and reports are compared alone.
    case week
    /// In another zone, at the same time of day.
    case zone
    /// Listings come in pages of another size.
    case pages
    /// Listings have their items in the opposite order.
    case order
    /// Listings have each item twice.
    case twice
    /// The calendar is looked at less often: the same is shown wherever it has not changed for long.
    case polls
    /// Google tells of changes: the same is shown wherever the calendar has not changed for long.
    case push

    /// What two rooms have to have in common.
    enum Likeness {
        case everything, withoutWords, quietMoments
    }

    var likeness: Likeness {
        switch self {
        case .years, .zone, .pages, .order, .twice: .everything
        case .week: .withoutWords
        case .polls, .push: .quietMoments
        }
    }

    /// The seed's room, and the same in the changed world; nil where the change means nothing to it.
    func pair(_ plan: SeedPlan) -> (plain: SeedPlan, changed: SeedPlan)? {
        var plain = plan
        plain.steps = plan.steps.filter { !$0.action.countsBytes }.map(\.withoutCount)
        plain.keys = nil
        // Another size of pages, another number of requests.
        if [.pages, .polls, .push].contains(self) { plain.requestsPerDay = 10_000 }
        // Push and bookings ask between the looks, and are spread by dice that a look more or less moves.
        plain.features.remove(.push)
        // An address is as fresh as the order in which events come.
        plain.features.remove(.keywords)
        plain.books = false
        plain.answers = false
        plain.releaseAfter = nil
        plain.strikes = nil
        // They ask between the looks, too, and are told of at times of their own.
        plain.people = nil
        plain.hasSettings = false
        var changed = plain
        switch self {
        case .years: changed.place.beginning = plan.beginning + .days(28 * 365 + 7)
        case .week:
            guard plan.zone is FixedOffset else { return nil }
            changed.place.beginning = plan.beginning + .days(7)
        case .zone:
            guard let zone = plan.zone as? FixedOffset else { return nil }
            var dice = Dice(plan.seed &+ 0x656c_7365)
            // Until the calendar has named its zone, times are told in the machine's.
            plain.machineZone = zone
            changed = plain
            let other = FixedOffset(secondsEast: dice.pick([-39_600, -12_600, 3600, 34_200, 50_400]))
            changed.place.zone = other
            changed.machineZone = other
            changed.place.beginning = plan.beginning + .seconds(zone.secondsEast - other.secondsEast)
        case .pages, .order, .twice:
            plain.latency = .zero
            plain.steps = plain.steps.filter { $0.action.isBlindToPages }
            plain.pageSize = 2500
            changed = plain
            if self == .pages { changed.pageSize = 4 }
            changed.listsBackwards = self == .order
            changed.repeatsItems = self == .twice
        case .polls, .push:
            plain.steps = plan.steps.filter(\.action.isOfCalendar)
            plain.futureDays = 31
            plain.poll = .seconds(60)
            changed = plain
            if self == .polls { changed.poll = .seconds(600) } else { changed.features.insert(.push) }
        }
        return (plain, changed)
    }

    /// What is far longer than a poll of either room.
    static let quiet = Duration.minutes(25)
}

extension SeedPlan.Step {
    /// Names of rows come of IDs, and those of a series have its dates: so a commit's rows lie on other pages, and on more
    /// or fewer. The power goes at the time that the count begins at.
    fileprivate var withoutCount: SeedPlan.Step {
        guard case .powerCut(_, let isTorn) = action else { return self }
        var step = self
        step.action = .powerCut(write: 0, torn: isTorn)
        return step
    }
}

extension SeedAction {
    /// It counts in bytes of a file whose rows lie elsewhere, or are longer.
    fileprivate var countsBytes: Bool {
        switch self {
        case .damage, .keys: true
        default: false
        }
    }

    /// How many pages a listing has, and where an event stands in it, changes nothing about what this does.
    fileprivate var isBlindToPages: Bool {
        switch self {
        // Counted in writes or in requests.
        case .killAtEffect, .killInStart, .tokenEndsMidPage, .disk, .diskMended: false
        case .powerCut(let write, _): write == 0
        // For each request.
        case .fault(let trouble): trouble != .midPage && trouble != .slow && trouble != .stalled
        default: true
        }
    }

    fileprivate var isOfCalendar: Bool {
        switch self {
        case .add, .addSeries, .cancelSeries, .move, .retitle, .relink, .cancel, .decline, .storm: true
        default: false
        }
    }
}
