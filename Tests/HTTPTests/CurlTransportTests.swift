// SPDX-License-Identifier: Apache-2.0
import CurlHTTP
import Glibc
import LinuxEventLoop
import RoomCore
import TestSupport
import Testing

/// Python's own web server as a process, with or without TLS.
private final class WebServer: Sendable {
    let root: String
    let certificates: TemporaryFolder
    private let port: String
    private nonisolated(unsafe) let program: Program  // used by the test's thread alone

    /// `names` are those of its certificate; empty for plain http.
    init(names: String = "") throws {
        let folder = String(#filePath.dropLast("CurlTransportTests.swift".count))
        certificates = TemporaryFolder()
        var words = ["python3", folder + "server.py"]
        if !names.isEmpty {
            let made = Program.run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj",
                "/CN=test", "-addext", "subjectAltName=\(names)", "-keyout", certificates.file("key.pem"), "-out",
                certificates.file("cert.pem"),
            ])
            try #require(made.code == 0, "\(made.errors)")
            words += [certificates.file("cert.pem"), certificates.file("key.pem")]
        }
        program = Program(words)
        port = try #require(program.line())
        root = "\(names.isEmpty ? "http" : "https")://127.0.0.1:\(port)"
    }

    var certificate: String { certificates.file("cert.pem") }
    func url(host: String) -> String { "https://\(host):\(port)" }
}

@Suite("HTTPS by libcurl on the agent's loop")
struct CurlTransportTests {
    private static let agent = "room-agent/test"

    private static func client(_ loop: EventLoop, ca: String? = nil, proxy: String? = nil) throws -> CurlTransport {
        try CurlTransport(loop: loop, options: CurlOptions(caFile: ca, proxy: proxy, userAgent: agent))
    }

    private static func get(_ url: String, maximum: Int = 1 << 20, timeout: Duration = .seconds(10)) -> HTTPRequest {
        HTTPRequest(.get, url, timeout: timeout, maximumResponseBytes: maximum)
    }

    /// The failure of one GET, nil if it worked.
    private static func failure(
        _ url: String, ca: String? = nil, proxy: String? = nil, maximum: Int = 1 << 20, timeout: Duration = .seconds(10)
    ) throws -> HTTPFailure? {
        let tally = Tally()
        nonisolated(unsafe) var found: HTTPFailure?  // written on the loop's thread, which has ended when it is read
        try onRealLoop { loop in
            let client = try client(loop, ca: ca, proxy: proxy)
            do throws(HTTPFailure) {
                _ = try await client.send(get(url, maximum: maximum, timeout: timeout))
                tally.add("worked")
            } catch { found = error }
        }
        #expect((found == nil) == (tally.words == ["worked"]))
        if let found {
            #expect(!found.detail.contains("127.0.0.1"), "\(found.detail)")
            #expect(!found.detail.contains("secret"), "\(found.detail)")
        }
        return found
    }

    @Test("status, headers and body come whole; header names in lower case; redirects are not followed")
    func replies() throws {
        let server = try WebServer()
        try onRealLoop { loop in
            let client = try Self.client(loop)
            let missing = try await client.send(Self.get(server.root + "/none"))
            #expect(missing.status == 404)
            #expect(missing.body == Array("nothing here".utf8))
            let busy = try await client.send(Self.get(server.root + "/lines"))
            #expect(busy.status == 503)
            #expect(busy["retry-after"] == "7")
            #expect(busy["x-two"] == "a")
            #expect(busy.headers.filter { $0.name == "x-two" }.map(\.value) == ["a", "b"])
            let moved = try await client.send(Self.get(server.root + "/redirect"))
            #expect(moved.status == 302)
            #expect(moved["location"] == "/connection")
        }
    }

    @Test("the connection is kept for the next request, and made anew where the server closed it")
    func reuse() throws {
        let server = try WebServer()
        try onRealLoop { loop in
            let client = try Self.client(loop)
            let first = try await client.send(Self.get(server.root + "/connection")).body
            #expect(try await client.send(Self.get(server.root + "/connection")).body == first)
            #expect(try await client.send(Self.get(server.root + "/close")).body == Array("bye".utf8))
            #expect(try await client.send(Self.get(server.root + "/connection")).body != first)
        }
    }

    @Test("gzip is asked for and taken off; the limit counts what comes out, so that no bomb goes off")
    func gzip() throws {
        let server = try WebServer()
        try onRealLoop { loop in
            let response = try await Self.client(loop).send(Self.get(server.root + "/gzip"))
            #expect(response.body == [UInt8](repeating: 0x78, count: 100_000))
        }
        #expect(try Self.failure(server.root + "/bomb", maximum: 1 << 20)?.code == .tooLarge)
        #expect(try Self.failure(server.root + "/large", maximum: 1_999_999)?.code == .tooLarge)
        #expect(try Self.failure(server.root + "/large", maximum: 2_000_000) == nil)
        #expect(try Self.failure(server.root + "/endless")?.code == .tooLarge)
    }

