// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// The real agent, a stand-in for Google that posts notices, and between them the real relay, or the agent's own
/// receiver.
@Suite("Push, with real parts", .serialized)
struct PushTests {
    private let folder = TemporaryFolder()
    private let google: Program
    private let root: String

    init() throws {
        let script = """
            cd '\(folder.file(""))' && key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
            openssl req -x509 $key -keyout ca.key -out ca.pem -days 30 -subj /CN=ca
            openssl req $key -keyout server.key -out server.csr -subj /CN=server
            echo subjectAltName=IP:127.0.0.1 > server.ext
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext \
                -out server.pem
            """
        let made = Program.run(["sh", "-c", script])
        try #require(made.code == 0, "\(made.errors)")
        let tests = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
        google = Program(["/usr/bin/python3", "\(tests)/google.py", folder.file("")])
        root = "https://127.0.0.1:\(try #require(google.line()))"
        folder.write(
            #"{"type": "authorized_user", "client_id": "i", "client_secret": "s", "refresh_token": "refresh"}"#,
            to: "credential.json", mode: 0o600)
    }

    private func configure(push: String, root: String? = nil) {
        folder.write(
            """
            [room]
            name = Aalto
            calendar = c_1@resource.calendar.google.com
            timezone = \(AgentBench.zone)
            [google]
            credential = \(folder.file("credential.json"))
            api = \(root ?? self.root)
            [network]
            ca-file = \(folder.file("ca.pem"))
            [push]
            \(push)
            [join]
            video = /bin/true {url}
            socket = \(folder.file("join.sock"))
            [store]
            directory = \(folder.file("store"))
            [control]
            socket = \(folder.file("control.sock"))
            """, to: "room-agent.conf")
    }

    private func start() -> Program {
        Program([AgentBench.agent, "run", "--config", folder.file("room-agent.conf")], errors: folder.file("log"))
    }

