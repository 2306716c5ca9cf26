// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

extension GoogleCalendarEditor {
    /// Within so long of being made, an event without invitees may be what another room's sentence has just become,
    /// which that room is about to delete: longer than a request takes.
    static let claimAge = Duration.seconds(15)
    /// How far the clocks may be apart, for what Google is asked for. What it answers is held against Google's clock.
    private static let clockMargin = Duration.minutes(5)
    /// `Date` has whole seconds, and so has our guess of the way.
    private static let roundingMargin = Duration.seconds(3)

    /// `events.list` with `updatedMin`: an event that Google made after the sentence was sent, without invitees, and
    /// with what the sentence says.
    package func made(of sentence: BookingSentence, sentAt: Instant) async throws(EditFailure) -> EventCopy? {
        let response = try await reply(
            .get, bookings.changed(since: sentAt - Self.clockMargin), timeout: Self.timeout,
            maximumReplyBytes: GoogleCalendarSource.maximumPageBytes, named: "events")
        guard response.status == 200 else { throw api.editFailure(response, ofEvent: false) }
        let googlesTime = response["date"].flatMap(HTTPDate.instant) ?? api.now()
        let earliest = sentAt + (googlesTime - api.now()) - Self.roundingMargin
        let latest = googlesTime - (invitesRoom ? Self.claimAge : .zero)
        var created: [MeetingID: Instant] = [:]
        var series: Set<MeetingID> = []
        var candidates: [EventCopy] = []
        do throws(JSONFailure) {
            let page = try decoder.page(response.body)
            // So much is changed there that nobody can tell which event it is.
            guard page.nextPage == nil else { return nil }
            try JSONDocument(response.body).rows(in: "$.items", paths: Self.ages) { row throws(JSONFailure) in
                guard let id = try row.text(0, maximumBytes: EventDecoder.maximumIDBytes),
                    let instant = try row.text(1, maximumBytes: 64).flatMap(RFC3339.instant)
                else { return }
                created[MeetingID(id)] = instant
                if row.value(2) != nil { series.insert(MeetingID(id)) }
            }
            for case .stored(let meeting, let details) in page.changes {
                guard details.participants.isEmpty, !details.participantsOmitted, sentence.mayMean(meeting),
                    !meeting.id.isMade, let at = created[meeting.id], (earliest...max(earliest, latest)).contains(at)
                else { continue }
                candidates.append(
                    EventCopy(meeting: meeting, details: details, repeats: series.contains(meeting.id)))
            }
        } catch { throw .failed(CalendarFailure(.malformedReply, detail: "events: \(error)")) }
        return candidates.count == 1 ? candidates[0] : nil
    }

    private static let ages: JSONPaths = ["$.id", "$.created", "$.recurrence[0]"]
}
