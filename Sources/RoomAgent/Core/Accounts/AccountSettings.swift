// SPDX-License-Identifier: Apache-2.0

/// What the calendar's user has chosen for their own calendar, as far as a room shows it. What nobody told is nil, and
/// so is what the room does not have, such as a language without texts.
package struct AccountSettings: Hashable, Sendable {
    /// The language of the user's calendar.
    package var language: Language?
    /// False: the user's times of day have 12 hours.
    package var uses24HourClock: Bool?
    /// IANA name of the user's own zone, as the service says it. The calendar's zone goes before it.
    package var timeZone: String?

    /// Nothing is known.
    package init() {}

    /// Takes over one setting as the service tells it; nil where the user has none, or it is none of this room's.
    package mutating func adopt(_ value: String?, of setting: AccountSetting) {
        switch setting {
        // A region may stand behind the language: `en_GB`, `pt-BR`.
        case .locale:
            language = value.flatMap { Language(rawValue: $0.prefix { $0 != "_" && $0 != "-" }.lowercased()) }
        case .format24HourTime: uses24HourClock = value.flatMap(Bool.init)
        case .timezone:
            timeZone = value.flatMap { name in
                let isWord = name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
                return (1...64).contains(name.utf8.count) && isWord ? name : nil
            }
        }
    }
}

/// The settings that a room asks for. The raw values are the service's own names
/// (https://developers.google.com/workspace/calendar/api/v3/reference/settings).
package enum AccountSetting: String, CaseIterable, Sendable {
    /// The language, such as `fi` or `en_GB`.
    case locale
    /// `true` where times of day have 24 hours.
    case format24HourTime
    /// IANA name of a zone.
    case timezone
}
