// SPDX-License-Identifier: Apache-2.0
import LocalSockets
package import RoomCore

/// What the agent answered.
package enum ControlAnswer: Equatable, Sendable {
    /// The request was carried out; this is what there is to print.
    case payload(String)
    /// The request was not carried out. `code` is one of sysexits.h; the message is for people.
    case refused(code: Int32, message: String)
    /// The stream ended: the agent stopped, or this client was too slow.
    case streamEnded
    /// The agent went away, or spoke nonsense.
    case broken
}

/// The command line's side of the control socket: one request, and its answer, blocking.
package enum ControlClient {
    static let maximumReplyBytes = 16 * 1024 * 1024

    /// Sends a request and waits up to `timeout` for the answer. Lines of a stream go to `onLine` as they come, without
    /// limit in time.
    package static func ask(
        _ request: ControlRequest, path: String, timeoutSeconds: Int = 90, onLine: (String) -> Void = { _ in }
    ) throws(SocketFailure) -> ControlAnswer {
        var connection = try BlockingConnection(path, patienceSeconds: timeoutSeconds)
        try connection.send(line: ([request.verb] + request.words).joined(separator: " "))
        guard let head = nextLine(&connection) else { return .broken }
        let words = head.split(separator: " ", maxSplits: 2)
        switch words.first {
        case "OK":
            guard words.count == 2, let count = Int(words[1]), count <= maximumReplyBytes else { return .broken }
            while connection.received.count < count {
                guard (try? connection.receive()) == true else { return .broken }
            }
            return .payload(String(decoding: connection.received.prefix(count), as: UTF8.self))
        case "ERROR":
            guard words.count == 3, let code = Int32(words[1]) else { return .broken }
            return .refused(code: code, message: String(words[2]))
        case "STREAM":
            connection.setPatience(seconds: 0)
            while let line = nextLine(&connection) { onLine(line) }
            return .streamEnded
        default: return .broken
        }
    }

    private static func nextLine(_ connection: inout BlockingConnection) -> String? {
        while true {
            if let line = connection.nextLine() { return line }
            guard connection.received.count < maximumReplyBytes, (try? connection.receive()) == true else { return nil }
        }
    }
}
