// SPDX-License-Identifier: Apache-2.0

/// A line that a display shows if it has the room: lines are chosen by rank and shown in the order in which they stand.
private struct Line {
    /// 1 is shown on any display.
    let rank: Int
    let left: String
    let right: String

    init(_ rank: Int, _ left: String, right: String = "") {
        self.rank = rank
        self.left = left
        self.right = right
    }
}

extension RoomScene {
    /// What a display of that size shows. The most important line survives on the smallest; the meaning of the button
    /// is never hidden by a warning.
    package func frame(_ size: TextSize) -> TextFrame {
        var lines = size.rows == 1 ? [Line(1, onlyLine(size.columns))] : stateLines(size.columns)
        let overlay = overlay
        // Below what the state itself needs, above what is only nice to know.
        if let overlay { lines.append(Line(Self.overlayRank, overlay)) }
        let chosen = Set(
            lines.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
                .prefix(size.rows).map(\.offset))
        let shown = lines.enumerated().filter { chosen.contains($0.offset) }.map(\.element)
        let isOverlayShown = overlay == nil || chosen.contains(lines.count - 1)
        let texts = shown.enumerated().map { offset, line in
            // A warning that has no line of its own leaves a mark.
            let right = offset == 0 && !isOverlayShown ? (line.right.isEmpty ? "!" : line.right + " !") : line.right
            return right.isEmpty ? line.left : fitted(line.left, right, size.columns)
        }
        return TextFrame(texts, size)
    }

    /// What is left on the display when the agent stops.
    package func farewell(_ size: TextSize) -> TextFrame {
        TextFrame([DisplayText.clean(roomName), RoomText.stopped.text(language)], size)
    }

    private static let overlayRank = 4

    private func fitted(_ left: String, _ right: String, _ columns: Int) -> String {
        right == "!" ? DisplayText.fit(left, columns - 2) + " !" : DisplayText.fit(left, right: right, columns)
    }

    private func say(_ text: RoomText, _ first: String = "", _ second: String = "") -> String {
        text.text(language, first, second)
    }

    // MARK: One row

    /// For a display of a single row.
    private func onlyLine(_ columns: Int) -> String {
        if let notice { return words(notice) }
        return switch state {
        case .unknown: say(.noCalendarYet)
        case .free: freeText
        case .joinable(let item, let index, let count):
            // The arrow is the button: pressing does what stands behind it.
            (count > 1 ? "\(index + 1)/\(count) » " : "» ") + title(item.meeting)
        case .busy(let item): title(item.meeting)
        case .joining: say(.joining)
        case .inMeeting(let session): title(session.meeting)
        case .leaving: say(.leaving)
        case .couldNotJoin: tryAgain(columns)
        }
    }

    // MARK: Several rows

    private func stateLines(_ columns: Int) -> [Line] {
        let time = clock.time(now.wall)
        switch state {
        case .unknown:
            return [
                Line(2, DisplayText.clean(roomName), right: time),
                Line(1, notice.map(words) ?? say(.noCalendarYet)),
            ] + (triedSince.map { [Line(3, say(.triedSince, clock.time($0)))] } ?? [])
        case .free:
            let middle = notice.map(words) ?? freeText
            return [Line(2, DisplayText.clean(roomName), right: time), Line(1, middle)]
                + coming(from: notice == nil ? 0 : 1, rank: 3)
        case .joinable(let item, let index, let count):
            return [
                Line(1, title(item.meeting), right: count > 1 ? "\(index + 1)/\(count)" : ""),
                Line(3, span(item), right: time), Line(2, say(.pressToJoin)),
            ] + organizer(item.meeting) + coming(from: 0, rank: 6, without: item.meeting.id)
        case .busy(let item):
            return [
                Line(1, notice.map(words) ?? title(item.meeting)),
                Line(2, item.isAllDay ? say(.allDay) : say(.until, clock.time(item.end)), right: time),
            ] + (notice == nil ? [] : [Line(3, title(item.meeting))]) + organizer(item.meeting)
                + coming(from: 0, rank: 6)
        case .joining(let session):
            return [Line(1, say(.joining)), Line(2, title(session.meeting)), Line(3, "", right: time)]
        case .inMeeting(let session):
            return [
                Line(1, title(session.meeting)), Line(2, timeLeft(session), right: time), Line(3, say(.holdToLeave)),
            ] + coming(from: 0, rank: 6, without: session.meeting?.id)
        case .leaving(let session):
            return [Line(1, say(.leaving)), Line(2, title(session.meeting)), Line(3, "", right: time)]
        case .couldNotJoin(let session, let problem):
            return [
                Line(3, say(.couldNotJoin), right: time), Line(5, title(session.meeting)), Line(2, words(problem)),
                Line(1, tryAgain(columns)),
            ]
        }
    }

