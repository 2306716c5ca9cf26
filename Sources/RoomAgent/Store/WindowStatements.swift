// SPDX-License-Identifier: Apache-2.0

/// The statements of a window file, each prepared when it is first needed: a start needs three of them.
final class WindowStatements {
    /// What each is for; rows are named by the first value, and the box is the second.
    enum Kind: Int, CaseIterable {
        case findHead, findBody, putHead, addHead, putBody, addBody, dropHead, dropBody, findMark, putMark

        fileprivate var sql: String {
            switch self {
            case .findHead: "SELECT box FROM heads WHERE name = ?1"
            case .findBody: "SELECT box FROM bodies WHERE name = ?1"
            case .putHead: "INSERT INTO heads VALUES(?1, ?2) ON CONFLICT DO UPDATE SET box = excluded.box"
            case .addHead: "INSERT INTO heads VALUES(?1, ?2)"
            case .putBody: "INSERT INTO bodies VALUES(?1, ?2) ON CONFLICT DO UPDATE SET box = excluded.box"
            case .addBody: "INSERT INTO bodies VALUES(?1, ?2)"
            case .dropHead: "DELETE FROM heads WHERE name = ?1"
            case .dropBody: "DELETE FROM bodies WHERE name = ?1"
            case .findMark: "SELECT value FROM meta WHERE name = 'mark'"
            case .putMark: "INSERT INTO meta VALUES('mark', ?1) ON CONFLICT DO UPDATE SET value = excluded.value"
            }
        }
    }

    private let database: Database
    private var prepared: [Statement?]

    init(_ database: Database) {
        self.database = database
        prepared = Array(repeating: nil, count: Kind.allCases.count)
    }

    /// Prepares the statement where it was not yet; throws what SQLite answers to that.
    func callAsFunction(_ kind: Kind) throws(DatabaseFailure) -> Statement {
        if let statement = prepared[kind.rawValue] { return statement }
        let statement = try database.prepare(kind.sql)
        prepared[kind.rawValue] = statement
        return statement
    }

    /// Lets the file close; no call may follow.
    func finish() {
        for statement in prepared { statement?.finish() }
    }
}
