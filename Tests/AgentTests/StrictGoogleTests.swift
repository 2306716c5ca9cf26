// SPDX-License-Identifier: Apache-2.0
import Glibc
import JSON
import TestSupport
import Testing

/// The real agent against a stand-in for Google that knows Google's discovery documents and nothing of us
/// (`strict_google.py`): each request keeps to them, each write is guarded, and what took effect and was answered with an
/// error is not done twice.
@Suite("The real agent against a strict Google", .serialized)
struct StrictGoogleTests {
    /// The agent's bench, with the stand-in in the simulated cloud's place.
    private final class Bench {
        let agent = AgentBench()
        private let google: Program
        let port: String

        init(_ extra: String, users: Bool = false) throws {
            let folder = agent.folder
            let keys = "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out account.key"
            let place = folder.file("")
            let words = "cd '\(place)' && \(keys) && openssl pkey -in account.key -pubout -out account.pub"
            try #require(Program.run(["sh", "-c", words]).code == 0)
            google = Program(
                ["/usr/bin/python3", Self.script, place, AgentBench.zone], errors: folder.file("google.log"))
            port = try #require(google.line())
            let key = folder.read("account.key").replacing("\n", with: "\\n")
            folder.write(
                """
                {"type": "service_account", "project_id": "project", "private_key_id": "1", "private_key": "\(key)",
                 "client_email": "\(SignInBench.account)", "client_id": "112233445566778899",
                 "token_uri": "http://127.0.0.1:\(port)/token", "universe_domain": "googleapis.com"}
                """, to: "google.json", mode: 0o600)
            agent.configure(root: "http://127.0.0.1:\(port)", extra: extra)
        }

        static let script = "\(SignInBench.tests)/strict_google.py"

        @discardableResult
        func ask(_ path: String, _ body: String? = nil) -> String {
            let asked = Program.run(["/usr/bin/python3", Self.script, "--ask", port, path] + (body.map { [$0] } ?? []))
            #expect(asked.code == 0, "\(asked.errors)")
            return asked.output
        }

        /// The next requests of a method fail: before they take effect, or after it with an error or half a reply.
        func fail(_ method: String, effect: Bool, cut: Bool = false, status: Int = 503, skip: Int = 0) {
            let reason = status == 503 ? "backendError" : "forbidden"
            ask(
                "/test/fault",
                """
                {"method": "calendar.\(method)", "effect": \(effect), "cut": \(cut), "status": \(status), "skip": \(skip),
                 "reason": "\(reason)"}
                """)
        }

