// SPDX-License-Identifier: Apache-2.0
import GoogleCalendar
import JoinLinks
import RoomCore

/// Feeds bytes to the event decoder as a page of `events.list` and as an event alone. What comes out must keep the
/// promises that the store, the agenda and the display rely on.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEvents(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let decoder else { preconditionFailure("SQLite opens in memory") }
    if let page = try? decoder.page(bytes) {
        for change in page.changes { check(change) }
    }
    if let text = try? decoder.eventText(fromEvent: bytes) {
        precondition(text.title.utf8.count <= EventDecoder.maximumTitleBytes)
        check(body: text.body)
    }
    return 0
}

// libFuzzer has one thread, and only the function above uses this.
private nonisolated(unsafe) let decoder = try? EventDecoder(
    account: "room@example.com", linkFinder: LinkFinder(), keywords: plan)
private let plan = KeywordPlan(KeywordTemplate.usual, language: .en)

/// Join details are written into a body and taken out again, and it is what it was.
private func check(body: String) {
    guard body.utf8.count <= Invitation.maximumBodyBytes else { return }
    let meet = Invitation.Conference.meet(Private("https://meet.google.com/abc-defg-hij"), isOurs: false)
    var event = Invitation(
        version: EventVersion(MeetingID("e"), etag: "1"), location: Private("@meet"), body: Private(body),
        conference: meet)
    for location in ["@meet", ""] {
        event.location = Private(location)
        guard case .write(let edit) = plan.step(for: event, fresh: { nil }) else { preconditionFailure("no write") }
        event.body = edit.body ?? event.body
        event.record = edit.record ?? event.record
    }
    precondition(event.body?.exposed.utf8.elementsEqual(body.utf8) == true)
}

private func check(_ change: MeetingChange) {
    switch change {
    case .removed(let id): check(id)
    case .stored(let meeting, let details):
        check(meeting.id)
        precondition(meeting.title.exposed.utf8.count <= EventDecoder.maximumTitleBytes)
        precondition(meeting.span.start(in: FixedOffset()) <= meeting.span.end(in: FixedOffset()))
        for address in meeting.joinAddresses {
            precondition(address.address.exposed.utf8.count <= JoinAddress.maximumBytes)
        }
        precondition(details.agenda.exposed.utf8.count <= MeetingDetails.maximumAgendaBytes)
        precondition(details.participants.count <= MeetingDetails.maximumParticipants)
        details.seriesID.map(check)
    }
}

private func check(_ id: MeetingID) {
    precondition(!id.value.exposed.isEmpty && id.value.exposed.utf8.allSatisfy { (0x21...0x7E).contains($0) })
}
