// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One agent's line to the joiner: what a killed agent asks for reaches nobody.
final class SeedJoinLine: JoinAction {
    private let effects: SeedEffects
    private let joiner: SeedJoiner
    private let asked: (JoinRequest) -> Void

    /// One session on that line.
    private final class Session: JoinSession {
        private let session: (any JoinSession)?
        private let effects: SeedEffects

        init(_ session: (any JoinSession)?, _ effects: SeedEffects) {
            self.session = session
            self.effects = effects
        }

        func leave() { effects.happen(.left) { session?.leave() } }
        func forget() { effects.happen(.forgotten) { session?.forget() } }
    }

    init(_ joiner: SeedJoiner, _ effects: SeedEffects, asked: @escaping (JoinRequest) -> Void) {
        self.joiner = joiner
        self.effects = effects
        self.asked = asked
    }

    func begin(_ availability: @escaping (Bool) -> Void) { joiner.begin(availability) }

    func start(_ request: JoinRequest, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        var session: (any JoinSession)?
        effects.happen(.joinAsked) {
            asked(request)
            session = joiner.start(request, report)
        }
        return Session(session, effects)
    }

    func resume(_ token: JoinToken, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        Session(effects.isDead ? nil : joiner.resume(token, report), effects)
    }
}

/// One agent's hold on the session record, likewise.
final class SeedSessions: SessionKeeper {
    private let record: any SessionKeeper
    private let effects: SeedEffects

    init(_ record: any SessionKeeper, _ effects: SeedEffects) {
        self.record = record
        self.effects = effects
    }

    func save(_ session: KeptSession) throws(StoreFailure) {
        var failure: StoreFailure?
        effects.happen(.sessionKept) {
            do throws(StoreFailure) { try record.save(session) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    func load() -> KeptSession? { effects.isDead ? nil : record.load() }
    func remove() { effects.happen(.sessionRemoved) { record.remove() } }
}

/// The journal as part of the trace.
final class SeedJournal: AgentJournal {
    private let wrote: (String) -> Void

    init(wrote: @escaping (String) -> Void) { self.wrote = wrote }

    func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)]) {
        wrote(fields.reduce("\(message)") { $0 + " \($1.name)=\($1.value)" })
    }
}
