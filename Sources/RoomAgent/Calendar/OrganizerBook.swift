// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The languages of organisers, each asked for in the organiser's own name, and remembered for a day, at most 200 at a
/// time. One that could not be read is unknown for an hour at least, or for a day where only a person can mend it.
package final class OrganizerBook: OrganizerLanguages {
    package private(set) var requests = 0
    private let domains: VerifiedDomains
    private let loop: any AgentLoop
    private let journal: any AgentJournal
    private let settings: (Private<String>) throws(CalendarFailure) -> any AccountSettingsSource
    /// What was told, and until when that counts, in time since boot.
    private var known: [String: (language: Language?, until: Duration)] = [:]
    /// Nobody is asked for before this.
    private var silentUntil = Duration.zero

    private static let life = Duration.hours(24)
    private static let retry = Duration.hours(1)
    /// Invitations come from any number of people.
    private static let maximumKnown = 200

    /// - Parameters:
    ///   - domains: nobody else's organisers are asked for.
    ///   - settings: reads the settings of the user with that address.
    package init(
        domains: VerifiedDomains, loop: any AgentLoop, journal: any AgentJournal,
        settings: @escaping (Private<String>) throws(CalendarFailure) -> any AccountSettingsSource
    ) {
        self.domains = domains
        self.loop = loop
        self.journal = journal
        self.settings = settings
    }

    package func language(of organizer: Private<String>) async -> Language? {
        let now = loop.now.uptime
        let address = organizer.exposed.lowercased()
        if let (language, until) = known[address], now < until { return language }
        guard now >= silentUntil, address.utf8.contains(UInt8(ascii: "@")), domains.contain(address) else { return nil }
        if known.count >= Self.maximumKnown { known = known.filter { $0.value.until > now } }
        guard known.count < Self.maximumKnown else { return nil }
        var life = Self.life
        var read = AccountSettings()
        do throws(CalendarFailure) {
            let source = try settings(organizer)
            let before = source.settingsRequests
            defer { requests += source.settingsRequests - before }
            read.adopt(try await source.value(of: .locale), of: .locale)
        } catch {
            journal.info("the language of an organiser could not be read", ("detail", error.detail))
            // Nobody's would be told.
            if [.scopeNotGranted, .apiDisabled, .badCredentials].contains(error.reason) { silentUntil = now + life }
            if error.passes { life = max(Self.retry, error.retryAfter ?? .zero) }
        }
        known[address] = (read.language, now + life)
        return read.language
    }
}
