// SPDX-License-Identifier: Apache-2.0
import Configuration
import RoomCore
import Testing

@Suite("Configuration limits and hostile input")
struct ConfigurationLimitTests {
    @Test("a file of exactly the largest size is read, one byte more is not")
    func fileSize() {
        let base = Array(ConfigurationSample.base.utf8)
        func padded(to size: Int) -> [UInt8] {
            var bytes = base
            while bytes.count < size {
                let room = size - bytes.count
                // Comment lines of at most 100 bytes.
                bytes += [0x23] + [UInt8](repeating: 0x78, count: max(0, min(98, room - 2))) + (room > 1 ? [0x0A] : [])
            }
            return bytes
        }
        let limit = ConfigurationParser.maximumFileBytes
        #expect(padded(to: limit).count == limit)
        #expect(ConfigurationSample.parse([padded(to: limit)]).problems.isEmpty)
        #expect(ConfigurationSample.parse([padded(to: limit + 1)]).problems.map(\.code) == [.fileTooLarge])
    }

    @Test("more files than are allowed are refused")
    func fileCount() {
        let base = Array(ConfigurationSample.base.utf8)
        let many = [[UInt8]](repeating: base, count: ConfigurationParser.maximumFiles)
        #expect(ConfigurationSample.parse(many).problems.isEmpty)
        let problems = ConfigurationSample.parse(many + [base]).problems
        #expect(
            problems.map(\.description) == [
                "site64.conf: More than 64 configuration files. Merge the files of room-agent.conf.d."
            ])
    }

    @Test("after a hundred problems one line says that there are more")
    func problemCount() {
        let problems = ConfigurationSample.parse(ConfigurationSample.base + String(repeating: "nonsense\n", count: 150))
            .problems
        #expect(problems.count == ConfigurationParser.maximumProblems + 1)
        #expect(
            problems.last?.description
                == "room-agent.conf:108: There are more than 100 problems; the rest is not shown. Mend these first.")
        let exactly = ConfigurationSample.parse(ConfigurationSample.base + String(repeating: "nonsense\n", count: 100))
            .problems
        #expect(exactly.count == 100)
        #expect(!exactly.map(\.code).contains(.tooManyProblems))
    }

    @Test("a file's name cannot play tricks with the terminal")
    func fileName() {
        let parsed = ConfigurationParser.parse(
            files: [(name: "a\u{1B}[2J\n\u{202E}b.conf", bytes: Array("x\n".utf8))], deviceKinds: [])
        let first = parsed.problems.first { $0.line != nil }
        #expect(first?.description.hasPrefix("a\\u{1b}[2J\\u{a}\\u{202e}b.conf:1: ") == true)
    }

    @Test("what a message repeats is cut")
    func longValues() {
        let parsed = ConfigurationSample.parse(section: "button", line: "pull = " + String(repeating: "u", count: 3000))
        #expect(
            parsed.problems.map(\.sentence) == [
                "\"\(String(repeating: "u", count: 48))…\" is not one of up, down or none."
            ])
    }

    @Test(
        "addresses, passwords and keys are in no message and no description",
        arguments: [
            ("room", "calendar = SECRET"), ("room", "calendar = SECRET@@example.com"), ("google", "act-as = SECRET"),
            ("google", "key-file = SECRET"), ("google", "key-file = {\"private_key\": \"SECRET\"}"),
            ("google", "key-file = -----BEGIN PRIVATE KEY-----SECRET"), ("google", "api = https://SECRET@example.com"),
            ("network", "proxy = http://u:SECRET@proxy.example.com"), ("network", "proxy = SECRET"),
            ("store", "key = SECRET"),
            ("store", "key = file:SECRET"), ("join", "jitsi-hosts = https://u:SECRET@example.com"),
            ("room", "SECRET@example.com"),
            ("room", "SECRET+/key = x"), ("room", "  SECRET/+xyz"), ("SECRET@example.com", "x = y"),
        ])
    func secrets(section: String, line: String) {
        let problems = ConfigurationSample.parse(section: section, line: line).problems
        #expect(!problems.isEmpty)
        for problem in problems { #expect(!"\(problem) \(String(reflecting: problem))".contains("SECRET")) }
    }

    @Test("the calendar and the delegated user are hidden in the configuration's own description")
    func privateFields() {
        let parsed = ConfigurationSample.parse(ConfigurationParserTests.smallRoom)
        var text = ""
        dump(parsed, to: &text)
        #expect(text.contains("JOIN_BUTTON"))
        #expect(!text.contains("c_1881q"))
        #expect(!text.contains("room-admin"))
    }

    @Test("random damage to a good file never traps, and messages stay printable and bounded", arguments: 0..<40)
    func damage(seed: UInt64) {
        var random = TestRandom(seed: seed)
        let good = Array(ConfigurationSample.everyKey.utf8)
        let interesting: [UInt8] = [
            0x00, 0x0A, 0x0D, 0x09, 0x1B, 0x20, 0x22, 0x23, 0x2F, 0x3A, 0x3D, 0x5B, 0x5D, 0x7B, 0x7D, 0xC3, 0xE2, 0xFF,
        ]
        for _ in 0..<100 {
            var bytes = good
            for _ in 0...(random.next() % 8) {
                let index = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[index] = interesting[Int(random.next() % UInt64(interesting.count))]
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
                }
            }
            let parsed = ConfigurationSample.parse([bytes])
            #expect(parsed.problems.count <= ConfigurationParser.maximumProblems + 1)
            for problem in parsed.problems {
                let text = problem.description
                let isPrintable = text.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
                }
                #expect(isPrintable, "\(problem.code)")
                #expect(text.utf8.count < 1024, "\(problem.code)")
            }
        }
    }
}