    private func verb(_ words: String...) -> String {
        Program.run([AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")]).output
    }

    private func post(_ path: String, _ body: String) {
        _ = Program.run(["curl", "-s", "--cacert", folder.file("ca.pem"), "--data-binary", body, root + path])
    }

    private func waits(for text: String, seconds: Int = 20) -> Bool {
        for _ in 0..<seconds * 10 {
            if verb("status").contains(text) { return true }
            usleep(100_000)
        }
        return false
    }

    private var looks: Int { folder.read("requests").split(separator: "\n").count { $0.contains("/events with") } }
    private var log: String { folder.read("log") }

    @Test("a change is on the display at once, by a notice through the real relay; also after the relay's restart")
    func relay() throws {
        let relay = RelayServer(in: folder)
        try #require(relay.start())
        configure(
            push: """
                subscribe = \(relay.root)/subscribe/\(RelayServer.key)
                address = \(relay.root)/publish/\(RelayServer.token)
                """)
        let checked = verb("check", "--online")
        #expect(checked.contains("ok    push: the relay gives a stream\n"), "\(checked)")
        #expect(checked.contains("ok    push: the public address leads to the receiver\n"), "\(checked)")
        let agent = start()
        #expect(waits(for: "push   live since"), "\(verb("status")) \(log)")
        let before = looks
        post("/change", "Review")
        #expect(waits(for: "| Review"), "\(verb("status"))")
        #expect(looks - before <= 2)
        relay.stop()
        #expect(waits(for: "push   down since"), "\(verb("status"))")
        post("/change", "Stand-up")
        try #require(relay.start())
        // Each device of a relay looks once in the two minutes after.
        #expect(waits(for: "| Stand-up", seconds: 150), "\(verb("status"))")
        #expect(waits(for: "push   live since"))
        post("/change", "Retro")
        #expect(waits(for: "| Retro"), "\(verb("status"))")
        let secrets = [RelayServer.key, RelayServer.token]
        for text in [log, verb("status"), verb("status", "--json"), checked] {
            #expect(!secrets.contains { text.contains($0) })
        }
        agent.signal(SIGTERM)
        #expect(agent.wait() == 0)
        // What is left of it is ended by an agent without push.
        #expect(!folder.read("store/channels").isEmpty)
        configure(push: "")
        let bare = start()
        for _ in 0..<200 where !folder.read("requests").contains("/channels/stop without 200") { usleep(100_000) }
        #expect(folder.read("requests").contains("/channels/stop without 200"))
        for _ in 0..<200 where folder.read("store/channels") != "room-agent channels 1\n" { usleep(100_000) }
        bare.signal(SIGTERM)
        #expect(bare.wait() == 0)
        #expect(folder.read("store/channels") == "room-agent channels 1\n")
    }

    @Test("the agent's own receiver takes a proxy's notices on a real socket, and strangers' not")
    func listen() throws {
        let port = RelayServer(in: folder).port
        configure(push: "listen = 127.0.0.1:\(port)\naddress = \(root)/push/aalto")
        #expect(verb("check").contains("ok    push: the agent can listen there\n"))
        let agent = start()
        // Google's stand-in is the proxy, too: it hands what is posted to it on to the port of its file `proxy`.
        folder.write("\(port)", to: "proxy")
        #expect(waits(for: "push   live since"), "\(verb("status")) \(log)")
        #expect(verb("check", "--online").contains("ok    push: the public address leads to the receiver\n"))
        post("/change", "Review")
        #expect(waits(for: "| Review"), "\(verb("status"))")
        let before = looks
        let stranger = Program.run([
            "curl", "-s", "-w", "%{http_code}", "-X", "POST", "-H", "X-Goog-Channel-ID: guess", "-H",
            "X-Goog-Channel-Token: guess", "http://127.0.0.1:\(port)/push/aalto",
        ])
        #expect(stranger.output == "204")
        // Half a request, and none of HTTP, do not keep others out.
        let half = Program(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port); printf 'POST /push' >&3; sleep 60"])
        let noise = Program.run(["curl", "-s", "--max-time", "2", "telnet://127.0.0.1:\(port)"], input: "\0\u{1}\n\n")
        #expect(noise.output.hasPrefix("HTTP/1.1 400 "))
        #expect(verb("status", "--json").contains("\"refused\":1"))
        #expect(looks == before)
        post("/change", "Retro")
        #expect(waits(for: "| Retro"), "\(verb("status"))")
        half.signal(SIGKILL)
        agent.signal(SIGTERM)
        #expect(agent.wait() == 0)
    }

    @Test("a wipe ends the channels of push; where Google cannot be asked, it says so, and the next start ends them")
    func wipe() throws {
        let port = RelayServer(in: folder).port
        let push = "listen = 127.0.0.1:\(port)\naddress = \(root)/push/aalto"
        configure(push: push)
        folder.write("\(port)", to: "proxy")
        let agent = start()
        #expect(waits(for: "push   live since"), "\(verb("status")) \(log)")
        let kept = folder.read("store/channels")
        #expect(kept.split(separator: "\n").count == 2)
        let wiped = verb("wipe", "--yes")
        #expect(wiped.hasPrefix("keys destroyed: "), "\(wiped)")
        #expect(agent.wait() == 78)
        #expect(folder.read("requests").contains("/channels/stop without 200"))
        #expect(!wiped.contains("push"))
        let ls = Program.run(["ls", folder.file("store")])
        #expect(ls.output == "window.lock\nwiped\n")

        // The same where it cannot be asked, by a process of its own.
        folder.write(kept, to: "store/channels")
        let before = folder.read("requests").split(separator: "\n").count
        configure(push: push, root: "https://127.0.0.1:1")
        let offline = verb("wipe", "--yes")
        #expect(offline.contains("left to do: 1 of push's channels could not be ended at Google."), "\(offline)")
        #expect(folder.read("store/channels") == kept)
        configure(push: push)
        let refused = Program.run([AgentBench.agent, "run", "--config", folder.file("room-agent.conf")])
        #expect(refused.code == 78)
        let asked = folder.read("requests").split(separator: "\n").dropFirst(before)
        // It is gone there, which is as good.
        #expect(asked.contains { $0.contains("/channels/stop without 404") }, "\(asked)")
        #expect(Program.run(["ls", folder.file("store")]).output == "window.lock\nwiped\n")
    }

    @Test("a wrong key, and a wrong token in the address, are told by check in words that help")
    func wrong() throws {
        let relay = RelayServer(in: folder)
        try #require(relay.start())
        configure(
            push: "subscribe = \(relay.root)/subscribe/wrong\naddress = \(relay.root)/publish/wrong")
        let checked = verb("check", "--online")
        let noKey = "bad   push: the relay answers 404\n      The relay knows no such key: "
        #expect(checked.contains(noKey), "\(checked)")
        #expect(checked.contains("bad   push: [push] address is not known where it leads (404)\n"), "\(checked)")
    }
}
