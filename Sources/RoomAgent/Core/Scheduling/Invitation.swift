// SPDX-License-Identifier: Apache-2.0

/// An event as whoever writes join details into it has to know it, fresh from the calendar.
package struct Invitation: Hashable, Sendable {
    /// What a video meeting of the calendar's own service is to this event.
    package enum Conference: Hashable, Sendable {
        /// The event has none, and none was asked for.
        case none
        /// Asked for, and not made yet.
        case pending
        /// Asked for, and the service could not make it.
        case failed
        /// Google Meet, by its address. `isOurs`: a request of ours made it.
        case meet(Private<String>, isOurs: Bool)
        /// Another service's.
        case other
    }

    /// Which event, and which version of it.
    package var version: EventVersion
    /// The series that it is an occurrence of.
    package var series: MeetingID?
    /// The location, whole; nil where it is longer than `[KeywordTemplate].maximumLocationBytes`, or has what cannot be
    /// written back as it was.
    package var location: Private<String>?
    /// The body, byte for byte; nil where it is longer than `maximumBodyBytes`, or has what cannot be written back.
    package var body: Private<String>?
    /// The organiser's address; empty where the calendar does not tell.
    package var organizer: Private<String>
    /// The calendar that it was read from is the organiser's.
    package var isOrganizers: Bool
    /// Whoever is invited may change it for all.
    package var guestsMayModify: Bool
    /// The addresses of the people, the organiser among them and rooms not; in small letters, sorted, each once. Empty
    /// where not all are known.
    package var people: Private<[String]>
    /// Our record (`KeywordRecord`), as it stands in the event; empty where there is none.
    package var record: Private<String>
    /// What stands in the event's conference data.
    package var conference: Conference

    package init(
        version: EventVersion, series: MeetingID? = nil, location: Private<String>?, body: Private<String>?,
        organizer: Private<String> = Private(""), isOrganizers: Bool = true, guestsMayModify: Bool = false,
        people: Private<[String]> = Private([]), record: Private<String> = Private(""), conference: Conference = .none
    ) {
        self.version = version
        self.series = series
        self.location = location
        self.body = body
        self.organizer = organizer
        self.isOrganizers = isOrganizers
        self.guestsMayModify = guestsMayModify
        self.people = people
        self.record = record
        self.conference = conference
    }

    /// A longer body is left alone: 64 KiB.
    package static let maximumBodyBytes = 64 * 1024
}

/// What is to be another in an event; nil leaves as it is.
package struct InvitationEdit: Hashable, Sendable {
    /// What becomes of the conference data.
    package enum Conference: Hashable, Sendable {
        /// A Google Meet is asked for. A request of the same ID as the one before is passed over by Google.
        case create(requestID: String)
        /// The conference data is taken out, ours or not: the caller looks first.
        case remove
    }

    /// The whole new location.
    package var location: Private<String>?
    /// The whole new body.
    package var body: Private<String>?
    /// The new record; empty takes it out.
    package var record: Private<String>?
    /// Default: nil.
    package var conference: Conference?

    package init(
        location: Private<String>? = nil, body: Private<String>? = nil, record: Private<String>? = nil,
        conference: Conference? = nil
    ) {
        self.location = location
        self.body = body
        self.record = record
        self.conference = conference
    }
}

/// An event of a page that may need join details, or may have to lose them.
package struct KeywordAsk: Hashable, Sendable {
    /// The event, or the occurrence of a series.
    package var event: MeetingID
    /// The series that it is an occurrence of.
    package var series: MeetingID?
    /// When it is.
    package var span: MeetingSpan
    /// Not nil: nothing is asked for, and the event tells of a space that two people have.
    package var space: SharedSpace?

    package init(event: MeetingID, series: MeetingID?, span: MeetingSpan, space: SharedSpace? = nil) {
        self.event = event
        self.series = series
        self.span = span
        self.space = space
    }
}

/// The address that two people have for their meetings.
package struct SharedSpace: Hashable, Sendable {
    /// Which service, and whose.
    var key: Private<String>
    var address: Private<String>
}

/// What we wrote into an event, as it stands in the event itself: whoever looks at it, this agent or another, sees what
/// is done already. One line of text: `1 EVENT KEYWORD ORIGIN ADDRESS`.
package struct KeywordRecord: Hashable, Sendable {
    /// The name of the event's shared extended property.
    package static let name = "roomAgentMeeting"
    /// Google's limit of a property's value is 1,024 characters.
    static let maximumBytes = 1000

    /// A digest of the ID of the event, or series, that it was written for. A copy of an event has the original's.
    var event: String
    /// `FoundKeyword.name`.
    var keyword: String
    /// A request of ours made the conference.
    var isMade: Bool
    var address: String

    init(event: MeetingID, keyword: String, isMade: Bool, address: String) {
        self.event = Self.digest(event.value.exposed)
        self.keyword = keyword
        self.isMade = isMade
        self.address = address
    }

    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumBytes else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 5, words[0] == "1", words[3] == "made" || words[3] == "found", !words[4].isEmpty else {
            return nil
        }
        event = String(words[1])
        keyword = String(words[2])
        isMade = words[3] == "made"
        address = String(words[4])
    }

    var text: String { "1 \(event) \(keyword) \(isMade ? "made" : "found") \(address)" }

    /// Written for this event, or for the series that it belongs to.
    func isOf(_ event: MeetingID, _ series: MeetingID?) -> Bool {
        [event, series].contains { $0.map { Self.digest($0.value.exposed) } == self.event }
    }

    /// FNV-1a, 64 bits, in 16 hexadecimal digits: it tells apart what nobody tries to confuse.
    static func digest(_ text: String) -> String {
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
