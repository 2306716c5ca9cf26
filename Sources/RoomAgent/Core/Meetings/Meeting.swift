// SPDX-License-Identifier: Apache-2.0

/// Names one meeting within its calendar: the source's event ID. Occurrences of a series have an ID each. Among several
/// calendars, `MeetingKey` names it.
package struct MeetingID: Hashable, Comparable, Sendable {
    /// The source's ID.
    package let value: Private<String>

    /// `value` is the source's ID, as it is.
    package init(_ value: String) { self.value = Private(value) }

    /// By the text of the IDs; it means nothing beyond a stable order.
    package static func < (left: MeetingID, right: MeetingID) -> Bool { left.value.exposed < right.value.exposed }
}

/// When a meeting is.
package enum MeetingSpan: Hashable, Sendable {
    /// From `start` up to, not including, `end`. `end` is never before `start`.
    case timed(start: Instant, end: Instant)
    /// Whole days of the calendar's own zone, from `first` up to, not including, `end`.
    case allDay(first: CivilDate, end: CivilDate)

    /// When it begins. `zone` is that of its calendar, and counts for whole days only.
    package func start(in zone: any TimeZoneRules) -> Instant {
        switch self {
        case .timed(let start, _): start
        case .allDay(let first, _): zone.startOfDay(first)
        }
    }

    /// When it is over; this instant is not part of it. `zone` is that of its calendar, and counts for whole days only.
    package func end(in zone: any TimeZoneRules) -> Instant {
        switch self {
        case .timed(_, let end): end
        case .allDay(_, let end): zone.startOfDay(end)
        }
    }

    /// Whether it has days and no times.
    package var isAllDay: Bool {
        if case .allDay = self { true } else { false }
    }
}

/// What this account (the room) answered to the invitation.
package enum OwnResponse: UInt8, Hashable, Sendable {
    /// The account isn't among the invitees: the event stands on its calendar directly.
    case notInvited = 0
    /// Invited, and not answered yet.
    case needsAction = 1
    /// Yes.
    case accepted = 2
    /// Perhaps.
    case tentative = 3
    /// No: the agenda does not show the meeting.
    case declined = 4
}

/// One meeting as the room needs it all the time. What is looked at rarely is in `MeetingDetails`.
///
/// Sources hand over only what can be a meeting: cancelled events arrive as removals, and working locations, focus
/// time, out-of-office and birthday entries are left out (product rule). Declined meetings are kept, so that a
/// changed mind needs no full sync; the agenda hides them.
package struct Meeting: Hashable, Sendable {
    /// Its name within its calendar.
    package var id: MeetingID
    /// Empty where the source gave none.
    package var title: Private<String>
    /// When it is.
    package var span: MeetingSpan
    /// Tentative by its organiser.
    package var isTentative: Bool
    /// What the account answered to the invitation. Default: it was not invited.
    package var ownResponse: OwnResponse
    /// Private or confidential: its title is never shown.
    package var isPrivate: Bool
    /// Free/busy readers get times and nothing else.
    package var isBusyOnly: Bool
    /// False for events marked "free" (`transparency: transparent`).
    package var blocksTime: Bool
    /// Display name of the organiser, else their address; empty where the source gave none.
    package var organizer: Private<String>
    /// Best first; empty where there is none. `JoinAddress.init` bounds each.
    package var joinAddresses: [JoinAddress]

    package init(
        id: MeetingID, title: Private<String>, span: MeetingSpan, isTentative: Bool = false,
        ownResponse: OwnResponse = .notInvited, isPrivate: Bool = false, isBusyOnly: Bool = false,
        blocksTime: Bool = true, organizer: Private<String> = Private(""), joinAddresses: [JoinAddress] = []
    ) {
        self.id = id
        self.title = title
        self.span = span
        self.isTentative = isTentative
        self.ownResponse = ownResponse
        self.isPrivate = isPrivate
        self.isBusyOnly = isBusyOnly
        self.blocksTime = blocksTime
        self.organizer = organizer
        self.joinAddresses = joinAddresses
    }
}

/// The rest of a meeting, kept sealed on disk and read when somebody asks for it.
package struct MeetingDetails: Hashable, Sendable {
    /// The body as readable text, at most `maximumAgendaBytes` of UTF-8.
    package var agenda: Private<String>
    /// The invitees. The store keeps the first `maximumParticipants`.
    package var participants: [Participant]
    /// The source left out invitees of a large meeting.
    package var participantsOmitted: Bool
    /// The ID of the series this is an occurrence of.
    package var seriesID: MeetingID?
    /// The source's version mark, for guarded writes (HTTP `ETag`).
    package var etag: String

    package init(
        agenda: Private<String> = Private(""), participants: [Participant] = [], participantsOmitted: Bool = false,
        seriesID: MeetingID? = nil, etag: String = ""
    ) {
        self.agenda = agenda
        self.participants = participants
        self.participantsOmitted = participantsOmitted
        self.seriesID = seriesID
        self.etag = etag
    }

    /// The longest `agenda`: 16 KiB of UTF-8.
    package static let maximumAgendaBytes = 16 * 1024
    /// The most invitees that are stored: 200.
    package static let maximumParticipants = 200
}

/// One invitee.
package struct Participant: Hashable, Sendable {
    /// The display name.
    package var name: Private<String>
    /// The e-mail address.
    package var address: Private<String>
    /// What they answered.
    package var response: OwnResponse
    /// This is the account the window belongs to.
    package var isSelf: Bool

    package init(name: Private<String>, address: Private<String>, response: OwnResponse, isSelf: Bool) {
        self.name = name
        self.address = address
        self.response = response
        self.isSelf = isSelf
    }
}
