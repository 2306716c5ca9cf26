// SPDX-License-Identifier: Apache-2.0
import CurlHTTP
import Kernel
import LinuxEventLoop
import RoomCore
import TestSupport
import Testing

/// A device's certificate, its key, and a server that takes that certificate and no other.
private final class MutualServer: Sendable {
    let root: String
    let folder = TemporaryFolder()
    private nonisolated(unsafe) let program: Program  // used by the test's thread alone

    init() throws {
        let script = String(#filePath.dropLast("ClientIdentityTests.swift".count)) + "server.py"
        for name in ["server", "room-1", "stranger"] {
            let made = Program.run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                folder.file("\(name).key"), "-out", folder.file("\(name).pem"),
            ])
            try #require(made.code == 0, "\(made.errors)")
        }
        program = Program([
            "python3", script, folder.file("server.pem"), folder.file("server.key"), folder.file("room-1.pem"),
        ])
        root = "https://127.0.0.1:\(try #require(program.line()))"
    }

    func identity(_ certificate: String, key: String) throws -> ClientIdentity {
        ClientIdentity(
            certificate: try SmallFile.read(folder.file("\(certificate).pem"), maximumBytes: 1 << 16),
            key: Private(try SmallFile.read(folder.file("\(key).key"), maximumBytes: 1 << 16)))
    }
}

@Suite("A certificate of our own, over real mutual TLS")
struct ClientIdentityTests {
    private static func send(_ server: MutualServer, _ identity: ClientIdentity?) throws -> String {
        let tally = Tally()
        try onRealLoop { loop in
            let client = try CurlTransport(
                loop: loop, options: CurlOptions(caFile: server.folder.file("server.pem"), userAgent: "room-agent/test")
            )
            var request = HTTPRequest(.get, server.root + "/client", timeout: .seconds(10))
            request.identity = identity
            do throws(HTTPFailure) {
                tally.add(String(decoding: try await client.send(request).body, as: UTF8.self))
            } catch { tally.add("\(error.code.rawValue): \(error.detail)") }
        }
        return tally.words.joined()
    }

    @Test("the server sees whose certificate it is")
    func shown() throws {
        let server = try MutualServer()
        #expect(try Self.send(server, server.identity("room-1", key: "room-1")) == "room-1")
    }

    @Test("a stranger's certificate is refused, and the failure says that it is about the certificate")
    func stranger() throws {
        let server = try MutualServer()
        // Whether the alert can still be read is a matter of microseconds.
        let refusals = [
            "clientCertificate: the server refuses this device's certificate",
            "clientCertificate: the server ended the connection when it had seen this device's certificate",
        ]
        for _ in 0..<20 {
            let said = try Self.send(server, server.identity("stranger", key: "stranger"))
            #expect(refusals.contains(said), "\(said)")
        }
    }

    @Test("a certificate of another key is not sent at all")
    func otherKey() throws {
        let server = try MutualServer()
        #expect(
            try Self.send(server, server.identity("room-1", key: "stranger"))
                == "clientCertificate: this device's certificate or key cannot be used")
        #expect(try Self.send(server, nil) != "room-1")
    }
}
