// SPDX-License-Identifier: Apache-2.0
package import RoomCore

// Which series people come to, and the series that the room gives back.
extension CalendarKeeper {
    package func attended(_ meeting: MeetingID) async {
        guard let desk = parts.series else { return }
        await desk.held(await series(of: meeting))
    }

    /// The room has declined an occurrence to which nobody came.
    func missed(_ meeting: MeetingID, of series: MeetingID) async {
        guard let desk = parts.series else { return }
        await desk.missed(meeting, of: series, on: today)
    }

    /// The series of a stored meeting, or the meeting itself where it is of none; nil where its details are not there.
    private func series(of meeting: MeetingID) async -> MeetingID? {
        do throws(StoreFailure) {
            return try await engine.store.details(of: meeting).map { $0.seriesID ?? meeting }
        } catch {
            await goOnInNewFile(after: error)
            return nil
        }
    }

    /// Gives back the series that are owed, out of the requests that are not for looks.
    func giveSeriesBack() async {
        guard let desk = parts.series, desk.owes, !budget.isScarce else { return }
        let now = parts.loop.now.wall
        if desk.isSeeking {
            for (id, meeting) in window.meetings where meeting.isInvited && meeting.span.end(in: zone) > now {
                if let series = await series(of: id) { desk.found(series) }
            }
            desk.soughtNow()
        }
        var on: Set<MeetingID> = []
        for (id, meeting) in window.meetings where meeting.isInvited && meeting.isOn(at: now, in: zone) {
            if let series = await series(of: id) { on.insert(series) }
        }
        let result = await desk.giveBack(now: now, on: on)
        await countEdits()
        if case .notAllowed(let detail)? = result.failure {
            set(.calendarReadOnly, true)
            parts.journal.warning("a series could not be given back", ("detail", detail))
        }
        for (series, count) in result.given {
            parts.journal.info("nobody comes to a series, and the room has given it back", ("no-shows", "\(count)"))
            await announce(series)
        }
        guard result.hasWritten else { return }
        set(.calendarReadOnly, false)
        askSoon()
    }

    /// Reports a series by the next of its meetings that the window has.
    private func announce(_ series: MeetingID) async {
        let now = parts.loop.now.wall
        var next: Meeting?
        for (id, meeting) in window.meetings where meeting.span.end(in: zone) > now {
            guard await self.series(of: id) == series else { continue }
            if next.map({ meeting.span.start(in: zone) < $0.span.start(in: zone) }) ?? true { next = meeting }
        }
        report(.seriesReleased(next))
    }
}

extension Meeting {
    /// The room was invited, and has not declined.
    fileprivate var isInvited: Bool { ownResponse != .notInvited && ownResponse != .declined }

    fileprivate func isOn(at now: Instant, in zone: any TimeZoneRules) -> Bool {
        span.start(in: zone) <= now && now < span.end(in: zone)
    }
}
