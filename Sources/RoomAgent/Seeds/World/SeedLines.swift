// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One agent's line to the joiner. A killed agent's line is dead: what is left of it in memory reaches nobody.
final class SeedJoinLine: JoinPerformer {
    var isDead = false
    private let joiner: SeedJoiner
    private let asked: (JoinRequest) -> Void

    init(_ joiner: SeedJoiner, asked: @escaping (JoinRequest) -> Void) {
        self.joiner = joiner
        self.asked = asked
    }

    func begin(_ report: @escaping (JoinReport) -> Void) {
        joiner.begin { [self] in if !isDead { report($0) } }
    }

    func start(_ request: JoinRequest) {
        guard !isDead else { return }
        asked(request)
        joiner.start(request)
    }

    func resume(_ token: JoinToken) { if !isDead { joiner.resume(token) } }
    func leave(_ token: JoinToken) { if !isDead { joiner.leave(token) } }
    func forget(_ token: JoinToken) { if !isDead { joiner.forget(token) } }
}

/// One agent's hold on the session record, likewise.
final class SeedSessions: SessionKeeper {
    var isDead = false
    private let record: any SessionKeeper

    init(_ record: any SessionKeeper) { self.record = record }

    func save(_ session: KeptSession) throws(StoreFailure) { if !isDead { try record.save(session) } }
    func load() -> KeptSession? { isDead ? nil : record.load() }
    func remove() { if !isDead { record.remove() } }
}

/// The journal as part of the trace.
final class SeedJournal: AgentJournal {
    private let wrote: (String) -> Void

    init(wrote: @escaping (String) -> Void) { self.wrote = wrote }

    func write(_ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)]) {
        wrote(fields.reduce("\(message)") { $0 + " \($1.name)=\($1.value)" })
    }
}
