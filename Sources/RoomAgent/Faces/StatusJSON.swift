// SPDX-License-Identifier: Apache-2.0
package import JSON
package import RoomCore

/// The JSON that `status`, `agenda` and `events` print. Keys are stable: new ones may come, none changes its meaning.
/// Times are RFC 3339 in UTC. Nothing is in it that the display would not show.
package struct StatusJSON {
    /// What a meeting is called outside: nobody can tell from it which event it is.
    private let name: (MeetingID) -> String
    private let version: String
    private let rules: AgendaRules
    private let language: Language

    /// `version` is the agent's. `name` gives a meeting the name that it has outside. The rules and the language are
    /// the room's, and say which titles are shown, and how.
    package init(
        version: String, naming name: @escaping (MeetingID) -> String, rules: AgendaRules, language: Language
    ) {
        self.version = version
        self.name = name
        self.rules = rules
        self.language = language
    }

    /// What `status --json` prints.
    package func status(_ status: RoomStatus) -> JSONText {
        .object([
            "version": .text(version),
            "room": .text(status.roomName),
            "time": time(status.now),
            "timezone": .text(status.zone.name),
            "state": self.state(status),
            "current": .array(status.current.map(item)),
            "next": status.next.map(item) ?? .null,
            "meetings": .integer(status.meetings),
            "in-use": .bool(status.isInUse),
            "people": .array(status.sync.people.map(person)),
            "sync": self.sync(status),
            "warnings": .array(status.warnings.map(warning)),
            "display": .array(status.display.rows.map { .text($0) }),
            "lamp": .text(status.lamp.rawValue),
            "light": .object([
                "colour": .text(status.light.color.rawValue), "pattern": .text(status.light.pattern.rawValue),
                "fault": .bool(status.light.faultFlash),
            ]),
            "devices": .array(
                status.devices.map { device in
                    .object([
                        "address": .text(device.address), "ready": .bool(device.isReady), "cause": .text(device.cause),
                        "remedy": .text(device.remedy),
                    ])
                }),
        ])
    }

    /// What `agenda --json` prints: the meetings, in the given order.
    package func agenda(_ items: [AgendaItem]) -> JSONText {
        .array(items.map(item))
    }

    /// One line of `events --json`.
    package func event(_ report: RoomReport) -> JSONText {
        var members: [(key: String, value: JSONText)] = [
            ("event", .text(report.kind.rawValue)),
            ("time", time(report.at)),
            ("title", report.meeting.map { .text(RoomScene.title($0, rules: rules, language: language)) } ?? .null),
            ("id", id(report.meeting)),
        ]
        if let press = report.press { members.append(("outcome", .text(press.rawValue))) }
        if let state = report.state { members.append(("state", .text(state))) }
        if let deed = report.deed { members.append(("deed", .text(deed.rawValue))) }
        if let cause = report.cause { members.append(("cause", .text(cause))) }
        if let person = report.person { members.append(("person", self.person(person))) }
        if let warning = report.warning { members += self.members(warning) }
        if report.isStanding { members.append(("standing", .bool(true))) }
        return .object(members)
    }

    private func state(_ status: RoomStatus) -> JSONText {
        var members: [(key: String, value: JSONText)] = [("name", .text(status.state.name))]
        switch status.state {
        case .unknown, .free: break
        case .joinable(let item, let index, let count):
            members += [("meeting", self.item(item)), ("index", .integer(index)), ("count", .integer(count))]
        case .busy(let item): members.append(("meeting", self.item(item)))
        case .joining(let session), .inMeeting(let session), .leaving(let session):
            members += self.self.session(session)
        case .couldNotJoin(let session, let problem):
            members += self.self.session(session) + [("problem", .text(problem.rawValue))]
        }
        return .object(members)
    }

    private func session(_ session: SessionView) -> [(key: String, value: JSONText)] {
        let title = session.meeting.map { RoomScene.title($0, rules: rules, language: language) }
        return [("title", .text(title)), ("id", id(session.meeting)), ("end", session.end.map(time) ?? .null)]
    }

    private func item(_ item: AgendaItem) -> JSONText {
        let dates: (first: CivilDate, end: CivilDate)? =
            if case .allDay(let first, let end) = item.meeting.span { (first, end) } else { nil }
        return .object([
            "title": .text(RoomScene.title(item.meeting, rules: rules, language: language)),
            "id": id(item.meeting),
            "start": time(item.start),
            "end": time(item.end),
            "start-date": .text(dates.map { RFC3339.date($0.first) }),
            "end-date": .text(dates.map { RFC3339.date($0.end) }),
            "all-day": .bool(item.isAllDay),
            "tentative": .bool(item.meeting.isTentative || item.meeting.ownResponse == .tentative),
            "private": .bool(item.meeting.isPrivate),
            "joinable": .bool(item.joinPlan.best != nil),
            "service": .text(item.joinPlan.best?.service ?? item.meeting.joinAddresses.first?.service),
        ])
    }

    private func sync(_ status: RoomStatus) -> JSONText {
        let sync = status.sync
        return .object([
            "synced-at": sync.syncedAt.map(time) ?? .null,
            "stale": .bool(status.isStale),
            "next-in-seconds": status.nextSyncIn.map { .integer($0.wholeSeconds) } ?? .null,
            "failure": .text(sync.lastFailure.flatMap { WarningCode($0.reason)?.rawValue }),
            "detail": .text(sync.lastFailure?.detail),
            "failures-in-a-row": .integer(sync.failuresInARow),
            "successes": .integer(sync.successes),
            "full-syncs": .integer(sync.fullSyncs),
            "requests-today": .integer(sync.requestsSpent),
            "requests-assumed": .integer(sync.requestsAssumed),
            "requests-scarce": .bool(sync.requestsAreScarce),
            "requests-per-day": .integer(sync.requestsPerDay),
            "events-refused": .integer(sync.refusedEvents),
            "storage": .text(sync.storage.rawValue),
            "account": .text(sync.account?.phase.rawValue),
            "push": sync.push.map(push) ?? .null,
        ])
    }

    private func person(_ person: PersonState) -> JSONText {
        .object([
            "address": .text(person.address.exposed),
            "presence": .text(person.word),
            "since": person.absence?.since.map(time) ?? .null,
            "until": person.absence?.until.map(time) ?? .null,
            "read-at": person.readAt.map(time) ?? .null,
            "account": .text(person.account.phase.rawValue),
        ])
    }

    private func push(_ push: PushState) -> JSONText {
        .object([
            "state": .text(push.phase.rawValue),
            "since": push.since.map(time) ?? .null,
            "channel-ends": push.channelEnds.map(time) ?? .null,
            "notices-today": .integer(push.notices),
            "refused": .integer(push.refused),
            "repeated": .integer(push.repeated),
            "failure": .text(push.failure),
        ])
    }

    private func warning(_ warning: Warning) -> JSONText { .object(members(warning)) }

    private func members(_ warning: Warning) -> [(key: String, value: JSONText)] {
        [
            ("code", .text(warning.code.rawValue)), ("severity", .text(warning.severity.name)),
            ("subject", .text(warning.subject)), ("sentence", .text(warning.sentence(in: .en))),
            ("remedy", .text(warning.remedy(in: .en))),
        ]
    }

    private func id(_ meeting: Meeting?) -> JSONText { .text(meeting.map { name($0.id) }) }

    private func time(_ instant: Instant) -> JSONText { .text(RFC3339.utc(instant)) }
}
