// SPDX-License-Identifier: Apache-2.0
import RoomCore

// Texts: files and lines.

extension ConfigurationFault {
    static var noFile: Self {
        Self(.noFile, "There is no configuration file.", "Copy the example room-agent.conf and fill in your room.")
    }

    static func tooManyFiles(_ limit: Int) -> Self {
        Self(.tooManyFiles, "More than \(limit) configuration files.", "Merge the files of room-agent.conf.d.")
    }

    static func fileTooLarge(_ limit: Int) -> Self {
        Self(
            .fileTooLarge, "The file is larger than \(limit / 1024) KiB; it is hardly a configuration file.",
            "Check that the right file is in this place.")
    }

    static func tooManyLines(_ limit: Int) -> Self {
        Self(
            .tooManyLines, "The file has more than \(limit) lines; the rest is not read.", "Remove what is not needed.")
    }

    static func tooManyProblems(_ limit: Int) -> Self {
        Self(.tooManyProblems, "There are more than \(limit) problems; the rest is not shown.", "Mend these first.")
    }

    static var notText: Self {
        Self(.notText, "The file has a NUL byte; it is not a text file.", "Check that the right file is in this place.")
    }

    static var utf16: Self {
        Self(.utf16, "The file is UTF-16 text.", "Save it as \"UTF-8\" (not \"Unicode\").")
    }

    static var byteOrderMark: Self {
        Self(.byteOrderMark, "The file begins with a byte order mark.", "Save it as \"UTF-8\", not \"UTF-8 with BOM\".")
    }

    static var carriageReturns: Self {
        Self(
            .carriageReturns, "Lines end as on Windows (CR LF).",
            "Save the file with Unix line ends, or run: sed -i 's/\\r$//' FILE")
    }

    static var notUTF8: Self {
        Self(.notUTF8, "The line is not UTF-8 text.", "Save the file as UTF-8, or write the line again.")
    }

    static func lineTooLong(_ limit: Int) -> Self {
        Self(.lineTooLong, "The line is longer than \(limit) bytes.", "Shorten it.")
    }

    static func invisibleCharacter(_ character: InvisibleCharacter) -> Self {
        Self(
            .invisibleCharacter, "The line has an invisible character (\(character.description)).",
            "Write the line again by hand instead of pasting it.")
    }

    static var tabInValue: Self {
        Self(.tabInValue, "The value has a tab in it.", "Write a space.")
    }

    static var sectionNotClosed: Self {
        Self(.sectionNotClosed, "The section's name is not closed.", "Write ] behind it, as in [room].")
    }

    static var textAfterSection: Self {
        Self(.textAfterSection, "There is text behind the section's name.", "Put it on a line of its own.")
    }

    static var sectionWithoutName: Self {
        Self(.sectionWithoutName, "The section has no name.", "Write one, as in [room].")
    }

    static func unknownSection(_ name: String?, closest: String?, all: [String]) -> Self {
        Self(
            .unknownSection, "There is no section \(name.map { "[\($0)]" } ?? "of this name").",
            closest.map { "Did you mean [\($0)]?" } ?? "The sections are \(list(all.map { "[\($0)]" })).")
    }

    static func commentSign(_ sign: String) -> Self {
        Self(.commentSign, "A comment does not begin with \(sign).", "Begin it with #.")
    }

    static func commentBehindValue(_ sign: String) -> Self {
        Self(
            .commentBehindValue, "A comment cannot stand behind a value (\(sign)).",
            "Put it on a line of its own, beginning with #.")
    }

    static var continuedLine: Self {
        Self(.continuedLine, "A value cannot go on in the next line.", "Write it in one line.")
    }

    static func colonForEquals(_ key: String) -> Self {
        Self(.colonForEquals, "There is a colon where = belongs.", "Write: \(key) = …")
    }

    static var lookAlikeEquals: Self {
        Self(.lookAlikeEquals, "There is a look-alike of the equals sign.", "Write a plain =.")
    }

    static func noEquals(key: String?) -> Self {
        Self(
            .noEquals, "The line is no [section], no key = value and no # comment.",
            key.map { "Write: \($0) = …" } ?? "Write it as key = value, or begin it with #.")
    }

    static var noKey: Self {
        Self(.noKey, "There is no key before the equals sign.", "Write it as key = value.")
    }

    static func keyBeforeSection(section: String?) -> Self {
        Self(
            .keyBeforeSection, "The key stands before any section.",
            section.map { "Write [\($0)] on a line above it." }
                ?? "Write the section, such as [room], on a line above it.")
    }

    static func unknownKey(_ name: String?, in section: String, closest: String?, all: [String]) -> Self {
        Self(
            .unknownKey, "There is no key \(name ?? "of this name") in [\(section)].",
            closest.map { "Did you mean \($0)?" } ?? "Its keys are \(list(all)).")
    }

    static func keyOfOtherSection(_ name: String, in section: String, belongsTo others: [String]) -> Self {
        Self(
            .keyOfOtherSection, "There is no key \(name) in [\(section)].",
            "It belongs in \(list(others.map { "[\($0)]" }, last: "or")).")
    }

    static func duplicateKey(firstLine: Int) -> Self {
        Self(
            .duplicateKey, "The key was given in line \(firstLine) already.",
            "Remove one of the two; a file in room-agent.conf.d can override the other.")
    }

    static var emptyValue: Self {
        Self(.emptyValue, "The key has no value.", "Write one, or remove the line to get the default.")
    }

    static var quotedValue: Self {
        Self(.quotedValue, "The value is in quotation marks.", "Write it without them.")
    }

    /// `a, b and c`
    static func list(_ words: [String], last: String = "and") -> String {
        guard let final = words.last else { return "" }
        return words.count == 1 ? final : words.dropLast().joined(separator: ", ") + " \(last) " + final
    }
}
