// SPDX-License-Identifier: Apache-2.0

/// Reads and writes events as `KeywordPlan` needs it. Nothing here retries. A write that got no answer (`.failed`) may
/// have been done: reading again shows it.
package protocol InvitationEditor {
    /// The event, or a series as a whole, as that calendar has it now. Throws `.gone` for one that is cancelled, or is
    /// not there.
    func invitation(_ event: MeetingID, on calendar: CalendarID) async throws(EditFailure) -> Invitation

    /// Changes what `edit` names, if the event still is of that version; else throws `.conflict`. Returns the event as
    /// it is then. Nobody is sent a message.
    func write(
        _ edit: InvitationEdit, to version: EventVersion, on calendar: CalendarID
    ) async throws(EditFailure) -> Invitation

    /// One page of the occurrences of a series that end after `start`: as `CalendarEditor.occurrences`.
    func occurrences(
        of series: MeetingID, from start: Instant, page: String?, on calendar: CalendarID
    ) async throws(EditFailure) -> (copies: [Invitation], nextPage: String?)

    /// As `CalendarSource.requests`.
    var requests: Int { get }
}
