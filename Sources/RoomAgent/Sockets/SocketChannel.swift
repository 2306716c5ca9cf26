// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import Kernel
package import RoomCore

/// A connected socket, watched by the loop.
final class SocketChannel: ByteChannel {
    private var socket: Descriptor
    private let loop: any AgentLoop
    private var registration: (any LoopRegistration)?

    /// The socket must not block.
    init(_ socket: consuming Descriptor, loop: any AgentLoop) {
        self.socket = socket
        self.loop = loop
    }

    var peer: StreamPeer? { UnixSocket.peer(of: socket.number) }

    func receive(atMost count: Int) throws(CallFailure) -> [UInt8]? {
        try SystemCall.read(socket.number, atMost: count)
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws(CallFailure) -> Int? {
        try SystemCall.send(socket.number, bytes)
    }

    func watch(for interest: Readiness, _ handler: @escaping (Readiness) -> Void) throws(LoopFailure) {
        registration?.cancel()
        registration = interest.isEmpty ? nil : try loop.watch(socket.number, for: interest, handler)
    }

    func finish() { SystemCall.succeeds("shutdown") { shutdown(socket.number, CInt(SHUT_WR)) } }

    func breakOff() {
        var now = linger(l_onoff: 1, l_linger: 0)
        let length = socklen_t(MemoryLayout<linger>.size)
        SystemCall.succeeds("setsockopt") { setsockopt(socket.number, SOL_SOCKET, SO_LINGER, &now, length) }
    }

    func close() {
        registration?.cancel()
        socket.close()
    }
}

extension BufferedStream {
    /// Over a connected socket, which must not block.
    package convenience init(_ socket: consuming Descriptor, loop: any AgentLoop) {
        self.init(SocketChannel(socket, loop: loop), loop: loop)
    }
}

extension StreamEnd {
    /// What a socket says whose other end is gone.
    static let goneCodes: Set<CInt> = [EPIPE, ECONNRESET, ENOTCONN, ETIMEDOUT]
}
