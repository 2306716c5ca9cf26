// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One accepted connection of `LoopbackServer`.
final class LoopbackConnection {
    private let stream: any ByteStream
    private let loop: any AgentLoop
    private let handler: (HTTPRequest) -> LoopbackServer.Answer
    private let onClose: (LoopbackConnection) -> Void
    private var incoming: [UInt8] = []
    private var closesWhenSent = false
    private var isClosed = false

    private static let maximumRequestBytes = 1 << 20
    /// A page of a simulated calendar is a few megabytes.
    private static let maximumReplyBytes = 256 << 20

    init(
        _ stream: any ByteStream, loop: any AgentLoop, handler: @escaping (HTTPRequest) -> LoopbackServer.Answer,
        onClose: @escaping (LoopbackConnection) -> Void
    ) {
        self.stream = stream
        self.loop = loop
        self.handler = handler
        self.onClose = onClose
        stream.maximumQueuedBytes = Self.maximumReplyBytes
        stream.begin { [unowned self] event in react(event) }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        stream.close()
        onClose(self)
    }

    private func react(_ event: StreamEvent) {
        switch event {
        case .received(let bytes):
            guard incoming.count + bytes.count <= Self.maximumRequestBytes else { return close() }
            incoming += bytes
            answerNext()
        case .drained: if closesWhenSent { close() } else { answerNext() }
        case .finished, .closed: close()
        }
    }

    /// One request after the other: the next one waits until the answer before it is on its way.
    private func answerNext() {
        while !isClosed, stream.queuedBytes == 0, let request = nextRequest() { answer(request) }
    }

    private func answer(_ request: HTTPRequest) {
        switch handler(request) {
        case .reply(let response): send(Self.wire(response))
        case .late(let response, let delay):
            _ = loop.schedule(at: loop.now.uptime + delay, tolerance: .zero) { [weak self] in
                guard let self, !isClosed else { return }
                send(Self.wire(response))
            }
        case .cut(let response, let bytes):
            closesWhenSent = true
            send(Array(Self.wire(response).prefix(bytes)))
        case .drop:
            // A reset, as a network that is gone in the middle looks; a plain close would be an empty reply.
            stream.reset()
            close()
        }
    }

    private func send(_ bytes: [UInt8]) {
        guard stream.send(bytes) else { return close() }
        if closesWhenSent && stream.queuedBytes == 0 { close() }
    }

    private static func wire(_ response: HTTPResponse) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) -\r\n"
        for (name, value) in response.headers where name != "content-length" { head += "\(name): \(value)\r\n" }
        head += "content-length: \(response.body.count)\r\n\r\n"
        return Array(head.utf8) + response.body
    }

    /// Takes one whole request off `incoming`, if there is one. What is not HTTP closes the connection.
    private func nextRequest() -> HTTPRequest? {
        guard let end = incoming.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: incoming[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        var headers: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append((line[..<colon].lowercased(), String(value)))
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard words.count == 3, length >= 0,
            length <= Self.maximumRequestBytes
        else {
            close()
            return nil
        }
        guard incoming.count - end.upperBound >= length else { return nil }
        let body = Array(incoming[end.upperBound..<end.upperBound + length])
        incoming.removeFirst(end.upperBound + length)
        let host = headers.first { $0.name == "host" }?.value ?? "127.0.0.1"
        return HTTPRequest(
            HTTPRequest.Method(rawValue: String(words[0])), "http://\(host)\(words[1])", headers: headers, body: body)
    }
}

extension [UInt8] {
    /// The first place where these bytes stand in a row.
    func firstRange(of pattern: [UInt8]) -> Range<Int>? {
        guard count >= pattern.count else { return nil }
        return (0...count - pattern.count).first { self[$0..<$0 + pattern.count].elementsEqual(pattern) }
            .map { $0..<$0 + pattern.count }
    }
}
