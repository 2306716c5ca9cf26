// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import JoinActions
import LinuxEventLoop
import RoomCore
import TestSupport
import Testing

/// The example join programs of provisioning/examples, started by a real joiner.
@Suite("The example join programs", .serialized)
struct ExampleTests {
    private static func example(_ name: String) -> String {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return TemporaryFolder.contents("/\(root)/provisioning/examples/\(name)")
    }

    /// A codec that writes down what it is asked, and answers with `status`.
    private static func codec(_ folder: TemporaryFolder, status: Int) -> (server: Program, root: String) {
        let server = Program([
            "/usr/bin/python3", "-c",
            """
            import http.server
            class Codec(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                    with open("\(folder.file("asked"))", "a") as file: file.write(self.path + " " + body + "\\n")
                    self.send_response(\(status)); self.end_headers()
                def log_message(self, *words): pass
            server = http.server.HTTPServer(("127.0.0.1", 0), Codec)
            print(f"http://127.0.0.1:{server.server_port}", flush=True)
            server.serve_forever()
            """,
        ])
        return (server, server.line() ?? "")
    }

    @Test("a codec is told what to join, as one word of a form, and to leave; the session is handed over")
    func codecJoins() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let codec = Self.codec(bench.folder, status: 200)
            let program = bench.folder.write(
                Self.example("room-codec").replacing("https://codec.example.com", with: codec.root), to: "room-codec",
                mode: 0o700)
            bench.join.commands[.kind(.video)] = [program, "join", "{url}"]
            bench.join.session = .handedOver
            bench.join.leaveCommand = [program, "leave"]
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .handedOver(bench.token))
            let asked =
                "/join address=https%3A%2F%2Fzoom.us%2Fj%2F123456789%3Fpwd%3Da1B2%26x%3D%2524%2528x%2529%253B%2527y%2527"
            #expect(bench.folder.read("asked") == asked + "\n")
            bench.joiner.leave(bench.token)
            #expect(try await bench.next() == .ended(bench.token, .exited(code: 0)))
            #expect(bench.folder.read("asked") == asked + "\n/leave \n")
        }
    }

    @Test("a codec that refuses has not joined, and the script's exit code says so", arguments: [403, 500, 302])
    func codecRefuses(status: Int) throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let codec = Self.codec(bench.folder, status: status)
            let program = bench.folder.write(
                Self.example("room-codec").replacing("https://codec.example.com", with: codec.root), to: "room-codec",
                mode: 0o700)
            bench.join.commands[.kind(.video)] = [program, "join", "{url}"]
            bench.join.session = .handedOver
            bench.joiner.start(bench.request())
            #expect(try await bench.next() == .ended(bench.token, .exited(code: 69)))
        }
    }

    @Test(
        "the codec's script takes an address and nothing else",
        arguments: [
            ["join", "https://zoom.us/j/1|reboot"], ["join", "-o/etc/passwd"], ["join", "file:///etc/passwd"],
            ["join", "$(x)"],
            ["join"], ["join", "https://zoom.us/j/1", "more"], ["hang-up"], [],
        ])
    func codecRefusesWords(words: [String]) {
        let folder = TemporaryFolder()
        let codec = Self.codec(folder, status: 200)
        let program = folder.write(
            Self.example("room-codec").replacing("https://codec.example.com", with: codec.root), to: "room-codec",
            mode: 0o700)
        let code = Program.run([program] + words).code
        #expect(code == (words.first == "join" ? 65 : 64))
        #expect(folder.read("asked").isEmpty)
    }

    @Test("the browser's script gives way to the browser, with the page and the options of its service")
    func browser() throws {
        try onRealLoop { (loop) async throws in
            let bench = JoinBench(loop)
            let chromium = bench.folder.write(
                "#!/bin/sh\necho \"$*\" > \(bench.folder.file("words"))\nexec sleep 60\n", to: "chromium", mode: 0o700)
            let program = bench.folder.write(
                Self.example("room-browser").replacing("browser=chromium", with: "browser=\(chromium)"),
                to: "room-browser",
                mode: 0o700)
            bench.join.commands[.kind(.video)] = [program, "{page}"]
            bench.joiner.start(bench.request())
            let words = try await bench.text("words")
            #expect(words.hasPrefix("--kiosk "))
            #expect(words.contains("--force-device-scale-factor"))
            #expect(words.hasSuffix(" --app=file://\(bench.folder.file("pages/\(bench.token.value).html"))\n"))
            bench.joiner.leave(bench.token)
            #expect(try await bench.until { $0 == .ended(bench.token, .killed(signal: SIGTERM)) })
        }
    }
}
