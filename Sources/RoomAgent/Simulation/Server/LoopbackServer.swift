// SPDX-License-Identifier: Apache-2.0
import LocalSockets
package import RoomCore

/// A small HTTP/1.1 server on 127.0.0.1 for the simulated cloud: whole requests in, whole replies out, connections
/// kept open. For demonstrations and tests only; it knows no TLS, no chunked uploads and no pipelining.
package final class LoopbackServer {
    /// What to do with one request.
    package enum Answer {
        /// Answers at once.
        case reply(HTTPResponse)
        /// Answers after this long.
        case late(HTTPResponse, Duration)
        /// Sends this many bytes of the reply, then closes.
        case cut(HTTPResponse, afterBytes: Int)
        /// Closes without a word.
        case drop
    }

    /// The port it listens on; where 0 was asked for, the one that the kernel chose.
    package private(set) var port: UInt16
    private let loop: any AgentLoop
    private let handler: (HTTPRequest) -> Answer
    private var listener: (any StreamListener)?
    private var connections: [ObjectIdentifier: LoopbackConnection] = [:]

    private static let maximumConnections = 64

    /// Listens at once; port 0 takes a free one. Default of `network`: the kernel's sockets. Throws what the kernel
    /// says where nobody can listen there.
    package init(
        loop: any AgentLoop, network: (any StreamNetwork)? = nil, port: UInt16 = 0,
        handler: @escaping (HTTPRequest) -> Answer
    ) throws(SocketFailure) {
        self.loop = loop
        self.handler = handler
        self.port = port
        let network = network ?? SocketNetwork(loop: loop)
        let listener = try network.listen(
            at: .loopback(port: port), onExhaustion: { _ in }, onClient: { [unowned self] client in admit(client) })
        if case .loopback(let port) = listener.address { self.port = port }
        self.listener = listener
    }

    /// Stops listening and drops every connection.
    package func close() {
        listener?.close()
        for connection in connections.values { connection.close() }
        connections = [:]
    }

    private func admit(_ stream: any ByteStream) {
        guard connections.count < Self.maximumConnections else { return stream.close() }
        let connection = LoopbackConnection(stream, loop: loop, handler: handler) { [unowned self] connection in
            connections[ObjectIdentifier(connection)] = nil
        }
        connections[ObjectIdentifier(connection)] = connection
    }
}
