// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The state and the warnings that were published last, so that each change is published once.
struct Published {
    /// The state's stable name; nil before the first one.
    var state: String?
    var warnings: [Warning] = []
}

extension RoomAgent {
    /// Publishes what is another in the room's state and among its warnings than the last time: ended warnings, then
    /// the state, then new warnings. The journal gets each warning in the words of `status`.
    func publishChanges(_ scene: RoomScene) {
        let now = scene.now.wall
        let before = published
        published = Published(state: scene.state.name, warnings: scene.warnings)
        for warning in before.warnings where !scene.warnings.contains(where: warning.isSame) {
            given.journal.info("warning ended", ("code", warning.code.rawValue), ("subject", warning.subject))
            publish(RoomReport(.warningEnded, at: now, warning: warning))
        }
        if before.state != scene.state.name {
            publish(RoomReport(.state, at: now, meeting: scene.state.meeting, state: scene.state.name))
        }
        for warning in scene.warnings where !before.warnings.contains(where: warning.isSame) {
            log(warning)
            publish(RoomReport(.warning, at: now, warning: warning))
        }
    }

    /// A person went, or came back.
    func publish(_ person: PersonState) {
        var report = RoomReport(person.absence == nil ? .backInOffice : .outOfOffice, at: loop.now.wall)
        report.person = person
        publish(report)
    }

    /// How things stand, for somebody who begins to listen: the state, then each warning.
    package func standing() -> [RoomReport] {
        let scene = scene(loop.now)
        let state = RoomReport(
            .state, at: scene.now.wall, meeting: scene.state.meeting, state: scene.state.name)
        let warnings = scene.warnings.map { RoomReport(.warning, at: scene.now.wall, warning: $0) }
        return ([state] + warnings).map { report in
            var report = report
            report.isStanding = true
            return report
        }
    }

    /// Without the facts: an address of the cloud stays out of the journal.
    private func log(_ warning: Warning) {
        let bare = Warning(code: warning.code, subject: warning.subject)
        given.journal.write(
            bare.severity == .notice ? .notice : .warning, "warning",
            [
                ("code", bare.code.rawValue), ("subject", bare.subject), ("sentence", bare.sentence(in: .en)),
                ("remedy", bare.remedy(in: .en)),
            ])
    }
}

extension RoomState {
    /// The meeting that the state is about; nil where it is about none.
    fileprivate var meeting: Meeting? {
        switch self {
        case .unknown, .free: nil
        case .joinable(let item, _, _), .busy(let item): item.meeting
        case .joining(let session), .inMeeting(let session), .leaving(let session), .couldNotJoin(let session, _):
            session.meeting
        }
    }
}
