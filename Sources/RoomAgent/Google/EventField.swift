// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore

/// What is read of one event, each with its path within the event.
enum EventField: Int, CaseIterable {
    case id, status, eventType, recurringEventId, etag, visibility, transparency
    case startDateTime, startDate, endDateTime, endDate
    case summary, location, description, hangoutLink, entryPoints, conferenceSolution
    case organizerName, organizerEmail, attendees, attendeesOmitted, record

    static let paths = JSONPaths(allCases.map(\.path))

    private var path: String {
        switch self {
        case .startDateTime: "$.start.dateTime"
        case .startDate: "$.start.date"
        case .endDateTime: "$.end.dateTime"
        case .endDate: "$.end.date"
        case .entryPoints: "$.conferenceData.entryPoints"
        case .conferenceSolution: "$.conferenceData.conferenceSolution.key.type"
        case .organizerName: "$.organizer.displayName"
        case .organizerEmail: "$.organizer.email"
        case .record: "$.extendedProperties.shared.roomAgentMeeting"
        default: "$.\(self)"
        }
    }
}

/// Why an event is no meeting. It never holds any of the event.
package enum EventRefusal: Error, Hashable {
    /// A field has another type than Google's schema gives it.
    case wrongType
    /// The ID is missing, empty, too long, or no printable ASCII.
    case badIdentifier
    /// None of `confirmed`, `tentative` and `cancelled`: it could be any of them.
    case unknownStatus
    /// Neither two times nor two dates.
    case noTimes
    /// A time without an offset, a day that doesn't exist, an end before the start.
    case badTimes
    /// The text is not JSON, or longer than a JSON text may be.
    case notJSON

    init(_ failure: JSONFailure) {
        self =
            switch failure.code {
            case .wrongType: .wrongType
            case .notJSON, .tooLarge: .notJSON
            }
    }
}

extension JSONRow {
    func text(_ field: EventField, maximumBytes: Int) throws(EventRefusal) -> String? {
        do { return try text(field.rawValue, maximumBytes: maximumBytes).map { $0.cut(toBytes: maximumBytes) } } catch {
            throw EventRefusal(error)
        }
    }

    func bool(_ field: EventField) throws(EventRefusal) -> Bool? {
        do { return try bool(field.rawValue) } catch { throw EventRefusal(error) }
    }

    /// An ID of ours to keep: cutting one would make another.
    func identifier(_ field: EventField) throws(EventRefusal) -> String {
        guard let id = try text(field, maximumBytes: EventDecoder.maximumIDBytes + 1), !id.isEmpty,
            id.utf8.count <= EventDecoder.maximumIDBytes, id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .badIdentifier }
        return id
    }

    func rows(
        _ field: EventField, paths: JSONPaths, _ body: (borrowing JSONRow) throws(JSONFailure) -> Void
    ) throws(EventRefusal) {
        do { try rows(field.rawValue, paths: paths, body) } catch { throw EventRefusal(error) }
    }
}
