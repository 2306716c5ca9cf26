// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime

/// `status --check`: one line for monitoring that a person can read over the telephone, and a level. The levels are the
/// exit codes of monitoring plug-ins.
struct StatusCheck {
    let level: ExitCode
    let line: String

    /// More warnings than this make no better line.
    private static let maximumSentences = 4

    init(_ level: ExitCode, _ line: String) {
        self.level = level
        // A bar would begin the figures of a monitoring plug-in, and a line end another line.
        self.line = String(line.map { $0 == "|" || $0.isNewline ? "/" : $0 })
    }

    /// Worst first. Notices are no reason for anybody to come.
    init(_ status: RoomStatus) {
        let warnings = status.warnings.filter { $0.severity < .notice }
        var sentences = warnings.map(Self.sentence)
        if status.state == .unknown {
            sentences.insert("The calendar has never been read: nobody knows whether the room is free.", at: 0)
        }
        let isCritical = status.state == .unknown || warnings.contains { $0.severity == .error }
        let rest = sentences.count - Self.maximumSentences
        let told = sentences.prefix(Self.maximumSentences) + (rest > 0 ? ["And \(rest) more."] : [])
        self.init(
            isCritical ? .critical : sentences.isEmpty ? .ok : .attention,
            "\(DisplayText.clean(status.roomName)): "
                + (sentences.isEmpty ? "in order" : told.joined(separator: " ")))
    }

    private static func sentence(_ warning: Warning) -> String {
        let subject = warning.subject.isEmpty ? "" : ", \(Printable.ascii(warning.subject))"
        return "\(warning.sentence(in: .en)) (\(warning.code.rawValue)\(subject))"
    }

    /// As the agent answers: the level's number, and the line.
    var answer: String { "\(level.rawValue) \(line)\n" }

    /// Of such an answer; nil if it is none.
    init?(answer: String) {
        guard let number = answer.first?.wholeNumberValue, let level = ExitCode(rawValue: Int32(number)),
            answer.dropFirst().first == " "
        else { return nil }
        self.init(level, String(answer.dropFirst(2).prefix { !$0.isNewline }))
    }
}
