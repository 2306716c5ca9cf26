// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// Join details are written into an event once, where its organiser asks for them, and taken out where they ask no more;
/// what the organiser wrote is never touched.
struct OracleKeywords {
    private var (written, takenOut) = (0, 0)

    /// Beyond this many edits of one event the room may leave it alone for the day.
    private static let patience = 4
    private static let opening = "--- room agent ---"

    mutating func check(_ oracle: Oracle, _ room: SeedRoom, _ plan: SeedPlan, isCalm: (Duration) -> Bool) {
        let calendar = room.calendar
        if calendar.keywordsWritten > written { oracle.situations.saw(.keywordWritten) }
        if calendar.keywordsTakenOut > takenOut { oracle.situations.saw(.keywordTakenOut) }
        (written, takenOut) = (calendar.keywordsWritten, calendar.keywordsTakenOut)
        for (id, ask) in calendar.asked.sorted(by: { $0.key < $1.key }) {
            guard let event = calendar.record(id), let entry = calendar.ledger.entries[id] else { continue }
            let (location, body) = (event.location ?? "", event.description ?? "")
            let blocks = body.split(separator: "\n").count { $0 == Self.opening }
            if blocks > 1 { oracle.breaks("written-twice", "\(blocks) blocks in \(entry.title)") }
            if !body.hasPrefix(SeedCalendar.body) || !location.hasPrefix(SeedCalendar.location) {
                oracle.breaks("organisers-text", "\(location) | \(body)")
            }
            guard ask.count <= Self.patience, isCalm(ask.at - .minutes(1)), plan.requestsPerDay >= 10_000,
                room.isUp, !entry.isHidden, entry.end > room.loop.now.wall,
                // It has been in the window since it asked.
                entry.start < room.loop.now.wall + .days(plan.futureDays - 1),
                room.loop.now.uptime - max(ask.at, oracle.lastStart, oracle.waitsUntil) > plan.poll * 2 + .minutes(15)
            else { continue }
            if ask.isAsked {
                guard let code = entry.code, blocks == 1, location == "\(SeedCalendar.word) https://\(code)",
                    body.contains(text: "https://\(code)\n")
                else {
                    oracle.breaks("not-written", "\(location) | \(body)")
                    return
                }
            } else if location != SeedCalendar.location || body != SeedCalendar.body {
                oracle.breaks("not-taken-out", "\(location) | \(body)")
            }
        }
    }
}
