// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// The real agent with its data key wrapped by Vault's Transit engine, and by Cloud KMS, over real TLS.
@Suite("A key service wraps the data key", .serialized)
struct KeyServiceTests {
    typealias Service = KeyServiceBench.Service

    @Test("the window is sealed under a key that the service wrapped, and opens again", arguments: Service.allCases)
    func wholeWay(service: Service) throws {
        let bench = try KeyServiceBench(service)
        let offline = bench.verb("check").output
        #expect(offline.contains("note  data key: wrapped by \(bench.name); check --online asks there\n"))
        #expect(bench.google.check().contains("ok    data key: \(bench.name) opens it\n"))
        bench.fill()
        #expect(bench.files == ["window.db", "window.keys", "window.lock"])
        let status = bench.verb("keys", "status").output
        #expect(status.hasPrefix("wrapping key: \(bench.name)\ndata key "))
        #expect(status.contains(", 0 days old, wrapped by \(service.scheme) 1, 1 meetings\nkey service: opened it at "))
        // With the calendar away, the agenda is what was stored.
        bench.calendar(false)
        bench.start()
        #expect(bench.settles("Design review", "agenda").contains("Design review"))
        #expect(bench.settles("1 meetings", "keys", "status").contains("key service: opened it at "))
        #expect(bench.google.check().contains("ok    data key: \(bench.name) opens it\n"))
        bench.end()
        let book = Program.run(["strings", "\(bench.store)/window.keys"]).output
        #expect(book.contains(service.scheme))
    }

    @Test(
        "a service that is away at the start is asked again, and a late key brings the window",
        arguments: Service.allCases)
    func late(service: Service) throws {
        let bench = try KeyServiceBench(service)
        bench.fill()
        bench.calendar(false)
        bench.mood("trouble")
        bench.start()
        #expect(bench.says("no data key, working in memory code=key-service-unreachable"), "\(bench.log)")
        #expect(bench.verb("keys", "status").errors.contains("does not answer (50"))
        #expect(!bench.verb("agenda").output.contains("Design review"))
        bench.mood("")
        #expect(bench.says("the window can be stored again"), "\(bench.log)")
        #expect(bench.verb("agenda").output.contains("Design review"))
        bench.end()
    }

    @Test(
        "each refusal has its own words, its warning and what to do",
        arguments: [
            ("denied", "key-service-denied: data key: NAME refuses this device (403)"),
            ("gone", "key-service-denied: data key: NAME is not there (404)"),
            ("no-key", "key-service-denied: data key: NAME has no such key"),
            ("old", "key-service-denied: data key: NAME does not open this version any more (min_decryption_version)"),
            ("sealed", "key-service-unreachable: data key: NAME is sealed (503)"),
            ("standby", "key-service-unreachable: data key: NAME is a standby (473)"),
            ("busy", "key-service-unreachable: data key: NAME does not answer (429)"),
            ("trouble", "key-service-unreachable: data key: NAME does not answer (502)"),
            ("elsewhere", "key-service-unreachable: data key: NAME does not answer (307)"),
            ("html", "key-service-unreachable: data key: NAME does not answer: what came is not JSON (200)"),
            ("internal", "key-service-wrong: data key: NAME is another key than the one that wrapped the data key"),
            ("other", "key-service-wrong: data key: NAME is another key than the one that wrapped the data key"),
            ("swapped", "key-service-wrong: data key: NAME unwrapped another key than the one that was wrapped"),
        ])
    func vaultRefusals(mood: String, said: String) throws { try refusal(.vault, mood, said) }

    @Test(
        "the same of Cloud KMS, by Google's table of errors",
        arguments: [
            ("denied", "key-service-denied: data key: NAME refuses this device (403)"),
            ("off", "key-service-denied: data key: NAME is switched off in the project (403)"),
            ("gone", "key-service-denied: data key: NAME is not there (404)"),
            ("disabled", "key-service-denied: data key: NAME has a version that is disabled or destroyed (400)"),
            ("token", "key-service-denied: data key: NAME does not take this device's token (401)"),
            ("busy", "key-service-unreachable: data key: NAME does not answer (429)"),
            ("trouble", "key-service-unreachable: data key: NAME does not answer (503)"),
            ("html", "key-service-unreachable: data key: NAME does not answer: what came is not JSON (200)"),
            ("crc", "key-service-unreachable: data key: NAME answers with what was changed on its way (CRC32C)"),
            ("other", "key-service-wrong: data key: NAME is another key than the one that wrapped the data key"),
            ("swapped", "key-service-wrong: data key: NAME unwrapped another key than the one that was wrapped"),
        ])
    func kmsRefusals(mood: String, said: String) throws { try refusal(.kms, mood, said) }

