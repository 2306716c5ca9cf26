// SPDX-License-Identifier: Apache-2.0
import AgentHost
import RoomCore
import Simulation

/// What `room-demo cloud` is told on its command line.
struct CloudOptions {
    /// A user in whose name the account may speak, with what they have chosen.
    struct Person {
        var address: String
        var vacation = SimulatedVacation(isOn: false)
        var locale = "en"
    }

    private(set) var events = 0
    private(set) var calendar = "c_aalto@resource.calendar.google.com"
    private(set) var keyFile = ""
    /// Where the first person's sign-in goes.
    private(set) var signInFile: String?
    private(set) var port: UInt16 = 0
    /// The port of loopback that notices go to; nil: nobody gets them.
    private(set) var notices: UInt16?
    private(set) var role = SimulatedCalendar.Role.reader
    /// The calendar's, and of its users.
    private(set) var zone: any TimeZoneRules = FixedOffset()
    private(set) var meetings: [SimulatedEvent] = []
    private(set) var people: [Person] = []

    /// Nil for a command line that is none of ours.
    init?(_ words: [String], at now: Instant) {
        var said: [String] = []
        var rest = words[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            if name == "--meeting" { said.append(value) } else if !adopt(name, value) { return nil }
        }
        for meeting in said {
            let words = meeting.split(separator: " ").map(String.init)
            guard let event = OrganizerWords.meeting(words, at: now, in: zone) else { return nil }
            meetings.append(event)
        }
        guard !keyFile.isEmpty, signInFile == nil || !people.isEmpty else { return nil }
    }

    /// False for what makes no sense.
    private mutating func adopt(_ name: String, _ value: String) -> Bool {
        switch name {
        case "--events": events = Int(value) ?? 0
        case "--calendar": calendar = value
        case "--key-file": keyFile = value
        case "--sign-in-file": signInFile = value
        case "--port": port = UInt16(value) ?? 0
        case "--notices":
            guard let port = UInt16(value), port > 0 else { return false }
            notices = port
        case "--role":
            guard let role = SimulatedCalendar.Role(rawValue: value) else { return false }
            self.role = role
        case "--timezone":
            guard let zone = SystemZone.named(value) else { return false }
            self.zone = zone
        case "--person":
            guard let person = Person(value) else { return false }
            people.append(person)
        default: return false
        }
        return true
    }
}

extension CloudOptions.Person {
    /// `anna@example.com fi 2026-11-24T10:00:00Z/2026-12-04T11:00:00Z`: the language and the time are optional; without
    /// a time the vacation responder is off, and `-` stands for a side that is open.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard let address = words.first, address.utf8.contains(UInt8(ascii: "@")), words.count <= 3 else { return nil }
        self.init(address: address)
        if words.count > 1 { locale = words[1] }
        guard words.count == 3 else { return }
        let times = words[2].split(separator: "/").map(String.init)
        let ends = times.map { CloudTime.instant($0) }
        guard times.count == 2, zip(times, ends).allSatisfy({ $0 == "-" || $1 != nil }) else { return nil }
        vacation = SimulatedVacation(from: ends[0], until: ends[1])
    }
}
