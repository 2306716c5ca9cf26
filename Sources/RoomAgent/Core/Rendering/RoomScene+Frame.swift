// SPDX-License-Identifier: Apache-2.0

extension RoomScene {
    /// What a display of that size and character set shows. The most important line survives on the smallest; the
    /// meaning of the button is never hidden by a warning; no time and no word of ours is ever cut. Default of the
    /// character set: UTF-8.
    package func frame(_ size: TextSize, _ charset: DisplayCharset = .utf8) -> TextFrame {
        frames(size, charset).frame(at: now.uptime)
    }

    /// When lines that share a place change by themselves, in time since boot; nil where each has its own. Default of
    /// the character set: UTF-8.
    package func nextTurn(_ size: TextSize, _ charset: DisplayCharset = .utf8) -> Duration? {
        frames(size, charset).nextTurn(after: now.uptime)
    }

    /// The frame of this moment and those that take turns with it, until the scene is another one. They are worked out
    /// together: what has a place depends on what the character set can write.
    package func frames(_ size: TextSize, _ charset: DisplayCharset) -> FrameCycle {
        let layout = FrameComposer(scene: self, size: size, charset: charset).layout
        func row(_ offset: Int, _ line: FrameLine) -> String {
            // A warning that has no line of its own leaves a mark.
            line.row(size.columns, mark: offset == 0 && layout.isMarked ? "!" : "", charset)
        }
        let rows = layout.lines.enumerated().map { row($0, $1) }
        let others = layout.turns.map { turn in
            var others = rows
            for (place, line) in turn { others[place] = row(place, line) }
            return TextFrame(others, size)
        }
        return FrameCycle([TextFrame(rows, size)] + others)
    }

    /// What is left on the display when the agent stops. On a single row, which can't take turns any more, support
    /// stands behind the words where there is room for it.
    package func farewell(_ size: TextSize, _ charset: DisplayCharset = .utf8) -> TextFrame {
        let words = RoomText.stopped.forms(language)
        let support = FrameComposer(scene: self, size: size, charset: charset).supportForm
        var lines = [FrameLine(1, title: DisplayText.clean(roomName)), FrameLine(1, words)]
        if let support {
            lines =
                size.rows == 1
                ? [FrameLine(1, words.map { "\($0). \(support)" } + words)] : lines + [FrameLine(1, [support])]
        }
        return TextFrame(lines.suffix(size.rows).map { $0.row(size.columns, mark: "", charset) }, size)
    }

    // MARK: What the lines are about

    /// The warning that is told.
    var worst: Warning? { warnings.first { $0.severity < .notice } }

    /// From when a press joins the next meeting that can be joined, from ten minutes before that.
    var opening: Instant? {
        guard let item = agenda.coming.first(where: { $0.joinPlan.best != nil }), item.opensAt > now.wall,
            item.opensAt - now.wall <= Self.openingNotice
        else { return nil }
        return item.opensAt
    }

    /// The booking that a running session has to make way for soon.
    func nearBooking(_ session: SessionView) -> AgendaItem? {
        guard let booking = agenda.nextBooking, booking.key != session.key,
            booking.start - now.wall <= Self.bookingWarning
        else { return nil }
        return booking
    }

    /// The meeting whose time has begun while a session of another one still runs.
    func waitingGroup(_ session: SessionView) -> AgendaItem? {
        let start = session.meeting?.span.start(in: zone)
        return agenda.current.first { item in
            item.meeting.blocksTime && !item.isAllDay && item.key != session.key
                && start.map { item.start > $0 } ?? true
        }
    }

    /// What is booked at the same time as the meeting that is shown, and is shown by no turn of its own: a press joins
    /// none of it.
    func clashes(with shown: AgendaItem) -> [AgendaItem] {
        agenda.current.filter { item in
            item.meeting.blocksTime && !item.isAllDay && item.key != shown.key
                && !agenda.joinable.contains { $0.key == item.key }
        }
    }

    /// An organiser that is no person: the room's own calendar, or another resource or calendar by its address.
    func isRoomItself(_ organizer: String) -> Bool {
        organizer == roomName || organizer.lowercased() == roomAddress.exposed.lowercased()
            || organizer.hasSuffix("@resource.calendar.google.com") || organizer.hasSuffix("@group.calendar.google.com")
    }

    /// Nobody in the room can mend what is wrong: support is named, if it is configured.
    var needsSupport: Bool {
        switch state {
        case .couldNotJoin: true
        // The first attempts take a moment, and a network that restarts some more.
        case .unknown: triedSince.map { now.wall - $0 >= Self.longUnknown } ?? false || worst?.needsSomebody ?? false
        default: worst?.needsSomebody ?? false
        }
    }

    private static let longUnknown = Duration.minutes(2)
    private static let openingNotice = Duration.minutes(10)
    private static let bookingWarning = Duration.minutes(5)
}
