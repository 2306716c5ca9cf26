// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The small world that the machine is searched in: windows of up to three meetings, and a few times of day. Every
/// agenda is worked out by the real `Agenda`.
///
/// A tick is half of an attempt's limit, and every other limit a tick or two, so that the states can be counted to the last one. The machine has
/// no numbers of its own: what holds for these limits holds for the room's.
struct MachineWorld {
    static let tick = Duration.seconds(15)
    static let limits: RoomLimits = {
        var limits = RoomLimits()
        limits.cooldown = tick
        limits.reaction = tick
        limits.endedAtOnceIsFault = 1
        limits.leaveTimeout = tick * 2
        limits.failureShown = tick * 2
        limits.noticeShown = tick
        limits.alternation = tick
        limits.offerShown = tick * 2
        limits.undoneShown = tick
        return limits
    }()
    static let manners: RoomManners = {
        var manners = RoomManners()
        manners.books = true
        return manners
    }()
    /// After so many ticks one, two and three meetings have all had their turns.
    static let turns = 6

    struct Place: Hashable {
        /// Index of the window.
        var window: Int
        /// Index of the time of day.
        var time: Int
    }

    let times: [Instant]
    let windowNames: [String]
    private let agendas: [[Agenda]]

    static let calendar = CalendarID("room@example.com")
    static let dangerous = "https://refused.example/"

    init() {
        let noon = Instant(secondsSince1970: 1_795_521_600)
        func meeting(_ name: String, at minutes: Int, link: String? = "https://meet.example/") -> Meeting {
            let start = noon + .minutes(minutes)
            return Meeting(
                id: MeetingID(name), title: Private(name), span: .timed(start: start, end: start + .minutes(30)),
                joinAddresses: link.map {
                    [JoinAddress(service: "meet", kind: .video, address: Private($0 + name))]
                } ?? [])
        }
        let alone = meeting("a", at: 0)
        let windows: [(name: String, isKnown: Bool, meetings: [Meeting])] = [
            ("unknown", false, []),
            ("none", true, []),
            ("one", true, [alone]),
            ("back to back", true, [alone, meeting("b", at: 30)]),
            ("three at once", true, [alone, meeting("b", at: 0), meeting("c", at: 0)]),
            ("one without a link", true, [meeting("c", at: 0, link: nil)]),
            ("one with a dangerous link", true, [meeting("a", at: 0, link: Self.dangerous)]),
            ("one later", true, [meeting("a", at: 60)]),
        ]
        // The first is open; it ends in two minutes, and the next is open; the next is on; all is over.
        let times = [-3, 28, 31, 200].map { noon + .minutes($0) }
        self.times = times
        windowNames = windows.map(\.name)
        let rules = AgendaRules(joinPreferences: JoinPreferences(kinds: [.video]))
        agendas = windows.map { window in
            times.map { time in
                let days = CalendarDays(
                    calendar: Self.calendar, window: MeetingWindow(window.meetings), zone: FixedOffset(),
                    isKnown: window.isKnown)
                return Agenda([days], rules: rules, now: time)
            }
        }
    }

    func agenda(_ place: Place) -> Agenda { agendas[place.window][place.time] }

    func moment(_ place: Place, _ uptime: Duration) -> Moment { Moment(wall: times[place.time], uptime: uptime) }

    static func mayOpen(_ address: JoinAddress) -> Bool { !address.address.exposed.hasPrefix(dangerous) }
}
