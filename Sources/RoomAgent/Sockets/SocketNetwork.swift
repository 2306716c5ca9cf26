// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
package import RoomCore

/// The kernel's sockets: Unix, and TCP on loopback.
package final class SocketNetwork: StreamNetwork {
    private let loop: any AgentLoop

    /// Streams that are watched by this loop.
    package init(loop: any AgentLoop) { self.loop = loop }

    /// Makes the socket, or takes over the inherited one, and watches it on the loop. Throws what the kernel says, and
    /// EEXIST where something else lies at the path.
    package func listen(
        at address: StreamAddress, onExhaustion: @escaping (Int32) -> Void,
        onClient: @escaping (any ByteStream) -> Void
    ) throws(SocketFailure) -> any StreamListener {
        try SocketListener(address, loop: loop, onExhaustion: onExhaustion, onClient: onClient)
    }

    /// Begins to connect without waiting. Traps for an address that is to listen only, which is a bug of ours. Throws
    /// what connect(2) says at once: ENOENT or ECONNREFUSED where nobody listens. A refusal that comes later ends the
    /// stream.
    package func connect(to address: StreamAddress) throws(SocketFailure) -> any ByteStream {
        let socket: Descriptor
        switch address {
        case .unix(let path, _): socket = try UnixSocket.connect(path, isBlocking: false)
        case .loopback(let port): socket = try LoopbackSocket.connect(port)
        case .network, .inherited: preconditionFailure("nobody connects to a socket that is to listen only")
        }
        return BufferedStream(socket, loop: loop)
    }
}
