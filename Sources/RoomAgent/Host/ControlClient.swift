// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import LocalSockets

/// What the agent answered.
package enum ControlAnswer: Equatable, Sendable {
    case payload(String)
    case refused(code: Int32, message: String)
    /// The stream ended: the agent stopped, or this client was too slow.
    case streamEnded
    /// The agent went away, or spoke nonsense.
    case broken
}

/// The command line's side of the control socket: one request, and its answer, blocking.
package enum ControlClient {
    private static let maximumReplyBytes = 16 * 1024 * 1024

    /// Sends a request and waits up to `timeout` for the answer. Lines of a stream go to `onLine` as they come, without
    /// limit in time.
    package static func ask(
        _ request: ControlRequest, path: String, timeoutSeconds: Int = 90, onLine: (String) -> Void = { _ in }
    ) throws(SocketFailure) -> ControlAnswer {
        let descriptor = try UnixSocket.connect(path)
        defer { close(descriptor) }
        setTimeout(descriptor, seconds: timeoutSeconds)
        let line = Array(([request.verb] + request.words).joined(separator: " ").utf8) + [UInt8(ascii: "\n")]
        guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
            throw SocketFailure(operation: "write", path: path, errno: errno)
        }
        var received: [UInt8] = []
        guard let head = nextLine(descriptor, &received) else { return .broken }
        let words = head.split(separator: " ", maxSplits: 2)
        switch words.first {
        case "OK":
            guard words.count == 2, let count = Int(words[1]), count <= maximumReplyBytes else { return .broken }
            while received.count < count { guard receive(descriptor, &received) else { return .broken } }
            return .payload(String(decoding: received.prefix(count), as: UTF8.self))
        case "ERROR":
            guard words.count == 3, let code = Int32(words[1]) else { return .broken }
            return .refused(code: code, message: String(words[2]))
        case "STREAM":
            setTimeout(descriptor, seconds: 0)
            while let line = nextLine(descriptor, &received) { onLine(line) }
            return .streamEnded
        default: return .broken
        }
    }

    private static func nextLine(_ descriptor: CInt, _ received: inout [UInt8]) -> String? {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received.removeSubrange(...end)
                return line
            }
            guard received.count < maximumReplyBytes, receive(descriptor, &received) else { return nil }
        }
    }

    private static func receive(_ descriptor: CInt, _ received: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16384)
        var count: Int
        repeat { count = read(descriptor, &buffer, buffer.count) } while count < 0 && errno == EINTR
        guard count > 0 else { return false }
        received += buffer[..<count]
        return true
    }

    /// Zero is no limit.
    private static func setTimeout(_ descriptor: CInt, seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }
}
