// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The calendar user's language, clock and zone, in one line: the number since 1970 of the day on which they were asked
/// for (0 for not), and three words, `-` for what is not known. It is written once a day.
package struct SettingsFile: SettingsRecord {
    private let file: RecordFile

    /// The file `settings` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        file = RecordFile(.settings, in: directory, executor: executor)
    }

    package func load() -> KeptSettings? {
        guard let line = file.lines().first else { return nil }
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, let day = Int(words[0]), (0...10_000_000).contains(day) else { return nil }
        var values = AccountSettings()
        for (setting, word) in zip([AccountSetting.locale, .format24HourTime, .timezone], words.dropFirst()) {
            values.adopt(word == "-" ? nil : word, of: setting)
        }
        return KeptSettings(values, askedOn: day == 0 ? nil : CivilDate(daysSince1970: day))
    }

    package func keep(_ settings: KeptSettings) async -> Bool {
        let values = settings.values
        let words = [
            "\(settings.askedOn?.daysSince1970 ?? 0)", values.language?.rawValue ?? "-",
            values.uses24HourClock.map { "\($0)" } ?? "-", values.timeZone ?? "-",
        ]
        return await file.keep([words.joined(separator: " ")])
    }
}
