// SPDX-License-Identifier: Apache-2.0

/// Reads what the user whose calendar it is has chosen. It belongs to one actor.
package protocol AccountSettingsSource {
    /// The value as the service writes it; nil where there is no such setting, and where the device signs in for no
    /// user, who could have chosen anything.
    func value(of setting: AccountSetting) async throws(CalendarFailure) -> String?

    /// How many requests the service has answered for it.
    var settingsRequests: Int { get }
}

/// What is remembered of a user's settings, so that a room without a network starts in its language.
package struct KeptSettings: Hashable, Sendable {
    /// The settings as they were last read.
    package var values: AccountSettings
    /// The civil day on which they were last asked for, with whatever outcome; nil where that is to be done anew.
    package var askedOn: CivilDate?

    /// Default: nothing was ever asked for.
    package init(_ values: AccountSettings = AccountSettings(), askedOn: CivilDate? = nil) {
        self.values = values
        self.askedOn = askedOn
    }
}

/// Remembers them over restarts and power cuts.
package protocol SettingsRecord {
    /// What is remembered; nil where that is nothing, or cannot be read.
    func load() -> KeptSettings?

    /// Remembers it. False: it could not be written.
    func keep(_ settings: KeptSettings) async -> Bool
}