    private func tryAgain(_ columns: Int) -> String {
        let text = say(.pressToTryAgain)
        return DisplayText.width(text) <= columns ? text : say(.pressToTryAgainShort)
    }

    private var freeText: String {
        guard let until = agenda.freeUntil, until - now.wall < .hours(24) else { return say(.free) }
        return say(.freeUntil, clock.time(until))
    }

    private func span(_ item: AgendaItem) -> String {
        item.isAllDay ? say(.allDay) : clock.range(item.start, item.end)
    }

    private func organizer(_ meeting: Meeting) -> [Line] {
        if rules.hideOrganizer || meeting.isPrivate || rules.hideTitles { return [] }
        let name = DisplayText.clean(meeting.organizer.exposed)
        return name.isEmpty ? [] : [Line(5, name)]
    }

    private func coming(from first: Int, rank: Int, without shown: MeetingID? = nil) -> [Line] {
        let items = agenda.coming.filter { $0.meeting.id != shown }.dropFirst(first)
        if items.isEmpty && first == 0 { return rank == 3 ? [Line(rank, say(.nothingNext))] : [] }
        return items.enumerated().map { offset, item in
            let start = clock.time(item.start, today: now.wall)
            // The first is most likely seen on a small display; the list below it needs a large one.
            let text = offset == 0 ? say(.next, start, title(item.meeting)) : "\(start) \(title(item.meeting))"
            return Line(rank + (offset == 0 ? 0 : 4 + offset), text)
        }
    }

    private func timeLeft(_ session: SessionView) -> String {
        if let booking = agenda.nextBooking, booking.meeting.id != session.meeting?.id,
            booking.start - now.wall <= Self.bookingWarning
        {
            return say(.nextBooking, clock.time(booking.start))
        }
        guard let end = session.end, end > now.wall else { return say(.inMeeting) }
        let minutes = (end - now.wall + .seconds(59)).wholeSeconds / 60
        return minutes < 60 ? say(.timeLeft, "\(minutes)") : say(.until, clock.time(end))
    }

    private static let bookingWarning = Duration.minutes(5)

    // MARK: Words

    private func words(_ notice: RoomNotice) -> String {
        switch notice {
        case .nothingToJoin: say(.nothingToJoin)
        case .whyUnknown: warnings.first { $0.severity < .notice }?.label(in: language) ?? say(.askingCalendar)
        case .nextMeeting(nil): say(.nothingNext)
        case .nextMeeting(let item?):
            say(.next, clock.time(item.start, today: now.wall), title(item.meeting))
        }
    }

    private func words(_ problem: RoomProblem) -> String {
        switch problem {
        case .programMissing: say(.problemProgram)
        case .couldNotStart: say(.problemStart)
        case .addressRefused: say(.problemAddress)
        case .endedAtOnce: say(.problemEnded)
        case .noJoiner: say(.problemNoJoiner)
        case .tookTooLong: say(.problemTooLong)
        }
    }

    /// The one line about what is not as it should be: the calendar's age first, because it bears on everything else
    /// shown.
    private var overlay: String? {
        let worst = warnings.first { $0.severity < .notice }
        if isStale, let syncedAt { return say(.calendarFrom, clock.time(syncedAt, today: now.wall)) }
        if let worst { return "! " + worst.label(in: language) }
        return syncedAt == nil && state != .unknown ? say(.noCalendarYet) : nil
    }
}
