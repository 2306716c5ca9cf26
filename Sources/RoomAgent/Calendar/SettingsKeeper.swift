// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What reading a user's settings is made of, put together by the executable.
package struct SettingsParts {
    /// Reads them.
    package var source: any AccountSettingsSource
    /// Remembers them over restarts.
    package var record: any SettingsRecord
    /// Those that the configuration leaves open. The zone is asked for only while the calendar tells none.
    package var wanted: [AccountSetting]

    /// All of it.
    package init(source: any AccountSettingsSource, record: any SettingsRecord, wanted: [AccountSetting]) {
        self.source = source
        self.record = record
        self.wanted = wanted
    }
}

/// Reads the settings of the calendar's user once a day, and remembers them.
final class SettingsKeeper {
    /// As they were last read.
    private(set) var values: AccountSettings
    private let parts: SettingsParts
    private let journal: any AgentJournal
    private var askedOn: CivilDate?
    private var failures = 0
    /// In time since boot: not before this.
    private var retryAt = Duration.zero

    /// After trouble that passes, so often a day.
    private static let maximumFailures = 3
    private static let firstPause = Duration.minutes(10)

    init(_ parts: SettingsParts, journal: any AgentJournal) {
        self.parts = parts
        self.journal = journal
        let kept = parts.record.load() ?? KeptSettings()
        values = kept.values
        askedOn = kept.askedOn
    }

    /// How many requests the service has answered.
    var requests: Int { parts.source.settingsRequests }

    /// Reads what is due. A refusal leaves what was known, and is not tried again on that day; trouble that passes is
    /// tried again a few times.
    func read(on today: CivilDate, at now: Duration, tellsZone: Bool) async {
        guard askedOn != today, now >= retryAt else { return }
        var read = values
        for setting in parts.wanted where setting != .timezone || !tellsZone {
            do throws(CalendarFailure) {
                read.adopt(try await parts.source.value(of: setting), of: setting)
            } catch {
                return await failed(error, on: today, at: now)
            }
            if Task.isCancelled { return }
        }
        values = read
        await conclude(on: today)
    }

    private func failed(_ failure: CalendarFailure, on today: CivilDate, at now: Duration) async {
        if failure.reason == .cancelled { return }
        failures += 1
        retryAt = now + (failure.retryAfter ?? Self.firstPause * (1 << failures))
        journal.info(
            "the user's settings could not be read", ("code", WarningCode(failure.reason)?.rawValue ?? "none"),
            ("detail", failure.detail))
        let passes =
            switch failure.reason {
            case .unreachable, .untrustedCertificate, .captivePortal, .rateLimited, .serverError, .malformedReply: true
            default: false
            }
        if !passes || failures >= Self.maximumFailures { await conclude(on: today) }
    }

    private func conclude(on today: CivilDate) async {
        askedOn = today
        failures = 0
        retryAt = .zero
        _ = await parts.record.keep(KeptSettings(values, askedOn: today))
    }

    /// Forgets a user whose calendar is read no more.
    func forget() async {
        values = AccountSettings()
        askedOn = nil
        _ = await parts.record.keep(KeptSettings())
    }
}
