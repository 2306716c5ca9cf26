// SPDX-License-Identifier: Apache-2.0
import AgentHost
import GoogleCalendar
import JoinLinks
import RoomCore
import TestSupport
import Testing

/// The same calendars, read a second time by a Python script that was written from the product's rules, with
/// python-dateutil for series and zones.
@Suite("The agenda of random calendars")
struct AgendaPeerTests {
    private static let account = "c_aalto@resource.calendar.google.com"

    /// What the script says of one calendar.
    private struct Reading {
        var zone = ""
        var page = ""
        /// Lines that begin with `at`.
        var answers: [Substring] = []
    }

    private static func readings(seed: Int, count: Int) throws -> [Reading] {
        let script = String(#filePath.dropLast("AgendaPeerTests.swift".count)) + "agenda.py"
        let result = Program.run(["/usr/bin/python3", script, "\(seed)", "\(count)"])
        try #require(result.code == 0, "\(result.output)")
        var readings: [Reading] = []
        for line in result.output.split(separator: "\n") {
            if line.hasPrefix("zone ") { readings.append(Reading(zone: String(line.dropFirst(5)))) }
            if line.hasPrefix("page ") { readings[readings.count - 1].page = String(line.dropFirst(5)) }
            if line.hasPrefix("at ") { readings[readings.count - 1].answers.append(line) }
        }
        return readings
    }

    private static func answer(_ window: MeetingWindow, _ zone: any TimeZoneRules, at seconds: Int64) -> String {
        let rules = AgendaRules(joinPreferences: JoinPreferences(kinds: [.video]))
        let days = CalendarDays(calendar: CalendarID(account), window: window, zone: zone)
        let agenda = Agenda([days], rules: rules, now: Instant(secondsSince1970: seconds))
        func names(_ items: [AgendaItem]) -> String {
            items.map(\.meeting.id.value.exposed).joined(separator: ",")
        }
        let free = agenda.freeUntil.map { "\($0.secondsSince1970)" } ?? "-"
        return "at \(seconds) current=\(names(agenda.current)) joinable=\(names(agenda.joinable)) "
            + "coming=\(names(agenda.coming)) taken=\(agenda.isTaken ? 1 : 0) free-until=\(free)"
    }

    @Test("is the one that a second, independent reading works out", arguments: 0..<8)
    func peer(seed: Int) throws {
        let readings = try Self.readings(seed: seed, count: 50)
        #expect(readings.count == 50)
        var moments = 0
        for (number, reading) in readings.enumerated() {
            let decoder = EventDecoder(account: Self.account, linkFinder: LinkFinder())
            let page = try decoder.page(Array(reading.page.utf8))
            #expect(page.refused.isEmpty)
            let window = MeetingWindow(
                page.changes.compactMap { if case .stored(let meeting, _) = $0 { meeting } else { nil } })
            let zone = try #require(SystemZone.named(reading.zone))
            for expected in reading.answers {
                moments += 1
                let seconds = try #require(expected.split(separator: " ").dropFirst().first.flatMap { Int64($0) })
                let ours = Self.answer(window, zone, at: seconds)
                #expect(ours == expected, "seed \(seed), calendar \(number), \(reading.zone)")
            }
        }
        #expect(moments > 500)
    }
}
