// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import JoinLinks
import RoomCore

extension EventDecoder {
    /// What of one event, given alone as JSON, may hold a join address. Throws `.notJSON` and `.wrongType`; nothing
    /// else of the event is looked at.
    package func eventText(fromEvent body: consuming [UInt8]) throws(EventRefusal) -> EventText {
        // A reading throws nothing but the reader's own failures, so the outcome is carried out as a value.
        let outcome: Result<EventText, EventRefusal>
        do throws(JSONFailure) {
            outcome = try JSONDocument(body).values(at: EventField.paths) { event in
                do throws(EventRefusal) { return .success(try eventText(event)) } catch { return .failure(error) }
            }
        } catch {
            throw EventRefusal(error)
        }
        return try outcome.get()
    }

    func eventText(_ event: borrowing JSONRow) throws(EventRefusal) -> EventText {
        EventText(
            title: try event.text(.summary, maximumBytes: Self.maximumTitleBytes) ?? "",
            location: try event.text(.location, maximumBytes: Self.maximumLocationBytes) ?? "",
            body: try event.text(.description, maximumBytes: Self.maximumBodyBytes) ?? "",
            conference: try entryPoints(event),
            conferenceSolution: try event.text(.conferenceSolution, maximumBytes: Self.maximumNameBytes) ?? "",
            hangoutLink: try event.text(.hangoutLink, maximumBytes: Self.maximumURIBytes) ?? "")
    }

    static let entryPaths: JSONPaths = [
        "$.entryPointType", "$.uri", "$.meetingCode", "$.accessCode", "$.passcode", "$.password", "$.pin",
    ]

    private func entryPoints(_ event: borrowing JSONRow) throws(EventRefusal) -> [EventText.Entry] {
        var entries: [EventText.Entry] = []
        try event.rows(.entryPoints, paths: Self.entryPaths) { entry throws(JSONFailure) in
            let type = try entry.text(0, maximumBytes: Self.maximumNameBytes) ?? ""
            let uri = try entry.text(1, maximumBytes: Self.maximumURIBytes) ?? ""
            var code = ""
            for index in 2..<Self.entryPaths.texts.count where code.isEmpty {
                code = try entry.text(index, maximumBytes: Self.maximumCodeBytes) ?? ""
            }
            guard entries.count < Self.maximumEntryPoints, !uri.isEmpty else { return }
            entries.append(EventText.Entry(type: type, uri: uri, code: code))
        }
        return entries
    }
}

extension EventText {
    /// Nothing but times came.
    var isEmpty: Bool {
        title.isEmpty && location.isEmpty && body.isEmpty && conference.isEmpty && conferenceSolution.isEmpty
            && hangoutLink.isEmpty
    }
}
