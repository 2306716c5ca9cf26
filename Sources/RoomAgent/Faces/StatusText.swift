// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What `status` and `agenda` print for people.
package enum StatusText {
    /// The state, the display's rows, lamp and light, meetings, the last sync and each warning with its remedy.
    package static func status(_ status: RoomStatus) -> String {
        var lines = ["\(DisplayText.clean(status.roomName)): \(status.state.name)"]
        lines += status.display.rows.map { "  | \($0) |" }
        lines.append("  button lamp \(status.lamp.rawValue), status light \(status.light.color.rawValue)")
        for item in status.current { lines.append("now    \(line(item, status))") }
        if let next = status.next { lines.append("next   \(day(next.start, status))\(line(next, status))") }
        lines.append("window \(status.meetings) meetings, stored \(status.sync.storage), time zone \(status.zone.name)")
        lines.append("sync   \(sync(status))")
        if let push = status.sync.push { lines.append("push   \(self.push(push, status))") }
        for person in status.sync.people { lines.append("person \(self.person(person, status))") }
        if status.warnings.isEmpty { lines.append("health no warnings") }
        for warning in status.warnings {
            let subject = warning.subject.isEmpty ? "" : " (\(Printable.ascii(warning.subject)))"
            lines.append(
                "health \(warning.severity.name) \(warning.code.rawValue)\(subject): \(warning.sentence(in: .en))")
            lines.append("       \(warning.remedy(in: .en))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line a meeting, under the date of its day.
    package static func agenda(_ items: [AgendaItem], _ status: RoomStatus) -> String {
        if items.isEmpty { return "no meetings\n" }
        var lines: [String] = []
        var lastDay: CivilDate?
        for item in items {
            let day = status.zone.civilTime(at: item.start).date
            if day != lastDay { lines.append(RFC3339.date(day)) }
            lastDay = day
            lines.append("  " + line(item, status))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The date of another day than today.
    private static func day(_ instant: Instant, _ status: RoomStatus) -> String {
        let day = status.zone.civilTime(at: instant).date
        return day == status.zone.civilTime(at: status.now).date ? "" : "\(RFC3339.date(day)) "
    }

    private static func line(_ item: AgendaItem, _ status: RoomStatus) -> String {
        let title = RoomScene.title(item.meeting, rules: status.rules, language: status.language)
        let time = item.isAllDay ? "all day    " : "\(clock(item.start, status))-\(clock(item.end, status))"
        let join = item.joinPlan.best.map { "  [\($0.service)]" } ?? ""
        return "\(time)  \(title)\(join)"
    }

    private static func sync(_ status: RoomStatus) -> String {
        let sync = status.sync
        var parts = [sync.syncedAt.map { "last \(clock($0, status))" } ?? "never synced"]
        if let failure = sync.lastFailure {
            let times = sync.failuresInARow == 1 ? "once" : "\(sync.failuresInARow) times"
            parts.append("failed \(times), \(failure.sentence())")
        }
        if let next = status.nextSyncIn {
            parts.append(next.wholeSeconds > 0 ? "next in \(next.wholeSeconds) s" : "next now")
        }
        parts.append("\(sync.requestsSpent) of \(sync.requestsPerDay) requests today")
        if sync.requestsAssumed > 0 { parts.append("\(sync.requestsAssumed) of them assumed") }
        if sync.requestsAreScarce { parts.append("the rest is for looking") }
        return parts.joined(separator: ", ")
    }

    private static func person(_ person: PersonState, _ status: RoomStatus) -> String {
        let address = Printable.ascii(person.address.exposed, maximumBytes: 254)
        guard person.account.phase == .active else { return "\(address): \(person.account.phase.rawValue)" }
        guard let until = person.absence?.until else { return "\(address): \(person.word)" }
        let date = RFC3339.date(status.zone.civilTime(at: until).date)
        return "\(address): \(person.word) until \(date) \(clock(until, status))"
    }

    private static func push(_ push: PushState, _ status: RoomStatus) -> String {
        let since = push.since.map { " since \(clock($0, status))" } ?? ""
        let why = push.failure.map { ": \(Printable.ascii($0))" } ?? ""
        var parts = ["\(push.phase.rawValue)\(since)\(why)", "\(push.notices) notices today"]
        if let end = push.channelEnds {
            let time = status.zone.civilTime(at: end)
            parts.append("channel until \(RFC3339.date(time.date)) \(clock(end, status))")
        }
        return parts.joined(separator: ", ")
    }

    private static func clock(_ instant: Instant, _ status: RoomStatus) -> String { time(instant, status.zone) }

    /// `14:30`.
    package static func time(_ instant: Instant, _ zone: any TimeZoneRules) -> String {
        let time = zone.civilTime(at: instant)
        return "\(time.hour.twoDigits):\(time.minute.twoDigits)"
    }
}
