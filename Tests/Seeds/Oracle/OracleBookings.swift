// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime
import Simulation

/// Holds what the room was asked for against what came of it: each request is answered in time, and what was asked for
/// stands in the calendar, or does not, as the answer says.
struct OracleBookings {
    private struct One {
        let request: BookingRequest
        let askedAt: Duration
        var id: MeetingID?
        var outcome: BookingOutcome?
        var answeredAt = Duration.zero
    }

    /// Of the agent that runs now: another remembers nothing.
    private var all: [Int: One] = [:]
    private(set) var total = 0
    private(set) var broken: (name: String, detail: String)?
    private var situations: [Situation] = []

    mutating func asked(_ request: BookingRequest, _ room: SeedRoom) -> Int {
        total += 1
        room.transport.nudged()
        all[total] = One(request: request, askedAt: room.loop.now.uptime)
        return total
    }

    mutating func named(_ number: Int, _ id: MeetingID?) {
        all[number]?.id = id
    }

    mutating func answered(_ number: Int, _ outcome: BookingOutcome, _ room: SeedRoom) {
        guard let request = all[number]?.request else { return }
        all[number]?.outcome = outcome
        all[number]?.answeredAt = room.loop.now.uptime
        room.transport.nudged()
        switch outcome {
        case .confirmed(let id):
            situations.append(.confirmed(request))
            switch request {
            // What somebody took out of the calendar meanwhile is ended, too.
            case .end, .release: return
            case .book, .sentence, .extend: break
            }
            guard room.calendar.record(id.value.exposed) == nil else { return }
            breaks("booking-made-up", "\(id.value.exposed) was confirmed, and is not in the calendar")
        case .rolledBack(.conflict): situations.append(.bookingTaken)
        case .unconfirmed, .rolledBack: situations.append(.bookingRolledBack)
        }
    }

    private mutating func breaks(_ name: String, _ detail: String) { if broken == nil { broken = (name, detail) } }

    mutating func agentEnds() { all = [:] }

    /// An exchange takes ten seconds, and one of a token thirty; each can be tried once more after its time.
    private static let longest = PendingChange.longest + .seconds(100)

    mutating func check(_ oracle: Oracle, _ room: SeedRoom) {
        for situation in situations { oracle.situations.saw(situation) }
        situations = []
        if room.calendar.answered > 0 { oracle.situations.saw(.invitationAnswered) }
        if let broken = room.calendar.broken { oracle.breaks(broken.name, broken.detail) }
        if let broken { oracle.breaks(broken.name, broken.detail) }
        let now = room.loop.now.uptime
        for one in all.values where one.outcome == nil && now - one.askedAt > Self.longest {
            oracle.breaks("booking-unanswered", "\(one.request) \(now - one.askedAt) ago")
        }
    }

    /// The calendar was read for a while, and nothing was wrong: what was rolled back before is not there.
    mutating func checkCalm(_ oracle: Oracle, _ room: SeedRoom, _ plan: SeedPlan, since calm: (Duration) -> Bool) {
        let pause = plan.poll * 2 + .minutes(15)
        guard let contact = room.transport.contact, plan.requestsPerDay >= 10_000, calm(contact - pause),
            oracle.waitsUntil < contact - pause, room.loop.now.uptime - room.transport.contactEnded > .seconds(30)
        else { return }
        for one in all.values {
            guard let id = one.id, let outcome = one.outcome, outcome.trouble != nil, contact > one.answeredAt + pause
            else { continue }
            switch one.request {
            case .extend, .end, .release: continue
            case .book, .sentence: break
            }
            if room.calendar.record(id.value.exposed) != nil {
                oracle.breaks("booking-both", "\(one.request) was rolled back, and is in the calendar")
            }
        }
    }
}

extension Situation {
    fileprivate static func confirmed(_ request: BookingRequest) -> Situation {
        switch request {
        case .book: .booked
        case .sentence: .bookedBySentence
        case .extend: .extended
        case .end: .endedEarly
        case .release: .released
        }
    }
}
