// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
package import RoomCore

/// The room's window in an encrypted SQLite file, `window.db` in a directory of its own (docs/window-format.md).
///
/// Files are opened by the first call and stay open. A file that turns out to be damaged is set aside at once, and what
/// is good of it written into a new one; the first `.replaceAll` after that tells the whole window (`replacesAll`).
package actor SecureWindowStore: WindowStore {
    private let executor: any SerialExecutor
    private let directory: String
    /// Its first key seals. `reseal` changes it.
    private(set) var ring: KeyRing
    let room: String
    let counter: (any RollbackCounter)?

    /// Of who opened the keys; `place` takes it over.
    private var lock: StoreLock?
    /// The locked directory; nil until the first call, and after `finish`.
    private(set) var place: WindowPlace?
    /// The open file; nil until a call needs it, and after a failure that closed it.
    private(set) var window: OpenWindow?
    /// Between `begin` and `commit`, of the last `begin`.
    private(set) var write: StagedWrite?
    package internal(set) var doubt: StoreDamage?
    /// The caller's window has meetings that the file lacks, or never came from it. The next `.replaceAll` returns the
    /// whole window, which ends this.
    private var isBehind = false
    /// After damage: the mark for what `refill` adds, until the file has all.
    private var lastMark: SyncMark?

    /// - Parameters:
    ///   - directory: made with the mode 0700 where it is missing; its parent must exist.
    ///   - ring: the data keys. A file of any of them is opened, and a new one is the first's.
    ///   - room: the calendar's ID; a file of another room doesn't open.
    ///   - executor: what the store runs on: a `StoreThread`, or the virtual loop.
    ///   - lock: the store's lock, where the caller holds it; the store then keeps it until `finish`. Default: nil, and
    ///     the first call takes it, and throws `.inUse` where another process has it.
    ///   - counter: shows a file that is an older copy. It counts at each opening and each whole window. Default: nil,
    ///     and nobody can tell.
    package init(
        directory: String, ring: KeyRing, room: String, executor: any SerialExecutor,
        lock: StoreLock? = nil, counter: (any RollbackCounter)? = nil
    ) {
        self.lock = lock
        self.counter = counter
        self.directory = directory
        self.ring = ring
        self.room = room
        self.executor = executor
    }

    /// The same with one data key, 32 bytes.
    package init(directory: String, key: SecretBytes, room: String, executor: any SerialExecutor) {
        self.init(directory: directory, ring: KeyRing(key), room: room, executor: executor)
    }

    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the file anew and reads every head; what was staged is dropped. Damage is put right and returned, not
    /// thrown. Throws `.inUse`, `.notAccessible`, and `.unreadable` for a medium that does not give what there is.
    package func load() throws(StoreFailure) -> StoredRoom {
        close()
        let loaded = try attempt("load") { () throws(StoreProblem) in try open() }
        isBehind = !loaded.fileHasAll
        lastMark = nil
        let damage = countOpening(loaded.damage)
        return StoredRoom(window: loaded.known, mark: window?.mark, damage: damage)
    }

    /// Begins a write, and ends the one that was begun before. Nothing is on the medium by it.
    package func begin(_ scope: WriteScope) throws(StoreFailure) -> WriteTicket {
        write = nil
        let begun = try attempt("begin") { () throws(StoreProblem) in
            let window = try current()
            return try StagedWrite(scope, on: window, tellsAll: isBehind, in: enter())
        }
        write = begun
        return begun.ticket
    }

    /// Takes one page. `bounds` and `zone` say what lies in the window: the rest of it goes. Throws `.superseded` after
    /// a later `begin`, `.tooLarge` beyond `WindowLimits`, and what the medium says; a write that threw is over.
    package func stage(
        _ changes: [MeetingChange], within bounds: WindowBounds, zone: any TimeZoneRules, for ticket: WriteTicket
    ) throws(StoreFailure) {
        var begun = try claim(ticket, "stage")
        try attempt("stage") { () throws(StoreProblem) in try begun.stage(changes, within: bounds, zone: zone) }
        write = begun
    }

    /// Writes what is staged and the mark, all of it or nothing, on the medium when it returns. Throws as `stage` does.
    /// When the window is the same, the mark is written only if `fullSyncAt`, the zone or the cursor's bounds changed,
    /// or a cursor came where none was; a newer token or `syncedAt` alone is not.
    package func commit(
        _ ticket: WriteTicket, _ mark: SyncMark, within bounds: WindowBounds, zone: any TimeZoneRules
    ) throws(StoreFailure) -> WindowDelta {
        var begun = try claim(ticket, "commit")
        let count = begun.isWhole ? nextCount() : nil
        if let count { begun.count(count) }
        let delta = try attempt("commit") { () throws(StoreProblem) in
            guard let place, begun.window.file.isInPlace(at: place.path) else { throw .replaced }
            let delta = try begun.commit(mark, within: bounds, zone: zone)
            if begun.hasDraft {
                // Whatever comes of it, this one is closed; the next call opens what then lies there.
                self.window = nil
                try begun.replaceWindow(ring, room: room)
            }
            return delta
        }
        window = nil
        begun.applyRows()
        window = begun.window
        if count != nil { countOn() }
        if begun.window.mark != nil { place?.keepCopy(of: begun.window.file.header) }
        if delta.replacesAll {
            isBehind = false
            lastMark = nil
        }
        return delta
    }

    /// Ends this write; of a write that is over already it is no error.
    package func discard(_ ticket: WriteTicket) {
        if write?.ticket === ticket { write = nil }
    }

    /// After damage, adds what the caller knows and the file lost. Where nothing was damaged it does nothing.
    package func refill(with known: MeetingWindow) throws(StoreFailure) {
        guard let lastMark else { return }
        write = nil
        window = try attempt("refill") { () throws(StoreProblem) in
            var open = try current()
            try open.add(known.meetings.values, mark: lastMark)
            place?.keepCopy(of: open.file.header)
            return open
        }
    }

    /// Takes the write out, so that nothing of it is copied while it changes.
    private func claim(_ ticket: WriteTicket, _ operation: String) throws(StoreFailure) -> StagedWrite {
        guard let begun = write, begun.ticket === ticket else {
            throw StoreFailure(.superseded, operation: operation, detail: "the write is over, or another began since")
        }
        write = nil
        return begun
    }

    /// Nil also where the details no longer open, or are not those that were written with the meeting; the next full
    /// sync stores them again.
    package func details(of meeting: MeetingID) throws(StoreFailure) -> MeetingDetails? {
        try attempt("details") { () throws(StoreProblem) in
            let file = try current().file
            let name = file.keys.name(of: meeting)
            return try StoreProblem.database { () throws(DatabaseFailure) in
                guard case .found(let head) = try file.head(name), case .found(let body) = try file.body(name, of: head)
                else { return nil }
                return try? DetailsCode.decode(body.content)
            }
        }
    }

    /// Overwrites and removes the window, and files that were set aside; the next call makes an empty one. (Flash keeps
    /// old cells out of our reach: destroying the data key is what erases for certain.)
    package func erase() throws(StoreFailure) {
        close()
        isBehind = true
        lastMark = nil
        try attempt("erase") { () throws(StoreProblem) in try enter().destroyAll() }
    }

    /// Moves the stored window out of the way, for whoever has all of it in memory while the medium does not give it.
    /// The next store begins a new one, and tells the old one as lost. Throws as `load` does.
    package static func setAside(directory: String) throws(StoreFailure) {
        do throws(StoreProblem) { _ = try WindowPlace(directory).setAside() } catch {
            throw error.failure("setAside", path: directory)
        }
    }

    /// Closes the file and gives up the lock. The next call opens it again.
    package func finish() {
        close()
        (place, lock) = (nil, nil)
    }

    /// The open window; opens the file if no call did before.
    func current() throws(StoreProblem) -> OpenWindow {
        if let window { return window }
        let loaded = try open()
        isBehind = true
        return loaded.window
    }

    /// Opens the file again, which holds what the caller was told.
    func reopen() throws(StoreProblem) -> OpenWindow { try open().window }

    private func open() throws(StoreProblem) -> WindowLoading.Loaded {
        let loaded = try WindowLoading(place: enter(), ring: ring, room: room).load()
        window = loaded.window
        return loaded
    }

    private func enter() throws(StoreProblem) -> WindowPlace {
        if let place { return place }
        let entered = try WindowPlace(directory, lock)
        (place, lock) = (entered, nil)
        return entered
    }

    private func close() {
        write = nil
        window?.file.close()
        window = nil
    }

    /// Goes on with a file that holds the same rows under the first key of another ring. The one before is closed.
    func goOn(in next: OpenWindow?, with ring: KeyRing) {
        self.ring = ring
        window = next
    }

    /// Does `body` as the operation of this name: what it throws is told in the core's words, ends the write, and,
    /// where the file is at fault, makes a new one first.
    func attempt<Result>(
        _ operation: String, _ body: () throws(StoreProblem) -> Result
    ) throws(StoreFailure) -> Result {
        defer { window?.file.keys.rest() }
        do throws(StoreProblem) {
            return try body()
        } catch {
            write = nil
            var failure = error.failure(operation, path: directory)
            if error.isDamage, let place { renew(place, error, for: &failure) }
            throw failure
        }
    }

    /// Goes on in a new file, and writes into it at once what is known to be good of the old one: a crash a minute
    /// later must not empty the room. The failure says what became of the old one.
    private func renew(_ place: WindowPlace, _ problem: StoreProblem, for failure: inout StoreFailure) {
        var known = window.flatMap { try? WindowFindings(of: $0.file) }
        // As it was before the damage.
        lastMark = window?.mark ?? lastMark
        lastMark?.cursor = nil
        if let lastMark { known?.mark = StoredMark(lastMark, rows: RowSum(), count: window?.count) }
        close()
        isBehind = true
        // Of a stranger's file nothing is believed, even if it opens: it can be an old copy.
        let isStranger = if case .replaced = problem { true } else { false }
        do throws(StoreProblem) {
            let renewed = try WindowLoading(place: place, ring: ring, room: room)
                .startAnew(with: known, salvaging: !isStranger)
            window = renewed.window
            failure.damage = renewed.damage
            if case .fileSetAside(let name)? = renewed.damage { failure.detail += "; set aside as \(name)" }
            failure.detail += "; \(renewed.known.meetings.count) meetings kept"
        } catch {
            failure.detail += "; no new file: \(error.failure("renew", path: directory).detail)"
        }
    }
}
