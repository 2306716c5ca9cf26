// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// A whole room whose data key a service wraps: the real agent, its real store, Google's stand-in with Cloud KMS, and
/// Vault's.
final class KeyServiceBench {
    enum Service: String, CaseIterable, Sendable {
        case vault
        case kms

        /// Its name in the key book.
        var scheme: String { self == .vault ? "vault" : "google-kms" }
    }

    /// Whose calendar `SignInBench` configures.
    static let room = "c_1@resource.calendar.google.com"
    static let resource = "projects/example.com:rooms/locations/europe-north1/keyRings/rooms/cryptoKeys/aalto"

    let service: Service
    let google: SignInBench
    let vault: VaultServer
    private(set) var agent: Program?
    private var starts = 0

    var folder: TemporaryFolder { google.folder }
    var name: String { service == .vault ? vault.name : "google-kms:\(Self.resource)" }
    var store: String { folder.file("store") }
    var log: String { folder.read("log-\(starts)") }

    init(_ service: Service) throws {
        self.service = service
        google = try SignInBench()
        vault = try VaultServer(in: google.folder)
        configure()
    }

    /// `lines` stand under `[store]`.
    func configure(_ lines: String = "", signIn: String? = nil) {
        let key =
            service == .vault
            ? vault.lines(lines, signIn: signIn) : "key = google-kms:\(Self.resource)\n\(lines)"
        configure(only: key)
    }

    func configure(only lines: String) {
        google.configure()
        folder.write(
            folder.read("room-agent.conf").replacing("[control]", with: "\(lines)\n[control]"), to: "room-agent.conf")
    }

    /// What the service does from now on; empty for its work.
    func mood(_ word: String) { folder.write(word, to: service.rawValue) }

    /// Somebody books the room, as the calendar has it.
    func book(_ title: String) { post(title, to: "\(google.port)/change", trusting: "ca.pem") }

    /// A new version of the wrapping key.
    func rotate() {
        service == .vault
            ? post("", to: "\(vault.port)/rotate", trusting: "vault-ca.pem")
            : post("", to: "\(google.port)/rotate", trusting: "ca.pem")
    }

    private func post(_ body: String, to place: String, trusting: String) {
        let done = Program.run([
            "curl", "--silent", "--fail", "--cacert", folder.file(trusting), "--data-binary", body,
            "https://127.0.0.1:\(place)",
        ])
        #expect(done.code == 0, "\(done.errors)")
    }

    /// The calendar answers, or not.
    func calendar(_ isUp: Bool) {
        if isUp { unlink(folder.file("calendar.down")) } else { folder.write("", to: "calendar.down") }
    }

    // MARK: The agent

    func start() {
        starts += 1
        agent = Program(
            [AgentBench.agent, "run", "--config", folder.file("room-agent.conf")], errors: folder.file("log-\(starts)"))
    }

    /// Waits until the journal says so, for twenty seconds.
    func says(_ text: String) -> Bool {
        for _ in 0..<2000 where !log.contains(text) && agent?.isOver == false { usleep(10_000) }
        return log.contains(text)
    }

    func end(_ signal: CInt = SIGKILL) {
        agent?.signal(signal)
        _ = agent?.wait()
        agent = nil
    }

    func verb(_ words: String...) -> (code: Int32, output: String, errors: String) {
        Program.run([AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")])
    }

    /// Waits until a verb prints it, for twenty seconds; what it printed last. The agent is asked once it runs: a verb
    /// that finds none opens the window itself, and so keeps an agent that starts at this moment from it.
    func settles(_ text: String, _ words: String...) -> String {
        var output = ""
        _ = says("started meetings=")
        for _ in 0..<200 where !output.contains(text) {
            output = Program.run([AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")]).output
            if !output.contains(text) { usleep(100_000) }
        }
        return output
    }

    /// The files of the store, but for SQLite's log, which is there for as long as the window is open.
    var files: [String] {
        Program.run(["ls", store]).output.split(separator: "\n").map(String.init)
            .filter { file in
                file != "window.db-wal" && !["accounts", "requests", "settings"].contains { file.hasPrefix($0) }
            }
    }

    /// A room that has fetched a meeting and stored it, and was switched off.
    func fill(_ title: String = "Design review") {
        book(title)
        start()
        #expect(says("synced stored=1"), "\(log)")
        end(SIGTERM)
    }
}
