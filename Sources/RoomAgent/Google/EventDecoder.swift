// SPDX-License-Identifier: Apache-2.0
package import JSON
package import JoinLinks
package import RoomCore

/// Makes meetings of the events of Google's Calendar API. All of it is hostile: types, sizes and numbers are checked
/// here, and nothing else of an event goes any further. One owner, one thread.
///
/// An event that can't be a meeting is refused alone, and counted; a page that isn't a page fails as a whole.
package final class EventDecoder {
    /// The longest title in UTF-8: 1,024 bytes. Longer texts are cut, on a character boundary.
    package static let maximumTitleBytes = 1024
    static let maximumNameBytes = 256
    /// RFC 5321: 64 + 1 + 255.
    static let maximumAddressBytes = 320
    static let maximumLocationBytes = 16 * 1024
    /// Google's own limit is 8192 characters; mail gateways and imports know none.
    static let maximumBodyBytes = 1 << 20
    static let maximumEntryPoints = 32
    /// Google: 1300 characters.
    static let maximumURIBytes = 4096
    static let maximumCodeBytes = 512
    /// Google: 1024 characters, and an occurrence adds its time.
    static let maximumIDBytes = 1100
    static let maximumETagBytes = 256
    /// Sync and page tokens. Google's are around a hundred bytes.
    static let maximumTokenBytes = 4096

    private let account: String
    private let linkFinder: LinkFinder
    private let keywords: KeywordPlan?
    /// Of the page that is being read.
    private var asks: [KeywordAsk] = []

    /// - Parameters:
    ///   - account: the e-mail address whose calendar it is: the room's, or the person's.
    ///   - keywords: says which events ask for join details. Default: nil, none does.
    package init(account: String, linkFinder: LinkFinder, keywords: KeywordPlan? = nil) {
        self.account = account.lowercased()
        self.linkFinder = linkFinder
        self.keywords = keywords
    }

    /// One page of `events.list` or `events.instances`. Of every one Google tells the role or the zone, where asked.
    package struct Page {
        /// In the order of the page; the removals for `refused` are among them. Default: none.
        package var changes: [MeetingChange] = []
        /// Events that can't be meetings, by ID where that much can be read. They are among the removals too: what an
        /// earlier version of them said is no longer known to be true.
        package var refused: [MeetingID?] = []
        /// Google's `nextPageToken`; nil on the last page.
        package var nextPage: String?
        /// Google's `nextSyncToken`; nil where the page has none.
        package var nextCursor: Private<String>?
        /// The calendar's zone as Google names it, at most 256 bytes of it; whether such a zone exists is not checked
        /// here.
        package var timeZone: String?
        /// `owner`, `writer`, `reader`, `freeBusyReader`, ….
        package var accessRole: String?
        /// The events that ask for join details, or have some that are asked for no more. Default: none.
        package var asks: [KeywordAsk] = []
    }

    /// Reads a page. Any bytes may come; what is thrown names a place, never content.
    package func page(_ body: consuming [UInt8]) throws(JSONFailure) -> Page {
        let document = try JSONDocument(body)
        var page = try document.values(at: Self.pagePaths) { row throws(JSONFailure) in
            // Where nothing says that this is a list, nobody says either that nothing is on it.
            guard (2...4).contains(where: { row.kind($0) != nil }) else { throw JSONFailure(.wrongType, at: "$.items") }
            return Page(
                nextPage: try Self.token(row, 0, at: Self.pagePaths.texts[0]),
                nextCursor: try Self.token(row, 1, at: Self.pagePaths.texts[1]).map { Private($0) },
                timeZone: try row.text(2, maximumBytes: Self.maximumNameBytes),
                accessRole: try row.text(3, maximumBytes: Self.maximumNameBytes))
        }
        let isBusyOnly = page.accessRole == "freeBusyReader"
        asks = []
        try document.rows(in: "$.items", paths: EventField.paths) { event throws(JSONFailure) in
            do throws(EventRefusal) {
                page.changes.append(try change(event, isBusyOnly))
            } catch {
                let id = Self.identifier(of: event)
                page.refused.append(id)
                if let id { page.changes.append(.removed(id)) }
            }
        }
        page.asks = asks
        return page
    }

    /// Reads one event alone. One that is no meeting (cancelled, a birthday, …) is `.removed`; one that cannot be
    /// understood throws.
    package func change(_ body: consuming [UInt8]) throws(JSONFailure) -> MeetingChange {
        try JSONDocument(body).values(at: EventField.paths) { event throws(JSONFailure) in
            do throws(EventRefusal) { return try change(event, false) } catch {
                throw JSONFailure(.wrongType, at: "\(error)")
            }
        }
    }

    private static func identifier(of event: borrowing JSONRow) -> MeetingID? {
        do throws(EventRefusal) { return MeetingID(try event.identifier(.id)) } catch { return nil }
    }

    private static let pagePaths: JSONPaths = [
        "$.nextPageToken", "$.nextSyncToken", "$.timeZone", "$.accessRole", "$.items",
    ]

    /// Nil where the token is missing or empty. Throws for one longer than `maximumTokenBytes`: a token that we cut
    /// would be another one.
    static func token(_ row: borrowing JSONRow, _ index: Int, at path: String) throws(JSONFailure) -> String? {
        guard let token = try row.text(index), !token.isEmpty else { return nil }
        guard token.utf8.count <= maximumTokenBytes else { throw JSONFailure(.wrongType, at: path) }
        return token
    }

    private func change(_ event: borrowing JSONRow, _ isBusyOnly: Bool) throws(EventRefusal) -> MeetingChange {
        let id = MeetingID(try event.identifier(.id))
        let status = try event.text(.status, maximumBytes: Self.maximumNameBytes) ?? "confirmed"
        guard status == "confirmed" || status == "tentative" else {
            guard status == "cancelled" else { throw .unknownStatus }
            return .removed(id)
        }
        // Working locations, focus time, absences and birthdays are no meetings; nor is what Google thinks of next.
        switch try event.text(.eventType, maximumBytes: Self.maximumNameBytes) {
        case nil, "default", "fromGmail": break
        default: return .removed(id)
        }

        let text = try eventText(event)
        let invitees = try Invitees(event, account: account)
        let visibility = try event.text(.visibility, maximumBytes: Self.maximumNameBytes)
        let isPrivate = visibility == "private" || visibility == "confidential"
        let organizer = try organizer(event)
        let isBare = text.isEmpty && invitees.participants.isEmpty && organizer.isEmpty
        let body = BodyText.TakenApart(text.body)
        let meeting = Meeting(
            id: id, title: Private(text.title), span: try span(event), isTentative: status == "tentative",
            ownResponse: invitees.ownResponse, isPrivate: isPrivate, isBusyOnly: isBusyOnly || (isPrivate && isBare),
            blocksTime: try event.text(.transparency, maximumBytes: Self.maximumNameBytes) != "transparent",
            organizer: Private(organizer), joinAddresses: joinAddresses(text, body))
        let details = MeetingDetails(
            agenda: Private(body.plain.cut(toBytes: MeetingDetails.maximumAgendaBytes)),
            participants: invitees.participants,
            participantsOmitted: invitees.areOmitted, seriesID: try seriesID(event),
            etag: try event.text(.etag, maximumBytes: Self.maximumETagBytes) ?? "")
        if let keywords, invitees.ownResponse != .declined {
            let meet = text.conferenceSolution == "hangoutsMeet" ? text.conference.first { $0.type == "video" } : nil
            let email = try event.text(.organizerEmail, maximumBytes: Self.maximumAddressBytes) ?? ""
            let record = try event.text(.record, maximumBytes: Self.maximumURIBytes) ?? ""
            let isAsked = keywords.asks(
                location: text.location, record: record, meet: meet?.uri ?? "", organizer: email, event: id,
                series: details.seriesID)
            var ask = KeywordAsk(event: id, series: details.seriesID, span: meeting.span)
            if !isAsked, !record.isEmpty { ask.space = try space(event, record, email, ask, keywords) }
            if isAsked || ask.space != nil { asks.append(ask) }
        }
        return .stored(meeting, details)
    }

    /// What an event tells of the space that two people have.
    private func space(
        _ event: borrowing JSONRow, _ record: String, _ organizer: String, _ ask: KeywordAsk, _ keywords: KeywordPlan
    ) throws(EventRefusal) -> SharedSpace? {
        var people = InvitationDecoder.People(organizer)
        try event.rows(.attendees, paths: InvitationDecoder.People.paths) { invitee throws(JSONFailure) in
            try people.add(invitee)
        }
        return keywords.shared(
            Invitation(
                version: EventVersion(ask.event, etag: ""), series: ask.series, location: nil, body: nil,
                people: Private(people.sorted), record: Private(record)))
    }

    private func joinAddresses(_ text: EventText, _ body: BodyText.TakenApart) -> [JoinAddress] {
        let findings = linkFinder.find(in: text, body: body)
        return (findings.best.map { [$0] } ?? []) + findings.others
    }

    private func organizer(_ event: borrowing JSONRow) throws(EventRefusal) -> String {
        if let name = try event.text(.organizerName, maximumBytes: Self.maximumNameBytes), !name.isEmpty { return name }
        return try event.text(.organizerEmail, maximumBytes: Self.maximumAddressBytes) ?? ""
    }

    private func seriesID(_ event: borrowing JSONRow) throws(EventRefusal) -> MeetingID? {
        guard try event.text(.recurringEventId, maximumBytes: 1) != nil else { return nil }
        return MeetingID(try event.identifier(.recurringEventId))
    }

    private func span(_ event: borrowing JSONRow) throws(EventRefusal) -> MeetingSpan {
        let limit = Self.maximumNameBytes
        if let start = try event.text(.startDateTime, maximumBytes: limit) {
            guard let end = try event.text(.endDateTime, maximumBytes: limit) else { throw .noTimes }
            guard let start = RFC3339.instant(start), let end = RFC3339.instant(end), start <= end else {
                throw .badTimes
            }
            return .timed(start: start, end: end)
        }
        guard let start = try event.text(.startDate, maximumBytes: limit),
            let end = try event.text(.endDate, maximumBytes: limit)
        else { throw .noTimes }
        guard let first = RFC3339.date(start), let end = RFC3339.date(end), first <= end else { throw .badTimes }
        // The end is exclusive, but imported calendars have days that end where they start, and mean that day.
        return .allDay(first: first, end: max(end, first.adding(days: 1)))
    }
}
