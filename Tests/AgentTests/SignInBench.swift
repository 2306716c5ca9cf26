// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// A folder with what a device signs in with, and a stand-in for Google (`google.py`) that knows it: an authority, the
/// certificates and keys that it signed, the files of all credentials, and a configuration.
struct SignInBench {
    let folder = TemporaryFolder()
    private let google: Program
    let port: String
    static let account = "room-aalto@project.iam.gserviceaccount.com"
    static let exchange = "POST /v1/token with a certificate 200"
    static let impersonation =
        "POST /v1/projects/-/serviceAccounts/\(account):generateAccessToken with a certificate 200"
    static let signature = "POST /v1/projects/-/serviceAccounts/\(account):signJwt with a certificate 200"
    static let token = "POST /token without 200"
    /// Of the tests' own programs.
    static let tests = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")

    private var root: String { "https://127.0.0.1:\(port)" }

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
            make server subjectAltName=IP:127.0.0.1,DNS:*.googleapis.com,DNS:*.mtls.googleapis.com 30
            make device subjectAltName=URI:spiffe://example.com/room/aalto 90
            make short subjectAltName=URI:spiffe://example.com/room/aalto 20
            openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out account.key
            openssl pkey -in account.key -pubout -out account.pub
            chmod 600 *.key
            """
        let made = Program.run(["sh", "-c", script])
        try #require(made.code == 0, "\(made.errors)")
        google = Program(["/usr/bin/python3", "\(Self.tests)/google.py", place], errors: folder.file("google.log"))
        port = try #require(google.line())
        use(certificate: "device", key: "device")
        writeFederation()
        configure()
    }

    func configure(_ google: String = "") {
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
    func writeFederation() {
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

    /// As *Keys, Add key, Create new key* in the console gives it, but for the address of the token endpoint.
    func writeKey() {
        let key = folder.read("account.key").replacing("\n", with: "\\n")
        folder.write(
            """
            {"type": "service_account", "project_id": "project", "private_key_id": "1", "private_key": "\(key)",
             "client_email": "\(Self.account)", "client_id": "112233445566778899",
             "token_uri": "\(root)/token", "universe_domain": "googleapis.com"}
            """, to: "credential.json", mode: 0o600)
    }

    /// As `gcloud auth application-default login` writes it.
    func writeUser(refreshToken: String = "refresh") {
        folder.write(
            """
            {"type": "authorized_user", "client_id": "i", "client_secret": "s", "refresh_token": "\(refreshToken)",
             "universe_domain": "googleapis.com"}
            """, to: "credential.json", mode: 0o600)
    }

    func use(certificate: String, key: String) {
        let paths = (folder.file("\(certificate).pem"), folder.file("\(key).key"))
        folder.write(
            #"{"version": 1, "cert_configs": {"workload": {"cert_path": "\#(paths.0)", "key_path": "\#(paths.1)"}}}"#,
            to: "certificate.json")
    }

    func verb(_ words: String...) -> (code: Int32, output: String, errors: String) {
        Program.run([AgentBench.agent] + words + ["--config", folder.file("room-agent.conf")])
    }

    func check(_ environment: [String] = []) -> String {
        let words = ["check", "--online", "--config", folder.file("room-agent.conf")]
        return Program.run([AgentBench.agent] + words, environment: environment).output
    }
    var requests: [String] { folder.read("requests").split(separator: "\n").map(String.init) }
}
