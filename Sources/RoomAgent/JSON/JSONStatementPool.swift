// SPDX-License-Identifier: Apache-2.0

/// Prepared statements by the paths that are bound to them. A statement that is in use (lists within lists) is out of
/// the pool, so that the same paths may be read at several depths.
final class JSONStatementPool {
    /// Path lists are constants of the callers, so few; the limit is against a caller that makes them up.
    private static let maximumShapes = 64

    private let database: OpaquePointer
    private var idle: [[String]: [JSONStatement]] = [:]

    init(_ database: OpaquePointer) { self.database = database }

    func take(_ paths: [String], _ sql: ([String]) -> String) throws(JSONFailure) -> JSONStatement {
        if let statement = idle[paths]?.popLast() { return statement }
        let statement = try JSONStatement(database, sql(paths))
        for (index, path) in paths.enumerated() { try statement.bindCopy(CInt(index + 2), path) }
        // An empty object is good JSON, so whatever fails now is a path.
        try statement.bindBorrowed(1, Self.emptyObject.cString)
        do throws(JSONFailure) { _ = try statement.step(at: "path") } catch {
            precondition(error.code != .notJSON, "a JSON path that SQLite cannot read: \(paths)")
            throw error
        }
        statement.reset()
        return statement
    }

    func give(back statement: JSONStatement, _ paths: [String]) {
        statement.reset()
        if idle[paths] == nil, idle.count >= Self.maximumShapes { idle.removeAll() }
        idle[paths, default: []].append(statement)
    }

    private static let emptyObject: StaticString = "{}"
}

extension StaticString {
    /// Static strings end with a NUL.
    fileprivate var cString: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}
