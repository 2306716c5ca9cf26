// SPDX-License-Identifier: Apache-2.0

// Walk-up booking and extending: a press offers, and a second one while the offer is shown takes it.
extension RoomMachine {
    /// What a press would do now, because the display offers it and it still fits.
    func offer(_ agenda: Agenda, _ now: Moment) -> BookingOffer? {
        guard case .offer(let offer)? = notice(at: now), suits(offer, agenda, now) else { return nil }
        return offer
    }

    /// The extension of the meeting that is shown.
    func longer(_ key: MeetingKey, _ agenda: Agenda, _ now: Moment) -> BookingOffer? {
        guard manners.books else { return nil }
        return agenda.current.first { $0.key == key }.flatMap { agenda.longer($0, at: now.wall) }
    }

    private func suits(_ offer: BookingOffer, _ agenda: Agenda, _ now: Moment) -> Bool {
        switch (offer, state(agenda: agenda, now: now)) {
        case (.book(_, let until), .free): now.wall < until && agenda.freeUntil.map { until <= $0 } ?? true
        case (.extend(let key, _, _), .busy(let item)): item.key == key && longer(key, agenda, now) == offer
        case (.extend(let key, _, _), .inMeeting(let session)):
            session.key == key && longer(key, agenda, now) == offer
        default: false
        }
    }

    /// Shows what a second press would do. That may come sooner than after the cooldown, but not before it was read.
    mutating func makeOffer(_ offer: BookingOffer?, _ now: Moment, _ meeting: Meeting?) -> [RoomEffect] {
        guard let offer else { return [] }
        pressableAt = now.uptime + limits.reaction
        shownNotice = (.offer(offer), now.uptime + limits.offerShown)
        let isBooking = if case .book = offer { true } else { false }
        return [.doubleBlink, answer(isBooking ? .offeredBooking : .offeredExtension, now, meeting)]
    }

    mutating func accept(_ agenda: Agenda, _ now: Moment) -> [RoomEffect] {
        guard let offer = offer(agenda, now) else { return [] }
        startCooldown(now)
        switch offer {
        case .book:
            shownNotice = (.asking, now.uptime + limits.noticeShown)
            return [.request(offer), answer(.booking, now)]
        case .extend(let key, _, _):
            shownNotice = nil
            return [.request(offer), answer(.extending, now, agenda.item(key)?.meeting)]
        }
    }

    /// What came of what the calendar was asked for.
    mutating func answered(
        _ deed: BookingDeed, _ outcome: BookingOutcome, _ meeting: Meeting?, _ now: Moment
    ) -> [RoomEffect] {
        if case .asking? = shownNotice?.notice { shownNotice = nil }
        guard let trouble = outcome.trouble, let cause = outcome.cause else {
            // What was not to be had before is of no use beside what was.
            if deed != .releasing, case .undone? = shownNotice?.notice { shownNotice = nil }
            let kind: RoomReport.Kind
            switch deed {
            case .booking: kind = .booked
            case .extending: kind = .extended
            case .ending: kind = .endedEarly
            case .releasing: kind = .released
            }
            return [.report(RoomReport(kind, at: now.wall, meeting: meeting))]
        }
        // Nobody in the room asked for a release.
        if deed != .releasing { shownNotice = (.undone(deed, trouble), now.uptime + limits.undoneShown) }
        var report = RoomReport(.rolledBack, at: now.wall, meeting: meeting)
        report.deed = deed
        report.cause = cause
        return [.report(report)]
    }

    /// A notice goes with the state that it belongs to.
    mutating func dropNotice(_ agenda: Agenda, _ now: Moment) {
        switch shownNotice?.notice {
        case .offer(let offer)?: if !suits(offer, agenda, now) { shownNotice = nil }
        case .asking?, .nextMeeting?: if state(agenda: agenda, now: now) != .free { shownNotice = nil }
        case .whyUnknown?: if state(agenda: agenda, now: now) != .unknown { shownNotice = nil }
        default: break
        }
    }
}
