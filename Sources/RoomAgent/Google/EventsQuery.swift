// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The one request of the Calendar API that syncing makes: `GET calendars/{id}/events` (`events.list`).
///
/// Google ties a sync token to the parameters of the full sync that it came from, so the constant ones are the same in
/// every request. `showDeleted` stays away in all of them: false may not stand beside a sync token, true would fill
/// full syncs with what nobody wants, and without it deletions arrive by the token as little more than an ID.
package struct EventsQuery: Sendable {
    /// Events a page. A page of ordinary invitations is then about 0.5 MB, and Google's own default is the same.
    package static let pageSize = 250

    /// Partial response: what `EventDecoder` reads, and nothing else.
    package static let fields = """
        accessRole,nextPageToken,nextSyncToken,timeZone,items(\(eventFields))
        """

    /// The same where join details are written: with our record of what was written.
    package static let keywordFields = String(fields.dropLast()) + ",extendedProperties/shared)"

    /// The same of one event.
    package static let eventFields = """
        attendees(displayName,email,resource,responseStatus,self),attendeesOmitted,\
        conferenceData(conferenceSolution/key/type,\
        entryPoints(accessCode,entryPointType,meetingCode,passcode,password,pin,uri)),\
        description,end(date,dateTime),etag,eventType,hangoutLink,id,location,organizer(displayName,email),\
        recurringEventId,start(date,dateTime),status,summary,transparency,visibility
        """

    /// The types that are meetings: what is never shown is never fetched, and no notice comes for it.
    package static let eventTypes = ["default", "fromGmail"]
    private static let types = eventTypes.map { (name: "eventTypes", value: $0) }

    /// What the probe of `check --online` asks for.
    static let probeFields = "accessRole,timeZone"

    /// The narrowest scope that may list events with their details.
    package static let scope = "https://www.googleapis.com/auth/calendar.events.readonly"

    /// Where the Calendar API is. Tests and proxies have another root.
    package static let defaultRoot = "https://www.googleapis.com"

    /// Where the Calendar API lies.
    let service: String
    /// The calendar's events, with the parameters that every list has, escaped once.
    private let listing: String
    private let address: String
    /// POST: `events.watch`, with the parameters that say which events a list has.
    let watchURL: String
    /// POST: `channels.stop`.
    let stopURL: String

    /// - Parameters:
    ///   - root: scheme and authority, with or without a path and a slash at its end.
    ///   - calendar: the calendar's ID, or `primary`.
    ///   - hasKeywords: whether `keywordFields` are asked for. Default: no.
    package init(root: String, calendar: String, hasKeywords: Bool = false) {
        service = Self.service(root)
        address = "\(service)/calendars/\(PercentEncoding.escaped(calendar))/events"
        let constants = [
            ("singleEvents", "true"), ("maxResults", String(Self.pageSize)),
            ("fields", hasKeywords ? Self.keywordFields : Self.fields),
        ]
        listing = "\(address)?\(PercentEncoding.form(constants + Self.types))"
        watchURL = "\(address)/watch?\(PercentEncoding.form(Self.types))"
        stopURL = "\(service)/channels/stop"
    }

    /// Where the Calendar API lies below a root.
    static func service(_ root: String) -> String {
        var root = root[...]
        while root.utf8.last == UInt8(ascii: "/") { root.removeLast() }
        return "\(root)/calendar/v3"
    }

    /// Google ignores milliseconds; rounding the end up loses nothing, and keeps it after the beginning.
    private static func bounds(from earliest: Instant, to latest: Instant) -> [(name: String, value: String)] {
        [("timeMin", RFC3339.utc(earliest)), ("timeMax", RFC3339.utc(latest + .milliseconds(999)))]
    }

    /// The URL that asks for one page.
    package func url(for request: CalendarPageRequest) -> String {
        var parameters: [(name: String, value: String)] = []
        switch request.scope {
        case .full(let bounds): parameters += Self.bounds(from: bounds.earliest, to: bounds.latest)
        // What ends at the beginning is outside: so would be an event of no length that starts there, which a full sync
        // up to that instant does not tell of either.
        case .edge(let bounds): parameters += Self.bounds(from: bounds.earliest - .seconds(1), to: bounds.latest)
        case .changes(let cursor):
            parameters.append(("syncToken", Self.syncToken(of: cursor.token) ?? ""))
        }
        if let page = request.page { parameters.append(("pageToken", page)) }
        return "\(listing)&\(PercentEncoding.form(parameters))"
    }

    /// Stands before Google's sync token in a cursor, and says which constants it was made with: with others Google
    /// refuses it (400). Another set of constants has another mark. No token of Google's has a colon.
    private static let mark = "types:"

    /// The cursor that a sync token of Google's makes.
    static func cursor(_ syncToken: Private<String>) -> Private<String> { Private(mark + syncToken.exposed) }

    /// Google's own token; nil where the cursor was made with other constants, so that it takes a full sync.
    static func syncToken(of cursor: Private<String>) -> String? {
        cursor.exposed.hasPrefix(mark) ? String(cursor.exposed.utf8.dropFirst(mark.utf8.count)) : nil
    }

    /// The URL that shows whether the calendar can be read, and with which role: one event of the day that begins now.
    package func probeURL(at now: Instant) -> String {
        let parameters: [(name: String, value: String)] = [
            ("singleEvents", "true"), ("maxResults", "1"), ("fields", Self.probeFields), ("timeMin", RFC3339.utc(now)),
            ("timeMax", RFC3339.utc(now + .days(1))),
        ]
        return "\(address)?\(PercentEncoding.form(parameters))"
    }
}