        /// An event of the room's calendar. `start` and `length` in seconds, from now on.
        func put(
            _ id: String, start: Int, length: Int, response: String? = "accepted", series: String? = nil,
            recurring: Bool = false, more: String = ""
        ) {
            let now = time(nil)
            let times = [now + start, now + start + length].map(AgentBench.rfc3339)
            var members = [
                #""id": "\#(id)""#, #""summary": "Title of \#(id)""#, #""start": {"dateTime": "\#(times[0])"}"#,
                #""end": {"dateTime": "\#(times[1])"}"#,
            ]
            if let response {
                let guests = [
                    #"{"email": "alice@example.com", "responseStatus": "accepted", "organizer": true}"#,
                    #"{"email": "\#(AgentBench.calendar)", "self": true, "resource": true, "#
                        + #""responseStatus": "\#(response)"}"#,
                ]
                members.append(#""attendees": [\#(guests.joined(separator: ", "))]"#)
                members.append(#""organizer": {"email": "alice@example.com"}"#)
            } else {
                members.append(#""organizer": {"email": "\#(AgentBench.calendar)", "self": true}"#)
            }
            if let series { members.append(#""recurringEventId": "\#(series)""#) }
            if recurring { members.append(#""recurrence": ["RRULE:FREQ=WEEKLY"]"#) }
            ask("/test/event", "{\(members.joined(separator: ", "))\(more)}")
        }

        /// Of an event, by its place in the list.
        func event(_ id: String, _ path: String) -> String {
            let text = ask("/test/events")
            guard let document = try? JSONDocument(Array(text.utf8)) else { return "no JSON" }
            for place in 0..<100 {
                guard case .text(let name)? = document.value(at: "$.events[\(place)].id") else { break }
                guard name == id else { continue }
                if case .text(let found)? = document.value(at: "$.events[\(place)].\(path)") { return found }
                return "-"
            }
            return "none"
        }

        func answer(_ id: String) -> String { event(id, "attendees[1].responseStatus") }

        /// Waits for something that the agent does by itself; false after so many seconds.
        func waits(_ seconds: Int = 20, _ condition: () -> Bool) -> Bool {
            for _ in 0..<seconds * 2 {
                if condition() { return true }
                usleep(500_000)
            }
            return condition()
        }

        /// The writes that took effect, in their order.
        var writes: [String] { agent.folder.read("writes").split(separator: "\n").map(String.init) }
        /// What no client of Google's may ask.
        var violations: String { agent.folder.read("violations") }
        var requests: [String] { agent.folder.read("requests").split(separator: "\n").map(String.init) }
    }

    @Test("it refuses what Google refuses: unknown parameters and members, wrong types, scopes, stale etags")
    func selfTest() throws {
        let folder = TemporaryFolder()
        let place = folder.file("")
        let words = """
            cd '\(place)' && openssl genpkey -algorithm RSA -out account.key \
            && openssl pkey -in account.key -pubout -out account.pub
            """
        try #require(Program.run(["sh", "-c", words]).code == 0)
        let test = Program.run(["/usr/bin/python3", Bench.script, "--self-test", place])
        #expect(test.output == "self-test: good\n")
        #expect(test.code == 0, "\(test.errors)")
    }

    @Test(
        "book, extend, end, and a sentence: each is done once, though Google did it and said that it failed",
        arguments: ["none", "error", "cut"])
    func booking(_ fault: String) throws {
        let bench = try Bench("[manners]\nbook = yes")
        bench.agent.start()
        #expect(bench.agent.shows("Free"))
        func trouble(_ method: String) {
            if fault != "none" { bench.fail(method, effect: true, cut: fault == "cut") }
        }
        trouble("events.insert")
        let booked = bench.agent.verb("book", "--minutes", "30")
        #expect(booked.code == 0, "\(booked.errors)")
        trouble("events.patch")
        let extended = bench.agent.verb("extend", "15")
        #expect(extended.code == 0, "\(extended.errors)")
        // In its first minute a booking of the room's own is taken out, a meeting of somebody's is shortened.
        trouble("events.delete")
        let takenBack = bench.agent.verb("end")
        #expect(takenBack.code == 0, "\(takenBack.errors)")
        bench.put("meeting", start: -60, length: 3600, response: nil)
        #expect(bench.agent.verb("sync").code == 0)
        trouble("events.patch")
        let ended = bench.agent.verb("end")
        #expect(ended.code == 0, "\(ended.errors)")
        trouble("events.quickAdd")
        let said = bench.agent.verb("book", "Retro 23:58-23:59")
        #expect(said.code == 0, "\(said.errors)")
        let kinds = bench.writes.map { String($0.split(separator: " ").first ?? "") }
        #expect(kinds == ["insert", "patch", "delete", "patch", "quickAdd"], "\(bench.writes)")
        #expect(bench.violations == "")
    }

    @Test("a booking that Google refuses is rolled back, and one that came to nothing is taken back")
    func rolledBack() throws {
        let bench = try Bench("[manners]\nbook = yes")
        bench.agent.start()
        #expect(bench.agent.shows("Free"))
        bench.fail("events.insert", effect: false, status: 403)
        let refused = bench.agent.verb("book", "--minutes", "30")
        #expect(refused.code == 77, "\(refused.errors)")
        #expect(bench.writes == [])
        // A stale version: somebody changed the meeting between reading and writing.
        bench.put("meeting", start: -60, length: 3600, response: nil)
        #expect(bench.agent.verb("sync").code == 0)
        let ended = bench.agent.verb("end")
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(bench.violations == "")
    }

    @Test("an invitation is answered once, whatever became of the answer", arguments: ["none", "error", "cut"])
    func answers(_ fault: String) throws {
        let bench = try Bench("[manners]\nanswer = yes")
        if fault != "none" { bench.fail("events.patch", effect: true, cut: fault == "cut") }
        bench.put("invitation", start: 3600, length: 1800, response: "needsAction")
        bench.put("collision", start: 5000, length: 1800, response: "needsAction")
        bench.put("taken", start: 5500, length: 3600)
        bench.agent.start()
        #expect(bench.waits { bench.answer("invitation") == "accepted" })
        // A failure ends the round; the next look goes on.
        #expect(bench.agent.verb("sync").code == 0)
        #expect(bench.waits { bench.answer("collision") == "declined" })
        let written = bench.writes.filter { $0.hasPrefix("patch") }.sorted()
        #expect(written == ["patch collision", "patch invitation"])
        #expect(bench.violations == "")
    }

    @Test("a word in the location gets its address, once, and goes with it")
    func keyword() throws {
        let bench = try Bench("[scheduling]\njitsi = @jitsi\njitsi-space = https://meet.example.com/{space}")
        bench.fail("events.patch", effect: true)
        bench.put("asking", start: 3600, length: 1800, response: nil, more: #", "location": "Room 5, @jitsi""#)
        bench.put("weekly", start: 7200, length: 1800, response: nil, recurring: true)
        bench.put(
            "weekly_1", start: 7200, length: 1800, response: nil, series: "weekly",
            more: #", "location": "Room 6, @jitsi""#)
        bench.agent.start()
        #expect(
            bench.waits(60) {
                bench.event("asking", "location").hasPrefix("Room 5, @jitsi https://meet.example.com/")
                    && bench.event("weekly_1", "location").hasPrefix("Room 6, @jitsi https://")
            })
        #expect(bench.event("asking", "description").contains("--- room agent ---"))
        #expect(bench.writes.filter { $0 == "patch asking" }.count == 1)
        #expect(bench.violations == "")
    }

    @Test("@meet in a user's name gets a Google Meet of its own")
    func meet() throws {
        let bench = try Bench(
            "[google]\nact-as = admin@example.com\ndomains = example.com resource.calendar.google.com\n"
                + "[scheduling]\nmeet = @meet")
        bench.put("asking", start: 3600, length: 1800, response: nil, more: #", "location": "@meet""#)
        bench.agent.start()
        #expect(bench.waits(60) { bench.event("asking", "location").hasPrefix("@meet https://meet.google.com/") })
        #expect(bench.violations == "")
        #expect(bench.requests.contains { $0.contains("/users/me/settings/locale") })
    }

    @Test("rooms that nobody comes to are given back, and a series with them; once, though the replies say otherwise")
    func release() throws {
        let bench = try Bench(
            "[manners]\ncheck-in = yes\nrelease-after = 1 min\nrelease-series-after = 1")
        bench.put("weekly", start: 8, length: 3600, recurring: true)
        for week in 0..<3 {
            bench.put("weekly_\(week)", start: 8 + week * 604_800, length: 3600, series: "weekly")
        }
        bench.put("weekly_3", start: 8 + 3 * 604_800, length: 3600, response: "tentative", series: "weekly")
        bench.agent.start()
        #expect(bench.agent.shows("Title of weekly"))
        bench.fail("events.patch", effect: true, cut: true)
        #expect(bench.waits(150) { bench.answer("weekly_3") == "declined" })
        #expect(bench.writes == ["patch weekly_0", "patch weekly", "patch weekly_3"])
        #expect((0..<3).allSatisfy { bench.answer("weekly_\($0)") == "declined" })
        #expect(bench.waits { bench.agent.folder.read("store/no-shows") == "room-agent no-shows 1\n" })
        #expect(bench.requests.contains { $0.contains("/events/weekly/instances") })
        #expect(bench.agent.log.contains("the room has given it back"))
        #expect(bench.violations == "")
    }

    @Test("roles are given and taken back, channels made and ended, vacation responders read")
    func others() throws {
        let bench = try Bench(
            "[google]\ndomains = example.com resource.calendar.google.com\n[presence]\nvacation = anna@example.com\n"
                + "[push]\nlisten = 127.0.0.1:\(Int.random(in: 20_000...29_999))\naddress = https://site.example.com/push/aalto"
        )
        bench.ask("/test/vacation", #"{"anna@example.com": {"enableAutoReply": true, "responseSubject": "Away"}}"#)
        bench.agent.start()
        #expect(bench.waits { bench.agent.status("$.people[0].presence") == "out-of-office" })
        #expect(bench.waits { bench.writes.contains { $0.hasPrefix("watch ") } })
        let granted = bench.agent.verb("account", "grant", "bo@example.com", "--role", "reader")
        #expect(granted.code == 0, "\(granted.errors)")
        let revoked = bench.agent.verb("account", "revoke", "bo@example.com")
        #expect(revoked.code == 0, "\(revoked.errors)")
        let off = bench.agent.verb("account", "deactivate")
        #expect(off.code == 0, "\(off.errors)")
        let kinds = bench.writes.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(kinds == ["watch", "grant", "revoke", "stop"], "\(bench.writes)")
        #expect(bench.ask("/test/events").contains(#""channels": []"#))
        #expect(bench.violations == "")
    }
}
