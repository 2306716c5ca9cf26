// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore

/// The tables of docs/fleet.md, and which of its promises are broken.
enum FleetReport {
    /// Of a project of Google's
    /// (https://developers.google.com/workspace/calendar/api/guides/quota), for so many rooms.
    private static let project = (rooms: 10_000, perDay: 1_000_000, perMinute: 10_000)
    /// A sync that has begun is brought to its end, beyond the day's requests too.
    private static let perRoom = 100 + 3

    @discardableResult
    static func day(rooms: Int, jobs: Int) -> [String] {
        var broken: [String] = []
        let scale = Double(project.rooms) / Double(rooms)
        print("\(rooms) rooms, one working day; requests of the Calendar API")
        print("| looks | what happens | a day | a room | most of a room | a minute: mean | peak | at |")
        print("|---|---|---|---|---|---|---|---|")
        for looks in [FleetScenario.Looks.budget, .push] {
            for disturbance in FleetScenario.Disturbance.allCases {
                let tally = FleetRun.play(FleetScenario(looks, disturbance), rooms: rooms, jobs: jobs)
                let total = tally.total(0..<1440)
                let peak = tally.peak(0..<1440)
                print(
                    "| \(looks.rawValue) | \(disturbance.rawValue) | \(grouped(total))"
                        + " | \(tenths(Double(total) / Double(rooms))) | \(tally.most)"
                        + " | \(grouped(total / 1440)) | \(grouped(peak.count)) | \(clock(peak.minute)) |")
                fflush(nil)
                let name = "\(looks.rawValue), \(disturbance.rawValue)"
                if Double(total) * scale > Double(project.perDay) { broken.append("\(name): \(total) requests a day") }
                // Few rooms are less even than many.
                if Double(peak.count) * scale > Double(project.perMinute) {
                    broken.append("\(name): \(peak.count) requests in a minute")
                }
                if tally.most > perRoom { broken.append("\(name): \(tally.most) requests of one room") }
                if tally.leftChannels != 0 { broken.append("\(name): \(tally.leftChannels) channels left behind") }
                if tally.writes > rooms * 60 { broken.append("\(name): \(tally.writes) writes") }
            }
        }
        return broken
    }

    @discardableResult
    static func week(rooms: Int, jobs: Int) -> [String] {
        var broken: [String] = []
        print("\(rooms) rooms, Monday to Friday; from a change of the next two hours until it is on the display")
        print("| looks | requests a room and day | changes | median | worst |")
        print("|---|---|---|---|---|")
        for looks in FleetScenario.Looks.allCases {
            let tally = FleetRun.play(FleetScenario(looks, days: 5), rooms: rooms, jobs: jobs)
            let perDay = Double(tally.total(0..<5 * 1440)) / Double(rooms * 5)
            guard let delay = tally.delay() else { return broken + ["\(looks.rawValue): nothing was seen"] }
            print(
                "| \(looks.rawValue) | \(tenths(perDay)) | \(grouped(tally.delays.count)) | \(time(delay.median))"
                    + " | \(time(delay.worst)) |")
            fflush(nil)
            if tally.unseen > rooms { broken.append("\(looks.rawValue): \(tally.unseen) changes were not seen") }
            switch looks {
            case .budget where delay.median >= 300: broken.append("without push a median of \(delay.median) s")
            case .push where delay.median >= 2: broken.append("with push a median of \(delay.median) s")
            case .budget, .push: if perDay > 100 { broken.append("\(looks.rawValue): \(perDay) requests a day") }
            case .eachMinute, .eachQuarter: break
            }
        }
        return broken
    }

    // MARK: Numbers

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func time(_ seconds: Double) -> String {
        seconds < 60 ? "\(tenths(seconds)) s" : "\(tenths(seconds / 60)) min"
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    private static func clock(_ minute: Int) -> String {
        "\((minute / 60).twoDigits):\((minute % 60).twoDigits)"
    }
}
