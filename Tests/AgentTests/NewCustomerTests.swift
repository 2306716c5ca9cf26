// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// A new customer's path, as the papers lead it: the device's key and request, the organisation's authority, Google, and
/// the room. What `provision google` prints is run as it is printed; only `gcloud` is another.
@Suite("What is to be done at Google", .serialized)
struct NewCustomerTests {
    private let bench: SignInBench
    private var folder: TemporaryFolder { bench.folder }

    init() throws {
        bench = try SignInBench()
        for name in ["credential.json", "certificate.json"] { _ = Program.run(["rm", folder.file(name)]) }
        // Takes notes, and knows the project's number.
        folder.write(
            """
            #!/bin/sh
            printf '%s\\n' "$*" >> '\(folder.file("gcloud.log"))'
            case "$*" in *projectNumber*) echo 123 ;; *uniqueId*) echo 112233445566778899 ;; esac
            """, to: "gcloud", mode: 0o700)
    }

    /// The script, run in a directory of its own with the authority's certificate.
    private func perform(_ script: String) -> [String] {
        folder.write(script, to: "steps.sh")
        let ran = Program.run(
            [
                "sh", "-euc",
                "mkdir -p '\(folder.file("pc"))'; cd '\(folder.file("pc"))'; cp ../ca.pem .; PATH=..:$PATH; . ../steps.sh",
            ])
        #expect(ran.code == 0, "\(ran.errors)")
        return folder.read("gcloud.log").split(separator: "\n").map(String.init)
    }

    private func sign() {
        let signed = Program.run([
            "openssl", "x509", "-req", "-in", folder.file("device.csr"), "-CA", folder.file("ca.pem"), "-CAkey",
            folder.file("ca.key"), "-days", "90", "-copy_extensions", "copy", "-out", folder.file("device.pem"),
        ])
        #expect(signed.code == 0, "\(signed.errors)")
    }

    @Test(
        "a device's own certificate, an authority of the organisation's, the printed commands, and the room is ready",
        arguments: [false, true])
    func federation(isDelegated: Bool) {
        if isDelegated { bench.configure("act-as = anna@example.com") }
        for name in ["device.key", "device.csr", "device.pem"] { _ = Program.run(["rm", folder.file(name)]) }
        #expect(bench.verb("provision", "certificate", "--name", "aalto").code == 0)
        let early = bench.verb("provision", "google")
        #expect(early.code == 78)
        #expect(early.errors.contains("Have your authority sign \(folder.file("device.csr"))"))
        sign()
        let steps = bench.verb("provision", "google")
        #expect(steps.code == 0, "\(steps.errors)")
        let typed = perform(steps.output.replacing("PROJECT='meeting-rooms'", with: "PROJECT='project'"))
        let email = SignInBench.account
        let pool = "projects/123/locations/global/workloadIdentityPools/rooms"
        #expect(typed.contains("iam service-accounts create room-aalto --project=project"))
        #expect(
            typed.contains(
                "iam service-accounts add-iam-policy-binding \(email) --project=project "
                    + "--role=roles/iam.workloadIdentityUser "
                    + "--member=principal://iam.googleapis.com/\(pool)/subject/aalto"))
        let provider = typed.first { $0.contains("create-x509") } ?? ""
        #expect(provider.contains("--attribute-mapping=google.subject=assertion.subject.dn.cn"))
        let trust = folder.read("pc/trust_store.yaml")
        #expect(trust.contains("  - pemCertificate: |\n      -----BEGIN CERTIFICATE-----\n"))
        #expect(typed.contains { $0.contains("serviceAccountTokenCreator") } == isDelegated)
        #expect(steps.output.contains("Manage Domain Wide Delegation") == isDelegated)
        #expect(steps.output.contains("See all event details") != isDelegated)
        #expect(!steps.output.contains("PRIVATE KEY"))

