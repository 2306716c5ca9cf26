// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One thing that is wrong, or unwise, in the configuration files.
///
/// The sentence and the remedy never repeat what may be private: addresses, credentials, key material, lines that are
/// no `key = value`.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file's name as it was given to the parser; empty where there is no file at all.
    package var file: String
    /// Counted from 1; nil where the problem is that something is not there.
    package var line: Int?
    /// The key it is about, as `[section] key`; nil where it is about a line or a file.
    package var subject: String?
    /// What is wrong, apart from where.
    package var fault: ConfigurationFault

    /// The kind of fault; stable.
    package var code: ConfigurationFault.Code { fault.code }
    /// Whether the agent starts all the same.
    package var severity: ConfigurationFault.Severity { fault.code.severity }
    /// What is wrong.
    package var sentence: String { fault.sentence }
    /// What to write or do instead.
    package var remedy: String { fault.remedy }

    /// `file:line: [section] key: what is wrong. What to write instead.`; a warning says so behind its place.
    package var description: String {
        var text = ""
        if !file.isEmpty {
            text += PrintableText.escaped(file) + ":"
            if let line { text += "\(line):" }
            text += " "
        }
        if severity == .warning { text += "warning: " }
        if let subject { text += "\(subject): " }
        return text + "\(sentence) \(remedy)"
    }
}

/// What is wrong, apart from where: a stable code, a sentence and a remedy. Its texts are made in the files
/// `ConfigurationFault+….swift` and nowhere else.
package struct ConfigurationFault: Error, Hashable, Sendable {
    /// Whether the agent starts with it. The raw values are stable.
    package enum Severity: String, Sendable {
        /// The agent doesn't start with it.
        case error
        /// The agent starts, and says so.
        case warning
    }

    /// The kind of fault; stable.
    package let code: Code
    /// What is wrong, as a sentence. It holds nothing private.
    package let sentence: String
    /// What to write or do instead, as a sentence. It holds nothing private.
    package let remedy: String

    init(_ code: Code, _ sentence: String, _ remedy: String) {
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
    }
}
