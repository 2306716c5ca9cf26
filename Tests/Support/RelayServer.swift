// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A relay on loopback, as provisioning/relay makes one: Debian's nginx with nchan under the configuration that is
/// shipped, with another port, another certificate and other files. One process, so that a signal reaches all of it.
package final class RelayServer {
    package static let token = "tokenofaalto00000000000000"
    package static let key = "keyofaalto0000000000000000"
    package let port: UInt16
    package let folder: TemporaryFolder
    private var program: Program?

    /// Of so many further rooms, the first of which has number 0.
    package static func token(of room: Int) -> String { "tokenofroom\(100_000 + room)" }
    package static func key(of room: Int) -> String { "keyofroom\(100_000 + room)" }

    /// `server.pem` and `server.key` are made in the folder, unless they are there. A ping each so many seconds.
    /// `redis` is the port of the Redis that it shares with others; nil for none. It knows the room of `token`, and so
    /// many others.
    package init(in folder: TemporaryFolder, pingSeconds: Int = 20, redis: UInt16? = nil, others rooms: Int = 0) {
        self.folder = folder
        port = Self.freePort()
        if folder.read("server.pem").isEmpty {
            _ = Program.run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                folder.file("server.key"), "-out", folder.file("server.pem"),
            ])
        }
        func map(_ secret: String, _ others: (Int) -> String) -> String {
            "\"\(secret)\" aalto;\n" + (0..<rooms).map { "\"\(others($0))\" room\($0);\n" }.joined()
        }
        folder.write(map(Self.token) { Self.token(of: $0) }, to: "tokens.map")
        folder.write(map(Self.key) { Self.key(of: $0) }, to: "keys.map")
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        var text = TemporaryFolder.contents("\(root)/provisioning/relay/relay.conf")
        for (old, new) in [
            ("/etc/nginx/room-agent/", folder.file("")), ("listen 443 ssl", "listen 127.0.0.1:\(port) ssl"),
            ("    listen [::]:443 ssl;\n", ""),
            ("/etc/letsencrypt/live/relay.example.com/fullchain.pem", folder.file("server.pem")),
            ("/etc/letsencrypt/live/relay.example.com/privkey.pem", folder.file("server.key")),
            ("/var/log/nginx/", folder.file("")), ("ping_interval 20;", "ping_interval \(pingSeconds);"),
        ] { text = text.replacing(old, with: new) }
        folder.write(text, to: "relay.conf")
        var shared = ""
        if let redis {
            folder.write("nchan_redis_pass relay_redis;\n", to: "store.conf")
            shared = TemporaryFolder.contents("\(root)/provisioning/relay/redis.conf").replacing(
                "127.0.0.1:6379", with: "127.0.0.1:\(redis)")
        }
        folder.write(shared, to: "redis.conf")
        folder.write(
            """
            load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
            daemon off;
            master_process off;
            pid \(folder.file("nginx.pid"));
            error_log \(folder.file("nginx.log"));
            events { worker_connections 4096; }
            http {
                client_body_temp_path \(folder.file("body"));
                proxy_temp_path \(folder.file("proxy"));
                include \(folder.file("redis.conf"));
                include \(folder.file("relay.conf"));
            }
            """, to: "nginx.conf")
    }

    package var root: String { "https://127.0.0.1:\(port)" }

    /// What nginx says of its configuration; empty where it is content.
    package func complaint() -> String {
        let said = Program.run([Self.nginx, "-t", "-c", folder.file("nginx.conf")])
        return said.code == 0 ? "" : said.errors
    }

    private static let nginx = "/usr/sbin/nginx"

    /// Starts, and returns when it takes connections; false if it does not.
    package func start() -> Bool {
        let program = Program([Self.nginx, "-c", folder.file("nginx.conf")], errors: folder.file("nginx.err"))
        self.program = program
        for _ in 0..<500 where !program.isOver {
            if Self.takesConnections(port) { return true }
            usleep(10_000)
        }
        return false
    }

    /// As if its machine lost its power, but that the kernel closes its connections.
    package func stop() { program = nil }

    /// It stands still, and its kernel still answers.
    package func freeze() { program?.signal(SIGSTOP) }
    package func thaw() { program?.signal(SIGCONT) }

    /// Google posts a notice; the status of the answer.
    package func publish(_ token: String = RelayServer.token, method: String = "POST") -> String {
        Program.run([
            "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", method, "-H", "Content-Length: 0",
            "--max-time", "10", "--cacert", folder.file("server.pem"), "\(root)/publish/\(token)",
        ]).output
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocket(
        _ port: UInt16, _ body: (CInt, UnsafeMutablePointer<sockaddr>, inout socklen_t) -> CInt
    ) -> CInt {
        let socket = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(socket) }
        var address = address(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(socket, $0, &length) }
        }
    }

    package static func takesConnections(_ port: UInt16) -> Bool {
        withSocket(port) { connect($0, $1, $2) } == 0
    }

    /// One that nobody listens at.
    package static func freePort() -> UInt16 {
        var port: UInt16 = 0
        _ = withSocket(0) { socket, address, length in
            guard bind(socket, address, length) == 0, getsockname(socket, address, &length) == 0 else { return -1 }
            port = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
            return 0
        }
        return port
    }
}
