// SPDX-License-Identifier: Apache-2.0

/// Where meetings come from. `GoogleCalendarSource` asks Google itself; a site's hub can stand here one day.
package protocol CalendarSource {
    /// Fetches one page. The caller asks for the next one with the page's `nextPage` until there is none; the last page
    /// carries the cursor.
    func page(_ request: CalendarPageRequest) async throws(CalendarFailure) -> CalendarPage

    /// How many requests the service has answered for this source since it was made, refusals among them: what counts
    /// against its quota. What never reached it costs nothing.
    var requests: Int { get }
}

/// Asks for one page of a sync. Every page of one sync is asked for with the same scope.
package struct CalendarPageRequest: Hashable, Sendable {
    /// What the pages are to hold.
    package enum Scope: Hashable, Sendable {
        /// Everything between the bounds, and a cursor for what changes there later.
        case full(WindowBounds)
        /// What changed since the cursor.
        case changes(since: SyncCursor)
        /// Everything between the bounds, without a cursor: the sliding edge of the window.
        case edge(WindowBounds)
    }

    /// What this sync asks for.
    package var scope: Scope
    /// From the page before; nil asks for the first.
    package var page: String?

    package init(_ scope: Scope, page: String? = nil) {
        self.scope = scope
        self.page = page
    }
}

/// The source's mark of "all up to here" (Google: the sync token), with the bounds it stays tied to.
package struct SyncCursor: Hashable, Sendable {
    /// The mark itself. Only the source that gave it can read it.
    package var token: Private<String>
    /// The bounds of the full sync that it came from.
    package var bounds: WindowBounds

    package init(token: Private<String>, bounds: WindowBounds) {
        self.token = token
        self.bounds = bounds
    }
}

/// One page of a sync, as the source answered it.
package struct CalendarPage: Sendable {
    /// What it says of meetings, in the order of the source.
    package var changes: [MeetingChange]
    /// Asks for the page after this one; nil on the last page.
    package var nextPage: String?
    /// Given on the last page of `.full` and `.changes`; nil on every other page.
    package var nextCursor: Private<String>?
    /// IANA name of the calendar's zone, if the source says it.
    package var timeZone: String?
    /// Events that could not be understood (wrong types, missing times), by ID where that can be read. Those with an ID
    /// are removals among the changes too.
    package var refused: [MeetingID?]
    /// The source's clock when it answered (HTTP `Date`).
    package var sourceTime: Instant?
    /// Events that ask for join details, or have some that are asked for no more. Default: none.
    package var asks: [KeywordAsk]

    package init(
        changes: [MeetingChange] = [], nextPage: String? = nil, nextCursor: Private<String>? = nil,
        timeZone: String? = nil,
        refused: [MeetingID?] = [], sourceTime: Instant? = nil, asks: [KeywordAsk] = []
    ) {
        self.changes = changes
        self.nextPage = nextPage
        self.nextCursor = nextCursor
        self.timeZone = timeZone
        self.refused = refused
        self.sourceTime = sourceTime
        self.asks = asks
    }
}

/// What a page says of one meeting.
package enum MeetingChange: Hashable, Sendable {
    /// The meeting is like this now, whether it is new or was changed.
    case stored(Meeting, MeetingDetails)
    /// Cancelled, deleted, or no longer something that is shown.
    case removed(MeetingID)
}

/// Why the source gave no page. `retryAfter` is what the source asked for, if it did.
package struct CalendarFailure: Error, Hashable {
    /// The kinds of failure. `SyncSchedule` makes of each how long to wait; the row of the warnings' catalogue that is
    /// for it says what to tell people (`WarningEntry.reason`).
    package enum Reason: Hashable, Sendable, CaseIterable {
        /// No network, no such host, connection refused, timed out.
        case unreachable
        /// The server's certificate is not trusted (or our clock is wrong).
        case untrustedCertificate
        /// HTML or a redirect where JSON should be: a captive portal or a proxy's login page.
        case captivePortal
        /// Google `unauthorized_client`: the scope was not granted in the admin console.
        case scopeNotGranted
        /// Google `invalid_grant`: clock wrong, key deleted, or the user is unknown.
        case grantRefused
        /// 401 even with a fresh token, or another refusal of the token request.
        case unauthorized
        /// The credential cannot be read, is none of Google's formats, or lacks something.
        case badCredentials
        /// Google's token exchange does not take this device's certificate, or does not know its pool or provider.
        case certificateRefused
        /// The device's certificate is taken, and it may not speak for the service account.
        case impersonationRefused
        /// The user's sign-in (a refresh token) was revoked or has ended.
        case signInRevoked
        /// 403 `forbidden`: the account may not read this calendar.
        case forbidden
        /// 403 `accessNotConfigured`: the Calendar API is switched off in the project.
        case apiDisabled
        /// 404: no such calendar, or not shared with this account.
        case calendarNotFound
        /// 410: the cursor is too old; sync fully.
        case cursorExpired
        /// 429, or 403 `rateLimitExceeded`/`userRateLimitExceeded`.
        case rateLimited
        /// 403 `dailyLimitExceeded`/`quotaExceeded`: hours.
        case quotaExhausted
        /// Our own limit (`RequestBudget`): the day's requests are spent, and the source was not asked.
        case requestsSpent
        /// 5xx.
        case serverError
        /// 400 and other refusals of the request itself: our bug, or an API that changed.
        case requestRefused
        /// A reply that is not what the API describes, or too large.
        case malformedReply
        /// Somebody deactivated the account, and the source was not asked.
        case notActivated
        /// The account's address is in none of the verified domains, and the source was not asked.
        case outsideDomains
        /// A feature that is on writes to the calendar, and the account may only read it. `detail` has the role.
        case mayNotWrite
        /// Our own task was cancelled before the answer came.
        case cancelled
    }

    /// What kind of failure it is.
    package var reason: Reason
    /// How long the source asked us to wait; nil if it asked for nothing.
    package var retryAfter: Duration?
    /// Status, error code and the like; never a private value.
    package var detail: String
    /// How far our clock is ahead of the source's, where its reply told the time; a wrong clock is why it refused.
    package var clockLead: Duration?

    package init(_ reason: Reason, retryAfter: Duration? = nil, detail: String = "", clockLead: Duration? = nil) {
        self.reason = reason
        self.retryAfter = retryAfter
        self.detail = detail
        self.clockLead = clockLead
    }
}
