// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Carries out what the room asks of one calendar: shows it as pending, writes it, and waits for the sync that brings
/// it. Several requests can be under way.
package final class BookingDesk {
    private let editor: any CalendarEditor
    private let loop: any AgentLoop
    private let freshID: () -> MeetingID
    private let random: () -> Double
    private var open: [OpenChange] = []
    private var isStopped = false

    /// One request under way.
    private final class OpenChange {
        let change: PendingChange
        /// Raised when there is a reason to go on before the time.
        let signal: LoopSignal
        var isConfirmed = false
        /// The calendar said that nobody has the time. Asked once only: our own booking may be there by the next time.
        var isTimeFree = false

        init(_ change: PendingChange, _ loop: any AgentLoop) {
            self.change = change
            signal = LoopSignal(loop: loop)
        }
    }

    /// When a sync is asked for again, after the write: the calendar's list may lag behind the write.
    private static let looks: [Duration] = [.seconds(5), .seconds(15), .seconds(30)]
    /// How often an event that changes under our hands is read again.
    private static let maximumReadings = 3

    /// - Parameters:
    ///   - freshID: `MeetingID.made` of fresh random bytes.
    ///   - random: a number in 0..<1 for jitter.
    package init(
        editor: any CalendarEditor, loop: any AgentLoop, freshID: @escaping () -> MeetingID,
        random: @escaping () -> Double
    ) {
        self.editor = editor
        self.loop = loop
        self.freshID = freshID
        self.random = random
    }

    /// Oldest first.
    var pending: [PendingChange] { open.map(\.change) }

    /// - Parameters:
    ///   - days: what is shown now.
    ///   - changed: called when `pending` is another; the first time before the first wait.
    ///   - sync: asks for a sync, whose end is told by `confirm`.
    func carryOut(
        _ request: BookingRequest, in days: CalendarDays, changed: @escaping () -> Void, sync: @escaping () -> Void
    ) async -> BookingOutcome {
        let wanted: OpenChange
        do throws(EditFailure) {
            wanted = OpenChange(
                try PendingChange(request, in: days, fresh: freshID(), at: loop.now.uptime), loop)
        } catch { return .rolledBack(error) }
        open.append(wanted)
        changed()
        let end = loop.schedule(at: wanted.change.until, tolerance: .zero) { [self] in
            if drop(wanted) { changed() }
        }
        defer { end.cancel() }
        do throws(EditFailure) {
            try await write(wanted)
        } catch {
            // A sync can bring what was done, where only the reply was lost.
            if wanted.isConfirmed { return .confirmed(wanted.change.meeting) }
            if drop(wanted) { changed() }
            return .rolledBack(error)
        }
        await waitForSync(wanted, sync)
        if drop(wanted) { changed() }
        return wanted.isConfirmed ? .confirmed(wanted.change.meeting) : .unconfirmed(wanted.change.meeting)
    }

    /// After a sync: what the window has now is pending no more. Whether there was any such.
    func confirm(by window: MeetingWindow) -> Bool {
        let confirmed = open.filter { $0.change.isConfirmed(by: window) }
        for change in confirmed {
            change.isConfirmed = true
            drop(change)
        }
        return !confirmed.isEmpty
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
        await pause(wanted, until: wanted.change.until)
    }

    private func pause(_ wanted: OpenChange, until uptime: Duration) async {
        guard uptime > loop.now.uptime else { return }
        await wanted.signal.wait(until: min(uptime, wanted.change.until), tolerance: .zero)
    }

    // MARK: Writing

    /// Until it is done, has failed for good, or its time is over.
    private func write(_ wanted: OpenChange) async throws(EditFailure) {
        var failures = 0
        while true {
            do throws(EditFailure) { return try await attempt(wanted) } catch {
                if wanted.isConfirmed { return }
                failures += 1
                guard let pause = BookingRetry.pause(after: error, count: failures, random: random()) else {
                    throw error
                }
                let next = loop.now.uptime + pause
                guard isOpen(wanted), next < wanted.change.until else { throw error }
                await self.pause(wanted, until: next)
                if wanted.isConfirmed { return }
                guard isOpen(wanted) else { throw error }
            }
        }
    }

    private func attempt(_ wanted: OpenChange) async throws(EditFailure) {
        let change = wanted.change
        switch change.kind {
        case .booked(let meeting):
            if !wanted.isTimeFree { try await checkFree(change.claim) }
            wanted.isTimeFree = true
            _ = try await editor.insert(
                EventDraft(
                    id: meeting.id, title: meeting.title, start: change.claim.lowerBound, end: change.claim.upperBound))
        case .extended(let from, let end), .endedEarly(let from, let end):
            try await moveEnd(of: change.meeting, from: from, to: end, claiming: change.claim)
        }
    }

    /// Reads the event and decides again, as long as only other things than its end change meanwhile.
    private func moveEnd(
        of event: MeetingID, from: Instant, to end: Instant, claiming claim: Range<Instant>
    ) async throws(EditFailure) {
        for _ in 0..<Self.maximumReadings {
            let copy = try await editor.read(event)
            guard case .timed(_, let present) = copy.meeting.span else { throw .conflict }
            // Done by a request whose reply was lost.
            if present == end { return }
            guard present == from else { throw .conflict }
            if !claim.isEmpty { try await checkFree(claim) }
            do throws(EditFailure) {
                _ = try await editor.change(copy.version, to: EventEdit(end: end))
                return
            } catch {
                guard error == .conflict else { throw error }
            }
        }
        throw .conflict
    }

    private func checkFree(_ time: Range<Instant>) async throws(EditFailure) {
        guard try await editor.busy(from: time.lowerBound, until: time.upperBound).isEmpty else { throw .conflict }
    }
}
