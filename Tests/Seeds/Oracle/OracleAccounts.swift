// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation

/// Nothing of an account that isn't active is fetched or kept, and one that is wanted is active again.
struct OracleAccounts {
    /// Since when somebody wants it as it is.
    private var orderedAt = Duration.zero
    private var isWanted = true
    /// Since when the agent says that it is active; nil where it says something else.
    private var activeSince: Duration? = .zero
    /// The agent has said that it is deactivated, and that a restart will know.
    private var isDeactivated = false

    /// So long after somebody wants it active, and nothing is wrong, it is.
    private static let patience = Duration.minutes(12)

    mutating func ordered(_ isActive: Bool, _ room: SeedRoom) {
        orderedAt = room.loop.now.uptime
        isWanted = isActive
        isDeactivated = false
        activeSince = nil
    }

    /// Nobody may have wanted it back meanwhile.
    mutating func deactivated(_ isRemembered: Bool) { isDeactivated = isRemembered && !isWanted }

    func isActive(since moment: Duration) -> Bool { activeSince.map { $0 < moment || $0 == .zero } ?? false }

    /// The agent asks for events.
    func asks(_ oracle: Oracle) {
        if isDeactivated { oracle.breaks("asked-inactive", "the calendar of an account that is deactivated") }
    }

    mutating func check(_ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus?, _ plan: SeedPlan) {
        guard plan.features.contains(.accounts), let status, let keeper = room.keeper else { return }
        let now = room.loop.now.uptime
        let isActive = keeper.state.account?.phase == .active && isWanted
        if isActive, activeSince == nil, orderedAt > .zero { oracle.situations.saw(.accountActiveAgain) }
        activeSince = isActive ? activeSince ?? now : nil
        if isDeactivated {
            oracle.situations.saw(.accountDeactivated)
            if oracle.lastStart > orderedAt { oracle.situations.saw(.startedDeactivated) }
            if status.meetings > 0 { oracle.breaks("kept-inactive", "\(status.meetings) meetings") }
            if status.state.name == "free" { oracle.breaks("free-inactive", "a room that knows nothing is free") }
        }
        // Whoever books has to be able to write.
        guard isWanted, !isActive, orderedAt > oracle.lastStart, plan.requestsPerDay >= 10_000,
            !plan.books || plan.role == 1
        else { return }
        guard now - orderedAt > Self.patience, oracle.isUntroubled(since: orderedAt) else { return }
        oracle.breaks("not-activated", "wanted for \(now - orderedAt)")
    }
}
