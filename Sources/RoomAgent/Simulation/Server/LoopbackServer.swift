// SPDX-License-Identifier: Apache-2.0
import Glibc
package import RoomCore

/// A small HTTP/1.1 server on 127.0.0.1 for the simulated cloud: whole requests in, whole replies out, connections
/// kept open. For demonstrations and tests only; it knows no TLS, no chunked uploads and no pipelining.
package final class LoopbackServer {
    /// What to do with one request.
    package enum Answer {
        case reply(HTTPResponse)
        /// Answers after this long.
        case late(HTTPResponse, Duration)
        /// Sends this many bytes of the reply, then closes.
        case cut(HTTPResponse, afterBytes: Int)
        /// Closes without a word.
        case drop
    }

    package let port: UInt16
    private let loop: any AgentLoop
    private let handler: (HTTPRequest) -> Answer
    private let listener: CInt
    private var watch: (any LoopRegistration)?
    private var connections: [CInt: LoopbackConnection] = [:]

    private static let maximumConnections = 64

    /// Listens at once; port 0 takes a free one.
    package init(
        loop: any AgentLoop, port: UInt16 = 0, handler: @escaping (HTTPRequest) -> Answer
    ) throws(LoopFailure) {
        self.loop = loop
        self.handler = handler
        (listener, self.port) = try Self.listen(port)
        watch = try loop.watch(listener, for: .readable) { [unowned self] _ in accept() }
    }

    /// Stops listening and drops every connection.
    package func close() {
        watch?.cancel()
        watch = nil
        Glibc.close(listener)
        for connection in connections.values { connection.close() }
        connections = [:]
    }

    private static func listen(_ port: UInt16) throws(LoopFailure) -> (CInt, UInt16) {
        let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let socket = Glibc.socket(AF_INET, Int32(type), 0)
        guard socket >= 0 else { throw LoopFailure(operation: "socket", errno: errno) }
        var on: CInt = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && Glibc.listen(socket, 16) == 0
                    && getsockname(socket, address, &length) == 0
            }
        }
        guard bound else {
            let failure = LoopFailure(operation: "bind", errno: errno)
            Glibc.close(socket)
            throw failure
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    private func accept() {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        guard connections.count < Self.maximumConnections else {
            Glibc.close(descriptor)
            return
        }
        connections[descriptor] = LoopbackConnection(descriptor, loop: loop, handler: handler) { [unowned self] in
            connections[descriptor] = nil
        }
    }
}
