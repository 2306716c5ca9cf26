// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
package import RoomCore

/// The command line's side of a Unix socket: it waits, up to a limit, and has no loop.
package struct BlockingConnection: ~Copyable {
    private let socket: Descriptor
    private let path: String
    /// What has come and was not taken out of it yet.
    package private(set) var received: [UInt8] = []

    /// Connects. `patienceSeconds` is how long each `receive` waits; 0 is without limit. Throws ENOENT or ECONNREFUSED
    /// where nobody listens, EACCES where this user may not connect.
    package init(_ path: String, patienceSeconds: Int) throws(SocketFailure) {
        self.path = path
        socket = try UnixSocket.connect(path)
        setPatience(seconds: patienceSeconds)
    }

    /// How long each `receive` waits from now on; 0 is without limit.
    package borrowing func setPatience(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        SystemCall.succeeds("setsockopt") {
            setsockopt(socket.number, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Sends a line, which has no line end yet. A line fits into what a socket takes at once. Throws EPIPE where the
    /// other side is gone, EAGAIN where it takes nothing.
    package borrowing func send(line: String) throws(SocketFailure) {
        let bytes = Array(line.utf8) + [0x0A]
        var queue = SendQueue(limit: .max)
        guard queue.append(bytes) else { return }
        do throws(CallFailure) {
            try queue.flush { (bytes) throws(CallFailure) in try SystemCall.send(socket.number, bytes) }
        } catch { throw SocketFailure(operation: "write", path: path, errno: error.errno) }
        guard queue.isEmpty else { throw SocketFailure(operation: "write", path: path, errno: EAGAIN) }
    }

    /// Waits for more and appends it to `received`; false at the end. ETIMEDOUT after the patience.
    package mutating func receive() throws(SocketFailure) -> Bool {
        do throws(CallFailure) {
            guard let more = try SystemCall.read(socket.number, atMost: 16 * 1024) else {
                throw CallFailure("read", errno: ETIMEDOUT)
            }
            received += more
            return !more.isEmpty
        } catch { throw SocketFailure(error, path) }
    }

    /// Takes the first line out of `received`; nil while there is no whole one.
    package mutating func nextLine() -> String? {
        guard let end = received.firstIndex(of: 0x0A) else { return nil }
        let line = String(decoding: received[..<end], as: UTF8.self)
        received.removeSubrange(...end)
        return line
    }
}
