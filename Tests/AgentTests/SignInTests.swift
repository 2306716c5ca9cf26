// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// The real agent signs in to a stand-in for Google over real TLS (`google.py`), by a certificate of its own and by a
/// user's sign-in.
@Suite("Signing in without a key file", .serialized)
struct SignInTests {
    private let folder = TemporaryFolder()
    private let google: Program
    private let root: String
    private static let account = "room-aalto@project.iam.gserviceaccount.com"
    private static let exchange = "POST /v1/token with a certificate 200"
    private static let impersonation =
        "POST /v1/projects/-/serviceAccounts/\(account):generateAccessToken with a certificate 200"

    init() throws {
        let place = folder.file("")
        let script = """
            cd '\(place)' && key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
            openssl req -x509 $key -keyout ca.key -out ca.pem -days 30 -subj /CN=ca
            openssl req -x509 $key -keyout other.key -out other.pem -days 90 -subj /CN=other
            make() {
                openssl req $key -keyout $1.key -out $1.csr -subj /CN=$1 && echo "$2" > $1.ext
                openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days $3 -extfile $1.ext -out $1.pem
            }
            make server subjectAltName=IP:127.0.0.1 30
            make device subjectAltName=URI:spiffe://example.com/room/aalto 90
            make short subjectAltName=URI:spiffe://example.com/room/aalto 20
            chmod 600 *.key
            """
        let made = Program.run(["sh", "-c", script])
        try #require(made.code == 0, "\(made.errors)")
        let tests = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
        google = Program(["python3", "\(tests)/google.py", place])
        root = "https://127.0.0.1:\(try #require(google.line()))"
        use(certificate: "device", key: "device")
        writeFederation()
        configure()
    }

    private func configure(_ google: String = "") {
        folder.write(
            """
            [room]
            name = Aalto
            calendar = c_1@resource.calendar.google.com
            [google]
            credential = \(folder.file("credential.json"))
            api = \(root)
            \(google)
            [network]
            ca-file = \(folder.file("ca.pem"))
            [join]
            video = /bin/true {url}
            socket = \(folder.file("join.sock"))
            [store]
            directory = \(folder.file("store"))
            [control]
            socket = \(folder.file("control.sock"))
            """, to: "room-agent.conf")
    }

    /// As `gcloud iam workload-identity-pools create-cred-config` writes it.
    private func writeFederation() {
        folder.write(
            """
            {"universe_domain": "googleapis.com", "type": "external_account",
             "audience": "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/rooms/providers/ca",
             "subject_token_type": "urn:ietf:params:oauth:token-type:mtls",
             "token_url": "https://sts.mtls.googleapis.com/v1/token",
             "credential_source": {"certificate": {"certificate_config_location": "\(folder.file("certificate.json"))"}},
             "service_account_impersonation_url":
             "https://iamcredentials.mtls.googleapis.com/v1/projects/-/serviceAccounts/\(Self.account):generateAccessToken"}
            """, to: "credential.json", mode: 0o600)
    }

    private func use(certificate: String, key: String) {
        let paths = (folder.file("\(certificate).pem"), folder.file("\(key).key"))
        folder.write(
            #"{"version": 1, "cert_configs": {"workload": {"cert_path": "\#(paths.0)", "key_path": "\#(paths.1)"}}}"#,
            to: "certificate.json")
    }

    private func verb(_ words: String...) -> (code: Int32, output: String, errors: String) {
        Program.run([AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")])
    }

    private func check() -> String { verb("check", "--online").output }
    private var requests: [String] { folder.read("requests").split(separator: "\n").map(String.init) }

    @Test("by its certificate: exchanged over mutual TLS, then the service account's token, then the calendar")
    func certificate() {
        let said = check()
        #expect(said.contains("ok    service account: share the calendar with \(Self.account)\n"))
        let name = "CN=device, spiffe://example.com/room/aalto"
        #expect(said.contains("ok    certificate of \(name), signed by CN=ca, until "))
        #expect(said.contains("ok    token\n"))
        #expect(said.contains("ok    calendar can be read as reader\n"))
        #expect(requests.prefix(2) == [Self.exchange, Self.impersonation])
        #expect(requests.dropFirst(2).map { $0.hasSuffix("200") } == [true])
    }

    @Test("the same for a person: the service account signs, and the token is the person's")
    func delegation() {
        configure("act-as = anna@example.com")
        #expect(check().contains("ok    calendar can be read as reader\n"))
        #expect(
            requests.prefix(4) == [
                Self.exchange, Self.impersonation,
                "POST /v1/projects/-/serviceAccounts/\(Self.account):signJwt with a certificate 200",
                "POST /token without 200",
            ])
    }

    @Test("by a user's sign-in")
    func user() {
        folder.write(
            #"{"type": "authorized_user", "client_id": "i", "client_secret": "s", "refresh_token": "refresh"}"#,
            to: "credential.json", mode: 0o600)
        #expect(check().contains("ok    calendar can be read as reader\n"))
        #expect(requests.first == "POST /token without 200")
        folder.write(
            #"{"type": "authorized_user", "client_id": "i", "client_secret": "s", "refresh_token": "another"}"#,
            to: "credential.json", mode: 0o600)
        #expect(check().contains("bad   sign-in-revoked: "))
    }

    @Test("what is wrong with the certificate or its key is said, each in its own words")
    func faults() {
        use(certificate: "device", key: "short")
        #expect(check().contains("short.key\n      Put the certificate there that was signed for this key"))
        use(certificate: "short", key: "short")
        let ending = check()
        #expect(ending.contains("bad   certificate-ends: This device's certificate ends within 30 days. (CN=short, "))
        #expect(ending.contains("ok    calendar can be read as reader\n"))
        use(certificate: "other", key: "other")
        #expect(check().contains("bad   certificate-refused: "))
        use(certificate: "device", key: "device")
        _ = Program.run(["chmod", "644", folder.file("device.key")])
        #expect(check().contains("device.key can be read by others (mode 0644)"))
        _ = Program.run(["rm", folder.file("device.key")])
        #expect(check().contains("device.key: No such file or directory"))
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
        use(certificate: "own", key: "own/device")
        #expect(check().contains("ok    certificate of CN=aalto, signed by CN=ca, until "))
        folder.write("no key", to: "own/device.key", mode: 0o600)
        #expect(own().code == 65)
    }

    @Test("a running agent keeps the calendar by it, and a wipe destroys its key")
    func wipe() {
        let agent = Program(
            [AgentBench.agent, "run", "--config", folder.file("room-agent.conf")], errors: folder.file("log"))
        for _ in 0..<2000 where !folder.read("log").contains("synced") && !agent.isOver { usleep(10_000) }
        #expect(verb("status").output.contains("health no warnings"))
        let wiped = verb("wipe", "--yes")
        #expect(wiped.code == 0, "\(wiped.errors)")
        #expect(agent.wait() == 78)
        #expect(Program.run(["test", "-e", folder.file("device.key")]).code == 1)
        #expect(Program.run(["ls", folder.file("store")]).output == "window.lock\nwiped\n")
        #expect(check().contains("bad   store \(folder.file("store")): this device was wiped\n      Run: rm "))
    }
}
