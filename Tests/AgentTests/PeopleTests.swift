// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// Watched people and the user's settings, against the real agent and the simulated Google, as they are seen from the
/// command line.
@Suite("People on the command line", .serialized)
struct PeopleTests {
    private static let anna = "anna@example.com"
    private static let key = "0123456789abcdefghij"
    private static let away = "\(anna) en -/2036-12-04T11:00:00Z"

    /// A receiver of webhooks, and its address.
    private static func receiver(refusing count: Int = 0) -> (Program, String) {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let receiver = Program(["python3", "/\(folder)/webhook.py", key, "\(count)"])
        return (receiver, "http://127.0.0.1:\(receiver.line() ?? "1")/presence")
    }

    /// The agent, told of these people, with a webhook or without.
    private static func bench(_ people: [String], _ vacation: String, webhook: String? = nil) -> AgentBench {
        let bench = AgentBench(people: people)
        var extra = "[presence]\nvacation = \(vacation)"
        if let webhook {
            bench.folder.write(key + "\n", to: "webhook.key")
            extra += "\nwebhook = \(webhook)\nwebhook-key = file:\(bench.folder.file("webhook.key"))"
        }
        bench.configure(extra: extra)
        return bench
    }

    @Test("a user's sign-in reads that user's calendar and responder, and is not called broad access")
    func signIn() {
        let bench = Self.bench([Self.away], Self.anna)
        let file = bench.folder.read("room-agent.conf")
        let key = "key-file = \(bench.folder.file("google.json"))"
        bench.folder.write(
            file.replacing(key, with: "credential = \(bench.folder.file("sign-in.json"))"), to: "room-agent.conf")
        bench.start()
        #expect(bench.shows("anna"))
        let status = bench.verb("status").output
        #expect(status.contains("person \(Self.anna): out-of-office until "))
        #expect(!status.contains("delegation-in-use"))
        let check = bench.verb("check", "--online").output
        #expect(check.contains("ok    a user's sign-in: the calendar is read with that user's rights\n"))
        #expect(!check.contains("delegation-in-use"))
        // A key that speaks in her name is.
        #expect(bench.end(SIGTERM) == 0)
        bench.folder.write(file, to: "room-agent.conf")
        bench.start()
        #expect(bench.shows("anna"))
        #expect(bench.verb("status").output.contains("delegation-in-use"))
    }

    @Test("an absence is on the display, in status and events; deactivated nothing is known of the person; and back")
    func life() {
        let bench = Self.bench([Self.away, "bo@example.com"], "\(Self.anna) bo@example.com")
        bench.start()
        #expect(bench.shows("anna"))
        let status = bench.verb("status").output
        let hour = 11 + AgentBench.hoursEast
        let end = "2036-12-04 \(hour < 10 ? "0" : "")\(hour):00"
        #expect(status.contains("person \(Self.anna): out-of-office until \(end)\n"))
        #expect(status.contains("person bo@example.com: in-office\n"))
        #expect(bench.status("$.people[0].presence") == "out-of-office")
        #expect(bench.status("$.people[0].until") == "2036-12-04T11:00:00Z")
        let list = bench.verb("account", "list").output
        #expect(list.contains("\(Self.anna)\n  person, active since "))
        #expect(bench.verb("account", "list", "--json").output.contains(#""kind":"person","state":"active""#))
        let check = bench.verb("check", "--online").output
        #expect(check.contains("vacation responder 1 of 2 can be read"))

        let off = bench.verb("account", "deactivate", Self.anna)
        #expect(off.output == "inactive: nothing is asked for, and nothing is known\n")
        #expect(bench.status("$.people[0].presence") == "unknown")
        #expect(bench.end(SIGTERM) == 0)
        bench.start()
        #expect(bench.shows("Free"))
        #expect(bench.verb("account", "list").output.contains("\(Self.anna)\n  person, inactive"))
        #expect(bench.verb("account", "activate", Self.anna).output == "active\n")
        #expect(bench.status("$.people[0].presence") == "out-of-office")
        #expect(!bench.folder.read("store/accounts").contains("anna"))
        #expect(!bench.log.contains("anna"))
    }

    @Test("a person whom Google does not know is in error, and list, status and check say what to do")
    func stranger() {
        let bench = Self.bench([Self.away], "eve@example.com")
        bench.start()
        #expect(bench.shows("Free"))
        let activated = bench.verb("account", "activate", "eve@example.com")
        #expect(activated.code == 69)
        #expect(activated.errors.contains("token: grant-refused: "))
        #expect(bench.verb("account", "list").output.contains("eve@example.com\n  person, error since "))
        #expect(bench.verb("status").output.contains("vacation-unreadable"))
        #expect(bench.verb("check", "--online").output.contains("vacation responder 1 of 1: "))
    }

    @Test("the webhook gets each change once, signed, however often it refuses and the agent starts")
    func webhook() throws {
        let (receiver, address) = Self.receiver(refusing: 1)
        let bench = Self.bench([Self.away], Self.anna, webhook: address)
        bench.start()
        let words = ["True", "OutOfOffice", Self.anna, "1", "2036-12-04T11:00:00Z"]
        let first = try #require(receiver.line()).split(separator: " ").map(String.init)
        let second = try #require(receiver.line()).split(separator: " ").map(String.init)
        #expect(first[0] == "503")
        #expect(second[0] == "204")
        #expect(first[2] == second[2])
        for line in [first, second] { #expect([line[1]] + line[3...] == words) }
        for _ in 0..<100 where !bench.folder.read("store/presence").contains("acknowledged") { usleep(20_000) }
        #expect(!bench.folder.read("store/presence").contains("anna"))
        _ = bench.end(SIGKILL)
        bench.start()
        for _ in 0..<100 where bench.status("$.people[0].presence") != "out-of-office" { usleep(50_000) }
        #expect(bench.status("$.people[0].presence") == "out-of-office")
        bench.folder.write("short", to: "webhook.key")
        #expect(bench.verb("check").output.contains("less than 16 bytes"))
        #expect(bench.end(SIGTERM) == 0)
        receiver.signal(SIGTERM)
        #expect(receiver.line() == nil)
    }

    @Test("the display speaks the language of the user whom the agent acts as, and its own where one is configured")
    func language() {
        let bench = AgentBench(people: ["room-admin@example.com fi"])
        bench.configure(extra: "[google]\nact-as = room-admin@example.com")
        bench.start()
        #expect(bench.shows("Vapaa"))
        #expect(bench.end(SIGTERM) == 0)
        #expect(bench.folder.read("store/settings").contains(" fi true "))
        bench.configure(extra: "[google]\nact-as = room-admin@example.com\n[room]\nlanguage = en")
        bench.start()
        #expect(bench.shows("Free"))
    }
}
