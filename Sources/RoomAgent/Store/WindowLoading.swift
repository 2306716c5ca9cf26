// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// Opens what there is, reads all heads, and puts right what is damaged: bad rows are dropped, and a file that is
/// unsound is set aside and made anew with the heads that still opened.
struct WindowLoading {
    let place: WindowPlace
    let ring: KeyRing
    let room: String

    /// What was opened, and what was found in it.
    struct Loaded {
        var window: OpenWindow
        var known = MeetingWindow()
        var damage: StoreDamage?
        /// False where the file could not take what was saved from its predecessor.
        var fileHasAll = true
    }

    /// Opens or makes the file. Throws what is no damage: a medium that fails, a file that may not be opened.
    func load() throws(StoreProblem) -> Loaded {
        switch try place.open(ring, room: room) {
        case .fresh(let file): return Loaded(window: OpenWindow(file: file))
        case .lost(let file): return Loaded(window: OpenWindow(file: file), damage: .lost)
        case .existing(let file): return try read(file)
        case .damaged: return try startAnew()
        case .wrongKey:
            let name = try place.setAside() ?? WindowPlace.fileName
            let file = try place.create(ring, room: room)
            return Loaded(window: OpenWindow(file: file), damage: .wrongKey(name))
        }
    }

    private func read(_ file: WindowFile) throws(StoreProblem) -> Loaded {
        var findings = try WindowFindings(of: file)
        guard let lost = findings.lost else {
            // A file that was never written to takes the place of one that was.
            let isLost = findings.mark == nil && !place.headerCopy.isEmpty
            if findings.mark != nil { place.keepCopy(of: file.header) }
            return loaded(file, findings, damage: isLost ? .lost : nil)
        }
        findings.mark?.mark.cursor = nil
        if !findings.isUnsound, try repair(file, findings) { return loaded(file, findings, damage: .rows(lost)) }
        file.close()
        return try startAnew(with: findings)
    }

    private func loaded(_ file: WindowFile, _ findings: WindowFindings, damage: StoreDamage?) -> Loaded {
        let window = OpenWindow(
            file: file, rows: findings.rows, sum: findings.sum, mark: findings.mark?.mark,
            count: findings.mark?.count)
        return Loaded(window: window, known: findings.window, damage: damage)
    }

    /// Drops what did not open, and the cursor with it. False where the file is unsound as a database.
    private func repair(_ file: WindowFile, _ findings: WindowFindings) throws(StoreProblem) -> Bool {
        do throws(StoreProblem) {
            // Not quick_check: rows out of order would be found by reading all, and not by their names.
            let verdict = try StoreProblem.database { () throws(DatabaseFailure) in
                try file.database.text("PRAGMA integrity_check(1)")
            }
            guard verdict == "ok" else { return false }
            try file.inTransaction { () throws(StoreProblem) in
                for name in findings.unreadable {
                    try StoreProblem.database { () throws(DatabaseFailure) in try file.drop(name) }
                }
                try StoreProblem.database { () throws(DatabaseFailure) in try file.dropStrangers() }
                if let mark = findings.mark {
                    try file.putMark(StoredMark(mark.mark, rows: findings.sum, count: mark.count))
                }
            }
            return true
        } catch {
            if error.isDamage { return false }
            // A full disk is no reason to show nothing; the repair comes with the full sync.
            return true
        }
    }

    /// Sets the file aside and makes a new one with every meeting that is known to be good: what was read of the file
    /// before, and what of it still opens. The caller has closed it.
    func startAnew(with known: WindowFindings? = nil, salvaging: Bool = true) throws(StoreProblem) -> Loaded {
        let name = try place.setAside()
        var meetings = known?.window ?? MeetingWindow()
        var stored = known?.mark
        if salvaging, let name {
            let salvage = WindowSalvage(
                path: "\(place.directory)/\(name)", ring: ring, room: room, header: place.headerCopy)
            for meeting in salvage.meetings.values where meetings.meetings[meeting.id] == nil {
                meetings.insert(meeting)
            }
            stored = stored ?? salvage.mark
        }
        var mark = stored?.mark
        // Rows may be missing.
        mark?.cursor = nil
        let file = try place.create(ring, room: room)
        var loaded = Loaded(
            // The counter may be away now: a copy of this file is to be told all the same.
            window: OpenWindow(file: file, count: stored?.count), known: meetings,
            damage: name.map { .fileSetAside($0) } ?? .lost)
        do throws(StoreProblem) {
            try loaded.window.add(meetings.meetings.values, mark: mark)
            if mark != nil { place.keepCopy(of: file.header) }
        } catch {
            loaded.fileHasAll = false
        }
        return loaded
    }
}

extension OpenWindow {
    /// Writes heads that are not there, and a mark.
    mutating func add(_ meetings: some Sequence<Meeting>, mark: SyncMark?) throws(StoreProblem) {
        var next = self
        try file.inTransaction { () throws(StoreProblem) in
            var missing: [RowName: Meeting] = [:]
            for meeting in meetings {
                let name = file.keys.name(of: meeting.id)
                if next.rows[name] == nil { missing[name] = meeting }
            }
            // In the order of the file, as in every write.
            for name in missing.keys.sorted() {
                guard let meeting = missing[name] else { continue }
                next.sum.add(try file.put(meeting, .none, name, isNew: false))
                next.rows[name] = RowSpan(meeting.span)
            }
            if let mark { try file.putMark(StoredMark(mark, rows: next.sum, count: next.count)) }
        }
        next.mark = mark
        self = next
    }
}

extension WindowFile {
    /// Commits what `body` writes, or nothing of it, and settles the file.
    func inTransaction(_ body: () throws(StoreProblem) -> Void) throws(StoreProblem) {
        try commit(body)
        settle()
    }

    /// Commits what `body` writes, or nothing of it. The file is settled by a later transaction.
    func inBareTransaction(_ body: () throws(StoreProblem) -> Void) throws(StoreProblem) {
        try commit(body)
    }

    private func commit(_ body: () throws(StoreProblem) -> Void) throws(StoreProblem) {
        do throws(StoreProblem) {
            try StoreProblem.database { () throws(DatabaseFailure) in try database.run("BEGIN IMMEDIATE") }
            try body()
            try StoreProblem.database { () throws(DatabaseFailure) in try database.run("COMMIT") }
        } catch {
            rollBack()
            throw error
        }
    }

    /// Ends an open transaction without its changes.
    func rollBack() {
        if database.isInTransaction { try? database.run("ROLLBACK") }
    }

    /// Removes rows whose name is none, bodies without a head, and a mark that does not open.
    func dropStrangers() throws(DatabaseFailure) {
        try database.run("DELETE FROM heads WHERE length(name) <> \(RowName.byteCount)")
        try database.run("DELETE FROM bodies WHERE name NOT IN (SELECT name FROM heads)")
        if case .unreadable = try mark() { try database.run("DELETE FROM meta WHERE name = 'mark'") }
    }
}
