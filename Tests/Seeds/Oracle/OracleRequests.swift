// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// Holds what the calendar cost its service against what it may cost.
struct OracleRequests {
    /// Days on which an agent was started, as days since 1970: it does not know what was spent before.
    private var startDays: Set<Int> = []

    mutating func disturbed(_ room: SeedRoom, _ plan: SeedPlan) { startDays.insert(Self.today(room, plan)) }

    /// A day costs no more than it may, but for a sync that has begun, which is brought to its end. Rooms whose clock
    /// is set see days twice, and are left out.
    func check(_ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus?, _ plan: SeedPlan) {
        if status?.warnings.contains(where: { $0.code == .requestsSpent }) ?? false {
            oracle.situations.saw(.requestsSpent)
        }
        guard !plan.features.contains(.clock) else { return }
        let limit = plan.requestsPerDay + room.transport.pagesOfLongest + 3
        for (day, count) in room.transport.answered where count > limit && !startDays.contains(day) {
            oracle.breaks("requests", "\(count) requests on day \(day), and \(plan.requestsPerDay) allowed")
        }
    }

    private static func today(_ room: SeedRoom, _ plan: SeedPlan) -> Int {
        plan.zone.civilTime(at: room.loop.now.wall).date.daysSince1970
    }
}
