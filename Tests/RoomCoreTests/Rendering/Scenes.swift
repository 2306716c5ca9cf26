// SPDX-License-Identifier: Apache-2.0
@testable import RoomCore

/// The room in each of its states, as the frame tests show it.
enum Scenes {
    static let review = Meeting.make("Design review", "10:00", "10:45") { $0.organizer = Private("Alice Example") }
    static let interview = Meeting.make("Interview", "10:15", "11:00") { $0.organizer = Private("Bob Example") }
    static let lunch = Meeting.make("Lunch talk", "12:00", "13:00", join: [])

    static func scene(
        _ state: (Agenda) -> RoomState, at time: String, _ meetings: [Meeting], language: Language = .en,
        notice: RoomNotice? = nil,
        warnings: [WarningCode] = [], change: (inout RoomScene) -> Void = { _ in }
    ) -> RoomScene {
        let agenda = Agenda(meetings, at: time)
        var scene = RoomScene(
            roomName: "Aalto", state: state(agenda), notice: notice, agenda: agenda,
            warnings: warnings.map { Warning(code: $0) },
            now: Day.moment(time), zone: Day.zone, language: language, uses24HourClock: true, syncedAt: Day.at(time),
            isStale: false, rules: .video)
        change(&scene)
        return scene
    }

    static func session(_ meeting: Meeting?, until end: String?) -> SessionView {
        SessionView(
            token: JoinToken("1"), key: MeetingKey(.aalto, meeting?.id ?? MeetingID("gone")), meeting: meeting,
            end: end.map { Day.at($0) })
    }

    static func joinable(_ index: Int = 0) -> (Agenda) -> RoomState {
        { .joinable($0.joinable[index], index: index, count: $0.joinable.count) }
    }

    static func free(_ agenda: Agenda) -> RoomState { .free }

    static func unknown(_ agenda: Agenda) -> RoomState { .unknown }

    static func busy(_ agenda: Agenda) -> RoomState { .busy(agenda.current[0]) }

    /// Where the room cannot help itself.
    static func helpless(_ language: Language) -> [(name: String, scene: RoomScene)] {
        let day = [review, lunch]
        let running = session(review, until: "10:45")
        func unknown(since: String, _ warnings: [WarningCode]) -> RoomScene {
            scene(Self.unknown, at: "9:00", [], language: language, warnings: warnings) {
                $0.syncedAt = nil
                $0.triedSince = Day.at(since)
            }
        }
        return [
            (
                "could not join",
                scene({ _ in .couldNotJoin(running, .tookTooLong) }, at: "10:01", day, language: language)
            ),
            (
                "could not join, out of order",
                scene(
                    { _ in .couldNotJoin(running, .noJoiner) }, at: "10:01", day, language: language,
                    warnings: [.joinerMissing])
            ),
            (
                "joinable, out of order",
                scene(joinable(), at: "9:57", day, language: language, warnings: [.joinerMissing])
            ),
            ("free, a fault", scene(free, at: "9:00", [], language: language, warnings: [.buttonLost])),
            ("unknown for long", unknown(since: "8:55", [])),
            ("unknown for long, and why", unknown(since: "8:55", [.networkDown])),
            ("unknown, a fault", unknown(since: "8:59", [.calendarNotFound])),
            ("unknown for a minute", unknown(since: "8:59", [])),
        ]
    }

