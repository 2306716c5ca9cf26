// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Counts the no-shows of recurring series, and gives the rest of a series back where there were too many in a row: the
/// room declines the series, as the invitee that it is, and those of its occurrences to come that have an answer of
/// their own. Nobody's event is deleted, and whoever invites the room anew begins at nought.
package final class SeriesDesk {
    private let editor: any CalendarEditor
    private let record: any StrikeRecord
    private let after: Int
    private let loop: any AgentLoop
    private let journal: any AgentJournal
    private var strikes: SeriesStrikes
    /// The series that are owed, as far as this run knows them; the record has but their names.
    private var known: [String: MeetingID] = [:]
    private var tried = Attempts<String>()
    private var soughtAt: Duration?
    private var isGiving = false

    /// Occurrences with an answer of their own that are declined in one go; the next one goes on.
    private static let most = 20
    /// How often a series that changes under our hands is read again.
    private static let maximumReadings = 3
    /// After a start the window is searched for a series that is owed, and again after this long.
    private static let searchPause = Duration.hours(1)

    /// - Parameters:
    ///   - editor: of the room's calendar.
    ///   - after: so many no-shows in a row, at least 1 and at most `SeriesStrikes.most`.
    package init(
        editor: any CalendarEditor, record: any StrikeRecord, after: Int, loop: any AgentLoop,
        journal: any AgentJournal
    ) {
        self.editor = editor
        self.record = record
        self.after = after
        self.loop = loop
        self.journal = journal
        strikes = SeriesStrikes(record.load())
    }

    /// What came of one go.
    struct Result {
        /// Given back for good, and how many no-shows it took.
        var given: [(series: MeetingID, count: Int)] = []
        /// Something was declined.
        var hasWritten = false
        /// Why a series could not be given back; nil where none was refused.
        var failure: EditFailure?
    }

    // MARK: Counting

    /// Nobody came to an occurrence, and the room has declined it.
    func missed(_ occurrence: MeetingID, of series: MeetingID, on day: CivilDate) async {
        let name = record.name(of: series)
        guard let count = strikes.strike(name, occurrence: record.name(of: occurrence), on: day) else { return }
        if count >= after { known[name] = series }
        journal.info("nobody came to a series", ("in-a-row", "\(count)"), ("given-back-after", "\(after)"))
        await keep()
    }

    /// Somebody came to an occurrence. Nil: nobody knows of which series, and each of them begins anew.
    func held(_ series: MeetingID?) async {
        guard let series else { return await forget() }
        let name = record.name(of: series)
        known[name] = nil
        if strikes.clear(name) { await keep() }
    }

    /// Forgets all of it.
    func forget() async {
        known = [:]
        guard !strikes.entries.isEmpty else { return }
        strikes = SeriesStrikes()
        await keep()
    }

    private func keep() async {
        if await record.keep(strikes.entries) { return }
        journal.warning("which series nobody came to cannot be remembered")
    }

    // MARK: Giving back

    private var owed: [SeriesStrikes.Entry] { strikes.entries.filter { $0.count >= after } }

    /// There is a series to give back.
    var owes: Bool { !owed.isEmpty }

    /// Nobody in this run knows yet which series is owed, and it is time to look for it.
    var isSeeking: Bool {
        owed.contains { known[$0.series] == nil }
            && soughtAt.map { loop.now.uptime - $0 >= Self.searchPause } ?? true
    }

    /// A series of the window; `soughtNow` when all were told.
    func found(_ series: MeetingID) {
        let name = record.name(of: series)
        if known[name] == nil, owed.contains(where: { $0.series == name }) { known[name] = series }
    }

    func soughtNow() { soughtAt = loop.now.uptime }

    /// Gives back what is due. The first refusal ends it, until the next go.
    /// - Parameter on: series of which an occurrence is on: somebody may be in it.
    func giveBack(now: Instant, on: Set<MeetingID>) async -> Result {
        var result = Result()
        guard !isGiving else { return result }
        isGiving = true
        defer { isGiving = false }
        tried.keep { name in owed.contains { $0.series == name } }
        for entry in owed {
            guard let series = known[entry.series], !on.contains(series),
                tried.isDue(entry.series, at: loop.now.uptime)
            else { continue }
            tried.begin(entry.series, at: loop.now.uptime)
            do throws(EditFailure) {
                guard let isInvited = try await giveBack(series, from: now, &result) else { continue }
                // Somebody may have come meanwhile; then it is theirs, and what was declined stays so.
                guard strikes.clear(entry.series) else { continue }
                known[entry.series] = nil
                await keep()
                if isInvited { result.given.append((series, entry.count)) }
            } catch {
                switch error {
                // It is not there, or the room is not invited to it as a whole: there is nothing to give back.
                case .gone: await held(series)
                case .conflict, .unclear: break
                case .notAllowed, .failed:
                    result.failure = error
                    return result
                }
            }
            if Task.isCancelled { break }
        }
        return result
    }

    /// Whether the room was invited to it; nil where something is left to do.
    private func giveBack(
        _ series: MeetingID, from now: Instant, _ result: inout Result
    ) async throws(EditFailure) -> Bool? {
        let whole = try await declineWhole(series, &result)
        guard whole else { return false }
        var left = Self.most
        var isAll = true
        var next: String?
        for _ in 0..<SeriesPages.maximumCount {
            let page = try await editor.occurrences(of: series, from: now, page: next)
            guard let isEach = try await decline(page.copies, after: now, &left, &result) else { return nil }
            isAll = isAll && isEach
            next = page.nextPage
            if next == nil { break }
        }
        return isAll ? true : nil
    }

    /// Declines those to come that have an answer of their own, as many as are left. Whether each is declined by now;
    /// nil where more of them are than may be.
    private func decline(
        _ copies: [EventCopy], after now: Instant, _ left: inout Int, _ result: inout Result
    ) async throws(EditFailure) -> Bool? {
        var isAll = true
        for copy in copies {
            // What is on is given back by itself, where nobody comes.
            guard case .timed(let start, _) = copy.meeting.span, start > now else { continue }
            switch copy.meeting.ownResponse {
            case .declined, .notInvited: continue
            case .needsAction, .accepted, .tentative: break
            }
            guard left > 0, !Task.isCancelled else { return nil }
            left -= 1
            do throws(EditFailure) {
                _ = try await editor.respond(.declined, to: copy)
                result.hasWritten = true
            } catch {
                guard error == .conflict || error == .gone else { throw error }
                isAll = false
            }
        }
        return isAll
    }

    /// Declines the series itself, whose occurrences follow. Whether the room is invited to it.
    private func declineWhole(_ series: MeetingID, _ result: inout Result) async throws(EditFailure) -> Bool {
        for _ in 0..<Self.maximumReadings {
            let copy = try await editor.invitation(series)
            switch copy.meeting.ownResponse {
            case .notInvited: return false
            case .declined: return true
            case .needsAction, .accepted, .tentative: break
            }
            do throws(EditFailure) {
                _ = try await editor.respond(.declined, to: copy)
                result.hasWritten = true
                return true
            } catch {
                guard error == .conflict else { throw error }
            }
        }
        throw .conflict
    }
}
