// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// How a key's value is written: reads it, and says in words what may stand there.
///
/// A value arrives without spaces at its ends, not empty, without invisible characters.
struct ValueSyntax<Value>: Sendable {
    /// What the manual page calls it, such as `time span`.
    let name: String
    /// What may stand there, if that is bounded, such as `15 s to 1 h`.
    let range: String?
    /// A value that is right, for remedies and the manual.
    let example: String
    /// The value may hold ` #`, which elsewhere is a misplaced comment.
    var allowsNumberSign = false
    /// Quotation marks are part of the syntax.
    var allowsQuotes = false
    let parse: @Sendable (String) throws(ConfigurationFault) -> Value

    /// The same text, made into something else.
    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> ValueSyntax<Other> {
        let parse = parse
        return ValueSyntax<Other>(
            name: name, range: range, example: example, allowsNumberSign: allowsNumberSign, allowsQuotes: allowsQuotes
        ) { value throws(ConfigurationFault) in transform(try parse(value)) }
    }
}

extension ValueSyntax where Value == Bool {
    /// `yes`, `true`, `on`, `no`, `false`, `off`.
    static var yesOrNo: Self {
        Self(name: "yes or no", range: nil, example: "yes") { value throws(ConfigurationFault) in
            switch value {
            case "yes", "true", "on": return true
            case "no", "false", "off": return false
            default: throw .notYesOrNo(value, closest: meant(by: value))
            }
        }
    }

    private static func meant(by value: String) -> String? {
        switch ASCII.lowercased(value) {
        case "1", "y", "all", "always", "enable", "enabled": "yes"
        case "0", "n", "none", "never", "disable", "disabled": "no"
        default: Spelling.closest(to: value, among: ["yes", "no", "true", "false", "on", "off"])
        }
    }
}

extension ValueSyntax where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of the type's raw values.
    static var word: Self { word(orElse: { _ in nil }) }

    /// One of the type's raw values; `orElse` may have a better message for another word.
    static func word(orElse explain: @escaping @Sendable (String) -> ConfigurationFault?) -> Self {
        let words = Value.allCases.map(\.rawValue)
        let range = ConfigurationFault.list(words, last: "or")
        return Self(name: "word", range: range, example: words.first ?? "") { value throws(ConfigurationFault) in
            if let match = Value(rawValue: value) { return match }
            if let fault = explain(value) { throw fault }
            throw .unknownWord(value, closest: Spelling.closest(to: value, among: words), all: words)
        }
    }
}

extension ValueSyntax where Value == RoomConfiguration.Answering {
    /// `tentative`, or as `yesOrNo`.
    static var answering: Self {
        let words = Value.allCases.map(\.rawValue)
        let range = ConfigurationFault.list(words, last: "or")
        return Self(name: "word", range: range, example: "yes") { value throws(ConfigurationFault) in
            switch value {
            case "tentative": return .tentative
            case "yes", "true", "on": return .yes
            case "no", "false", "off": return .no
            default:
                throw .unknownWord(value, closest: Spelling.closest(to: value, among: words), all: words)
            }
        }
    }
}

extension ValueSyntax where Value == [JoinKind] {
    /// Kinds of join addresses, with spaces between.
    static var joinKinds: Self {
        let words = JoinKind.allCases.map(\.word)
        let range = "\(ConfigurationFault.list(words, last: "and")), each once"
        return Self(name: "kinds of address", range: range, example: "sip video") { value throws(ConfigurationFault) in
            var kinds: [JoinKind] = []
            for word in value.split(separator: " ").map(String.init) {
                guard let kind = JoinKind.allCases.first(where: { $0.word == word }) else {
                    throw .unknownWord(word, closest: Spelling.closest(to: word, among: words), all: words)
                }
                if !kinds.contains(kind) { kinds.append(kind) }
            }
            return kinds
        }
    }
}

extension ValueSyntax where Value == Language {
    /// Languages whose texts a later version has.
    private static var laterLanguages: [String] { ["sv", "de", "fr", "es", "nl", "et", "ja"] }

    static var language: Self {
        word { value in
            // fi_FI and en-GB name a region as well.
            let code = String(value.prefix { $0 != "_" && $0 != "-" && $0 != "." })
            let all = Value.allCases.map(\.rawValue)
            if laterLanguages.contains(code) { return .languageOfLaterVersion(code, all: all) }
            let meant = ["english": "en", "englanti": "en", "finnish": "fi", "suomi": "fi"][ASCII.lowercased(value)]
            return (meant ?? all.first { $0 == code }).map { .unknownWord(value, closest: $0, all: all) }
        }
    }
}

extension ValueSyntax where Value == Int {
    static func number(_ range: ClosedRange<Int>) -> Self {
        number(range, aboveRange: { value, text in .numberOutOfRange(value, range: text) })
    }

    /// A number of days that data handling rules limit.
    static func days(_ range: ClosedRange<Int>) -> Self {
        number(range, aboveRange: { value, text in .windowTooLarge(value, range: text) })
    }

    private static func number(
        _ range: ClosedRange<Int>, aboveRange: @escaping @Sendable (String, String) -> ConfigurationFault
    ) -> Self {
        let text = "\(range.lowerBound) to \(range.upperBound)"
        return Self(name: "number", range: text, example: "\(range.upperBound)") { value throws(ConfigurationFault) in
            guard value.utf8.allSatisfy(ASCII.isDigit) else { throw .notWholeNumber(value, range: text) }
            let number = Int(value) ?? .max
            guard number >= range.lowerBound else { throw .numberOutOfRange(value, range: text) }
            guard number <= range.upperBound else { throw aboveRange(value, text) }
            return number
        }
    }
}

extension ValueSyntax where Value == String {
    /// Any text that can be shown.
    static func displayName(maximumBytes: Int, example: String = "Aalto") -> Self {
        Self(name: "text", range: nil, example: example, allowsNumberSign: true) { value throws(ConfigurationFault) in
            guard value.utf8.count <= maximumBytes else { throw .nameTooLong(maximumBytes) }
            return value
        }
    }
}

/// Classes of ASCII bytes.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    static func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
    /// A visible character.
    static func isGraphic(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
    static func lowercased(_ text: some StringProtocol) -> String {
        String(decoding: text.utf8.map { isUpper($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
