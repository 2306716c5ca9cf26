// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
package import RoomCore

/// The room's window in an encrypted SQLite file, `window.db` in a directory of its own (docs/store-format.md).
///
/// Files are opened by the first call and stay open. Every failure ends an open transaction, so that the caller starts
/// again with `begin`. A file that turns out to be damaged is set aside at once, and the next write starts an empty
/// one; the first `.replaceAll` after that tells the whole window (`replacesAll`).
package actor SecureWindowStore: WindowStore {
    private let executor: any SerialExecutor
    private let directory: String
    private let key: SecretBytes
    private let room: String

    private var place: WindowPlace?
    private var window: OpenWindow?
    private var transaction: WindowTransaction?
    /// The file no longer holds what the caller was told.
    private var isBehind = false

    /// - Parameters:
    ///   - directory: made with the mode 0700 where it is missing; its parent must exist.
    ///   - key: the data key, 32 bytes.
    ///   - room: the calendar's ID; a file of another room doesn't open.
    ///   - executor: what the store runs on: a `StoreThread`, or the virtual loop.
    package init(directory: String, key: SecretBytes, room: String, executor: any SerialExecutor) {
        self.directory = directory
        self.key = key
        self.room = room
        self.executor = executor
    }

    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package func load() throws(StoreFailure) -> StoredRoom {
        rollBack()
        close()
        let loaded = try attempt("load") { () throws(StoreProblem) in try open() }
        isBehind = !loaded.fileHasAll
        return StoredRoom(window: MeetingWindow(loaded.meetings), mark: loaded.window.mark, damage: loaded.damage)
    }

    package func begin(_ scope: WriteScope) throws(StoreFailure) {
        rollBack()
        transaction = try attempt("begin") { () throws(StoreProblem) in
            let window = try current()
            guard let place, window.file.isInPlace(at: place.path) else { throw .replaced }
            return try WindowTransaction(scope, on: window, tellsAll: isBehind)
        }
    }

    package func apply(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) {
        guard var open = transaction else { throw StoreFailure(.misuse, operation: "apply", detail: "no transaction") }
        transaction = nil
        try attempt("apply") { () throws(StoreProblem) in try open.apply(changes, within: bounds, zone: zone) }
        transaction = open
    }

    /// When the window is the same, the mark is written only if `fullSyncAt`, the zone or the cursor's bounds changed,
    /// or a cursor came where none was; a newer token or `syncedAt` alone is not. A cursor is kept only on a complete
    /// window: after `.replaceAll` or `.replaceFrom`, or where one was stored before.
    package func commit(
        _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) -> WindowDelta {
        guard var open = transaction else { throw StoreFailure(.misuse, operation: "commit", detail: "no transaction") }
        transaction = nil
        let delta = try attempt("commit") { () throws(StoreProblem) in
            try open.commit(mark, within: bounds, zone: zone)
        }
        window = open.window
        if open.window.mark != nil { place?.keepCopy(of: open.window.file.header) }
        if delta.replacesAll { isBehind = false }
        return delta
    }

    package func rollBack() {
        transaction?.rollBack()
        transaction = nil
    }

    /// Nil also where the details no longer open; the next full sync stores them again.
    package func details(of meeting: MeetingID) throws(StoreFailure) -> MeetingDetails? {
        try attempt("details") { () throws(StoreProblem) in
            let file = try current().file
            let name = try StoreProblem.crypto { () throws(CryptoFailure) in try file.keys.name(of: meeting) }
            let body = try StoreProblem.database { () throws(DatabaseFailure) in try file.body(name) }
            guard case .found(let content) = body else { return nil }
            return try? DetailsCode.decode(content)
        }
    }

    /// Also overwrites files that were set aside. (Flash keeps old cells out of our reach: destroying the data key is
    /// what erases for certain.)
    package func erase() throws(StoreFailure) {
        rollBack()
        close()
        isBehind = true
        try attempt("erase") { () throws(StoreProblem) in try enter().destroyAll() }
    }

    /// Closes the file and gives up the lock. The next call opens it again.
    package func finish() {
        rollBack()
        close()
        place = nil
    }

    /// The open window; opens the file if no call did before.
    func current() throws(StoreProblem) -> OpenWindow {
        if let window { return window }
        let loaded = try open()
        isBehind = true
        return loaded.window
    }

    private func open() throws(StoreProblem) -> WindowLoading.Loaded {
        let loaded = try WindowLoading(place: enter(), dataKey: key, room: room).load()
        window = loaded.window
        return loaded
    }

    private func enter() throws(StoreProblem) -> WindowPlace {
        if let place { return place }
        let entered = try WindowPlace(directory)
        place = entered
        return entered
    }

    private func close() {
        window?.file.close()
        window = nil
    }

    private func attempt<Result>(
        _ operation: String, _ body: () throws(StoreProblem) -> Result
    ) throws(StoreFailure) -> Result {
        do throws(StoreProblem) {
            return try body()
        } catch {
            window?.file.rollBack()
            transaction = nil
            var failure = error.failure(operation, path: directory)
            if error.isDamage, let place { failure.detail += renew(place, error) }
            throw failure
        }
    }

    /// Goes on in a new file, and writes into it at once what is known to be good of the old one: a crash a minute
    /// later must not empty the room. Returns what became of the old file.
    private func renew(_ place: WindowPlace, _ problem: StoreProblem) -> String {
        var known = window.flatMap { try? WindowFindings(of: $0.file) }
        // As it was before the damage.
        if let mark = window?.mark { known?.mark = StoredMark(mark, rows: RowSum()) }
        close()
        isBehind = true
        // Of a stranger's file nothing is believed, even if it opens: it can be an old copy.
        let isStranger = if case .replaced = problem { true } else { false }
        do throws(StoreProblem) {
            let renewed = try WindowLoading(place: place, dataKey: key, room: room)
                .startAnew(with: known, salvaging: !isStranger)
            window = renewed.window
            guard case .fileSetAside(let name)? = renewed.damage else {
                return "; \(renewed.meetings.count) meetings kept"
            }
            return "; set aside as \(name), \(renewed.meetings.count) meetings kept"
        } catch {
            return "; no new file: \(error.failure("renew", path: directory).detail)"
        }
    }
}
