// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// Our credentials are Google's formats: its own library for Python, google-auth, takes the same files, signs in at the
/// same stand-in (`google.py`), and asks there for the same in the same order.
@Suite("Google's own library signs in with the same files", .serialized)
struct GoogleAuthTests {
    private let bench: SignInBench
    private let python: String

    init() throws {
        let made = Program.run(["\(SignInBench.tests)/GoogleAuth/python.sh"])
        // Without PyPI it says so, and the test fails.
        try #require(made.code == 0, "\(made.errors)")
        python = String(made.output.dropLast())
        bench = try SignInBench()
    }

    /// What each of the two asked, and what its requests named: the agent's `check`, and google-auth for the same.
    private func compare(_ expected: [String], actingAs user: String? = nil, environment: [String] = []) {
        #expect(bench.check(environment).contains("ok    calendar can be read as reader\n"))
        let ours = (requests: bench.requests, fields: bench.folder.read("fields"))
        let words = ["\(bench.port)", bench.folder.file("credential.json")] + (user.map { [$0] } ?? [])
        let theirs = Program.run(
            [python, "\(SignInBench.tests)/GoogleAuth/sign_in.py"] + words,
            environment: ["REQUESTS_CA_BUNDLE=\(bench.folder.file("ca.pem"))", "NO_PROXY=*"] + environment)
        #expect(theirs.output == "200 reader\n", "\(theirs.errors)\n\(bench.folder.read("google.log"))")
        let calendar = "GET /calendar/v3/calendars/c_1%40resource.calendar.google.com/events without 200"
        #expect(ours.requests == expected + [calendar])
        // We show the certificate to each host that takes one, google-auth not to IAM's signature.
        let bare = SignInBench.signature.replacing("with a certificate", with: "without")
        let same = ours.requests.map { $0 == SignInBench.signature ? bare : $0 }
        #expect(Array(bench.requests.dropFirst(ours.requests.count)) == same)
        #expect(!ours.fields.isEmpty)
        #expect(bench.folder.read("fields").dropFirst(ours.fields.count) == ours.fields)
    }

    @Test("a service account's key, in a signature of ours that libraries other than ours verify")
    func key() {
        bench.writeKey()
        compare([SignInBench.token])
    }

    @Test("a federation by certificate, its certificate configuration, and the service account behind it")
    func federation() { compare([SignInBench.exchange, SignInBench.impersonation]) }

    @Test("a federation whose certificate configuration lies at the default place")
    func defaultConfiguration() {
        let file = bench.folder.read("credential.json")
        let location = #""certificate_config_location": "\#(bench.folder.file("certificate.json"))""#
        bench.folder.write(
            file.replacing(location, with: #""use_default_certificate_config": true"#), to: "credential.json",
            mode: 0o600)
        compare(
            [SignInBench.exchange, SignInBench.impersonation],
            environment: ["GOOGLE_API_CERTIFICATE_CONFIG=\(bench.folder.file("certificate.json"))"])
    }

    @Test("the same for a user by delegation: the account's own token signs")
    func delegation() {
        bench.configure("act-as = anna@example.com")
        compare(
            [SignInBench.exchange, SignInBench.impersonation, SignInBench.signature, SignInBench.token],
            actingAs: "anna@example.com")
    }

    @Test("a user's sign-in")
    func user() {
        bench.writeUser()
        compare([SignInBench.token])
    }
}
