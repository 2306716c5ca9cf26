// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Simulation

/// The language and the clock of the room are those that the user's settings had when they were last read, which is on
/// each day in some hours of which nothing is wrong.
struct OracleSettings {
    private struct Values: Equatable {
        var language: Language?
        var clock: Bool?
    }

    /// What a reading may have brought: what stands now, and what stood when the last one began.
    private var possible: [Values] = [Values()]
    private var locale: Language?
    private var lastAnswer = Duration.zero
    private var soundSince = Duration.zero
    private var isSound = true
    private var isForgetful = false

    mutating func changed(_ room: SeedRoom, isSound: Bool) {
        if isSound != self.isSound { soundSince = room.loop.now.uptime }
        self.isSound = isSound
    }

    /// What lies on the disk may be lost, or be an earlier one.
    mutating func forgetful() { isForgetful = true }

    mutating func answered(_ request: HTTPRequest, _ response: HTTPResponse?, _ room: SeedRoom) {
        lastAnswer = room.loop.now.uptime
        guard let response, response.status == 200 || response.status == 404,
            request.url.contains(text: "/users/me/settings/")
        else { return }
        let said = room.google.userSettings[SeedPeople.user] ?? [:]
        let isMissing = response.status == 404
        if request.url.contains(text: "/settings/locale") {
            locale = isMissing ? nil : said["locale"].flatMap { Self.languages[String($0.prefix(2))] }
            return
        }
        let clock: Bool? = isMissing ? nil : ["true": true, "false": false][said["format24HourTime"] ?? ""]
        let read = Values(language: locale, clock: clock)
        // What was read before stays possible until this reading is over, and after a start from an older file.
        possible = [read] + possible.filter { $0 != read }.prefix(isForgetful ? 8 : 1)
    }

    /// From the first minutes of a day to the hours of calm in the next, in which the clocks may change.
    private static let longestPause = Duration.hours(28)
    private static let calm = Duration.hours(3)

    private static let languages: [String: Language] = ["en": .en, "fi": .fi]

    mutating func check(_ oracle: Oracle, _ room: SeedRoom, _ plan: SeedPlan, isCalm: (Duration) -> Bool) {
        guard plan.hasSettings, room.isUp, let keeper = room.keeper else { return }
        let now = room.loop.now.uptime
        guard now - max(lastAnswer, oracle.lastStart) > .seconds(5) else { return }
        let shown = Values(language: keeper.state.settings.language, clock: keeper.state.settings.uses24HourClock)
        guard possible.contains(shown) || (isForgetful && shown == Values()) else {
            return oracle.breaks("wrong-settings", "\(shown), and read was \(possible)")
        }
        if shown.language == .fi { oracle.situations.saw(.settingsShown) }
        if possible.count > 1, shown == possible[0], !isForgetful {
            oracle.situations.saw(.settingsChanged)
            possible = [shown]
        }
        // Of a day that a wrong clock saw already, nothing is asked when it comes.
        guard isSound, plan.requestsPerDay >= 10_000, !plan.features.contains(.clock),
            now - lastAnswer > Self.longestPause, now - max(soundSince, oracle.lastStart) > Self.calm,
            isCalm(now - Self.calm)
        else { return }
        oracle.breaks("settings-not-read", "nothing was asked for \(now - lastAnswer)")
    }
}
