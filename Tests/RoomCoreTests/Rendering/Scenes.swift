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
        SessionView(token: JoinToken("1"), meeting: meeting, end: end.map { Day.at($0) })
    }

    static func joinable(_ index: Int = 0) -> (Agenda) -> RoomState {
        { .joinable($0.joinable[index], index: index, count: $0.joinable.count) }
    }

    static func free(_ agenda: Agenda) -> RoomState { .free }

    static func busy(_ agenda: Agenda) -> RoomState { .busy(agenda.current[0]) }

    static func all(_ language: Language) -> [(name: String, scene: RoomScene)] {
        let day = [review, lunch]
        let running = session(review, until: "10:45")
        return [
            ("free", scene(free, at: "9:00", day, language: language)),
            ("free, nothing to come", scene(free, at: "20:00", [], language: language)),
            (
                "free, pressed",
                scene(
                    free, at: "9:00", day, language: language,
                    notice: .nextMeeting(Agenda(day, at: "9:00").next))
            ),
            ("joinable", scene(joinable(), at: "9:57", day, language: language)),
            ("joinable, one of two", scene(joinable(1), at: "10:20", [review, interview], language: language)),
            ("busy", scene(busy, at: "12:10", day, language: language)),
            ("busy, pressed", scene(busy, at: "12:10", day, language: language, notice: .nothingToJoin)),
            ("joining", scene({ _ in .joining(running) }, at: "10:01", day, language: language)),
            ("in meeting", scene({ _ in .inMeeting(running) }, at: "10:01", day, language: language)),
            (
                "in meeting, another soon",
                scene({ _ in .inMeeting(session(lunch, until: "13:00")) }, at: "9:56", day, language: language)
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
        ]
    }
}
