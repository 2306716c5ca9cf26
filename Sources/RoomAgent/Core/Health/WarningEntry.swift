// SPDX-License-Identifier: Apache-2.0

/// One row of the catalogue: all there is to know of one warning.
package struct WarningEntry: Sendable {
    /// How bad it is.
    package let severity: WarningSeverity
    /// How long it has to last before it is shown.
    package let delay: WarningDelay
    /// The group through which this warning explains others; nil: it explains none that way.
    let group: WarningGroup?
    /// The failure of a calendar's source that this warning tells of; nil: it tells of none.
    let reason: CalendarFailure.Reason?
    /// While one of these has lasted long enough to be shown, it explains this warning, which is then hidden.
    package let explainedBy: [WarningCause]
    /// True: the status light flashes, because nobody in the room can mend it, and it will not mend itself.
    package let needsSomebody: Bool
    /// What fills `%` in the sentence and the remedy; nil where they have no place to fill.
    let place: WarningPlace?
    /// Its texts in every language.
    let words: Translated<WarningWords>

    init(
        _ severity: WarningSeverity, after delay: WarningDelay = .none, in group: WarningGroup? = nil,
        for reason: CalendarFailure.Reason? = nil, explainedBy: [WarningCause] = [], flash needsSomebody: Bool = false,
        filledBy place: WarningPlace? = nil, en: WarningWords, fi: WarningWords
    ) {
        self.severity = severity
        self.delay = delay
        self.group = group
        self.reason = reason
        self.explainedBy = explainedBy
        self.needsSomebody = needsSomebody
        self.place = place
        words = Translated(en: en, fi: fi)
    }
}

/// What a warning says. Sentence and remedy are for who looks after the room; a form before `|` has a place `%` and is
/// said where that can be filled.
struct WarningWords: Sendable {
    /// At most 14 columns, which the smallest display has behind "! ". Guests read it: plain words.
    let label: String
    let sentence: String
    let remedy: String

    init(_ label: String, _ sentence: String, _ remedy: String) {
        self.label = label
        self.sentence = sentence
        self.remedy = remedy
    }
}

/// How bad a warning is. The raw values order them: the worst comes first.
package enum WarningSeverity: Int, Sendable, Comparable, CaseIterable {
    /// The room does not do what it is for.
    case error = 0
    /// Somebody should look at it soon.
    case warning = 1
    /// Worth knowing.
    case notice = 2

    /// True where the left one is worse, so that sorting puts the worst first.
    package static func < (left: WarningSeverity, right: WarningSeverity) -> Bool { left.rawValue < right.rawValue }

    /// Stable: status and events tell it.
    package var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .notice: "notice"
        }
    }
}

/// How long a warning has to last before it is shown; each case says why so long.
package enum WarningDelay: Sendable {
    /// It does not pass by itself, so nothing is won by waiting.
    case none
    /// 3 s: a device that is plugged in again, or that its bus finds anew, is back by then.
    case replug
    /// 5 s: a service that is started again is back by then, and a hand lets go of a button.
    case restart
    /// 30 s: after a start of the machine the time service sets the clock by then, where the network works.
    case timeService
    /// 90 s: a router or an access point that restarts is back, and so are two attempts of ours.
    case network
    /// 2 min: an odd answer that does not come from us passes with the next attempts.
    case attempts
    /// 5 min: the service's own trouble, which back-off is for.
    case backOff

    /// The delay as a duration; zero for `.none`.
    package var length: Duration {
        switch self {
        case .none: .zero
        case .replug: .seconds(3)
        case .restart: .seconds(5)
        case .timeService: .seconds(30)
        case .network: .seconds(90)
        case .attempts: .minutes(2)
        case .backOff: .minutes(5)
        }
    }
}

/// Warnings that have a thing in common, through which they explain others.
package enum WarningGroup: Sendable {
    /// The time of day is not known.
    case clock
    /// The calendar cannot be read, and waiting does not help.
    case calendarAccess
    /// The calendar cannot be read at the moment, and waiting helps.
    case calendarPause
}

/// What explains a warning.
package enum WarningCause: Sendable {
    /// This warning.
    case code(WarningCode)
    /// Any warning of this group.
    case group(WarningGroup)

    func isAmong(_ codes: Set<WarningCode>) -> Bool {
        switch self {
        case .code(let code): codes.contains(code)
        case .group(let group): codes.contains { $0.entry.group == group }
        }
    }

    /// The codes that it stands for.
    package var codes: [WarningCode] { WarningCode.allCases.filter { isAmong([$0]) } }
}
