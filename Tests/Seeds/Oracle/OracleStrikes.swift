// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// A recurring series is given back after so many no-shows in a row, and not before; once; and not one occurrence of it
/// before its time, nor one that somebody came to.
struct OracleStrikes {
    /// What is known of one series from outside.
    private struct Series {
        /// Occurrences that the room declined, since somebody last came.
        var missed: [String: Duration] = [:]
        /// Occurrences that somebody came to.
        var visited: Set<String> = []
        var visitedAt = Duration.seconds(-60)
        /// The visit may be forgotten, or a no-show.
        var missedBefore: [String: Duration] = [:]
        /// When the last no-show was one too many.
        var owedAt: Duration?
        /// What the device knows of it may be less.
        var isUncertain = false
        var isGivenBack = false
    }

    private var all: [String: Series] = [:]
    /// The record may be lost, or be an earlier one.
    private var isForgetful = false

    /// Between a release and its confirmation, and a visit and its place on the disk.
    private static let settling = Duration.minutes(2)

    mutating func visited(_ series: String, _ occurrence: String, _ room: SeedRoom) {
        var one = all[series] ?? Series()
        room.oracle.situations.saw(.seriesVisited)
        // By a clock that is wrong it was another day, and the room sees the occurrence come again.
        if room.oracle.isClockRight(since: room.loop.now.uptime) { one.visited.insert(occurrence) }
        one.visitedAt = room.loop.now.uptime
        one.missedBefore = one.missed
        one.missed = [:]
        one.owedAt = nil
        one.isUncertain = false
        all[series] = one
    }

    mutating func missed(_ series: String, _ occurrence: String, due: Bool, after: Int, _ room: SeedRoom) {
        var one = all[series] ?? Series()
        let now = room.loop.now.uptime
        room.oracle.situations.saw(.seriesMissed)
        if !due { room.oracle.breaks("released-early", occurrence) }
        if one.visited.contains(occurrence), now - one.visitedAt > .seconds(5), !isForgetful, !one.isUncertain {
            room.oracle.breaks("released-held", occurrence)
        }
        one.missed[occurrence] = now
        if one.missed.count >= after, one.owedAt == nil { one.owedAt = now }
        all[series] = one
    }

    mutating func givenBack(_ series: String, after: Int, _ room: SeedRoom) {
        var one = all[series] ?? Series()
        room.oracle.situations.saw(.seriesGivenBack)
        if one.isGivenBack { room.oracle.breaks("series-twice", series) }
        let count = max(one.missed.count, one.isUncertain || isForgetful ? one.missedBefore.count : 0)
        if count < after {
            room.oracle.breaks("series-too-soon", "\(series) after \(count) of \(after) no-shows in a row")
        }
        one.isGivenBack = true
        one.owedAt = nil
        all[series] = one
    }

    /// The series was written to once more, as it is already.
    mutating func writtenAgain(_ series: String, _ room: SeedRoom) { room.oracle.breaks("series-twice", series) }

    /// The agent is about to end: what had just happened may be lost.
    mutating func agentEnds(at now: Duration) {
        for (name, one) in all {
            let last = max(one.visitedAt, one.missed.values.max() ?? .zero)
            if now - last < Self.settling { all[name]?.isUncertain = true }
        }
    }

    /// The record is erased, or may be harmed.
    mutating func forgotten() {
        isForgetful = true
        for name in all.keys { all[name]?.isUncertain = true }
    }

    mutating func check(_ oracle: Oracle, _ room: SeedRoom, _ plan: SeedPlan, isCalm: (Duration) -> Bool) {
        guard plan.strikes != nil, room.isUp, !isForgetful, plan.requestsPerDay >= 10_000 else { return }
        let now = room.loop.now.uptime
        for (name, one) in all.sorted(by: { $0.key < $1.key }) {
            guard let owedAt = one.owedAt, !one.isUncertain, !one.isGivenBack, let first = one.missed.values.min(),
                now - max(owedAt, oracle.lastStart) > plan.poll * 2 + .minutes(15), isCalm(first - .minutes(1)),
                room.transport.contact ?? .zero > owedAt
            else { continue }
            oracle.breaks("series-kept", "\(name): nobody came \(one.missed.count) times, \(now - owedAt) ago")
        }
    }
}
