// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// What is in one room's calendar, and how people change it: four to eight meetings a day, and edits that concern the
/// next two hours, a third of them in the half hour before a meeting.
struct FleetPlan {
    struct Edit {
        /// Since the first midnight.
        var at: Duration
        var id: String
        var title: String
        /// When the meeting starts now, since the first midnight.
        var start: Duration
        var isNew: Bool
    }

    struct Booked {
        var id: String
        var start: Duration
        var length: Duration
    }

    private(set) var meetings: [Booked] = []
    private(set) var edits: [Edit] = []

    init(_ scenario: FleetScenario, _ dice: inout FleetDice) {
        for day in 0..<scenario.days {
            let today = Duration.days(day)
            var starts: [Duration] = []
            for number in 0..<dice.number(4...8) {
                let start = today + .minutes(30 * dice.number(16...34))
                starts.append(start)
                meetings.append(
                    Booked(id: "m\(day)-\(number)", start: start, length: .minutes(30 * dice.number(1...3))))
            }
            var changed: Set<String> = []
            for number in 0..<scenario.edits {
                var at = today + .seconds(dice.number(27_000...66_600))
                if dice.number(0...2) == 0 {
                    at = starts[dice.number(0...starts.count - 1)] - .seconds(dice.number(0...1799))
                }
                edits.append(edit("\(day)-\(number)", at, &changed, &dice))
            }
        }
        edits.sort { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    /// A meeting that starts within two hours is changed where there is one; each once, so that each edit can be told.
    private func edit(_ name: String, _ at: Duration, _ changed: inout Set<String>, _ dice: inout FleetDice) -> Edit {
        let near = meetings.first { (at...at + .hours(2)).contains($0.start) && !changed.contains($0.id) }
        if let near, dice.number(0...2) == 0 {
            changed.insert(near.id)
            return Edit(at: at, id: near.id, title: "E\(name)", start: near.start, isNew: false)
        }
        return Edit(at: at, id: "e\(name)", title: "E\(name)", start: at + dice.time(.zero...(.hours(2))), isNew: true)
    }
}
