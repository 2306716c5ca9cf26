// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// 2026-11-24, a Tuesday, in UTC.
enum Day {
    static let zone = FixedOffset()
    static let date = CivilDate(daysSince1970: 20781)
    static let midnight = zone.startOfDay(date)

    /// `"9:05"`, `"9:05:30"`, on that day or so many days later.
    static func at(_ time: String, plus days: Int = 0) -> Instant {
        let parts = time.split(separator: ":").compactMap { Int($0) }
        let seconds = parts[0] * 3600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0)
        return midnight + .seconds(seconds) + .days(days)
    }

    /// The uptime is that of a box switched on at midnight.
    static func moment(_ time: String) -> Moment { Moment(wall: at(time), uptime: at(time) - midnight) }
}

extension CalendarID {
    static let aalto = CalendarID("aalto@resource.calendar.google.com")
    static let anna = CalendarID("anna@example.com")
}

extension MeetingKey {
    /// On the room's calendar.
    static func aalto(_ name: String) -> MeetingKey { MeetingKey(.aalto, MeetingID(name)) }
}

extension JoinAddress {
    static let zoom = JoinAddress(service: "zoom", kind: .video, address: Private("https://zoom.us/j/123456789"))
    static let meet = JoinAddress(
        service: "google-meet", kind: .video, address: Private("https://meet.google.com/abc-defg-hij"))
    static let call = JoinAddress(service: "sip", kind: .sip, address: Private("sip:1@acme.example"))
    static let number = JoinAddress(service: "phone", kind: .phone, address: Private("tel:+15551234567"))
}

extension Meeting {
    static func make(
        _ name: String, _ start: String = "10:00", _ end: String = "11:00", join: [JoinAddress] = [.zoom],
        change: (inout Meeting) -> Void = { _ in }
    ) -> Meeting {
        var meeting = Meeting(
            id: MeetingID(name), title: Private(name), span: .timed(start: Day.at(start), end: Day.at(end)),
            joinAddresses: join)
        change(&meeting)
        return meeting
    }

    static func allDay(_ name: String, join: [JoinAddress] = []) -> Meeting {
        make(name, join: join) { $0.span = .allDay(first: Day.date, end: Day.date.adding(days: 1)) }
    }
}

extension AgendaRules {
    /// A room that can open video links, as most can.
    static let video = AgendaRules(joinPreferences: JoinPreferences(kinds: [.video]))
}

extension Agenda {
    init(_ meetings: [Meeting], at time: String, rules: AgendaRules = .video) {
        self.init(window: MeetingWindow(meetings), rules: rules, now: Day.at(time))
    }

    /// Of one calendar.
    init(
        window: MeetingWindow, pending: [PendingChange] = [], rules: AgendaRules = .video,
        zone: any TimeZoneRules = Day.zone, now: Instant, isKnown: Bool = true
    ) {
        let days = CalendarDays(calendar: .aalto, window: window, pending: pending, zone: zone, isKnown: isKnown)
        self.init([days], rules: rules, now: now)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed.
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
