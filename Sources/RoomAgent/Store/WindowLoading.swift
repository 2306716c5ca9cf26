// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// Opens what there is, reads all heads, and puts right what is damaged: bad rows are dropped, and a file that is
/// unsound is set aside and made anew with the heads that still opened.
struct WindowLoading {
    let place: WindowPlace
    let dataKey: SecretBytes
    let room: String

    struct Loaded {
        var window: OpenWindow
        var meetings: [Meeting]
        var damage: StoreDamage?
        /// False where the file could not take what was saved from its predecessor.
        var fileHasAll = true
    }

    func load() throws(StoreProblem) -> Loaded {
        switch try place.open(dataKey, room: room) {
        case .fresh(let file): return Loaded(window: OpenWindow(file: file), meetings: [])
        case .existing(let file): return try read(file)
        case .damaged: return try startAnew { .fileSetAside($0) }
        case .wrongKey: return try startAnew { .wrongKey($0) }
        }
    }

    private func read(_ file: WindowFile) throws(StoreProblem) -> Loaded {
        var findings = try WindowFindings(of: file)
        guard let lost = findings.lost else { return loaded(file, findings, damage: nil) }
        findings.mark?.mark.cursor = nil
        if !findings.isUnsound, try repair(file, findings) { return loaded(file, findings, damage: .rows(lost)) }
        return try rebuild(file, findings)
    }

    private func loaded(_ file: WindowFile, _ findings: WindowFindings, damage: StoreDamage?) -> Loaded {
        let window = OpenWindow(file: file, rows: findings.rows, sum: findings.sum, mark: findings.mark?.mark)
        return Loaded(window: window, meetings: findings.meetings, damage: damage)
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
                if let mark = findings.mark { try file.putMark(StoredMark(mark.mark, rows: findings.sum)) }
            }
            return true
        } catch {
            if error.isDamage { return false }
            // A full disk is no reason to show nothing; the repair comes with the full sync.
            return true
        }
    }

    private func rebuild(_ file: WindowFile, _ findings: WindowFindings) throws(StoreProblem) -> Loaded {
        file.close()
        var loaded = try startAnew { .fileSetAside($0) }
        loaded.meetings = findings.meetings
        var window = loaded.window
        do throws(StoreProblem) {
            try window.file.inTransaction { () throws(StoreProblem) in
                for meeting in findings.meetings {
                    let name = try StoreProblem.crypto { () throws(CryptoFailure) in
                        try window.file.keys.name(of: meeting.id)
                    }
                    window.sum.add(try window.file.putHead(MeetingCode.encode(meeting), name))
                    window.rows[name] = RowSpan(meeting.span)
                }
                if let mark = findings.mark { try window.file.putMark(StoredMark(mark.mark, rows: window.sum)) }
            }
            window.mark = findings.mark?.mark
            loaded.window = window
        } catch {
            loaded.fileHasAll = false
        }
        return loaded
    }

    private func startAnew(_ damage: (String) -> StoreDamage) throws(StoreProblem) -> Loaded {
        let name = try place.setAside()
        let file = try place.create(dataKey, room: room)
        return Loaded(window: OpenWindow(file: file), meetings: [], damage: damage(name))
    }
}

extension WindowFile {
    /// Commits what `body` writes, or nothing of it.
    func inTransaction(_ body: () throws(StoreProblem) -> Void) throws(StoreProblem) {
        do throws(StoreProblem) {
            try StoreProblem.database { () throws(DatabaseFailure) in try database.run("BEGIN IMMEDIATE") }
            try body()
            try StoreProblem.database { () throws(DatabaseFailure) in try database.run("COMMIT") }
        } catch {
            rollBack()
            throw error
        }
        // What was overwritten lies in the log until it is cut; if that fails, the next commit does it.
        try? database.checkpoint()
        database.releaseMemory()
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
