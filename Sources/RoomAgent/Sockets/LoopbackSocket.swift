// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import RoomCore

/// TCP sockets on 127.0.0.1, or to listen on another address of this machine (ip(7), tcp(7)), which do not block.
enum LoopbackSocket {
    /// Listens; port 0 is one that is free. Returns the port, too.
    static func listen(
        _ port: UInt16, on host: UInt32 = loopback
    ) throws(SocketFailure) -> (socket: CInt, port: UInt16) {
        var address = address(port, host)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        do throws(CallFailure) {
            var socket = try make()
            var on: CInt = 1
            try SystemCall.run("setsockopt") {
                setsockopt(socket.number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
            }
            try SystemCall.run("bind") { withGeneric(&address) { bind(socket.number, $0, length) } }
            try SystemCall.run("listen") { Glibc.listen(socket.number, backlog) }
            try SystemCall.run("getsockname") { withGeneric(&address) { getsockname(socket.number, $0, &length) } }
            return (socket.release(), UInt16(bigEndian: address.sin_port))
        } catch { throw failure(error, port, host) }
    }

    private static let loopback: UInt32 = 0x7f00_0001

    /// Connects, which on loopback is done or refused soon after this returns.
    static func connect(_ port: UInt16) throws(SocketFailure) -> Descriptor {
        var address = address(port)
        do throws(CallFailure) {
            let socket = try make()
            do throws(CallFailure) {
                try SystemCall.run("connect") {
                    withGeneric(&address) {
                        Glibc.connect(socket.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
            } catch { if error.errno != EINPROGRESS { throw error } }
            return socket
        } catch { throw failure(error, port) }
    }

    private static let backlog: CInt = 16

    private static func make() throws(CallFailure) -> Descriptor {
        let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        return try Descriptor("socket") { socket(AF_INET, CInt(type), 0) }
    }

    private static func address(_ port: UInt16, _ host: UInt32 = loopback) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return address
    }

    private static func withGeneric(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> CInt
    ) -> CInt {
        withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }

    private static func failure(
        _ failure: CallFailure, _ port: UInt16, _ host: UInt32 = loopback
    ) -> SocketFailure {
        SocketFailure(operation: failure.operation, path: name(host, port), errno: failure.errno)
    }

    /// As people write it.
    static func name(_ host: UInt32, _ port: UInt16) -> String {
        "\(host >> 24).\(host >> 16 & 255).\(host >> 8 & 255).\(host & 255):\(port)"
    }
}
