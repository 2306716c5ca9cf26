// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation

/// Holds the channels at the service against what the room remembers of them, and its looks against what it has to spend
/// on them: what push missed is found.
struct OraclePush {
    /// When the channels were as few as they should be, in time since boot.
    private var tidyAt = Duration.zero
    private var lastMade = Set<String>()
    private var hadChannelAtStart = false

    /// The longest that ending a channel takes where it can be asked for: back-off to four hours, a quarter more.
    private static let longestEnding = Duration.hours(11)

    mutating func started(_ room: SeedRoom) { hadChannelAtStart = !room.google.channels.isEmpty }

    mutating func check(
        _ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus?, _ plan: SeedPlan, isCalm: (Duration) -> Bool
    ) {
        let now = room.loop.now
        let there = room.google.channels.values.filter { $0.endsAt > room.google.now() }
        // Whoever is asked for a channel was written down before.
        let remembered = there.isEmpty ? [] : Set(room.channels)
        if let left = there.map(\.id).sorted().first(where: { !remembered.contains($0) }) {
            return oracle.breaks("channel-left", "\(left) is at the service, and nobody remembers it")
        }
        situations(oracle, room, status, Set(there.map(\.id)))
        guard let status else { return }
        looks(oracle, room, status, isCalm)
        let expected = room.pushIsConfigured ? 2 : 0
        let isAble = status.sync.requestsSpent < plan.requestsPerDay && status.sync.failuresInARow == 0
        if there.count <= expected || !isAble || !isCalm(now.uptime - .minutes(20)) { tidyAt = now.uptime }
        if now.uptime - tidyAt > Self.longestEnding {
            oracle.breaks("channels-pile-up", "\(there.count) channels for \(now.uptime - tidyAt)")
        }
    }

    /// A look in each hour that has requests left, whatever notices say and whatever they have spent.
    private func looks(_ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus, _ isCalm: (Duration) -> Bool) {
        let now = room.loop.now
        let zone = room.plan.zone
        let today = zone.civilTime(at: now.wall).date
        let left = status.sync.requestsPerDay - status.sync.requestsSpent
        let looked = room.transport.contactEnded
        // A room that lost its window goes by the machine's days until it knows the calendar's zone.
        guard room.keeper?.zone.name == zone.name else { return }
        guard left > 0, looked > .zero, zone.civilTime(at: now.wall - (now.uptime - looked)).date == today else {
            return
        }
        let rest = zone.startOfDay(today.adding(days: 1)) - now.wall + (now.uptime - looked)
        let longest = max(RequestBudget.longestPause, rest / Double(left), room.plan.poll) * 1.1 + .minutes(3)
        guard now.uptime - max(looked, oracle.lastStart) > longest + .minutes(6), isCalm(looked - .minutes(1)) else {
            return
        }
        oracle.breaks("not-looked", "\(left) requests left, and no look for \(now.uptime - looked)")
    }

    private mutating func situations(
        _ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus?, _ there: Set<String>
    ) {
        let isNew = !there.subtracting(lastMade).isEmpty
        if isNew, !lastMade.isEmpty { oracle.situations.saw(.channelRenewed) }
        if hadChannelAtStart, there.isEmpty { oracle.situations.saw(.channelEndedForGood) }
        lastMade = there
        if room.transport.hasRefusedPage { oracle.situations.saw(.tokenEndedMidPage) }
        guard let status, let push = status.sync.push else { return }
        if push.phase == .live { oracle.situations.saw(.pushLive) }
        if push.phase == .missing { oracle.situations.saw(.pushMissed) }
        if push.phase == .down { oracle.situations.saw(.pushDown) }
        if push.repeated > 0 { oracle.situations.saw(.noticeDoubled) }
        if case .late = room.push.fate, push.phase == .live { oracle.situations.saw(.noticesLate) }
        if case .lost = room.push.fate, push.phase == .live { oracle.situations.saw(.noticesLost) }
        if status.warnings.contains(where: { $0.code == .requestsSpent }) {
            oracle.situations.saw(.requestsSpentWithPush)
        }
    }
}
