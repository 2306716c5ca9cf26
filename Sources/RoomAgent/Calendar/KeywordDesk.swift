// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Writes join details into the events of one calendar whose location asks for them, and takes them out of those whose
/// location asks no more. What to write, `KeywordPlan` decides; here it is read, written, and tried again.
package final class KeywordDesk {
    private var plan: KeywordPlan
    /// Tells the languages of organisers. Default: nobody does, and the block is in the room's.
    package var languages: (any OrganizerLanguages)?
    private let editor: any InvitationEditor
    private let calendar: CalendarID
    private let loop: any AgentLoop
    private let journal: any AgentJournal
    private let fresh: () -> String?
    private var errands: [Errand] = []
    /// Events that may not be written to, or that Google makes no meeting for, until they are seen to be otherwise.
    private var refused: Set<MeetingID> = []
    /// Newest last.
    private var shared: [SharedSpace] = []
    private var day: CivilDate?
    /// Of the day.
    private var requestsSpent = 0
    /// How often each event was written to on this day: whoever undoes what we write, or makes it fail, has the last
    /// word.
    private var tallies: [MeetingID: Tally] = [:]

    private struct Tally {
        var writes = 0
        var creations = 0
    }

    /// One event that is to be looked at: a series, an occurrence that is a series' own no more, or an event alone.
    private struct Errand {
        let event: MeetingID
        /// Of a series: the occurrences that asked.
        var occurrences: [KeywordAsk] = []
        /// In time since boot.
        var at: Duration
        var looks = 0
        var failures = 0
    }

    /// Ends an errand for good, for this reason.
    private enum End: Error {
        case refused(String)
        case gone
        case blocked(String)
        case later(Duration)
        case failed(CalendarFailure)
    }

    /// What one look at all errands may take: the next sync goes on.
    private static let errandsAtOnce = 5
    /// Hostile invitations come in any number. What finds no place is found again by the next full sync.
    private static let maximumErrands = 200
    private static let maximumShared = 500
    /// How often an event is written to, or read again, in one go.
    private static let maximumSteps = 8
    /// When a meeting that Google has not made yet is looked at again.
    private static let looks: [Duration] = [.seconds(5), .seconds(15), .minutes(1), .minutes(5), .minutes(30)]
    private static let firstRetry = Duration.seconds(30)
    private static let maximumFailures = 6
    /// Of one event, on one day.
    private static let maximumWrites = 8
    private static let maximumCreations = 3
    /// When what was written is fetched.
    private static let fetchDelay = Duration.seconds(1)

    /// - Parameters:
    ///   - calendar: the room's own.
    ///   - fresh: a name of letters and digits that nobody can guess; nil where there is no randomness.
    package init(
        plan: KeywordPlan, editor: any InvitationEditor, calendar: CalendarID, loop: any AgentLoop,
        journal: any AgentJournal, fresh: @escaping () -> String?
    ) {
        self.plan = plan
        self.editor = editor
        self.calendar = calendar
        self.loop = loop
        self.journal = journal
        self.fresh = fresh
    }

    /// In which the block is written where nobody tells the organiser's.
    var language: Language {
        get { plan.language }
        set { plan.language = newValue }
    }

    /// How many requests the service has answered for languages.
    var languageRequests: Int { languages?.requests ?? 0 }

    /// An event asks for join details, and may not be given them.
    package var isRefused: Bool { !refused.isEmpty }

    /// Takes over what the pages of a sync told, and does what is due. At most half of the day's requests are spent.
    /// Returns when there is something to do next, or something to fetch, in time since boot.
    package func act(on asks: [KeywordAsk], mayAsk: Bool, today: CivilDate, perDay: Int) async -> Duration? {
        for ask in asks {
            if let space = ask.space { remember(space) } else if !isOver(ask) { add(ask) }
        }
        if day != today { (day, requestsSpent, tallies) = (today, 0, [:]) }
        var hasWritten = false
        for _ in 0..<Self.errandsAtOnce {
            guard mayAsk, requestsSpent < perDay / 2, !Task.isCancelled,
                let place = errands.firstIndex(where: { $0.at <= loop.now.uptime })
            else { break }
            let errand = errands.remove(at: place)
            let before = editor.requests + languageRequests
            let outcome = await run(errand)
            requestsSpent += editor.requests + languageRequests - before
            if outcome.hasWritten { hasWritten = true }
            guard outcome.goesOn else { break }
        }
        let fetch = hasWritten ? loop.now.uptime + Self.fetchDelay : nil
        return (errands.map(\.at) + [fetch].compactMap(\.self)).min()
    }

    private func remember(_ space: SharedSpace) {
        guard shared.count < Self.maximumShared, !shared.contains(space) else { return }
        shared.append(space)
    }

    private func isOver(_ ask: KeywordAsk) -> Bool {
        // The zone of an all-day event moves its end by less than a day.
        ask.span.end(in: FixedOffset()) + (ask.span.isAllDay ? .days(1) : .zero) <= loop.now.wall
    }

    private func add(_ ask: KeywordAsk) {
        let event = ask.series ?? ask.event
        let place = errands.firstIndex { $0.event == event }
        if place == nil, errands.count >= Self.maximumErrands { return }
        var errand = place.map { errands.remove(at: $0) } ?? Errand(event: event, at: loop.now.uptime)
        if ask.series != nil { errand.occurrences.append(ask) }
        errands.append(errand)
    }

    // MARK: One errand

    private func run(_ errand: Errand) async -> (hasWritten: Bool, goesOn: Bool) {
        var errand = errand
        var hasWritten = false
        do throws(End) {
            let home = try await settle(&errand, &hasWritten)
            refused.remove(errand.event)
            await lookAtOccurrences(of: errand, on: home, hasWritten)
        } catch {
            switch error {
            case .gone:
                refused.remove(errand.event)
                // The room may be asked to some occurrences and not to the series.
                for ask in errand.occurrences { addAlone(ask.event) }
            case .blocked(let reason):
                journal.info("no join details for a keyword", ("reason", reason))
                for ask in errand.occurrences { addAlone(ask.event) }
            case .refused(let detail):
                if refused.insert(errand.event).inserted {
                    journal.warning("join details could not be written", ("detail", detail))
                }
            case .later(let pause): putBack(errand, after: pause)
            case .failed(let failure):
                errand.failures += 1
                journal.info("join details are written later", ("detail", failure.detail))
                guard errand.failures < Self.maximumFailures else { break }
                let pause = Self.firstRetry * (1 << (2 * (errand.failures - 1)))
                putBack(errand, after: max(min(pause, .hours(2)), failure.retryAfter ?? .zero))
                return (hasWritten, false)
            }
        }
        return (hasWritten, true)
    }

    private func putBack(_ errand: Errand, after pause: Duration) {
        var errand = errand
        errand.at = loop.now.uptime + pause
        errands.append(errand)
    }

    private func addAlone(_ event: MeetingID) {
        guard errands.count < Self.maximumErrands, !errands.contains(where: { $0.event == event }) else { return }
        errands.append(Errand(event: event, at: loop.now.uptime))
    }

    /// Reads and writes until the event is as it should be. Returns the calendar on which it was.
    private func settle(_ errand: inout Errand, _ hasWritten: inout Bool) async throws(End) -> CalendarID {
        let event = errand.event
        var (copy, home) = try await read(event)
        for _ in 0..<Self.maximumSteps {
            switch await step(for: copy) {
            case .done:
                plan.shared(copy).map(remember)
                return home
            case .wait:
                guard errand.looks < Self.looks.count else { throw .refused("the meeting is not made") }
                errand.looks += 1
                throw .later(Self.looks[errand.looks - 1])
            case .blocked(let reason): throw .blocked(reason)
            case .write(let edit):
                var tally = tallies[event] ?? Tally()
                tally.writes += 1
                if case .create = edit.conference { tally.creations += 1 }
                guard tally.creations <= Self.maximumCreations else { throw .refused("no meeting can be made") }
                guard tally.writes <= Self.maximumWrites else { throw .refused("written too often today") }
                tallies[event] = tally
                do throws(EditFailure) {
                    copy = try await editor.write(edit, to: copy.version, on: home)
                    hasWritten = true
                } catch {
                    guard error == .conflict else { throw end(error) }
                    // Somebody else was first, perhaps another agent with the same errand.
                    copy = try await invitation(event, home)
                }
            }
        }
        throw .later(Self.firstRetry)
    }

    /// A body is written in the organiser's language, which is asked for only then.
    private func step(for copy: Invitation) async -> KeywordPlan.Step {
        var made: String??
        func name() -> String? {
            if let made { return made }
            let new = fresh()
            made = .some(new)
            return new
        }
        let step = plan.step(for: copy, fresh: name, known: shared)
        guard let languages, case .write(let edit) = step, edit.body != nil, edit.record?.exposed.isEmpty == false,
            let language = await languages.language(of: copy.organizer), language != plan.language
        else { return step }
        return plan.step(for: copy, fresh: name, known: shared, language: language)
    }

    /// The event as its organiser's calendar has it, where ours has but a copy, and the account may see it there.
    private func read(_ event: MeetingID) async throws(End) -> (Invitation, CalendarID) {
        let copy = try await invitation(event, calendar)
        let organizer = CalendarID(copy.organizer.exposed)
        guard !copy.isOrganizers, !copy.guestsMayModify, !copy.organizer.exposed.isEmpty, organizer != calendar,
            plan.step(for: copy, fresh: { "x" }) != .done
        else { return (copy, calendar) }
        do throws(EditFailure) {
            return (try await editor.invitation(event, on: organizer), organizer)
        } catch {
            if case .failed(let failure) = error, failure.reason == .unreachable { throw .failed(failure) }
            return (copy, calendar)
        }
    }

    private func invitation(_ event: MeetingID, _ calendar: CalendarID) async throws(End) -> Invitation {
        do throws(EditFailure) { return try await editor.invitation(event, on: calendar) } catch { throw end(error) }
    }

    private func end(_ failure: EditFailure) -> End {
        switch failure {
        case .conflict: .later(Self.firstRetry)
        case .gone: .gone
        case .notAllowed(let detail): .refused(detail)
        // Sentences are not written here.
        case .unclear: .refused("unclear")
        // Google makes no Meet for this account, or on this calendar ("Invalid conference type value.").
        case .failed(let failure) where failure.reason == .requestRefused: .refused(failure.detail)
        case .failed(let failure): .failed(failure)
        }
    }

    /// What a series says is said for its occurrences, but for those that were changed and have texts of their own.
    private func lookAtOccurrences(of errand: Errand, on home: CalendarID, _ hasWritten: Bool) async {
        guard !errand.occurrences.isEmpty else { return }
        guard hasWritten else {
            for ask in errand.occurrences { addAlone(ask.event) }
            return
        }
        let now = loop.now.wall
        var next: String?
        do throws(EditFailure) {
            for _ in 0..<SeriesPages.maximumCount {
                let page = try await editor.occurrences(of: errand.event, from: now, page: next, on: home)
                for copy in page.copies where plan.step(for: copy, fresh: { "x" }) != .done {
                    addAlone(copy.version.event)
                }
                next = page.nextPage
                guard next != nil, !Task.isCancelled else { return }
            }
        } catch {
            for ask in errand.occurrences { addAlone(ask.event) }
        }
    }
}
