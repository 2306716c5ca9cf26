// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import CSQLite
package import RoomCore

/// What came of moving a window to another data key.
package enum Resealing: Hashable, Sendable {
    /// A sync has staged what it will write, sealed under the old key: to be tried again when it is over.
    case waitsForSync
    /// Every row is under the ring's first key; of so many meetings, 0 where that was so before.
    case done(meetings: Int)
}

/// How a window lies under its keys.
package struct SealedRows: Hashable, Sendable {
    /// The one key that all of them are under.
    package var key: KeyID
    /// How many of them open.
    package var meetings: Int
}

extension SecureWindowStore {
    /// Meetings that one transaction seals again: some hundred pages of the log.
    private static let meetingsAtOnce = 256

    /// Under which key the rows are, and how many meetings there are. Throws as `load` does.
    package func sealedRows() throws(StoreFailure) -> SealedRows {
        try attempt("keys") { () throws(StoreProblem) in
            let open = try current()
            return SealedRows(key: open.file.keys.id, meetings: open.rows.count)
        }
    }

    /// Seals every row anew under the first key of `ring`, in a file of its own that takes the place of the old one at
    /// the end: a crash at any point leaves one whole file, of a key of the ring. Transactions are of a bounded size.
    /// The old file is overwritten.
    ///
    /// The store's thread is busy meanwhile, a second for thousands of meetings; the loop is not.
    package func reseal(under ring: KeyRing) throws(StoreFailure) -> Resealing {
        guard write == nil else { return .waitsForSync }
        return try attempt("reseal") { () throws(StoreProblem) in
            let old = try current()
            guard let place, old.file.keys.id != ring.first.id else {
                goOn(in: old, with: KeyRing(ring.first))
                return .done(meetings: 0)
            }
            guard old.file.isInPlace(at: place.path) else { throw .replaced }
            let next = try StoreProblem.asFaultOfTheMedium { () throws(StoreProblem) in
                try place.makeNext(ring.first, room: room)
            }
            do throws(StoreProblem) { try fill(next, from: old) } catch {
                next.close()
                throw error
            }
            next.close()
            old.file.close()
            goOn(in: nil, with: ring)
            try place.replaceFile()
            goOn(in: nil, with: KeyRing(ring.first))
            let opened = try reopen()
            // One that was never written to is no window that could be lost.
            if opened.mark != nil { place.keepCopy(of: opened.file.header) }
            return .done(meetings: opened.rows.count)
        }
    }

    /// Copies rows and mark, and reads all of it back before it counts.
    private func fill(_ next: WindowFile, from old: OpenWindow) throws(StoreProblem) {
        // Of the two files this alone may be set aside for what is wrong.
        var damageOfOld: StoreProblem?
        do throws(StoreProblem) {
            try StoreProblem.asFaultOfTheMedium { () throws(StoreProblem) in
                try fill(next, from: old, &damageOfOld)
            }
        } catch { throw damageOfOld ?? error }
    }

    private func fill(
        _ next: WindowFile, from old: OpenWindow, _ damage: inout StoreProblem?
    ) throws(StoreProblem) {
        var sum = RowSum()
        var heads = 0
        let names = old.rows.names.sorted()
        var bodies: [RowName: BodyMark] = [:]
        // Bodies first, as in a first window: the heads name them, and lie in a row.
        for isHeads in [false, true] {
            for start in stride(from: 0, to: names.count, by: Self.meetingsAtOnce) {
                try next.inBareTransaction { () throws(StoreProblem) in
                    for name in names[start..<min(start + Self.meetingsAtOnce, names.count)] {
                        let head = try read(&damage) { () throws(DatabaseFailure) in try old.file.head(name) }
                        guard case .found(let head) = head else { continue }
                        if isHeads {
                            heads += 1
                            sum.add(try copy(head, bodies[name], to: next))
                        } else {
                            bodies[name] = try copyBody(name, of: head, from: old.file, to: next, &damage)
                        }
                    }
                }
            }
        }
        try next.inTransaction { () throws(StoreProblem) in
            if let mark = old.mark { try next.putMark(StoredMark(mark, rows: sum, count: old.count)) }
        }
        if heads != old.rows.count {
            damage = .database(DatabaseFailure(SQLITE_CORRUPT, in: "reseal"))
        }
        let found = try WindowFindings(of: next)
        guard found.rows.count == old.rows.count, found.sum == sum, old.mark == nil || found.lost == nil else {
            throw .database(DatabaseFailure(SQLITE_CORRUPT, in: "reseal"))
        }
    }

    /// Reads of the old file, and keeps what is wrong with it.
    private func read<Result>(
        _ damage: inout StoreProblem?, _ body: () throws(DatabaseFailure) -> Result
    ) throws(StoreProblem) -> Result {
        do throws(DatabaseFailure) { return try body() } catch {
            damage = .database(error)
            throw .database(error)
        }
    }

    /// Returns what it adds to the sum there. One of an earlier version, which names no body, stays as it is: nobody
    /// knows whether the body beside it is its own.
    private func copy(
        _ head: WindowFile.StoredHead, _ body: BodyMark?, to next: WindowFile
    ) throws(StoreProblem) -> ShortCode {
        let name = next.keys.name(of: head.meeting.id)
        let content = head.body == nil ? head.encoded : MeetingCode.encode(head.meeting, body ?? .none)
        let box = try next.seal(content, as: .head, name)
        return try StoreProblem.database { () throws(DatabaseFailure) in try next.putHead(box: box, name) }
    }

    /// Nil where there is none that opens, or not the one that belongs to the head.
    private func copyBody(
        _ name: RowName, of head: WindowFile.StoredHead, from old: WindowFile, to next: WindowFile,
        _ damage: inout StoreProblem?
    ) throws(StoreProblem) -> BodyMark? {
        let body = try read(&damage) { () throws(DatabaseFailure) in try old.body(name, of: head) }
        guard case .found(let found) = body else { return nil }
        let newName = next.keys.name(of: head.meeting.id)
        let box = try next.seal(found.content, as: .body, newName)
        try StoreProblem.database { () throws(DatabaseFailure) in try next.putBody(box: box, newName) }
        return BodyMark(ofBox: box)
    }
}
