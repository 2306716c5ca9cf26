// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore
import RoomRuntime

/// The JSON that `status`, `agenda` and `events` print. Keys are stable: new ones may come, none changes its meaning.
/// Times are RFC 3339 in UTC. Nothing is in it that the display would not show.
enum StatusJSON {
    static func status(_ status: RoomStatus) -> JSONText {
        .object([
            "version": .text(AgentVersion.version),
            "room": .text(status.roomName),
            "time": time(status.now),
            "timezone": .text(status.zone.name),
            "state": state(status),
            "current": .array(status.current.map { item($0, status) }),
            "next": status.next.map { item($0, status) } ?? .null,
            "meetings": .integer(status.meetings),
            "sync": sync(status),
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

    static func agenda(_ items: [AgendaItem], _ status: RoomStatus) -> JSONText {
        .array(items.map { item($0, status) })
    }

    static func event(_ report: RoomReport, rules: AgendaRules, language: Language) -> JSONText {
        let members: [(key: String, value: JSONText)] = [
            ("event", .text(report.kind.rawValue)),
            ("time", time(report.at)),
            ("title", report.meeting.map { .text(RoomScene.title($0, rules: rules, language: language)) } ?? .null),
        ]
        return .object(members + (report.press.map { [("outcome", .text($0.rawValue))] } ?? []))
    }

    private static func state(_ status: RoomStatus) -> JSONText {
        var members: [(key: String, value: JSONText)] = [("name", .text(status.state.name))]
        switch status.state {
        case .unknown, .free: break
        case .joinable(let item, let index, let count):
            members += [("meeting", Self.item(item, status)), ("index", .integer(index)), ("count", .integer(count))]
        case .busy(let item): members.append(("meeting", Self.item(item, status)))
        case .joining(let session), .inMeeting(let session), .leaving(let session):
            members += self.session(session, status)
        case .couldNotJoin(let session, let problem):
            members += self.session(session, status) + [("problem", .text(word(problem)))]
        }
        return .object(members)
    }

    private static func session(_ session: SessionView, _ status: RoomStatus) -> [(key: String, value: JSONText)] {
        let title = session.meeting.map { RoomScene.title($0, rules: status.rules, language: status.language) }
        return [("title", .text(title)), ("end", session.end.map(time) ?? .null)]
    }

    private static func word(_ problem: RoomProblem) -> String {
        switch problem {
        case .programMissing: "program-missing"
        case .couldNotStart: "could-not-start"
        case .addressRefused: "address-refused"
        case .endedAtOnce: "ended-at-once"
        case .noJoiner: "no-joiner"
        case .tookTooLong: "took-too-long"
        }
    }

    private static func item(_ item: AgendaItem, _ status: RoomStatus) -> JSONText {
        .object([
            "title": .text(RoomScene.title(item.meeting, rules: status.rules, language: status.language)),
            "start": time(item.start),
            "end": time(item.end),
            "all-day": .bool(item.isAllDay),
            "tentative": .bool(item.meeting.isTentative || item.meeting.ownResponse == .tentative),
            "private": .bool(item.meeting.isPrivate),
            "joinable": .bool(item.joinAddress != nil),
            "service": .text(item.joinAddress?.service ?? item.meeting.joinAddresses.first?.service),
        ])
    }

    private static func sync(_ status: RoomStatus) -> JSONText {
        let sync = status.sync
        return .object([
            "synced-at": sync.syncedAt.map(time) ?? .null,
            "stale": .bool(status.isStale),
            "next-in-seconds": status.nextSyncIn.map { .integer($0.wholeSeconds) } ?? .null,
            "failure": .text(sync.lastFailure.map { "\($0.reason)" }),
            "detail": .text(sync.lastFailure?.detail),
            "failures-in-a-row": .integer(sync.failuresInARow),
            "successes": .integer(sync.successes),
            "full-syncs": .integer(sync.fullSyncs),
            "events-refused": .integer(sync.refusedEvents),
            "storage": .text(sync.storage.rawValue),
        ])
    }

    private static func warning(_ warning: Warning) -> JSONText {
        .object([
            "code": .text(warning.code.rawValue), "severity": .text(warning.severity.name),
            "subject": .text(warning.subject), "sentence": .text(warning.sentence(in: .en)),
            "remedy": .text(warning.remedy(in: .en)),
        ])
    }

    private static func time(_ instant: Instant) -> JSONText { .text(RFC3339.utc(instant)) }
}

/// Timestamps of RFC 3339.
enum RFC3339 {
    static func utc(_ instant: Instant) -> String {
        let time = FixedOffset().civilTime(at: instant)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var year = String(time.date.year)
        year = String(repeating: "0", count: max(0, 4 - year.utf8.count)) + year
        return "\(year)-\(two(time.date.month))-\(two(time.date.day))T\(two(time.hour)):\(two(time.minute))"
            + ":\(two(time.second))Z"
    }
}
