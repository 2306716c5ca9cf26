// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import JSON
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

@Suite struct ServiceAccountKeyTests {
    /// A key file as Google writes it, with changes; nil leaves a member out.
    private func file(_ changes: [String: JSONText?] = [:]) throws -> [UInt8] {
        let account = try World.account.get()
        var text = String(decoding: account.keyFile(tokenURI: "https://oauth2.googleapis.com/token"), as: UTF8.self)
        guard !changes.isEmpty else { return Array(text.utf8) }
        let names = ["type", "client_email", "private_key", "private_key_id", "token_uri", "client_id"]
        let members = try JSONDocument(text).values(at: JSONPaths(names.map { "$.\($0)" })) {
            row throws(JSONFailure) in
            var members: [(key: String, value: JSONText)] = []
            for (index, name) in names.enumerated() where changes[name] == nil {
                members.append((name, .text(try row.text(index))))
            }
            return members
        }
        let changed = changes.sorted { $0.key < $1.key }.compactMap { key, value in value.map { (key: key, value: $0) }
        }
        text = JSONText.object(members + changed).text
        return Array(text.utf8)
    }

    private func failure(_ bytes: [UInt8]) -> ServiceAccountKeyFailure? {
        do throws(ServiceAccountKeyFailure) {
            _ = try ServiceAccountKey(json: bytes)
            return nil
        } catch { return error }
    }

    @Test("Google's key file is read")
    func good() throws {
        let account = try World.account.get()
        let key = try ServiceAccountKey(json: file())
        #expect(key.clientEmail == account.email)
        #expect(key.clientID == account.clientID)
        #expect(key.keyID == account.keyID)
        #expect(key.tokenURI == "https://oauth2.googleapis.com/token")
        #expect("\(key)" == "‹service account key›")
        #expect("\(String(reflecting: key))".contains("PRIVATE") == false)
    }

    @Test(
        "a mistake in a field is named",
        arguments: [
            ("type", nil, .missingField, "type"),
            ("type", .text("authorized_user"), .otherCredentials, "authorized_user"),
            ("type", .text("a b"), .otherCredentials, "type"), ("type", .integer(1), .badField, "type"),
            ("client_email", nil, .missingField, "client_email"),
            ("client_email", .text(""), .missingField, "client_email"),
            ("client_email", .text("nobody"), .badField, "client_email"),
            ("client_email", .text("a@b\nc"), .badField, "client_email"),
            ("private_key_id", nil, .missingField, "private_key_id"),
            ("private_key_id", .text("a b"), .badField, "private_key_id"),
            ("private_key", nil, .missingField, "private_key"), ("private_key", .array([]), .badField, "private_key"),
            (
                "private_key", .text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), .unreadableKey,
                ""
            ),
            ("private_key", .text("secret"), .unreadableKey, ""), ("token_uri", nil, .missingField, "token_uri"),
            ("token_uri", .null, .missingField, "token_uri"), ("client_id", .text("abc"), .badField, "client_id"),
            ("client_id", .integer(7), .badField, "client_id"),
        ] as [(String, JSONText?, ServiceAccountKeyFailure.Code, String)])
    func fields(name: String, value: JSONText?, code: ServiceAccountKeyFailure.Code, field: String) throws {
        #expect(failure(try file([name: value])) == ServiceAccountKeyFailure(code, field: field))
    }

    @Test("a client ID is needed for delegation only")
    func noClientID() throws {
        #expect(try ServiceAccountKey(json: file(["client_id": nil])).clientID == "")
    }

    @Test(
        "what is no key file at all",
        arguments: [
            ("", .notJSON), ("key", .notJSON), ("{", .notJSON), ("-----BEGIN PRIVATE KEY-----", .notJSON),
            ("{}", .missingField), ("[]", .missingField), (#"{"installed":{"client_id":"1"}}"#, .oauthClient),
            (#"{"web":{"client_id":"1"}}"#, .oauthClient),
        ] as [(String, ServiceAccountKeyFailure.Code)])
    func others(text: String, code: ServiceAccountKeyFailure.Code) {
        #expect(failure(Array(text.utf8))?.code == code)
    }

    @Test("a file beyond 64 KiB is not read")
    func tooLarge() throws {
        let padding = [UInt8](repeating: 0x20, count: ServiceAccountKey.maximumBytes)
        #expect(failure(try file() + padding)?.code == .tooLarge)
    }

    @Test("a public key is no private key")
    func publicKey() throws {
        let pem = try World.account.get().publicPEM
        #expect(pem.contains("PUBLIC KEY"))
        #expect(failure(try file(["private_key": .text(pem)]))?.code == .unreadableKey)
    }

    @Test(
        "tokens are asked for by https, and by http on this machine only",
        arguments: [
            ("https://oauth2.googleapis.com/token", true), ("HTTPS://example.com", true),
            ("http://127.0.0.1:8080/token", true),
            ("http://127.9.8.7/t", true), ("http://localhost:1/t", true), ("http://[::1]:8080/t", true),
            ("http://example.com/token", false), ("http://127.0.0.1.example.com/", false),
            ("http://127.0.0.1@example.com/", false),
            ("https://user@example.com/", false), ("https://", false), ("https:///token", false),
            ("ftp://example.com/", false),
            ("oauth2.googleapis.com/token", false), ("https://exa mple.com/", false),
            ("http://localhost.example.com", false),
            ("http://[::1].example.com/", false), ("http://127.1/", false), ("http://127.0.0.256/", false),
            ("http://127.+0.0.1/", false), ("http://127.0.0.1:80:80/", false),
            ("https://example.com/\u{7F}", false),
        ])
    func tokenAddresses(address: String, isAllowed: Bool) throws {
        #expect(TokenAddress.isAllowed(address) == isAllowed)
        let code = failure(try file(["token_uri": .text(address)]))?.code
        #expect(code == (isAllowed ? nil : .insecureTokenAddress))
    }

    @Test("each mistake has a sentence and a remedy, and none shows what was in the file")
    func sentences() {
        for code in ServiceAccountKeyFailure.Code.allCases {
            let failure = ServiceAccountKeyFailure(code, field: "token_uri")
            #expect(failure.description.hasSuffix("."))
            #expect(failure.remedy.hasSuffix("."))
        }
        #expect(
            ServiceAccountKeyFailure(.missingField, field: "token_uri").description
                == "The key file has no \"token_uri\".")
        #expect(
            ServiceAccountKeyFailure(.oauthClient).description
                == "The key file is that of an OAuth client, not of a service account.")
    }
}
