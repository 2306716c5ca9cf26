// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Carries out what the room asks of one calendar: shows it as pending, writes it, and waits for the sync that brings
/// it. Several requests can be under way.
package final class BookingDesk {
    let editor: any CalendarEditor
    private let sentences: SentenceDesk
    private let loop: any AgentLoop
    private let freshID: () -> MeetingID
    private let random: () -> Double
    private var open: [OpenChange] = []
    private var isStopped = false

    /// Bookings that were rolled back and may stand in the calendar.
    private var withdrawn: [Withdrawn] = []
    /// The occurrences that this desk declined because nobody came, with their series.
    private var missed: [MeetingID: MeetingID] = [:]
    private var isWithdrawing = false

    /// It is hidden until it is taken back, and the window has it no more.
    private struct Withdrawn {
        let change: PendingChange
        var isTried = false
        var isOver = false
    }

    /// One request under way.
    private final class OpenChange {
        let request: BookingRequest
        /// Nil while only the calendar's service can tell what the sentence means.
        var change: PendingChange?
        let madeAt: Duration
        /// Raised when there is a reason to go on before the time.
        let signal: LoopSignal
        var isConfirmed = false
        /// The room's own policy turned it down.
        var isDeclined = false
        /// The calendar said that nobody has the time. Asked once only: our own booking may be there by the next time.
        var isTimeFree = false
        /// The booking may stand in the calendar: an attempt was not refused.
        var mayStand = false
        /// Of a sentence, what became of it.
        var errand = SentenceDesk.Errand()
        /// What the window had before.
        let known: Set<MeetingID>

        init(_ request: BookingRequest, _ change: PendingChange?, _ days: CalendarDays, _ loop: any AgentLoop) {
            self.request = request
            self.change = change
            madeAt = loop.now.uptime
            known = if case .sentence = request { Set(days.window.meetings.keys) } else { [] }
            signal = LoopSignal(loop: loop)
        }

        var until: Duration { madeAt + PendingChange.longest }

        /// Whether a meeting that is new in the window is what the service made of the sentence.
        func isLost(_ meeting: Meeting) -> Bool {
            guard errand.lost != nil, case .sentence(let sentence) = request, !known.contains(meeting.id),
                case .timed = meeting.span
            else { return false }
            return sentence.mayMean(meeting)
        }
    }

    /// When a sync is asked for again, after the write: the calendar's list may lag behind the write.
    private static let looks: [Duration] = [.seconds(5), .seconds(15), .seconds(30)]
    /// How often an event that changes under our hands is read again.
    static let maximumReadings = 3

    /// - Parameters:
    ///   - freshID: `MeetingID.made` of fresh random bytes.
    ///   - random: a number in 0..<1 for jitter.
    package init(
        editor: any CalendarEditor, loop: any AgentLoop, freshID: @escaping () -> MeetingID,
        random: @escaping () -> Double
    ) {
        self.editor = editor
        sentences = SentenceDesk(editor: editor, loop: loop)
        self.loop = loop
        self.freshID = freshID
        self.random = random
    }

    /// Oldest first; what is withdrawn is hidden by it.
    var pending: [PendingChange] { open.compactMap(\.change) + withdrawn.map(\.change) }

    /// How many requests the service has answered for this desk.
    var requests: Int { editor.requests }

    /// - Parameters:
    ///   - days: what is shown now.
    ///   - changed: called when `pending` is another; the first time before the first wait.
    ///   - sync: asks for a sync, whose end is told by `confirm`.
    func carryOut(
        _ request: BookingRequest, in days: CalendarDays, changed: @escaping () -> Void, sync: @escaping () -> Void
    ) async -> BookingOutcome {
        let wanted: OpenChange
        do throws(EditFailure) {
            wanted = OpenChange(request, try change(request, days), days, loop)
        } catch { return .rolledBack(error) }
        open.append(wanted)
        changed()
        let end = loop.schedule(at: wanted.until, tolerance: .zero) { [self] in
            if drop(wanted) { changed() }
        }
        defer { end.cancel() }
        do throws(EditFailure) {
            try await write(wanted, days, changed)
        } catch {
            // A sync can bring what was done, where only the reply was lost.
            if wanted.isConfirmed { return confirmed(wanted) }
            drop(wanted)
            giveUp(wanted)
            if wanted.mayStand { withdraw(wanted) }
            changed()
            return .rolledBack(error)
        }
        await waitForSync(wanted, sync)
        drop(wanted)
        if wanted.isConfirmed { return confirmed(wanted) }
        if wanted.mayStand { withdraw(wanted) }
        changed()
        if wanted.isDeclined { return .rolledBack(.conflict) }
        if let lost = wanted.errand.lost {
            giveUp(wanted)
            return .rolledBack(lost)
        }
        guard let change = wanted.change else { return .rolledBack(.unclear) }
        return .unconfirmed(change.meeting)
    }

    private func confirmed(_ wanted: OpenChange) -> BookingOutcome {
        guard let change = wanted.change else { preconditionFailure("what was confirmed is known") }
        return .confirmed(change.meeting)
    }

    /// Nil for a sentence that only the service understands.
    private func change(_ request: BookingRequest, _ days: CalendarDays) throws(EditFailure) -> PendingChange? {
        if case .sentence(let sentence) = request, sentence.times == nil {
            guard days.pending.count < PendingChange.maximumCount else { throw .conflict }
            return nil
        }
        return try PendingChange(request, in: days, fresh: freshID(), at: loop.now.uptime)
    }

    /// After a sync: what the window has now is pending no more. Whether there was any such.
    func confirm(by window: MeetingWindow) -> Bool {
        var isAny = false
        withdrawn.removeAll { $0.isOver && window.meetings[$0.change.meeting] == nil }
        for wanted in open {
            // Where another account invites the room, it is invited under an ID of our own.
            if !editor.invitesRoom, let found = window.meetings.values.first(where: { wanted.isLost($0) }) {
                wanted.change = PendingChange(booked: found, at: wanted.madeAt)
                wanted.errand.lost = nil
            }
            guard wanted.errand.lost == nil, let change = wanted.change else { continue }
            wanted.isConfirmed = change.isConfirmed(by: window)
            wanted.isDeclined = change.isDeclined(by: window)
            guard wanted.isConfirmed || wanted.isDeclined else { continue }
            drop(wanted)
            isAny = true
        }
        return isAny
    }

    /// Nothing is waited for any more.
    func stop() {
        isStopped = true
        for change in open { change.signal.raise() }
    }

    /// Ends what is shown of it. False where it had ended before.
    @discardableResult
    private func drop(_ wanted: OpenChange) -> Bool {
        guard let place = open.firstIndex(where: { $0 === wanted }) else { return false }
        open.remove(at: place)
        wanted.signal.raise()
        return true
    }

    // MARK: Taking back

    /// Only the calendar of bookings, where another account invites the room: on the room's own, what comes late is
    /// seen by everybody, and may be somebody's by then.
    private func giveUp(_ wanted: OpenChange) {
        guard editor.invitesRoom, case .sentence(let sentence) = wanted.request, !isStopped else { return }
        sentences.giveUp(sentence, wanted.errand)
    }

    private func withdraw(_ wanted: OpenChange) {
        guard let change = wanted.change, case .booked = change.kind, !isStopped,
            withdrawn.count < PendingChange.maximumCount
        else { return }
        withdrawn.append(Withdrawn(change: PendingChange(withdrawn: change.meeting, at: loop.now.uptime)))
    }

    /// Somebody waits for the sync that brings a change.
    var isWaiting: Bool { !open.isEmpty }

    /// There is something to take back.
    var owes: Bool { sentences.owes || withdrawn.contains { !$0.isOver } }

    /// Takes back what was rolled back and stands in the calendar all the same. Whether something was.
    func withdrawBookings() async -> Bool {
        guard !isWithdrawing, owes else { return false }
        isWithdrawing = true
        defer { isWithdrawing = false }
        var isAny = false
        await sentences.deleteLeft()
        for one in withdrawn where !one.isOver && !isStopped && !Task.isCancelled {
            var isOver = false
            do throws(EditFailure) {
                try await editor.delete(try await editor.read(one.change.meeting).version)
                isOver = true
                isAny = true
            } catch {
                switch error {
                // The first time it may still be on its way.
                case .gone: isOver = one.isTried
                case .notAllowed: isOver = true
                case .conflict, .unclear, .failed: break
                }
            }
            guard let place = withdrawn.firstIndex(where: { $0.change.meeting == one.change.meeting }) else { continue }
            withdrawn[place].isTried = true
            withdrawn[place].isOver = isOver
        }
        return isAny
    }

    /// The series of an occurrence that was released: the room declined it, being invited, and nobody else did. Nil
    /// for every other meeting, and the second time.
    func removeMissed(_ occurrence: MeetingID) -> MeetingID? { missed.removeValue(forKey: occurrence) }

    /// Neither confirmed nor out of time.
    private func isOpen(_ wanted: OpenChange) -> Bool {
        !isStopped && !Task.isCancelled && open.contains { $0 === wanted }
    }

    private func waitForSync(_ wanted: OpenChange, _ sync: () -> Void) async {
        let writtenAt = loop.now.uptime
        // Also where its time is over: the sooner a sync brings it, the sooner it is shown again.
        sync()
        for look in Self.looks {
            await pause(wanted, until: writtenAt + look)
            guard isOpen(wanted) else { return }
            sync()
        }
        await pause(wanted, until: wanted.until)
    }

    private func pause(_ wanted: OpenChange, until uptime: Duration) async {
        guard uptime > loop.now.uptime else { return }
        await wanted.signal.wait(until: min(uptime, wanted.until), tolerance: .zero)
    }

    // MARK: Writing

    /// Until it is done, has failed for good, or its time is over.
    private func write(
        _ wanted: OpenChange, _ days: CalendarDays, _ changed: () -> Void
    ) async throws(EditFailure) {
        var failures = 0
        while true {
            do throws(EditFailure) { return try await attempt(wanted, days, changed) } catch {
                if wanted.isConfirmed { return }
                if wanted.errand.lost != nil, !editor.invitesRoom { return }
                failures += 1
                guard let pause = BookingRetry.pause(after: error, count: failures, random: random()) else {
                    throw error
                }
                let next = loop.now.uptime + pause
                guard isOpen(wanted), next < wanted.until else { throw error }
                await self.pause(wanted, until: next)
                if wanted.isConfirmed { return }
                guard isOpen(wanted) else { throw error }
            }
        }
    }

    private func attempt(
        _ wanted: OpenChange, _ days: CalendarDays, _ changed: () -> Void
    ) async throws(EditFailure) {
        if case .sentence(let sentence) = wanted.request, wanted.change == nil || !editor.invitesRoom {
            try await say(sentence, wanted, days, changed)
            guard editor.invitesRoom else { return }
        }
        guard let change = wanted.change else { return }
        switch change.kind {
        case .booked(let meeting):
            if !wanted.isTimeFree { try await checkFree(change.claim) }
            wanted.isTimeFree = true
            let draft = EventDraft(
                id: meeting.id, title: meeting.title, start: change.claim.lowerBound, end: change.claim.upperBound)
            do throws(EditFailure) { _ = try await editor.insert(draft) } catch {
                wanted.mayStand = wanted.mayStand || error.mayBeDone
                throw error
            }
            wanted.mayStand = true
        case .extended(let from, let end), .endedEarly(let from, let end):
            try await moveEnd(of: change.meeting, from: from, to: end, claiming: change.claim)
        case .takenBack: try await removeBooking(change.meeting, as: days)
        case .released(let at): try await release(change.meeting, at: at)
        case .withdrawn: break
        }
    }

    /// Reads the event and decides again, as long as it changes under our hands.
    private func release(_ event: MeetingID, at end: Instant) async throws(EditFailure) {
        for _ in 0..<Self.maximumReadings {
            do throws(EditFailure) {
                let copy = try await editor.invitation(event)
                guard case .timed(let start, let present) = copy.meeting.span, start < end else { throw .gone }
                if copy.meeting.ownResponse == .declined || present <= end { return }
                if copy.meeting.ownResponse == .notInvited {
                    _ = try await editor.change(copy.version, to: EventEdit(end: end))
                } else {
                    // Before the reply, which may get lost.
                    missed[event] = copy.details.seriesID
                    _ = try await editor.respond(.declined, to: copy)
                }
                return
            } catch {
                if !error.mayBeDone { missed[event] = nil }
                // Somebody has moved or cancelled it: it is not this meeting's time any more.
                if error == .gone { return }
                guard error == .conflict else { throw error }
            }
        }
        throw .conflict
    }

    /// Has the service make an event of a sentence, once.
    private func say(
        _ sentence: BookingSentence, _ wanted: OpenChange, _ days: CalendarDays, _ changed: () -> Void
    ) async throws(EditFailure) {
        if let times = sentence.times, !wanted.isTimeFree { try await checkFree(times) }
        wanted.isTimeFree = true
        let copy = try await sentences.event(of: sentence, &wanted.errand)
        guard case .timed(let start, let end) = copy.meeting.span, start < end, loop.now.wall < end, !copy.repeats
        else {
            await sentences.delete(copy)
            throw .unclear
        }
        if editor.invitesRoom {
            // It has said when the meeting is to be. The room is invited to one under an ID of our own, so that asking
            // again makes no second one, and that the room knows on which calendar to move it.
            await sentences.delete(copy)
            let title = copy.meeting.title.exposed.isEmpty ? sentence.title : copy.meeting.title
            let request = BookingRequest.book(title: title, start: start, end: end)
            wanted.change = try PendingChange(request, in: days, fresh: freshID(), at: wanted.madeAt)
            if isOpen(wanted) { changed() }
            return
        }
        wanted.change = PendingChange(booked: copy.meeting, at: wanted.madeAt)
        wanted.mayStand = true
        // What nobody could ask about before is held against what is known of the calendar.
        guard sentence.times == start..<end || !days.isTaken(start..<end, but: copy.meeting.id) else { throw .conflict }
        if isOpen(wanted) { changed() }
    }
}

extension CalendarDays {
    /// Another meeting blocks a part of that time.
    fileprivate func isTaken(_ time: Range<Instant>, but own: MeetingID) -> Bool {
        var isTaken = false
        forEachShown { meeting in
            guard meeting.id != own, meeting.blocksTime else { return }
            let (start, end) = (meeting.span.start(in: zone), meeting.span.end(in: zone))
            if start < time.upperBound, time.lowerBound < end { isTaken = true }
        }
        return isTaken
    }
}
