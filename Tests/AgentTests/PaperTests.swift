// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import AgentDevices
import Configuration
import RoomCore
import TestSupport
import Testing

/// What people read is true: each command in the papers is run, and what they claim of its output is compared.
@Suite("The papers", .serialized)
struct PaperTests {
    // MARK: Tables

    /// The paper whose lines a whole room types, all that stand in its `sh` blocks, and the case that does.
    private static let typed = (paper: "provisioning/README.md", by: "Tests/Room/cases/10-install.sh")

    /// Commands of other programs that this paper hasn't, and the case that runs them.
    private static let runElsewhere = ["apt purge room-agent": "Tests/Room/cases/90-purge.sh"]

    /// What may stand before or behind our own programs in a pipeline, and is on every machine that tests.
    private static let filters: Set<String> = ["echo", "grep", "head", "printf", "python3", "sed", "sort", "tail"]

    /// Commands of ours that don't end. A bench has both of these.
    private static let services = ["room-agent run", "room-agent joiner"]

    // MARK: Commands

    @Test("there are papers with commands in them: these tests look at something")
    func somethingToLookAt() {
        for path in ["README.md", "provisioning/README.md"] {
            let commands = Paper(path).commands
            #expect(commands.contains { $0.programs == ["room-agent"] && $0.output != nil }, "\(path)")
        }
        #expect(!Paper("provisioning/kiosk/README.md").commands.isEmpty)
        let readme = Paper("README.md").commands.map(\.text)
        #expect(readme.contains("room-demo day") && readme.contains("room-agent check --online"))
        #expect(Paper.all(".md").count > 8)
    }

    @Test("every command is run, and its output is what the paper says", arguments: Paper.all(".md").map(\.path))
    func commands(path: String) {
        let commands = Paper(path).commands
        if commands.isEmpty { return }
        let room = PaperRoom()
        for command in commands { perform(command, in: room) }
        room.stop()
    }

    @Test("every example of the manual pages is run", arguments: ["room-agent.8", "room-agent.conf.5"])
    func examples(page: String) {
        let examples = ManualPage(page).examples
        #expect(!examples.isEmpty || page != "room-agent.8")
        let room = PaperRoom()
        for command in examples { perform(command, in: room) }
        room.stop()
    }

    private func perform(_ command: Paper.Command, in room: PaperRoom) {
        let programs = command.programs
        if programs.contains("room-agent") || programs.contains("room-demo") {
            let others = programs.filter { !$0.hasPrefix("room-") && !Self.filters.contains($0) }
            #expect(others.isEmpty, "\(command.name)")
            if Self.services.contains(where: command.text.hasPrefix) { return }
            var command = command
            // It changes the machine; Tests/Room lets it.
            if command.text == "room-agent provision kiosk" {
                command = Paper.Command(text: "\(command.text) --print", place: command.place)
            }
            run(command, in: room)
        } else if programs == ["make"] {
            let target = command.text.split(separator: " ").last ?? ""
            #expect(Paper("Makefile").text.contains("\n\(target):"), "\(command.name)")
        } else {
            let isTyped = Paper(Self.typed.paper).blocks.contains { block in
                block.language == "sh" && block.lines.contains(command.text)
            }
            #expect(isTyped || Self.runElsewhere[command.text] != nil, "\(command.name): no test runs this")
            if command.text == "systemctl enable --now room-agent" { room.start() }
        }
    }

    @Test("what is run in a whole room is run there")
    func wholeRoom() throws {
        #expect(Paper(Self.typed.by).text.contains(Self.typed.paper))
        #expect(Paper(Self.typed.paper).blocks.contains { $0.language == "sh" })
        for (command, path) in Self.runElsewhere {
            let words = try #require(command.firstMatch(of: /\w+ (\w+)/)).1
            #expect(Paper(path).text.contains(words), "\(path): \(command)")
        }
    }

    private func run(_ command: Paper.Command, in room: PaperRoom) {
        let claims = command.output ?? []
        if command.text.contains("room-agent check"), !claims.isEmpty { room.suit(claims) }
        let result = PaperText.apartFromTheMachine(room.run(command))
        // EX_CONFIG where the claimed output says what is wrong.
        let expected: Int32 = claims.contains { $0.hasPrefix("bad ") } ? 78 : 0
        let printed = "\(result.errors)\n\(result.lines.joined(separator: "\n"))"
        #expect(result.code == expected, "\(command.name)\n\(printed)")
        guard command.output != nil else { return }
        if let difference = PaperText.difference(claimed: claims, real: result.lines) {
            Issue.record("\(command.name): \(difference)")
        }
    }

