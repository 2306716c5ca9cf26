// SPDX-License-Identifier: Apache-2.0
import LocalSockets
package import RoomCore

/// One HTTP/1.1 POST to a port of loopback, without TLS. It lives until it is answered.
package final class LoopbackCall {
    private static let patience = Duration.seconds(10)
    private static let maximumReplyBytes = 1 << 20

    private let stream: any ByteStream
    private let onReply: (HTTPResponse?) -> Void
    private var incoming: [UInt8] = []
    private var isOver = false

    /// Posts at once. `onReply` is called once, later: with status and body, or nil where nobody answers in ten
    /// seconds. Throws what the kernel says where nobody listens.
    @discardableResult
    package init(
        loop: any AgentLoop, port: UInt16, path: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], onReply: @escaping (HTTPResponse?) -> Void
    ) throws(SocketFailure) {
        self.onReply = onReply
        stream = try SocketNetwork(loop: loop).connect(to: .loopback(port: port))
        stream.setDeadline(after: Self.patience)
        stream.begin { [self] event in react(event) }
        var head = "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += "content-length: \(body.count)\r\nconnection: close\r\n\r\n"
        _ = stream.send(Array(head.utf8) + body)
    }

    private func react(_ event: StreamEvent) {
        switch event {
        case .received(let bytes):
            incoming += bytes
            if let reply = whole() { end(reply) } else if incoming.count > Self.maximumReplyBytes { end(nil) }
        case .drained: break
        case .finished, .closed: end(nil)
        }
    }

    private func end(_ reply: HTTPResponse?) {
        if isOver { return }
        isOver = true
        stream.close()
        onReply(reply)
    }

    /// Nil until all of it is there. What says no length has no body.
    private func whole() -> HTTPResponse? {
        guard let end = incoming.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: incoming[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else { return HTTPResponse(status: 0) }
        let field = lines.first { $0.lowercased().hasPrefix("content-length:") }
        let value = field?.split(separator: ":").last?.drop { $0 == " " }
        let length = value.flatMap { Int($0) } ?? 0
        let body = Array(incoming[end.upperBound...])
        return body.count >= length ? HTTPResponse(status: status, body: body) : nil
    }
}
