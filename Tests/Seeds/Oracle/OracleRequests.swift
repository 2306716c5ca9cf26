// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation

/// Holds what the calendar cost its service against what it may cost.
struct OracleRequests {
    /// How often an agent was started on each day, as days since 1970: a sync that began and was cut off by it may have
    /// cost more than was written down for it.
    private var starts: [Int: Int] = [:]

    /// What was answered and what the room said was spent, at a start or at the beginning of a day.
    private var base: (start: Duration, day: Int, answered: Int, spent: Int)?
    private var lastSpent = 0
    private var lastZone = ""

    mutating func disturbed(_ room: SeedRoom, _ plan: SeedPlan) { starts[Self.today(room, plan), default: 0] += 1 }

    /// A day costs no more than it may, but for a sync that has begun, which is brought to its end. Rooms whose clock
    /// is set see days twice, and are left out.
    mutating func check(_ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus?, _ plan: SeedPlan) {
        if status?.warnings.contains(where: { $0.code == .requestsSpent }) ?? false {
            oracle.situations.saw(.requestsSpent)
        }
        guard !plan.features.contains(.clock) else { return }
        for (day, count) in room.transport.answered {
            // A sync, or what push asks in one turn, that began with the last request; and who asks the room for
            // something is answered, also where the day is spent: by four looks.
            let looks = 1 + starts[day, default: 0] + oracle.bookings.total * 5
            guard count > plan.requestsPerDay + (room.transport.pagesOfLongest + 4) * looks else { continue }
            oracle.breaks("requests", "\(count) requests on day \(day), and \(plan.requestsPerDay) allowed")
        }
        if let status { checkCount(oracle, room, status, plan) }
    }

    /// What was answered is counted as soon as the sync that asked for it has ended.
    private mutating func checkCount(_ oracle: Oracle, _ room: SeedRoom, _ status: RoomStatus, _ plan: SeedPlan) {
        let (day, spent) = (Self.today(room, plan), status.sync.requestsSpent)
        let answered = room.transport.answered[day] ?? 0
        var base = base ?? (oracle.lastStart, day, answered, spent)
        if base.day != day || base.start != oracle.lastStart { base = (oracle.lastStart, day, answered, spent) }
        // The room has turned to its own new day, of a zone that it may not know yet, or has just learned.
        let zone = room.keeper?.zone.name ?? ""
        if spent < lastSpent || zone != lastZone { base = (oracle.lastStart, day, answered, spent) }
        self.base = base
        (lastSpent, lastZone) = (spent, zone)
        guard answered - base.answered > spent - base.spent + room.transport.pagesOfLongest + 4 else { return }
        oracle.breaks("uncounted", "\(answered - base.answered) answered, \(spent - base.spent) counted")
    }

    private static func today(_ room: SeedRoom, _ plan: SeedPlan) -> Int {
        plan.zone.civilTime(at: room.loop.now.wall).date.daysSince1970
    }
}
