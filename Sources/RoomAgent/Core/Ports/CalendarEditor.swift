// SPDX-License-Identifier: Apache-2.0

/// Writes to one calendar. `GoogleCalendarEditor` asks Google itself.
///
/// Nothing here retries. A write that got no answer (`.failed`) may have been done; each says what asking again does
/// then.
package protocol CalendarEditor {
    /// True: bookings are made on another account's calendar, which invites the room, so that the room's own policy
    /// applies.
    var invitesRoom: Bool { get }

    /// How many requests the service has answered for this editor since it was made: what counts against its quota.
    var requests: Int { get }

    /// The event as the calendar has it now. Throws `.gone` for one that is cancelled or was never there.
    func read(_ event: MeetingID) async throws(EditFailure) -> EventCopy

    /// The same, as the room was invited to it: the copy on the room's own calendar, which `respond` takes.
    func invitation(_ event: MeetingID) async throws(EditFailure) -> EventCopy

    /// Adds an event. Asking again is safe: an event that is there under the draft's ID already is the one that was
    /// asked for. Throws `.gone` where that one has been cancelled since.
    func insert(_ draft: EventDraft) async throws(EditFailure) -> EventVersion

    /// Has the service make an event of a sentence, on the calendar of bookings and without invitees. Asking again can
    /// make a second one: whether the first was made is to be seen in the calendar.
    func quickAdd(_ sentence: Private<String>) async throws(EditFailure) -> EventCopy

    /// What `quickAdd` made of a sentence whose reply was lost; nil where there is no such event, where it is so young
    /// that another room may be about to take back its own, and where several could be it.
    /// - Parameter sentAt: when the sentence was sent, by our clock.
    func made(of sentence: BookingSentence, sentAt: Instant) async throws(EditFailure) -> EventCopy?

    /// Deletes what `quickAdd` made, as `delete`, on the calendar of bookings.
    func discard(_ version: EventVersion) async throws(EditFailure)

    /// Changes what `edit` names, if the event still is of that version; else throws `.conflict`. So does asking again
    /// after the first time was done: read, and see whether the event is as it should be.
    func change(_ version: EventVersion, to edit: EventEdit) async throws(EditFailure) -> EventVersion

    /// Cancels the event, if it still is of that version; else throws `.conflict`. One that is cancelled already is as
    /// it should be.
    func delete(_ version: EventVersion) async throws(EditFailure)

    /// Answers the invitation for the calendar's own account, if the event still is of the copy's version, as `change`.
    /// Throws `.notAllowed` where the account is not among the invitees.
    func respond(_ answer: InvitationAnswer, to copy: EventCopy) async throws(EditFailure) -> EventVersion

    /// One page of the occurrences of a series on the room's own calendar that end after `start`, as `respond` takes
    /// them. The caller asks for the next one with `nextPage` until there is none, and stops at
    /// `SeriesPages.maximumCount`: a series may have no end. Throws `.gone` for a series that is cancelled, or is not
    /// there.
    /// - Parameter page: the `nextPage` of the page before; nil for the first.
    func occurrences(
        of series: MeetingID, from start: Instant, page: String?
    ) async throws(EditFailure) -> (copies: [EventCopy], nextPage: String?)

    /// When the calendar is taken between two instants, by start; it may reach beyond them. Events that block no time,
    /// and those that the account declined, are left out. `start` is before `end`.
    func busy(from start: Instant, until end: Instant) async throws(EditFailure) -> [BusyTime]
}

/// The bounds of reading a series.
package enum SeriesPages {
    /// The most pages that are read in one go. Google's have 250 occurrences each, so these are seven years of a daily
    /// series.
    package static let maximumCount = 10
}

/// A new event.
package struct EventDraft: Hashable, Sendable {
    /// Made by `MeetingID.made`.
    package var id: MeetingID
    /// The title, as the calendar will show it.
    package var title: Private<String>
    /// In whole seconds, and before `end`.
    package var start: Instant
    /// The event is over at this instant. In whole seconds.
    package var end: Instant

    package init(id: MeetingID, title: Private<String>, start: Instant, end: Instant) {
        self.id = id
        self.title = title
        self.start = start
        self.end = end
    }
}

/// What is to be another in an event; nil leaves as it is.
package struct EventEdit: Hashable, Sendable {
    /// The new title.
    package var title: Private<String>?
    /// The new start, of an event with times. In whole seconds.
    package var start: Instant?
    /// The new end, of an event with times. In whole seconds.
    package var end: Instant?

    package init(title: Private<String>? = nil, start: Instant? = nil, end: Instant? = nil) {
        self.title = title
        self.start = start
        self.end = end
    }
}

/// One version of one event. It guards a write: whoever changed the event since has not been seen.
package struct EventVersion: Hashable, Sendable {
    /// Which event of the calendar.
    package var event: MeetingID
    /// The source's mark of the version (HTTP `ETag`), as it gave it. With an empty one nothing can be guarded, and
    /// every write throws `.conflict`.
    package var etag: String

    package init(_ event: MeetingID, etag: String) {
        self.event = event
        self.etag = etag
    }
}

/// An event, fresh from the calendar.
package struct EventCopy: Hashable, Sendable {
    /// What the agenda needs of it.
    package var meeting: Meeting
    /// The rest, with the mark of its version.
    package var details: MeetingDetails
    /// It is a whole series, made of a sentence; `meeting` is its first occurrence then. Default: false.
    package var repeats: Bool

    package init(meeting: Meeting, details: MeetingDetails, repeats: Bool = false) {
        self.meeting = meeting
        self.details = details
        self.repeats = repeats
    }

    /// The version that this copy shows: what a write of it is guarded by.
    package var version: EventVersion { EventVersion(meeting.id, etag: details.etag) }
}

/// What an account answers to an invitation.
package enum InvitationAnswer: Hashable, Sendable {
    /// It comes.
    case accepted
    /// It does not come; a room is free for others then.
    case declined
    /// It may come.
    case tentative
}

/// A time at which a calendar is taken, without a word by what.
package struct BusyTime: Hashable, Sendable {
    /// The calendar is taken from this instant on.
    package var start: Instant
    /// The calendar is free again at this instant, as far as this entry goes.
    package var end: Instant

    package init(start: Instant, end: Instant) {
        self.start = start
        self.end = end
    }
}

/// Why a calendar was not changed.
package enum EditFailure: Error, Hashable {
    /// Somebody else was first: the event is of another version by now, or the time is taken. Read again, and decide
    /// again.
    case conflict
    /// The event is cancelled, or not there.
    case gone
    /// The account may not do that to this calendar or event. `detail` has status and code, never a private value.
    case notAllowed(detail: String)
    /// Nobody can tell from the sentence when the meeting is to be, or it is to be more than one.
    case unclear
    /// No answer, or none that can be used: whether it was done is not known, unless the reason says so.
    case failed(CalendarFailure)
}

extension EditFailure {
    /// The account may change the calendar, but not this meeting: it is another organiser's.
    package var isOrganizersMatter: Bool {
        guard case .notAllowed(let detail) = self else { return false }
        return detail.hasSuffix("forbiddenForNonOrganizer")
    }
}
