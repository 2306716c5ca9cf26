// SPDX-License-Identifier: Apache-2.0
import Configuration
import RoomCore
import Testing

@Suite("Configuration mistakes")
struct ConfigurationMistakeTests {
    private static let lineTables = [
        LineMistake.wordsAndNumbers, LineMistake.times, LineMistake.names, LineMistake.network, LineMistake.devices,
        LineMistake.commands,
    ]
    private static let fileTables = [FileMistake.filesAndLines, FileMistake.keysAndWholes]

    @Test("one wrong line gets its one message", arguments: lineTables.flatMap { $0 })
    func line(_ mistake: LineMistake) {
        let parsed = ConfigurationSample.parse(section: mistake.section, line: mistake.line)
        #expect(parsed.configuration == nil)
        #expect(parsed.problems.map(\.description) == ["site.conf:2: " + mistake.message])
    }

    @Test("a wrong file gets its messages, in order", arguments: fileTables.flatMap { $0 })
    func file(_ mistake: FileMistake) {
        let parsed = ConfigurationSample.parse(mistake.files)
        #expect(parsed.problems.map(\.description) == mistake.messages)
        let hasErrors = parsed.problems.contains { $0.severity == .error }
        #expect((parsed.configuration == nil) == hasErrors)
    }

    @Test("every kind of fault has a mistake in the tables")
    func everyCode() {
        var seen: Set<ConfigurationFault.Code> = []
        for mistake in Self.lineTables.flatMap({ $0 }) {
            let problems = ConfigurationSample.parse(section: mistake.section, line: mistake.line).problems
            seen.formUnion(problems.map(\.code))
        }
        for mistake in Self.fileTables.flatMap({ $0 }) {
            seen.formUnion(ConfigurationSample.parse(mistake.files).problems.map(\.code))
        }
        // Their tests are in ConfigurationLimitTests.
        let missing = Set(ConfigurationFault.Code.allCases).subtracting(seen).subtracting([
            .tooManyFiles, .tooManyProblems,
        ])
        #expect(missing.map(\.rawValue).sorted() == [])
    }

    @Test("sentence and remedy are sentences of their own")
    func sentences() {
        for mistake in Self.fileTables.flatMap({ $0 }) {
            for problem in ConfigurationSample.parse(mistake.files).problems {
                #expect(problem.sentence.hasSuffix("."))
                #expect(!problem.remedy.isEmpty)
                #expect(problem.description.hasSuffix("\(problem.sentence) \(problem.remedy)"))
            }
        }
    }

    @Test("all mistakes are reported at once")
    func allAtOnce() {
        let parsed = ConfigurationSample.parse(
            """
            [room]
            name = Aalto
            calendar = primary
            clok = 24
            [windwo]
            [sync]
            poll = 1
            """)
        #expect(
            parsed.problems.map(\.code) == [
                .missingKey, .calendarIsPrimary, .unknownKey, .unknownSection, .timeSpanOutOfRange,
            ])
    }
}