    @Test("headers and body go out as they are given, with the agent's name")
    func requests() throws {
        let server = try WebServer()
        try onRealLoop { loop in
            let client = try Self.client(loop)
            var request = Self.get(server.root + "/headers")
            request.headers = [("Authorization", "Bearer secret"), ("If-None-Match", "\"x\"")]
            let text = String(decoding: try await client.send(request).body, as: UTF8.self)
            #expect(text.contains("authorization: Bearer secret"))
            #expect(text.contains("if-none-match: \"x\""))
            #expect(text.contains("user-agent: \(Self.agent)"))
            let post = HTTPRequest(
                .post, server.root + "/echo", headers: [("Content-Type", "application/json")], body: Array("{}".utf8))
            #expect(try await client.send(post).body == Array("application/json {}".utf8))
        }
    }

    @Test("a method goes out by its name, with a body or without, also one that is not named in the port")
    func methods() throws {
        let server = try WebServer()
        try onRealLoop { loop in
            let client = try Self.client(loop)
            for method in [HTTPRequest.Method.patch, HTTPRequest.Method(rawValue: "REPORT")] {
                let request = HTTPRequest(
                    method, server.root + "/event", headers: [("If-Match", "\"7\"")], body: Array("{}".utf8))
                #expect(try await client.send(request).body == Array("\(method.rawValue) \"7\" {}".utf8))
            }
            let deleted = try await client.send(HTTPRequest(.delete, server.root + "/event"))
            #expect(deleted.status == 204)
            #expect(deleted.body.isEmpty)
        }
    }

    @Test("a reply that breaks off, is no HTTP, or doesn't come, fails")
    func broken() throws {
        let server = try WebServer()
        #expect(try Self.failure(server.root + "/cut")?.code == .malformedReply)
        #expect(try Self.failure(server.root + "/noise")?.code == .malformedReply)
        #expect(try Self.failure(server.root + "/silence", timeout: .milliseconds(300))?.code == .timedOut)
        #expect(try Self.failure("http://127.0.0.1:1/")?.code == .connection)
        #expect(try Self.failure("https://no-such-host.invalid/")?.code == .nameResolution)
    }

    @Test("TLS is believed with the configured CA file, for the name that the certificate has, and not otherwise")
    func tls() throws {
        let server = try WebServer(names: "IP:127.0.0.1")
        #expect(try Self.failure(server.root + "/connection", ca: server.certificate) == nil)
        #expect(try Self.failure(server.root + "/connection")?.code == .certificate)
        #expect(
            try Self.failure(server.url(host: "localhost") + "/connection", ca: server.certificate)?.code
                == .certificate)
        let other = try WebServer(names: "IP:127.0.0.1")
        #expect(try Self.failure(server.root + "/connection", ca: other.certificate)?.code == .certificate)
        #expect(try Self.failure(server.root + "/connection", ca: "/no/such/file")?.code == .certificate)
        let plain = try WebServer()
        let spoken = plain.root.replacing("http://", with: "https://")
        #expect(try Self.failure(spoken + "/connection", ca: server.certificate)?.code == .tls)
    }

    @Test(
        "plain http is refused before anything is sent, except to this machine",
        arguments: [
            "http://192.0.2.1/", "http://example.com/", "http://127.0.0.1.example.com/",
            "http://127.0.0.1@example.com/", "http://127.1/", "http://127.+0.0.1/", "http://[::1]x/",
            "http://localhost.example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "https://a b/",
            "http://0x7f.0.0.1/", "",
        ])
    func insecure(url: String) throws { #expect(try Self.failure(url)?.code == .insecureURL) }

    @Test("a proxy that the environment names is not asked")
    func proxyOfEnvironment() async {
        // libcurl reads the environment of the process: this one has it to itself.
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
            let server = try WebServer()
            #expect(try CurlTransportTests.failure(server.root + "/connection") == nil)
        }
    }

    @Test("a proxy is used where one is configured, and its failure is told as such")
    func proxy() throws {
        let failure = try Self.failure("https://example.com/", proxy: "http://no-such-proxy.invalid:3128")
        #expect(failure?.code == .proxy)
    }

    @Test(
        "a proxy that opens no tunnel is named, with what it does instead",
        arguments: [
            ("password", "the proxy asks for a user and a password (407)"), ("forbidden", "the proxy refuses (403)"),
            ("closing", "the proxy closed the connection without a word"),
        ])
    func refusingProxy(host: String, detail: String) throws {
        let proxy = try WebServer()
        let failure = try Self.failure("https://\(host).example/", proxy: proxy.root)
        #expect(failure == HTTPFailure(.proxy, detail: detail))
    }

    @Test("a proxy that is not there is told from a service that is not there")
    func missingProxy() throws {
        let failure = try Self.failure("https://calendar.example/", proxy: "http://127.0.0.1:1")
        #expect(failure == HTTPFailure(.proxy, detail: "nobody answers at the proxy's address"))
    }

    @Test("a cancelled task ends its transfer at once")
    func cancelled() throws {
        let server = try WebServer()
        try onRealLoop { loop in
            // Sound: all of this runs on the loop's one thread.
            nonisolated(unsafe) let client = try Self.client(loop)
            let start = loop.now.uptime
            let outcome = await withTaskGroup(of: String.self) { group in
                group.addTask {
                    do throws(HTTPFailure) {
                        _ = try await client.send(Self.get(server.root + "/silence"))
                        return "worked"
                    } catch { return error.code.rawValue }
                }
                try? await loop.sleep(for: .milliseconds(100), tolerance: .zero)
                group.cancelAll()
                return await group.next() ?? ""
            }
            #expect(outcome == "cancelled")
            #expect(loop.now.uptime - start < .seconds(5))
        }
    }
}