        folder.write(
            folder.read("pc/credential.json").replacing(
                "workloadIdentityPools/rooms/providers/authority", with: "workloadIdentityPools/rooms/providers/ca"),
            to: "credential.json", mode: 0o600)
        let said = bench.check()
        #expect(said.contains("ok    certificate of CN=aalto, signed by CN=ca, until "), "\(said)")
        #expect(said.contains("ok    calendar can be read as reader\n"), "\(said)")
        let agent = Program(
            [AgentBench.agent, "run", "--config", folder.file("room-agent.conf")], errors: folder.file("log"))
        for _ in 0..<2000 where !folder.read("log").contains("synced") && !agent.isOver { usleep(10_000) }
        #expect(bench.verb("status", "--check").code == 0)

        // With the credential, names are those that it has.
        let again = bench.verb("provision", "google").output
        #expect(again.contains("\nPROJECT='project'\nACCOUNT='room-aalto'\n"))
        #expect(again.contains("create-x509 'ca'"))
        #expect(!again.contains("service-accounts create"))
    }

    @Test("a certificate with a name as SPIFFE has it is known by that")
    func uri() {
        let uri = "spiffe://example.com/room/aalto"
        _ = Program.run(["rm", folder.file("device.key")])
        #expect(bench.verb("provision", "certificate", "--name", "it's", "--uri", uri).code == 0)
        sign()
        let typed = perform(bench.verb("provision", "google").output)
        #expect(typed.contains { $0.hasSuffix("google.subject=assertion.san.uri") })
        #expect(typed.contains { $0.hasSuffix("/subject/\(uri)") })
        let request = Program.run(["openssl", "req", "-in", folder.file("device.csr"), "-noout", "-text"]).output
        #expect(request.contains("URI:\(uri)"))
    }

    @Test("a key: the account, its number for the admin console, and exactly the scope that the agent asks for")
    func key() {
        _ = Program.run(["rm", folder.file("device.csr"), folder.file("device.pem")])
        let first = bench.verb("provision", "google").output
        #expect(perform(first).contains { $0.hasPrefix("iam service-accounts keys create credential.json") })
        bench.writeKey()
        #expect(bench.verb("provision", "google").output.contains("##     \(SignInBench.account)\n"))
        bench.configure("act-as = anna@example.com")
        let text = bench.verb("provision", "google").output
        #expect(text.contains("Client ID     112233445566778899\n"))
        let scopes = "OAuth scopes  https://www.googleapis.com/auth/calendar.events.readonly"
        #expect(text.contains(scopes + ",https://www.googleapis.com/auth/calendar.settings.readonly\n"))
        #expect(!text.contains("workloadIdentityUser"))
        // Watched people need delegation of their own scope alone, and the room's calendar is shared as before.
        bench.configure("[presence]\nvacation = anna@example.com")
        let people = bench.verb("provision", "google").output
        #expect(people.contains("OAuth scopes  https://www.googleapis.com/auth/gmail.settings.basic\n"))
        #expect(people.contains("See all event details"))
        #expect(perform(people).contains { $0.contains("calendar-json.googleapis.com gmail.googleapis.com") })
        bench.configure()
        bench.writeUser()
        #expect(bench.verb("provision", "google").output.contains(" agrees to:\n##     https://"))
        folder.write("{}", to: "credential.json", mode: 0o600)
        #expect(bench.verb("provision", "google").code == 78)
    }

    @Test("no name that stands in a certificate becomes a command")
    func hostileNames() {
        let name = "'; id > x #"
        _ = Program.run(["rm", folder.file("device.key"), folder.file("device.pem")])
        #expect(bench.verb("provision", "certificate", "--name", name).code == 0)
        sign()
        let typed = perform(bench.verb("provision", "google").output)
        #expect(typed.contains { $0.hasSuffix("/subject/\(name)") })
        #expect(Program.run(["test", "-e", folder.file("pc/x")]).code == 1)
    }
}
