// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import Configuration
import Glibc
import RoomCore
import SecureStore
import Simulation
import TestSupport
import Testing

@testable import AgentCommand

@Suite("The vault: window and session record under one key")
struct VaultTests {
    private let folder: String

    init() throws {
        var path = Array("/tmp/room-vault-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&path)))
    }

    private func vault() throws -> Vault {
        let text = """
            [room]
            name = Aalto
            calendar = room@example.com
            [google]
            key-file = /etc/room-agent/google.json
            [store]
            directory = \(folder)/store
            key = file:\(folder)/key
            [control]
            socket = \(folder)/control.sock
            """
        let configuration = try #require(
            ConfigurationParser.parse(files: [("test.conf", Array(text.utf8))], deviceKinds: []).configuration)
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_795_507_200))
        return Vault(
            AgentAssembly(
                configuration: configuration, environment: Environment(), loop: loop, journal: ListedJournal()))
    }

    private func outcome(_ vault: Vault) async -> String {
        switch await vault.open() {
        case .ready(_, let stored): stored.damage == nil ? "ready" : "damaged"
        case .readOnly: "read-only"
        case .unusable(let failure): "unusable: \(failure)"
        case .locked(let code, _, _): code.rawValue
        case .later: "later"
        }
    }

    @Test("a key that comes late opens the window and keeps sessions, without a restart")
    func lateKey() async throws {
        let session = KeptSession(token: JoinToken("00112233445566778899aabbccddeeff"), meeting: MeetingID("a"))
        let vault = try vault()
        #expect(await outcome(vault) == "key-missing")
        try vault.sessions.save(session)
        #expect(vault.sessions.load() == nil)

        let key = open("\(folder)/key", O_WRONLY | O_CREAT | O_EXCL, 0o600)
        #expect(key >= 0)
        #expect(write(key, String(repeating: "a1", count: 32), 64) == 64)
        close(key)
        #expect(await outcome(vault) == "ready")
        try vault.sessions.save(session)
        #expect(vault.sessions.load() == session)

        #expect(chmod("\(folder)/key", 0o644) == 0)
        #expect(await outcome(try self.vault()) == "key-file-permissions")
    }

    @Test("a verb that changes keys while an agent starts costs the agent no row")
    func keysChangeMeanwhile() async throws {
        let key = open("\(folder)/key", O_WRONLY | O_CREAT | O_EXCL, 0o600)
        #expect(write(key, String(repeating: "a1", count: 32), 64) == 64)
        close(key)
        #expect(await outcome(try vault()) == "ready")

        let (verb, agent) = (try vault(), try vault())
        let opened = await verb.open()
        #expect(await outcome(agent).hasPrefix("unusable"))
        guard case .ready(let store, _) = opened, case .done = await verb.carryOut(.rotate) else {
            Issue.record("the keys do not change")
            return
        }
        await verb.finish()
        withExtendedLifetime(store) {}
        // It knew the key before, and the window is sealed under the next one.
        #expect(await outcome(agent) == "ready")
    }
}
