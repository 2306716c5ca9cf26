// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One key of the configuration: what may be written, what it means, and where it goes.
package struct ConfigurationKey: Sendable {
    /// The section's name, without brackets.
    package let section: String
    /// The key's name, as the file has it before the equals sign.
    package private(set) var name: String
    /// Another name that means the same; a file has one of the two. Nil: there is none.
    package private(set) var otherName: String?
    /// What kind of value it takes, such as `time span`.
    package let type: String
    /// What may stand there, if that is bounded.
    package let range: String?
    /// The default as one would write it in the file. Nil where the key is required, or where leaving it out means
    /// something that cannot be written.
    package let defaultValue: String?
    /// What leaving the key out means, where there is no `defaultValue`.
    package let absence: String?
    /// True: every room must have it, and there is neither a default nor an `absence`.
    package let isRequired: Bool
    /// A value that is right.
    package let example: String
    /// What it is for, in one sentence.
    package let sentence: String
    /// The value may hold ` #`, which elsewhere is a misplaced comment.
    let allowsNumberSign: Bool
    /// The value may hold quotes. Elsewhere a value in quotes is a mistake.
    let allowsQuotes: Bool
    let read: @Sendable (String, inout RoomConfiguration) throws(ConfigurationFault) -> Void

    /// The key as messages name it: `[section] key`.
    package var title: String { "[\(section)] \(name)" }

    /// The key by its other name; nil where it has none.
    var twin: ConfigurationKey? {
        guard let otherName else { return nil }
        var twin = self
        twin.name = otherName
        twin.otherName = name
        return twin
    }

    /// A key that may be left out, and then has a value that can be written.
    init<Value>(
        _ section: String, _ name: String, _ syntax: ValueSyntax<Value>, default defaultValue: String,
        _ sentence: String,
        set: @escaping @Sendable (inout RoomConfiguration, Value) -> Void
    ) {
        self.init(
            section: section, name: name, syntax: syntax, defaultValue: defaultValue, absence: nil, isRequired: false,
            sentence: sentence, set: set)
    }

    /// A key that may be left out, which means what `absence` says.
    init<Value>(
        _ section: String, _ name: String, _ syntax: ValueSyntax<Value>, absence: String, _ sentence: String,
        set: @escaping @Sendable (inout RoomConfiguration, Value) -> Void
    ) {
        self.init(
            section: section, name: name, syntax: syntax, defaultValue: nil, absence: absence, isRequired: false,
            sentence: sentence, set: set)
    }

    /// A key that every room must have, by one or the other of its names.
    init<Value>(
        required section: String, _ name: String, or otherName: String? = nil, _ syntax: ValueSyntax<Value>,
        _ sentence: String,
        set: @escaping @Sendable (inout RoomConfiguration, Value) -> Void
    ) {
        self.init(
            section: section, name: name, syntax: syntax, defaultValue: nil, absence: nil, isRequired: true,
            sentence: sentence, set: set)
        self.otherName = otherName
    }

    private init<Value>(
        section: String, name: String, syntax: ValueSyntax<Value>, defaultValue: String?, absence: String?,
        isRequired: Bool, sentence: String, set: @escaping @Sendable (inout RoomConfiguration, Value) -> Void
    ) {
        self.section = section
        self.name = name
        self.defaultValue = defaultValue
        self.absence = absence
        self.isRequired = isRequired
        self.sentence = sentence
        type = syntax.name
        range = syntax.range
        example = syntax.example
        allowsNumberSign = syntax.allowsNumberSign
        allowsQuotes = syntax.allowsQuotes
        let parse = syntax.parse
        read = { value, configuration throws(ConfigurationFault) in set(&configuration, try parse(value)) }
    }
}
