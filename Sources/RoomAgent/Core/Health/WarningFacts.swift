// SPDX-License-Identifier: Apache-2.0

/// What is known at the moment and stands in the sentences of warnings. Nothing of a meeting is ever in here.
package struct WarningFacts: Sendable, Equatable {
    /// How far this clock is ahead of the calendar service's; negative where it is behind, nil where nobody knows.
    package var clockLead: Duration?
    /// How many events of the window could not be understood. Default: 0.
    package var refusedEvents = 0
    /// The address of the account that the calendar is asked as, with which it is to be shared; nil while the
    /// credential cannot be read, and for a user's own.
    package var account: String?
    /// `[google] act-as` is set: the account speaks for somebody. Default: false.
    package var delegates = false

    /// How far this clock may be from the calendar service's before it counts as wrong: 5 min. With less, TLS and the
    /// token endpoint still work.
    package static let tolerableClockLead = Duration.minutes(5)

    package init() {}

    /// What stands in a place; nil where that is not known, or does not apply.
    func text(for place: WarningPlace, in language: Language) -> String? {
        switch place {
        case .clockLead: clockLead.map { Self.words($0, language) }
        case .refusedEvents: refusedEvents > 0 ? "\(refusedEvents)" : nil
        case .account: account
        case .delegation: delegates ? "act-as" : nil
        }
    }

    /// `10 min behind`, `2 h ahead of`.
    private static func words(_ lead: Duration, _ language: Language) -> String {
        let seconds = abs(lead.wholeSeconds)
        let amount =
            switch seconds {
            case ..<120: "\(seconds) s"
            case ..<7200: "\(seconds / 60) min"
            case ..<172_800: "\(seconds / 3600) h"
            default: "\(seconds / 86_400) \(Translated(en: "days", fi: "pv")[language])"
            }
        let isBehind = lead < .zero
        return amount + " "
            + (isBehind ? Translated(en: "behind", fi: "jäljessä") : Translated(en: "ahead of", fi: "edellä"))[language]
    }
}

/// Which fact stands at `%` in a warning's texts.
enum WarningPlace: Sendable {
    case clockLead, refusedEvents, account
    /// The name of the key that sets it.
    case delegation
}
