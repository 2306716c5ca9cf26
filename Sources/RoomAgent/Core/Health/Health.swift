// SPDX-License-Identifier: Apache-2.0

/// Which warnings are on, since when. Pure: the same for status, display, `check` and the service manager.
package struct Health: Sendable {
    private struct Key: Hashable {
        var code: WarningCode
        var subject: String
    }

    private var since: [Key: Duration] = [:]

    /// More subjects of one code than this are not kept apart: a flapping device must not grow the list.
    private static let maximumWarnings = 64

    package init() {}

    /// Turns a warning on; it keeps its age if it is on already. `subject` names the device, file or program and is
    /// never private.
    package mutating func set(_ code: WarningCode, subject: String = "", at uptime: Duration) {
        let key = Key(code: code, subject: subject)
        guard since[key] == nil, since.count < Self.maximumWarnings else { return }
        since[key] = uptime
    }

    /// Turns it off: of that subject, or of all for nil.
    package mutating func clear(_ code: WarningCode, subject: String? = nil) {
        if let subject {
            since[Key(code: code, subject: subject)] = nil
        } else {
            since = since.filter { $0.key.code != code }
        }
    }

    /// What is shown: old enough, and not explained by another that is shown. Most severe first, then by code and
    /// subject.
    package func visible(at uptime: Duration) -> [Warning] {
        let ripe = since.filter { uptime - $0.value >= $0.key.code.entry.visibleAfter }
        let codes = Set(ripe.keys.map(\.code))
        return ripe.filter { key, _ in !key.code.entry.hiddenBy.contains(where: codes.contains) }
            .map { Warning(code: $0.key.code, subject: $0.key.subject, since: $0.value) }
            .sorted { ($0.severity, $0.code.rawValue, $0.subject) < ($1.severity, $1.code.rawValue, $1.subject) }
    }

    /// When the next warning becomes old enough to be shown.
    package func nextDeadline(after uptime: Duration) -> Duration? {
        since.map { $0.value + $0.key.code.entry.visibleAfter }.filter { $0 > uptime }.min()
    }
}

/// A warning that is shown.
package struct Warning: Sendable, Equatable {
    package var code: WarningCode
    /// The device, file or program it is about; may be empty.
    package var subject: String
    /// Time since boot at which it came on.
    package var since: Duration

    package init(code: WarningCode, subject: String = "", since: Duration = .zero) {
        self.code = code
        self.subject = subject
        self.since = since
    }

    package var severity: WarningSeverity { code.entry.severity }
    package var needsSomebody: Bool { code.entry.needsSomebody }

    /// What is wrong, in one sentence.
    package func sentence(in language: Language) -> String { WarningTexts.row(code)[language].sentence }
    /// What to do about it.
    package func remedy(in language: Language) -> String { WarningTexts.row(code)[language].remedy }
    /// Two or three words for a small display.
    package func label(in language: Language) -> String { WarningTexts.row(code)[language].label }
}