    @Test("the comparison itself notices a line too many, one too few, and another order, and nothing else")
    func comparison() {
        let real = ["ok    device serial:/dev/pts/3", "ok    token", "next   10:00-10:30  Design review"]
        func isTrue(_ claimed: [String]) -> Bool { PaperText.difference(claimed: claimed, real: real) == nil }
        let claims = ["ok    device gpio:A", "ok    device gpio:B", "ok    token", "next   09:00-09:15  Design review"]
        #expect(isTrue(claims) && isTrue(claims + [""]) && isTrue(["…"]) && isTrue(["…", "ok    token", "..."]))
        #expect(isTrue(["…", "next   09:00-09:15  … review"]))
        #expect(!isTrue(Array(claims.dropLast())) && !isTrue(claims + ["more"]) && !isTrue(claims.reversed()))
        #expect(!isTrue(["…", "next   09:00-09:15  Lunch"]) && !isTrue(["ok    token", "…"]))
    }

    @Test("the picture in the README is one of today's demonstration")
    func picture() {
        #expect(Paper("README.md").text.contains("](docs/session.svg)"))
        let check = Program.run([
            "python3", "\(Paper.root)/docs/picture.py", "--check", AgentBench.demo, "\(Paper.root)/docs/session.svg",
        ])
        #expect(check.code == 0, "\(check.errors)")
    }

    // MARK: Configurations

    private static let least = "[room]\nname = A\ncalendar = a@example.com\n[google]\nkey-file = /a.json\n"

    @Test("each configuration in the papers is one that a room can have; each example may override another")
    func configurations() {
        var count = 0
        for paper in Paper.all(".md") {
            for block in paper.blocks where block.language.hasPrefix("ini") {
                count += 1
                let file = (
                    name: "\(paper.path):\(block.number)", bytes: Array(block.lines.joined(separator: "\n").utf8)
                )
                let isPart = block.language == "ini example"
                let files = (isPart ? [(name: "room-agent.conf", bytes: Array(Self.least.utf8))] : []) + [file]
                let problems = ConfigurationParser.parse(files: files, deviceKinds: DeviceDriver.kinds).problems
                    // What the least one lacks.
                    .filter { !isPart || $0.file == file.name }
                #expect(problems.isEmpty, "\(file.name): \(problems)")
            }
        }
        #expect(count > 1 && Paper("README.md").blocks.count { $0.language == "ini" } == 1)
    }

    // MARK: Words

    @Test("the manual page has the verbs and options that the program has, and the help of each verb tells the same")
    func synopsis() {
        let synopsis = ManualPage("room-agent.8").synopsis
        #expect(synopsis.keys.sorted() == CommandLineArguments.Verb.allCases.map(\.rawValue).sorted())
        for (verb, options) in synopsis {
            let help = Program.run([AgentBench.agent, "help", verb])
            #expect(help.code == 0 && help.output.hasPrefix("usage: room-agent \(verb)"), "\(verb)")
            let told = Set(help.output.matches(of: /--[a-z][a-z-]*/).map { String($0.0) })
            #expect(options.subtracting(["--config"]).sorted() == told.subtracting(["--config"]).sorted(), "\(verb)")
        }
    }

    @Test("the manual page lists the codes of all warnings, and no others")
    func warnings() throws {
        let page = ManualPage("room-agent.8")
        let lines = page.section("WARNINGS") + page.section("DIAGNOSTICS") + page.section("HEALTH WARNINGS")
        let codes = lines.filter { $0.hasPrefix(".It ") }.flatMap { line in
            line.split { $0 == " " || $0 == "," }.map(String.init).filter { $0.first?.isLowercase == true }
        }
        #expect(codes.count == Set(codes).count)
        let all = Set(WarningCode.allCases.map(\.rawValue))
        let untold = all.subtracting(codes).sorted()
        let unknown = Set(codes).subtracting(all).sorted()
        #expect(untold.isEmpty && unknown.isEmpty, "not in the page: \(untold); not in the program: \(unknown)")
    }

    @Test("the manual page says of each code what status says of it")
    func sentences() {
        let text = ManualPage("room-agent.8").section("WARNINGS").joined(separator: " ")
        for code in WarningCode.allCases {
            let bare = Warning(code: code).sentence(in: .en)
            #expect(text.contains(bare.dropLast()), "\(code.rawValue): \(bare)")
        }
    }

    @Test("the paper of the control protocol has every word that status and events can say")
    func protocolWords() {
        let paper = Paper("docs/control-protocol.md").text
        let told = Set(paper.matches(of: /`([^`\n]+)`/).map { String($0.1) })
        func words(_ file: String, behind: String) -> [String] {
            let source = Paper("Sources/RoomAgent/\(file)").text
            guard let start = source.firstRange(of: behind)?.upperBound else { return [] }
            let body = source[start...].prefix(while: { $0 != "}" })
            return body.matches(of: /case \.\w+: "([a-z-]+)"/).map { String($0.1) }
        }
        let states = words("Core/Room/RoomState.swift", behind: "package var name: String {")
        #expect(states.count > 6)
        let all =
            states + JoinFailure.Code.allCases.map(\.rawValue) + RoomReport.Kind.allCases.map(\.rawValue)
            + PressOutcome.allCases.map(\.rawValue)
            + LampPattern.allCases.map(\.rawValue) + LightColor.allCases.map(\.rawValue)
            + WarningSeverity.allCases.map(\.name)
        let missing = all.filter { !told.contains($0) }
        #expect(missing.isEmpty, "\(missing)")
    }
}
