// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
package import RoomCore

/// The window of a medium that takes no byte any more, which is what a dying SD card does first: the room shows what is
/// there, and works in memory.
package enum ReadOnlyWindow {
    /// Nil where there is none, or none of this key and room. Rows that don't open are left out, and told as damage.
    /// What a crash left in the log beside the file is not read, so the last sync before it may be missing.
    package static func load(directory: String, ring: KeyRing, room: String) -> StoredRoom? {
        let path = "\(directory)/\(WindowPlace.fileName)"
        guard Files.exists(path), let found = try? findings(path, ring, room) else { return nil }
        var mark = found.mark?.mark
        // The next sync is a full one, into memory.
        mark?.cursor = nil
        return StoredRoom(
            window: found.window, mark: mark, damage: found.lost.map { StoreDamage.rows($0) })
    }

    private static func findings(
        _ path: String, _ ring: KeyRing, _ room: String
    ) throws(StoreProblem) -> WindowFindings? {
        let database = try StoreProblem.database { () throws(DatabaseFailure) in try Database(readingImmutable: path) }
        defer { database.close() }
        let header = try StoreProblem.database { () throws(DatabaseFailure) -> [UInt8]? in
            guard try WindowFile.isOne(database) else { return nil }
            return try database.prepare("SELECT value FROM meta WHERE name = 'header'").first([]) { $0.blob(0) }
        }
        guard let header else { return nil }
        let check = try StoreProblem.crypto { () throws(CryptoFailure) in
            try WindowHeader.check(header, ring, room: room)
        }
        guard case .fits(let keys) = check else { return nil }
        let file = WindowFile(database, keys, header: header)
        defer { file.close() }
        return try WindowFindings(of: file)
    }
}
