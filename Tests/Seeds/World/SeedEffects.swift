// SPDX-License-Identifier: Apache-2.0

/// Whatever an agent does that anybody beside it can notice, one after the other: a plan kills it before or after one.
final class SeedEffects {
    enum Kind: CaseIterable {
        case request, answer, sessionKept, sessionRemoved, joinAsked, left, forgotten, shown, written
    }

    /// How the agent is to be killed: at the so-and-so-many-th effect of that kind, or of any, which happens, or does not.
    private var countdown: (left: Int, kind: Kind?, happens: Bool)?
    /// Called at the moment of the kill.
    private var strikes: (Kind) -> Void = { _ in }
    /// The agent is dead, though its last turn may not have ended: nothing that it does reaches anybody.
    private(set) var isDead = false

    func kill(after count: Int, _ kind: Kind?, happens: Bool, _ strikes: @escaping (Kind) -> Void) {
        countdown = (count, kind, happens)
        self.strikes = strikes
    }

    /// Another agent, which nobody kills yet.
    func begin() {
        isDead = false
        countdown = nil
    }

    func end() {
        isDead = true
        countdown = nil
    }

    /// Carries an effect out, unless the agent is dead, or is killed before it.
    func happen(_ kind: Kind, _ effect: () -> Void) {
        guard !isDead else { return }
        guard let waiting = countdown, waiting.kind == nil || waiting.kind == kind else { return effect() }
        countdown?.left -= 1
        guard waiting.left <= 1 else { return effect() }
        if waiting.happens { effect() }
        isDead = true
        countdown = nil
        strikes(kind)
    }
}