    private func refusal(_ service: Service, _ mood: String, _ said: String) throws {
        let bench = try KeyServiceBench(service)
        bench.fill()
        let before = Program.run(["sha256sum", "\(bench.store)/window.keys", "\(bench.store)/window.db"]).output
        bench.mood(mood)
        let report = bench.google.check()
        #expect(report.contains("bad   \(said.replacing("NAME", with: bench.name))\n      "), "\(report)")
        // Whatever a service says, nothing of the room's is lost by it.
        let shown = bench.verb("keys", "status")
        #expect(shown.code == 69)
        #expect(shown.errors.contains(bench.name))
        #expect(Program.run(["sha256sum", "\(bench.store)/window.keys", "\(bench.store)/window.db"]).output == before)
        bench.mood("")
        #expect(bench.verb("keys", "status").output.contains(", 1 meetings\n"))
    }

    @Test(
        "what a first start cannot have wrapped is not used",
        arguments: [(Service.kms, "unverified"), (.kms, "strange"), (.kms, "crc"), (.vault, "strange")])
    func firstWrapping(service: Service, mood: String) throws {
        let bench = try KeyServiceBench(service)
        bench.mood(mood)
        #expect(bench.google.check().contains("bad   key-service-"))
        bench.start()
        #expect(bench.says("no data key, working in memory code=key-service-"), "\(bench.log)")
        #expect(bench.files == ["window.lock"])
        bench.end()
    }

    @Test("Cloud KMS is sent the data key, and as additional data what docs/window-format.md 1.1 says, byte for byte")
    func additionalData() throws {
        let bench = try KeyServiceBench(.kms)
        bench.fill()
        let compare = """
            import hashlib, hmac, sys
            folder, room = sys.argv[1:]
            book = open(folder + "/store/window.keys", "rb").read()
            key = open(folder + "/kms.seen", "rb").read()
            secret = hmac.new(bytes(32), key, hashlib.sha256).digest()
            name = hmac.new(secret, b"room-agent key-id 1\\x01", hashlib.sha256)
            # One entry: the key's name, and when it was made.
            print(len(key), book[:18] == b"RoAgKeys\\x01\\x01" + name.digest()[:8])
            bound = b"room-agent data-key 1\\x00" + book[10:26] + room.encode()
            print(open(folder + "/kms.bound", "rb").read() == bound)
            """
        let compared = Program.run(["python3", "-c", compare, bench.folder.path, KeyServiceBench.room])
        #expect(compared.output == "32 True\nTrue\n", "\(compared.errors)")
    }

    @Test(
        "the book of one room is no other room's: it is told, nothing is lost, and at home it opens",
        arguments: Service.allCases)
    func otherRoom(service: Service) throws {
        let bench = try KeyServiceBench(service)
        bench.fill()
        let files = ["\(bench.store)/window.keys", "\(bench.store)/window.db"]
        let before = Program.run(["sha256sum"] + files).output
        let home = bench.folder.read("room-agent.conf")
        let next = home.replacing("calendar = c_1@", with: "calendar = c_2@")
        #expect(next != home)
        bench.folder.write(next, to: "room-agent.conf")
        #expect(bench.google.check().contains("bad   key-service-wrong: data key: \(bench.name) "))
        #expect(bench.verb("keys", "status").code == 69)
        bench.start()
        #expect(bench.says("no data key, working in memory code=key-service-wrong"), "\(bench.log)")
        #expect(bench.settles("key-service-wrong", "status").contains("key-service-wrong"))
        bench.end()
        #expect(Program.run(["sha256sum"] + files).output == before)
        bench.folder.write(home, to: "room-agent.conf")
        #expect(bench.verb("keys", "status").output.contains(", 1 meetings\n"))
    }

    @Test("a running room that the service shuts out says so at once, and its copy goes", arguments: Service.allCases)
    func shutOut(service: Service) throws {
        let bench = try KeyServiceBench(service)
        bench.configure("offline-unlock = yes")
        bench.fill()
        #expect(bench.files == ["data.key", "window.db", "window.keys", "window.lock"])
        bench.mood("denied")
        bench.start()
        // The copy opens the window before the service is asked; then it is gone.
        #expect(bench.says("the key service does not open the data key"), "\(bench.log)")
        let status = bench.settles("key-service-denied", "status")
        #expect(status.contains("key-service-denied"), "\(status)")
        #expect(bench.verb("agenda").output.contains("Design review"))
        #expect(bench.files == ["window.db", "window.keys", "window.lock"])
        bench.end()
        bench.start()
        #expect(bench.says("no data key, working in memory code=key-service-denied"), "\(bench.log)")
        bench.mood("")
        bench.end()
    }

