// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One agent's line to the joiner. A killed agent's line is dead: what is left of it in memory reaches nobody.
final class SeedJoinLine: JoinAction {
    var isDead = false
    private let joiner: SeedJoiner
    private let asked: (JoinRequest) -> Void

    /// One session on that line.
    private final class Session: JoinSession {
        private let session: any JoinSession
        private let line: SeedJoinLine

        init(_ session: any JoinSession, on line: SeedJoinLine) {
            self.session = session
            self.line = line
        }

        func leave() { if !line.isDead { session.leave() } }
        func forget() { if !line.isDead { session.forget() } }
    }

    init(_ joiner: SeedJoiner, asked: @escaping (JoinRequest) -> Void) {
        self.joiner = joiner
        self.asked = asked
    }

    func begin(_ availability: @escaping (Bool) -> Void) { joiner.begin(availability) }

    func start(_ request: JoinRequest, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        precondition(!isDead, "a killed agent asks for nothing")
        asked(request)
        return Session(joiner.start(request, report), on: self)
    }

    func resume(_ token: JoinToken, _ report: @escaping (JoinProgress) -> Void) -> any JoinSession {
        Session(joiner.resume(token, report), on: self)
    }
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
