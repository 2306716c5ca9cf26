// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// docs/google.md says how each operation is seen: its tables are typed, from top to bottom, into the programs that the
/// paper starts, and what is seen is compared.
@Suite("The table of Google's operations", .serialized)
struct GoogleTableTests {
    private static let paper = Paper("docs/google.md")

    struct Row: CustomTestStringConvertible {
        var operations: [String]
        var typed: [String]
        var seen: [String]

        var testDescription: String { typed.joined(separator: "; ") }
    }

    /// The tables in order: what stands in backticks at the beginning of each of their cells; words may follow.
    private static var tables: [[[[String]]]] {
        var tables: [[[[String]]]] = []
        var isTable = false
        for line in paper.lines {
            let isRow = line.hasPrefix("| ")
            if isRow, !isTable { tables.append([]) }
            isTable = isRow || line.hasPrefix("|--")
            guard isRow, let last = tables.indices.last else { continue }
            let cells = line.replacing("\\|", with: "\u{0}").split(separator: "|").map { cell in
                let spans = cell.prefixMatch(of: /(\s*`[^`]+`[,;]?)*/)?.0 ?? ""
                return spans.matches(of: /`([^`]+)`/).map { String($0.1).replacing("\u{0}", with: "|") }
            }
            tables[last].append(cells)
        }
        return tables
    }

    /// Those of the tables that have commands. A row without an operation goes on with that of the row above.
    private static var commandTables: [[Row]] {
        tables.compactMap { table in
            guard table.contains(where: { $0.count == 3 && $0[1].contains { $0.hasPrefix("room-") } }) else {
                return nil
            }
            var operations: [String] = []
            return table.compactMap { cells in
                guard cells.count == 3, !cells[1].isEmpty else { return nil }
                if !cells[0].isEmpty { operations = cells[0] }
                return Row(operations: operations, typed: cells[1], seen: cells[2])
            }
        }
    }

    @Test("each of the operations that the agent uses is seen in a row")
    func complete() throws {
        let used = Set(try #require(Self.tables.first).compactMap(\.first).joined())
        #expect(used.count >= 14)
        #expect(Self.commandTables.count == 2)
        let seen = Set(Self.commandTables.joined().flatMap(\.operations))
        #expect(used == seen, "\(used.symmetricDifference(seen))")
        #expect(Self.commandTables.joined().allSatisfy { !$0.seen.isEmpty })
    }

    @Test("what is typed shows what the paper says, and asks Google for the operation of its row")
    func rows() throws {
        let room = try TableRoom(Self.paper)
        for row in Self.commandTables[0] { check(row, in: room) }
        room.bookAs()
        for row in Self.commandTables[1] { check(row, in: room) }
    }

    private func check(_ row: Row, in room: TableRoom) {
        let before = room.requests
        for command in row.typed.dropLast() {
            let result = room.type(command)
            #expect(result.code == 0, "\(command): \(result.errors)")
        }
        let command = row.typed.last ?? ""
        // A meeting that nobody comes to is given back after a minute.
        let found = room.type(
            command,
            until: { shown in
                row.seen.allSatisfy { claim in
                    shown.contains { PaperText.difference(claimed: [claim], real: [$0]) == nil }
                }
            }, within: 90)
        #expect(found.isAsClaimed, "\(row.testDescription): \(row.seen), and not: \(found.shown)")
        let isAsked = room.waits(seconds: 20) {
            let after = room.requests
            return row.operations.allSatisfy { operation in
                let isOfStart = TableRoom.ofStart.contains(operation)
                return after[operation, default: 0] > (isOfStart ? 0 : before[operation, default: 0])
            }
        }
        #expect(isAsked, "\(row.testDescription): \(row.operations), and not: \(room.requests)")
    }
}

/// The cloud and the room of the paper, on ports and in a folder of their own.
private final class TableRoom {
    /// What the agent asks for by itself when it starts, or once a day.
    static let ofStart: Set<String> = ["events.list", "events.watch", "settings.get", "users.settings.getVacation"]

    private let folder = TemporaryFolder()
    private let cloud: Program
    private var agent: Program?

    init(_ paper: Paper) throws {
        let (port, notices, path) = (RelayServer.freePort(), RelayServer.freePort(), folder.file(""))
        func own(_ text: String) -> String {
            text.replacing("/tmp/room/", with: path).replacing("8811", with: "\(port)")
                .replacing("8822", with: "\(notices)")
        }
        let file = try #require(paper.blocks.first { $0.language == "conf" })
        folder.write(own(file.lines.joined(separator: "\n") + "\n"), to: "room.conf")
        mkdir(folder.file("bin"), 0o700)
        folder.write(
            "#!/bin/sh\nexec '\(AgentBench.agent)' \"$@\" --config '\(folder.file("room.conf"))'\n",
            to: "bin/room-agent", mode: 0o700)
        folder.write(
            """
            #!/bin/sh
            [ "$1" = organise ] && shift && set -- organise --port \(port) "$@"
            exec '\(AgentBench.demo)' "$@"

            """, to: "bin/room-demo", mode: 0o700)
        let lines = paper.lines.drop { !$0.hasPrefix("    room-demo cloud ") }.prefix { $0.hasPrefix("    ") }
        let command = own(lines.joined(separator: "\n"))
        // Where it is noon, there is time for all meetings before midnight.
        cloud = Program(Self.shell(path, "exec \(command) --timezone \(AgentBench.zone)"))
        _ = cloud.line()
        start()
    }

    private func start() {
        agent = Program(Self.shell(folder.file(""), "exec room-agent run"), errors: folder.file("log"))
        _ = waits(seconds: 20) { self.type("room-agent status").output.contains("push   live since") }
    }

    /// Where bookings are made on another account's calendar.
    func bookAs() {
        agent?.signal(SIGTERM)
        _ = agent?.wait()
        let text = folder.read("room.conf")
        folder.write(text.replacing("book = yes", with: "book = yes\nbook-as = rooms@example.com"), to: "room.conf")
        start()
    }

    private static func shell(_ folder: String, _ command: String) -> [String] {
        ["env", "PATH=\(folder)bin:/usr/bin:/bin", "bash", "-c", "cd '\(folder)' && \(command)"]
    }

    func type(_ command: String) -> (code: Int32, output: String, errors: String) {
        Program.run(Self.shell(folder.file(""), command))
    }

    /// Types it again until it shows what is wanted.
    func type(
        _ command: String, until isWanted: ([String]) -> Bool, within seconds: Int
    ) -> (isAsClaimed: Bool, shown: [String]) {
        var shown: [String] = []
        let isAsClaimed = waits(seconds: seconds) {
            let result = self.type(command)
            shown = (result.output + result.errors).split(separator: "\n").map(String.init)
            return isWanted(shown)
        }
        return (isAsClaimed, shown)
    }

    func waits(seconds: Int, until holds: () -> Bool) -> Bool {
        let end = time(nil) + seconds
        while !holds() {
            guard time(nil) < end else { return false }
            usleep(200_000)
        }
        return true
    }

    /// How often each operation was asked for.
    var requests: [String: Int] {
        var counts: [String: Int] = [:]
        for line in type("room-demo organise requests").output.split(separator: "\n") {
            let words = line.split(separator: " ")
            // Gmail's are in a document of their own, without the first word.
            let name = words[0] == "settings.getVacation" ? "users.settings.getVacation" : String(words[0])
            counts[name] = Int(words[1])
        }
        return counts
    }
}