    @Test("a copy opens the window while the service is away, and only then is it needed", arguments: Service.allCases)
    func offlineUnlock(service: Service) throws {
        let bench = try KeyServiceBench(service)
        bench.configure("offline-unlock = yes")
        bench.fill()
        bench.calendar(false)
        bench.mood("trouble")
        bench.start()
        #expect(bench.settles("Design review", "agenda").contains("Design review"))
        #expect(bench.log.contains("started meetings=1"), "\(bench.log)")
        let away = bench.settles("does not answer", "keys", "status")
        #expect(away.contains(" wrapped by \(service.scheme) 1 and local "))
        #expect(away.contains("\nkey service: not heard since the start; now: Key \(bench.name) does not answer"))
        bench.mood("")
        #expect(bench.says("the key service opens the data key"), "\(bench.log)")
        #expect(bench.verb("keys", "status").output.contains("\nkey service: opened it at "))
        bench.end()
        // Without the switch the copy goes, and its key.
        bench.configure()
        #expect(bench.verb("keys", "status").output.contains(" wrapped by \(service.scheme) 1, 1 meetings\n"))
        #expect(bench.files == ["window.db", "window.keys", "window.lock"])
    }

    @Test(
        "a new version of the wrapping key: the data key is wrapped anew, and no row changes",
        arguments: Service.allCases)
    func rewrap(service: Service) throws {
        let bench = try KeyServiceBench(service)
        bench.configure("offline-unlock = yes")
        bench.fill()
        let rows = Program.run(["sha256sum", "\(bench.store)/window.db"]).output
        bench.rotate()
        #expect(bench.verb("keys", "rotate", "--wrapping").code == 0)
        #expect(bench.verb("keys", "status").output.contains(" wrapped by \(service.scheme) 2 and local "))
        #expect(Program.run(["sha256sum", "\(bench.store)/window.db"]).output == rows)
        if service == .vault {
            #expect(bench.folder.read("vault.requests").contains("POST /v1/transit/rewrap/rooms 200"))
        } else {
            // Cloud KMS says whether a key is of the newest version, so a start is enough.
            bench.rotate()
            bench.configure()
            #expect(bench.verb("keys", "status").output.contains(" wrapped by google-kms 3, "))
        }
        // A new data key goes the same way, whole or not at all.
        bench.mood("trouble")
        #expect(bench.verb("keys", "rotate").code == 69)
        bench.mood("")
        let rotated = bench.verb("keys", "rotate")
        #expect(rotated.output.contains(": 1 meetings; older keys are destroyed\n"), "\(rotated.errors)")
        #expect(bench.verb("keys", "status").output.split(separator: "\n").count == 3)
    }

    @Test("a room moves to a service with its window, and back by way of a copy", arguments: Service.allCases)
    func moving(service: Service) throws {
        let bench = try KeyServiceBench(service)
        bench.configure(only: "")
        bench.fill()
        #expect(bench.verb("keys", "status").output.contains(" wrapped by local "))
        bench.calendar(false)
        bench.configure()
        bench.start()
        let moved = bench.settles(" wrapped by \(service.scheme) 1, 1 meetings", "keys", "status")
        #expect(moved.contains(service.scheme), "\(bench.log)")
        #expect(bench.verb("agenda").output.contains("Design review"))
        #expect(bench.files == ["window.db", "window.keys", "window.lock"])
        bench.end()
        // Back without a copy: the service's name is missed, and nothing is thrown away.
        bench.configure(only: "")
        let missed = bench.verb("keys", "status").errors
        #expect(missed.contains("was wrapped by \(service.scheme), which [store] key does not name"))
        bench.configure("offline-unlock = yes")
        #expect(bench.verb("keys", "status").output.contains(" and local "))
        bench.configure(only: "")
        #expect(bench.verb("keys", "status").output.contains(", 1 meetings\n"))
        #expect(!bench.verb("keys", "status").output.contains(service.scheme))
    }

