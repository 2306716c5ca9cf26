// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// The real agent signs in to a stand-in for Google over real TLS (`google.py`), by a certificate of its own and by a
/// user's sign-in.
@Suite("Signing in without a key file", .serialized)
struct SignInTests {
    private let bench: SignInBench
    private var folder: TemporaryFolder { bench.folder }
    private var requests: [String] { bench.requests }

    init() throws { bench = try SignInBench() }

    @Test("by its certificate: exchanged over mutual TLS, then the service account's token, then the calendar")
    func certificate() {
        let said = bench.check()
        #expect(said.contains("ok    service account: share the calendar with \(SignInBench.account)\n"))
        let name = "CN=device, spiffe://example.com/room/aalto"
        #expect(said.contains("ok    certificate of \(name), signed by CN=ca, until "))
        #expect(said.contains("ok    token\n"))
        #expect(said.contains("ok    calendar can be read as reader\n"))
        #expect(requests.prefix(2) == [SignInBench.exchange, SignInBench.impersonation])
        #expect(requests.dropFirst(2).map { $0.hasSuffix("200") } == [true])
    }

    @Test("the same for a person: the service account signs, and the token is the person's")
    func delegation() {
        bench.configure("act-as = anna@example.com")
        #expect(bench.check().contains("ok    calendar can be read as reader\n"))
        #expect(
            requests.prefix(4) == [
                SignInBench.exchange, SignInBench.impersonation,
                SignInBench.signature,
                SignInBench.token,
            ])
    }

    @Test("by a user's sign-in")
    func user() {
        bench.writeUser()
        #expect(bench.check().contains("ok    calendar can be read as reader\n"))
        #expect(requests.first == SignInBench.token)
        bench.writeUser(refreshToken: "another")
        #expect(bench.check().contains("bad   sign-in-revoked: "))
    }

    @Test("what is wrong with the certificate or its key is said, each in its own words")
    func faults() {
        bench.use(certificate: "device", key: "short")
        #expect(bench.check().contains("short.key\n      Put the certificate there that was signed for this key"))
        bench.use(certificate: "short", key: "short")
        let ending = bench.check()
        #expect(ending.contains("bad   certificate-ends: This device's certificate ends within 30 days. (CN=short, "))
        #expect(ending.contains("ok    calendar can be read as reader\n"))
        bench.use(certificate: "other", key: "other")
        #expect(bench.check().contains("bad   certificate-refused: "))
        bench.use(certificate: "device", key: "device")
        _ = Program.run(["chmod", "644", folder.file("device.key")])
        #expect(bench.check().contains("device.key can be read by others (mode 0644)"))
        _ = Program.run(["rm", folder.file("device.key")])
        #expect(bench.check().contains("device.key: No such file or directory"))
        #expect(!requests.contains { $0.contains("other") })
    }

    @Test("the key and the request that the device makes for itself lead to a certificate, and to the next one")
    func provision() {
        let place = folder.file("own")
        _ = Program.run(["mkdir", place])
        func own() -> (code: Int32, output: String, errors: String) {
            Program.run([
                AgentBench.agent, "provision", "certificate", "--name", "aalto", "--config", "\(place)/room-agent.conf",
            ])
        }
        #expect(own().output.hasPrefix("wrote \(place)/device.key: "))
        #expect(Program.run(["stat", "-c", "%a", "\(place)/device.key"]).output.hasPrefix("6"))
        let key = folder.read("own/device.key")
        #expect(own().output.hasPrefix("kept  \(place)/device.key: "))
        #expect(folder.read("own/device.key") == key)
        let request = Program.run([
            "openssl", "req", "-in", "\(place)/device.csr", "-noout", "-verify", "-subject", "-text",
        ])
        #expect(request.code == 0, "\(request.errors)")
        #expect(request.output.contains("subject=CN = aalto\n"))
        #expect(request.output.contains("TLS Web Client Authentication"))
        let signed = Program.run([
            "openssl", "x509", "-req", "-in", "\(place)/device.csr", "-CA", folder.file("ca.pem"), "-CAkey",
            folder.file("ca.key"), "-days", "90", "-out", folder.file("own.pem"),
        ])
        #expect(signed.code == 0, "\(signed.errors)")
        bench.use(certificate: "own", key: "own/device")
        #expect(bench.check().contains("ok    certificate of CN=aalto, signed by CN=ca, until "))
        folder.write("no key", to: "own/device.key", mode: 0o600)
        #expect(own().code == 65)
    }

    @Test("a running agent keeps the calendar by it, and a wipe destroys its key")
    func wipe() {
        let agent = Program(
            [AgentBench.agent, "run", "--config", folder.file("room-agent.conf")], errors: folder.file("log"))
        for _ in 0..<2000 where !folder.read("log").contains("synced") && !agent.isOver { usleep(10_000) }
        #expect(bench.verb("status").output.contains("health no warnings"))
        let wiped = bench.verb("wipe", "--yes")
        #expect(wiped.code == 0, "\(wiped.errors)")
        #expect(agent.wait() == 78)
        #expect(Program.run(["test", "-e", folder.file("device.key")]).code == 1)
        #expect(Program.run(["ls", folder.file("store")]).output == "window.lock\nwiped\n")
        #expect(bench.check().contains("bad   store \(folder.file("store")): this device was wiped\n      Run: rm "))
    }
}
