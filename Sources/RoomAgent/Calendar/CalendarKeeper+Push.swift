// SPDX-License-Identifier: Apache-2.0
import RoomCore

// What push has to do between two looks at the calendar.
extension CalendarKeeper {
    /// The day that it is where the calendar is.
    var today: CivilDate { zone.civilTime(at: parts.loop.now.wall).date }
    /// When a notice has the calendar looked at: never before a wait is over that a failure asks for, and not of
    /// the requests that are for looks that nobody can cause.
    var noticeDue: Duration? {
        guard state.failuresInARow == 0, !budget.isScarce else { return nil }
        return push?.lookDue(after: lastLook)
    }

    /// Does what push has to do now, out of the same day's requests. Returns when it, or a notice, has something to do
    /// next, in time since boot; nil for never.
    func keepPush() async -> Duration? {
        guard let push else { return nil }
        turnDay()
        // Not while the service answers nothing else.
        let isAnswered = state.successes > 0 && state.failuresInARow == 0
        // Of an account that isn't wanted there are only channels left to end.
        let mayAsk = budget.left > 0 && (isAnswered || isUnwanted)
        push.clockLead = state.clockLead
        let due = await spending { await push.act(mayAsk: mayAsk) }
        if isPushTrusted, !push.isTrusted, state.failuresInARow == 0 {
            let delay = parts.schedule.afterSuccess(pause: pause(), random: parts.random())
            next = min(next, parts.loop.now.uptime + delay)
        }
        isPushTrusted = push.isTrusted
        if state.push != push.state {
            state.push = push.state
            set(.pushDown, state.push.map { [.starting, .down].contains($0.phase) } ?? false)
            set(.pushMissed, state.push?.phase == .missing)
            report(.settled)
        }
        return [due, noticeDue].compactMap { $0 }.min()
    }
}
