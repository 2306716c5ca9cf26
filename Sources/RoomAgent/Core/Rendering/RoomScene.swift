// SPDX-License-Identifier: Apache-2.0

/// Everything that the room shows, at one moment. Pure: the same scene gives the same frame.
package struct RoomScene: Sendable {
    /// The room's name, as configured.
    package var roomName: String
    /// What the room is doing.
    package var state: RoomState
    /// What is said for a moment in answer to a press; nil most of the time.
    package var notice: RoomNotice?
    /// The meetings of now and later, by the room's rules.
    package var agenda: Agenda
    /// The warnings that are shown, the worst first.
    package var warnings: [Warning]
    /// Both clocks at this moment.
    package var now: Moment
    /// The zone in which times and days are shown.
    package var zone: any TimeZoneRules
    /// The language of every text.
    package var language: Language
    /// False: times of day have 12 hours.
    package var uses24HourClock: Bool
    /// When the calendar was last fetched; nil if never.
    package var syncedAt: Instant?
    /// True: the calendar was fetched longer ago than it should be, and the display says when.
    package var isStale: Bool
    /// What of a meeting may be shown.
    package var rules: AgendaRules
    /// While the calendar has never been read: since when that is tried.
    package var triedSince: Instant?
    /// The calendar's own address, which is nobody's name. Default: empty.
    package var roomAddress = Private("")
    /// A press would show that the meeting is held. Default: false.
    package var awaitsCheckIn = false
    /// The watched people, whose absences are told.
    package var people: [PersonState] = []
    /// Who helps where the room cannot help itself, as `[room] support` says it; empty where it says nothing.
    package var support = ""

    package init(
        roomName: String, state: RoomState, notice: RoomNotice? = nil, agenda: Agenda, warnings: [Warning], now: Moment,
        zone: any TimeZoneRules, language: Language, uses24HourClock: Bool, syncedAt: Instant?, isStale: Bool,
        rules: AgendaRules, triedSince: Instant? = nil
    ) {
        self.roomName = roomName
        self.state = state
        self.notice = notice
        self.agenda = agenda
        self.warnings = warnings
        self.now = now
        self.zone = zone
        self.language = language
        self.uses24HourClock = uses24HourClock
        self.syncedAt = syncedAt
        self.isStale = isStale
        self.rules = rules
        self.triedSince = triedSince
    }

    // MARK: Lights

    /// What the button would do.
    package var buttonLamp: LampPattern {
        switch state {
        case .unknown, .free, .busy: .off
        case .joinable: .slow
        case .joining, .leaving: .fast
        case .inMeeting(let session): waitingGroup(session) == nil ? .on : .gaps
        case .couldNotJoin: .three
        }
    }

    /// Whether the room is taken.
    package var statusLight: StatusLight {
        let fault = warnings.contains(where: \.needsSomebody)
        return switch state {
        // Green would be a promise.
        case .unknown: StatusLight(.green, .off, faultFlash: fault)
        case .free: StatusLight(.green, faultFlash: fault)
        case .joinable, .couldNotJoin:
            // Booked, and nobody has joined: amber, blinking, so that it is not told by its colour alone.
            agenda.isTaken
                ? StatusLight(.amber, .slow, faultFlash: fault) : StatusLight(.green, faultFlash: fault)
        case .joining: StatusLight(.amber, .fast, faultFlash: fault)
        case .busy, .inMeeting, .leaving: StatusLight(.red, faultFlash: fault)
        }
    }

    // MARK: Words

    /// The title as this room shows it; a word for "no title" where there is no meeting.
    package func title(_ meeting: Meeting?) -> String {
        guard let meeting else { return RoomText.untitled.text(language) }
        return Self.title(meeting, rules: rules, language: language)
    }

    /// The title of a meeting as the rules allow it: neutral where only "busy" is known, where it is private, or where
    /// every title is hidden; with `? ` in front where it is tentative.
    package static func title(_ meeting: Meeting, rules: AgendaRules, language: Language) -> String {
        if meeting.isBusyOnly { return RoomText.busyMeeting.text(language) }
        if meeting.isPrivate || rules.hideTitles { return RoomText.privateMeeting.text(language) }
        let title = DisplayText.clean(meeting.title.exposed)
        let shown = title.isEmpty ? RoomText.untitled.text(language) : title
        return meeting.isTentative || meeting.ownResponse == .tentative ? "? " + shown : shown
    }

    /// One line for the service manager: state and most severe warning, nothing private.
    package var statusLine: String {
        guard let worst = warnings.first else { return state.name }
        return "\(state.name); \(worst.code.rawValue): \(worst.sentence(in: .en))"
    }
}
