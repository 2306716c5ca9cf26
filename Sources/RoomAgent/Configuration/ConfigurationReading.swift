// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One run of the parser over all files: what was read so far, from where, and what was wrong.
struct ConfigurationReading {
    /// Where a key's value in force was written.
    struct Place {
        var fileNumber: Int
        var file: String
        var line: Int
    }

    /// Longer or stranger names are not repeated in messages: a line of a pasted secret may end up as one.
    static let maximumEchoedNameBytes = 40

    /// In the manual's order.
    let allKeys: [ConfigurationKey]
    private let keys: [String: [ConfigurationKey]]
    private(set) var problems: [(fileNumber: Int, problem: ConfigurationProblem)] = []
    /// By `ConfigurationKey.title`; keys whose value is wrong are here too.
    private(set) var places: [String: Place] = [:]
    private(set) var sectionPlaces: [String: Place] = [:]
    /// Sections with an error in them; an error that may be anywhere counts for all.
    private(set) var faultySections: Set<String> = []
    private(set) var hasUnplacedError = false
    /// Keys that a misspelt name most likely means, by title: that they are missing would be said a second time.
    private(set) var misspeltKeys: Set<String> = []
    /// The section whose lines are being read; nil outside of any.
    private var currentSection: String?
    /// The three empty values stand for required keys. Reading replaces them, or reports a missing key as an error.
    private(set) var configuration = RoomConfiguration(name: "", calendar: "", credential: "")

    init(keys: [ConfigurationKey]) {
        allKeys = keys
        self.keys = Dictionary(grouping: keys.flatMap { [$0] + ($0.twin.map { [$0] } ?? []) }, by: \.section)
    }

    mutating func report(_ fault: ConfigurationFault, file: String, line: Int?, number: Int = 0, subject: String? = nil)
    {
        if fault.code.severity == .error {
            let section = subject.map { String($0.dropFirst().prefix { $0 != "]" }) } ?? currentSection
            if let section { faultySections.insert(section) } else { hasUnplacedError = true }
        }
        guard problems.count <= ConfigurationParser.maximumProblems else { return }
        let isLast = problems.count == ConfigurationParser.maximumProblems
        let problem = ConfigurationProblem(
            file: file, line: line, subject: isLast ? nil : subject,
            fault: isLast ? .tooManyProblems(ConfigurationParser.maximumProblems) : fault)
        problems.append((number, problem))
    }

    mutating func read(_ bytes: [UInt8], file: String, number: Int) {
        let lines = ConfigurationLines(bytes)
        for (line, fault) in lines.faults { report(fault, file: file, line: line, number: number) }
        // Nil before the first section; `keys` is nil in one that does not exist, whose keys nobody can judge.
        var section: (name: String, keys: [ConfigurationKey]?)?
        var firstLines: [String: Int] = [:]
        for (lineNumber, line) in lines.lines {
            let place = Place(fileNumber: number, file: file, line: lineNumber)
            switch line {
            case .section(let name):
                section = (name, keys[name])
                currentSection = name
                if section?.keys == nil {
                    report(unknownSection(name), at: place)
                } else if sectionPlaces[name] == nil {
                    sectionPlaces[name] = place
                }
            case .unreadableSection:
                section = ("", nil)
                currentSection = nil
            case .other(let text, let isIndented):
                report(notAnAssignment(text, isIndented: isIndented, in: section?.keys), at: place)
            case .assignment(let name, let value):
                guard let current = section else {
                    report(.keyBeforeSection(section: sections(with: name).first), at: place)
                    continue
                }
                guard let known = current.keys else { continue }
                guard let key = known.first(where: { $0.name == name }) else {
                    if let meant = Spelling.closest(to: name, among: known.map(\.name)) {
                        misspeltKeys.insert("[\(current.name)] \(meant)")
                    }
                    report(unknownKey(name, in: current.name, known), at: place)
                    continue
                }
                if let first = firstLines[key.title] {
                    report(.duplicateKey(firstLine: first), at: place, subject: key.title)
                    continue
                }
                firstLines[key.title] = lineNumber
                read(value, of: key, at: place)
            }
        }
        currentSection = nil
    }

    private mutating func read(_ value: String, of key: ConfigurationKey, at place: Place) {
        places[key.title] = place
        do throws(ConfigurationFault) {
            try checkForm(of: value, for: key)
            try key.read(value, &configuration)
        } catch {
            report(error, at: place, subject: key.title)
        }
    }

    /// What is wrong with a value whatever its key.
    private func checkForm(of value: String, for key: ConfigurationKey) throws(ConfigurationFault) {
        if value.isEmpty { throw .emptyValue }
        if value.hasSuffix("\\") { throw .continuedLine }
        if !key.allowsQuotes, let first = value.first, let last = value.last, value.count > 1,
            "\"'`“”„‘’«»".contains(first), "\"'`“”„‘’«»".contains(last)
        {
            throw .quotedValue
        }
        if !key.allowsNumberSign {
            for sign in ["#", ";", "//"] where value.contains(text: " " + sign) { throw .commentBehindValue(sign) }
        }
    }

    /// Whether nothing is wrong with the section, whatever is wrong elsewhere.
    func isWhole(_ section: String) -> Bool { !hasUnplacedError && !faultySections.contains(section) }

    mutating func report(_ fault: ConfigurationFault, at place: Place, subject: String? = nil) {
        report(fault, file: place.file, line: place.line, number: place.fileNumber, subject: subject)
    }
}

// Guesses at what was meant.
extension ConfigurationReading {
    private func unknownSection(_ name: String) -> ConfigurationFault {
        let all = ConfigurationReference.sections
        return .unknownSection(echoed(name), closest: Spelling.closest(to: name, among: all), all: all)
    }

    private func unknownKey(_ name: String, in section: String, _ known: [ConfigurationKey]) -> ConfigurationFault {
        let others = sections(with: name)
        if !others.isEmpty { return .keyOfOtherSection(name, in: section, belongsTo: others) }
        let names = known.map(\.name)
        return .unknownKey(
            echoed(name), in: section, closest: Spelling.closest(to: name, among: names), all: names)
    }

    private func notAnAssignment(
        _ text: String, isIndented: Bool, in known: [ConfigurationKey]?
    ) -> ConfigurationFault {
        if text.unicodeScalars.contains(where: { $0.value == 0xFF1D || $0.value == 0xA78A || $0.value == 0x2E40 }) {
            return .lookAlikeEquals
        }
        let names = (known ?? keys.values.flatMap { $0 }).map(\.name)
        let word = text.prefix { $0 != ":" && $0 != " " && $0 != "\t" }
        if let name = names.first(where: { $0 == word }) {
            let rest = text[word.endIndex...].drop { $0 == " " || $0 == "\t" }
            return rest.first == ":" ? .colonForEquals(name) : .noEquals(key: name)
        }
        return isIndented ? .continuedLine : .noEquals(key: nil)
    }

    private func sections(with name: String) -> [String] {
        ConfigurationReference.sections.filter { section in keys[section]?.contains { $0.name == name } ?? false }
    }

    private func echoed(_ name: String) -> String? {
        let isPlain = name.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || "-_. ".utf8.contains($0) }
        return isPlain && name.utf8.count <= Self.maximumEchoedNameBytes ? name : nil
    }
}
