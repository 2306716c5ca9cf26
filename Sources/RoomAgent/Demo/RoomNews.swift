// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore
import Simulation

/// One line of what happened: an event of the room, or something that whoever plays with it did.
struct RoomNews {
    let time: Instant
    let text: String
    /// Done to the room by whoever plays with it, not told by the agent.
    var isDeed = false
}

extension RoomNews {
    /// A line of `room-agent events` in words; nil for what isn't one.
    init?(json line: String) {
        guard let document = try? JSONDocument(line) else { return nil }
        func text(_ path: String) -> String? {
            guard case .text(let text)? = document.value(at: path) else { return nil }
            return text
        }
        guard let event = text("$.event"), let stamp = text("$.time"), let time = CloudTime.instant(stamp) else {
            return nil
        }
        let title = text("$.title").map(DisplayText.clean)
        let person = text("$.person.address").map { DisplayText.clean(String($0.prefix { $0 != "@" })) }
        self.init(time: time, text: Self.sentence(event, title ?? person))
    }

    /// Events that come to be later are told by their own name.
    private static func sentence(_ event: String, _ named: String?) -> String {
        let title = named ?? "the meeting"
        return switch RoomReport.Kind(rawValue: event) {
        case .start: "\(title) begins"
        case .end: "\(title) is over"
        case .joinOpened: "\(title) can be joined"
        case .joining: "joining \(title)"
        case .joined: "joined \(title)"
        case .joinFailed: "\(title) could not be joined"
        case .left: "left \(title)"
        case .pressed: "the button is pushed"
        case .checkedIn: "pressed in \(title), which has nothing to join"
        case .booked: "\(title) is booked"
        case .extended: "\(title) is extended"
        case .endedEarly: "\(title) is ended early"
        case .released: "nobody came to \(title)"
        case .seriesReleased: "nobody comes to \(title) any more: the series is given back"
        case .rolledBack: "the calendar did not take it"
        case .outOfOffice: "\(named ?? "somebody") is out of office"
        case .backInOffice: "\(named ?? "somebody") is back"
        case .updated: "the calendar changed"
        default: named == nil ? event : "\(event): \(title)"
        }
    }
}
