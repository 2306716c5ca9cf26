// SPDX-License-Identifier: Apache-2.0

/// Which warnings are on, and since when. Pure: status, display, `check` and the service manager all read the same.
package struct Health: Sendable {
    private struct Key: Hashable {
        var code: WarningCode
        var subject: String
    }

    private var since: [Key: Duration] = [:]

    /// The most warnings that are on at one time, all codes and subjects together, so that a subject that changes all
    /// the time cannot grow the list. One more takes the place of the newest of the least severe, or is not taken where
    /// none is less severe.
    private static let maximumWarnings = 64

    package init() {}

    /// Turns a warning on; it keeps its age if it is on already. `subject` names the device, file or program and is
    /// never private.
    package mutating func set(_ code: WarningCode, subject: String = "", at uptime: Duration) {
        let key = Key(code: code, subject: subject)
        guard since[key] == nil else { return }
        if since.count >= Self.maximumWarnings {
            guard let least = leastSevere, least.code.entry.severity > code.entry.severity else { return }
            since[least] = nil
        }
        since[key] = uptime
    }

    private var leastSevere: Key? {
        since.max { one, other in
            (one.key.code.entry.severity, one.value, one.key.subject)
                < (other.key.code.entry.severity, other.value, other.key.subject)
        }?.key
    }

    /// Turns a warning off: that of one subject, or of every subject for nil. Default: every subject.
    package mutating func clear(_ code: WarningCode, subject: String? = nil) {
        if let subject {
            since[Key(code: code, subject: subject)] = nil
        } else {
            since = since.filter { $0.key.code != code }
        }
    }

    /// Whether a warning is on, shown or not, of whatever subject.
    package func isSet(_ code: WarningCode) -> Bool { since.keys.contains { $0.code == code } }

    /// What is shown: old enough, and not explained by another that is old enough. Most severe first, then by code and
    /// subject. `facts` fill the places in the sentences.
    package func visible(at uptime: Duration, facts: WarningFacts = WarningFacts()) -> [Warning] {
        if since.isEmpty { return [] }
        let ripe = since.filter { uptime - $0.value >= $0.key.code.entry.delay.length }
        let codes = Set(ripe.keys.map(\.code))
        return ripe.filter { key, _ in !key.code.entry.explainedBy.contains { $0.isAmong(codes) } }
            .map { Warning(code: $0.key.code, subject: $0.key.subject, since: $0.value, facts: facts) }
            .sorted { ($0.severity, $0.code.rawValue, $0.subject) < ($1.severity, $1.code.rawValue, $1.subject) }
    }

    /// When the next warning has lasted long enough to be shown, as time since boot; nil where none is waiting.
    package func nextDeadline(after uptime: Duration) -> Duration? {
        since.lazy.map { $0.value + $0.key.code.entry.delay.length }.filter { $0 > uptime }.min()
    }
}
