// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The calendar user's language, clock and zone, in a small file: a day's number since 1970 and three words. Nothing of
/// a calendar stands in it, and no address.
///
/// An actor of its own for the reason that `ChannelFile` is one; it is written once a day.
package actor SettingsFile: SettingsRecord {
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let head = "room-agent settings 1"

    /// The file `settings` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        self.directory = directory
        self.executor = executor
    }

    /// Every file that it makes there.
    package static func paths(in directory: String) -> [String] {
        ["\(directory)/settings", "\(directory)/settings.new"]
    }

    nonisolated package func load() -> KeptSettings? {
        guard let line = SmallRecord.lines(of: Self.paths(in: directory)[0], under: Self.head).first else { return nil }
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, let day = Int(words[0]), (0...10_000_000).contains(day) else { return nil }
        var values = AccountSettings()
        for (setting, word) in zip([AccountSetting.locale, .format24HourTime, .timezone], words.dropFirst()) {
            values.adopt(word == "-" ? nil : word, of: setting)
        }
        return KeptSettings(values, askedOn: day == 0 ? nil : CivilDate(daysSince1970: day))
    }

    package func keep(_ settings: KeptSettings) -> Bool {
        let values = settings.values
        let words = [
            "\(settings.askedOn?.daysSince1970 ?? 0)", values.language?.rawValue ?? "-",
            values.uses24HourClock.map { "\($0)" } ?? "-", values.timeZone ?? "-",
        ]
        return SmallRecord.write(
            [Self.head, words.joined(separator: " ")], to: Self.paths(in: directory), in: directory)
    }
}