    @Test("a wipe destroys what is here, and says what is elsewhere", arguments: Service.allCases, [true, false])
    func wipe(service: Service, isRunning: Bool) throws {
        let bench = try KeyServiceBench(service)
        bench.configure("offline-unlock = yes")
        bench.fill()
        if isRunning {
            bench.start()
            #expect(bench.says("synced"))
        }
        let wiped = bench.verb("wipe", "--yes")
        #expect(wiped.code == 0, "\(wiped.errors)")
        let copy = "file \(bench.store)/data.key"
        #expect(wiped.output.hasPrefix("keys destroyed: the data key, and any copy of it (\(copy))\n"))
        #expect(wiped.output.contains("left to do: The key \(bench.name) stays there"))
        let token = "left to do: Vault's token in \(bench.folder.file("vault.token"))"
        #expect(wiped.output.contains(token) == (service == .vault))
        #expect(bench.files == ["window.lock", "wiped"])
        if isRunning { #expect(bench.agent?.wait() == 78) }
    }

    @Test("to Vault a certificate signs in as well, in a namespace; and each wrong way is told")
    func vaultSignIn() throws {
        let bench = try KeyServiceBench(.vault)
        let (certificate, key) = (bench.folder.file("room.pem"), bench.folder.file("room.key"))
        bench.folder.write("", to: "vault.namespace")
        #expect(bench.google.check().contains("refuses this device (403)"))
        bench.configure(signIn: "namespace = facilities/rooms\ncertificate = \(certificate)\ncertificate-key = \(key)")
        #expect(bench.google.check().contains("ok    data key: \(bench.name) opens it\n"))
        #expect(bench.folder.read("vault.requests").contains("POST /v1/auth/cert/login 200"))
        bench.fill()
        // A certificate of somebody else's.
        let strange = (bench.folder.file("device.pem"), bench.folder.file("device.key"))
        bench.configure(
            signIn: "namespace = facilities/rooms\ncertificate = \(strange.0)\ncertificate-key = \(strange.1)")
        #expect(bench.google.check().contains("does not take this device's certificate"))
        bench.configure("", signIn: "token-file = \(bench.folder.file("nowhere"))")
        #expect(bench.google.check().contains("bad   key-missing: data key: vault:transit/rooms cannot be asked: "))
        bench.configure()
        _ = Program.run(["chmod", "644", bench.folder.file("vault.token")])
        #expect(bench.google.check().contains("vault.token can be read by others (mode 0644)"))
    }

    @Test("a token is renewed as it is used, and one that was replaced is taken without a restart")
    func token() throws {
        let bench = try KeyServiceBench(.vault)
        bench.fill()
        #expect(!bench.folder.read("vault.requests").contains("renew-self"))
        bench.folder.write("s.next", to: "vault.valid")
        bench.start()
        #expect(bench.says("no data key, working in memory code=key-service-denied"), "\(bench.log)")
        bench.end()
        bench.folder.write("s.next\r\n", to: "vault.token")
        #expect(bench.verb("keys", "status").output.contains(", 1 meetings\n"))
        #expect(bench.folder.read("vault.requests").hasSuffix("POST /v1/auth/token/renew-self 200\n"))
    }

    @Test("a service that is slow holds up neither the start nor, after its time, the calendar")
    func slow() throws {
        let bench = try KeyServiceBench(.vault)
        bench.fill()
        bench.mood("slow")
        let began = time(nil)
        bench.start()
        #expect(bench.says("started meetings=0"), "\(bench.log)")
        #expect(bench.verb("status").code == 0)
        #expect(time(nil) - began < 5)
        #expect(bench.says("no data key, working in memory code=key-service-unreachable"), "\(bench.log)")
        #expect(bench.says("synced stored=1"), "\(bench.log)")
        // It is asked again now, which a request to stop does not wait for.
        sleep(7)
        let stopped = time(nil)
        bench.end(SIGTERM)
        #expect(time(nil) - stopped < 4)
        #expect(bench.log.hasSuffix("stopped\n"))
    }

    @Test("a late key brings the running meeting, too: the room is in it, and nothing is joined twice")
    func session() throws {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        let vault = try VaultServer(in: bench.folder)
        bench.configure(extra: "[store]\n\(vault.lines())")
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.panel { $0.log.contains("synced stored") })
        #expect(bench.verb("press").code == 0)
        #expect(bench.shows("Hold to leave"))
        #expect(bench.end(SIGKILL) == 137)
        bench.folder.write("trouble", to: "vault")
        bench.start()
        #expect(bench.panel { $0.log.contains("code=key-service-unreachable") })
        bench.folder.write("", to: "vault")
        #expect(bench.panel { $0.log.contains("adopted a join session") }, "\(bench.log)")
        #expect(bench.shows("Hold to leave"))
        #expect(bench.joins.count == 1)
        #expect(bench.end(SIGTERM) == 0)
    }
}