    /// Each state of the room. `change` is made to every meeting, for titles of other kinds.
    static func all(
        _ language: Language, change: (Meeting) -> Meeting = { $0 }
    ) -> [(name: String, scene: RoomScene)] {
        let (review, interview, lunch) = (change(review), change(interview), change(lunch))
        let board = change(.make("Board meeting", "11:00", "12:30"))
        let night = change(
            .make("Night shift", "12:00", "13:00", join: []) {
                $0.span = .timed(start: Day.at("12:00"), end: Day.at("17:29", plus: 2))
            })
        let tomorrow = change(
            .make("Kick-off") { $0.span = .timed(start: Day.at("8:15", plus: 1), end: Day.at("9:00", plus: 1)) })
        let hackathon = change(.allDay("Hackathon"))
        let day = [review, lunch]
        let running = session(review, until: "10:45")
        return [
            ("free", scene(free, at: "9:00", day, language: language)),
            ("free, nothing to come", scene(free, at: "20:00", [], language: language)),
            (
                "free, pressed",
                scene(
                    free, at: "9:00", day, language: language,
                    notice: .nextMeeting)
            ),
            (
                "free, booking offered",
                scene(
                    free, at: "9:00", day, language: language,
                    notice: .offer(.book(minutes: 30, until: Day.at("9:30"))))
            ),
            (
                "free, being booked",
                scene(free, at: "9:00", day, language: language, notice: .asking)
            ),
            (
                "free, not booked",
                scene(free, at: "9:00", day, language: language, notice: .undone(.booking, .noAnswer))
            ),
            ("free, soon to be joined", scene(free, at: "9:50", day, language: language)),
            ("free until another day", scene(free, at: "20:00", [tomorrow], language: language)),
            ("joinable", scene(joinable(), at: "9:57", day, language: language)),
            ("joinable, one of two", scene(joinable(1), at: "10:20", [review, interview], language: language)),
            ("busy", scene(busy, at: "12:10", day, language: language)),
            ("busy, pressed", scene(busy, at: "12:10", day, language: language, notice: .nothingToJoin)),
            (
                "busy, nobody checked in",
                scene(busy, at: "12:02", day, language: language) { $0.awaitsCheckIn = true }
            ),
            ("busy, checked in", scene(busy, at: "12:02", day, language: language, notice: .checkedIn)),
            (
                "busy, extension offered",
                scene(
                    busy, at: "12:56", day, language: language,
                    notice: .offer(.extend(.aalto("Lunch talk"), minutes: 15, until: Day.at("13:15"))))
            ),
            (
                "busy, not extended",
                scene(busy, at: "12:57", day, language: language, notice: .undone(.extending, .taken))
            ),
            (
                "busy, not ended",
                scene(busy, at: "12:30", day, language: language, notice: .undone(.ending, .refused))
            ),
            (
                "busy, another soon to be joined",
                scene(busy, at: "9:50", [change(.make("Call", "9:00", "10:00", join: [])), review], language: language)
            ),
            ("busy until another day", scene(busy, at: "12:10", [night], language: language)),
            ("busy all day", scene(busy, at: "12:10", [hackathon], language: language)),
            ("joining", scene({ _ in .joining(running) }, at: "10:01", day, language: language)),
            ("in meeting", scene({ _ in .inMeeting(running) }, at: "10:01", day, language: language)),
            (
                "in meeting, extension offered",
                scene(
                    { _ in .inMeeting(running) }, at: "10:42", day, language: language,
                    notice: .offer(.extend(.aalto("Design review"), minutes: 15, until: Day.at("11:00"))))
            ),
            (
                "in meeting, another soon",
                scene({ _ in .inMeeting(session(lunch, until: "13:00")) }, at: "9:56", day, language: language)
            ),
            (
                "in meeting, the next group waits",
                scene({ _ in .inMeeting(running) }, at: "11:02", [review, board], language: language)
            ),
            (
                "in meeting, unknown",
                scene({ _ in .inMeeting(session(nil, until: nil)) }, at: "10:50", day, language: language)
            ),
            ("leaving", scene({ _ in .leaving(running) }, at: "10:01", day, language: language)),
            (
                "could not join",
                scene({ _ in .couldNotJoin(running, .programMissing) }, at: "10:01", day, language: language)
            ),
            (
                "free, stale",
                scene(free, at: "9:30", day, language: language) {
                    $0.syncedAt = Day.at("9:12")
                    $0.isStale = true
                }
            ),
            ("free, a fault", scene(free, at: "9:00", day, language: language, warnings: [.buttonLost])),
            ("free, never fetched", scene(free, at: "9:00", [], language: language) { $0.syncedAt = nil }),
            (
                "unknown",
                scene(unknown, at: "9:00", [], language: language) {
                    $0.syncedAt = nil
                    $0.triedSince = Day.at("8:55")
                }
            ),
            (
                "unknown, pressed",
                scene(
                    unknown, at: "9:00", [], language: language, notice: .whyUnknown,
                    warnings: [.networkDown]
                ) { $0.syncedAt = nil }
            ),
            (
                "in meeting, a fault",
                scene({ _ in .inMeeting(running) }, at: "10:01", day, language: language, warnings: [.buttonLost])
            ),
            (
                "could not join, a fault",
                scene(
                    { _ in .couldNotJoin(running, .programMissing) }, at: "10:01", day, language: language,
                    warnings: [.joinProgramMissing])
            ),
        ]
    }
}
