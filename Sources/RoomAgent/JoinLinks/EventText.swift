// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Everything of one event in which a join address may stand. All of it is hostile: anyone can mail an invitation.
package struct EventText: Sendable {
    /// One entry of structured conference data (Google `conferenceData.entryPoints[]`).
    package struct Entry: Sendable {
        /// `video`, `phone`, `sip` or `more`.
        package var type: String
        /// Where it leads, as the source gave it.
        package var uri: String
        /// Meeting code, access code, passcode, password or PIN, whichever the source gives first; else empty.
        package var code: String

        /// Default of `code`: empty, the entry has none.
        package init(type: String, uri: String, code: String = "") {
            self.type = type
            self.uri = uri
            self.code = code
        }
    }

    /// Plain text. It is read after location and body.
    package var title: String
    /// Plain text. It is read before the body, and it alone is looked at for a scheduling keyword.
    package var location: String
    /// Plain text or HTML.
    package var body: String
    /// The structured conference data, in the order of the source. Default: none.
    package var conference: [Entry]
    /// Google `conferenceData.conferenceSolution.key.type`: `hangoutsMeet`, `addOn`, …; else empty.
    package var conferenceSolution: String
    /// Google's old field; empty where there is none.
    package var hangoutLink: String

    package init(
        title: String = "", location: String = "", body: String = "", conference: [Entry] = [],
        conferenceSolution: String = "", hangoutLink: String = ""
    ) {
        self.title = title
        self.location = location
        self.body = body
        self.conference = conference
        self.conferenceSolution = conferenceSolution
        self.hangoutLink = hangoutLink
    }
}

/// What `LinkFinder` made of an event.
package struct LinkFindings: Sendable, Equatable {
    /// What is joined by a press.
    package var best: JoinAddress?
    /// Further places of the same or of other meetings, best first.
    package var others: [JoinAddress]
    /// What looked like a link and was not taken, with the reason: the answer to "why is there no Join button?".
    package var ignored: [IgnoredLink]
    /// The scheduling keyword in the location (`meet`, `webex`, …), without `@` and options; nil where there is none.
    package var keyword: String?

    package init(
        best: JoinAddress? = nil, others: [JoinAddress] = [], ignored: [IgnoredLink] = [], keyword: String? = nil
    ) {
        self.best = best
        self.others = others
        self.ignored = ignored
        self.keyword = keyword
    }
}

/// What looked like a link, and was not taken.
package struct IgnoredLink: Sendable, Equatable {
    /// The link, made printable.
    package var address: Private<String>
    /// A stable lower-case word with dashes, such as `look-alike-host`, `registration-page`, `not-https`.
    package var reason: String

    package init(address: Private<String>, reason: String) {
        self.address = address
        self.reason = reason
    }
}
